//! Proposed deletions (職権消除の案): where a batch of them stands, what may be done there, what lets a single one fall out.
//!
//! Nothing here strikes anybody off. A proposal that has any doubt falls out with its reason and a person looks at it; a batch with one
//! contradiction stops as a whole.

use jiff::civil::Date;

use super::{Finding, Found};

coded! {
    /// Where a batch of proposals stands.
    BatchState {
        /// The findings of the run are being read.
        Gathering "gathering" "作成中" "being gathered",
        /// In quarantine, or asked again and not all answered yet.
        Waiting "waiting" "留置き中" "in quarantine",
        /// Asked again, the sample confirmed: two officers may approve.
        Checked "checked" "決裁待ち" "waiting for two officers",
        /// One officer approved.
        ApprovedOnce "approved-once" "決裁1名" "approved by one officer",
        /// Two officers approved: it may be carried out.
        Approved "approved" "決裁済み" "approved by two officers",
        /// Something contradicts: nothing goes on until an officer says why it may.
        Stopped "stopped" "停止" "stopped",
        /// Carried out.
        Done "done" "処理済み" "carried out",
        /// Taken back before anything was done.
        Dismissed "dismissed" "取下げ" "dismissed",
    }
}

coded! {
    /// What may be done with a batch.
    BatchCommand {
        /// Ask again and check the sample, once the quarantine is over; also anew, when the last time is too long ago.
        Check "check" "確認" "check",
        /// Approve.
        Approve "approve" "決裁" "approve",
        /// Delete what was approved.
        Delete "delete" "消除の実行" "delete",
        /// Let a stopped batch go on: back into quarantine, and checked anew.
        Release "release" "停止の解除" "release",
        /// Take the batch back.
        Dismiss "dismiss" "取下げ" "dismiss",
        /// Take back the deletions that were made.
        Restore "restore" "回復" "restore",
    }
}

impl BatchState {
    /// The one table: state × command.
    #[must_use]
    pub const fn allows(self, command: BatchCommand) -> bool {
        match command {
            BatchCommand::Check => {
                matches!(self, Self::Waiting | Self::Checked | Self::ApprovedOnce | Self::Approved)
            }
            BatchCommand::Approve => matches!(self, Self::Checked | Self::ApprovedOnce),
            BatchCommand::Delete => matches!(self, Self::Approved),
            BatchCommand::Release => matches!(self, Self::Stopped),
            BatchCommand::Dismiss => {
                matches!(
                    self,
                    Self::Waiting | Self::Checked | Self::ApprovedOnce | Self::Approved | Self::Stopped
                )
            }
            // what was deleted before a batch was stopped or dismissed is restored as well
            BatchCommand::Restore => {
                matches!(self, Self::Approved | Self::Stopped | Self::Done | Self::Dismissed)
            }
        }
    }
}

coded! {
    /// Where a single proposal stands.
    #[doc(alias = "職権消除の案")]
    ProposalState {
        /// It stands.
        Proposed "proposed" "案" "proposed",
        /// It fell out; see [`Fall`].
        Fallen "fallen" "除外" "fallen out",
        /// The entry was deleted.
        Deleted "deleted" "消除" "deleted",
        /// The deletion was taken back.
        Restored "restored" "回復" "restored",
    }
}

