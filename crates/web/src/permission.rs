//! The one permission table of the edge: what may be done, and by whom. Every route names an action; whoever asks is checked
//! against it before the handler runs, and a route without one lets nobody in. How far an account sees (its authorities) is
//! checked by the use cases, for each entry.

use app::{AppError, ErrorKind, Role};

/// What a route stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Action {
    /// Pages that hold nothing about anybody.
    SeeStart,
    /// Whether the program can work now: a yes or a no.
    CheckHealth,
    SignIn,
    SignOut,
    FindEntries,
    ShowEntry,
    /// Checking a proof: anybody.
    CheckProof,
    /// Showing or printing the proof of an entry.
    ShowProof,
    /// Asking whether somebody is registered: anybody, as far as the rules open it.
    Inquire,
    /// Who looked at an entry.
    ListDisclosures,
    ListRegisters,
    ShowRegister,
    /// One's own entries, at the portal.
    SeeOwn,
    /// Asking that an entry be linked to oneself.
    LinkOwn,
    /// Applying about one's own entries, and following one's cases.
    ApplyOwn,
    /// Showing the proof of one's own entries.
    ShowOwn,
    /// Giving one's own number from the card, and seeing where it is.
    GiveNumber,
    /// Letting somebody ask about one's own entry.
    ShareOwn,
    /// Deciding at the desk whose an entry is.
    DecideLink,
    /// What waits at the desk, a case, and what is done about it.
    HandleCases,
    /// The yearly check in figures, and who has given a number.
    SeeCheck,
    /// What follows from the yearly check: deciding on proposed deletions, reading changes one by one, pausing a run.
    HandleCheck,
    /// Telling us what happened elsewhere: a peer that signs.
    TakePush,
    /// The story of the demonstration, and its buttons.
    PlayStory,
}

impl Action {
    /// The word in the printed table.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::SeeStart => "see-start",
            Self::CheckHealth => "check-health",
            Self::SignIn => "sign-in",
            Self::SignOut => "sign-out",
            Self::FindEntries => "find-entries",
            Self::ShowEntry => "show-entry",
            Self::CheckProof => "check-proof",
            Self::ShowProof => "show-proof",
            Self::Inquire => "inquire",
            Self::ListDisclosures => "list-disclosures",
            Self::ListRegisters => "list-registers",
            Self::ShowRegister => "show-register",
            Self::SeeOwn => "see-own",
            Self::LinkOwn => "link-own",
            Self::ApplyOwn => "apply-own",
            Self::ShowOwn => "show-own",
            Self::ShareOwn => "share-own",
            Self::GiveNumber => "give-number",
            Self::DecideLink => "decide-link",
            Self::HandleCases => "handle-cases",
            Self::SeeCheck => "see-check",
            Self::HandleCheck => "handle-check",
            Self::TakePush => "take-push",
            Self::PlayStory => "play-story",
        }
    }

    /// The roles that may, of those who are signed in or hold a token: one of them is enough.
    pub(crate) const fn roles(self) -> &'static [Role] {
        match self {
            Self::ListDisclosures => &[Role::Auditor],
            Self::HandleCases | Self::ShowProof | Self::DecideLink | Self::HandleCheck => &[Role::Registrar],
            Self::SeeCheck => &[Role::Registrar, Role::Auditor],
            // By the card, or by a peer's signature, and by no account of the desk.
            Self::SeeOwn
            | Self::LinkOwn
            | Self::ApplyOwn
            | Self::ShowOwn
            | Self::ShareOwn
            | Self::GiveNumber
            | Self::TakePush => &[],
            Self::SeeStart
            | Self::PlayStory
            | Self::CheckHealth
            | Self::CheckProof
            | Self::Inquire
            | Self::SignIn
            | Self::SignOut
            | Self::FindEntries
            | Self::ShowEntry
            | Self::ListRegisters
            | Self::ShowRegister => &Role::ALL,
        }
    }
}

/// Whether an account with these roles may; `None` is a route without an action.
///
/// # Errors
/// When it may not.
pub(crate) fn permit(action: Option<Action>, roles: &[Role]) -> Result<(), AppError> {
    if action.is_some_and(|action| action.roles().iter().any(|role| roles.contains(role))) {
        return Ok(());
    }
    Err(AppError::new(
        ErrorKind::NotPermitted,
        "このアカウントには、この操作の権限がありません。",
        "This account may not do that.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_of_the_table_is_needed() {
        assert!(permit(Some(Action::ListDisclosures), &[Role::Reader, Role::Auditor]).is_ok());
        assert!(permit(Some(Action::ListDisclosures), &[Role::Reader, Role::Registrar]).is_err());
        assert!(permit(Some(Action::FindEntries), &[Role::Reader]).is_ok());
        assert!(permit(Some(Action::FindEntries), &[]).is_err(), "an account without a role sees nothing");
        assert!(permit(None, &Role::ALL).is_err(), "a route without an action lets nobody in");
    }
}
