//! Lists of those who passed an examination: kept once, looked up by their sitting.

use std::sync::Arc;

use db::{Db, Param, Reader};
use registry::exam::{Passed, Sitting};

use crate::StoreError;

/// Rows in one transaction: small enough that nobody waits long for the writer.
const ROWS_A_PART: usize = 5_000;

pub(crate) const ADD: &str = "INSERT INTO exam_passed (sitting_key, qualification, name, born, certificate, \
     list_digest, imported_by, imported_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (sitting_key) DO NOTHING";
pub(crate) const READ: &str =
    "SELECT name, born, certificate FROM exam_passed WHERE sitting_key = $1 AND qualification = $2";

// A list without certificates has an empty text in each row, which is no number.
pub(crate) const BY_CERTIFICATE: &str = "SELECT name, born, certificate, sitting_key FROM exam_passed \
     WHERE qualification = $1 AND certificate = $2 AND certificate <> '' ORDER BY sitting_key LIMIT 2";

/// From which list, by whom, when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListOrigin {
    /// The qualification's id.
    pub qualification: String,
    /// SHA-256 of the file.
    pub digest: [u8; 32],
    /// Who imported it.
    pub by: String,
    /// Unix microseconds.
    pub at: i64,
}

/// What became of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Kept {
    /// Rows that are new.
    pub new: u64,
    /// Rows that stood already, with the same person.
    pub same: u64,
    /// Sittings that stood already with somebody else: the first stays, and a person looks.
    pub other: u64,
}

/// The key of a sitting of one qualification's examination; its parts cannot run together.
fn key(qualification: &str, sitting: &Sitting) -> String {
    [qualification, &sitting.month, &sitting.place, &sitting.number].join("\n")
}

/// Keeps a list. A sitting that stands already is not changed, so the same file twice is one list; it may be given
/// again after a stop.
///
/// # Errors
/// The engine's; the parts before stand.
pub async fn keep(db: &Db, list: Vec<Passed>, origin: ListOrigin) -> Result<Kept, StoreError> {
    let origin = Arc::new(origin);
    let mut kept = Kept::default();
    for part in list.chunks(ROWS_A_PART) {
        let part: Arc<Vec<Passed>> = Arc::new(part.to_vec());
        let of = Arc::clone(&origin);
        let rows = Arc::clone(&part);
        let added = db
            .transact("keep-exam-list", move |tx| {
                let (rows, of) = (Arc::clone(&rows), Arc::clone(&of));
                Box::pin(async move {
                    let keys: Vec<String> = rows.iter().map(|p| key(&of.qualification, &p.sitting)).collect();
                    let params: Vec<Vec<Param<'_>>> =
                        rows.iter().zip(&keys).map(|(row, key)| row_of(row, key, &of)).collect();
                    Ok::<_, StoreError>(tx.execute_many(ADD, &params).await?)
                })
            })
            .await?;
        let old: Vec<&Passed> = part.iter().zip(&added).filter(|(_, n)| **n == 0).map(|(p, _)| p).collect();
        let same = same_of(db, &origin.qualification, &old).await?;
        kept.new += count(part.len() - old.len());
        kept.same += same;
        kept.other += count(old.len()).saturating_sub(same);
    }
    Ok(kept)
}

/// How many of these rows stand with the same person.
async fn same_of(db: &Db, qualification: &str, rows: &[&Passed]) -> Result<u64, StoreError> {
    let keys: Vec<String> = rows.iter().map(|passed| key(qualification, &passed.sitting)).collect();
    let sets: Vec<Vec<Param<'_>>> =
        keys.iter().map(|key| vec![Param::Text(key), Param::Text(qualification)]).collect();
    let mut reader = db.reader().await?;
    let same = reader
        .query_many(READ, &sets, |at, row| {
            let (name, born) = (row.text(0)?, row.text(1)?);
            Ok(rows.get(at).is_some_and(|passed| passed.name == name && passed.born == born))
        })
        .await?;
    Ok(count(same.into_iter().filter(|same| *same).count()))
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}

fn row_of<'p>(passed: &'p Passed, key: &'p str, of: &'p ListOrigin) -> Vec<Param<'p>> {
    vec![
        Param::Text(key),
        Param::Text(&of.qualification),
        Param::Text(&passed.name),
        Param::Text(&passed.born),
        Param::Text(&passed.certificate),
        Param::Bytes(&of.digest),
        Param::Text(&of.by),
        Param::Int(of.at),
    ]
}

/// What the lists have under this sitting.
///
/// # Errors
/// The engine's.
pub async fn find(
    reader: &mut Reader,
    qualification: &str,
    sitting: &Sitting,
) -> Result<Option<Passed>, StoreError> {
    let key = key(qualification, sitting);
    let params = [Param::Text(&key), Param::Text(qualification)];
    let found = reader
        .query(READ, &params, |row| {
            Ok(Passed {
                sitting: sitting.clone(),
                name: row.text(0)?.to_owned(),
                born: row.text(1)?.to_owned(),
                certificate: row.text(2)?.to_owned(),
            })
        })
        .await?;
    Ok(found.into_iter().next())
}

/// What the lists have under the number of a pass certificate: nothing, the one row, or two where there are several.
///
/// # Errors
/// The engine's.
pub async fn by_certificate(
    reader: &mut Reader,
    qualification: &str,
    certificate: &str,
) -> Result<Vec<Passed>, StoreError> {
    let params = [Param::Text(qualification), Param::Text(certificate)];
    let map = |row: &db::RowRef<'_>| {
        let mut parts = row.text(3)?.split('\n').skip(1).map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        Ok(Passed {
            sitting: Sitting { month: next(), place: next(), number: next() },
            name: row.text(0)?.to_owned(),
            born: row.text(1)?.to_owned(),
            certificate: row.text(2)?.to_owned(),
        })
    };
    Ok(reader.query(BY_CERTIFICATE, &params, map).await?)
}
