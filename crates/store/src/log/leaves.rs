//! The leaves' data in the order of the log: for export.

use db::{Param, Reader};
use registry::ids::EntryId;

use super::commitments::{RECORD_OF, RECORDS_OF_RANGE};
use crate::{StoreError, entry_id, fixed};

pub(crate) const PLACED: &str = "SELECT p.first_position, s.register_id, s.slice_id, s.first_entry, s.last_entry, \
     s.refs FROM log_slice p LEFT JOIN slice s ON s.register_id = p.register_id AND s.slice_id = p.slice_id \
     WHERE p.first_position >= $1 ORDER BY p.first_position LIMIT $2";

/// Slices read in one flight.
const SLICES: i64 = 64;

/// The commitments of the next slices from a position on, each with its first position.
///
/// # Errors
/// The engine's.
pub async fn leaves(reader: &mut Reader, from: u64) -> Result<Vec<(u64, Vec<[u8; 32]>)>, StoreError> {
    let slices = reader
        .query(PLACED, &[Param::Int(crate::stored(from)), Param::Int(SLICES)], |row| {
            let first: EntryId = entry_id(row, 3)?;
            let span = (entry_id(row, 2)?, first, entry_id(row, 4)?);
            Ok((crate::count(row, 0)?, row.int(1)?, span, row.opt_bytes(5)?.map(<[u8]>::to_vec)))
        })
        .await?;
    let mut out = Vec::with_capacity(slices.len());
    for (position, register, (slice, first, last), refs) in &slices {
        let register = Param::Int(*register);
        let leaves = match refs {
            None => {
                let params = [
                    register,
                    Param::Bytes(first.stored()),
                    Param::Bytes(last.stored()),
                    Param::Bytes(slice.stored()),
                ];
                reader.query(RECORDS_OF_RANGE, &params, |row| fixed(row, 0)).await?
            }
            Some(refs) => {
                let sets: Vec<_> = super::commitments::keys_of(refs)
                    .into_iter()
                    .map(|(id, version)| vec![register, Param::Bytes(id), Param::Int(version)])
                    .collect();
                reader.query_many(RECORD_OF, &sets, |_, row| fixed(row, 0)).await?
            }
        };
        out.push((*position, leaves));
    }
    Ok(out)
}
