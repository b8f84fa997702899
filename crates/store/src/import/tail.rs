//! Look-ups in the tail of running imports.

use std::collections::HashSet;

use db::{DbError, Param, Reader};
use registry::ids::{EntryId, RegisterId};

use super::staged::{bucket_characters, bucket_of, unpack};
use crate::search::{KeyKind, stored_key};
use crate::{StoreError, entry_id};

pub(crate) const RUNS: &str = "SELECT register_id, MIN(staged) FROM key_run GROUP BY register_id";
pub(crate) const BLOCKS: &str = "SELECT s.run_id, s.bucket, s.packed FROM key_run r \
     LEFT JOIN staged_key s ON s.register_id = r.register_id AND s.run_id = r.run_id \
     AND s.bucket >= $2 AND s.bucket <= $3 WHERE r.register_id = $1 LIMIT $4";

/// Blocks read of a register for one look-up at most: the runs of a file of twelve million rows, several times. Ten
/// milliseconds or so; beyond that the answer says that it is not whole.
const BLOCKS_READ: usize = 4_096;

/// What the tail gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Staged {
    /// Entries whose key begins so, in the order of the file. An act upon an entry does not change what its chunk
    /// brought: look at the entry itself.
    pub hits: Vec<(RegisterId, EntryId)>,
    /// False when there may be more that this could not see.
    pub whole: bool,
}

/// Entries of running imports whose key begins with `prefix`, at most `limit` in all. To be asked *before*
/// [`crate::search::by_prefix`]: what leaves the tail is in the index by then.
///
/// # Errors
/// The engine's.
pub async fn in_staged(
    reader: &mut Reader,
    registers: &[RegisterId],
    kind: KeyKind,
    prefix: &str,
    limit: usize,
) -> Result<Staged, StoreError> {
    let mut found = Staged { hits: Vec::new(), whole: true };
    let open = reader
        .query(RUNS, &[], |row| Ok((RegisterId::from_stored(row.int(0)?), row.opt_int(1)? == Some(1))))
        .await?;
    if open.is_empty() {
        return Ok(found);
    }
    let wanted: HashSet<RegisterId> = registers.iter().copied().collect();
    for (register, staged) in open.into_iter().filter(|(register, _)| wanted.contains(register)) {
        found.whole &= staged;
        let more = in_register(reader, register, &stored_key(kind, prefix), (limit, &mut found.hits)).await?;
        found.whole &= more;
    }
    Ok(found)
}

/// False when not all blocks were read.
async fn in_register(
    reader: &mut Reader,
    register: RegisterId,
    key: &str,
    (limit, hits): (usize, &mut Vec<(RegisterId, EntryId)>),
) -> Result<bool, StoreError> {
    // A prefix as long as a bucket's name is in that bucket alone; a shorter one begins the names of several.
    let bucket = bucket_of(key);
    let exact =
        bucket.len() < key.len() || key.chars().count() >= key.chars().next().map_or(0, bucket_characters);
    let until = if exact { bucket.to_owned() } else { format!("{bucket}\u{10FFFF}") };
    let rest = key.as_bytes().get(bucket.len()..).unwrap_or_default();
    let params = [
        Param::Int(register.stored()),
        Param::Text(bucket),
        Param::Text(&until),
        Param::Int(i64::try_from(BLOCKS_READ).unwrap_or(i64::MAX)),
    ];
    let mut blocks = 0;
    let seen = |row: &db::RowRef<'_>| {
        blocks += 1;
        let Some(packed) = row.opt_bytes(2)?.filter(|_| hits.len() < limit) else { return Ok(()) };
        // Of a longer bucket's keys every one begins with the prefix: its own name does.
        let rest = if exact { rest } else { &[] };
        unpack(packed, entry_id(row, 0)?, |key, entry| {
            if key.starts_with(rest) && hits.len() < limit {
                hits.push((register, entry));
            }
        })
        .ok_or_else(|| DbError::Column { column: 2, detail: "a torn block of search keys".to_owned() })
    };
    reader.for_each(BLOCKS, &params, seen).await?;
    Ok(blocks < BLOCKS_READ)
}
