//! A resident register that errs on a large scale: the run pauses, and in the end nobody alive is proposed for deletion.

use std::collections::BTreeSet;

use app::{BatchCheck, CheckEnd};
use registry::act::Act;
use registry::check::{Fall, ProposalState};

use crate::support::{Place, officer, on_both_engines};

on_both_engines!(with_systems:
    a_lost_shard_pauses_the_run_and_proposes_nobody_alive,
    keys_of_somebody_else_pause_the_run_and_propose_nobody_alive,
    two_runs_propose_an_entry_once,
    keys_that_change_hands_in_quarantine_let_proposals_fall,
);

impl Place {
    async fn paused(&self, scenario: &str) -> String {
        self.bend(scenario);
        self.app.start_check(&officer("registrar"), "2026").await.unwrap();
        let end = self.app.work_check(&officer("job"), &self.tools("one"), None, &|_| true).await.unwrap();
        let CheckEnd::Paused(why) = end else { panic!("it goes on: {end:?}") };
        assert!(
            self.app.follow_check(&officer("registrar"), None).await.is_err(),
            "nothing follows from a run that is paused"
        );
        why
    }

    /// Whoever is proposed is dead, and stands in no other batch.
    async fn nobody_alive_is_proposed(&self) -> BTreeSet<String> {
        let mut proposed = BTreeSet::new();
        for batch in self.app.list_deletion_batches(&officer("reader")).await.unwrap() {
            let mut after: Option<String> = None;
            loop {
                let page = self
                    .app
                    .list_proposals(&officer("aoki"), &batch.id, ProposalState::Proposed, after.as_deref())
                    .await
                    .unwrap();
                let Some(last) = page.last() else { break };
                after = Some(last.entry.clone());
                for one in page {
                    let digits: String = one.number.chars().filter(char::is_ascii_digit).collect();
                    assert!(self.is_dead(&digits), "{digits} lives");
                    assert!(proposed.insert(digits), "proposed twice");
                }
            }
        }
        proposed
    }
}

async fn a_lost_shard_pauses_the_run_and_proposes_nobody_alive(place: &Place) {
    let why = place.paused("[country]\nlost_shard = 0.3\n").await;
    assert!(why.contains("該当なし"), "{why}");
    place.app.resume_check(&officer("registrar"), "復旧を確かめた").await.unwrap();
    place.proposed_again().await;
    assert!(!place.nobody_alive_is_proposed().await.is_empty());
    assert_eq!(place.acts(Act::Deletion).await, 0);
    assert!(place.app.report_check(&officer("reader"), None).await.unwrap().adds_up());
}

async fn keys_of_somebody_else_pause_the_run_and_propose_nobody_alive(place: &Place) {
    let why = place.paused("[country]\nreassigned = 0.2\n").await;
    assert!(why.contains("別人"), "{why}");
    place.app.resume_check(&officer("registrar"), "付け直しを確かめた").await.unwrap();
    place.proposed_again().await;
    place.nobody_alive_is_proposed().await;
    assert!(place.app.report_check(&officer("reader"), None).await.unwrap().adds_up());
}

async fn two_runs_propose_an_entry_once(place: &Place) {
    place.proposed().await;
    let first = place.nobody_alive_is_proposed().await;
    place.app.start_check(&officer("registrar"), "2027").await.unwrap();
    let mut end =
        place.app.work_check(&officer("job"), &place.tools("two"), Some("2027"), &|_| true).await.unwrap();
    while let CheckEnd::Paused(_) = end {
        place.app.resume_check(&officer("registrar"), "確かめた").await.unwrap();
        end = place
            .app
            .work_check(&officer("job"), &place.tools("two"), Some("2027"), &|_| true)
            .await
            .unwrap();
    }
    let followed = place.app.follow_check(&officer("registrar"), Some("2027")).await.unwrap();
    assert_eq!((followed.proposals, followed.changes), (0, 0), "what is told is what was added");
    assert_eq!(place.nobody_alive_is_proposed().await, first, "each entry stands in one open batch");
}

async fn keys_that_change_hands_in_quarantine_let_proposals_fall(place: &Place) {
    let batch = place.proposed().await;
    place.nation.advance(14).unwrap();
    place.bend("[country]\nreassigned = 0.5\n");
    let end = place.check(&batch).await.unwrap();
    assert!(matches!(end, BatchCheck::Stopped(_)), "{end:?}");
    let fallen = place.batch().await.counts.fallen;
    assert!(fallen.get(&Fall::NotDead).is_some_and(|count| *count > 0), "{fallen:?}");
    assert_eq!(place.acts(Act::Deletion).await, 0);
}
