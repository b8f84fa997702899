//! Errors with two faces: words for the person, detail for the operator.

/// What kind of "no" it is; the edge makes a status and an exit code of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// The input is wrong (400, exit 2).
    BadInput,
    /// Nobody is signed in, or the password is wrong (401).
    NotSignedIn,
    /// Not allowed to this actor (403).
    NotPermitted,
    /// There is no such thing, or not for this actor (404).
    NotFound,
    /// Somebody was faster, or the state does not allow it (409).
    Conflict,
    /// Too often (429).
    TooMany,
    /// Not now; try again (503, exit 3).
    Unavailable,
    /// Our fault (500).
    Internal,
}

/// An error of a use case.
#[derive(Debug, Clone)]
pub struct AppError {
    /// What kind.
    pub kind: ErrorKind,
    /// For the person, in Japanese.
    pub for_person: String,
    /// For the person, in English.
    pub for_person_en: String,
    /// For the operator's log; never shown.
    pub for_operator: String,
}

impl AppError {
    /// An error with its words in both languages.
    #[must_use]
    pub fn new(kind: ErrorKind, ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { kind, for_person: ja.into(), for_person_en: en.into(), for_operator: String::new() }
    }

    /// An error with the words that something says of itself.
    #[must_use]
    pub fn of(kind: ErrorKind, words: law::Both) -> Self {
        Self::new(kind, words.ja, words.en)
    }

    /// With the operator's detail.
    #[must_use]
    pub fn with_detail(mut self, detail: impl std::fmt::Display) -> Self {
        self.for_operator = detail.to_string();
        self
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} / {}", self.for_person, self.for_person_en)?;
        if self.for_operator.is_empty() { Ok(()) } else { write!(f, " ({})", self.for_operator) }
    }
}

impl std::error::Error for AppError {}

impl From<store::StoreError> for AppError {
    fn from(error: store::StoreError) -> Self {
        use db::DbError;
        use store::StoreError;
        let detail = error.to_string();
        let both = |kind, ja: &str, en: &str| Self::new(kind, ja, en).with_detail(&detail);
        match error {
            StoreError::NoRegister
            | StoreError::AlreadyThere
            | StoreError::Version { .. }
            | StoreError::Db(DbError::Url(_) | DbError::Unfit { .. }) => {
                Self::of(ErrorKind::BadInput, error.words())
            }
            StoreError::Db(DbError::Unreachable(_)) => both(
                ErrorKind::Unavailable,
                "データベースに接続できません。しばらくして再試行してください。",
                "The database cannot be reached now. Try again.",
            ),
            StoreError::Db(DbError::Busy | DbError::Interrupted(_) | DbError::Contention(_))
            | StoreError::Outrun
            | StoreError::WriterStopped => both(
                ErrorKind::Unavailable,
                "混み合っています。同じ操作をもう一度お試しください。",
                "Not now: please try the same again.",
            ),
            StoreError::KeyReused => both(
                ErrorKind::Conflict,
                "同じ受付キーで異なる内容の要求がありました。",
                "The same idempotency key was used with another request.",
            ),
            StoreError::Log(_) | StoreError::Db(_) => both(
                ErrorKind::Internal,
                "内部の誤りが起きました。記録は変わっていません。",
                "Something went wrong on our side; nothing was changed.",
            ),
        }
    }
}

impl From<db::DbError> for AppError {
    fn from(error: db::DbError) -> Self {
        store::StoreError::from(error).into()
    }
}
