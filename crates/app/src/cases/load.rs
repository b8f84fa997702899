//! A case as it stands, with everything that its verbs need.

use registry::case::{Case, State};
use registry::ids::{CaseId, RegisterId};
use store::case::{self, CaseRecord, CaseRow};
use store::portal::AccountKey;
use store::register::Register;

use super::{Application, FORM};
use crate::{Actor, App, AppError, ErrorKind};

/// Which case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CaseKey {
    /// Its register.
    pub register: RegisterId,
    /// Its id.
    pub id: CaseId,
}

impl CaseKey {
    /// The case of an address: `REGISTER` and `CASE` as [`CaseKey::address`] writes them.
    ///
    /// # Errors
    /// It is no case's address.
    pub fn parse(register: &str, case: &str) -> Result<Self, AppError> {
        let register = register.parse().map(RegisterId::from_stored).map_err(|_| not_there())?;
        Ok(Self { register, id: CaseId::parse(case).map_err(|_| not_there())? })
    }

    /// The part of an address that names it: `REGISTER/CASE`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}/{}", self.register.stored(), self.id)
    }

    /// The case of a job.
    pub(crate) fn of(job: &store::outbox::Job) -> Option<Self> {
        Some(Self { register: job.register, id: job.case? })
    }
}

/// A case that was read.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    pub(crate) row: CaseRow,
    pub(crate) case: Case,
    pub(crate) register: Register,
    /// The form as it was last sent.
    pub(crate) form: Application,
    /// What stands beside the events.
    pub(crate) records: Vec<CaseRecord>,
}

impl Loaded {
    /// Whether the last try to pay has failed: numbers were refused, or their time is over.
    pub(crate) fn has_failed_payment(&self) -> bool {
        match &self.case.state {
            State::Waiting(waits) => waits.payment.as_ref().is_some_and(|payment| payment.failed.is_some()),
            _ => false,
        }
    }
}

impl App {
    /// Reads a case; whoever asks has shown before that it is theirs to read.
    pub(crate) async fn load_case(&self, key: CaseKey) -> Result<Loaded, AppError> {
        let mut reader = self.0.db.quick_reader().await?;
        let found = case::with_records(&mut reader, (key.register, key.id)).await?;
        let (row, records) = found.ok_or_else(not_there)?;
        let form = records.iter().rev().find(|record| record.kind == FORM);
        let form = form.map_or("", |record| std::str::from_utf8(&record.said).unwrap_or_default());
        drop(reader);
        let register = self.register_known(key.register).await?.ok_or_else(not_there)?;
        Ok(Loaded { case: read(&row)?, form: Application::from_text(form)?, row, register, records })
    }

    /// The applicant's own case.
    pub(crate) async fn own_case(&self, account: &AccountKey, key: CaseKey) -> Result<Loaded, AppError> {
        let loaded = self.load_case(key).await?;
        if loaded.row.account.as_ref() == Some(account) { Ok(loaded) } else { Err(not_there()) }
    }

    /// A case within an officer's reach.
    pub(crate) async fn case_in_reach(&self, actor: &Actor, key: CaseKey) -> Result<Loaded, AppError> {
        let loaded = self.load_case(key).await?;
        // Beyond it a case is as none.
        if actor.reach.covers(&loaded.register.authority) { Ok(loaded) } else { Err(not_there()) }
    }
}

pub(crate) fn read(row: &CaseRow) -> Result<Case, AppError> {
    Case::from_text(&row.folded).map_err(|error| {
        AppError::new(ErrorKind::Internal, "案件を読めません。", "The case cannot be read.")
            .with_detail(error)
    })
}

pub(crate) fn not_there() -> AppError {
    AppError::new(ErrorKind::NotFound, "案件が見つかりません。", "There is no such case.")
}