coded! {
    /// Why a proposal fell out.
    Fall {
        /// The entry says something else than when it was compared.
        EntryChanged "entry-changed" "登録がその後に変わった" "the entry was changed meanwhile",
        /// The entry no longer stands.
        NotStanding "not-standing" "すでに抹消されている" "the entry no longer stands",
        /// The entry is another person's now, or nobody's, or the number is no longer one that was given.
        LinkChanged "link-changed" "本人との結び付きが変わった" "the link to the person was changed meanwhile",
        /// The resident register, asked again, does not say that this person died.
        NotDead "not-dead" "再照会で死亡が確認されない" "asked again, the resident register does not say so",
        /// The resident register, asked again, says another day.
        OtherDay "other-day" "再照会で死亡日が異なる" "asked again, the day of death is another one",
        /// The family register knows the person and no death.
        FamilyRegisterAlive "family-register-alive" "戸籍に死亡の記載がない" "the family register has no death",
        /// The family register says another day.
        FamilyRegisterDay "family-register-day" "戸籍の死亡日が異なる" "the family register has another day of death",
        /// Adjudicated as disappeared: not the same as a death.
        Disappeared "disappeared" "失踪の宣告がある" "adjudicated as disappeared",
        /// Closed for great age (高齢者消除): not a death.
        ElderDeleted "elder-deleted" "高齢者消除である" "closed in the family register for great age",
        /// To be confirmed one by one, and the family register knows nothing of the person.
        NotConfirmed "not-confirmed" "戸籍で確かめられない" "cannot be confirmed by the family register",
        /// The rules of the day of decision do not allow it.
        RulesForbid "rules-forbid" "決裁の日の規定では職権で消除できない" "the rules of the day of decision do not allow it",
        /// The table of states refuses the act.
        ActRefused "act-refused" "消除を記録できない" "the deletion cannot be recorded",
        /// An officer took this one out of the batch, and said why.
        TakenOut "taken-out" "職員が案から外した" "taken out by an officer",
        /// The batch was taken back.
        Dismissed "batch-dismissed" "案の全体が取り下げられた" "the batch was dismissed",
    }
}

impl Fall {
    /// Whether an officer has to look at it: not where nothing is left to do.
    #[must_use]
    pub const fn is_for_the_desk(self) -> bool {
        !matches!(self, Self::NotStanding | Self::TakenOut | Self::Dismissed)
    }
}

/// What the family register says of the end of a life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FamilyRegisterSays {
    /// It knows the person, and no end.
    NoEnd {
        /// What was recorded until the end of this day is known.
        as_of: Date,
    },
    /// Died, from one day to another; `None`: the day is not known.
    Died(Option<(Date, Date)>),
    /// Adjudicated as disappeared.
    Disappeared,
    /// Closed for great age.
    ElderDeleted,
    /// It knows nothing of the person: not every resident has a family register.
    NoRecord,
}

coded! {
    /// What the family register's words mean for a proposal.
    Verdict {
        /// The same death.
        Agrees "agrees" "一致" "agrees",
        /// No death: the batch stops.
        Contradicts "contradicts" "矛盾" "contradicts",
        /// A death on another day.
        OtherDay "other-day" "死亡日が異なる" "another day of death",
        /// Adjudicated as disappeared.
        Disappeared "disappeared" "失踪の宣告" "adjudicated as disappeared",
        /// Closed for great age.
        ElderDeleted "elder-deleted" "高齢者消除" "closed for great age",
        /// The family register knows nothing of the person, or not yet so late a day.
        Silent "silent" "戸籍なし" "the family register says nothing",
    }
}

impl Verdict {
    /// What it means for the proposal: `None` where it stands. `one_by_one`: the proposal has a doubt that only a yes removes.
    #[must_use]
    pub const fn fall(self, one_by_one: bool) -> Option<Fall> {
        match self {
            Self::Agrees => None,
            Self::Contradicts => Some(Fall::FamilyRegisterAlive),
            Self::OtherDay => Some(Fall::FamilyRegisterDay),
            Self::Disappeared => Some(Fall::Disappeared),
            Self::ElderDeleted => Some(Fall::ElderDeleted),
            Self::Silent => {
                if one_by_one {
                    Some(Fall::NotConfirmed)
                } else {
                    None
                }
            }
        }
    }
}

/// Holds the family register's words against a proposed death.
#[must_use]
pub fn verdict(died_on: Date, says: FamilyRegisterSays) -> Verdict {
    match says {
        // what it cannot have heard of yet it does not deny
        FamilyRegisterSays::NoEnd { as_of } if as_of < died_on => Verdict::Silent,
        FamilyRegisterSays::NoEnd { .. } => Verdict::Contradicts,
        FamilyRegisterSays::Died(Some((from, to))) if died_on < from || to < died_on => Verdict::OtherDay,
        FamilyRegisterSays::Died(_) => Verdict::Agrees,
        FamilyRegisterSays::Disappeared => Verdict::Disappeared,
        FamilyRegisterSays::ElderDeleted => Verdict::ElderDeleted,
        FamilyRegisterSays::NoRecord => Verdict::Silent,
    }
}

