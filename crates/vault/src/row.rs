//! A row of the table of numbers: how a number becomes one, and how it is read back.

use db::{Column, DbError, RowRef};
use zeroize::Zeroizing;

use crate::crypto::framed;
use crate::handle::Handle;
use crate::keys::{Generation, Keyring};
use crate::log::fixed;
use crate::number::{CODE_DIGITS, MyNumber, NUMBER_DIGITS, ResidentCode};
use crate::{SealedCode, SealedNumber, VaultError};

pub(crate) const TABLE: &str = "number";
pub(crate) const COLUMNS: &[Column] = &[
    Column::bytes("handle"),
    Column::text("kind"),
    Column::text("case_id"),
    Column::text("source"),
    Column::int("sealed_at"),
    Column::int("generation"),
    Column::bytes("blind"),
    Column::bytes("sealed"),
];

/// What the vault can hold. The kind is part of what a row is bound to, so that one is never opened as the other.
pub(crate) trait Kept: Clone + Send + Sync {
    /// The word in the row.
    const KIND: &'static str;
    /// Its handle.
    type Sealed: Copy;
    fn handle(sealed: Self::Sealed) -> Handle;
    fn sealed(handle: Handle) -> Self::Sealed;
    fn plain(&self) -> &[u8];
    fn of_plain(plain: &[u8]) -> Option<Self>;
}

impl Kept for MyNumber {
    const KIND: &'static str = "my-number";
    type Sealed = SealedNumber;

    fn handle(sealed: SealedNumber) -> Handle {
        sealed.to_bytes()
    }
    fn sealed(handle: Handle) -> SealedNumber {
        SealedNumber::new(handle)
    }
    fn plain(&self) -> &[u8] {
        const { assert!(NUMBER_DIGITS == 12) };
        self.digits()
    }
    fn of_plain(plain: &[u8]) -> Option<Self> {
        Self::of_digits(plain).ok()
    }
}

impl Kept for ResidentCode {
    const KIND: &'static str = "resident-code";
    type Sealed = SealedCode;

    fn handle(sealed: SealedCode) -> Handle {
        sealed.to_bytes()
    }
    fn sealed(handle: Handle) -> SealedCode {
        SealedCode::new(handle)
    }
    fn plain(&self) -> &[u8] {
        const { assert!(CODE_DIGITS == 11) };
        self.digits()
    }
    fn of_plain(plain: &[u8]) -> Option<Self> {
        Self::of_digits(plain).ok()
    }
}

/// The blind index of a number: the same for the same number, and only the key can tell of which.
pub(crate) fn blind<K: Kept>(generation: &Generation, kept: &K) -> [u8; 16] {
    generation.index.of(&[b"shikaku vault index\0", K::KIND.as_bytes(), b"\0", kept.plain()])
}

/// What a row is bound to: nothing of it can be put into another place, case or kind.
pub(crate) fn bound(generation: i64, kind: &str, handle: &Handle, case: &str) -> Vec<u8> {
    framed(&[b"shikaku vault row", &generation.to_be_bytes(), kind.as_bytes(), handle, case.as_bytes()])
}

/// A row as it was read.
pub(crate) struct Row {
    pub(crate) handle: Handle,
    pub(crate) kind: String,
    pub(crate) case: String,
    pub(crate) generation: i64,
    pub(crate) sealed: Vec<u8>,
}

/// The columns that [`Row::map`] reads.
pub(crate) const READ: &str = "handle, kind, case_id, generation, sealed";

impl Row {
    pub(crate) fn map(row: &RowRef<'_>) -> Result<Self, DbError> {
        Ok(Self {
            handle: fixed(row, 0)?,
            kind: row.text(1)?.to_owned(),
            case: row.text(2)?.to_owned(),
            generation: row.int(3)?,
            sealed: row.bytes(4)?.to_vec(),
        })
    }

    /// What was sealed, in the clear.
    ///
    /// # Errors
    /// [`VaultError::Stale`] for a generation that the ring does not know; [`VaultError::Damaged`].
    pub(crate) fn open(&self, ring: &Keyring) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let generation = ring.generation(self.generation).ok_or(VaultError::Stale)?;
        let bound_to = bound(self.generation, &self.kind, &self.handle, &self.case);
        generation.data.open(&self.sealed, &bound_to).ok_or_else(|| self.damaged())
    }

    /// The same as what it must be.
    pub(crate) fn open_as<K: Kept>(&self, ring: &Keyring) -> Result<K, VaultError> {
        if self.kind != K::KIND {
            return Err(self.damaged());
        }
        K::of_plain(&self.open(ring)?).ok_or_else(|| self.damaged())
    }

    fn damaged(&self) -> VaultError {
        VaultError::Damaged(format!("row {}", crate::handle::hex(&self.handle)))
    }
}
