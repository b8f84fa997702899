//! Duties of a holder and of those around: what, within which time, lifted by what.

use crate::decode::Node;
use crate::model::Deadline;
use crate::words::{
    DutyKind, Fact, HoldBack, Instrument, Notifier, OldCertificate, Procedure, RewritingRule,
};

/// When registration must be sought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRegistration {
    /// Within which time.
    pub deadline: Deadline,
}

impl NewRegistration {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        Some(Self { deadline: Deadline::read(node)? })
    }
}

/// The duty to have a registered item changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "籍の訂正")]
pub struct ChangeDuty {
    /// The legal form.
    pub kind: DutyKind,
    /// Codes of the items whose change triggers the duty.
    pub triggers: Vec<String>,
    /// Within which time.
    pub deadline: Deadline,
}

impl ChangeDuty {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let kind = node.word("kind", DutyKind::ALL);
        let triggers = node.texts("triggers");
        let deadline = Deadline::read(node);
        Some(Self { kind: kind?, triggers, deadline: deadline? })
    }

    /// Does a change of this item (by its code) trigger the duty?
    pub fn is_triggered_by(&self, item: &str) -> bool {
        self.triggers.iter().any(|t| t == item)
    }
}

/// Is the certificate rewritten when an item changes, and what is issued instead?
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "書換交付")]
pub struct Rewriting {
    /// Compulsory, optional, or only on request.
    pub rule: RewritingRule,
    /// What binds the holder, where it is compulsory.
    pub instrument: Option<Instrument>,
    /// Is an entry confirmation (登録済証明書) issued for the change?
    pub entry_confirmation: bool,
    /// What happens to the old certificate.
    pub old_certificate: Option<OldCertificate>,
    /// The items whose change makes it necessary, where not every one does.
    pub items: Vec<String>,
}

impl Rewriting {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let rule = node.word("rule", RewritingRule::ALL);
        let instrument = node.opt_word("instrument", Instrument::ALL);
        let entry_confirmation = node.opt_bool("entry_confirmation").unwrap_or(false);
        let old_certificate = node.opt_word("old_certificate", OldCertificate::ALL);
        let items = node.texts("items");
        Some(Self { rule: rule?, instrument, entry_confirmation, old_certificate, items })
    }
}

/// The duty to notify a holder's death.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "死亡の届出")]
pub struct DeathDuty {
    /// The legal form.
    pub kind: DutyKind,
    /// Who has to notify.
    pub notifier: Notifier,
    /// Does it cover an adjudicated disappearance (失踪の宣告)?
    pub covers_disappearance: bool,
    /// Within which time.
    pub deadline: Deadline,
    /// Must the certificate be returned?
    pub certificate_return: bool,
    /// Facts each of which lifts the duty.
    pub lifted_when: Vec<Fact>,
    /// Facts each of which allows deletion ex officio.
    pub ex_officio_when: Vec<Fact>,
    /// To whom, where the file says more than the receiving rules.
    pub addressee: Option<String>,
}

impl DeathDuty {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let kind = node.word("kind", DutyKind::ALL);
        let notifier = node.word("notifier", Notifier::ALL);
        let covers_disappearance = node.bool("covers_disappearance");
        let deadline = Deadline::read(node);
        let certificate_return = node.bool("certificate_return");
        let lifted_when = node.words("lifted_when", Fact::ALL);
        let ex_officio_when = node.words("ex_officio_when", Fact::ALL);
        let addressee = node.opt_text("addressee");
        Some(Self {
            kind: kind?,
            notifier: notifier?,
            covers_disappearance: covers_disappearance?,
            deadline: deadline?,
            certificate_return: certificate_return?,
            lifted_when,
            ex_officio_when,
            addressee,
        })
    }

    /// Do these facts lift the duty?
    pub fn is_lifted(&self, facts: &[Fact]) -> bool {
        facts.iter().any(|f| self.lifted_when.contains(f))
    }

    /// Do these facts allow deletion without a notice?
    pub fn allows_ex_officio(&self, facts: &[Fact]) -> bool {
        facts.iter().any(|f| self.ex_officio_when.contains(f))
    }
}

/// Re-issue of a lost or damaged certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "再交付")]
pub struct Reissue {
    /// When a lost certificate that is found again must be returned.
    pub found_return: Option<Deadline>,
}

impl Reissue {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let found_return = node.opt_table("found_return", Deadline::read);
        Some(Self { found_return })
    }
}

/// Deletion at the holder's own request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "登録の消除")]
pub struct DeletionOnRequest {
    /// Does the law provide for it?
    pub possible: bool,
    /// Must the certificate be returned?
    pub certificate_return: bool,
    /// While a sanction is pending.
    pub held_back: HoldBack,
}

impl DeletionOnRequest {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let possible = node.bool("possible")?;
        let certificate_return = node.opt_bool("certificate_return").unwrap_or(false);
        let held_back = node.opt_word("held_back", HoldBack::ALL).unwrap_or(HoldBack::No);
        Some(Self { possible, certificate_return, held_back })
    }
}

/// Return of the certificate after a revocation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "免許証の返納")]
pub struct ReturnAfterRevocation {
    /// Within which time.
    pub deadline: Deadline,
}

impl ReturnAfterRevocation {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        Some(Self { deadline: Deadline::read(node)? })
    }
}

/// May an entry move to another prefecture's register?
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "登録の移転")]
pub struct Transfer {
    /// Does the law provide for it?
    pub possible: bool,
    /// Does the card lapse, to be replaced by one for the rest of its term?
    pub card_lapses: bool,
    /// On which occasion.
    pub occasion: Option<String>,
}

impl Transfer {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        Some(Self {
            possible: node.bool("possible")?,
            card_lapses: node.opt_bool("card_lapses").unwrap_or(false),
            occasion: node.opt_text("occasion"),
        })
    }
}

/// At which procedures the individual number is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "個人番号の提供を求める機会")]
pub struct Collection {
    /// New registration, change.
    pub procedures: Vec<Procedure>,
    /// Also with the periodic report.
    pub periodic_report: bool,
    /// Also with the leaving report.
    pub leaving_report: bool,
}

impl Collection {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        Some(Self {
            procedures: node.words("procedures", Procedure::ALL),
            periodic_report: node.opt_bool("periodic_report").unwrap_or(false),
            leaving_report: node.opt_bool("leaving_report").unwrap_or(false),
        })
    }
}
