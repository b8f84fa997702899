//! The sentences, topic by topic.

mod costs;
mod deciding;
mod duties;
mod filing;
mod standing;

use super::Writer;
use crate::model::Deadline;
use crate::problem::{Both, Lang};

pub(super) fn write(w: &mut Writer<'_>) {
    standing::write(w);
    duties::write(w);
    costs::write(w);
    filing::write(w);
    deciding::write(w);
}

fn both(ja: impl Into<String>, en: impl Into<String>) -> Both {
    Both::new(ja, en)
}

/// A deadline in words.
fn within(deadline: Deadline) -> Both {
    match deadline {
        Deadline::Days { days, from, .. } => both(
            format!("{}から{days}日以内に", from.label(Lang::Ja)),
            format!("within {days} days of {}", from.label(Lang::En)),
        ),
        Deadline::Months { months, from, .. } => both(
            format!("{}から{months}月以内に", from.label(Lang::Ja)),
            format!("within {months} months of {}", from.label(Lang::En)),
        ),
        Deadline::WithoutDelay => both("遅滞なく", "without delay"),
        Deadline::Promptly => both("速やかに", "promptly"),
        Deadline::NoDeadline => both("期限の定めなく", "with no time set"),
    }
}
