//! Between the check of a batch and the deletion, and between the years: what the registers say changes, and so does what follows.

use app::{BatchCheck, DeletionBatchView, ErrorKind};
use registry::act::Act;
use registry::check::{BatchState, Fall, ProposalState};

use crate::support::{Place, officer, on_both_engines};

on_both_engines!(with_systems:
    who_lives_again_after_two_officers_is_not_deleted,
    no_answer_before_the_deletion_deletes_nobody,
    who_was_restored_alone_is_not_in_a_batch_again,
    what_a_whole_batch_gave_back_is_proposed_again,
    a_death_under_another_name_than_was_compared_falls_out,
    the_last_answer_makes_the_first_ones_no_younger,
    a_batch_is_checked_however_many_came_after_it,
);

impl Place {
    /// A batch that two officers approved.
    async fn approved(&self) -> DeletionBatchView {
        let batch = self.proposed().await;
        self.nation.advance(14).unwrap();
        assert_eq!(self.check(&batch).await.unwrap(), BatchCheck::Checked);
        self.approve("aoki", &batch).await.unwrap();
        self.approve("baba", &batch).await.unwrap();
        self.batch().await
    }

    async fn delete(&self, batch: &DeletionBatchView) -> Result<app::CarriedOut, app::AppError> {
        self.app.carry_out_deletions(&officer("job"), &batch.id, &|_| true).await
    }

    /// Another year's run, followed up; what was proposed, and the batch of it.
    async fn next_year(&self, period: &str) -> (u64, Option<DeletionBatchView>) {
        let who = officer("registrar");
        self.app.start_check(&who, period).await.unwrap();
        loop {
            let end =
                self.app.work_check(&officer("job"), &self.tools("next"), Some(period), &|_| true).await;
            match end.unwrap() {
                app::CheckEnd::Done => break,
                app::CheckEnd::Paused(_) => _ = self.app.resume_check(&who, "確かめた").await.unwrap(),
                other => unreachable!("{other:?}"),
            }
        }
        let followed = self.app.follow_check(&who, Some(period)).await.unwrap();
        let batches = self.app.list_deletion_batches(&officer("reader")).await.unwrap();
        (followed.proposals, batches.into_iter().find(|batch| batch.period == period))
    }
}

/// The resident register corrects itself after the second signature: nobody of them is deleted, in the same hour or days later.
async fn who_lives_again_after_two_officers_is_not_deleted(place: &Place) {
    place.bend("[country]\nmass_death = { share = 0.2, on = \"2026-03-01\" }\n");
    let batch = place.approved().await;
    place.bend("");
    let refused = place.delete(&batch).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Conflict, "{refused}");
    let view = place.batch().await;
    assert_eq!((view.state, place.acts(Act::Deletion).await), (BatchState::Stopped, 0), "{view:?}");
    assert!(view.officers.is_empty() && view.counts.fallen[&Fall::NotDead] > 3, "{view:?}");
    assert_eq!(view.counts.all(), batch.counts.all(), "the numbers add up");
    // whoever is truly dead goes the whole way again
    place.app.release_deletions(&officer("chiba"), &batch.id, "訂正を確かめた").await.unwrap();
    place.nation.advance(14).unwrap();
    let end = place.check(&batch).await.unwrap();
    assert!(!matches!(end, BatchCheck::Later(_)), "{end:?}");
    place.is_clean().await;
}

async fn no_answer_before_the_deletion_deletes_nobody(place: &Place) {
    let batch = place.approved().await;
    for silent in ["[systems.juki]\noutage = {}\n", "[country]\nstopped = 0.5\n"] {
        place.bend(silent);
        let refused = place.delete(&batch).await.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::Unavailable, "{refused}");
        assert!(refused.for_person_en.contains("This call deleted nobody"), "{refused}");
        let view = place.batch().await;
        assert_eq!((view.state, view.counts.proposed), (BatchState::Approved, batch.counts.proposed));
        assert_eq!(place.acts(Act::Deletion).await, 0);
    }
    place.bend("");
    assert_eq!(place.delete(&batch).await.unwrap().recorded, batch.counts.proposed);
    let one =
        place.app.list_proposals(&officer("aoki"), &batch.id, ProposalState::Deleted, None).await.unwrap();
    let looks = place.app.list_disclosures(&officer("auditor"), &one[0].entry).await.unwrap();
    let last = looks.iter().filter(|look| look.request.contains("before the deletions")).count();
    assert!(last >= 2, "each question is recorded: {looks:?}");
    place.is_clean().await;
}

/// Somebody came to the counter, and the resident register still says that he or she is dead: the next year no mass decision repeats it.
async fn who_was_restored_alone_is_not_in_a_batch_again(place: &Place) {
    let batch = place.approved().await;
    place.delete(&batch).await.unwrap();
    let deleted =
        place.app.list_proposals(&officer("aoki"), &batch.id, ProposalState::Deleted, None).await.unwrap();
    let [by_batch, by_act] = [&deleted[0].entry, &deleted[1].entry];
    place.app.restore_deletion(&officer("chiba"), (&batch.id, by_batch), "窓口に来た（架空）").await.unwrap();
    let order = app::ActOrder {
        target: by_act.clone(),
        act: Act::Restoration,
        effective_on: app::today_in_japan(),
        ground: "窓口に来た（架空）".to_owned(),
        items: Vec::new(),
        seen_version: None,
        key: None,
    };
    place.app.record_act(&officer("chiba"), &order).await.unwrap();
    let (proposed, batch) = place.next_year("2027").await;
    assert_eq!((proposed, batch), (0, None), "nobody else is left to be found");
    let mut reader = place.app.db().reader().await.unwrap();
    let sql =
        "SELECT about FROM desk_task WHERE kind = 'yearly-check' AND about LIKE '%restored%' ORDER BY about";
    let tasks = reader.query(sql, &[], |row| Ok(row.text(0)?.to_owned())).await.unwrap();
    assert_eq!(tasks.len(), 2, "{tasks:?}");
    let words = app::CheckTask::of("yearly-check", &tasks[0]).unwrap();
    assert!(words.what.0.contains("回復") && words.what.1.contains("taken back"), "{words:?}");
}

