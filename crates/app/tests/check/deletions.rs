//! From a death that was found to an entry that is deleted, and back: by two officers, or not at all.

use std::collections::BTreeSet;

use app::{BatchCheck, CheckEnd, DeletionBatchView, ErrorKind};
use country::LifeEventKind;
use registry::act::Act;
use registry::check::{BatchState, Fall, ProposalState};
use registry::item::{EntryItem, get};

use crate::support::{Place, officer, on_both_engines};

on_both_engines!(with_systems:
    the_dead_are_deleted_by_two_officers_and_restored,
    a_contradiction_of_the_family_register_stops_the_batch,
    what_changed_meanwhile_falls_out,
    a_death_that_is_taken_back_is_no_death,
    a_finding_opens_tasks_for_the_desk,
);

mod keeper {
    use super::*;
    on_both_engines!(where_the_notice_stays: a_death_is_a_task_of_the_keeper);

    /// Notice and return of the paper stay required, so nobody is deleted for a finding.
    async fn a_death_is_a_task_of_the_keeper(place: &Place) {
        place.run().await;
        let followed = place.app.follow_check(&officer("registrar"), None).await.unwrap();
        assert_eq!(followed.proposals, 0);
        assert!(place.app.list_deletion_batches(&officer("reader")).await.unwrap().is_empty());
        let dead = place.findings().await.values().filter(|(finding, ..)| finding == "died").count();
        let tasks = place.count("SELECT COUNT(*) FROM desk_task WHERE kind = 'yearly-check-keeper'").await;
        assert!(tasks > 0 && tasks == dead as i64, "{tasks} of {dead}");
    }
}

const GROUND: &str = "架空の決裁書 第1号";

impl Place {
    /// A run, and what follows from it, until the batch waits.
    pub(crate) async fn proposed(&self) -> DeletionBatchView {
        self.run().await;
        let followed = self.app.follow_check(&officer("registrar"), None).await.unwrap();
        assert!(followed.proposals > 3, "{followed:?}");
        let again = self.app.follow_check(&officer("registrar"), None).await.unwrap();
        assert_eq!((again.proposals, again.tasks), (0, 0), "the same call twice is one");
        self.batch().await
    }

    /// The same after a run that others may have worked on, and perhaps followed up.
    pub(crate) async fn proposed_again(&self) -> DeletionBatchView {
        self.run().await;
        self.app.follow_check(&officer("registrar"), None).await.unwrap();
        self.batch().await
    }

    pub(crate) async fn run(&self) {
        self.app.start_check(&officer("registrar"), "2026").await.unwrap();
        let mut end =
            self.app.work_check(&officer("job"), &self.tools("one"), None, &|_| true).await.unwrap();
        while let CheckEnd::Paused(_) = end {
            self.app.resume_check(&officer("registrar"), "確かめた").await.unwrap();
            end = self.app.work_check(&officer("job"), &self.tools("one"), None, &|_| true).await.unwrap();
        }
        assert_eq!(end, CheckEnd::Done);
    }

    /// The only batch.
    pub(crate) async fn batch(&self) -> DeletionBatchView {
        let mut batches = self.app.list_deletion_batches(&officer("reader")).await.unwrap();
        assert_eq!(batches.len(), 1);
        batches.remove(0)
    }

    pub(crate) async fn check(&self, batch: &DeletionBatchView) -> Result<BatchCheck, app::AppError> {
        self.app.check_deletions(&officer("registrar"), &self.tools("check"), &batch.id).await
    }

    pub(crate) async fn approve(&self, by: &str, batch: &DeletionBatchView) -> Result<(), app::AppError> {
        self.app.approve_deletions(&officer(by), &batch.id, GROUND).await
    }

