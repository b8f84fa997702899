//! Deletion: a recorded act, with a proof that can be handed out.

use std::sync::Arc;

use db::{Param, Tx};

use crate::handle::{Handle, hex};
use crate::log::{Keys, LogLine, NewLine, Verb, append, digest_of, fixed, line_at};
use crate::seal::NUMBERS_AT_MOST;
use crate::usage::Reason;
use crate::{SealedNumber, Use, Vault, VaultError};

/// Look-ups in one flight.
const AT_ONCE: usize = 1_000;

pub(crate) const IS_THERE: &str = "SELECT handle FROM number WHERE handle = $1";
pub(crate) const ADD: &str = "INSERT INTO deletion (handle, seq) VALUES ($1, $2)";
pub(crate) const DELETE: &str = "DELETE FROM number WHERE handle = $1";
pub(crate) const WHEN: &str = "SELECT seq FROM deletion WHERE handle = $1";
pub(crate) const LIST: &str =
    "SELECT handle, kind, case_id, source, sealed_at FROM number WHERE handle > $1 ORDER BY handle LIMIT $2";

/// A number that is there, without the number: what a reconciler compares with the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its handle.
    pub handle: SealedNumber,
    /// `my-number` or `resident-code`.
    pub kind: String,
    /// The case it was taken in for.
    pub case: String,
    /// How it came: `found`, or `given` with its proofs.
    pub source: String,
    /// Unix microseconds.
    pub sealed_at: i64,
}

impl Vault {
    /// Deletes numbers: what, when, by whom, why and how many stand in the log before they are gone. Those that are not
    /// there (any more) are not counted. The line is the proof (番号法に基づく安全管理措置: 廃棄の記録).
    ///
    /// What is gone from the table may stay in free pages and in backups as ciphertext; the next re-keying makes it
    /// unreadable for good.
    ///
    /// # Errors
    /// The engine's; [`VaultError::TooMany`].
    pub async fn delete(
        &self,
        sealed: &[SealedNumber],
        by: &Use,
        reason: &Reason,
    ) -> Result<LogLine, VaultError> {
        if sealed.len() > NUMBERS_AT_MOST {
            return Err(VaultError::TooMany { most: NUMBERS_AT_MOST });
        }
        let mut handles: Vec<Handle> = sealed.iter().map(|sealed| sealed.to_bytes()).collect();
        handles.sort_unstable();
        handles.dedup();
        let (handles, by, reason) = (Arc::new(handles), Arc::new(by.clone()), Arc::new(reason.clone()));
        self.with_keys(|ring| {
            let now = self.now();
            let (handles, by, reason) = (Arc::clone(&handles), Arc::clone(&by), Arc::clone(&reason));
            self.0.db.transact("vault-delete", move |tx| {
                let (handles, by, reason) = (Arc::clone(&handles), Arc::clone(&by), Arc::clone(&reason));
                let ring = Arc::clone(&ring);
                Box::pin(async move {
                    let there = those_there(tx, &handles).await?;
                    let entry = NewLine {
                        verb: Verb::Delete,
                        for_what: (*by).clone(),
                        handles: there.len(),
                        made: -i64::try_from(there.len()).unwrap_or(i64::MAX),
                        digest: digest_of(&there),
                        detail: detail(&there, &reason),
                    };
                    let line = append(tx, &ring, (&entry, now), Keys::Stay).await?;
                    remove(tx, &there, line.seq).await?;
                    Ok::<_, VaultError>(line)
                })
            })
        })
        .await
    }

    /// The line of the log by which a number was deleted.
    ///
    /// # Errors
    /// The engine's.
    pub async fn proof_of_deletion(&self, sealed: &SealedNumber) -> Result<Option<LogLine>, VaultError> {
        let mut reader = self.0.db.reader().await?;
        let handle = sealed.to_bytes();
        let places = reader.query(WHEN, &[Param::Bytes(&handle)], |row| row.int(0)).await?;
        match places.first() {
            Some(seq) => line_at(&mut reader, *seq).await,
            None => Ok(None),
        }
    }

    /// What is held, by handle: at most `most` after one. For the reconciler that finds what no case refers to.
    ///
    /// # Errors
    /// The engine's.
    pub async fn held(&self, after: Option<SealedNumber>, most: u32) -> Result<Vec<Held>, VaultError> {
        let after = after.map_or_else(Vec::new, |after| after.to_bytes().to_vec());
        let params = [Param::Bytes(&after), Param::Int(i64::from(most))];
        let map = |row: &db::RowRef<'_>| {
            Ok(Held {
                handle: SealedNumber::new(fixed(row, 0)?),
                kind: row.text(1)?.to_owned(),
                case: row.text(2)?.to_owned(),
                source: row.text(3)?.to_owned(),
                sealed_at: row.int(4)?,
            })
        };
        Ok(self.0.db.reader().await?.query(LIST, &params, map).await?)
    }
}

fn detail(there: &[Handle], reason: &Reason) -> String {
    match there {
        [one] => format!("{} {}", hex(one), reason.as_str()),
        _ => reason.as_str().to_owned(),
    }
}

async fn those_there(tx: &mut Tx, handles: &[Handle]) -> Result<Vec<Handle>, VaultError> {
    let mut there = Vec::with_capacity(handles.len());
    for some in handles.chunks(AT_ONCE) {
        let sets: Vec<Vec<Param<'_>>> = some.iter().map(|handle| vec![Param::from(handle)]).collect();
        there.extend(tx.query_many(IS_THERE, &sets, |_, row| fixed(row, 0)).await?);
    }
    there.sort_unstable();
    Ok(there)
}

async fn remove(tx: &mut Tx, there: &[Handle], seq: i64) -> Result<(), VaultError> {
    for some in there.chunks(AT_ONCE) {
        let recorded: Vec<Vec<Param<'_>>> =
            some.iter().map(|handle| vec![Param::from(handle), Param::Int(seq)]).collect();
        tx.execute_many(ADD, &recorded).await?;
        let gone: Vec<Vec<Param<'_>>> = some.iter().map(|handle| vec![Param::from(handle)]).collect();
        tx.execute_many(DELETE, &gone).await?;
    }
    Ok(())
}
