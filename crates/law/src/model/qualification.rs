//! One qualification's file.

use std::fmt;

use crate::dated::{Basis, Dated};
use crate::decode::Node;
use crate::model::{
    Attachment, AttachmentKey, AuthorityParts, Certificate, ChangeDuty, Collection, Count, DeathDuty,
    DeletionOnRequest, Disqualification, Exam, Fee, FeeKey, LeavingReport, MinimumAge, NewRegistration,
    PeriodicReport, Prerequisite, ReLicence, Receiving, ReceivingKey, Register, RegistrationTax, Reissue,
    ReturnAfterRevocation, Rewriting, Sanction, SanctionNotice, Transfer,
};
use crate::words::{Procedure, SanctionKind};

/// The id of a qualification: its file's name without `.toml`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "資格")]
pub struct QualificationId(String);

impl QualificationId {
    pub(crate) const fn new(id: String) -> Self {
        Self(id)
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for QualificationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for QualificationId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// The report's two groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// 医療系.
    Medical,
    /// 福祉系等その他.
    WelfareOther,
}

impl Group {
    pub(crate) const ALL: &'static [(&'static str, Self)] =
        &[("medical", Self::Medical), ("welfare-other", Self::WelfareOther)];
}

/// A dated value that stands under a key (a fee for a procedure and a channel).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyed<K, V> {
    /// Under what it stands.
    pub key: K,
    /// The dated value.
    pub dated: Dated<V>,
}

/// Everything one file says, on all days. Ask it through [`crate::RulesOn`].
#[derive(Debug, Clone)]
pub struct Qualification {
    pub(crate) path: String,
    pub(crate) id: QualificationId,
    pub(crate) name_ja: String,
    pub(crate) name_en: String,
    pub(crate) reading: String,
    pub(crate) statutory_spelling: Option<String>,
    pub(crate) group: Group,
    pub(crate) family: String,
    pub(crate) laws: Vec<String>,
    pub(crate) statute_text_as_of: String,
    pub(crate) sources: Vec<String>,
    pub(crate) notes: Vec<String>,
    pub(crate) register: Vec<Dated<Register>>,
    pub(crate) certificate: Vec<Dated<Certificate>>,
    pub(crate) authority: Vec<Dated<AuthorityParts>>,
    pub(crate) receiving: Vec<Keyed<ReceivingKey, Receiving>>,
    pub(crate) prerequisites: Vec<Dated<Prerequisite>>,
    pub(crate) exam: Vec<Dated<Exam>>,
    pub(crate) new_registration: Vec<Dated<NewRegistration>>,
    pub(crate) change: Vec<Dated<ChangeDuty>>,
    pub(crate) rewriting: Vec<Dated<Rewriting>>,
    pub(crate) death: Vec<Dated<DeathDuty>>,
    pub(crate) reissue: Vec<Dated<Reissue>>,
    pub(crate) deletion_on_request: Vec<Dated<DeletionOnRequest>>,
    pub(crate) transfer: Vec<Dated<Transfer>>,
    pub(crate) registration_tax: Vec<Keyed<Procedure, RegistrationTax>>,
    pub(crate) fees: Vec<Keyed<FeeKey, Fee>>,
    pub(crate) attachments: Vec<Keyed<AttachmentKey, Attachment>>,
    pub(crate) sanctions: Vec<Keyed<SanctionKind, Sanction>>,
    pub(crate) sanction_notices: Vec<Dated<SanctionNotice>>,
    pub(crate) return_after_revocation: Vec<Dated<ReturnAfterRevocation>>,
    pub(crate) relicence: Vec<Dated<ReLicence>>,
    pub(crate) disqualification: Vec<Dated<Disqualification>>,
    pub(crate) minimum_age: Vec<Dated<MinimumAge>>,
    pub(crate) periodic_report: Vec<Dated<PeriodicReport>>,
    pub(crate) leaving_report: Vec<Dated<LeavingReport>>,
    pub(crate) collection: Vec<Dated<Collection>>,
    pub(crate) counts: Vec<Count>,
}

