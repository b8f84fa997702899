//! Writing requests: what is new, what a signature brought, and each step after it.

use db::{Db, Param, Tx};
use registry::ids::{EntryId, LinkRequestId, RegisterId};

use super::{NewRequest, SignedRequest, Step};
use crate::StoreError;

pub(crate) const ADD: &str = "INSERT INTO link_request (register_id, request_id, account_id, number_key, number, stated, \
     document, state, proven, substitutes, decided_by, words, created_at, changed_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'to-sign', '', '', '', '', $8, $8)";
pub(crate) const ADD_OF_ACCOUNT: &str =
    "INSERT INTO account_request (account_id, request_id, register_id, created_at) VALUES ($1, $2, $3, $4)";
pub(crate) const SIGNED: &str = "UPDATE link_request SET state = $3, proven = $4, substitutes = $5, signature = $6, \
     certificate = $7, entry_id = $8, decided_by = $9, changed_at = $10 \
     WHERE register_id = $1 AND request_id = $2 AND state = 'to-sign'";
pub(crate) const MOVE: &str = "UPDATE link_request SET state = $4, decided_by = $5, words = $6, changed_at = $7 \
     WHERE register_id = $1 AND request_id = $2 AND state = $3";

pub(crate) const END_LINKED: &str = "UPDATE link_request SET state = 'ended', changed_at = $3 \
     WHERE register_id = $1 AND state = 'linked' AND entry_id = $2";

/// Adds a request, on both sides.
///
/// # Errors
/// The engine's.
pub async fn add(db: &Db, request: &NewRequest) -> Result<(), StoreError> {
    let request = request.clone();
    db.transact("request-link", move |tx| {
        let r = request.clone();
        Box::pin(async move {
            let params = [
                Param::Int(r.register.stored()),
                Param::Bytes(r.id.stored()),
                Param::Bytes(&r.account),
                Param::Text(&r.number_key),
                Param::Text(&r.number),
                Param::Text(&r.stated),
                Param::Text(&r.document),
                Param::Int(r.created_at),
            ];
            tx.execute(ADD, &params).await?;
            let [register, id, account, .., at] = params;
            tx.execute(ADD_OF_ACCOUNT, &[account, id, register, at]).await?;
            Ok(())
        })
    })
    .await
}

/// Notes what a signature brought, in the caller's transaction; false when the request was not waiting for one.
///
/// # Errors
/// The engine's.
pub async fn signed(
    tx: &mut Tx,
    (register, id): (RegisterId, LinkRequestId),
    signed: &SignedRequest,
) -> Result<bool, StoreError> {
    let params = [
        Param::Int(register.stored()),
        Param::Bytes(id.stored()),
        Param::Text(signed.state),
        Param::Text(&signed.proven),
        Param::Text(&signed.substitutes),
        Param::Bytes(&signed.signature),
        Param::Bytes(&signed.certificate),
        signed.entry.as_ref().map_or(Param::Null, |entry| Param::Bytes(entry.stored())),
        Param::Text(&signed.decided_by),
        Param::Int(signed.at),
    ];
    Ok(tx.execute(SIGNED, &params).await? > 0)
}

/// Moves a request on, in the caller's transaction; false when it does not stand where the step begins.
///
/// # Errors
/// The engine's.
pub async fn step(
    tx: &mut Tx,
    (register, id): (RegisterId, LinkRequestId),
    step: &Step,
) -> Result<bool, StoreError> {
    let params = [
        Param::Int(register.stored()),
        Param::Bytes(id.stored()),
        Param::Text(step.from),
        Param::Text(step.to),
        Param::Text(&step.by),
        Param::Text(&step.words),
        Param::Int(step.at),
    ];
    Ok(tx.execute(MOVE, &params).await? > 0)
}

/// The requests that led to a link say that it was taken back.
pub(crate) async fn end_linked(
    tx: &mut Tx,
    (register, entry): (RegisterId, EntryId),
    at: i64,
) -> Result<(), StoreError> {
    tx.execute(END_LINKED, &[Param::Int(register.stored()), Param::Bytes(entry.stored()), Param::Int(at)])
        .await?;
    Ok(())
}
