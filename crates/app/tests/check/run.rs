//! Runs: what is found, what is not, and what goes wrong on the way.

use app::{CheckEnd, ErrorKind};
use registry::check::Finding;

use crate::support::{Place, officer, on_both_engines};

on_both_engines!(
    the_dead_are_found_and_nobody_alive,
    workers_beside_each_other_find_nobody_twice,
    an_outage_says_nothing,
    half_a_file_says_nothing,
    doubles_and_disorder_do_no_harm,
    a_mass_death_pauses_the_run,
    lines_that_do_not_come_are_asked_for_again,
    a_run_that_is_paused_goes_on_though_another_was_begun,
);

async fn work(place: &Place, worker: &str) -> Result<CheckEnd, app::AppError> {
    place.app.work_check(&officer("job"), &place.tools(worker), None, &|_| true).await
}

/// Nobody alive is found dead, the numbers add up, and nothing but findings was written.
async fn nobody_alive_is_struck(place: &Place) {
    for (number, (finding, lead, _)) in place.findings().await {
        if finding == Finding::Died.code() {
            assert!(place.is_dead(&number), "{number} lives");
        } else {
            assert_ne!(lead, "propose-deletion", "{number}: {finding}");
        }
    }
    let report = place.app.report_check(&officer("reader"), None).await.unwrap();
    assert!(report.adds_up(), "{report:?}");
    assert_eq!(place.count("SELECT COUNT(*) FROM ledger WHERE act = 'deletion'").await, 0);
}

async fn the_dead_are_found_and_nobody_alive(place: &Place) {
    let records = place.count("SELECT COUNT(*) FROM ledger").await;
    let run = place.app.start_check(&officer("registrar"), "2026").await.unwrap();
    assert_eq!(place.app.start_check(&officer("registrar"), "2026").await.unwrap(), run, "the same run");
    assert_eq!(work(place, "one").await.unwrap(), CheckEnd::Done);
    nobody_alive_is_struck(place).await;

    let report = place.app.report_check(&officer("reader"), None).await.unwrap();
    assert_eq!((report.run.state.as_str(), report.checked + report.deleted), ("done", place.linked));
    assert!(report.of(Finding::Unchanged) > report.checked / 2 && report.of(Finding::Died) > 0, "{report:?}");
    assert!(report.of(Finding::NameChanged) > 0 && report.of(Finding::NoAnswer) == 0, "{report:?}");
    for (number, (_, lead, fact)) in place.findings().await {
        let effect = ["propose-deletion", "remind", "ask-koseki"].contains(&lead.as_str());
        assert!(fact == "given" || !effect, "{number}: a number that was only found allows nothing");
    }
    assert_eq!(
        place.count("SELECT COUNT(*) FROM ledger").await,
        records,
        "an unchanged entry costs no write"
    );
    assert_eq!(
        place
            .count(
                "SELECT COUNT(*) FROM disclosure WHERE channel = 'job' AND entries = '' \
         AND request LIKE 'yearly-check%'"
            )
            .await,
        1,
        "one record a slice"
    );
    assert_eq!(place.count("SELECT COUNT(*) FROM disclosure_entry").await, 0);

    // each holder sees the look, by the slice's range
    let (number, _) = place.findings().await.pop_first().unwrap();
    let search = app::view::Search { number, ..app::view::Search::default() };
    let found = place.app.find_entries(&officer("reader"), &search).await.unwrap();
    let looks = place.app.list_disclosures(&officer("auditor"), &found.entries[0].id).await.unwrap();
    assert!(looks.iter().any(|look| look.request.starts_with("yearly-check 2026 slice 0")), "{looks:?}");

    // again: nothing is asked, nothing is written
    let findings = place.findings().await;
    assert_eq!(work(place, "two").await.unwrap(), CheckEnd::Done);
    assert_eq!(place.findings().await, findings);
}

async fn workers_beside_each_other_find_nobody_twice(place: &Place) {
    place.app.start_check(&officer("registrar"), "2026").await.unwrap();
    let (one, two) = tokio::join!(work(place, "one"), work(place, "two"));
    let ends = [one.unwrap(), two.unwrap()];
    assert!(ends.contains(&CheckEnd::Done) || ends.contains(&CheckEnd::OthersAtWork), "{ends:?}");
    assert_eq!(work(place, "three").await.unwrap(), CheckEnd::Done);
    nobody_alive_is_struck(place).await;
    let report = place.app.report_check(&officer("reader"), None).await.unwrap();
    assert_eq!(report.checked + report.deleted, place.linked);
}

async fn an_outage_says_nothing(place: &Place) {
    place.app.start_check(&officer("registrar"), "2026").await.unwrap();
    place.bend("[systems.juki]\noutage = {}\n");
    let refused = work(place, "one").await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Unavailable);
    assert!(place.findings().await.is_empty());
    place.bend("");
    assert_eq!(work(place, "one").await.unwrap(), CheckEnd::Done, "the same command goes on");
    nobody_alive_is_struck(place).await;
}

