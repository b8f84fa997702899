//! A typed legal "no".

use law::{Both, CaseStage, Lang};

use super::allowed::Who;
use super::command::CommandKind;

/// Why a command does nothing. It is an answer, not an error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.words())]
pub enum Refusal {
    /// The one table does not allow it.
    NotHere {
        /// Where the case stands.
        stage: CaseStage,
        /// What was wanted.
        command: CommandKind,
        /// By whom.
        who: Who,
    },
    /// The rules do not say how the procedure runs.
    NotEstablished(String),
    /// The procedure does not have this stage.
    NotOfThisProcedure {
        /// The stage.
        stage: CaseStage,
        /// The rule on the procedure.
        citation: String,
    },
    /// Nobody said what the procedure asks for.
    NotAssessed,
    /// A document has no way.
    NotAttached {
        /// Its code.
        document: String,
        /// The rule that asks for it.
        citation: String,
    },
    /// A declaration is missing or not whole.
    NotDeclared {
        /// Its code.
        declaration: String,
        /// The rule that asks for it.
        citation: String,
    },
    /// The signature does not stand.
    NotSigned {
        /// A code: `revoked`, `expired`, `broken`, `missing`.
        why: &'static str,
        /// The rule that asks for it.
        citation: String,
    },
    /// Nobody asked this source.
    NotAsked(String),
    /// Not one of the ways in which the case may go on.
    NotAWay(String),
    /// This paper is not waited for.
    NotAwaited(String),
    /// It is not paid.
    NotPaid {
        /// What is outstanding, in yen.
        due: u64,
        /// On what ground it is due.
        citation: String,
    },
    /// How much is to be paid is not established.
    AmountOpen,
    /// The line is not one that the rules leave open.
    AmountSet(String),
    /// Not the amount that is due.
    WrongAmount,
    /// Not to be decided by rule.
    NotByRule,
    /// A second officer has to sign.
    SecondOfficer,
    /// A refusal without its ground.
    NoGround,
}

impl Refusal {
    /// In the words of each language.
    #[must_use]
    pub fn words(&self) -> Both {
        let of = |what: &str, ja: &str, en: &str| Both::new(format!("{ja}: {what}"), format!("{en}: {what}"));
        match self {
            Self::NotHere { stage, .. } => Both::new(
                format!("いまの段階（{}）ではできません", stage.label(Lang::Ja)),
                format!("not at this stage: {}", stage.label(Lang::En)),
            ),
            Self::NotEstablished(what) => of(
                what,
                "この手続の進み方は確かめられていません（要確認）",
                "how this procedure runs is not established",
            ),
            Self::NotOfThisProcedure { stage, citation } => Both::new(
                format!("この手続にはない段階です: {}（{citation}）", stage.label(Lang::Ja)),
                format!("not a stage of this procedure: {} ({citation})", stage.label(Lang::En)),
            ),
            Self::NotAssessed => {
                Both::new("要件が確かめられていません", "the requirements were not assessed")
            }
            Self::NotAttached { document, citation } => Both::new(
                format!("{document} をどのように出すかを選んでください（{citation}）"),
                format!("say how {document} comes ({citation})"),
            ),
            Self::NotDeclared { declaration, citation } => Both::new(
                format!("申述が要ります: {declaration}（{citation}）"),
                format!("to be declared: {declaration} ({citation})"),
            ),
            Self::NotSigned { why, citation } => Both::new(
                format!("署名が使えません（{why}、{citation}）"),
                format!("the signature does not stand ({why}, {citation})"),
            ),
            Self::NotAsked(source) => {
                of(source, "照会していない先からの回答です", "an answer of a source that was not asked")
            }
            Self::NotAWay(way) => of(way, "この方法では続けられません", "the case cannot go on by this way"),
            Self::NotAwaited(paper) => {
                of(paper, "待っている書類ではありません", "not a paper that is waited for")
            }
            Self::NotPaid { due, citation } => Both::new(
                format!("納付が確認されていません（{due}、{citation}）"),
                format!("the payment is not confirmed ({due}, {citation})"),
            ),
            Self::AmountOpen => Both::new(
                "納付の額が確かめられていません（要確認）",
                "how much is to be paid is not established",
            ),
            Self::AmountSet(line) => Both::new(
                format!("規則が定めている額は変えられません（{line}）"),
                format!("an amount that the rules set is not changed ({line})"),
            ),
            Self::WrongAmount => Both::new("納付すべき額ではありません", "not the amount that is due"),
            Self::NotByRule => Both::new(
                "規則による決定はできません。職員が決定します",
                "not to be decided by rule: an officer decides",
            ),
            Self::SecondOfficer => Both::new("二人目の職員の署名が要ります", "a second officer has to sign"),
            Self::NoGround => Both::new(
                "拒否には理由と根拠が要ります（行政手続法第8条）",
                "a refusal needs its ground and provision",
            ),
        }
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_refusal_is_about_is_whole_in_each_language() {
        let refusal = Refusal::NotDeclared {
            declaration: "氏名 / 旧姓".to_owned(),
            citation: "看護師籍 / 第3条".to_owned(),
        };
        let words = refusal.words();
        assert_eq!(words.ja, "申述が要ります: 氏名 / 旧姓（看護師籍 / 第3条）");
        assert_eq!(words.en, "to be declared: 氏名 / 旧姓 (看護師籍 / 第3条)");
        assert_eq!(refusal.to_string(), words.to_string());
    }
}
