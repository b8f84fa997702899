//! The two files: persons as the resident register has them today, and entries as they were written down on a day in the past, with
//! what happens to names and addresses in between and at the desk. Rates are invented, on the bad side of what registers report.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Result;
use country::{AS_OF, Country, Day, Person, Random, RegisterPlan, Tables};

pub(super) const ENTRIES: &str = "entries";
pub(super) const PERSONS: &str = "persons";

/// The bit of a number that says that the person is in no file.
pub(super) const STRANGER: u64 = 1 << 63;

/// Persons for each entry: 3.2 million for 3 million.
pub(super) const PERSONS_EACH: f64 = 3.2 / 3.0;
/// Of the entries, those of people who are not in the persons' file.
pub(super) const STRANGERS: f64 = 0.06;
/// Of the strangers, those with the name and birth date of somebody who is there.
const NAMESAKES: f64 = 0.5;
/// Entries are written down at most so many years ago.
const YEARS: f64 = 10.0;
/// Entries with a character mistyped, written as a variant, in other widths, without an address.
const MISTYPED: f64 = 0.02;
const VARIANT: f64 = 0.03;
const WIDTH: f64 = 0.3;
const WITHOUT_ADDRESS: f64 = 0.01;
/// Who stands in a register is grown up.
pub(super) const ADULT: f64 = 20.0;
/// Characters that people write for each other.
const VARIANTS: [(char, char); 8] = [
    ('高', '髙'),
    ('崎', '﨑'),
    ('辺', '邊'),
    ('斎', '齋'),
    ('浜', '濱'),
    ('沢', '澤'),
    ('島', '嶋'),
    ('広', '廣'),
];
/// What is typed instead of something else.
const TYPED: [char; 6] = ['口', 'ロ', '未', '末', '土', '士'];

/// What was made.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub(super) entries: u64,
    pub(super) persons: u64,
    pub(super) strangers: u64,
    pub(super) namesakes: u64,
}

/// The items of one line, and the person's own line in the other file.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) born: String,
    pub(super) sex: &'static str,
    pub(super) address: String,
}

impl Row {
    pub(super) fn of(person: &Person, day: Day) -> Option<Self> {
        let address = person.home_on(day)?.last_address()?.to_string();
        let mut name = String::new();
        person.name_on(day).push_spelling(&mut name);
        Some(Self { name, born: person.born.to_string(), sex: person.sex.word(), address })
    }

    fn write(&self, whose: u64, out: &mut impl Write) -> std::io::Result<()> {
        writeln!(out, "{whose}\t{}\t{}\t{}\t{}", self.name, self.born, self.sex, self.address)
    }
}

/// Makes both files. A line begins with the number of the person whose it is, by which the result is counted and nothing decided.
pub(super) fn make(dir: &Path, seed: u64, entries: u64) -> Result<Made> {
    let tables = Tables::load().map_err(|error| anyhow::anyhow!("{error}"))?;
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "about so many"
    )]
    let wanted = (entries as f64 * PERSONS_EACH) as u64;
    let plan = RegisterPlan::new(&tables, wanted * 2, |_| vec!["JP".to_owned()]);
    let country = Country::new(tables, seed, plan);
    let mut file = Files {
        entries: BufWriter::with_capacity(1 << 20, File::create(dir.join(ENTRIES))?),
        persons: BufWriter::with_capacity(1 << 20, File::create(dir.join(PERSONS))?),
        random: Random::at(seed, &[0x1164]),
        made: Made::default(),
        wanted: (entries, wanted),
        last: None,
    };
    for block in country.blocks() {
        for person in country.block(block, AS_OF).flat_map(|home| home.members) {
            file.add(&person)?;
        }
        if file.made.entries >= entries && file.made.persons >= wanted {
            break;
        }
    }
    file.entries.flush()?;
    file.persons.flush()?;
    Ok(file.made)
}

struct Files {
    entries: BufWriter<File>,
    persons: BufWriter<File>,
    random: Random,
    made: Made,
    wanted: (u64, u64),
    /// Somebody who is there, for the next namesake.
    last: Option<Row>,
}

