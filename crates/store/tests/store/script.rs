//! Acts that follow from a seed alone: a program that was killed, and whoever asks again after it, make the same ones.

use registry::act::Act;
use registry::hash::sha256;
use registry::ids::{EntryId, RegisterId};
use registry::item::EntryItem;
use registry::record::Record;
use store::ledger::{Idempotency, NewRecord};

use crate::support::{BEGAN, TODAY, decided, lines};

/// The acts upon one entry: registration, marriage, a note that should not be there, its erasure, deletion.
pub(crate) const ACTS: usize = 5;

/// The life of the entry `number` of a lane (one asker) in a round: every kind of write that an act can be.
pub(crate) fn life(register: RegisterId, round: u32, lane: u32, number: u32) -> Vec<NewRecord> {
    let name = format!("{round}-{lane}-{number}");
    let mut tail = [0; 10];
    tail.copy_from_slice(sha256(&[name.as_bytes()]).split_at(10).0);
    let entry = EntryId::new(1_700_000_000_000 + u64::from(number), tail);
    let birth =
        [(EntryItem::Number, name.as_str()), (EntryItem::Name, "髙橋 花子"), (EntryItem::Born, "1990-02-03")];
    let acts: [(Act, _, &[(EntryItem, &str)]); ACTS] = [
        (Act::NewRegistration, BEGAN, &birth),
        (Act::RegisterCorrection, BEGAN, &[(EntryItem::Name, "渡邉 花子"), (EntryItem::FormerName, "髙橋")]),
        (Act::RegisterCorrection, BEGAN, &[(EntryItem::Reason, "別人の病歴"), (EntryItem::Kana, "ワタナベ")]),
        (Act::Erasure, TODAY, &[(EntryItem::Number, name.as_str()), (EntryItem::ErasedVersion, "3")]),
        (Act::Deletion, TODAY, &[(EntryItem::Reason, "request")]),
    ];
    let mut history: Vec<Record> = Vec::new();
    let mut records = Vec::new();
    for (version, (act, on, body)) in (1..).zip(acts) {
        let mut record = decided((register, entry), &history, (act, on), &lines(body));
        record.idempotency =
            Some(Idempotency { key: format!("{name}-{version}"), digest: sha256(&[record.body.as_bytes()]) });
        if let Some(erased) = record.erases {
            history[usize::try_from(erased).unwrap() - 1].body = None;
        }
        history.push(Record {
            version,
            act,
            effective_on: on.to_string(),
            recorded_at: 0,
            basis: record.basis.clone(),
            body: Some(record.body.clone()),
            position: None,
        });
        records.push(record);
    }
    records
}
