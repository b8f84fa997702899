//! The information network as we have to remember it: our own codes for persons, and the record of every inquiry.

use db::{Db, DbError, Param, Reader, RowRef, Tx};
use registry::ids::{CaseId, HolderId, RegisterId};

use crate::StoreError;

pub(crate) const CODE_OF: &str = "SELECT code FROM holder_code WHERE holder_id = $1 AND institution = $2";
pub(crate) const KEEP_CODE: &str = "INSERT INTO holder_code (holder_id, institution, code, got_at) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (holder_id, institution) DO UPDATE SET code = excluded.code, got_at = excluded.got_at";
pub(crate) const ADD_INQUIRY: &str = "INSERT INTO network_inquiry (register_id, inquiry_id, case_id, holder_id, inquirer, \
     provider, affair, procedure, items, basis, asked_at, outcome, code, ended_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '', NULL) ON CONFLICT (register_id, inquiry_id) DO NOTHING";
pub(crate) const END_INQUIRY: &str = "UPDATE network_inquiry SET outcome = $3, code = $4, ended_at = $5 \
     WHERE register_id = $1 AND inquiry_id = $2 AND outcome = ''";
pub(crate) const OF_CASE: &str = "SELECT inquiry_id, holder_id, inquirer, provider, affair, procedure, items, basis, \
     asked_at, outcome, code, ended_at FROM network_inquiry WHERE register_id = $1 AND case_id = $2 ORDER BY asked_at";

pub(crate) const OF_HOLDER: &str = "SELECT inquiry_id, case_id, inquirer, provider, affair, procedure, items, basis, \
     asked_at, outcome, code, ended_at FROM network_inquiry WHERE register_id = $1 AND holder_id = $2 \
     ORDER BY asked_at DESC LIMIT $3";
pub(crate) const MOVE_TO: &str =
    "UPDATE network_inquiry SET holder_id = $3 WHERE register_id = $1 AND holder_id = $2";

/// All statements of this part.
pub(crate) const ALL: &[&str] = &[CODE_OF, KEEP_CODE, ADD_INQUIRY, END_INQUIRY, OF_CASE, OF_HOLDER, MOVE_TO];

/// The record of an inquiry (情報提供等記録).
#[derive(Clone, PartialEq, Eq, Debug)]
#[doc(alias = "情報提供等記録")]
pub struct NetworkInquiry {
    /// The register for which it was asked.
    pub register: RegisterId,
    /// Its key at the network.
    pub id: String,
    /// The case.
    pub case: CaseId,
    /// Of whom.
    pub holder: HolderId,
    /// Who asked.
    pub inquirer: String,
    /// Who was asked.
    pub provider: String,
    /// For which affair.
    pub affair: String,
    /// For which procedure in it.
    pub procedure: String,
    /// What, separated by blanks.
    pub items: String,
    /// On which provision.
    pub basis: String,
    /// When, Unix microseconds, as the network acknowledged it.
    pub asked_at: i64,
    /// What became of it.
    pub end: InquiryEnd,
}

/// What became of an inquiry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum InquiryEnd {
    /// The reply is on its way.
    Open,
    /// It was provided, at this time.
    Provided(i64),
    /// It was refused, in this code, at this time.
    Refused(String, i64),
}

/// Our code for a person at an institution.
///
/// # Errors
/// The engine's.
pub async fn code_of(
    reader: &mut Reader,
    holder: HolderId,
    institution: &str,
) -> Result<Option<String>, StoreError> {
    let params = [Param::Bytes(holder.stored()), Param::Text(institution)];
    Ok(reader.query(CODE_OF, &params, |row| Ok(row.text(0)?.to_owned())).await?.into_iter().next())
}

/// Keeps a code. The network gave it just now, so it stands in the place of one from before.
///
/// # Errors
/// The engine's.
pub async fn keep_code(
    db: &Db,
    holder: HolderId,
    (institution, code): (String, String),
    at: i64,
) -> Result<(), StoreError> {
    db.transact("keep-linkage-code", move |tx| {
        let (institution, code) = (institution.clone(), code.clone());
        Box::pin(async move {
            let params = [
                Param::Bytes(holder.stored()),
                Param::Text(&institution),
                Param::Text(&code),
                Param::Int(at),
            ];
            tx.execute_alone(KEEP_CODE, &params).await?;
            Ok(())
        })
    })
    .await
}

