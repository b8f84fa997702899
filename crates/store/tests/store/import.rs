//! What an import writes: transcriptions, their place in the log, keys, and how far it has come.

use std::sync::Arc;

use db::DbError;
use jiff::civil::date;
use registry::act::Act;
use registry::ids::{EntryId, RegisterId};
use registry::item::EntryItem;
use registry::name::name_key;
use store::StoreError;
use store::import::{
    ImportJob, SortedKeys, is_empty, keep, keys_of, read, settle_keys, taken, unfinished, write_chunk,
    write_keys,
};
use store::ledger::Transcriptions;
use store::log::LogTail;
use store::search::{KeyKind, by_prefix};
use store::writer::{fresh_stamp, sequence_all};

use crate::agree::agree;
use crate::support::{Place, basis, key, lines, on_both_engines, registration};

on_both_engines!(
    chunks_are_placed_as_they_are_written,
    a_chunk_with_a_taken_number_leaves_nothing,
    a_job_goes_on_where_it_was,
    an_entry_corrected_before_its_keys_are_merged,
    a_key_that_is_there_already_does_not_stop_the_merge,
);

pub(crate) fn job(register: RegisterId) -> ImportJob {
    ImportJob {
        register,
        file_digest: [3; 32],
        settings: "utf-8".to_owned(),
        byte_offset: 0,
        line: 2,
        rows: 0,
        entries: 0,
        rejects: 0,
        rejects_offset: 0,
        first_entry: None,
        last_entry: None,
        keyed: None,
        started_at: 1,
        finished_at: None,
    }
}

/// Entries numbered from `from`, and the job as it stands after them.
pub(crate) fn chunk(job: &ImportJob, from: u64, count: u64) -> (Arc<Transcriptions>, ImportJob) {
    let stamp = fresh_stamp().unwrap();
    let mut chunk = Transcriptions::new(job.register, basis(), &stamp, job.last_entry);
    for number in from..from + count {
        let text = lines(&[
            (EntryItem::Number, &number.to_string()),
            (EntryItem::Name, ["佐藤 一", "髙橋 花子", "渡邊 翔"][usize::try_from(number % 3).unwrap()]),
            (EntryItem::Born, "1961"),
        ]);
        let id = chunk.add(&number.to_string(), "1988-01", text.stored());
        chunk.add_contact(id, "東京都千代田区", "", "");
    }
    let (first, last) = chunk.span().unwrap();
    let after = ImportJob {
        byte_offset: job.byte_offset + 40 * count,
        line: job.line + count,
        rows: job.rows + count,
        entries: job.entries + count,
        first_entry: job.first_entry.or(Some(first)),
        last_entry: Some(last),
        ..job.clone()
    };
    (Arc::new(chunk), after)
}

/// The keys of every entry of a register in ascending order.
pub(crate) async fn sorted_keys(place: &db::Db, register: RegisterId) -> Vec<(String, EntryId)> {
    let mut keys = Vec::new();
    let sql = "SELECT register_id, entry_id, present FROM entry";
    let mut reader = place.reader().await.unwrap();
    reader
        .for_each(sql, &[], |row| {
            if row.int(0)? == register.stored() {
                let entry = EntryId::from_stored(row.bytes(1)?).unwrap();
                keys_of(row.text(2)?, |key| keys.push((key, entry)));
            }
            Ok(())
        })
        .await
        .unwrap();
    keys.sort();
    keys
}

