//! Making ready: every register imported, every entry linked to its person by the four items, and a file that says what is true of each.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use app::ImportOptions;
use country::{Day, Nation, Person, PlannedRegister, Resident};
use futures_util::future::{BoxFuture, try_join};
use gateways::Outcome;
use gateways::juki::{
    AskId, Batch, BatchState, Birth, Ground, Heading, Inquiry, Items, Juki, JukiClient, Sex, Source, Told,
    Wanted,
};
use registry::hash::sha256;
use registry::ids::{EntryId, HolderId, RegisterId};
use registry::item::{EntryItem, get};
use registry::name::equal_identity;
use registry::present::{Existence, existence_of};
use store::holder::{KnownNumber, NewLink, NumberFact};
use vault::Use;

use super::truth::{CHANGED, DEAD, OTHERS, write};
use crate::place::{Place, actor};

/// Entries linked at once.
const CHUNK: u32 = 20_000;

pub(super) struct Ready<'b> {
    pub(super) place: &'b Place,
    pub(super) nation: &'b Nation,
    pub(super) client: &'b JukiClient,
    pub(super) by: &'b Use,
}

/// What was made.
pub(super) struct Made {
    pub(super) entries: u64,
    pub(super) linked: u64,
    /// The file of truths.
    pub(super) truth: PathBuf,
}

impl Ready<'_> {
    pub(super) async fn make(&self) -> Result<Made> {
        let truth = self.place.dir.path().join("truth");
        let mut out = BufWriter::new(File::create(&truth)?);
        let mut made = Made { entries: 0, linked: 0, truth };
        let registers = self.nation.country().plan().registers();
        let mut rest = registers.iter().filter(|planned| planned.count > 0);
        // one is imported while the one before it is linked: each waits for the engine half of its time
        let mut before = None;
        loop {
            let next = rest.next();
            let (imported, linked) = try_join(self.import(next), self.link(before, &mut out)).await?;
            made.entries += imported;
            made.linked += linked;
            if next.is_none() {
                break;
            }
            before = next;
        }
        out.flush()?;
        Ok(made)
    }

    async fn import(&self, planned: Option<&PlannedRegister>) -> Result<u64> {
        let Some(planned) = planned else { return Ok(0) };
        let path = self.place.dir.path().join("register.csv");
        let on = self.place.app.rules().on(app::today_in_japan());
        let register = on.qualification(planned.qualification).and_then(|q| q.register().yes());
        let register = register.with_context(|| format!("no register of {}", planned.qualification))?;
        let items: Vec<&str> = register.value().items.iter().map(String::as_str).collect();
        let out = BufWriter::new(File::create(&path)?);
        self.nation.country().write_file(planned, &items, out).map_err(|e| anyhow::anyhow!("{e}"))?;
        let options = ImportOptions {
            qualification: planned.qualification.to_owned(),
            authority: Some(planned.authority.clone()),
            mapping: None,
            encoding: None,
            dry_run: false,
            rejects: None,
            file: path.clone(),
        };
        let report = self.place.app.import_register(&actor(), &options, &|_| true).await?;
        std::fs::remove_file(&path)?;
        ensure!(report.entries == planned.count, "{report:?}");
        Ok(report.entries)
    }

    /// Links the entries, in the order of the file, which is that of their ids.
    async fn link(&self, planned: Option<&PlannedRegister>, out: &mut impl Write) -> Result<u64> {
        let Some(planned) = planned else { return Ok(0) };
        let register = RegisterId::of(planned.qualification, &planned.authority);
        let (mut after, mut row, mut linked) = (EntryId::new(0, [0; 10]), 0, 0);
        while row < planned.count {
            let mut page: Vec<(EntryId, String)> = Vec::new();
            let mut reader = self.place.app.db().reader().await?;
            store::entry::walk(&mut reader, register, after, CHUNK, |found| {
                page.extend(EntryId::from_stored(found.bytes(1)?).zip(Some(found.text(4)?.to_owned())));
                Ok(())
            })
            .await?;
            drop(reader);
            let Some((last, _)) = page.last() else { bail!("entries are missing") };
            after = *last;
            let people: Vec<Option<Resident>> = (row..)
                .zip(&page)
                .map(|(row, _)| self.nation.resident(self.nation.country().holder_in(planned, row)))
                .collect();
            let handles = self.handles(&people).await?;
            let mut links = Vec::new();
            for (at, ((entry, present), handle)) in page.iter().zip(&handles).enumerate() {
                let person = self.nation.country().holder_in(planned, row + at as u64);
                let person = self.nation.person(person).context("everybody in a register is somebody")?;
                let stands = existence_of(present) == Existence::Registered;
                if let Some(handle) = handle.filter(|_| stands) {
                    write(out, (register, *entry), flags(&person, present, self.nation.today()))?;
                    links.push(link(register, *entry, handle));
                }
            }
            linked += links.len() as u64;
            self.write(links).await?;
            row += page.len() as u64;
        }
        Ok(linked)
    }

    async fn write(&self, links: Vec<NewLink>) -> Result<()> {
        let outcomes = self.place.app.db().transact("link", move |tx| {
            let links = links.clone();
            Box::pin(async move { store::holder::link(tx, &links).await.map(|_| ()) })
        });
        Ok(outcomes.await?)
    }

    /// The handles of people's numbers, by their four items.
    async fn handles(&self, people: &[Option<Resident>]) -> Result<Vec<Option<[u8; 16]>>> {
        let known: Vec<(usize, Inquiry)> = people
            .iter()
            .enumerate()
            .filter_map(|(at, resident)| Some((at, by_items(resident.as_ref()?)?)))
            .collect();
        let mut handles = vec![None; people.len()];
        if known.is_empty() {
            return Ok(handles);
        }
        let inquiries: Vec<Inquiry> = known.iter().map(|(_, inquiry)| inquiry.clone()).collect();
        let word = str::to_owned;
        let mut random = [0; 8];
        getrandom_of(&mut random)?;
        let name = format!("handles-{}", registry::hash::hex(&random));
        let heading = Heading {
            file_id: AskId::new(name.as_str())?,
            count: inquiries.len() as u64,
            period: word("2026"),
            made_at: word("2026-04-01T09:00:00+09:00"),
            ground: Ground { basis: word("measuring"), purpose: word("measuring"), operator: word("bench") },
            wanted: Wanted { number: true, code: false },
        };
        let batch = Batch { heading, folder: self.place.dir.path().join(&name), by: self.by.clone() };
        let sent = self.client.send_batch(&batch, &mut People(inquiries.clone())).await?;
        ensure!(matches!(sent, Outcome::Answered(_)), "sending: {sent:?}");
        loop {
            match self.client.batch_state(&batch.heading.file_id).await {
                Outcome::Answered(BatchState::Ready { .. }) => break,
                Outcome::Answered(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                other => bail!("waiting: {other:?}"),
            }
        }
        let Outcome::Answered(answers) = self.client.fetch_batch(&batch).await? else { bail!("fetching") };
        let slice = answers.slice(0, &inquiries)?;
        for ((at, _), told) in known.iter().zip(&slice.told) {
            if let (Some(place), Some(Told::Found(record))) = (handles.get_mut(*at), told) {
                *place = record.number.map(vault::SealedNumber::to_bytes);
            }
        }
        let _ = self.client.close_batch(&batch.heading.file_id).await;
        std::fs::remove_dir_all(&batch.folder)?;
        Ok(handles)
    }
}

