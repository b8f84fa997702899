//! The register, its certificate, what a qualification rests on, what may end it.

use jiff::civil::Date;

use crate::decode::Node;
use crate::words::{CertificateKind, Confidence, CountKind, PrerequisiteKind, SanctionKind};

/// The register and the items entered in it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "籍")]
#[doc(alias = "名簿")]
#[doc(alias = "登録簿")]
pub struct Register {
    /// Its name (医籍, 看護師籍 …).
    pub name: String,
    /// Codes of the items entered, in the order of the statute.
    pub items: Vec<String>,
    /// For how long an entry stands without renewal. (The certificate's own validity is another thing.)
    pub validity: Validity,
}

impl Register {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let name = node.text("name");
        let items = node.texts("items");
        if items.is_empty() {
            node.fault("登録事項 items がありません", "the registered items are missing");
        }
        let validity = Validity::read(node);
        Some(Self { name: name?, items, validity: validity? })
    }

    /// Is this item (by its code) entered?
    pub fn has_item(&self, code: &str) -> bool {
        self.items.iter().any(|i| i == code)
    }
}

/// For how long a certificate is valid. The registration behind it is another thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(alias = "有効期間")]
pub enum Validity {
    /// It does not expire.
    Permanent,
    /// So many years from its issue.
    Years(u32),
}

/// A longer term is a slip of the pen: nobody holds a certificate for more than a life.
const LONGEST_YEARS: u32 = 100;

impl Validity {
    fn read(node: &Node<'_>) -> Option<Self> {
        let years = node.opt_number("validity_years");
        let permanent = node.opt_word("validity", &[("permanent", Self::Permanent)]);
        match (permanent, years) {
            (Some(v), None) => Some(v),
            (None, Some(years)) if (1..=LONGEST_YEARS).contains(&years) => Some(Self::Years(years)),
            (None, Some(_)) => {
                node.fault_at(
                    "validity_years",
                    format!("validity_years は 1〜{LONGEST_YEARS} です"),
                    format!("validity_years is 1 to {LONGEST_YEARS}"),
                );
                None
            }
            _ => {
                node.fault(
                    "validity = \"permanent\" か validity_years のどちらか一つを書きます",
                    "write either validity = \"permanent\" or validity_years",
                );
                None
            }
        }
    }
}

/// The paper (or card) that shows the licence.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "免許証")]
#[doc(alias = "登録証")]
pub struct Certificate {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: CertificateKind,
    /// For how long it is valid.
    pub validity: Validity,
    /// Earlier papers that remain good.
    pub also_valid: Vec<String>,
    /// Is it issued on an application of its own, apart from registration?
    pub separate_application: bool,
    /// How it is renewed, where it expires.
    pub renewal: Option<String>,
}

impl Certificate {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let name = node.text("name");
        let kind = node.word("kind", CertificateKind::ALL);
        let validity = Validity::read(node);
        Some(Self {
            also_valid: node.texts("also_valid"),
            separate_application: node.opt_bool("separate_application").unwrap_or(false),
            renewal: node.opt_text("renewal"),
            name: name?,
            kind: kind?,
            validity: validity?,
        })
    }
}

/// The examination.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "試験")]
pub struct Exam {
    /// Is there one?
    pub exists: bool,
    /// Its name.
    pub name: Option<String>,
    /// Who holds it.
    pub body: Option<String>,
}

impl Exam {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        Some(Self { exists: node.bool("exists")?, name: node.opt_text("name"), body: node.opt_text("body") })
    }
}

/// Something the qualification rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "前提資格")]
pub struct Prerequisite {
    /// Its kind.
    pub kind: PrerequisiteKind,
    /// The other qualification, by id, where it is one.
    pub qualification: Option<String>,
    /// In words.
    pub label: String,
}

impl Prerequisite {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let kind = node.word("kind", PrerequisiteKind::ALL);
        let qualification = node.opt_text("qualification");
        let label = node.text("label");
        Some(Self { kind: kind?, qualification, label: label? })
    }
}

/// One kind of sanction that the statute allows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "処分")]
pub struct Sanction {
    /// As the statute words it.
    pub label: String,
    /// Its longest term in years, where the statute sets one.
    pub max_years: Option<u32>,
    /// Whom the authority hears first.
    pub advisory_body: Option<String>,
}

impl Sanction {
    pub(crate) fn key(node: &Node<'_>) -> Option<SanctionKind> {
        node.word("kind", SanctionKind::ALL)
    }

    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        Some(Self {
            label: node.text("label")?,
            max_years: node.opt_number("max_years"),
            advisory_body: node.opt_text("advisory_body"),
        })
    }
}

/// Whom the sanctioning authority must tell, or how a sanction is made public.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "処分の通知・公告")]
pub struct SanctionNotice {
    /// The rule in words.
    pub text: String,
}

impl SanctionNotice {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        Some(Self { text: node.text("text")? })
    }
}

/// For how long nobody is licensed again after a revocation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "再免許")]
pub struct ReLicence {
    /// Years.
    pub bar_years: u32,
    /// After which revocations.
    pub scope: String,
}

impl ReLicence {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let bar_years = node.number("bar_years");
        let scope = node.text("scope");
        Some(Self { bar_years: bar_years?, scope: scope? })
    }
}

/// Grounds on which nobody is registered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "欠格事由")]
pub struct Disqualification {
    /// Always.
    pub absolute: Vec<String>,
    /// At the authority's discretion.
    pub relative: Vec<String>,
}

impl Disqualification {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        Some(Self { absolute: node.texts("absolute"), relative: node.texts("relative") })
    }
}

/// The age below which nobody is registered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "年齢要件")]
pub struct MinimumAge {
    /// Years of age.
    pub years: u32,
}

impl MinimumAge {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        Some(Self { years: node.number("years")? })
    }
}

/// A published figure; not law, but dated and sourced like it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "資格保有者数")]
pub struct Count {
    /// What is counted.
    pub kind: CountKind,
    /// In which sense (licence holders, those at work, …): such figures must not be compared.
    pub of: String,
    /// How many.
    pub number: u32,
    /// As of when, as the source says it.
    pub as_of: String,
    /// The source.
    pub source: String,
    /// How well it is founded.
    pub confidence: Confidence,
    /// When somebody last looked.
    pub checked: Option<Date>,
}

impl Count {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let kind = node.word("kind", CountKind::ALL);
        let of = node.text("of");
        let number = node.number("number");
        let as_of = node.text("as_of");
        let source = node.text("source");
        let confidence = node.word("confidence", Confidence::ALL);
        let checked = node.opt_date("checked");
        Some(Self {
            kind: kind?,
            of: of?,
            number: number?,
            as_of: as_of?,
            source: source?,
            confidence: confidence?,
            checked,
        })
    }
}
