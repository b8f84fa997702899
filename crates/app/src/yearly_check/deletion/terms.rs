//! The numbers by which batches wait and are checked, as the pages tell them.

use jiff::ToSpan;
use store::deletion::Batch;

use super::day;
use crate::App;

/// A number of the rules with what it comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Term {
    /// The number.
    pub number: u32,
    /// By what; in Japanese.
    pub citation: String,
}

/// The numbers; `None` where the rules do not say.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DeletionTerms {
    /// Days in quarantine.
    pub quarantine_days: Option<Term>,
    /// Proposals that are held against the family register.
    pub sample_size: Option<Term>,
    /// Days after a check within which it may be acted upon.
    pub recheck_days: Option<Term>,
}

impl App {
    /// The numbers by which proposed deletions wait and are checked today.
    #[must_use]
    pub fn deletion_terms(&self) -> DeletionTerms {
        let term = |what| {
            let value = self.0.rules.on(self.check_day()).check_value(what).yes()?;
            Some(Term { number: value.value().number, citation: value.citation().to_owned() })
        };
        DeletionTerms {
            quarantine_days: term("quarantine-days"),
            sample_size: term("sample-size"),
            recheck_days: term("recheck-days"),
        }
    }

    /// The last day on which a batch may be acted upon by its last check; empty: not checked, or the rules do not say.
    pub(super) fn fresh_until(&self, batch: &Batch) -> String {
        let last = || {
            let days = self.check_number("recheck-days").ok()?;
            day(&batch.checked_on).ok()?.checked_add(i64::from(days).days()).ok()
        };
        last().map(|day| day.to_string()).unwrap_or_default()
    }
}
