//! The certificates that stand in the files: of requests for a link that was made, and of applications about an entry.

use db::{Param, Reader, RowRef};
use registry::ids::{EntryId, RegisterId};

use super::SourceId;
use crate::{StoreError, entry_id, fixed};

pub(crate) const REQUESTS: &str = "SELECT request_id, entry_id FROM link_request WHERE register_id = $1 \
     AND request_id > $2 AND state = 'linked' AND entry_id IS NOT NULL AND certificate IS NOT NULL \
     ORDER BY request_id LIMIT $3";
pub(crate) const CASES: &str = "SELECT f.case_id, f.entry_id FROM case_file f JOIN case_record r \
     ON r.register_id = f.register_id AND r.case_id = f.case_id WHERE f.register_id = $1 AND f.case_id > $2 \
     AND f.entry_id IS NOT NULL AND r.kind = 'signing-certificate' ORDER BY f.case_id LIMIT $3";
pub(crate) const CERTIFICATE_OF_REQUEST: &str = "SELECT certificate FROM link_request WHERE register_id = $1 AND request_id = $2 AND certificate IS NOT NULL";
pub(crate) const CERTIFICATE_OF_CASE: &str = "SELECT said FROM case_record WHERE register_id = $1 AND case_id = $2 \
     AND kind = 'signing-certificate' ORDER BY version";

/// Which files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// Requests for a link.
    Requests,
    /// Applications.
    Cases,
}

impl Source {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Requests, Self::Cases];
}

/// A certificate that was used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Used {
    /// The request or case.
    pub source: SourceId,
    /// The entry that it was about.
    pub entry: EntryId,
}

/// Where certificates were used, in the order of the files, after one.
///
/// # Errors
/// The engine's.
pub async fn signed(
    reader: &mut Reader,
    (register, of, after): (RegisterId, Source, &SourceId),
    limit: u32,
) -> Result<Vec<Used>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(after), Param::Int(i64::from(limit))];
    let map = |row: &RowRef<'_>| Ok(Used { source: fixed(row, 0)?, entry: entry_id(row, 1)? });
    let sql = match of {
        Source::Requests => REQUESTS,
        Source::Cases => CASES,
    };
    Ok(reader.query(sql, &params, map).await?)
}

/// The certificates themselves, DER, each with its place among the sources.
///
/// # Errors
/// The engine's.
pub async fn certificates(
    reader: &mut Reader,
    (register, of): (RegisterId, Source),
    sources: &[SourceId],
) -> Result<Vec<(usize, Vec<u8>)>, StoreError> {
    let sets: Vec<_> =
        sources.iter().map(|source| vec![Param::Int(register.stored()), Param::Bytes(source)]).collect();
    let sql = match of {
        Source::Requests => CERTIFICATE_OF_REQUEST,
        Source::Cases => CERTIFICATE_OF_CASE,
    };
    Ok(reader.query_many(sql, &sets, |place, row| Ok((place, row.bytes(0)?.to_vec()))).await?)
}
