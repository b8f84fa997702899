//! Reading requests.

use db::{DbError, Param, Reader, RowRef};
use registry::ids::{LinkRequestId, RegisterId};

use super::{LinkRequest, NewRequest};
use crate::portal::AccountKey;
use crate::{StoreError, entry_id, fixed};

/// What a request is read by; each statement below is whole, and stands in the list.
macro_rules! select {
    ($from:literal) => {
        concat!(
            "SELECT",
            " q.register_id, q.request_id, q.account_id, q.number_key, q.number, q.stated, q.document, \
             q.created_at, q.state, q.proven, q.substitutes, q.entry_id, q.decided_by, q.words, q.changed_at ",
            $from
        )
    };
}

pub(crate) const READ: &str = select!("FROM link_request q WHERE q.register_id = $1 AND q.request_id = $2");
// Over all registers in one statement: the reference table drives, one index seek a register.
pub(crate) const ANYWHERE: &str =
    select!("FROM register r JOIN link_request q ON q.register_id = r.register_id WHERE q.request_id = $1");
pub(crate) const IN_STATE: &str = select!(
    "FROM register r JOIN link_request q ON q.register_id = r.register_id WHERE q.state = $1 \
     ORDER BY q.request_id LIMIT $2"
);
pub(crate) const OF_ACCOUNT: &str = "SELECT register_id, request_id FROM account_request WHERE account_id = $1 \
     ORDER BY request_id DESC LIMIT $2";
pub(crate) const COUNT_OF_ACCOUNT: &str =
    "SELECT COUNT(*) FROM account_request WHERE account_id = $1 AND created_at > $2";
pub(crate) const COUNT_OF_NUMBER: &str =
    "SELECT COUNT(*) FROM link_request WHERE register_id = $1 AND number_key = $2 AND created_at > $3";
fn map(row: &RowRef<'_>) -> Result<LinkRequest, DbError> {
    let id = LinkRequestId::from_stored(row.bytes(1)?)
        .ok_or_else(|| DbError::Column { column: 1, detail: "not 16 bytes".to_owned() })?;
    Ok(LinkRequest {
        made: NewRequest {
            register: RegisterId::from_stored(row.int(0)?),
            id,
            account: fixed(row, 2)?,
            number_key: row.text(3)?.to_owned(),
            number: row.text(4)?.to_owned(),
            stated: row.text(5)?.to_owned(),
            document: row.text(6)?.to_owned(),
            created_at: row.int(7)?,
        },
        state: row.text(8)?.to_owned(),
        proven: row.text(9)?.to_owned(),
        substitutes: row.text(10)?.to_owned(),
        entry: if row.opt_bytes(11)?.is_some() { Some(entry_id(row, 11)?) } else { None },
        decided_by: row.text(12)?.to_owned(),
        words: row.text(13)?.to_owned(),
        changed_at: row.int(14)?,
    })
}

/// A request by its register.
///
/// # Errors
/// The engine's.
pub async fn read(
    reader: &mut Reader,
    (register, id): (RegisterId, LinkRequestId),
) -> Result<Option<LinkRequest>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(id.stored())];
    Ok(reader.query(READ, &params, map).await?.into_iter().next())
}

/// A request, in whichever register.
///
/// # Errors
/// The engine's.
pub async fn anywhere(reader: &mut Reader, id: LinkRequestId) -> Result<Option<LinkRequest>, StoreError> {
    Ok(reader.query(ANYWHERE, &[Param::Bytes(id.stored())], map).await?.into_iter().next())
}

/// Requests in a state, the oldest first.
///
/// # Errors
/// The engine's.
pub async fn in_state(reader: &mut Reader, state: &str, limit: u32) -> Result<Vec<LinkRequest>, StoreError> {
    Ok(reader.query(IN_STATE, &[Param::Text(state), Param::Int(i64::from(limit))], map).await?)
}

/// The requests of an account, newest first.
///
/// # Errors
/// The engine's.
pub async fn of_account(
    reader: &mut Reader,
    account: &AccountKey,
    limit: u32,
) -> Result<Vec<LinkRequest>, StoreError> {
    let key = |row: &RowRef<'_>| Ok((row.int(0)?, fixed::<16>(row, 1)?));
    let params = [Param::Bytes(account), Param::Int(i64::from(limit))];
    let keys = reader.query(OF_ACCOUNT, &params, key).await?;
    let sets: Vec<_> =
        keys.iter().map(|(register, id)| vec![Param::Int(*register), Param::Bytes(id)]).collect();
    Ok(reader.query_many(READ, &sets, |_, row| map(row)).await?)
}

/// Requests made since an instant: of the account, and for the number by whomever.
///
/// # Errors
/// The engine's.
pub async fn counts(
    reader: &mut Reader,
    account: &AccountKey,
    (register, number_key): (RegisterId, &str),
    since: i64,
) -> Result<(u64, u64), StoreError> {
    let count = |row: &RowRef<'_>| crate::count(row, 0);
    let own = reader.query(COUNT_OF_ACCOUNT, &[Param::Bytes(account), Param::Int(since)], count).await?;
    let params = [Param::Int(register.stored()), Param::Text(number_key), Param::Int(since)];
    let all = reader.query(COUNT_OF_NUMBER, &params, count).await?;
    Ok((own.first().copied().unwrap_or(0), all.first().copied().unwrap_or(0)))
}
