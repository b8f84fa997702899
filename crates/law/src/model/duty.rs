//! Duties of a holder and of those around: what, within which time, lifted by what.

use jiff::civil::Date;

use crate::calendar::{Calendar, DueDate};
use crate::dated::Established;
use crate::decode::Node;
use crate::words::{
    DeadlineStart, DutyKind, Fact, HoldBack, HolderScope, Instrument, Notifier, OldCertificate, Procedure,
    RewritingRule,
};

/// Within which time something must be done. 遅滞なく is never a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(alias = "期限")]
pub enum Deadline {
    /// So many days; the first day is not counted.
    Days {
        /// How many days.
        days: u32,
        /// From which day.
        from: DeadlineStart,
    },
    /// So many calendar months.
    Months {
        /// How many months.
        months: u32,
        /// From which day.
        from: DeadlineStart,
    },
    /// Without delay (遅滞なく).
    #[doc(alias = "遅滞なく")]
    WithoutDelay,
    /// Promptly (速やかに).
    #[doc(alias = "速やかに")]
    Promptly,
    /// The law sets no time.
    NoDeadline,
}

impl Deadline {
    const WORDS: &'static [(&'static str, Self)] =
        &[("without-delay", Self::WithoutDelay), ("promptly", Self::Promptly), ("none", Self::NoDeadline)];

    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let days = node.opt_number("days");
        let months = node.opt_number("months");
        let start = node.opt_word("counts_from", DeadlineStart::ALL);
        let word = node.opt_word("deadline", Self::WORDS);
        match (days, months, word, start) {
            (Some(days), None, None, Some(from)) => Some(Self::Days { days, from }),
            (None, Some(months), None, Some(from)) => Some(Self::Months { months, from }),
            (None, None, Some(word), None) => Some(word),
            // A value that is there but could not be read has been reported already.
            _ if unread(node, "days", days.is_none())
                || unread(node, "months", months.is_none())
                || unread(node, "deadline", word.is_none())
                || unread(node, "counts_from", start.is_none()) =>
            {
                None
            }
            _ => {
                node.fault(
                    "期限は「days と counts_from」「months と counts_from」「deadline」のどれか一つで書きます",
                    "write the time as days with counts_from, or months with counts_from, or deadline",
                );
                None
            }
        }
    }
}

fn unread(node: &Node<'_>, key: &str, missing: bool) -> bool {
    missing && node.contains(key)
}

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
}

impl Rewriting {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let rule = node.word("rule", RewritingRule::ALL);
        let instrument = node.opt_word("instrument", Instrument::ALL);
        let entry_confirmation = node.opt_bool("entry_confirmation").unwrap_or(false);
        let old_certificate = node.opt_word("old_certificate", OldCertificate::ALL);
        Some(Self { rule: rule?, instrument, entry_confirmation, old_certificate })
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

/// The report that the statute asks for every so many years.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "業務従事者届")]
pub struct PeriodicReport {
    /// Does the statute ask for one? If not, the rest is empty.
    pub exists: bool,
    /// Its name.
    pub name: Option<String>,
    /// Everybody, or only those at work.
    pub who: Option<HolderScope>,
    /// Every how many years.
    pub interval_years: Option<u32>,
    /// The first year in which it was due to state the facts.
    pub first_year: Option<u32>,
    /// The day whose facts are stated: month and day.
    pub reference: Option<MonthDay>,
    /// The last day in the following year: month and day.
    pub due: Option<MonthDay>,
    /// To whom.
    pub addressee: Option<String>,
    /// Through whom.
    pub via: Option<String>,
}

/// A day of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthDay {
    /// 1–12.
    pub month: i8,
    /// 1–31.
    pub day: i8,
}

impl MonthDay {
    fn read(node: &Node<'_>) -> Option<Self> {
        let month = node.number("month");
        let day = node.number("day");
        Some(Self { month: i8::try_from(month?).ok()?, day: i8::try_from(day?).ok()? })
    }
}

impl PeriodicReport {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let exists = node.bool("exists")?;
        let report = Self {
            exists,
            name: node.opt_text("name"),
            who: node.opt_word("who", HolderScope::ALL),
            interval_years: node.opt_number("interval_years"),
            first_year: node.opt_number("first_year"),
            reference: node.opt_table("reference", MonthDay::read),
            due: node.opt_table("due", MonthDay::read),
            addressee: node.opt_text("addressee"),
            via: node.opt_text("via"),
        };
        if exists && (report.interval_years.unwrap_or(0) == 0 || report.due.is_none()) {
            node.fault("interval_years と due が要ります", "interval_years and due are needed");
        }
        Some(report)
    }

    /// The last day for the report on the facts of this year; none where none is asked for.
    pub fn due_for(&self, year: i16, calendar: &Calendar) -> Option<Established<DueDate>> {
        let due = self.due.filter(|_| self.is_reference_year(year))?;
        let counted = Date::new(year.checked_add(1)?, due.month, due.day).ok()?;
        Some(calendar.rolled(counted))
    }

    /// Does a report state the facts of this year?
    pub fn is_reference_year(&self, year: i16) -> bool {
        let (Some(interval), Some(first)) = (self.interval_years, self.first_year) else {
            return false;
        };
        let (Ok(first), Ok(interval)) = (i16::try_from(first), i16::try_from(interval)) else {
            return false;
        };
        self.exists && interval > 0 && year >= first && (year - first) % interval == 0
    }
}

/// The report of somebody who leaves the work: an effort, not a duty.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "離職届")]
pub struct LeavingReport {
    /// Does the statute ask for one?
    pub exists: bool,
    /// Is it an effort (努力義務) rather than a duty?
    pub effort: bool,
    /// Its name.
    pub name: Option<String>,
    /// To whom.
    pub addressee: Option<String>,
    /// On which occasions.
    pub occasions: Vec<String>,
}

impl LeavingReport {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        Some(Self {
            exists: node.bool("exists")?,
            effort: node.opt_bool("effort").unwrap_or(false),
            name: node.opt_text("name"),
            addressee: node.opt_text("addressee"),
            occasions: node.texts("occasions"),
        })
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
