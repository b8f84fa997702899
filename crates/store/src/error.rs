//! What the store can say.

use db::{DbError, Transient};
use law::Both;

/// An error of the store.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.words())]
pub enum StoreError {
    /// The engine's.
    #[error(transparent)]
    Db(#[from] DbError),
    /// There is no register at this database.
    NoRegister,
    /// There is one already.
    AlreadyThere,
    /// The database has another version of the schema than the program.
    Version {
        /// In the database.
        found: i64,
        /// Of the program.
        wanted: i64,
    },
    /// The stored log cannot be gone on from.
    Log(String),
    /// Somebody else placed records in the log meanwhile.
    Outrun,
    /// The program's writer has stopped.
    WriterStopped,
    /// The same idempotency key with another request.
    KeyReused,
}

impl StoreError {
    /// In the words of each language.
    #[must_use]
    pub fn words(&self) -> Both {
        match self {
            Self::Db(error) => {
                let [ja, en] = error.words();
                Both::new(ja, en)
            }
            Self::NoRegister => Both::new(
                "この場所に登録簿がありません。`shikaku init` で作ってください",
                "there is no register here; make one with `shikaku init`",
            ),
            Self::AlreadyThere => {
                Both::new("この場所にはすでに登録簿があります", "there is a register here already")
            }
            Self::Version { found, wanted } => Both::new(
                format!(
                    "登録簿の版は {found}、プログラムの版は {wanted} です。`shikaku migrate` を実行してください"
                ),
                format!(
                    "the register has schema version {found}, the program needs {wanted}: run `shikaku migrate`"
                ),
            ),
            Self::Log(what) => Both::new(
                format!("台帳の木を続けられません。`shikaku audit` を実行してください: {what}"),
                format!("the log cannot be gone on from, run `shikaku audit`: {what}"),
            ),
            Self::Outrun => Both::new("台帳の位置が先に取られました", "another sequencer was faster"),
            Self::WriterStopped => Both::new("書込みは停止しています", "the writer has stopped"),
            Self::KeyReused => Both::new(
                "同じ受付キーで異なる内容の要求です",
                "the same idempotency key with another request",
            ),
        }
    }
}

impl Transient for StoreError {
    fn is_transient(&self) -> bool {
        match self {
            Self::Db(error) => error.is_transient(),
            Self::Outrun => true,
            _ => false,
        }
    }
}
