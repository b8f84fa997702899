//! Whether everything in a database agrees with everything else: what crash and failover tests end with. It reads the
//! tables by statements of its own, so that it does not share a mistake with the store.

use std::collections::{BTreeMap, BTreeSet};

use db::{Db, Reader};
use registry::ids::{EntryId, RegisterId};
use registry::log::{Checkpoint, Frontier, TileBuilder, TreeHead, head_from_tiles, leaf_hash, right_edge};
use registry::record::RecordHead;
use registry::step::fold;
use store::ledger::history;
use store::log::{latest_checkpoint, tiles};

use crate::support::key;

/// What was found to be there.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) entries: usize,
    pub(crate) records: usize,
    pub(crate) placed: u64,
    pub(crate) head: TreeHead,
}

type Key = (i64, EntryId, i64);

struct Row {
    slice: EntryId,
    commitment: [u8; 32],
}

struct Slice {
    records: u64,
    refs: Option<Vec<u8>>,
}

fn id(bytes: &[u8]) -> EntryId {
    EntryId::from_stored(bytes).unwrap()
}

/// Asserts that entries, ledger, bodies, search keys, slices, positions, tiles and checkpoint say the same.
///
/// `keyed`: whether the search keys of imported entries are merged already.
pub(crate) async fn agree(db: &Db, keyed: bool) -> Found {
    let mut reader = db.reader().await.unwrap();
    let ledger = ledger_rows(&mut reader).await;
    let entries = entries_agree(&mut reader, &ledger, keyed).await;
    let (placed, head) = log_agrees(&mut reader, &ledger).await;
    Found { entries, records: ledger.len(), placed, head }
}

async fn ledger_rows(reader: &mut Reader) -> BTreeMap<Key, Row> {
    let sql = "SELECT register_id, entry_id, version, slice_id, commitment FROM ledger";
    let rows = reader
        .query(sql, &[], |row| {
            let key = (row.int(0)?, id(row.bytes(1)?), row.int(2)?);
            Ok((key, Row { slice: id(row.bytes(3)?), commitment: row.bytes(4)?.try_into().unwrap() }))
        })
        .await
        .unwrap();
    rows.into_iter().collect()
}

async fn entries_agree(reader: &mut Reader, ledger: &BTreeMap<Key, Row>, keyed: bool) -> usize {
    let sql = "SELECT register_id, entry_id, version, present FROM entry";
    let entries = reader
        .query(sql, &[], |row| Ok((row.int(0)?, id(row.bytes(1)?), row.int(2)?, row.text(3)?.to_owned())))
        .await
        .unwrap();
    let salts = "SELECT register_id, entry_id, version, salt FROM ledger_body";
    let salts: BTreeMap<Key, Option<Vec<u8>>> = reader
        .query(salts, &[], |row| {
            Ok(((row.int(0)?, id(row.bytes(1)?), row.int(2)?), row.opt_bytes(3)?.map(<[u8]>::to_vec)))
        })
        .await
        .unwrap()
        .into_iter()
        .collect();
    assert!(salts.keys().eq(ledger.keys()), "each record has its body row and no other is there");
    let mut keys = BTreeSet::new();
    let mut records = 0;
    for (register, entry, version, present) in &entries {
        let histories = history(reader, RegisterId::from_stored(*register), *entry).await.unwrap();
        records += histories.len();
        let versions: Vec<i64> = histories.iter().map(|record| record.version).collect();
        assert!(versions.iter().copied().eq(1..=*version), "{entry}: {versions:?}, the entry says {version}");
        if histories.iter().all(|record| record.body.is_some()) {
            assert_eq!(fold(&histories).stored(), present, "{entry}: the fold is the present");
        }
        for record in &histories {
            let key = (*register, *entry, record.version);
            let (salt, body) = (salts[&key].as_deref(), record.body.as_deref());
            assert_eq!(salt.is_some(), body.is_some(), "{entry}: a body is emptied with its salt");
            let (Some(salt), Some(body)) = (salt, body) else { continue };
            let head = RecordHead {
                register: RegisterId::from_stored(*register),
                entry: *entry,
                version: record.version,
                act: record.act.code(),
                effective_on: &record.effective_on,
                recorded_at: record.recorded_at,
                basis: &record.basis.digest(),
            };
            assert_eq!(head.commitment(salt, body), ledger[&key].commitment, "{entry} {}", record.version);
        }
        store::search::keys_of(present, |key| _ = keys.insert((*register, key, *entry)));
    }
    assert_eq!(records, ledger.len(), "no record without its entry");
    let sql = "SELECT register_id, key, entry_id FROM search_key";
    let stored =
        reader.query(sql, &[], |row| Ok((row.int(0)?, row.text(1)?.to_owned(), id(row.bytes(2)?)))).await;
    let stored: BTreeSet<_> = stored.unwrap().into_iter().collect();
    assert_eq!(stored.difference(&keys).next(), None, "a key that follows from no entry");
    assert!(
        !keyed || keys.difference(&stored).next().is_none(),
        "{:?} is missing",
        keys.difference(&stored).next()
    );
    entries.len()
}

