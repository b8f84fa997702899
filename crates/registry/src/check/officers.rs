//! Who approves a batch of proposed deletions: two officers, never the same.

use super::BatchState;
use crate::width::narrow;

/// Officers who have to approve a batch. More than one, and never the same: the report of a mass mistake begins with one tired person.
pub const OFFICERS: usize = 2;

/// Why an officer's approval does not count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ApprovalRefusal {
    /// The batch does not wait for one.
    NotNow,
    /// The same officer has approved already.
    SameOfficer,
}

/// Where a batch stands when an officer approves. `first`: who approved before, if anybody.
///
/// # Errors
/// Why it does not count.
pub fn approve(state: BatchState, first: Option<&str>, by: &str) -> Result<BatchState, ApprovalRefusal> {
    match (state, first) {
        (BatchState::Checked, _) => Ok(BatchState::ApprovedOnce),
        (BatchState::ApprovedOnce, Some(first)) if is_same_officer(first, by) => {
            Err(ApprovalRefusal::SameOfficer)
        }
        (BatchState::ApprovedOnce, Some(_)) => Ok(BatchState::Approved),
        _ => Err(ApprovalRefusal::NotNow),
    }
}

/// Whether two names are one officer's: those that differ in case, width or blanks only are.
#[must_use]
pub fn is_same_officer(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.chars().map(narrow).collect::<String>().trim().to_lowercase();
    plain(one) == plain(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::BatchCommand;

    #[test]
    fn two_officers_who_are_one_are_one() {
        assert_eq!(approve(BatchState::Checked, None, "aoki"), Ok(BatchState::ApprovedOnce));
        assert_eq!(approve(BatchState::ApprovedOnce, Some("aoki"), "baba"), Ok(BatchState::Approved));
        for same in ["aoki", "Aoki", " aoki ", "ＡＯＫＩ"] {
            let again = approve(BatchState::ApprovedOnce, Some("aoki"), same);
            assert_eq!(again, Err(ApprovalRefusal::SameOfficer), "{same}");
        }
        for state in BatchState::ALL.iter().filter(|state| !state.allows(BatchCommand::Approve)) {
            assert_eq!(approve(*state, Some("aoki"), "baba"), Err(ApprovalRefusal::NotNow), "{state:?}");
        }
        assert_eq!(approve(BatchState::ApprovedOnce, None, "baba"), Err(ApprovalRefusal::NotNow));
    }
}
