//! Within which time something must be done.

use crate::decode::Node;
use crate::words::DeadlineStart;

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
        /// Does an end on a closed day move on, as the calendar has it? (An exception says no.)
        rolls: bool,
    },
    /// So many calendar months.
    Months {
        /// How many months.
        months: u32,
        /// From which day.
        from: DeadlineStart,
        /// Does an end on a closed day move on, as the calendar has it? (An exception says no.)
        rolls: bool,
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
        let rolls = node.opt_word("end_on_closed_day", &[("moves", true), ("stays", false)]).unwrap_or(true);
        let word = node.opt_word("deadline", Self::WORDS);
        match (days, months, word, start) {
            (Some(days), None, None, Some(from)) => Some(Self::Days { days, from, rolls }),
            (None, Some(months), None, Some(from)) => Some(Self::Months { months, from, rolls }),
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
