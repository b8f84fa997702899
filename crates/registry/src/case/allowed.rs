//! The one table: who may do what where. Buttons on pages and the server's 409 both come from it.

use law::CaseStage;

use super::command::CommandKind;
use super::money;
use super::state::Case;

/// Who commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// Whoever applies.
    Applicant,
    /// An officer of the authority.
    Officer,
    /// The register itself: answers of sources, decisions by rule.
    System,
    /// The collecting side; a payer who comes back is not it.
    Collector,
}

impl Who {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Applicant, Self::Officer, Self::System, Self::Collector];
}

/// Who may give this command at this stage.
#[must_use]
pub const fn allowed_in(stage: CaseStage, kind: CommandKind) -> &'static [Who] {
    use CaseStage as S;
    use CommandKind as C;
    use Who::{Applicant, Collector, Officer, System};
    match (stage, kind) {
        (S::Draft, C::Save | C::Submit) => &[Applicant, Officer],
        (S::Draft, C::Withdraw) => &[Applicant],
        (S::Submitted, C::Receive) => &[System, Officer],
        (S::Asked, C::Answer | C::NoAnswer | C::Ask) => &[System],
        (S::Means, C::GiveMeans) => &[Applicant, Officer],
        // A signed file that was sent anew is looked at anew, and all of them after a correction.
        (S::Means | S::Supplementation, C::Ask) => &[System],
        (S::Paper, C::PaperCame) => &[Officer],
        (S::Paper | S::Payment | S::Examination, C::StampsCame) => &[Officer],
        (S::Payment, C::AskPayment) => &[System, Applicant],
        (S::Payment, C::FailPayment) => &[Collector],
        (S::Supplementation, C::Supplement) => &[Applicant, Officer],
        // What is not supplemented in its time may be refused; what is not paid, as well.
        (S::Supplementation | S::Payment | S::Paper | S::Means, C::Refuse) => &[Officer],
        (S::Examination, C::Ask) => &[Officer, System],
        (S::Examination, C::FixAmount | C::AskSupplement | C::Refuse) => &[Officer],
        (S::Examination, C::Grant) => &[Officer, System],
        (
            S::Submitted | S::Asked | S::Means | S::Paper | S::Payment | S::Supplementation | S::Examination,
            C::Withdraw,
        ) => &[Applicant],
        // Money that comes is looked at wherever the case stands: it is due, or it goes back.
        (S::Draft | S::Submitted, C::ConfirmPayment) => &[],
        (_, C::ConfirmPayment) => &[Collector],
        _ => &[],
    }
}

/// Whether this one may give this command to the case as it stands: by the table, and nothing is granted while an amount is open or
/// not paid.
#[must_use]
pub fn allowed(case: &Case, kind: CommandKind, who: Who) -> bool {
    in_table(case, kind, who) && (kind != CommandKind::Grant || money::check_paid(case).is_ok())
}

/// Whether the table has it.
pub(super) fn in_table(case: &Case, kind: CommandKind, who: Who) -> bool {
    case.stages().into_iter().any(|stage| allowed_in(stage, kind).contains(&who))
}

/// The commands that this one may give: the buttons.
#[must_use]
pub fn commands(case: &Case, who: Who) -> Vec<CommandKind> {
    CommandKind::ALL.iter().copied().filter(|kind| allowed(case, *kind, who)).collect()
}
