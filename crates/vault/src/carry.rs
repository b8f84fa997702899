//! Taking a number over from the case for which it came into another one: an application's becomes a holder's.

use db::Param;

use crate::handle::hex;
use crate::log::{NewLine, Verb, digest_of};
use crate::number::MyNumber;
use crate::proof::Source;
use crate::{SealedNumber, Use, Vault, VaultError};

pub(crate) const SOURCE: &str = "SELECT source FROM number WHERE handle = $1";

impl Vault {
    /// The same number for the case of a use, with a handle of its own there; it came in as it did before. Done again it is one. `None`
    /// when it is not there (any more). The number it is taken from stays until it is deleted.
    ///
    /// # Errors
    /// The engine's; [`VaultError::Damaged`].
    pub async fn carry_over(
        &self,
        sealed: &SealedNumber,
        into: &Use,
    ) -> Result<Option<SealedNumber>, VaultError> {
        let handle = sealed.to_bytes();
        let (digest, detail) = (digest_of(&[handle]), hex(&handle));
        let line = NewLine { verb: Verb::Carry, for_what: into.clone(), handles: 1, made: 0, digest, detail };
        self.note(line).await?;
        let mut reader = self.0.db.reader().await?;
        let sources =
            reader.query(SOURCE, &[Param::Bytes(&handle)], |row| Ok(row.text(0)?.to_owned())).await?;
        drop(reader);
        let number = self.rows(&[handle], |row, ring| row.open_as::<MyNumber>(ring)).await?.pop().flatten();
        let Some((source, number)) = sources.first().zip(number) else { return Ok(None) };
        let source = Source::of_stored(source)
            .ok_or_else(|| VaultError::Damaged(format!("the source of {}", hex(&handle))))?;
        self.seal_from(&number, &source, into).await.map(Some)
    }
}
