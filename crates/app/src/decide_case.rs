//! Deciding a case at the desk: what is granted goes into the register in the transaction of the decision.

use law::Established;
use registry::act::Act;
use registry::case::{Command, DecidedBy, Who};

use crate::cases::{By, CaseKey, Loaded, Moving, moved};
use crate::handle_case::may_handle;
use crate::{ActOrder, Actor, App, AppError, ErrorKind};

/// An officer's decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DeskDecision {
    /// What was applied for is granted.
    Grant,
    /// It is refused, on a ground and a provision.
    Refuse {
        /// The ground, in words.
        ground: String,
        /// The provision.
        citation: String,
    },
}

impl App {
    /// Decides a case as it was seen. A grant that changes the register writes entry, ledger, decision and outbox together.
    ///
    /// # Errors
    /// Not this officer's to decide, not at this stage, not paid; the case or the entry has moved meanwhile.
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
        let by = DecidedBy::Officer { name: actor.name.clone(), second: None };
        let (command, order) = match decision {
            DeskDecision::Grant => (Command::Grant { by }, self.order_of(&loaded)?),
            DeskDecision::Refuse { ground, citation } => (Command::Refuse { by, ground, citation }, None),
        };
        let mut moving = Moving::of(self, loaded)?;
        moving.take(&command, By::plain(Who::Officer, &actor.name))?;
        if let Some(order) = order {
            moving.with_act(self.decide(actor, &order).await?);
        }
        moving.write().await
    }

    /// The act that a grant records; none where the procedure changes nothing in the register.
    pub(crate) fn order_of(&self, loaded: &Loaded) -> Result<Option<ActOrder>, AppError> {
        let rules = self.rules().on(crate::cases::today_for(&loaded.form, self));
        let procedure = law::Procedure::from_code(&loaded.row.procedure).ok_or_else(no_act)?;
        let Established::Yes(rule) = rules.procedure(procedure) else { return Err(no_act()) };
        let Some(code) = &rule.value().ledger_act else { return Ok(None) };
        let act = Act::of_code(code).filter(|act| !act.begins()).ok_or_else(no_act)?;
        let entry = loaded.row.entry.ok_or_else(no_act)?;
        Ok(Some(ActOrder {
            target: entry.to_string(),
            act,
            effective_on: self.today(),
            ground: format!("case {}", loaded.row.id),
            items: loaded.form.changed.iter().map(|(code, value)| (code.clone(), value.clone())).collect(),
            seen_version: None,
            // One case is one act, whoever asks again.
            key: Some(format!("case {}", loaded.row.id)),
        }))
    }
}

fn no_act() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "この手続で台帳に何を記録するかが確かめられていません（要確認）。",
        "What this procedure records in the register is not established.",
    )
}