    /// Numbers of the entries that were deleted by a death, as the register says it now, with the day.
    pub(crate) async fn deleted(&self) -> BTreeSet<(String, String)> {
        let sql = "SELECT present FROM entry WHERE present LIKE '%' ORDER BY entry_id";
        let mut reader = self.app.db().reader().await.unwrap();
        let presents = reader.query(sql, &[], |row| Ok(row.text(0)?.to_owned())).await.unwrap();
        let by_death =
            |text: &&String| get(text, EntryItem::Deleted).is_some_and(|why| why.starts_with("death "));
        let ours = presents.iter().filter(by_death).filter_map(|text| {
            let digits = get(text, EntryItem::Number)?.chars().filter(char::is_ascii_digit).collect();
            // an entry that the old register deleted has no day of death
            Some((digits, get(text, EntryItem::DiedOn)?.to_owned()))
        });
        ours.collect()
    }

    pub(crate) async fn acts(&self, act: Act) -> i64 {
        self.count(&format!("SELECT COUNT(*) FROM ledger WHERE act = '{}'", act.code())).await
    }

    pub(crate) async fn is_clean(&self) {
        self.app.sequence_now().await.unwrap();
        let audit = self.app.audit_register(None, false, &|_| ()).await.unwrap();
        assert!(audit.findings.is_empty(), "{:?}", audit.findings);
    }
}

/// Everybody who was deleted by the check is dead, on that day.
async fn nobody_alive_is_deleted(place: &Place, before: &BTreeSet<(String, String)>) -> usize {
    let deleted = place.deleted().await;
    for (number, on) in deleted.difference(before) {
        let person = place.nation.person(place.whose[number]).unwrap();
        let died = person.events.iter().find(|event| event.kind == LifeEventKind::Death);
        assert_eq!(died.map(|event| event.date.to_string()).as_ref(), Some(on), "{number}");
    }
    deleted.difference(before).count()
}

async fn the_dead_are_deleted_by_two_officers_and_restored(place: &Place) {
    let before = place.deleted().await;
    let batch = place.proposed().await;
    let wanted = place.findings().await.values().filter(|(_, lead, _)| lead == "propose-deletion").count();
    assert_eq!((batch.state, batch.counts.proposed), (BatchState::Waiting, wanted as u64));
    assert_eq!(place.acts(Act::Deletion).await, 0);

    assert_eq!(place.check(&batch).await.unwrap_err().kind, ErrorKind::Conflict, "in quarantine");
    assert_eq!(place.approve("aoki", &batch).await.unwrap_err().kind, ErrorKind::Conflict, "not checked");
    place.nation.advance(14).unwrap();
    assert_eq!(place.check(&batch).await.unwrap(), BatchCheck::Checked);
    let no_officer = app::Actor { roles: vec![app::Role::Reader], ..officer("reader") };
    let refused = place.app.approve_deletions(&no_officer, &batch.id, GROUND).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotPermitted);
    let elsewhere =
        app::Actor { reach: app::Reach::Authorities(vec!["JP-13".to_owned()]), ..officer("aoki") };
    let refused = place.app.approve_deletions(&elsewhere, &batch.id, GROUND).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotFound, "another authority's officer");

    let delete = async |by: &str| place.app.carry_out_deletions(&officer(by), &batch.id, &|_| true).await;
    assert_eq!(delete("aoki").await.unwrap_err().kind, ErrorKind::Conflict, "nobody approved");
    place.approve("aoki", &batch).await.unwrap();
    assert_eq!(delete("aoki").await.unwrap_err().kind, ErrorKind::Conflict, "one officer is not enough");
    assert_eq!(
        place.approve("Aoki", &batch).await.unwrap_err().kind,
        ErrorKind::NotPermitted,
        "the same one"
    );
    place.approve("baba", &batch).await.unwrap();
    assert_eq!(place.acts(Act::Deletion).await, 0, "approved is not deleted");

    let listed =
        place.app.list_proposals(&officer("aoki"), &batch.id, ProposalState::Proposed, None).await.unwrap();
    let shown = place.batch().await;
    assert_eq!(listed.len() as u64, shown.counts.proposed.min(50));
    assert!(listed.iter().all(|one| !one.name.is_empty() && !one.died_on.is_empty()));

    let place_of = place.show(&listed[0].entry).await;
    let carried = delete("job").await.unwrap();
    assert_eq!((carried.recorded, carried.fallen), (shown.counts.proposed, 0));
    let marked = place.count("SELECT COUNT(*) FROM credential_place WHERE mark = 'ended'").await;
    assert_eq!(marked, 1, "the proof that was shown is taken back with the entry: {place_of:?}");
    assert_eq!(nobody_alive_is_deleted(place, &before).await as u64, carried.recorded);
    assert_eq!(delete("job").await.unwrap().recorded, 0, "done twice is done once");
    let view = place.batch().await;
    assert_eq!((view.state, view.counts.proposed), (BatchState::Done, 0));
    the_tables_say_so(place, carried.recorded).await;
    assert_eq!(view.counts.all(), batch.counts.all(), "the numbers add up");
    let told = place
        .count(
            "SELECT COUNT(*) FROM ledger l JOIN basis b ON b.register_id = l.register_id AND b.basis_id = l.basis_id \
             WHERE l.act = 'deletion' AND b.ground LIKE '%aoki・baba%' AND b.citation LIKE '%報告書%'",
        )
        .await;
    assert_eq!(told as u64, carried.recorded, "each act says by whom, and by what");
    place.is_clean().await;

    let restored =
        place.app.restore_deletions(&officer("chiba"), &batch.id, "誤りとみて", &|_| true).await.unwrap();
    assert_eq!((restored.recorded, restored.fallen), (carried.recorded, 0));
    assert_eq!(place.deleted().await, before, "everybody stands as before");
    let again =
        place.app.restore_deletions(&officer("chiba"), &batch.id, "誤りとみて", &|_| true).await.unwrap();
    assert_eq!(again.recorded, 0);
    place.is_clean().await;
}