/// What a proposal becomes when the resident register was asked again; `Ok(false)`: nothing was told, which says nothing.
///
/// # Errors
/// Why it falls out.
pub fn confirmed(died_on: Date, again: &Found) -> Result<bool, Fall> {
    match (again.finding, again.on) {
        (Finding::NoAnswer, _) => Ok(false),
        (Finding::Died, Some(on)) if on == died_on => Ok(true),
        (Finding::Died, _) => Err(Fall::OtherDay),
        _ => Err(Fall::NotDead),
    }
}

/// The places of a random sample among `count` proposals, `wanted` of them, in ascending order. The same seed is the same sample.
#[must_use]
pub fn sample(seed: [u8; 32], count: usize, wanted: usize) -> Vec<usize> {
    let mut drawn: Vec<([u8; 32], usize)> =
        (0..count).map(|place| (crate::hash::sha256(&[&seed, &place.to_be_bytes()]), place)).collect();
    if wanted < drawn.len() {
        drawn.select_nth_unstable(wanted);
        drawn.truncate(wanted);
    }
    let mut places: Vec<usize> = drawn.into_iter().map(|(_, place)| place).collect();
    places.sort_unstable();
    places
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::check::Doubt;

    #[test]
    fn nothing_is_deleted_but_by_two() {
        for state in BatchState::ALL {
            assert_eq!(state.allows(BatchCommand::Delete), *state == BatchState::Approved);
            assert_eq!(BatchState::of_code(state.code()), Some(*state));
        }
    }

    #[test]
    fn the_family_register_agrees_or_a_person_looks() {
        let on = date(2025, 7, 1);
        let later = date(2026, 3, 31);
        let days = |from, to| FamilyRegisterSays::Died(Some((from, to)));
        for (says, expected) in [
            (FamilyRegisterSays::NoEnd { as_of: later }, Verdict::Contradicts),
            (FamilyRegisterSays::NoEnd { as_of: date(2025, 6, 30) }, Verdict::Silent),
            (days(on, on), Verdict::Agrees),
            (days(date(2025, 6, 29), date(2025, 7, 8)), Verdict::Agrees),
            (days(date(2025, 7, 2), date(2025, 7, 2)), Verdict::OtherDay),
            (FamilyRegisterSays::Died(None), Verdict::Agrees),
            (FamilyRegisterSays::Disappeared, Verdict::Disappeared),
            (FamilyRegisterSays::ElderDeleted, Verdict::ElderDeleted),
            (FamilyRegisterSays::NoRecord, Verdict::Silent),
        ] {
            let verdict = verdict(on, says);
            assert_eq!(verdict, expected, "{says:?}");
            assert_eq!(
                verdict.fall(true).is_none(),
                verdict == Verdict::Agrees,
                "only a yes removes a doubt"
            );
            assert_ne!(verdict.fall(false), Some(Fall::NotConfirmed));
        }
    }

    #[test]
    fn asked_again_only_the_same_death_stands() {
        let on = date(2025, 7, 1);
        let died = |day| Found { finding: Finding::Died, doubt: Doubt::None, on: Some(day) };
        assert_eq!(confirmed(on, &died(on)), Ok(true));
        assert_eq!(confirmed(on, &died(date(2025, 7, 2))), Err(Fall::OtherDay));
        for finding in Finding::ALL.iter().filter(|finding| **finding != Finding::Died) {
            let again = Found { finding: *finding, doubt: Doubt::None, on: None };
            let expected = if *finding == Finding::NoAnswer { Ok(false) } else { Err(Fall::NotDead) };
            assert_eq!(confirmed(on, &again), expected, "{finding:?}");
        }
    }

    #[test]
    fn a_sample_is_of_so_many_and_each_place_is_as_likely() {
        assert_eq!(sample([1; 32], 10, 20), (0..10).collect::<Vec<_>>(), "fewer than wanted: all");
        assert!(sample([1; 32], 10, 0).is_empty() && sample([1; 32], 0, 5).is_empty());
        let mut hits = [0_u32; 20];
        for seed in 0..200_u8 {
            let places = sample([seed; 32], 20, 5);
            assert_eq!(places.len(), 5);
            assert!(places.is_sorted() && places.windows(2).all(|pair| pair[0] < pair[1]));
            places.into_iter().for_each(|place| hits[place] += 1);
        }
        assert!(hits.iter().all(|hit| (25..=80).contains(hit)), "{hits:?}");
        assert_eq!(sample([7; 32], 1_000, 30), sample([7; 32], 1_000, 30));
    }
}
