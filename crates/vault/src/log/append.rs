//! Writing lines and reading them.

use db::{DbError, Param, Reader, RowRef, Tx};

use super::line::{FIRST, LogHead, LogLine, NewLine};
use crate::VaultError;
use crate::crypto::sha256;
use crate::handle::{Handle, hex};
use crate::keys::Keyring;

/// Taking the next place takes the lock of the one row: writers come after one another, on both engines.
pub(crate) const NEXT: &str = "UPDATE log_head SET seq = seq + 1 WHERE one = 1 RETURNING seq, hash, epoch";
pub(crate) const MOVE_HEAD: &str = "UPDATE log_head SET hash = $1, epoch = epoch + $2 WHERE one = 1";
pub(crate) const START: &str = "INSERT INTO log_head (one, seq, hash, epoch) VALUES (1, 0, $1, $2)";
pub(crate) const HEAD: &str = "SELECT seq, hash, epoch FROM log_head WHERE one = 1";
pub(crate) const ADD: &str = "INSERT INTO log_line (seq, written_at, verb, purpose, case_id, operator_name, handles, \
     made, digest, detail, before_hash, hash, mac) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
pub(crate) const LINES: &str = "SELECT seq, written_at, verb, purpose, case_id, operator_name, handles, made, digest, \
     detail, before_hash, hash, mac FROM log_line WHERE seq > $1 ORDER BY seq LIMIT $2";

pub(crate) const LINE_AT: &str = "SELECT seq, written_at, verb, purpose, case_id, operator_name, handles, made, \
     digest, detail, before_hash, hash, mac FROM log_line WHERE seq = $1";

pub(crate) const LINES_OF_ONE: &str = "SELECT seq, written_at, verb, purpose, case_id, operator_name, handles, made, \
     digest, detail, before_hash, hash, mac FROM log_line WHERE digest = $1 AND handles = 1 AND seq < $2 \
     ORDER BY seq DESC LIMIT $3";

/// Whether a line also changes the keys.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keys {
    Stay,
    Change,
}

/// The epoch of a new vault.
pub(crate) const FIRST_EPOCH: i64 = 1;

/// Begins an empty log.
pub(crate) async fn start(tx: &mut Tx) -> Result<(), VaultError> {
    tx.execute(START, &[Param::Bytes(&FIRST), Param::Int(FIRST_EPOCH)]).await?;
    Ok(())
}

/// Writes the next line. It is durable with its transaction, and only then may there be an answer.
///
/// # Errors
/// [`VaultError::Stale`] when the keys are not those of the ring any more: then nothing was written.
pub(crate) async fn append(
    tx: &mut Tx,
    ring: &Keyring,
    (entry, now): (&NewLine, i64),
    keys: Keys,
) -> Result<LogLine, VaultError> {
    let places = tx.query(NEXT, &[], |row| Ok((row.int(0)?, fixed(row, 1)?, row.int(2)?))).await?;
    let (seq, before, epoch) =
        *places.first().ok_or_else(|| VaultError::Damaged("no head of the log".to_owned()))?;
    if epoch != ring.epoch {
        return Err(VaultError::Stale);
    }
    let mut line = LogLine {
        seq,
        written_at: now,
        verb: entry.verb.word().to_owned(),
        purpose: entry.for_what.purpose().to_owned(),
        case: entry.for_what.case().to_owned(),
        operator: entry.for_what.operator().to_owned(),
        handles: i64::try_from(entry.handles).unwrap_or(i64::MAX),
        made: entry.made,
        digest: entry.digest,
        detail: entry.detail.clone(),
        before,
        hash: FIRST,
        mac: [0; 16],
    };
    line.hash = line.computed_hash();
    line.mac = ring.log.of(&[&line.hash]);
    write(tx, &line).await?;
    let change = i64::from(keys == Keys::Change);
    tx.execute(MOVE_HEAD, &[Param::Bytes(&line.hash), Param::Int(change)]).await?;
    Ok(line)
}

async fn write(tx: &mut Tx, line: &LogLine) -> Result<(), VaultError> {
    let params = [
        Param::Int(line.seq),
        Param::Int(line.written_at),
        Param::Text(&line.verb),
        Param::Text(&line.purpose),
        Param::Text(&line.case),
        Param::Text(&line.operator),
        Param::Int(line.handles),
        Param::Int(line.made),
        Param::Bytes(&line.digest),
        Param::Text(&line.detail),
        Param::Bytes(&line.before),
        Param::Bytes(&line.hash),
        Param::Bytes(&line.mac),
    ];
    tx.execute(ADD, &params).await?;
    Ok(())
}

/// SHA-256 over handles, in their order.
pub(crate) fn digest_of(handles: &[Handle]) -> [u8; 32] {
    sha256(&handles.iter().map(<[u8; 16]>::as_slice).collect::<Vec<_>>())
}

/// At most so many lines after a place.
pub(crate) async fn lines(reader: &mut Reader, after: i64, most: i64) -> Result<Vec<LogLine>, VaultError> {
    Ok(reader.query(LINES, &[Param::Int(after), Param::Int(most)], map_line).await?)
}

/// At most so many lines about one handle alone before a place, the latest first.
pub(crate) async fn lines_of_one(
    reader: &mut Reader,
    handle: &Handle,
    (before, most): (i64, i64),
) -> Result<Vec<LogLine>, VaultError> {
    let digest = digest_of(&[*handle]);
    let params = [Param::Bytes(&digest), Param::Int(before), Param::Int(most)];
    Ok(reader.query(LINES_OF_ONE, &params, map_line).await?)
}

/// The line at a place.
pub(crate) async fn line_at(reader: &mut Reader, seq: i64) -> Result<Option<LogLine>, VaultError> {
    Ok(reader.query(LINE_AT, &[Param::Int(seq)], map_line).await?.into_iter().next())
}

/// Where the log ends.
pub(crate) async fn head(reader: &mut Reader) -> Result<LogHead, VaultError> {
    let map = |row: &RowRef<'_>| Ok(LogHead { seq: row.int(0)?, hash: hex(row.bytes(1)?) });
    let heads = reader.query(HEAD, &[], map).await?;
    heads.into_iter().next().ok_or_else(|| VaultError::Damaged("no head of the log".to_owned()))
}

fn map_line(row: &RowRef<'_>) -> Result<LogLine, DbError> {
    Ok(LogLine {
        seq: row.int(0)?,
        written_at: row.int(1)?,
        verb: row.text(2)?.to_owned(),
        purpose: row.text(3)?.to_owned(),
        case: row.text(4)?.to_owned(),
        operator: row.text(5)?.to_owned(),
        handles: row.int(6)?,
        made: row.int(7)?,
        digest: fixed(row, 8)?,
        detail: row.text(9)?.to_owned(),
        before: fixed(row, 10)?,
        hash: fixed(row, 11)?,
        mac: fixed(row, 12)?,
    })
}

/// Bytes of a fixed length.
pub(crate) fn fixed<const N: usize>(row: &RowRef<'_>, column: usize) -> Result<[u8; N], DbError> {
    row.bytes(column)?.try_into().map_err(|_| DbError::Column { column, detail: format!("not {N} bytes") })
}
