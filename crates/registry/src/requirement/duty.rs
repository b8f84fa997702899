//! The duty to file, and by when.

use law::{Deadline, DeadlineStart, Due, DutyKind, Established, Procedure, QualificationOn};

use super::{Ground, Known, Situation};

/// A changed item, and what the register has to do with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedItem {
    /// Its code.
    pub code: String,
    /// Does its change trigger the duty?
    pub triggers: bool,
}

/// The duty to file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "届出の義務")]
pub struct Duty {
    /// Must the holder file at all? (Rewriting and the like are a wish.)
    pub owed: bool,
    /// The legal form, where the rules name one.
    pub kind: Option<DutyKind>,
    /// Within which time; 遅滞なく is not a number.
    pub deadline: Deadline,
    /// From which day that counts.
    pub counts_from: Option<DeadlineStart>,
    /// The last day, where there is a number and the first day is known.
    pub due: Option<Due>,
    /// Filed on the day of the rules: too late? Unknown where there is no number or no first day.
    pub late: Option<bool>,
}

/// The duty of this situation.
pub(super) fn duty(q: &QualificationOn<'_>, s: &Situation) -> Known<Duty> {
    match s.procedure {
        Procedure::Change => match q.change() {
            Established::Yes(rule) => {
                let owed = s.changed.iter().any(|item| rule.value().is_triggered_by(item));
                timed(q, s, rule.value().deadline, Ground::of(&rule), (owed, Some(rule.value().kind)))
            }
            Established::No(gap) => Known::gap(&gap),
        },
        Procedure::NewRegistration => match q.new_registration() {
            Established::Yes(rule) => {
                let owed = rule.value().deadline != Deadline::NoDeadline;
                timed(q, s, rule.value().deadline, Ground::of(&rule), (owed, None))
            }
            Established::No(gap) => Known::gap(&gap),
        },
        // Nobody must ask for these.
        _ => match q.rules().on(q.day()).procedure(s.procedure) {
            Established::Yes(rule) => timed(q, s, Deadline::NoDeadline, Ground::of(&rule), (false, None)),
            Established::No(gap) => Known::gap(&gap),
        },
    }
}

fn timed(
    q: &QualificationOn<'_>,
    s: &Situation,
    deadline: Deadline,
    ground: Ground,
    (owed, kind): (bool, Option<DutyKind>),
) -> Known<Duty> {
    let counts_from = match deadline {
        Deadline::Days { from, .. } | Deadline::Months { from, .. } => Some(from),
        Deadline::WithoutDelay | Deadline::Promptly | Deadline::NoDeadline => None,
    };
    let due = match (counts_from, s.happened_on) {
        (Some(_), None) => None,
        (_, day) => match q.rules().calendar().due(deadline, day.unwrap_or(q.day())) {
            Established::Yes(due) => Some(due),
            Established::No(gap) => return Known::gap(&gap),
        },
    };
    let late = match &due {
        Some(Due::On(last)) => Some(owed && last.is_late(q.day())),
        _ => None,
    };
    Known::Yes { value: Duty { owed, kind, deadline, counts_from, due, late }, ground }
}