async fn the_tables_say_so(place: &Place, deleted: u64) {
    let shown = place.app.show_check(&officer("reader"), None).await.unwrap().unwrap();
    let row = shown.deaths.iter().find(|row| row.deleted > 0).unwrap();
    assert_eq!(row.deleted, deleted);
    assert!(row.found > row.deleted, "of those whose number was only found nobody is deleted");
    assert!(
        Some(row.notified) < row.expected && shown.sources.iter().all(|source| source.contains("報告書")),
        "{row:?}"
    );
    let known = place.app.count_numbers_given(&officer("reader")).await.unwrap();
    assert_eq!(known.iter().map(|row| row.given + row.found).sum::<u64>(), place.linked);
    assert!(known.iter().all(|row| row.linked == 0), "everybody's number is known in one way or the other");
}

async fn a_contradiction_of_the_family_register_stops_the_batch(place: &Place) {
    let batch = place.proposed().await;
    place.nation.advance(14).unwrap();
    place.bend("[systems.network]\noutage = {}\n");
    assert!(matches!(place.check(&batch).await.unwrap(), BatchCheck::Later(_)), "no answer is no answer");
    assert_eq!(place.batch().await.state, BatchState::Waiting);
    place.bend("[country]\nwrong_person = 1.0\n");
    let BatchCheck::Stopped(why) = place.check(&batch).await.unwrap() else { panic!("it goes on") };
    assert!(why.contains("戸籍") && why.lines().count() == 2, "{why}");
    let stopped = place.batch().await;
    assert!(stopped.state == BatchState::Stopped && stopped.counts.fallen[&Fall::FamilyRegisterAlive] > 0);
    for by in ["aoki", "baba"] {
        assert_eq!(place.approve(by, &batch).await.unwrap_err().kind, ErrorKind::Conflict);
    }
    assert_eq!(place.acts(Act::Deletion).await, 0);

    // an officer says why it may go on: it waits again, and everything is asked again
    place.bend("");
    place.app.release_deletions(&officer("aoki"), &batch.id, "接続先の誤りを確かめた").await.unwrap();
    assert_eq!(place.check(&batch).await.unwrap_err().kind, ErrorKind::Conflict, "in quarantine again");
    place.nation.advance(14).unwrap();
    let after = place.check(&batch).await.unwrap();
    assert!(matches!(after, BatchCheck::Checked | BatchCheck::Empty), "{after:?}");
    place.app.dismiss_deletions(&officer("baba"), &batch.id, "取り下げる").await.unwrap_or_else(|error| {
        assert_eq!((after, error.kind), (BatchCheck::Empty, ErrorKind::Conflict));
    });
    assert_eq!(place.batch().await.counts.proposed, 0);
}

