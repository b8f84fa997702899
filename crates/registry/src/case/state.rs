//! A case as it stands.

use std::collections::BTreeSet;

use law::CaseStage;
use serde::{Deserialize, Serialize};

use super::event::{Answer, Unreadable};
use super::terms::Terms;
use super::waits::Waits;

/// A case as it stands: the fold of its events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[doc(alias = "案件")]
pub struct Case {
    /// The procedure's code.
    pub procedure: String,
    /// The qualification's id.
    pub qualification: String,
    /// Where it stands.
    pub state: State,
    /// What was agreed when it was submitted.
    pub terms: Option<Terms>,
    /// Which sources have answered, and what.
    pub answers: Vec<Answered>,
    /// What arrived by post.
    pub arrived: BTreeSet<String>,
    /// What the collecting side has confirmed.
    pub paid: Vec<Paid>,
    /// What goes back.
    pub refunds: Vec<Refund>,
    /// How many events it is made of.
    pub version: i64,
}

/// Where a case stands, with what is true there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Being written; nobody has it but its applicant.
    Draft,
    /// Sent, and not yet received into the file (the signature, or the second person at the desk).
    Submitted,
    /// Waiting, for one thing or several at once; never for none.
    Waiting(Waits),
    /// Everything is there: to be decided.
    Examination,
    /// Decided: granted.
    Granted(Decision),
    /// Decided: refused.
    Refused(Decision),
    /// Taken back by the applicant.
    Withdrawn,
}

/// What a source said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Its code.
    pub source: String,
    /// Its answer.
    pub answer: Answer,
}

/// A payment that the collecting side confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// Its receipt.
    pub receipt: String,
    /// How much.
    pub yen: u32,
}

/// Money that goes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[doc(alias = "還付")]
pub struct Refund {
    /// Of which receipt.
    pub receipt: String,
    /// How much.
    pub yen: u32,
    /// Why: a code (`twice`, `other-amount`, `refused`, `withdrawn`, `closed`).
    pub why: String,
}

/// Who decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecidedBy {
    /// The rules, where every fact agrees and the authority has switched that on.
    Rule,
    /// An officer; a second one where two must sign.
    Officer {
        /// The first.
        name: String,
        /// The second.
        second: Option<String>,
    },
}

/// A decision. It never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Who.
    pub by: DecidedBy,
    /// The provisions used.
    pub citations: Vec<String>,
    /// For a refusal: the ground, in words.
    pub ground: String,
    /// The digest of the rules used.
    pub rules: String,
}

impl Case {
    /// A new case: a draft.
    #[must_use]
    pub fn opened(qualification: &str, procedure: law::Procedure) -> Self {
        Self {
            procedure: procedure.code().to_owned(),
            qualification: qualification.to_owned(),
            state: State::Draft,
            terms: None,
            answers: Vec::new(),
            arrived: BTreeSet::new(),
            paid: Vec::new(),
            refunds: Vec::new(),
            version: 0,
        }
    }

    /// The stages at which it stands: one, or what it waits for.
    #[must_use]
    pub fn stages(&self) -> Vec<CaseStage> {
        match &self.state {
            State::Draft => vec![CaseStage::Draft],
            State::Submitted => vec![CaseStage::Submitted],
            State::Waiting(waits) => waits.stages(),
            State::Examination => vec![CaseStage::Examination],
            State::Granted(_) => vec![CaseStage::Granted],
            State::Refused(_) => vec![CaseStage::Refused],
            State::Withdrawn => vec![CaseStage::Withdrawn],
        }
    }

    /// The stage to show in a list: what somebody can do something about comes first.
    #[must_use]
    pub fn stage(&self) -> CaseStage {
        self.stages().first().copied().unwrap_or(CaseStage::Examination)
    }

    /// Whether it is at its end.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        matches!(self.state, State::Granted(_) | State::Refused(_) | State::Withdrawn)
    }

    /// What was confirmed and does not go back.
    #[must_use]
    pub fn kept_yen(&self) -> u64 {
        let back: u64 =
            self.refunds.iter().filter(|r| self.has_receipt(&r.receipt)).map(|r| u64::from(r.yen)).sum();
        let paid: u64 = self.paid.iter().map(|p| u64::from(p.yen)).sum();
        paid.saturating_sub(back)
    }

    /// What goes back, whether it was due before or never.
    #[must_use]
    pub fn refund_yen(&self) -> u64 {
        self.refunds.iter().map(|refund| u64::from(refund.yen)).sum()
    }

    pub(super) fn has_receipt(&self, receipt: &str) -> bool {
        self.paid.iter().any(|paid| paid.receipt == receipt)
    }

    /// The text that a store keeps.
    #[must_use]
    pub fn to_text(&self) -> String {
        super::event::text(self)
    }

    /// The case of a text.
    ///
    /// # Errors
    /// When it is no case's.
    pub fn from_text(text: &str) -> Result<Self, Unreadable> {
        super::event::read(text)
    }
}
