//! A typed legal "no".

use law::CaseStage;

use super::allowed::Who;
use super::command::CommandKind;

/// Why a command does nothing. It is an answer, not an error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The one table does not allow it.
    #[error("いまの段階（{}）ではできません / not at this stage: {}", .stage.label(law::Lang::Ja), .stage.label(law::Lang::En))]
    NotHere {
        /// Where the case stands.
        stage: CaseStage,
        /// What was wanted.
        command: CommandKind,
        /// By whom.
        who: Who,
    },
    /// The rules do not say how the procedure runs.
    #[error(
        "この手続の進み方は確かめられていません（要確認）: {0} / how this procedure runs is not established: {0}"
    )]
    NotEstablished(String),
    /// The procedure does not have this stage.
    #[error("この手続にはない段階です: {}（{citation}） / not a stage of this procedure: {} ({citation})", .stage.label(law::Lang::Ja), .stage.label(law::Lang::En))]
    NotOfThisProcedure {
        /// The stage.
        stage: CaseStage,
        /// The rule on the procedure.
        citation: String,
    },
    /// Nobody said what the procedure asks for.
    #[error("要件が確かめられていません / the requirements were not assessed")]
    NotAssessed,
    /// A document has no way.
    #[error(
        "{document} をどのように出すかを選んでください（{citation}） / say how {document} comes ({citation})"
    )]
    NotAttached {
        /// Its code.
        document: String,
        /// The rule that asks for it.
        citation: String,
    },
    /// A declaration is missing or not whole.
    #[error("申述が要ります: {declaration}（{citation}） / to be declared: {declaration} ({citation})")]
    NotDeclared {
        /// Its code.
        declaration: String,
        /// The rule that asks for it.
        citation: String,
    },
    /// The signature does not stand.
    #[error("署名が使えません（{why}、{citation}） / the signature does not stand ({why}, {citation})")]
    NotSigned {
        /// A code: `revoked`, `expired`, `broken`, `missing`.
        why: &'static str,
        /// The rule that asks for it.
        citation: String,
    },
    /// Nobody asked this source.
    #[error("照会していない先からの回答です: {0} / an answer of a source that was not asked: {0}")]
    NotAsked(String),
    /// Not one of the ways in which the case may go on.
    #[error("この方法では続けられません: {0} / the case cannot go on by this way: {0}")]
    NotAWay(String),
    /// This paper is not waited for.
    #[error("待っている書類ではありません: {0} / not a paper that is waited for: {0}")]
    NotAwaited(String),
    /// It is not paid.
    #[error(
        "納付が確認されていません（{due}、{citation}） / the payment is not confirmed ({due}, {citation})"
    )]
    NotPaid {
        /// What is outstanding, in yen.
        due: u64,
        /// On what ground it is due.
        citation: String,
    },
    /// How much is to be paid is not established.
    #[error("納付の額が確かめられていません（要確認） / how much is to be paid is not established")]
    AmountOpen,
    /// The line is not one that the rules leave open.
    #[error("規則が定めている額は変えられません（{0}） / an amount that the rules set is not changed ({0})")]
    AmountSet(String),
    /// Not the amount that is due.
    #[error("納付すべき額ではありません / not the amount that is due")]
    WrongAmount,
    /// Not to be decided by rule.
    #[error("規則による決定はできません。職員が決定します / not to be decided by rule: an officer decides")]
    NotByRule,
    /// A second officer has to sign.
    #[error("二人目の職員の署名が要ります / a second officer has to sign")]
    SecondOfficer,
    /// A refusal without its ground.
    #[error("拒否には理由と根拠が要ります（行政手続法第8条） / a refusal needs its ground and provision")]
    NoGround,
}

impl Refusal {
    /// The provision, where there is one.
    #[must_use]
    pub fn citation(&self) -> Option<&str> {
        match self {
            Self::NotOfThisProcedure { citation, .. }
            | Self::NotAttached { citation, .. }
            | Self::NotDeclared { citation, .. }
            | Self::NotSigned { citation, .. }
            | Self::NotPaid { citation, .. } => Some(citation),
            Self::AmountSet(citation) => Some(citation),
            _ => None,
        }
    }
}
