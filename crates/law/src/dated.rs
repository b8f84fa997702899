//! Dated, cited, graded values, and the typed absence of one.

use jiff::civil::Date;

use crate::decode::Node;
use crate::problem::{Both, Lang};
use crate::words::Confidence;

/// On what a value rests: its source, its grade, the days on which it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "根拠")]
pub struct Basis {
    /// Statute and article, report, or address of the page.
    pub citation: String,
    /// How well it is founded.
    pub confidence: Confidence,
    /// First day on which the value holds (or from which it has been confirmed).
    pub from: Date,
    /// Last day on which the value holds; none: until further notice.
    pub to: Option<Date>,
    /// When somebody last looked at the source.
    pub checked: Option<Date>,
    /// A remark for people.
    pub note: Option<String>,
    /// The line in its file.
    pub line: usize,
}

impl Basis {
    /// Does the value hold on this day?
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        let ends_before = |a: &Self, b: &Self| a.to.is_some_and(|to| to < b.from);
        !ends_before(self, other) && !ends_before(other, self)
    }

    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let from = node.date("from");
        let to = node.opt_date("to");
        let citation = node.text("cite");
        let confidence = node.word("confidence", Confidence::ALL);
        let checked = node.opt_date("checked");
        let note = node.opt_text("note");
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            node.fault_at("to", "to が from より前です", "to is before from");
        }
        let line = node.line();
        Some(Self { citation: citation?, confidence: confidence?, from: from?, to, checked, note, line })
    }
}

/// A value together with its basis. There is no way to get one without the other.
#[derive(Debug, PartialEq, Eq)]
pub struct Ruled<'r, T: ?Sized> {
    value: &'r T,
    basis: &'r Basis,
}

impl<T: ?Sized> Clone for Ruled<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Ruled<'_, T> {}

impl<'r, T: ?Sized> Ruled<'r, T> {
    pub(crate) const fn new(value: &'r T, basis: &'r Basis) -> Self {
        Self { value, basis }
    }

    /// The value.
    pub const fn value(&self) -> &'r T {
        self.value
    }

    /// Everything on which it rests.
    pub const fn basis(&self) -> &'r Basis {
        self.basis
    }

    /// Statute and article, report, or page.
    pub fn citation(&self) -> &'r str {
        &self.basis.citation
    }

    /// How well it is founded.
    pub const fn confidence(&self) -> Confidence {
        self.basis.confidence
    }

    /// First day on which the value holds.
    pub const fn from(&self) -> Date {
        self.basis.from
    }

    /// Last day on which the value holds, if it ended.
    pub const fn to(&self) -> Option<Date> {
        self.basis.to
    }
}

/// A rule, or the plain statement that there is none that a program may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Established<T> {
    /// The rule.
    Yes(T),
    /// No rule; a page shows 要確認 and an officer decides.
    No(Gap),
}

impl<T> Established<T> {
    /// The rule, if there is one.
    pub fn yes(self) -> Option<T> {
        match self {
            Self::Yes(value) => Some(value),
            Self::No(_) => None,
        }
    }

    /// The gap, if there is no rule.
    pub const fn gap(&self) -> Option<&Gap> {
        match self {
            Self::Yes(_) => None,
            Self::No(gap) => Some(gap),
        }
    }

    /// Applies `f` to the rule.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Established<U> {
        match self {
            Self::Yes(value) => Established::Yes(f(value)),
            Self::No(gap) => Established::No(gap),
        }
    }
}

/// Why there is no rule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "要確認")]
pub enum Gap {
    /// Nobody has established what the law says (with the reason and its source where the file names one).
    NotEstablished {
        /// Why, in Japanese, as the file says it.
        reason: Option<String>,
        /// The source of that statement.
        basis: Option<Basis>,
    },
    /// The files hold a rule, but none for this day.
    NotFormalised {
        /// The day asked for.
        day: Date,
        /// The first day for which there is one.
        earliest: Date,
        /// The last day for which there is one; none: until further notice, so the day lies before or between.
        latest: Option<Date>,
    },
}

impl Gap {
    /// Nothing is known at all.
    pub const UNKNOWN: Self = Self::NotEstablished { reason: None, basis: None };

    /// The code used by programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotEstablished { .. } => "not-established",
            Self::NotFormalised { .. } => "not-formalised",
        }
    }

    /// The sentence for people.
    pub fn message(&self, lang: Lang) -> String {
        let both = match self {
            Self::NotEstablished { reason: Some(reason), .. } => {
                Both::new(format!("要確認（{reason}）"), format!("to be confirmed by an officer ({reason})"))
            }
            Self::NotEstablished { reason: None, .. } => Both::new(
                "要確認（根拠が確かめられていません）",
                "to be confirmed by an officer (not established)",
            ),
            Self::NotFormalised { day, earliest, latest } => {
                let until = latest.map(|l| l.to_string()).unwrap_or_default();
                Both::new(
                    format!("{day} についての規定は収録されていません（収録は {earliest}〜{until}）"),
                    format!("no rule formalised for {day} (there are rules for {earliest} – {until})"),
                )
            }
        };
        both.get(lang).to_owned()
    }
}

/// One value with its days. Without a value it states, with its source, that none is established.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<T> {
    /// On what it rests.
    pub basis: Basis,
    pub(crate) value: Result<T, String>,
}

impl<T> Dated<T> {
    /// Reads the basis and the value of one table; `unestablished = "reason"` stands in place of a value.
    pub(crate) fn read(node: &Node<'_>, read: impl FnOnce(&Node<'_>) -> Option<T>) -> Option<Self> {
        let basis = Basis::read(node);
        let value = match node.opt_text("unestablished") {
            Some(reason) => Some(Err(reason)),
            None => read(node).map(Ok),
        };
        Some(Self { basis: basis?, value: value? })
    }

    /// The value with its basis, or the gap that the file states.
    pub fn ruled(&self) -> Established<Ruled<'_, T>> {
        match &self.value {
            Ok(value) => Established::Yes(Ruled::new(value, &self.basis)),
            Err(reason) => Established::No(Gap::NotEstablished {
                reason: Some(reason.clone()),
                basis: Some(self.basis.clone()),
            }),
        }
    }
}

/// The one value among `values` that holds on `day`.
pub(crate) fn on_day<'r, T: 'r>(
    values: impl Iterator<Item = &'r Dated<T>>,
    day: Date,
) -> Established<Ruled<'r, T>> {
    let mut covered: Option<(Date, Option<Date>)> = None;
    for dated in values {
        let basis = &dated.basis;
        if basis.holds_on(day) {
            return dated.ruled();
        }
        covered = Some(match covered {
            None => (basis.from, basis.to),
            Some((from, to)) => (from.min(basis.from), to.zip(basis.to).map(|(a, b)| a.max(b))),
        });
    }
    Established::No(match covered {
        Some((earliest, latest)) => Gap::NotFormalised { day, earliest, latest },
        None => Gap::UNKNOWN,
    })
}
