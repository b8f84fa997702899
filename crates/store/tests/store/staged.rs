//! The tail of a running import: what its chunks brought is found before it is in the index.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::date;
use registry::act::Act;
use registry::ids::{EntryId, RegisterId};
use registry::item::EntryItem;
use registry::name::name_key;
use store::import::{
    ImportJob, SortedKeys, Staged, StagedRun, forget_staged, in_staged, keys_of, settle_keys, write_chunk,
    write_keys,
};
use store::ledger::Transcriptions;
use store::log::LogTail;
use store::search::{KeyKind, by_prefix};
use store::writer::fresh_stamp;

use crate::agree::agree;
use crate::import::{chunk, job, sorted_keys};
use crate::support::{Place, basis, lines, on_both_engines};

on_both_engines!(
    every_prefix_of_every_key_finds_before_the_merge,
    what_is_merged_or_corrected_meanwhile_is_found_once,
    a_chunk_without_its_keys_says_that_it_is_not_whole,
);

const NAMES: [(&str, &str, &str); 6] = [
    ("髙橋 花子", "タカハシ ハナコ", "1988-01-08"),
    ("高橋 一", "タカハシ ハジメ", "1988-12-31"),
    ("佐藤 花子", "サトウ ハナコ", "1990-02-03"),
    ("佐々木 三", "ササキ ゾウ", "1990-02-03"),
    ("𠮷野 太", "ヨシノ フトシ", "2001-10-10"),
    ("ア", "ア", "1961"),
];

/// A chunk of so many entries with their keys, and the job as it stands after it.
fn staged_chunk(job: &ImportJob, count: u64) -> (Arc<Transcriptions>, ImportJob) {
    let mut chunk = Transcriptions::new(job.register, basis(), &fresh_stamp().unwrap(), job.last_entry);
    let mut keys = BTreeSet::new();
    for number in job.entries..job.entries + count {
        let (name, kana, born) = NAMES[usize::try_from(number).unwrap() % NAMES.len()];
        let number = number.to_string();
        let text = lines(&[
            (EntryItem::Number, &number),
            (EntryItem::Name, name),
            (EntryItem::Kana, kana),
            (EntryItem::Born, born),
        ]);
        let id = chunk.add(&number, "1988-01", text.stored());
        keys_of(text.stored(), |key| _ = keys.insert((key, id)));
    }
    let (first, last) = chunk.span().unwrap();
    let mut staged = StagedRun::new(job.register, first);
    keys.iter().for_each(|(key, id)| staged.add(key, *id));
    chunk.stage(staged.closed());
    let after = ImportJob {
        rows: job.rows + count,
        entries: job.entries + count,
        first_entry: job.first_entry.or(Some(first)),
        last_entry: Some(last),
        ..job.clone()
    };
    (Arc::new(chunk), after)
}

async fn half_an_import(place: &Place, register: RegisterId) -> ImportJob {
    let mut state = job(register);
    let mut tail = LogTail::default();
    for _ in 0..3 {
        let (rows, after) = staged_chunk(&state, 50);
        write_chunk(&place.db, rows, &after, &mut tail).await.unwrap();
        state = after;
    }
    state
}

async fn tail(place: &Place, registers: &[RegisterId], key: &str, limit: usize) -> Staged {
    let kind = match key.chars().next() {
        Some('n') => KeyKind::Name,
        Some('k') => KeyKind::Kana,
        _ => KeyKind::Born,
    };
    let mut reader = place.db.reader().await.unwrap();
    in_staged(&mut reader, registers, kind, &key[1..], limit).await.unwrap()
}