async fn what_changed_meanwhile_falls_out(place: &Place) {
    let before = place.deleted().await;
    let batch = place.proposed().await;
    place.nation.advance(14).unwrap();
    assert_eq!(place.check(&batch).await.unwrap(), BatchCheck::Checked);
    place.approve("aoki", &batch).await.unwrap();
    place.approve("baba", &batch).await.unwrap();
    let listed =
        place.app.list_proposals(&officer("aoki"), &batch.id, ProposalState::Proposed, None).await.unwrap();
    // somebody corrects the one entry, and takes the link of the other back
    let order = app::ActOrder {
        target: listed[0].entry.clone(),
        act: Act::RegisterCorrection,
        effective_on: app::today_in_japan(),
        ground: "架空の申請".to_owned(),
        items: vec![("domicile".to_owned(), "沖縄県".to_owned())],
        seen_version: None,
        key: None,
    };
    place.app.record_act(&officer("registrar"), &order).await.unwrap();
    place.unlink(&listed[1].entry).await;
    let carried = place.app.carry_out_deletions(&officer("job"), &batch.id, &|_| true).await.unwrap();
    assert_eq!(carried.fallen, 2);
    let view = place.batch().await;
    assert_eq!((view.counts.fallen[&Fall::EntryChanged], view.counts.fallen[&Fall::LinkChanged]), (1, 1));
    assert_eq!(nobody_alive_is_deleted(place, &before).await as u64, carried.recorded);
    assert_eq!(place.count("SELECT COUNT(*) FROM desk_task WHERE kind = 'deletion-fell'").await, 2);
    place.is_clean().await;
}

async fn a_death_that_is_taken_back_is_no_death(place: &Place) {
    place.bend("[country]\nmass_death = { share = 0.2, on = \"2026-03-01\" }\n");
    let batch = place.proposed().await;
    place.nation.advance(14).unwrap();
    // the resident register corrects itself
    place.bend("");
    let BatchCheck::Stopped(why) = place.check(&batch).await.unwrap() else { panic!("it goes on") };
    assert!(why.contains("再照会"), "{why}");
    assert!(place.batch().await.counts.fallen[&Fall::NotDead] > 3);
    assert_eq!(place.acts(Act::Deletion).await, 0);
}

async fn a_finding_opens_tasks_for_the_desk(place: &Place) {
    place.proposed().await;
    let led = place.findings().await;
    let desk = led.values().filter(|(_, lead, _)| ["desk", "keepers-task"].contains(&lead.as_str()));
    let tasks = place.count("SELECT COUNT(*) FROM desk_task WHERE kind = 'yearly-check'").await;
    assert_eq!(tasks, desk.count() as i64);
    let mut reader = place.app.db().reader().await.unwrap();
    let abouts = reader
        .query("SELECT kind, about FROM desk_task", &[], |row| {
            Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned()))
        })
        .await
        .unwrap();
    for (kind, about) in abouts {
        let words = app::CheckTask::of(&kind, &about).unwrap();
        assert!(!words.what.0.is_empty() && !words.what.1.is_empty() && words.entry.len() == 36, "{about}");
    }
}
