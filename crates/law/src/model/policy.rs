//! How acts take effect, who may learn what, how entries are linked, what is kept, how long proofs live.

use crate::decode::Node;
use crate::words::EffectiveOn;

/// How a legal act of the ledger takes effect, and where its own citation is found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "登録に関する行為")]
pub struct ActRule {
    /// Its code in the ledger.
    pub code: String,
    /// Its Japanese name.
    pub name_ja: String,
    /// Its English name.
    pub name_en: String,
    /// When it takes effect.
    pub effective_on: EffectiveOn,
    /// The topic of a qualification's file whose citation is the act's ground there.
    pub topic: Option<String>,
}

impl ActRule {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        let name_ja = node.text("name_ja");
        let name_en = node.text("name_en");
        let effective_on = node.word("effective_on", EffectiveOn::ALL);
        let topic = node.opt_text("topic");
        Some(Self {
            code: String::new(),
            name_ja: name_ja?,
            name_en: name_en?,
            effective_on: effective_on?,
            topic,
        })
    }
}

/// Who may learn which items of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "開示の範囲")]
pub struct DisclosureRule {
    /// The asker (`anybody`, `consented`, `legal-ground`, `holder`, `authority`).
    pub asker: String,
    /// In words.
    pub label_ja: String,
    /// In words.
    pub label_en: String,
    /// Qualifications; empty: all.
    pub qualifications: Vec<String>,
    /// Items that may be shown; empty: those named in the consent or ground.
    pub items: Vec<String>,
}

impl DisclosureRule {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        let asker = node.text("asker");
        let label_ja = node.text("label_ja");
        let label_en = node.text("label_en");
        Some(Self {
            qualifications: node.texts("qualifications"),
            items: node.texts("items"),
            asker: asker?,
            label_ja: label_ja?,
            label_en: label_en?,
        })
    }
}

/// A way by which an entry may be linked to a person without an officer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "初期設定")]
pub struct LinkingWay {
    /// Its code.
    pub code: String,
    /// In words.
    pub label_ja: String,
    /// In words.
    pub label_en: String,
    /// Items all of which must be in the register and equal to the character.
    pub items: Vec<String>,
    /// Also every identity item that the register holds.
    pub every_identity_item: bool,
    /// Must exactly one person have them?
    pub unique_person: bool,
    /// What the holder shows.
    pub proof: Option<String>,
}

impl LinkingWay {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        let code = node.text("code");
        let label_ja = node.text("label_ja");
        let label_en = node.text("label_en");
        Some(Self {
            items: node.texts("items"),
            every_identity_item: node.opt_bool("every_identity_item").unwrap_or(false),
            unique_person: node.opt_bool("unique_person").unwrap_or(false),
            proof: node.opt_text("proof"),
            code: code?,
            label_ja: label_ja?,
            label_en: label_en?,
        })
    }
}

/// What shows a 個人番号 that its holder gives (番号確認), and which proofs of identity (身元確認) go with it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "本人確認の措置")]
pub struct NumberProofWay {
    /// The code of what shows the number.
    pub code: String,
    /// In words.
    pub label_ja: String,
    /// In words.
    pub label_en: String,
    /// Codes of the proofs of identity, any one of which is enough.
    pub identities: Vec<String>,
}

impl NumberProofWay {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        let code = node.text("code");
        let label_ja = node.text("label_ja");
        let label_en = node.text("label_en");
        let identities = node.texts("identities");
        Some(Self { code: code?, label_ja: label_ja?, label_en: label_en?, identities })
    }
}

/// For how long something is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "保存期間")]
pub struct Retention {
    /// What is kept (`idempotency-key`, `draft`, `upload`, `deleted-entry` …).
    pub what: String,
    /// In words.
    pub label_ja: String,
    /// In words.
    pub label_en: String,
    /// Days; none: without end.
    pub days: Option<u32>,
}

impl Retention {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        let what = node.text("what");
        let label_ja = node.text("label_ja");
        let label_en = node.text("label_en");
        let days = node.opt_number("days");
        Some(Self { what: what?, label_ja: label_ja?, label_en: label_en?, days })
    }
}

/// For how long something about a digital certificate stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialTerm {
    /// What stands (`status-max-age`, `screen-life`, `printed-life`, `share-code-life`).
    pub what: String,
    /// In words.
    pub label_ja: String,
    /// In words.
    pub label_en: String,
    /// Seconds.
    pub seconds: u32,
}

impl CredentialTerm {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        let what = node.text("what");
        let label_ja = node.text("label_ja");
        let label_en = node.text("label_en");
        let seconds = node.number("seconds");
        Some(Self { what: what?, label_ja: label_ja?, label_en: label_en?, seconds: seconds? })
    }
}