async fn log_agrees(reader: &mut Reader, ledger: &BTreeMap<Key, Row>) -> (u64, TreeHead) {
    let sql = "SELECT register_id, slice_id, records, refs FROM slice";
    let slices: BTreeMap<(i64, EntryId), Slice> = reader
        .query(sql, &[], |row| {
            let slice = Slice {
                records: row.int(2)?.try_into().unwrap(),
                refs: row.opt_bytes(3)?.map(<[u8]>::to_vec),
            };
            Ok(((row.int(0)?, id(row.bytes(1)?)), slice))
        })
        .await
        .unwrap()
        .into_iter()
        .collect();
    let mut members: BTreeMap<(i64, EntryId), Vec<(&Key, &Row)>> = BTreeMap::new();
    for (key, row) in ledger {
        members.entry((key.0, row.slice)).or_default().push((key, row));
    }
    assert!(members.keys().eq(slices.keys()), "a slice for each commit, and no other");
    let sql = "SELECT first_position, records, register_id, slice_id FROM log_slice ORDER BY first_position";
    let placed = reader
        .query(sql, &[], |row| {
            Ok((row.int(0)?, u64::try_from(row.int(1)?).unwrap(), (row.int(2)?, id(row.bytes(3)?))))
        })
        .await
        .unwrap();
    let mut frontier = Frontier::new();
    let mut places = BTreeSet::new();
    for (first, records, slice) in placed {
        assert_eq!(u64::try_from(first).unwrap(), frontier.size(), "positions have neither gap nor overlap");
        assert!(places.insert(slice), "{slice:?} is placed twice");
        let members = &members[&slice];
        assert_eq!(
            (records, slices[&slice].records),
            (members.len() as u64, members.len() as u64),
            "{slice:?}"
        );
        if let Some(refs) = &slices[&slice].refs {
            let named: Vec<u8> = members
                .iter()
                .flat_map(|((_, entry, version), _)| {
                    [entry.stored().as_slice(), &u32::try_from(*version).unwrap().to_be_bytes()].concat()
                })
                .collect();
            assert_eq!(*refs, named, "{slice:?} names its records in order");
        }
        members.iter().for_each(|(_, row)| frontier.append(leaf_hash(&row.commitment)));
    }
    let sql = "SELECT register_id, slice_id FROM slice_pending";
    let pending = reader.query(sql, &[], |row| Ok((row.int(0)?, id(row.bytes(1)?)))).await.unwrap();
    for slice in pending {
        assert!(places.insert(slice), "{slice:?} is placed and waits");
    }
    assert!(places.iter().eq(slices.keys()), "every slice is placed or waits");
    let head = frontier.head();
    tree_agrees(reader, ledger, &head).await;
    (head.size, head)
}

/// The stored tiles give the root that the ledger rows give, and the last checkpoint was signed over a beginning of it.
async fn tree_agrees(reader: &mut Reader, ledger: &BTreeMap<Key, Row>, head: &TreeHead) {
    assert!(head.size <= ledger.len() as u64);
    let edge = tiles(reader, &right_edge(head.size)).await.unwrap();
    let stored = head_from_tiles(head.size, |id| edge.get(&id).cloned().ok_or(id)).unwrap();
    assert_eq!(&stored, head, "tiles and ledger give one root");
    TileBuilder::resume(head, |id| edge.get(&id).cloned().ok_or(id)).unwrap();
    if let Some(signed) = latest_checkpoint(reader).await.unwrap() {
        let signed = open(&signed.note);
        assert!(signed.size <= head.size);
        continues(reader, &signed, head).await;
    }
}

/// The tree head of a signed checkpoint.
pub(crate) fn open(note: &str) -> TreeHead {
    let key = key();
    Checkpoint::open(note.as_bytes(), key.origin(), &[key.0.verifier().clone()]).unwrap().head
}

/// Asserts that the tree as stored continues an earlier head.
pub(crate) async fn continues(reader: &mut Reader, old: &TreeHead, new: &TreeHead) {
    use registry::log::{prove_consistency, tiles_for_consistency, verify_consistency};
    let needed = tiles(reader, &tiles_for_consistency(old.size, new.size)).await.unwrap();
    let path = prove_consistency(old.size, new.size, |id| needed.get(&id).cloned().ok_or(id)).unwrap();
    verify_consistency(old, new, &path).unwrap();
}
