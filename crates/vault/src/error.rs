//! What the vault can say. No error holds a number, or any part of what was given as one.

use db::{DbError, Transient};

use crate::keys::KeyFault;
use crate::usage::UseFault;

/// An error of the vault.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.words().join(" / "))]
pub enum VaultError {
    /// The engine's.
    #[error(transparent)]
    Db(#[from] DbError),
    /// There is no vault at this database.
    NotHere,
    /// Something is there already: a vault, or a register whose database the vault must not share.
    AlreadyThere,
    /// The database has another version of the schema than the program.
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
    WrongKey,
    /// What is stored is not what was written: an incident, never a repair.
    Damaged(String),
    /// A use that cannot stand in the log.
    #[error(transparent)]
    Use(#[from] UseFault),
    /// More in one call than is taken.
    TooMany {
        /// The most.
        most: usize,
    },
    /// A sealed message was taken before.
    Replay,
    /// The operating system gave no randomness.
    Randomness,
    /// The keys changed since they were loaded. It stays inside: the keys are loaded again and the same is tried once more.
    Stale,
}

impl VaultError {
    /// In words, Japanese and English.
    #[must_use]
    pub fn words(&self) -> [String; 2] {
        let [ja, en] = match self {
            Self::Db(error) => return error.words(),
            Self::Key(fault) => return fault.words(),
            Self::Version { found, wanted } => {
                return [
                    format!("金庫の版は {found}、プログラムの版は {wanted} です"),
                    format!("the vault has schema version {found}, the program needs {wanted}"),
                ];
            }
            Self::Damaged(what) => {
                return [
                    format!("金庫の内容が書かれたものと違います: {what}"),
                    format!("what is stored is not what was written: {what}"),
                ];
            }
            Self::TooMany { most } => {
                return [
                    format!("一度に扱える件数は {most} 件までです"),
                    format!("at most {most} at a time"),
                ];
            }
            Self::Use(fault) => fault.words(),
            Self::NotHere => [
                "この場所に番号の金庫がありません。`shikaku vault init` で作ってください",
                "there is no vault here; make one with `shikaku vault init`",
            ],
            Self::AlreadyThere => [
                "この場所にはすでに金庫か登録簿があります。金庫は別のデータベースに作ってください",
                "a vault or a register is here already; a vault has a database of its own",
            ],
            Self::WrongKey => [
                "この鍵ではこの金庫を開けません（別の金庫の鍵か、取り替え済みの鍵です）",
                "this key does not open this vault: it is another vault's, or it was replaced",
            ],
            Self::Replay => ["この通知は受け取り済みです", "this message was taken before"],
            Self::Randomness => ["乱数が得られません", "no randomness"],
            Self::Stale => ["鍵が替わりました。もう一度試してください", "the keys changed; try again"],
        };
        [ja.to_owned(), en.to_owned()]
    }
}

impl Transient for VaultError {
    fn is_transient(&self) -> bool {
        matches!(self, Self::Db(error) if error.is_transient())
    }
}
