//! Two officers where the rules want two: the first signs and it waits as a task; another one signs the same and it is decided.

use registry::check::is_same_officer;
use registry::hash::sha256;
use registry::ids::EntryId;
use serde::{Deserialize, Serialize};
use store::task::{self, NewTask};

use crate::cases::{Loaded, today_for, two_officers};
use crate::time::now_micros;
use crate::{Actor, App, AppError, DeskDecision, ErrorKind};

/// The task of signing as the second.
pub(crate) const SECOND: &str = "second-signature";

/// What the first officer signed, on the case as it then was.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Signed {
    officer: String,
    version: i64,
    decision: DeskDecision,
}

/// Where the signatures stand.
pub(crate) enum Signatures {
    /// One is enough, or both are there: whoever signed first, and the task that this ends.
    Enough(Option<(String, EntryId)>),
    /// This was the first of two.
    First,
}

impl App {
    /// Takes an officer's signature under a decision. A first one of two is kept as a task; nothing is decided by it.
    pub(crate) async fn sign_decision(
        &self,
        actor: &Actor,
        loaded: &Loaded,
        decision: &DeskDecision,
    ) -> Result<Signatures, AppError> {
        let rules = self.rules().on(today_for(&loaded.form, self));
        if !two_officers(&rules, &loaded.row.procedure) {
            return Ok(Signatures::Enough(None));
        }
        let id = task_id(loaded)?;
        let register = loaded.row.register;
        match self.signed_first(loaded).await? {
            Some(first) if is_same_officer(&first.officer, &actor.name) => Err(same_officer()),
            Some(first) if first.decision == *decision => Ok(Signatures::Enough(Some((first.officer, id)))),
            // Another decision, or the case has moved since: this is a first signature again.
            _ => {
                let signed = Signed {
                    officer: actor.name.clone(),
                    version: loaded.row.version,
                    decision: decision.clone(),
                };
                let task = NewTask {
                    register,
                    id,
                    kind: SECOND.to_owned(),
                    case: Some(loaded.row.id),
                    about: serde_json::to_string(&signed).unwrap_or_default(),
                    at: now_micros(),
                };
                task::put(&self.0.db, task).await?;
                Ok(Signatures::First)
            }
        }
    }
}

impl App {
    /// What the first officer has signed on the case as it stands, and who that is.
    pub(crate) async fn first_signature(
        &self,
        loaded: &Loaded,
    ) -> Result<Option<(String, DeskDecision)>, AppError> {
        Ok(self.signed_first(loaded).await?.map(|first| (first.officer, first.decision)))
    }

    async fn signed_first(&self, loaded: &Loaded) -> Result<Option<Signed>, AppError> {
        let key = (loaded.row.register, task_id(loaded)?);
        let kept = task::by_id(&mut self.0.db.reader().await?, key).await?;
        let first = kept.and_then(|about| serde_json::from_str::<Signed>(&about).ok());
        Ok(first.filter(|first| first.version == loaded.row.version))
    }
}

/// One case has one such task.
fn task_id(loaded: &Loaded) -> Result<EntryId, AppError> {
    let digest = sha256(&[SECOND.as_bytes(), loaded.row.id.stored()]);
    digest.get(..16).and_then(EntryId::from_stored).ok_or_else(|| crate::ask_koseki::own(&"no id"))
}

fn same_officer() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "一人目の署名は済んでいます。二人目は別の職員が署名してください。",
        "You have signed already; the second signature is another officer's.",
    )
}
