//! What happened to a case.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::state::Decision;
use super::terms::{Agreed, Terms};

/// What a source said of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// It agrees with what was declared.
    Agrees,
    /// It says something else: an officer looks.
    Differs,
    /// It cannot tell (現在の本籍を特定できない).
    CannotTell,
    /// It knows nobody of that identity: an officer looks.
    Nobody,
    /// Another means, given by the applicant in a source's place: an officer looks, unless a source confirms it.
    Given,
}

/// What happened to a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Event {
    /// The draft was written on.
    Saved,
    /// It was sent.
    Submitted {
        /// What was agreed.
        terms: Terms,
    },
    /// It was received into the file.
    Received,
    /// A source was asked.
    Asked {
        /// Its code.
        source: String,
    },
    /// A source did not answer.
    NotAnswered {
        /// Its code.
        source: String,
        /// Why.
        why: String,
    },
    /// A source answered.
    Answered {
        /// Its code.
        source: String,
        /// What.
        answer: Answer,
    },
    /// Another means of proof is wanted.
    MeansWanted {
        /// The source that cannot tell.
        source: String,
        /// What may stand in its place.
        ways: Vec<String>,
    },
    /// Another means was given.
    MeansGiven {
        /// By which way.
        way: String,
    },
    /// Something is to come by post.
    PaperWanted {
        /// Codes of documents.
        documents: Vec<String>,
    },
    /// Something came by post.
    PaperArrived {
        /// Its code.
        document: String,
    },
    /// An officer fixed an amount that the rules leave open.
    AmountFixed {
        /// The line.
        line: Agreed,
    },
    /// There is something to be paid.
    PaymentDue {
        /// How much.
        yen: u32,
    },
    /// The collecting side was asked for it.
    PaymentAsked {
        /// Our key.
        wish: String,
        /// The last day, ISO.
        until: String,
    },
    /// The collecting side refused, or the wish expired.
    PaymentFailed {
        /// Our key.
        wish: String,
        /// Why.
        why: String,
    },
    /// The collecting side confirmed the payment.
    PaymentConfirmed {
        /// Its receipt.
        receipt: String,
        /// How much.
        yen: u32,
    },
    /// Money came that is not due, or is not kept.
    RefundDue {
        /// The receipt.
        receipt: String,
        /// How much.
        yen: u32,
        /// Why.
        why: String,
    },
    /// A supplementation was asked for.
    SupplementAsked {
        /// What.
        what: Vec<String>,
        /// By when, ISO.
        until: Option<String>,
    },
    /// What was agreed is another thing now: the applicant has corrected the application.
    Amended {
        /// What is agreed now.
        terms: Terms,
    },
    /// It came.
    Supplemented,
    /// Granted. What it writes into the register goes in the same transaction.
    Granted {
        /// The decision.
        decision: Decision,
    },
    /// Refused.
    Refused {
        /// The decision.
        decision: Decision,
    },
    /// Taken back.
    Withdrawn,
}

/// A text that is no event's and no case's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("案件の記録として読めません: {0} / not a case's text: {0}")]
pub struct Unreadable(pub String);

impl Event {
    /// Its code, for a column of its own.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Submitted { .. } => "submitted",
            Self::Received => "received",
            Self::Asked { .. } => "asked",
            Self::NotAnswered { .. } => "not-answered",
            Self::Answered { .. } => "answered",
            Self::MeansWanted { .. } => "means-wanted",
            Self::MeansGiven { .. } => "means-given",
            Self::PaperWanted { .. } => "paper-wanted",
            Self::PaperArrived { .. } => "paper-arrived",
            Self::AmountFixed { .. } => "amount-fixed",
            Self::PaymentDue { .. } => "payment-due",
            Self::PaymentAsked { .. } => "payment-asked",
            Self::PaymentFailed { .. } => "payment-failed",
            Self::PaymentConfirmed { .. } => "payment-confirmed",
            Self::RefundDue { .. } => "refund-due",
            Self::SupplementAsked { .. } => "supplement-asked",
            Self::Amended { .. } => "amended",
            Self::Supplemented => "supplemented",
            Self::Granted { .. } => "granted",
            Self::Refused { .. } => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The text that a store keeps: JSON, its keys in a fixed order.
    #[must_use]
    pub fn to_text(&self) -> String {
        text(self)
    }

    /// The event of a text.
    ///
    /// # Errors
    /// When it is no event's.
    pub fn from_text(text: &str) -> Result<Self, Unreadable> {
        read(text)
    }
}

pub(super) fn text<T: Serialize>(value: &T) -> String {
    // Nothing in these types can fail to be written: no maps with other keys than text, no numbers beyond JSON's.
    serde_json::to_string(value).unwrap_or_default()
}

pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    serde_json::from_str(text).map_err(|error| Unreadable(error.to_string()))
}
