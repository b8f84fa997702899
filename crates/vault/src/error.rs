//! What the vault can say. No error holds a number, or any part of what was given as one.

use db::{DbError, Transient};

use crate::keys::KeyFault;
use crate::usage::UseFault;

/// An error of the vault.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The engine's.
    #[error(transparent)]
    Db(#[from] DbError),
    /// There is no vault at this database.
    #[error(
        "この場所に番号の金庫がありません。`shikaku vault init` で作ってください / there is no vault here; make one with `shikaku vault init`"
    )]
    NotHere,
    /// Something is there already: a vault, or a register whose database the vault must not share.
    #[error(
        "この場所にはすでに金庫か登録簿があります。金庫は別のデータベースに作ってください / a vault or a register is here already; a vault has a database of its own"
    )]
    AlreadyThere,
    /// The database has another version of the schema than the program.
    #[error(
        "金庫の版は {found}、プログラムの版は {wanted} です / the vault has schema version {found}, the program needs {wanted}"
    )]
    Version {
        /// In the database.
        found: i64,
        /// Of the program.
        wanted: i64,
    },
    /// The key that opens the vault's keys.
    #[error(transparent)]
    Key(#[from] KeyFault),
    /// The key is a key, but not of this vault, or not any more.
    #[error(
        "この鍵ではこの金庫を開けません（別の金庫の鍵か、取り替え済みの鍵です） / this key does not open this vault: it is another vault's, or it was replaced"
    )]
    WrongKey,
    /// What is stored is not what was written: an incident, never a repair.
    #[error("金庫の内容が書かれたものと違います: {0} / what is stored is not what was written: {0}")]
    Damaged(String),
    /// A use that cannot stand in the log.
    #[error(transparent)]
    Use(#[from] UseFault),
    /// More in one call than is taken.
    #[error("一度に扱える件数は {most} 件までです / at most {most} at a time")]
    TooMany {
        /// The most.
        most: usize,
    },
    /// A sealed message was taken before.
    #[error("この通知は受け取り済みです / this message was taken before")]
    Replay,
    /// The operating system gave no randomness.
    #[error("乱数が得られません / no randomness")]
    Randomness,
    /// The keys changed since they were loaded. It stays inside: the keys are loaded again and the same is tried once more.
    #[error("鍵が替わりました。もう一度試してください / the keys changed; try again")]
    Stale,
}

impl Transient for VaultError {
    fn is_transient(&self) -> bool {
        matches!(self, Self::Db(error) if error.is_transient())
    }
}