async fn chunks_are_placed_as_they_are_written(place: Place) {
    let nurses = place.nurses().await;
    assert!(is_empty(&mut place.db.reader().await.unwrap(), nurses).await.unwrap());
    // an act before, between and after: they share the log
    place.write(registration(nurses, "a", "先客")).await;
    let mut tail = LogTail::default();
    let (first, after) = chunk(&job(nurses), 0, 300);
    assert_eq!((first.len(), first.leaves().len(), first.register()), (300, 300, nurses));
    write_chunk(&place.db, first, &after, &mut tail).await.unwrap();
    assert_eq!(tail.size(), 300, "the act before still waits");
    sequence_all(&place.db, &key(), &mut LogTail::default()).await.unwrap();
    let (second, after) = chunk(&after, 300, 300);
    write_chunk(&place.db, second, &after, &mut tail).await.unwrap();
    assert_eq!(tail.size(), 601, "a tail that others have overtaken is read anew");
    let found = agree(&place.db, false).await;
    assert_eq!((found.entries, found.placed), (601, 601));
    // keys come later, in order, in runs; then everything is found
    let keys = sorted_keys(&place.db, nurses).await;
    let mut after = after;
    for run in keys.chunks(250) {
        let mut sorted = SortedKeys::new(nurses);
        let act_keys: Vec<_> = registered_keys(&place, nurses).await;
        run.iter().filter(|key| !act_keys.contains(key)).for_each(|(key, id)| sorted.add(key, *id));
        write_keys(&place.db, sorted, &mut after).await.unwrap();
    }
    let stored = read(&mut place.db.reader().await.unwrap(), nurses, &[3; 32]).await.unwrap().unwrap();
    assert!(stored.keyed.is_some() && stored == after);
    place.sequence().await;
    assert_eq!(agree(&place.db, true).await.placed, 601);
    let mut reader = place.db.reader().await.unwrap();
    let found = by_prefix(&mut reader, &[nurses], KeyKind::Name, &name_key("高橋"), 1_000).await.unwrap();
    assert_eq!(found.len(), 200);
    assert_eq!(taken(&mut reader, nurses, &["7", "nobody", "599"]).await.unwrap(), [0, 2]);
    assert!(!is_empty(&mut reader, nurses).await.unwrap());
    assert_eq!(place.count("SELECT COUNT(*) FROM contact").await, 600);
    // an imported entry has its place in the log and takes acts like any other
    let last = (nurses, after.last_entry.unwrap());
    assert_eq!(place.history(nurses, last.1).await[0].position, Some(600));
    let corrected =
        place.decide(last, Act::RegisterCorrection, date(2020, 1, 1), &[(EntryItem::Name, "鈴木 翔")]).await;
    assert_eq!(place.write(corrected).await, 2);
    place.sequence().await;
    agree(&place.db, true).await;
}

/// Keys that are there already.
async fn registered_keys(place: &Place, register: RegisterId) -> Vec<(String, EntryId)> {
    let sql = "SELECT key, entry_id FROM search_key WHERE register_id = $1";
    let mut reader = place.db.reader().await.unwrap();
    let which = [db::Param::Int(register.stored())];
    let read = reader.query(sql, &which, |row| {
        Ok((row.text(0)?.to_owned(), EntryId::from_stored(row.bytes(1)?).unwrap()))
    });
    read.await.unwrap()
}

async fn a_chunk_with_a_taken_number_leaves_nothing(place: Place) {
    let nurses = place.nurses().await;
    place.write(registration(nurses, "5", "先客")).await;
    place.sequence().await;
    let mut tail = LogTail::default();
    let (bad, after) = chunk(&job(nurses), 0, 10);
    let refused = write_chunk(&place.db, bad, &after, &mut tail).await;
    assert!(matches!(refused, Err(StoreError::Db(DbError::Constraint(_)))), "{refused:?}");
    let found = agree(&place.db, true).await;
    assert_eq!((found.entries, found.placed), (1, 1));
    assert_eq!(read(&mut place.db.reader().await.unwrap(), nurses, &[3; 32]).await.unwrap(), None);
    let (good, after) = chunk(&job(nurses), 10, 10);
    write_chunk(&place.db, good, &after, &mut tail).await.unwrap();
    assert_eq!(agree(&place.db, false).await.placed, 11);
}

