//! The commitments of slices that wait for their positions.

use std::collections::HashMap;
use std::sync::LazyLock;

use db::{Param, Tx};
use registry::ids::{EntryId, RegisterId};

use crate::many_rows::{AN_INT, BYTES, ManyRows};
use crate::{StoreError, entry_id, fixed};

pub(crate) const RECORDS_OF_RANGE: &str = "SELECT commitment FROM ledger \
     WHERE register_id = $1 AND entry_id >= $2 AND entry_id <= $3 AND version = 1 AND slice_id = $4 \
     ORDER BY entry_id";
pub(crate) const RECORD_OF: &str =
    "SELECT commitment FROM ledger WHERE register_id = $1 AND entry_id = $2 AND version = $3";
/// The same for many.
pub(crate) static RECORDS_OF: LazyLock<ManyRows> = LazyLock::new(|| {
    ManyRows::typed(
        "SELECT l.register_id, l.entry_id, l.version, l.commitment FROM (VALUES",
        &[AN_INT, BYTES, AN_INT],
        ") AS wanted LEFT JOIN ledger l ON l.register_id = wanted.column1 AND l.entry_id = wanted.column2 \
         AND l.version = wanted.column3",
    )
});

/// A slice that waits for its positions.
pub(super) struct Slice {
    pub(super) register: RegisterId,
    pub(super) id: EntryId,
    pub(super) records: u64,
    pub(super) first: EntryId,
    pub(super) last: EntryId,
    pub(super) refs: Option<Vec<u8>>,
}

pub(super) type Named = HashMap<(RegisterId, EntryId, i64), [u8; 32]>;

/// The commitments of all records that slices name one by one.
pub(super) async fn named_records(tx: &mut Tx, slices: &[Slice]) -> Result<Named, StoreError> {
    let named = slices.iter().filter_map(|slice| Some((slice.register, keys_of(slice.refs.as_ref()?))));
    let params: Vec<Param<'_>> = named
        .flat_map(|(register, keys)| {
            keys.into_iter().flat_map(move |(id, version)| {
                [Param::Int(register.stored()), Param::Bytes(id), Param::Int(version)]
            })
        })
        .collect();
    let mut found = Named::with_capacity(params.len() / 3);
    for (sql, params) in RECORDS_OF.statements(&params) {
        let rows = tx.query(sql, &params, |row| {
            Ok(match row.opt_int(0)? {
                Some(register) => {
                    let key = (RegisterId::from_stored(register), entry_id(row, 1)?, row.int(2)?);
                    Some((key, fixed(row, 3)?))
                }
                None => None,
            })
        });
        found.extend(rows.await?.into_iter().flatten());
    }
    Ok(found)
}

/// Those of a slice, in its order.
pub(super) async fn commitments_of(
    tx: &mut Tx,
    slice: &Slice,
    named: &Named,
) -> Result<Vec<[u8; 32]>, StoreError> {
    let Some(refs) = &slice.refs else {
        let params = [
            Param::Int(slice.register.stored()),
            Param::Bytes(slice.first.stored()),
            Param::Bytes(slice.last.stored()),
            Param::Bytes(slice.id.stored()),
        ];
        return Ok(tx.query(RECORDS_OF_RANGE, &params, |row| fixed(row, 0)).await?);
    };
    let keys = keys_of(refs).into_iter();
    let found = keys.filter_map(|(id, version)| {
        named.get(&(slice.register, EntryId::from_stored(id)?, version)).copied()
    });
    Ok(found.collect())
}

/// The entries and versions of packed refs.
pub(super) fn keys_of(refs: &[u8]) -> Vec<(&[u8], i64)> {
    let (packed, _) = refs.as_chunks::<20>();
    packed
        .iter()
        .map(|key| {
            let (id, version) = key.split_at(16);
            (id, i64::from(version.try_into().map_or(0, u32::from_be_bytes)))
        })
        .collect()
}