/// The topics that hold one value a day.
fn single<T>(node: &Node<'_>, key: &'static str, read: fn(&Node<'_>) -> Option<T>) -> Vec<Dated<T>> {
    let values = node.tables(key, |n| Dated::read(n, read));
    for (i, later) in values.iter().enumerate() {
        for earlier in values.iter().take(i) {
            overlap(node, key, &earlier.basis, &later.basis);
        }
    }
    values
}

fn overlap(node: &Node<'_>, key: &str, earlier: &Basis, later: &Basis) {
    if earlier.overlaps(later) {
        node.fault_at(
            key,
            format!("[[{key}]] の期間が重なっています（{} 行と {} 行）", earlier.line, later.line),
            format!("two [[{key}]] hold on the same day (lines {} and {})", earlier.line, later.line),
        );
    }
}

/// The topics that hold one value a day under each key.
fn keyed<K: PartialEq, V>(
    node: &Node<'_>,
    name: &'static str,
    key: fn(&Node<'_>) -> Option<K>,
    read: fn(&Node<'_>) -> Option<V>,
) -> Vec<Keyed<K, V>> {
    let values = node.tables(name, |n| {
        let key = key(n);
        let dated = Dated::read(n, read);
        Some(Keyed { key: key?, dated: dated? })
    });
    for (i, later) in values.iter().enumerate() {
        for earlier in values.iter().take(i).filter(|e| e.key == later.key) {
            overlap(node, name, &earlier.dated.basis, &later.dated.basis);
        }
    }
    values
}

impl Qualification {
    pub(crate) fn read(node: &Node<'_>, path: &str) -> Option<Self> {
        let id = node.text("id");
        if let Some(id) = &id {
            check_id(node, path, id);
        }
        let name_ja = node.text("name_ja");
        let name_en = node.text("name_en");
        let reading = node.text("reading");
        let group = node.word("group", Group::ALL);
        let family = node.text("family");
        let statute_text_as_of = node.text("statute_text_as_of");
        check_presence(node);
        Some(Self {
            path: path.to_owned(),
            id: QualificationId::new(id.unwrap_or_default()),
            statutory_spelling: node.opt_text("statutory_spelling"),
            laws: node.texts("laws"),
            sources: node.texts("sources"),
            notes: node.texts("notes"),
            register: single(node, "register", Register::read),
            certificate: single(node, "certificate", Certificate::read),
            authority: single(node, "authority", AuthorityParts::read),
            receiving: keyed(node, "receiving", ReceivingKey::read, Receiving::read),
            prerequisites: node.tables("prerequisite", |n| Dated::read(n, Prerequisite::read)),
            exam: single(node, "exam", Exam::read),
            new_registration: single(node, "new_registration", NewRegistration::read),
            change: single(node, "change", ChangeDuty::read),
            rewriting: single(node, "rewriting", Rewriting::read),
            death: single(node, "death", DeathDuty::read),
            reissue: single(node, "reissue", Reissue::read),
            deletion_on_request: single(node, "deletion_on_request", DeletionOnRequest::read),
            transfer: single(node, "transfer", Transfer::read),
            registration_tax: keyed(node, "registration_tax", RegistrationTax::key, RegistrationTax::read),
            fees: keyed(node, "fee", FeeKey::read, Fee::read),
            attachments: keyed(node, "attachment", AttachmentKey::read, Attachment::read),
            sanctions: keyed(node, "sanction", Sanction::key, Sanction::read),
            sanction_notices: node.tables("sanction_notice", |n| Dated::read(n, SanctionNotice::read)),
            return_after_revocation: single(node, "return_after_revocation", ReturnAfterRevocation::read),
            relicence: single(node, "relicence", ReLicence::read),
            disqualification: single(node, "disqualification", Disqualification::read),
            minimum_age: single(node, "minimum_age", MinimumAge::read),
            periodic_report: single(node, "periodic_report", PeriodicReport::read),
            leaving_report: single(node, "leaving_report", LeavingReport::read),
            collection: single(node, "collection", Collection::read),
            counts: node.tables("count", Count::read),
            name_ja: name_ja.unwrap_or_default(),
            name_en: name_en.unwrap_or_default(),
            reading: reading.unwrap_or_default(),
            group: group?,
            family: family?,
            statute_text_as_of: statute_text_as_of?,
        })
    }

    /// Its id.
    pub const fn id(&self) -> &QualificationId {
        &self.id
    }

    /// The file it came from.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Its Japanese name (資格名).
    pub fn name_ja(&self) -> &str {
        &self.name_ja
    }

    /// Its English name.
    pub fn name_en(&self) -> &str {
        &self.name_en
    }

    /// Its reading in hiragana.
    pub fn reading(&self) -> &str {
        &self.reading
    }

    /// Its name as the Act spells it, where that differs (あん摩マツサージ指圧師).
    pub fn statutory_spelling(&self) -> Option<&str> {
        self.statutory_spelling.as_deref()
    }

    /// Medical, or welfare and other.
    pub const fn group(&self) -> Group {
        self.group
    }

    /// The family it is checked against (`rules/families.toml`).
    pub fn family(&self) -> &str {
        &self.family
    }

    /// Short titles of its Act and orders (`rules/laws.toml`).
    pub fn laws(&self) -> &[String] {
        &self.laws
    }

    /// As of when the statute's text was read.
    pub fn statute_text_as_of(&self) -> &str {
        &self.statute_text_as_of
    }

    /// All sources of the file.
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// Remarks for people.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Published figures.
    pub fn counts(&self) -> &[Count] {
        &self.counts
    }
}

/// Without these nothing can be registered at all, so "not established" would be no answer.
fn check_presence(node: &Node<'_>) {
    for key in ["register", "certificate", "authority"] {
        if !node.contains(key) {
            node.fault(format!("[[{key}]] がありません"), format!("[[{key}]] is missing"));
        }
    }
}

fn check_id(node: &Node<'_>, path: &str, id: &str) {
    let stem = path.rsplit('/').next().and_then(|f| f.strip_suffix(".toml"));
    if stem != Some(id) {
        node.fault_at(
            "id",
            format!("id {id} がファイル名と違います"),
            format!("the id {id} is not the name of the file"),
        );
    }
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !id.chars().all(plain) {
        node.fault_at(
            "id",
            "id に使えるのは英小文字・数字・ハイフンだけです",
            "an id is made of small letters, digits and hyphens",
        );
    }
}