async fn every_prefix_of_every_key_finds_before_the_merge(place: Place) {
    let (nurses, midwives) = (place.nurses().await, place.register("midwife", "JP").await);
    half_an_import(&place, nurses).await;
    let keys = sorted_keys(&place.db, nurses).await;
    assert!(keys.len() > 400, "names, kana, whole birth dates");
    let prefixes: BTreeSet<String> = keys
        .iter()
        .flat_map(|(key, _)| {
            let ends = key.char_indices().map(|(at, c)| at + c.len_utf8());
            ends.map(|end| key[..end].to_owned()).collect::<Vec<_>>()
        })
        .collect();
    for prefix in &prefixes {
        let expected: BTreeSet<EntryId> =
            keys.iter().filter(|(key, _)| key.starts_with(prefix.as_str())).map(|(_, id)| *id).collect();
        let found = tail(&place, &[midwives, nurses], prefix, 1_000).await;
        let ids: BTreeSet<EntryId> = found.hits.iter().map(|(_, id)| *id).collect();
        assert_eq!((ids, found.whole), (expected, true), "{prefix}");
        assert!(found.hits.iter().all(|(register, _)| *register == nurses));
        assert_eq!(tail(&place, &[midwives], prefix, 1_000).await.hits, [], "another register");
        assert_eq!(tail(&place, &[nurses], prefix, 7).await.hits.len(), found.hits.len().min(7), "{prefix}");
    }
    assert!(prefixes.contains("n") && prefixes.contains("b1988-01") && prefixes.contains("nア"));
    for nobody in ["n鈴木", "n佐藤花子子", "k", "kサカ", "b1988-01-09", "b1987", "nサ"] {
        let hits = tail(&place, &[nurses], nobody, 10).await.hits;
        assert_eq!(hits.is_empty(), nobody != "k", "{nobody}: {hits:?}");
    }
}

async fn what_is_merged_or_corrected_meanwhile_is_found_once(place: Place) {
    let nurses = place.nurses().await;
    let mut state = half_an_import(&place, nurses).await;
    let who = (nurses, state.first_entry.unwrap());
    let corrected =
        place.decide(who, Act::RegisterCorrection, date(2020, 1, 1), &[(EntryItem::Name, "鈴木 翔")]).await;
    place.write(corrected).await;
    let keys = sorted_keys(&place.db, nurses).await;
    for run in keys.chunks(100) {
        let mut sorted = SortedKeys::new(nurses);
        run.iter().for_each(|(key, id)| sorted.add(key, *id));
        write_keys(&place.db, sorted, &mut state).await.unwrap();
        // whatever is merged so far: between the two everybody is found
        let wanted = name_key("高橋");
        let mut found: BTreeSet<EntryId> = BTreeSet::new();
        found.extend(tail(&place, &[nurses], &format!("n{wanted}"), 1_000).await.hits.iter().map(|h| h.1));
        let mut reader = place.db.reader().await.unwrap();
        let index = by_prefix(&mut reader, &[nurses], KeyKind::Name, &wanted, 1_000).await.unwrap();
        found.extend(index.iter().map(|h| h.1));
        assert_eq!(found.len(), 50);
    }
    settle_keys(&place.db, &state).await.unwrap();
    forget_staged(&place.db, &state).await.unwrap();
    for table in ["key_run", "staged_key"] {
        assert_eq!(place.count(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
    }
    assert_eq!(tail(&place, &[nurses], "n高", 10).await, Staged { hits: vec![], whole: true });
    forget_staged(&place.db, &state).await.unwrap();
    agree(&place.db, true).await;
}

async fn a_chunk_without_its_keys_says_that_it_is_not_whole(place: Place) {
    let (nurses, midwives) = (place.nurses().await, place.register("midwife", "JP").await);
    let state = half_an_import(&place, nurses).await;
    assert!(tail(&place, &[nurses], "n高", 10).await.whole);
    let (rows, after) = chunk(&state, 1_000, 3);
    write_chunk(&place.db, rows, &after, &mut LogTail::default()).await.unwrap();
    let found = tail(&place, &[nurses], "n高", 10).await;
    assert!(!found.whole && found.hits.len() == 10, "what there is is given all the same: {found:?}");
    assert!(tail(&place, &[midwives], "n高", 10).await.whole, "another register is whole");
    // another job's tail stays
    forget_staged(&place.db, &ImportJob { file_digest: [4; 32], ..after.clone() }).await.unwrap();
    assert!(!tail(&place, &[nurses], "n高", 10).await.whole);
    forget_staged(&place.db, &after).await.unwrap();
    assert!(tail(&place, &[nurses], "n高", 10).await.whole);
}