impl Files {
    fn add(&mut self, person: &Person) -> Result<()> {
        let living = person.alive_on(AS_OF) && AS_OF.years_since(person.born) >= ADULT;
        let Some(today) = Row::of(person, AS_OF).filter(|_| living) else { return Ok(()) };
        let number = self.made.persons + self.made.strangers + 1;
        if self.made.entries < self.wanted.0 && self.random.chance(STRANGERS) {
            return self.stranger(today, number);
        }
        if self.made.persons >= self.wanted.1 {
            return Ok(());
        }
        today.write(number, &mut self.persons)?;
        self.made.persons += 1;
        let has_entry = self.random.chance(1.0 / PERSONS_EACH - STRANGERS / (1.0 - STRANGERS));
        if self.made.entries < self.wanted.0 && has_entry {
            let Some(entry) = written_down(person, &mut self.random) else { return Ok(()) };
            entry.write(number, &mut self.entries)?;
            self.made.entries += 1;
        }
        self.last = Some(today);
        Ok(())
    }

    /// An entry whose person is not in the file, often with the name and the birth date of somebody who is.
    fn stranger(&mut self, mut entry: Row, number: u64) -> Result<()> {
        self.made.namesakes += u64::from(namesake(&mut entry, self.last.take(), &mut self.random));
        garble(&mut entry, &mut self.random);
        entry.write(number | STRANGER, &mut self.entries)?;
        self.made.entries += 1;
        self.made.strangers += 1;
        Ok(())
    }
}

/// Often a stranger has the name and the birth date of somebody who is there: whether this one has.
pub(super) fn namesake(stranger: &mut Row, somebody: Option<Row>, random: &mut Random) -> bool {
    // of another home: two people alike in all four items, address and all, nobody could tell apart
    let elsewhere = somebody.filter(|other| other.address != stranger.address);
    let Some(other) = elsewhere.filter(|_| random.chance(NAMESAKES)) else { return false };
    (stranger.name, stranger.born) = (other.name, other.born);
    // mostly of the same sex too, as namesakes are: then only the address tells them apart
    if random.chance(0.9) {
        stranger.sex = other.sex;
    }
    true
}

/// A person's entry as it was written down on a day in the past.
pub(super) fn written_down(person: &Person, random: &mut Random) -> Option<Row> {
    #[expect(clippy::cast_possible_truncation, reason = "days of ten years")]
    let days_ago = (random.unit() * YEARS * 365.25) as i32;
    // who was not here then is written down as today
    let mut entry = Row::of(person, Day(AS_OF.0 - days_ago)).or_else(|| Row::of(person, AS_OF))?;
    garble(&mut entry, random);
    Some(entry)
}

/// What happens to items when they are written down.
pub(super) fn garble(entry: &mut Row, random: &mut Random) {
    if random.chance(MISTYPED) {
        let address = random.chance(0.5);
        let text = if address { &mut entry.address } else { &mut entry.name };
        *text = mistyped(text, random);
    }
    if random.chance(VARIANT) {
        let other = |c: char| VARIANTS.iter().find(|(one, _)| *one == c).map_or(c, |(_, other)| *other);
        entry.name = entry.name.chars().map(other).collect();
    }
    if random.chance(WIDTH) {
        entry.name = entry.name.replace('\u{3000}', " ");
        entry.address = entry.address.chars().map(narrow).collect();
    }
    if random.chance(WITHOUT_ADDRESS) {
        entry.address.clear();
    }
}

fn mistyped(text: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let length = u32::try_from(letters.len()).unwrap_or(1).max(1);
    let place = random.below(length) as usize;
    let typed = TYPED.get(random.below(6) as usize).copied().unwrap_or('口');
    match letters.get_mut(place) {
        Some(letter) if random.chance(0.7) => *letter = typed,
        Some(_) => drop(letters.remove(place)),
        None => {}
    }
    letters.into_iter().collect()
}

fn narrow(c: char) -> char {
    match c {
        '０'..='９' | '－' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}