/// A whole batch was taken back for something else: its people are proposed again, but for the one who was restored alone before.
async fn what_a_whole_batch_gave_back_is_proposed_again(place: &Place) {
    let batch = place.approved().await;
    let carried = place.delete(&batch).await.unwrap();
    let deleted =
        place.app.list_proposals(&officer("aoki"), &batch.id, ProposalState::Deleted, None).await.unwrap();
    let alone = (batch.id.as_str(), deleted[0].entry.as_str());
    place.app.restore_deletion(&officer("chiba"), alone, "窓口に来た（架空）").await.unwrap();
    place.app.restore_deletions(&officer("chiba"), &batch.id, "様式の誤り（架空）", &|_| true).await.unwrap();
    let (proposed, next) = place.next_year("2027").await;
    assert_eq!(proposed, carried.recorded - 1);
    assert_eq!(next.unwrap().counts.proposed, proposed);
}

/// The name was equal when it was compared, and is not when it is asked again: not certainly this person.
async fn a_death_under_another_name_than_was_compared_falls_out(place: &Place) {
    let batch = place.proposed().await;
    place.nation.advance(14).unwrap();
    let other = "UPDATE entry SET present = REPLACE(present, '\u{3000}', '別\u{3000}') WHERE entry_id = \
                 (SELECT entry_id FROM deletion_proposal WHERE doubt = '' ORDER BY entry_id LIMIT 1)";
    let done = place.app.db().transact::<_, db::DbError, _>("other", move |tx| Box::pin(tx.batch(other)));
    done.await.unwrap();
    assert_eq!(place.check(&batch).await.unwrap(), BatchCheck::Checked);
    let fallen =
        place.app.list_proposals(&officer("aoki"), &batch.id, ProposalState::Fallen, None).await.unwrap();
    assert_eq!(place.batch().await.counts.fallen.get(&Fall::NotDead), Some(&1), "{fallen:?}");
    let renamed = place
        .count(
            "SELECT COUNT(*) FROM deletion_proposal p JOIN entry e ON e.register_id = p.register_id \
             AND e.entry_id = p.entry_id WHERE p.reason = 'not-dead' AND e.present LIKE '%別\u{3000}%'",
        )
        .await;
    assert_eq!(renamed, 1, "{fallen:?}");
}

/// One did not answer for weeks: what the others said then is not of today.
async fn the_last_answer_makes_the_first_ones_no_younger(place: &Place) {
    let batch = place.proposed().await;
    place.nation.advance(14).unwrap();
    place.bend("[country]\nstopped = 0.5\n");
    let begun = place.app.today().to_string();
    assert!(matches!(place.check(&batch).await.unwrap(), BatchCheck::Later(_)));
    place.nation.advance(31).unwrap();
    place.bend("");
    assert_eq!(place.check(&batch).await.unwrap(), BatchCheck::Checked);
    assert_eq!(place.batch().await.checked_on, begun);
    assert_eq!(place.approve("aoki", &batch).await.unwrap_err().kind, ErrorKind::Conflict, "too old");
    let due = place.app.check_due_deletions(&officer("job"), &place.tools("check")).await.unwrap();
    assert_eq!(due, [(batch.id.clone(), BatchCheck::Checked)]);
    let anew = place.batch().await;
    assert_eq!((anew.round, anew.checked_on.clone()), (2, place.app.today().to_string()));
    place.approve("aoki", &anew).await.unwrap();
}

/// Where hints are followed, runs are as many as hours: a batch waits longer than fifty of them.
async fn a_batch_is_checked_however_many_came_after_it(place: &Place) {
    let batch = place.proposed().await;
    for at in 0..60_u8 {
        let later = format!(
            "INSERT INTO deletion_batch (register_id, batch_id, run_id, state, reason, round, proposed_on, waits_until, \
             checked_on, first_by, first_ground, second_by, second_ground, changed_at, changed_by) \
             SELECT register_id, {at_id}, {at_id}, 'done', '', 1, proposed_on, waits_until, '', '', '', '', '', 1, 'test' \
             FROM deletion_batch WHERE state = 'waiting'",
            at_id = place.bytes_of(&[255, at])
        );
        let sql: &'static str = Box::leak(later.into_boxed_str());
        let done = place.app.db().transact::<_, db::DbError, _>("later", move |tx| Box::pin(tx.batch(sql)));
        done.await.unwrap();
    }
    place.nation.advance(14).unwrap();
    let due = place.app.check_due_deletions(&officer("job"), &place.tools("check")).await.unwrap();
    assert_eq!(due, [(batch.id.clone(), BatchCheck::Checked)]);
}
