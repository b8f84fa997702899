//! Opening numbers: for inquiries at J-LIS only, and always after the line of the log.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use db::Param;

use crate::handle::{Handle, hex};
use crate::log::{NewLine, Verb, digest_of};
use crate::number::MyNumber;
use crate::row::{Kept, READ, Row, blind};
use crate::seal::NUMBERS_AT_MOST;
use crate::{SealedNumber, Use, Vault, VaultError};

/// Handles that one statement asks for: a list of a fixed length, so that it is prepared once.
const IN_LIST: usize = 64;
/// Times that rows of keys not known yet are read again.
const STALE_AT_MOST: u32 = 4;

pub(crate) static BY_HANDLES: LazyLock<String> = LazyLock::new(|| {
    let places = (1..=IN_LIST).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
    format!("SELECT {READ} FROM number WHERE handle IN ({places})")
});
pub(crate) static BY_BLIND: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {READ} FROM number WHERE blind = $1"));

impl Vault {
    /// Opens one for an inquiry; `None` when it is not there (any more). The use is durable in the log before.
    #[cfg_attr(not(test), expect(dead_code, reason = "the inquiries at J-LIS use it"))]
    pub(crate) async fn open_for_jlis(
        &self,
        sealed: &SealedNumber,
        by: &Use,
    ) -> Result<Option<MyNumber>, VaultError> {
        Ok(self.open_for_jlis_many::<MyNumber>(&[*sealed], by).await?.pop().flatten())
    }

    /// Opens many (at most [`NUMBERS_AT_MOST`]) with one line of the log before; in the order of the handles.
    pub(crate) async fn open_for_jlis_many<K: Kept>(
        &self,
        sealed: &[K::Sealed],
        by: &Use,
    ) -> Result<Vec<Option<K>>, VaultError> {
        let handles: Vec<Handle> = sealed.iter().map(|sealed| K::handle(*sealed)).collect();
        self.note(opening(&handles, K::KIND, by)?).await?;
        self.rows(&handles, |row, ring| row.open_as::<K>(ring)).await
    }

    /// Every handle of the same number, in whatever case: to see that two cases are of one person.
    ///
    /// # Errors
    /// The engine's; [`VaultError::Damaged`].
    pub async fn handles_of_same(
        &self,
        sealed: &SealedNumber,
        by: &Use,
    ) -> Result<Vec<SealedNumber>, VaultError> {
        let handle = sealed.to_bytes();
        let detail = hex(&handle);
        let digest = digest_of(&[handle]);
        self.note(NewLine { verb: Verb::Find, for_what: by.clone(), handles: 1, made: 0, digest, detail })
            .await?;
        let Some(number) =
            self.rows(&[handle], |row, ring| row.open_as::<MyNumber>(ring)).await?.pop().flatten()
        else {
            return Ok(Vec::new());
        };
        let ring = self.ring();
        let mut reader = self.0.db.reader().await?;
        let mut handles = Vec::new();
        for generation in &ring.generations {
            let blind = blind(generation, &number);
            let rows = reader.query(&BY_BLIND, &[Param::Bytes(&blind)], Row::map).await?;
            handles.extend(rows.into_iter().map(|row| SealedNumber::new(row.handle)));
        }
        handles.sort_unstable();
        handles.dedup();
        Ok(handles)
    }

    /// Reads rows and makes something of each, in the order of the handles; keys that are not known yet are loaded.
    pub(crate) async fn rows<T: Clone + Send>(
        &self,
        handles: &[Handle],
        make: impl Fn(&Row, &crate::keys::Keyring) -> Result<T, VaultError>,
    ) -> Result<Vec<Option<T>>, VaultError> {
        let mut ring = self.ring();
        let mut all = Vec::with_capacity(handles.len());
        for some in handles.chunks(IN_LIST) {
            let mut attempts = 0;
            let made = loop {
                let rows = self.read(some).await?;
                let made: Result<BTreeMap<Handle, T>, VaultError> =
                    rows.iter().map(|row| Ok((row.handle, make(row, &ring)?))).collect();
                match made {
                    Err(VaultError::Stale) if attempts < STALE_AT_MOST => {
                        ring = self.reload().await?;
                        attempts += 1;
                    }
                    made => break made?,
                }
            };
            all.extend(some.iter().map(|handle| made.get(handle).cloned()));
        }
        Ok(all)
    }

    async fn read(&self, handles: &[Handle]) -> Result<Vec<Row>, VaultError> {
        // places that are left over repeat the last
        let last = handles.last().into_iter().cycle();
        let params: Vec<Param<'_>> = handles.iter().chain(last).take(IN_LIST).map(Param::from).collect();
        Ok(self.0.db.reader().await?.query(&BY_HANDLES, &params, Row::map).await?)
    }
}

fn opening(handles: &[Handle], kind: &'static str, by: &Use) -> Result<NewLine, VaultError> {
    if handles.len() > NUMBERS_AT_MOST {
        return Err(VaultError::TooMany { most: NUMBERS_AT_MOST });
    }
    let detail = match handles {
        [one] => format!("{kind} {}", hex(one)),
        _ => kind.to_owned(),
    };
    let digest = digest_of(handles);
    Ok(NewLine {
        verb: Verb::OpenForJlis,
        for_what: by.clone(),
        handles: handles.len(),
        made: 0,
        digest,
        detail,
    })
}