async fn a_job_goes_on_where_it_was(place: Place) {
    let (nurses, midwives) = (place.nurses().await, place.register("midwife", "JP").await);
    let begun = job(nurses);
    keep(&place.db, &begun).await.unwrap();
    keep(&place.db, &ImportJob { register: midwives, finished_at: Some(9), ..begun.clone() }).await.unwrap();
    let mut reader = place.db.reader().await.unwrap();
    assert_eq!(read(&mut reader, nurses, &[3; 32]).await.unwrap().as_ref(), Some(&begun));
    assert_eq!(read(&mut reader, nurses, &[4; 32]).await.unwrap(), None, "another file");
    assert_eq!(unfinished(&mut reader).await.unwrap(), std::slice::from_ref(&begun));
    let (rows, after) = chunk(&begun, 0, 10);
    let after = ImportJob { rows: after.rows + 2, rejects: 2, rejects_offset: 77, ..after };
    write_chunk(&place.db, rows, &after, &mut LogTail::default()).await.unwrap();
    assert_eq!(read(&mut reader, nurses, &[3; 32]).await.unwrap().as_ref(), Some(&after));
    // rows that were all rejected move the job on as well
    let none = Arc::new(Transcriptions::new(nurses, basis(), &fresh_stamp().unwrap(), after.last_entry));
    let after = ImportJob { rows: after.rows + 5, rejects: 7, line: 99, ..after };
    write_chunk(&place.db, none, &after, &mut LogTail::default()).await.unwrap();
    let done = ImportJob { finished_at: Some(5), ..after };
    keep(&place.db, &done).await.unwrap();
    assert_eq!(read(&mut reader, nurses, &[3; 32]).await.unwrap(), Some(done));
    assert!(unfinished(&mut reader).await.unwrap().is_empty());
}

async fn an_entry_corrected_before_its_keys_are_merged(place: Place) {
    let nurses = place.nurses().await;
    let (rows, mut after) = chunk(&job(nurses), 0, 3);
    write_chunk(&place.db, rows, &after, &mut LogTail::default()).await.unwrap();
    let before = sorted_keys(&place.db, nurses).await;
    let who = (nurses, after.first_entry.unwrap());
    let corrected =
        place.decide(who, Act::RegisterCorrection, date(2020, 1, 1), &[(EntryItem::Name, "鈴木 翔")]).await;
    place.write(corrected).await;
    // the merge read the old presents before the correction, as it may in a long import
    let mut sorted = SortedKeys::new(nurses);
    before.iter().for_each(|(key, id)| sorted.add(key, *id));
    write_keys(&place.db, sorted, &mut after).await.unwrap();
    assert_eq!(settle_keys(&place.db, &after).await.unwrap(), 1);
    agree(&place.db, true).await;
    assert_eq!(settle_keys(&place.db, &after).await.unwrap(), 1, "asking again does no harm");
    agree(&place.db, true).await;
}

async fn a_key_that_is_there_already_does_not_stop_the_merge(place: Place) {
    let nurses = place.nurses().await;
    let (rows, mut after) = chunk(&job(nurses), 0, 3);
    write_chunk(&place.db, rows, &after, &mut LogTail::default()).await.unwrap();
    let who = (nurses, after.first_entry.unwrap());
    let keys = sorted_keys(&place.db, nurses).await;
    // to another name and back: the second correction writes the very key that the merge is to write
    for name in ["鈴木 翔", "佐藤 一"] {
        let body = [(EntryItem::Name, name)];
        let corrected = place.decide(who, Act::RegisterCorrection, date(2020, 1, 1), &body).await;
        place.write(corrected).await;
    }
    let mut sorted = SortedKeys::new(nurses);
    keys.iter().for_each(|(key, id)| sorted.add(key, *id));
    write_keys(&place.db, sorted, &mut after).await.unwrap();
    settle_keys(&place.db, &after).await.unwrap();
    agree(&place.db, true).await;
}
