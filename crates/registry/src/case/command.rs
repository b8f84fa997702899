//! What somebody wants of a case, and the facts with which it is judged.

use super::allowed::Who;
use super::event::Answer;
use super::state::DecidedBy;
use super::terms::{Agreed, Choices};
use crate::requirement::Requirements;

/// What somebody wants of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Write on the draft.
    Save,
    /// Send it.
    Submit(Choices),
    /// Receive it into the file.
    Receive,
    /// Ask a source (again).
    Ask {
        /// Its code.
        source: String,
    },
    /// A source answered.
    Answer {
        /// Its code.
        source: String,
        /// What.
        answer: Answer,
    },
    /// A source did not answer: an outage, a refusal to serve, something unintelligible.
    NoAnswer {
        /// Its code.
        source: String,
        /// Why.
        why: String,
    },
    /// Give another means of proof.
    GiveMeans {
        /// By which way.
        way: String,
        /// What came of it: given for a person to look at, or compared with its source already.
        answer: Answer,
    },
    /// Something came by post.
    PaperCame {
        /// Its code.
        document: String,
    },
    /// Stamps, or money at the counter.
    StampsCame {
        /// The number under which they are kept.
        receipt: String,
        /// How much.
        yen: u32,
    },
    /// Fix an amount that the rules leave open.
    FixAmount(Agreed),
    /// Ask the collecting side for the payment (again).
    AskPayment {
        /// Our key.
        wish: String,
        /// The last day, ISO.
        until: String,
    },
    /// The collecting side confirms a payment.
    ConfirmPayment {
        /// Its receipt.
        receipt: String,
        /// How much.
        yen: u32,
    },
    /// The collecting side refused, or the wish expired.
    FailPayment {
        /// Our key.
        wish: String,
        /// Why.
        why: String,
    },
    /// Ask for a supplementation.
    AskSupplement {
        /// What.
        what: Vec<String>,
        /// By when, ISO.
        until: Option<String>,
    },
    /// Correct, and send again: with what is chosen and declared now; without where only papers came to the desk.
    Supplement(Option<Choices>),
    /// Grant.
    Grant {
        /// Who decides.
        by: DecidedBy,
        /// On what ground, where something does not agree by itself; else empty.
        ground: String,
    },
    /// Refuse.
    Refuse {
        /// Who decides.
        by: DecidedBy,
        /// The ground, in words.
        ground: String,
        /// The provision.
        citation: String,
    },
    /// Take it back.
    Withdraw,
}

/// The kind of a command: a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the command of that name")]
pub enum CommandKind {
    Save,
    Submit,
    Receive,
    Ask,
    Answer,
    NoAnswer,
    GiveMeans,
    PaperCame,
    StampsCame,
    FixAmount,
    AskPayment,
    ConfirmPayment,
    FailPayment,
    AskSupplement,
    Supplement,
    Grant,
    Refuse,
    Withdraw,
}

impl CommandKind {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Save,
        Self::Submit,
        Self::Receive,
        Self::Ask,
        Self::Answer,
        Self::NoAnswer,
        Self::GiveMeans,
        Self::PaperCame,
        Self::StampsCame,
        Self::FixAmount,
        Self::AskPayment,
        Self::ConfirmPayment,
        Self::FailPayment,
        Self::AskSupplement,
        Self::Supplement,
        Self::Grant,
        Self::Refuse,
        Self::Withdraw,
    ];
}

impl Command {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> CommandKind {
        match self {
            Self::Save => CommandKind::Save,
            Self::Submit(_) => CommandKind::Submit,
            Self::Receive => CommandKind::Receive,
            Self::Ask { .. } => CommandKind::Ask,
            Self::Answer { .. } => CommandKind::Answer,
            Self::NoAnswer { .. } => CommandKind::NoAnswer,
            Self::GiveMeans { .. } => CommandKind::GiveMeans,
            Self::PaperCame { .. } => CommandKind::PaperCame,
            Self::StampsCame { .. } => CommandKind::StampsCame,
            Self::FixAmount(_) => CommandKind::FixAmount,
            Self::AskPayment { .. } => CommandKind::AskPayment,
            Self::ConfirmPayment { .. } => CommandKind::ConfirmPayment,
            Self::FailPayment { .. } => CommandKind::FailPayment,
            Self::AskSupplement { .. } => CommandKind::AskSupplement,
            Self::Supplement(_) => CommandKind::Supplement,
            Self::Grant { .. } => CommandKind::Grant,
            Self::Refuse { .. } => CommandKind::Refuse,
            Self::Withdraw => CommandKind::Withdraw,
        }
    }
}

/// What is known of the signature on an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// It stands, and so does its certificate.
    Good,
    /// It stands; whether its certificate does is not known yet: it is asked again.
    NotAnswered,
    /// The certificate was revoked: a change of name or address does that.
    Revoked,
    /// The certificate has expired.
    Expired,
    /// It does not fit what was signed.
    Broken,
    /// There is none.
    Missing,
}

/// The facts with which a command is judged.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'f> {
    /// Who commands.
    pub who: Who,
    /// What the procedure asks of the applicant; needed to submit.
    pub asked: Option<&'f Requirements>,
    /// The signature; looked at where the requirements say that it is signed.
    pub signature: Signature,
    /// Do the facts allow a decision by rule (see `by_rule`)? Looked at for nothing else.
    pub by_rule: bool,
    /// Must two officers sign?
    pub two_officers: bool,
}
