//! What the store can say.

use db::{DbError, Transient};

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The engine's.
    #[error(transparent)]
    Db(#[from] DbError),
    /// There is no register at this database.
    #[error(
        "この場所に登録簿がありません。`shikaku init` で作ってください / there is no register here; make one with `shikaku init`"
    )]
    NoRegister,
    /// There is one already.
    #[error("この場所にはすでに登録簿があります / there is a register here already")]
    AlreadyThere,
    /// The database has another version of the schema than the program.
    #[error(
        "登録簿の版は {found}、プログラムの版は {wanted} です。`shikaku migrate` を実行してください / the register has schema version {found}, the program needs {wanted}: run `shikaku migrate`"
    )]
    Version {
        /// In the database.
        found: i64,
        /// Of the program.
        wanted: i64,
    },
    /// The stored log cannot be gone on from.
    #[error(
        "台帳の木を続けられません。`shikaku audit` を実行してください / the log cannot be gone on from, run `shikaku audit`: {0}"
    )]
    Log(String),
    /// Somebody else placed records in the log meanwhile.
    #[error("台帳の位置が先に取られました / another sequencer was faster")]
    Outrun,
    /// The program's writer has stopped.
    #[error("書込みは停止しています / the writer has stopped")]
    WriterStopped,
    /// The same idempotency key with another request.
    #[error("同じ受付キーで異なる内容の要求です / the same idempotency key with another request")]
    KeyReused,
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
