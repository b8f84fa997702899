//! The entries that are asked for: a file of lines, of people of the country as they were written down in the past, and of strangers, who
//! are of another country. Each line begins with a key of what the resident register has of the person today, by which the result is
//! counted and nothing decided.

use std::fs::File;
use std::hash::RandomState;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use country::{AS_OF, Nation, Person, Random, Resident};
use futures_util::future::BoxFuture;
use gateways::juki::{Birth, Inquiry, Items, Sex, Source};
use registry::linking::in_bulk::{BasicItems, Held, key_of};

use crate::first_link::data::{ADULT, PERSONS_EACH, Row, STRANGERS, garble, namesake, written_down};
use crate::juki_batch::people;

/// People of the country for each person that is wanted: a third of them are children, abroad, or have died.
pub(super) const SPARE: f64 = 1.8;

/// What was made.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub(super) entries: u64,
    pub(super) strangers: u64,
    pub(super) namesakes: u64,
    /// Entries that have not all four items: nobody is asked for them.
    pub(super) not_open: u64,
    pub(super) asked: u64,
}

/// An entry that is asked for.
pub(super) struct Entry {
    /// The key of what the register has of the person; none of a stranger.
    pub(super) whose: Option<u64>,
    name: String,
    born: String,
    sex: String,
    address: String,
}

impl Entry {
    fn read(line: &str) -> Option<Self> {
        let mut columns = line.trim_end_matches('\n').split('\t');
        let whose = columns.next()?.parse().ok();
        let mut text = || columns.next().map(str::to_owned);
        Some(Self { whose, name: text()?, born: text()?, sex: text()?, address: text()? })
    }

    fn items(&self) -> BasicItems<'_> {
        BasicItems { name: &self.name, born: &self.born, sex: &self.sex, address: &self.address }
    }

    pub(super) fn held(&self) -> Held<'_> {
        Held::entry(self.items())
    }
}

/// As the program asks: the network spells a name with an ideographic blank.
pub(super) fn inquiry(entry: &Entry) -> Option<Inquiry> {
    let items = entry.held().open().ok()?;
    let inquiry = Inquiry::by_items(Items {
        name: items.name.replace(' ', "\u{3000}"),
        birth: Birth::parse(items.born)?,
        sex: Sex::of_word(items.sex),
        address: Some(items.address.to_owned()),
    });
    inquiry.can_be_asked().then_some(inquiry)
}

/// Makes the file. Its memory does not grow with it.
pub(super) fn make(
    path: &Path,
    nation: &Nation,
    (seed, wanted): (u64, u64),
    secret: &RandomState,
) -> Result<Made> {
    let elsewhere = people::country(seed.wrapping_add(1), wanted)?;
    let mut strangers =
        elsewhere.blocks().flat_map(|block| elsewhere.block(block, AS_OF)).flat_map(|home| home.members);
    let mut file = Writer {
        out: BufWriter::with_capacity(1 << 20, File::create(path)?),
        random: Random::at(seed, &[0x1165]),
        made: Made::default(),
    };
    let mut last = None;
    for person in nation.people().filter(is_grown_up) {
        if file.made.entries >= wanted {
            break;
        }
        if file.random.chance(STRANGERS) {
            let stranger = strangers.by_ref().filter(is_grown_up).find_map(|person| Row::of(&person, AS_OF));
            file.stranger(stranger.context("strangers enough")?, last.take())?;
        } else if let Some(resident) = nation.resident(person.id)
            && file.random.chance(1.0 / PERSONS_EACH)
        {
            file.person(
                &person,
                key_of(&of_resident(&resident), secret).context("a resident has all items")?,
            )?;
        }
        last = Row::of(&person, AS_OF);
    }
    file.out.flush()?;
    ensure!(file.made.entries == wanted, "{} entries and not {wanted}: a larger country", file.made.entries);
    Ok(file.made)
}

fn is_grown_up(person: &Person) -> bool {
    person.alive_on(AS_OF) && AS_OF.years_since(person.born) >= ADULT
}

fn of_resident(resident: &Resident) -> BasicItems<'_> {
    BasicItems { name: &resident.name, born: &resident.birth, sex: resident.sex, address: &resident.address }
}

struct Writer {
    out: BufWriter<File>,
    random: Random,
    made: Made,
}

impl Writer {
    fn person(&mut self, person: &Person, whose: u64) -> io::Result<()> {
        match written_down(person, &mut self.random) {
            Some(entry) => self.write(&whose.to_string(), entry),
            None => Ok(()),
        }
    }

    fn stranger(&mut self, mut entry: Row, somebody: Option<Row>) -> io::Result<()> {
        self.made.namesakes += u64::from(namesake(&mut entry, somebody, &mut self.random));
        self.made.strangers += 1;
        garble(&mut entry, &mut self.random);
        self.write("-", entry)
    }

    fn write(&mut self, whose: &str, Row { name, born, sex, address }: Row) -> io::Result<()> {
        self.made.entries += 1;
        let line = format!("{whose}\t{name}\t{born}\t{sex}\t{address}\n");
        if Entry::read(&line).as_ref().and_then(inquiry).is_none() {
            self.made.not_open += 1;
            return Ok(());
        }
        self.made.asked += 1;
        self.out.write_all(line.as_bytes())
    }
}

/// The file, read from its beginning as often as it is asked for.
pub(super) struct Entries {
    path: PathBuf,
    file: BufReader<File>,
    at: u64,
}

impl Entries {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { path: path.to_owned(), file: BufReader::with_capacity(1 << 20, File::open(path)?), at: 0 })
    }

    /// From the beginning again.
    pub(super) fn again(&mut self) -> io::Result<()> {
        *self = Self::open(&self.path)?;
        Ok(())
    }

    /// The next ones, so many or as many as there are.
    pub(super) fn some(&mut self, count: u64) -> io::Result<Vec<Entry>> {
        let (mut some, mut line) = (Vec::new(), String::new());
        for _ in 0..count {
            line.clear();
            if self.file.read_line(&mut line)? == 0 {
                break;
            }
            some.push(Entry::read(&line).ok_or_else(|| io::Error::other("a line of an entry"))?);
            self.at += 1;
        }
        Ok(some)
    }
}

impl Source for Entries {
    fn inquiries(&mut self, first: u64, count: u64) -> BoxFuture<'_, io::Result<Vec<Inquiry>>> {
        Box::pin(async move {
            if first < self.at {
                self.again()?;
            }
            // what was sent before the line was cut is passed over, a stretch at a time
            while self.at < first {
                self.some((first - self.at).min(count.max(1)))?;
            }
            Ok(self.some(count)?.iter().filter_map(inquiry).collect())
        })
    }
}
