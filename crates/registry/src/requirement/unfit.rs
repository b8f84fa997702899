//! Why a procedure is not there for a situation.

use law::{Both, Gap, Lang, Procedure};

/// A typed "no": the procedure is not there for this situation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.words())]
pub enum Unfit {
    /// No rule file of that id.
    UnknownQualification(String),
    /// How it runs is not established for the day.
    NotEstablished {
        /// The procedure.
        procedure: Procedure,
        /// Why.
        gap: Gap,
    },
    /// A change of nothing.
    NothingChanged {
        /// The rule on changes, or on the procedure.
        citation: String,
    },
    /// The register does not hold this item.
    NotAnItem {
        /// The item.
        item: String,
        /// The rule on the register.
        citation: String,
    },
    /// On-line without a card.
    CardNeeded {
        /// The rule on the procedure.
        citation: String,
    },
}

impl Unfit {
    /// In the words of each language.
    #[must_use]
    pub fn words(&self) -> Both {
        match self {
            Self::UnknownQualification(id) => {
                Both::new(format!("知らない資格です: {id}"), format!("unknown qualification: {id}"))
            }
            Self::NotEstablished { gap, .. } => Both::new(gap.message(Lang::Ja), gap.message(Lang::En)),
            Self::NothingChanged { citation } => Both::new(
                format!("変わった登録事項がありません（{citation}）"),
                format!("no item changes ({citation})"),
            ),
            Self::NotAnItem { item, citation } => Both::new(
                format!("{item} はこの籍（名簿）の登録事項ではありません（{citation}）"),
                format!("{item} is not an item of this register ({citation})"),
            ),
            Self::CardNeeded { citation } => Both::new(
                format!("オンラインの手続には署名用電子証明書のある個人番号カードが要ります（{citation}）"),
                format!("on-line it needs a card with a signing certificate ({citation})"),
            ),
        }
    }
}
