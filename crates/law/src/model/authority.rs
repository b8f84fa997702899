//! Authorities, and the four parts that may differ: licenses, keeps the register, receives, sanctions.

use crate::dated::Basis;
use crate::decode::Node;
use crate::words::{AuthorityKind, FilingMode, HolderScope, Office, Procedure};

/// Somebody who licenses, keeps a register, receives or sanctions.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "資格管理者")]
pub struct Authority {
    /// `JP`, `JP-01` … `JP-47`, or a body's id.
    pub code: String,
    /// Its Japanese name.
    pub name_ja: String,
    /// Its English name.
    pub name_en: String,
    /// What it is.
    pub kind: AuthorityKind,
    /// For a union: the codes of the prefectures for which it acts.
    pub members: Vec<String>,
    /// Its source and days.
    pub basis: Basis,
}

impl Authority {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let code = node.text("code");
        let name_ja = node.text("name_ja");
        let name_en = node.text("name_en");
        let kind = node.word("kind", AuthorityKind::ALL);
        let members = node.texts("members");
        let basis = Basis::read(node);
        Some(Self { code: code?, name_ja: name_ja?, name_en: name_en?, kind: kind?, members, basis: basis? })
    }
}

/// Who licenses, who keeps the register, who sanctions: codes, or `prefectures` for all 47.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "資格管理者の役割")]
pub struct AuthorityParts {
    /// Who licenses or registers in law.
    pub licenses: Vec<String>,
    /// Who keeps the register: one register for each.
    pub keeps: Vec<String>,
    /// Who sanctions.
    pub sanctions: Vec<String>,
    /// Who does the work on behalf of the keeper, where it is somebody else.
    pub operator: Option<String>,
}

impl AuthorityParts {
    /// The word for all prefectures.
    pub(crate) const PREFECTURES: &'static str = "prefectures";

    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let parts = Self {
            licenses: node.texts("licenses"),
            keeps: node.texts("keeps"),
            sanctions: node.texts("sanctions"),
            operator: node.opt_text("operator"),
        };
        if parts.licenses.is_empty() || parts.keeps.is_empty() || parts.sanctions.is_empty() {
            node.fault(
                "licenses・keeps・sanctions はそれぞれ一つ以上要ります",
                "licenses, keeps and sanctions need at least one authority each",
            );
        }
        Some(parts)
    }
}

/// For which procedures and holders a way of handing in is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivingKey {
    /// The procedures.
    pub procedures: Vec<Procedure>,
    /// The holders.
    pub holder: HolderScope,
}

impl ReceivingKey {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let procedures = node.words("procedures", Procedure::ALL);
        let holder = node.word("holder", HolderScope::ALL);
        Some(Self { procedures, holder: holder? })
    }
}

/// Where papers are handed in (受理・経由).
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "経由")]
pub struct Receiving {
    /// The office.
    pub office: Office,
    /// How papers reach it.
    pub mode: FilingMode,
    /// May other ways be chosen (経由できる)?
    pub voluntary: bool,
}

impl Receiving {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let office = node.word("office", Office::ALL);
        let mode = node.word("mode", FilingMode::ALL);
        let voluntary = node.opt_bool("voluntary").unwrap_or(false);
        Some(Self { office: office?, mode: mode?, voluntary })
    }
}