async fn half_a_file_says_nothing(place: &Place) {
    place.app.start_check(&officer("registrar"), "2026").await.unwrap();
    for scenario in ["[systems.juki]\nhalf_file = true\n", "[systems.juki]\nlying_total = 3\n"] {
        place.bend(scenario);
        assert_eq!(work(place, "one").await.unwrap_err().kind, ErrorKind::Unavailable);
        assert!(place.findings().await.is_empty(), "{scenario}");
    }
    place.bend("");
    assert_eq!(work(place, "one").await.unwrap(), CheckEnd::Done, "what was broken is asked anew");
    nobody_alive_is_struck(place).await;
}

async fn doubles_and_disorder_do_no_harm(place: &Place) {
    place.app.start_check(&officer("registrar"), "2026").await.unwrap();
    place.bend("[systems.juki]\ndoubled = 0.5\nout_of_order = true\n[country]\nwrong_person = 0.01\nstopped = 0.02\n");
    assert_eq!(work(place, "one").await.unwrap(), CheckEnd::Done);
    nobody_alive_is_struck(place).await;
    let report = place.app.report_check(&officer("reader"), None).await.unwrap();
    assert!(report.of(Finding::NoAnswer) > 0 && report.of(Finding::Unclear) > 0, "{report:?}");
}

async fn a_mass_death_pauses_the_run(place: &Place) {
    place.app.start_check(&officer("registrar"), "2026").await.unwrap();
    place.bend("[country]\nmass_death = { share = 0.2, on = \"2026-03-01\" }\n");
    let CheckEnd::Paused(reason) = work(place, "one").await.unwrap() else { panic!("it goes on") };
    assert!(reason.contains("2026-03-01") && reason.lines().count() == 2, "{reason}");
    let CheckEnd::Paused(_) = work(place, "two").await.unwrap() else { panic!("it goes on") };
    assert_eq!(
        place.app.resume_check(&officer("registrar"), " ").await.unwrap_err().kind,
        ErrorKind::BadInput
    );
    place.app.resume_check(&officer("registrar"), "架空の災害による。公報で確かめた").await.unwrap();
    let events = place.app.check_events(&officer("registrar"), None).await.unwrap();
    let told: Vec<&str> = events.iter().map(|event| event.what.as_str()).collect();
    assert_eq!(told, ["pause", "resume"], "once paused, however many workers see it: {events:?}");
    assert!(events[1].about.contains("公報"));
    assert_eq!(work(place, "two").await.unwrap(), CheckEnd::Done);
    nobody_alive_is_struck(place).await;
}

/// A part of the resident register gives no line: a slice without so many is none. A few are a finding that says nothing.
async fn lines_that_do_not_come_are_asked_for_again(place: &Place) {
    place.app.start_check(&officer("registrar"), "2026").await.unwrap();
    place.bend("[systems.juki]\nmissing = 0.3\n");
    assert_eq!(work(place, "one").await.unwrap_err().kind, ErrorKind::Unavailable);
    assert!(place.findings().await.is_empty(), "nothing is written of half a slice");
    place.bend("[systems.juki]\nmissing = 0.01\n");
    assert_eq!(work(place, "one").await.unwrap(), CheckEnd::Done);
    nobody_alive_is_struck(place).await;
    let report = place.app.report_check(&officer("reader"), None).await.unwrap();
    assert!(report.of(Finding::NoAnswer) > 0, "this test is blind: {report:?}");
    assert_eq!(report.checked + report.deleted, place.linked);
}

async fn a_run_that_is_paused_goes_on_though_another_was_begun(place: &Place) {
    let who = officer("registrar");
    place.app.start_check(&who, "2026").await.unwrap();
    place.app.pause_check(&who, "点検（架空）").await.unwrap();
    assert_eq!(place.app.period_to_check().await.unwrap(), "2026", "in another year as well");
    place.app.start_check(&who, "2026-2").await.unwrap();
    assert_eq!(work(place, "one").await.unwrap(), CheckEnd::Done);
    let resume = (app::RunCommand::Resume, "点検は終わった（架空）");
    assert_eq!(place.app.steer_check(&who, None, resume).await.unwrap_err().kind, ErrorKind::Conflict);
    let run = place.app.steer_check(&who, Some("2026"), resume).await.unwrap();
    assert_eq!((run.period.as_str(), run.state.as_str()), ("2026", "running"));
    let end = place.app.work_check(&officer("job"), &place.tools("two"), Some("2026"), &|_| true).await;
    assert_eq!(end.unwrap(), CheckEnd::Done);
    for period in ["2026", "2026-2"] {
        let report = place.app.report_check(&officer("reader"), Some(period)).await.unwrap();
        assert!(report.adds_up() && report.checked + report.deleted == place.linked, "{report:?}");
    }
}

mod stricter {
    use super::*;
    on_both_engines!(where_any_death_pauses: by_other_rules_the_same_run_pauses);

    /// The numbers that pause a run are the rules', and not the program's.
    async fn by_other_rules_the_same_run_pauses(place: &Place) {
        place.app.start_check(&officer("registrar"), "2026").await.unwrap();
        let end = place.app.work_check(&officer("job"), &place.tools("one"), None, &|_| true).await.unwrap();
        let CheckEnd::Paused(why) = end else { panic!("it goes on: {end:?}") };
        assert!(why.contains("歳") && why.contains("上限0%"), "{why}");
    }
}
