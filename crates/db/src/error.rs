//! What can go wrong between us and an engine.

/// An error of the database.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The URL is not `sqlite:PATH` or `postgres://…`.
    #[error(
        "データベースの URL の形が違います（sqlite:PATH または postgres://…）: {0} / not a database URL: {0}"
    )]
    Url(String),
    /// There is nothing at the URL, or it cannot be reached now.
    #[error("データベースに接続できません: {0} / cannot reach the database: {0}")]
    Unreachable(String),
    /// It is there, and the register must not run on it as it is; the words say what to do.
    #[error("{0}")]
    Unfit(String),
    /// Another process holds the writer for too long; trying again may help.
    #[error("データベースは使用中です。しばらくして再試行してください / the database is busy, try again")]
    Busy,
    /// The connection broke before the commit was acknowledged: whether it took effect is not known. Ask again with
    /// the same idempotency key.
    #[error("応答の前に接続が切れました / the connection broke before the answer: {0}")]
    Interrupted(String),
    /// A serialisation conflict or deadlock that the bounded retries did not solve.
    #[error("競合が解けませんでした / a conflict that retries did not solve: {0}")]
    Contention(String),
    /// A constraint of the schema refused.
    #[error("データベースの制約に反します / a constraint of the database refused: {0}")]
    Constraint(String),
    /// A stored value has another type than the program expects.
    #[error("列 {column} の値が読めません / column {column} cannot be read: {detail}")]
    Column {
        /// Its index in the row.
        column: usize,
        /// What the engine says.
        detail: String,
    },
    /// Anything else that the engine says.
    #[error("データベースの誤り / database error: {0}")]
    Engine(String),
    /// The store above found what cannot be.
    #[error("{0}")]
    Broken(String),
}

impl DbError {
    /// Whether the same call may succeed when made again, nothing having happened.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Busy | Self::Contention(_))
    }
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match &error {
            rusqlite::Error::SqliteFailure(code, message) => {
                let text = message.clone().unwrap_or_else(|| code.to_string());
                match code.code {
                    ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
                    ErrorCode::ConstraintViolation => Self::Constraint(text),
                    ErrorCode::CannotOpen | ErrorCode::NotADatabase => Self::Unreachable(text),
                    _ => Self::Engine(text),
                }
            }
            _ => Self::Engine(error.to_string()),
        }
    }
}

impl From<tokio_postgres::Error> for DbError {
    fn from(error: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState;
        let Some(server) = error.as_db_error() else {
            let cause =
                std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
            return Self::Interrupted(format!("{error}{cause}"));
        };
        let text =
            format!("{}{}", server.message(), server.detail().map(|d| format!(" ({d})")).unwrap_or_default());
        match server.code() {
            c if *c == SqlState::T_R_SERIALIZATION_FAILURE || *c == SqlState::T_R_DEADLOCK_DETECTED => {
                Self::Contention(text)
            }
            c if *c == SqlState::LOCK_NOT_AVAILABLE => Self::Busy,
            c if c.code().starts_with("23") => Self::Constraint(text),
            // Shut down, crashed, or still starting: the primary may be elsewhere in a moment.
            c if c.code().starts_with("57P") || c.code().starts_with("08") => Self::Interrupted(text),
            c if *c == SqlState::READ_ONLY_SQL_TRANSACTION => Self::Interrupted(text),
            _ => Self::Engine(text),
        }
    }
}
