//! The act of a proposal: a deletion by death, or its taking back.

use jiff::civil::Date;
use registry::act::Act;
use registry::check::Fall;
use registry::item::{EntryItem, ItemLines};
use registry::record::Basis;
use registry::step::step;
use store::deletion::{Batch, Proposal, Way};
use store::ledger::{Facts, NewRecord};
use store::register::Register;

use crate::time::today_in_japan;
use crate::{Actor, App};

/// The reason of a deletion that a death makes, in the entry.
const DEATH: &str = "death";
const UNCONFIRMED: &str = "要確認（根拠規定は未確認）";

/// What all acts of a decision have in common.
pub(super) struct Decision {
    pub(super) way: Way,
    /// 効力を生ずる日: the day of the decision.
    pub(super) on: Date,
    pub(super) ground: String,
    pub(super) actor: String,
    /// Whether the rules of that day let the register delete ex officio when the number was given.
    pub(super) allowed: bool,
}

impl Decision {
    /// Taking deletions of a batch back, today.
    pub(super) fn restoring(batch: &Batch, actor: &Actor, ground: &str) -> Self {
        Self {
            way: Way::Restore,
            on: today_in_japan(),
            ground: format!("消除の案 {} の回復: {ground}", batch.id),
            actor: actor.name.clone(),
            allowed: true,
        }
    }
}

impl App {
    /// The act of a proposal, decided upon what the register holds now.
    pub(super) fn act_of_proposal(
        &self,
        register: &Register,
        decision: &Decision,
        (one, facts): (&Proposal, &Facts),
    ) -> Result<NewRecord, Fall> {
        // an act was recorded between the reading of the one and of the other
        if !facts.agree() {
            return Err(Fall::EntryChanged);
        }
        let mut body = ItemLines::new();
        let act = match decision.way {
            Way::Delete => {
                let items = [(EntryItem::Reason, DEATH), (EntryItem::DiedOn, one.died_on.as_str())];
                for (item, value) in items {
                    body.set(item, value).map_err(|_| Fall::ActRefused)?;
                }
                Act::Deletion
            }
            Way::Restore => Act::Restoration,
        };
        let after = step(&facts.history, act, decision.on, &body, today_in_japan());
        let after = after.map_err(|_| Fall::ActRefused)?;
        let rules = self.0.rules.on(decision.on);
        let citation = match decision.way {
            Way::Delete => one.citation.as_str(),
            Way::Restore => rules.act_citation(act.code(), &register.qualification).unwrap_or(UNCONFIRMED),
        };
        Ok(NewRecord {
            register: facts.row.register,
            entry: facts.row.id,
            version: facts.row.version + 1,
            act,
            effective_on: decision.on.to_string(),
            basis: Basis {
                actor: decision.actor.clone(),
                ground: decision.ground.clone(),
                citation: citation.to_owned(),
                rules_digest: *self.0.rules.digest().as_bytes(),
            },
            body: body.into_stored(),
            before: Some(facts.row.present.clone()),
            after: after.stored().to_owned(),
            number_key: facts.row.number_key.clone(),
            erases: None,
            idempotency: None,
        })
    }
}
