//! Making ready: every entry linked, some shown, and one batch of all of them that two officers approved.

use anyhow::{Context, Result, ensure};
use registry::check::{BatchState, Verdict};
use registry::ids::{EntryId, HolderId, RegisterId};
use registry::present::{Existence, existence_of};
use store::check::FollowPage;
use store::deletion::{self, Approval, Batch, BatchEvent, BatchMove, NewEvent, NewProposal};
use store::holder::{KnownNumber, NewLink, NumberFact};
use store::writer::fresh_stamp;

use super::REGISTER;
use crate::place::Place;

/// Entries written at once while the bench is made ready.
const CHUNK: usize = 10_000;
/// Every so-manieth entry was shown by its holder, so that it has a place in a status list.
const SHOWN: usize = 20;
/// Proposals that the family register is asked about.
const SAMPLE: usize = 100;

/// Links every entry that stands to a person whose number was given, and shows some of them.
pub(super) async fn ready(place: &Place) -> Result<Vec<(EntryId, i64)>> {
    let register = RegisterId::of(REGISTER.0, REGISTER.1);
    let db = place.app.db();
    let mut standing = Vec::new();
    let mut reader = db.reader().await?;
    let sql = "SELECT entry_id, version, present FROM entry WHERE register_id = $1 ORDER BY entry_id";
    let see = |row: &db::RowRef<'_>| {
        if existence_of(row.text(2)?) == Existence::Registered {
            standing.extend(EntryId::from_stored(row.bytes(0)?).zip(Some(row.int(1)?)));
        }
        Ok(())
    };
    reader.for_each(sql, &[db::Param::Int(register.stored())], see).await?;
    drop(reader);
    for (chunk, some) in standing.chunks(CHUNK).enumerate() {
        let links: Vec<NewLink> = (0_u64..)
            .zip(some)
            .map(|(at, (entry, _))| link(register, *entry, chunk as u64 * CHUNK as u64 + at))
            .collect();
        db.transact("link", move |tx| {
            let links = links.clone();
            Box::pin(async move { store::holder::link(tx, &links).await.map(|_| ()) })
        })
        .await?;
    }
    for (at, (entry, version)) in standing.iter().enumerate().step_by(SHOWN) {
        let wanted = store::credential::Wanted {
            register,
            entry: *entry,
            version: *version,
            present: String::new(),
            draws: vec![u32::try_from(at)?],
            at: 1,
        };
        store::credential::take(db, wanted).await?.context("a place in the list")?;
    }
    Ok(standing)
}

fn link(register: RegisterId, entry: EntryId, at: u64) -> NewLink {
    let mut random = [0; 10];
    let (_, tail) = random.split_at_mut(2);
    tail.copy_from_slice(&at.to_be_bytes());
    let mut number = [7; 16];
    let (_, tail) = number.split_at_mut(8);
    tail.copy_from_slice(&at.to_be_bytes());
    let known = KnownNumber { number, fact: NumberFact::Given, way: "bench".to_owned(), since: 1 };
    NewLink {
        register,
        entry,
        holder: HolderId::new(1_700_000_000_000, random),
        way: "in-bulk".to_owned(),
        ground: "bench".to_owned(),
        by: "bench".to_owned(),
        at: 1,
        number: Some(known),
    }
}

/// A batch of all of them, approved by two.
pub(super) async fn approved(place: &Place, standing: &[(EntryId, i64)]) -> Result<Batch> {
    let register = RegisterId::of(REGISTER.0, REGISTER.1);
    let (run, db) = ([9; 16], place.app.db());
    let today = app::today_in_japan().to_string();
    let mut from = EntryId::new(0, [0; 10]);
    for some in standing.chunks(CHUNK).chain([&[][..]]) {
        let to = some.last().map_or(from, |(entry, _)| *entry);
        let proposals = some.iter().map(|(entry, version)| NewProposal {
            entry: *entry,
            version: *version,
            died_on: today.clone(),
            number: [0; 16],
            doubt: String::new(),
            citation: "bench".to_owned(),
            one_by_one: false,
        });
        let page = FollowPage {
            register,
            run,
            from,
            to,
            proposals: proposals.collect(),
            changes: Vec::new(),
            tasks: Vec::new(),
            days: (today.clone(), some.is_empty().then(|| today.clone())),
            at: (1, "bench".to_owned()),
        };
        ensure!(store::check::follow(db, page).await?.is_some(), "nobody else is at work");
        from = to;
    }
    numbers_of_links(place).await?;
    let id = deletion::batch_of(register, &run);
    let seen = deletion::batch(&mut db.reader().await?, &[register], id).await?.context("the batch")?;
    confirmed(place, &seen, standing).await?;
    let approval = |by: &str| {
        Some(Approval { by: by.to_owned(), at: store::writer::now_micros(), ground: "bench".to_owned() })
    };
    let to = Batch {
        state: BatchState::Approved,
        checked_on: today,
        first: approval("aoki"),
        second: approval("baba"),
        ..seen.clone()
    };
    let stamp = fresh_stamp()?;
    let event =
        BatchEvent { at: 1, actor: "bench".to_owned(), what: "approve".to_owned(), about: String::new() };
    let event = NewEvent { id: EntryId::new(1, stamp.random), event };
    let moved = BatchMove { from: seen.state, round: seen.round, to: to.clone(), event };
    ensure!(deletion::move_batch(db, moved).await?, "the batch waits");
    Ok(to)
}

/// The family register confirms the sample: without that nothing would be deleted.
async fn confirmed(place: &Place, batch: &Batch, standing: &[(EntryId, i64)]) -> Result<()> {
    let sample: Vec<EntryId> = standing.iter().take(SAMPLE).map(|(entry, _)| *entry).collect();
    let (round, db) = ((batch.key(), batch.round), place.app.db());
    let drawn = deletion::draw(db, batch.key(), (batch.round, SAMPLE as u64), sample.clone()).await?;
    ensure!(drawn == Some(sample.len() as u64), "the sample is drawn: {drawn:?}");
    for entry in sample {
        ensure!(deletion::note_said(db, round, (entry, Verdict::Agrees), None, 1).await?, "the batch waits");
    }
    Ok(())
}

/// Each proposal under the number of its link.
async fn numbers_of_links(place: &Place) -> Result<()> {
    let sql = "UPDATE deletion_proposal SET number_ref = (SELECT h.number_ref FROM entry_holder h \
               WHERE h.register_id = deletion_proposal.register_id AND h.entry_id = deletion_proposal.entry_id)";
    let done = place.app.db().transact::<_, db::DbError, _>("numbers", move |tx| Box::pin(tx.batch(sql)));
    Ok(done.await?)
}