/// Eight bytes that tell this file from all others.
fn getrandom_of(bytes: &mut [u8; 8]) -> Result<()> {
    let stamp = store::writer::fresh_stamp()?;
    let (head, _) = stamp.salt_seed.split_at(8);
    bytes.copy_from_slice(head);
    Ok(())
}

fn by_items(resident: &Resident) -> Option<Inquiry> {
    Some(Inquiry::by_items(Items {
        name: resident.name.clone(),
        birth: Birth::parse(&resident.birth)?,
        sex: Sex::of_word(resident.sex),
        address: Some(resident.address.clone()),
    }))
}

/// What is true of an entry's person today.
fn flags(person: &Person, present: &str, today: Day) -> u8 {
    let mut name = String::new();
    person.name_on(today).push_spelling(&mut name);
    let same = get(present, EntryItem::Name).is_some_and(|held| equal_identity(held, &name));
    match (person.died.is_some(), same) {
        (true, _) => DEAD,
        (false, false) => CHANGED,
        (false, true) => OTHERS,
    }
}

fn link(register: RegisterId, entry: EntryId, number: [u8; 16]) -> NewLink {
    let digest = sha256(&[&number]);
    let (half, _) = digest.split_at(16);
    NewLink {
        register,
        entry,
        // one number is one person, in whatever registers
        holder: HolderId::from_stored(half).unwrap_or_else(|| HolderId::new(0, [0; 10])),
        way: "in-bulk".to_owned(),
        ground: "bench".to_owned(),
        by: "bench".to_owned(),
        at: 1,
        number: Some(KnownNumber { number, fact: NumberFact::Given, way: "bench".to_owned(), since: 1 }),
    }
}

struct People(Vec<Inquiry>);

impl Source for People {
    fn inquiries(&mut self, first: u64, count: u64) -> BoxFuture<'_, io::Result<Vec<Inquiry>>> {
        let some = usize::try_from(first).and_then(|first| Ok((first, usize::try_from(count)?)));
        let some = some.map_err(io::Error::other);
        let some = some.map(|(first, count)| self.0.iter().skip(first).take(count).cloned().collect());
        Box::pin(async move { some })
    }
}
