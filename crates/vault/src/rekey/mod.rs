//! Re-keying while everything runs: a new key-encryption key, new keys under it, and every row under the new keys.
//!
//! It goes in steps, each of which can be the last before a crash; the same command goes on where it was.
//!
//! 1. *Begin* (one commit): a new generation of keys, wrapped by every key-encryption key in use and by the new one.
//!    From here on everybody seals under the new generation: a writer with older keys learns it at its commit.
//! 2. *Rows*, a few at a time, in the order of their handles. Reading and sealing go on meanwhile.
//! 3. *Done* (one commit): no row needs the old generation, and its keys are gone.
//! 4. *The old key refused* ([`Vault::refuse_old_keys`], when every program has been given the new one).

mod rows;

use std::sync::Arc;

use db::{Param, Tx};

use crate::keys::{
    DROP_OTHER_KEKS, DROP_PARTS, KEKS, Kek, KeySource, Part, RETIRE, fresh_parts, live_generations,
    make_generation, store_wrapped, unwrap_all,
};
use crate::log::{Keys, NewLine, Verb, append, digest_of};
use crate::{Use, Vault, VaultError};

pub(crate) use rows::{CHANGE, OLD_ROWS};

pub(crate) const ANY_OLD: &str = "SELECT handle FROM number WHERE generation < $1 LIMIT 1";

/// What a re-keying did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rekeyed {
    /// The generation of keys that is in use now.
    pub generation: i64,
    /// Rows that this run put under it.
    pub rows: u64,
    /// Whether it went on with one that had been stopped.
    pub resumed: bool,
    /// Names of the key-encryption keys that open the vault now.
    pub keys: Vec<String>,
}

impl Vault {
    /// Re-keys the vault, or goes on with a re-keying that was stopped. With `new`, a key-encryption key that shall open
    /// the vault from now on; the old one goes on opening it until [`Self::refuse_old_keys`]. `progress` hears how many
    /// rows are done.
    ///
    /// # Errors
    /// The engine's; [`VaultError::Damaged`] at the first row that cannot be read: nothing is lost then, and its old key
    /// stays.
    pub async fn rekey(
        &self,
        new: Option<&KeySource>,
        by: &Use,
        mut progress: impl FnMut(u64) + Send,
    ) -> Result<Rekeyed, VaultError> {
        let new = match new {
            Some(source) => Some(Arc::new(source.read_or_make(&self.0.url)?.0)),
            None => None,
        };
        let (generation, from) = self.begin(new.as_ref(), by).await?;
        let resumed = from.is_some();
        let ring = self.reload().await?;
        let mut rows = 0;
        let mut after = from.unwrap_or_default();
        while let Some(last) = self.some_rows(&ring, generation, &after).await? {
            rows += last.1;
            after = last.0.to_vec();
            progress(rows);
        }
        self.done(generation, by).await?;
        self.reload().await?;
        Ok(Rekeyed { generation, rows, resumed, keys: self.key_names().await? })
    }

    /// Takes the vault from every key-encryption key but the one it was opened with: to be called when every program runs
    /// with the new one.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] when a key is not there under the own one; nothing is changed then.
    pub async fn refuse_old_keys(&self, by: &Use) -> Result<Vec<String>, VaultError> {
        let kek = Arc::clone(&self.0.kek);
        let names = self.key_names().await?;
        if names.iter().all(|name| name == kek.name()) {
            return Ok(names);
        }
        let detail = format!("{} → {}", names.join(" "), kek.name());
        let entry = Arc::new(entry(Verb::OldKeyRefused, by, 0, detail));
        self.change_keys(entry, move |tx| {
            let kek = Arc::clone(&kek);
            Box::pin(async move {
                tx.execute(DROP_OTHER_KEKS, &[Param::Text(kek.name())]).await?;
                Ok(())
            })
        })
        .await?;
        self.key_names().await
    }

    /// Names of the key-encryption keys that open the vault.
    ///
    /// # Errors
    /// The engine's.
    pub async fn key_names(&self) -> Result<Vec<String>, VaultError> {
        let mut reader = self.0.db.reader().await?;
        Ok(reader.query(KEKS, &[], |row| Ok(row.text(0)?.to_owned())).await?)
    }

