//! What can go wrong between us and an engine.

/// An error of the database.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.words().join(" / "))]
pub enum DbError {
    /// The URL is not `sqlite:PATH` or `postgres://…`.
    Url(String),
    /// There is nothing at the URL, or it cannot be reached now.
    Unreachable(String),
    /// It is there, and the register must not run on it as it is; the words say what to do.
    Unfit {
        /// In Japanese.
        ja: String,
        /// In English.
        en: String,
    },
    /// Another process holds the writer for too long; trying again may help.
    Busy,
    /// The connection broke before the commit was acknowledged: whether it took effect is not known. Ask again with
    /// the same idempotency key.
    Interrupted(String),
    /// A serialisation conflict or deadlock that the bounded retries did not solve.
    Contention(String),
    /// A constraint of the schema refused.
    Constraint(String),
    /// A stored value has another type than the program expects.
    Column {
        /// Its index in the row.
        column: usize,
        /// What the engine says.
        detail: String,
    },
    /// Anything else that the engine says.
    Engine(String),
    /// The store above found what cannot be.
    #[error("{0}")]
    Broken(String),
}

impl DbError {
    /// In words, Japanese and English.
    #[must_use]
    pub fn words(&self) -> [String; 2] {
        let of = |what: &str, ja: &str, en: &str| [format!("{ja}: {what}"), format!("{en}: {what}")];
        match self {
            Self::Url(url) => of(
                url,
                "データベースの URL の形が違います（sqlite:PATH または postgres://…）",
                "not a database URL (sqlite:PATH or postgres://…)",
            ),
            Self::Unreachable(what) => of(what, "データベースに接続できません", "cannot reach the database"),
            Self::Unfit { ja, en } => [ja.clone(), en.clone()],
            Self::Busy => [
                "データベースは使用中です。しばらくして再試行してください".to_owned(),
                "the database is busy, try again".to_owned(),
            ],
            Self::Interrupted(what) => {
                of(what, "応答の前に接続が切れました", "the connection broke before the answer")
            }
            Self::Contention(what) => {
                of(what, "競合が解けませんでした", "a conflict that retries did not solve")
            }
            Self::Constraint(what) => {
                of(what, "データベースの制約に反します", "a constraint of the database refused")
            }
            Self::Column { column, detail } => [
                format!("列 {column} の値が読めません: {detail}"),
                format!("column {column} cannot be read: {detail}"),
            ],
            Self::Engine(what) => of(what, "データベースの誤り", "database error"),
            Self::Broken(what) => [what.clone(), what.clone()],
        }
    }

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
