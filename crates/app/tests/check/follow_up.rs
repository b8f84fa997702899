//! What follows from a run goes on by itself, by several programs beside each other, and stops where officers decide.

use std::time::{Duration, Instant};

use app::{App, DeletionBatchView, ErrorKind};
use registry::act::Act;
use registry::check::BatchState;

use crate::support::{Place, officer, on_both_engines};

on_both_engines!(with_systems: two_programs_follow_up_by_themselves_and_nobody_is_told_or_proposed_twice);

/// How often the programs of the test look.
pub(crate) const EVERY: Duration = Duration::from_millis(50);
/// A program that has not come so far within this time does not go on by itself.
const PATIENCE: Duration = Duration::from_secs(90);

const TOLD: &str = "SELECT COUNT(*) FROM check_change WHERE notice <> ''";
const OPEN: &str = "SELECT COUNT(*) FROM check_change WHERE outcome = '' AND taken_until = 0 AND step IN ('first-reminder', 'family-register')";
const LATER: &str = "SELECT COUNT(*) FROM check_change WHERE outcome = '' AND taken_until > 0";

impl Place {
    async fn batch_in(&self, state: BatchState) -> DeletionBatchView {
        let since = Instant::now();
        loop {
            let batches = self.app.list_deletion_batches(&officer("reader")).await.unwrap();
            if let Some(batch) = batches.into_iter().find(|batch| batch.state == state) {
                return batch;
            }
            assert!(since.elapsed() < PATIENCE, "no batch is {state:?}");
            tokio::time::sleep(EVERY).await;
        }
    }

    pub(crate) async fn until_nothing_is_left(&self, sql: &str) {
        let since = Instant::now();
        while self.count(sql).await > 0 {
            assert!(since.elapsed() < PATIENCE, "it does not go on: {sql}");
            tokio::time::sleep(EVERY).await;
        }
    }
}

async fn two_programs_follow_up_by_themselves_and_nobody_is_told_or_proposed_twice(place: &Place) {
    let second = App::open(&place.settings).await.unwrap();
    let folder = |name: &str| place.folder.path().join(name);
    let programs = [
        place.app.start_follow_up(folder("one"), EVERY).unwrap(),
        second.start_follow_up(folder("two"), EVERY).unwrap(),
    ];
    place.run().await;
    let wanted = place.findings().await.values().filter(|(_, lead, _)| lead == "propose-deletion").count();
    let batch = place.batch_in(BatchState::Waiting).await;
    assert_eq!(batch.counts.proposed, wanted as u64, "each once");
    place.until_nothing_is_left(OPEN).await;
    place.until_nothing_is_left(LATER).await;
    let told = place.count(TOLD).await;
    assert!(told > 0);
    let twice =
        place.count("SELECT COUNT(*) - COUNT(DISTINCT entry_id) FROM check_change WHERE notice <> ''").await;
    assert_eq!(twice, 0);

    place.nation.advance(14).unwrap();
    let checked = place.batch_in(BatchState::Checked).await;
    assert_eq!(checked.counts.all(), wanted as u64, "the numbers add up");
    assert_eq!(place.count(TOLD).await, told, "nobody is reminded again before it is due");
    assert_eq!(place.acts(Act::Deletion).await, 0, "officers decide");
    for program in programs {
        program.abort();
    }
    let no_right = app::Actor { roles: vec![app::Role::Reader], ..officer("reader") };
    let refused = place.app.follow_up(&no_right, &place.tools("one")).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotPermitted);
    place.is_clean().await;
}