    /// Makes the new generation unless one is being moved to, and sees to it that the new key opens everything. Gives the
    /// generation, and how far it had come if it was begun before.
    async fn begin(&self, new: Option<&Arc<Kek>>, by: &Use) -> Result<(i64, Option<Vec<u8>>), VaultError> {
        loop {
            let mut reader = self.0.db.reader().await?;
            let live = live_generations(&mut reader).await?;
            let (current, progress) =
                live.first().cloned().ok_or_else(|| VaultError::Damaged("no generation".to_owned()))?;
            let under_way = live.len() > 1;
            let names = self.key_names().await?;
            let is_known = new.is_none_or(|new| names.iter().any(|name| name == new.name()));
            if under_way && is_known {
                return Ok((current, Some(progress.unwrap_or_default())));
            }
            let outcome = self.write_keys(current, !under_way, new, by).await;
            match outcome {
                Ok(generation) if under_way => return Ok((generation, Some(progress.unwrap_or_default()))),
                Ok(generation) => return Ok((generation, None)),
                // somebody else changed the keys at the same time: look again
                Err(VaultError::Stale) => _ = self.reload().await?,
                Err(error) => return Err(error),
            }
        }
    }

    async fn write_keys(
        &self,
        current: i64,
        make: bool,
        new: Option<&Arc<Kek>>,
        by: &Use,
    ) -> Result<i64, VaultError> {
        let ring = self.ring();
        let keks: Vec<Arc<Kek>> = std::iter::once(&self.0.kek).chain(new).map(Arc::clone).collect();
        let old = Arc::new(unwrap_all(&mut self.0.db.reader().await?, &self.0.kek).await?);
        let fresh = Arc::new(fresh_parts()?);
        let generation = if make { current + 1 } else { current };
        let names: Vec<&str> = keks.iter().map(|kek| kek.name()).collect();
        let entry = Arc::new(entry(Verb::RekeyBegin, by, 0, format!("{generation}: {}", names.join(" "))));
        let now = self.now();
        self.0
            .db
            .transact("vault-rekey-begin", move |tx| {
                let (ring, keks, old) = (Arc::clone(&ring), keks.clone(), Arc::clone(&old));
                let (fresh, entry) = (Arc::clone(&fresh), Arc::clone(&entry));
                Box::pin(async move {
                    append(tx, &ring, (&entry, now), Keys::Change).await?;
                    if make {
                        make_generation(tx, (generation, now), &fresh, &keks).await?;
                    }
                    for kek in keks.iter().skip(1) {
                        for (generation, part, secret) in old.iter() {
                            store_wrapped(tx, kek, (*generation, *part), secret).await?;
                        }
                    }
                    Ok::<_, VaultError>(generation)
                })
            })
            .await
    }

    async fn done(&self, generation: i64, by: &Use) -> Result<(), VaultError> {
        let mut reader = self.0.db.reader().await?;
        let left = reader.query(ANY_OLD, &[Param::Int(generation)], |_| Ok(())).await?;
        if !left.is_empty() {
            // since the beginning nobody can have written one: it was there, and was passed over
            return Err(VaultError::Damaged("a row of an older generation is left".to_owned()));
        }
        drop(reader);
        let now = self.now();
        let entry = Arc::new(entry(Verb::RekeyDone, by, 0, generation.to_string()));
        self.change_keys(entry, move |tx| {
            Box::pin(async move {
                for part in [Part::Data, Part::Index] {
                    let before = [Param::Text(part.word()), Param::Int(generation)];
                    // the log's key is of generation 0 and another part
                    tx.execute(DROP_PARTS, &before).await?;
                }
                // a phone may have fetched the last intake key just before: it is taken until the next re-keying
                tx.execute(DROP_PARTS, &[Param::Text(Part::Intake.word()), Param::Int(generation - 1)])
                    .await?;
                tx.execute(RETIRE, &[Param::Int(now), Param::Int(generation)]).await?;
                Ok(())
            })
        })
        .await
    }

    /// One commit that changes keys, with its line in the log.
    async fn change_keys(
        &self,
        entry: Arc<NewLine>,
        work: impl for<'t> Fn(&'t mut Tx) -> db::BoxFuture<'t, Result<(), VaultError>>
        + Send
        + Sync
        + Clone
        + 'static,
    ) -> Result<(), VaultError> {
        self.with_keys(|ring| {
            let (entry, work, now) = (Arc::clone(&entry), work.clone(), self.now());
            self.0.db.transact("vault-change-keys", move |tx| {
                let (entry, ring, work) = (Arc::clone(&entry), Arc::clone(&ring), work.clone());
                Box::pin(async move {
                    append(tx, &ring, (&entry, now), Keys::Change).await?;
                    work(tx).await
                })
            })
        })
        .await?;
        self.reload().await?;
        Ok(())
    }
}

fn entry(verb: Verb, by: &Use, handles: usize, detail: String) -> NewLine {
    NewLine { verb, for_what: by.clone(), handles, made: 0, digest: digest_of(&[]), detail }
}
