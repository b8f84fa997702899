//! Why a procedure is not there for a situation.

use law::{Gap, Procedure};

/// A typed "no": the procedure is not there for this situation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// No rule file of that id.
    #[error("知らない資格です: {0} / unknown qualification: {0}")]
    UnknownQualification(String),
    /// How it runs is not established for the day.
    #[error("{} / {}", .gap.message(law::Lang::Ja), .gap.message(law::Lang::En))]
    NotEstablished {
        /// The procedure.
        procedure: Procedure,
        /// Why.
        gap: Gap,
    },
    /// A change of nothing.
    #[error("変わった登録事項がありません（{citation}） / no item changes ({citation})")]
    NothingChanged {
        /// The rule on changes, or on the procedure.
        citation: String,
    },
    /// The register does not hold this item.
    #[error(
        "{item} はこの籍（名簿）の登録事項ではありません（{citation}） / {item} is not an item of this register ({citation})"
    )]
    NotAnItem {
        /// The item.
        item: String,
        /// The rule on the register.
        citation: String,
    },
    /// On-line without a card.
    #[error(
        "オンラインの手続には署名用電子証明書のある個人番号カードが要ります（{citation}） / on-line it needs a card with a signing certificate ({citation})"
    )]
    CardNeeded {
        /// The rule on the procedure.
        citation: String,
    },
}
