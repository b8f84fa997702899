//! The records of a commit, made ready: commitments, slices, changes of search keys; and the statements that write them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use db::Param;
use registry::ids::{EntryId, RegisterId};
use registry::record::{RecordHead, Salts, basis_id};

use super::append::{ADD_BASIS, ADD_BODY, ADD_PENDING, ADD_RECORD, ADD_SLICE, NewRecord, Stamp};
use crate::credential::Effect;
use crate::many_rows::{A_TEXT, AN_INT, Asked, BYTES, ManyRows};
use crate::search;

pub(crate) static BASES: LazyLock<ManyRows> =
    LazyLock::new(|| ManyRows::of(ADD_BASIS, &[AN_INT, BYTES, A_TEXT, A_TEXT, A_TEXT, BYTES]));
pub(crate) static RECORDS: LazyLock<ManyRows> = LazyLock::new(|| {
    ManyRows::of(ADD_RECORD, &[AN_INT, BYTES, AN_INT, A_TEXT, A_TEXT, AN_INT, BYTES, BYTES, BYTES])
});
pub(crate) static BODIES: LazyLock<ManyRows> =
    LazyLock::new(|| ManyRows::of(ADD_BODY, &[AN_INT, BYTES, AN_INT, BYTES, A_TEXT]));
pub(crate) static SLICES: LazyLock<ManyRows> =
    LazyLock::new(|| ManyRows::of(ADD_SLICE, &[AN_INT, BYTES, AN_INT, BYTES, BYTES, BYTES]));
pub(crate) static PENDING: LazyLock<ManyRows> = LazyLock::new(|| ManyRows::of(ADD_PENDING, &[AN_INT, BYTES]));
pub(crate) static KEYS: LazyLock<ManyRows> =
    LazyLock::new(|| ManyRows::of(search::ADD, &[AN_INT, A_TEXT, BYTES]));

struct MadeRecord<'r> {
    record: &'r NewRecord,
    slice: EntryId,
    basis: [u8; 16],
    salt: [u8; 16],
    commitment: [u8; 32],
}

struct MadeSlice {
    register: RegisterId,
    id: EntryId,
    records: i64,
    first: EntryId,
    last: EntryId,
    /// Entry and version of each, 20 bytes.
    refs: Vec<u8>,
}