/// Notes an inquiry and, where it is known, its end; noted again it is one, and an end stays.
///
/// # Errors
/// The engine's.
pub async fn note(db: &Db, inquiry: NetworkInquiry) -> Result<(), StoreError> {
    db.transact("note-inquiry", move |tx| {
        let inquiry = inquiry.clone();
        Box::pin(async move {
            let key = [Param::Int(inquiry.register.stored()), Param::Text(&inquiry.id)];
            let rest = [
                Param::Bytes(inquiry.case.stored()),
                Param::Bytes(inquiry.holder.stored()),
                Param::Text(&inquiry.inquirer),
                Param::Text(&inquiry.provider),
                Param::Text(&inquiry.affair),
                Param::Text(&inquiry.procedure),
                Param::Text(&inquiry.items),
                Param::Text(&inquiry.basis),
                Param::Int(inquiry.asked_at),
            ];
            let mut statements = vec![(ADD_INQUIRY, [&key[..], &rest[..]].concat())];
            let end = match &inquiry.end {
                InquiryEnd::Open => None,
                InquiryEnd::Provided(at) => Some(("provided", "", *at)),
                InquiryEnd::Refused(code, at) => Some(("refused", code.as_str(), *at)),
            };
            statements.extend(end.map(|(outcome, code, at)| {
                let end = [Param::Text(outcome), Param::Text(code), Param::Int(at)];
                (END_INQUIRY, [&key[..], &end[..]].concat())
            }));
            Ok(tx.execute_and_commit(&statements).await?)
        })
    })
    .await
}

/// The inquiries of a case, the oldest first.
///
/// # Errors
/// The engine's.
pub async fn of_case(
    reader: &mut Reader,
    (register, case): (RegisterId, CaseId),
) -> Result<Vec<NetworkInquiry>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(case.stored())];
    let map = |row: &RowRef<'_>| {
        let holder = HolderId::from_stored(row.bytes(1)?).ok_or_else(no_id)?;
        inquiry(row, register, (case, holder))
    };
    Ok(reader.query(OF_CASE, &params, map).await?)
}

/// The inquiries of a register about a person, the latest first.
///
/// # Errors
/// The engine's.
pub async fn of_holder(
    reader: &mut Reader,
    (register, holder): (RegisterId, HolderId),
    limit: u32,
) -> Result<Vec<NetworkInquiry>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(holder.stored()), Param::Int(i64::from(limit))];
    let map = |row: &RowRef<'_>| {
        let case = CaseId::from_stored(row.bytes(1)?).ok_or_else(no_id)?;
        inquiry(row, register, (case, holder))
    };
    Ok(reader.query(OF_HOLDER, &params, map).await?)
}

/// The inquiries of a register about somebody who proved to be somebody else whom we know: the same person, who is told of them.
pub(crate) async fn move_in(
    tx: &mut Tx,
    register: RegisterId,
    (from, into): (HolderId, HolderId),
) -> Result<(), StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(from.stored()), Param::Bytes(into.stored())];
    tx.execute(MOVE_TO, &params).await?;
    Ok(())
}

fn inquiry(
    row: &RowRef<'_>,
    register: RegisterId,
    (case, holder): (CaseId, HolderId),
) -> Result<NetworkInquiry, DbError> {
    let text = |column| Ok::<_, DbError>(row.text(column)?.to_owned());
    let end = match (row.text(9)?, row.opt_int(11)?) {
        ("provided", Some(at)) => InquiryEnd::Provided(at),
        ("refused", Some(at)) => InquiryEnd::Refused(text(10)?, at),
        _ => InquiryEnd::Open,
    };
    Ok(NetworkInquiry {
        register,
        id: text(0)?,
        case,
        holder,
        inquirer: text(2)?,
        provider: text(3)?,
        affair: text(4)?,
        procedure: text(5)?,
        items: text(6)?,
        basis: text(7)?,
        asked_at: row.int(8)?,
        end,
    })
}

fn no_id() -> DbError {
    DbError::Column { column: 1, detail: "not 16 bytes".to_owned() }
}
