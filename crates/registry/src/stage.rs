//! Where an entry stands, and the one table of what may be done to it there.

use crate::act::Act;
use crate::present::{Existence, Present, REVOKED, TRANSFERRED, existence_of};

/// Where an entry stands in its life, as far as the permission of an act depends on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LifeStage {
    /// There is no such entry yet.
    Absent,
    /// It stands in the register.
    Registered,
    /// It was revoked.
    Revoked,
    /// It went to another prefecture.
    Transferred,
    /// It was deleted for another reason.
    Deleted,
}

impl LifeStage {
    /// All of them, for the printed table.
    pub const ALL: [Self; 5] =
        [Self::Absent, Self::Registered, Self::Revoked, Self::Transferred, Self::Deleted];

    /// The words for people.
    #[must_use]
    pub const fn label(self) -> (&'static str, &'static str) {
        match self {
            Self::Absent => ("未登録", "not registered"),
            Self::Registered => ("登録中", "registered"),
            Self::Revoked => ("取消し", "revoked"),
            Self::Transferred => ("移転済み", "transferred"),
            Self::Deleted => ("抹消", "deleted"),
        }
    }

    /// The stage of an entry's present.
    #[must_use]
    pub fn of(present: Option<&Present>) -> Self {
        match present.map(|p| existence_of(p.stored())) {
            None => Self::Absent,
            Some(Existence::Registered) => Self::Registered,
            Some(Existence::Deleted { reason, .. }) => match reason.as_str() {
                REVOKED => Self::Revoked,
                TRANSFERRED => Self::Transferred,
                _ => Self::Deleted,
            },
        }
    }
}

/// The one table: state × act.
#[must_use]
pub const fn allowed(stage: LifeStage, act: Act) -> bool {
    match stage {
        LifeStage::Absent => act.begins(),
        LifeStage::Registered => !act.begins() && !matches!(act, Act::Restoration | Act::Relicence),
        LifeStage::Revoked => {
            matches!(
                act,
                Act::Restoration | Act::Relicence | Act::ReEducation | Act::ClericalCorrection | Act::Erasure
            )
        }
        LifeStage::Deleted | LifeStage::Transferred => {
            matches!(act, Act::Restoration | Act::ClericalCorrection | Act::Erasure)
        }
    }
}