/// The records of one commit.
pub(super) struct Made<'r> {
    recorded_at: i64,
    records: Vec<MadeRecord<'r>>,
    slices: Vec<MadeSlice>,
    gone: Vec<(&'r NewRecord, String)>,
    come: Vec<(&'r NewRecord, String)>,
    places: Vec<Effect<'r>>,
}

impl<'r> Made<'r> {
    pub(super) fn of(winners: &[&'r NewRecord], stamp: &Stamp) -> Self {
        let mut salts = Salts::from_seed(stamp.salt_seed);
        let mut by_register: BTreeMap<RegisterId, Vec<&'r NewRecord>> = BTreeMap::new();
        for record in winners {
            by_register.entry(record.register).or_default().push(record);
        }
        let mut made = Self {
            recorded_at: stamp.recorded_at,
            records: Vec::with_capacity(winners.len()),
            slices: Vec::with_capacity(by_register.len()),
            gone: Vec::new(),
            come: Vec::new(),
            places: winners.iter().copied().filter_map(Effect::of).collect(),
        };
        for (offset, (register, mut records)) in (0..).zip(by_register) {
            records.sort_by_key(|r| (r.entry, r.version));
            let id = EntryId::new(u64::try_from(stamp.recorded_at / 1_000).unwrap_or(0), stamp.random)
                .following(offset);
            made.slices.extend(slice_of(register, id, &records));
            for record in records {
                made.records.push(made_record(record, id, stamp.recorded_at, salts.draw()));
                made.note_keys(record);
            }
        }
        made
    }

    fn note_keys(&mut self, record: &'r NewRecord) {
        let (mut before, mut after) = (BTreeSet::new(), BTreeSet::new());
        if let Some(text) = &record.before {
            search::keys_of(text, |key| _ = before.insert(key));
        }
        search::keys_of(&record.after, |key| _ = after.insert(key));
        self.gone.extend(before.difference(&after).map(|key| (record, key.clone())));
        self.come.extend(after.difference(&before).map(|key| (record, key.clone())));
    }

    /// What writes them. Erasures are apart: of those it must be known that they happened.
    pub(super) fn statements(&self) -> Vec<Asked<'_>> {
        let (mut bases, mut ledger, mut bodies) = (Vec::new(), Vec::new(), Vec::new());
        let mut seen = BTreeSet::new();
        for made in &self.records {
            let (record, basis) = (made.record, &made.record.basis);
            let register = Param::Int(record.register.stored());
            let entry = Param::Bytes(record.entry.stored());
            if seen.insert((record.register, made.basis)) {
                bases.extend([register, Param::Bytes(&made.basis), Param::Text(&basis.actor)]);
                bases.extend([Param::Text(&basis.ground), Param::Text(&basis.citation)]);
                bases.push(Param::Bytes(&basis.rules_digest));
            }
            ledger.extend([register, entry, Param::Int(record.version), Param::Text(record.act.code())]);
            ledger.extend([Param::Text(&record.effective_on), Param::Int(self.recorded_at)]);
            ledger.extend([Param::Bytes(&made.basis), Param::Bytes(made.slice.stored())]);
            ledger.push(Param::Bytes(&made.commitment));
            bodies.extend([register, entry, Param::Int(record.version)]);
            bodies.extend([Param::Bytes(&made.salt), Param::Text(&record.body)]);
        }
        let (mut slices, mut pending) = (Vec::new(), Vec::new());
        for slice in &self.slices {
            let key = [Param::Int(slice.register.stored()), Param::Bytes(slice.id.stored())];
            slices.extend(key);
            slices.extend([Param::Int(slice.records), Param::Bytes(slice.first.stored())]);
            slices.extend([Param::Bytes(slice.last.stored()), Param::Bytes(&slice.refs)]);
            pending.extend(key);
        }
        let mut statements = BASES.statements(&bases);
        statements.extend(RECORDS.statements(&ledger));
        statements.extend(BODIES.statements(&bodies));
        statements.extend(SLICES.statements(&slices));
        statements.extend(PENDING.statements(&pending));
        statements.extend(self.gone.iter().map(|gone| (search::REMOVE, key_row(gone).to_vec())));
        statements.extend(KEYS.statements(&self.come.iter().flat_map(key_row).collect::<Vec<_>>()));
        statements.extend(self.places.iter().map(|place| place.statement(self.recorded_at)));
        statements
    }
}

fn key_row<'k>((record, key): &'k (&NewRecord, String)) -> [Param<'k>; 3] {
    [Param::Int(record.register.stored()), Param::Text(key), Param::Bytes(record.entry.stored())]
}

fn made_record(record: &NewRecord, slice: EntryId, recorded_at: i64, salt: [u8; 16]) -> MadeRecord<'_> {
    let digest = record.basis.digest();
    let head = RecordHead {
        register: record.register,
        entry: record.entry,
        version: record.version,
        act: record.act.code(),
        effective_on: &record.effective_on,
        recorded_at,
        basis: &digest,
    };
    let commitment = head.commitment(&salt, &record.body);
    MadeRecord { record, slice, basis: basis_id(&digest), salt, commitment }
}

fn slice_of(register: RegisterId, id: EntryId, records: &[&NewRecord]) -> Option<MadeSlice> {
    let (first, last) = (records.first()?.entry, records.last()?.entry);
    let mut refs = Vec::with_capacity(records.len() * 20);
    for record in records {
        refs.extend_from_slice(record.entry.stored());
        refs.extend_from_slice(&u32::try_from(record.version).unwrap_or(u32::MAX).to_be_bytes());
    }
    let records = i64::try_from(records.len()).unwrap_or(i64::MAX);
    Some(MadeSlice { register, id, records, first, last, refs })
}
