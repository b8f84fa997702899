//! Deciding a case at the desk: what is granted goes into the register in the transaction of the decision.

use registry::case::{Command, DecidedBy, Who};
use serde::{Deserialize, Serialize};
use store::case::Beside;

use crate::cases::{By, CaseKey, Moving, moved};
use crate::handle_case::may_handle;
use crate::second_officer::Signatures;
use crate::{Actor, App, AppError};

/// Stands for the other officer where it is only tried whether the case can be decided; no officer's name is empty.
const OTHER: &str = "";

/// An officer's decision.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum DeskDecision {
    /// What was applied for is granted.
    Grant,
    /// It is granted though something does not agree by itself, as an applicant and the list of those who passed: on a ground.
    GrantOn {
        /// The ground, in words.
        ground: String,
    },
    /// It is refused, on a ground and a provision.
    Refuse {
        /// The ground, in words.
        ground: String,
        /// The provision.
        citation: String,
    },
}

impl App {
    /// Decides a case as it was seen. Where the rules want two officers the first signature is kept as a task, and the same decision by
    /// another officer decides. A grant that changes the register writes entry, ledger, decision and outbox together.
    ///
    /// # Errors
    /// Not this officer's to decide, not at this stage, not paid; the applicant is not whom the list of those who passed has, and no ground
    /// is given; the case or the entry has moved meanwhile.
    pub async fn decide_case(
        &self,
        actor: &Actor,
        key: CaseKey,
        (decision, seen): (DeskDecision, i64),
    ) -> Result<(), AppError> {
        may_handle(actor)?;
        let loaded = self.case_in_reach(actor, key).await?;
        if loaded.row.version != seen {
            return Err(moved());
        }
        self.exam_allows(&loaded, &decision).await?;
        // What could not be decided is not signed either: tried as if the other officer had signed as well.
        let both = DecidedBy::Officer { name: actor.name.clone(), second: Some(OTHER.to_owned()) };
        let by = By::plain(Who::Officer, &actor.name);
        Moving::of(self, loaded.clone())?.take(&command(&decision, both), by)?;
        let (by, done) = match self.sign_decision(actor, &loaded, &decision).await? {
            // It waits for the other officer, as a task.
            Signatures::First => return Ok(()),
            Signatures::Enough(None) => (DecidedBy::Officer { name: actor.name.clone(), second: None }, None),
            Signatures::Enough(Some((first, task))) => {
                (DecidedBy::Officer { name: first, second: Some(actor.name.clone()) }, Some(task))
            }
        };
        let command = command(&decision, by);
        let mut moving = Moving::of(self, loaded.clone())?;
        moving.take(&command, By::plain(Who::Officer, &actor.name))?;
        if matches!(command, Command::Grant { .. }) {
            let exact = self.is_exact(&loaded).await?;
            self.granting(actor, &loaded, exact).await?.go_with(&mut moving);
        }
        if let Some(task) = done {
            moving.beside(Beside::TaskDone(task, actor.name.clone(), String::new()));
        }
        moving.write().await
    }
}

fn command(decision: &DeskDecision, by: DecidedBy) -> Command {
    match decision {
        DeskDecision::Grant => Command::Grant { by, ground: String::new() },
        DeskDecision::GrantOn { ground } => Command::Grant { by, ground: ground.clone() },
        DeskDecision::Refuse { ground, citation } => {
            Command::Refuse { by, ground: ground.clone(), citation: citation.clone() }
        }
    }
}
