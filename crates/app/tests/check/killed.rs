//! kill -9 at any moment, of the run and of the deletion: the same call goes on, and what stands in the end is what a run without a kill makes.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use app::{App, CheckEnd, CheckTools, Settings};
use registry::act::Act;
use registry::check::BatchState;

use crate::support::{Place, officer, on_both_engines, rules_as_they_are, systems};

on_both_engines!(with_systems:
    a_killed_run_and_a_killed_deletion_go_on, what_a_killed_worker_had_is_free_when_a_program_that_serves_has_its_name
);

const DATABASE: &str = "SHIKAKU_TEST_CHECK_DATABASE";
const FOLDER: &str = "SHIKAKU_TEST_CHECK_FOLDER";
/// The batch to be deleted; `run`: the run is worked on, and followed up; `changes`: whoever changed something is told.
const WHAT: &str = "SHIKAKU_TEST_CHECK_WHAT";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the child of a crash test"]
async fn the_work_that_is_killed() {
    let of = |name| std::env::var(name).expect("started by the test below");
    let folder = std::path::PathBuf::from(of(FOLDER));
    let mut settings = Settings::new(of(DATABASE), rules_as_they_are(), Some(folder.join("log.key")));
    settings.systems = Some(systems(&folder).await);
    let app = App::open(&settings).await.unwrap();
    let who = officer("job");
    match of(WHAT).as_str() {
        "run" => {
            let tools = CheckTools::of(app.systems(), folder.join("check")).unwrap();
            app.work_check(&who, &tools, None, &|_| true).await.unwrap();
            app.follow_check(&who, None).await.unwrap();
        }
        "changes" => {
            let tools = CheckTools::of(app.systems(), folder.join("check")).unwrap();
            app.work_changes(&who, &tools).await.unwrap();
        }
        batch => _ = app.carry_out_deletions(&who, batch, &|_| true).await.unwrap(),
    }
}

impl Place {
    /// Starts the child.
    pub(crate) fn begin(&self, what: &str) -> Child {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "killed::the_work_that_is_killed", "--ignored"])
            .env(DATABASE, &self.settings.database)
            .env(FOLDER, self.folder.path())
            .env(WHAT, what)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Starts the child and kills it after a while; tells whether it was still at work.
    fn kill(&self, what: &str, after: Duration) -> bool {
        let mut child = self.begin(what);
        std::thread::sleep(after);
        let at_work = child.try_wait().unwrap().is_none();
        child.kill().unwrap();
        child.wait().unwrap();
        at_work
    }
}

async fn a_killed_run_and_a_killed_deletion_go_on(place: &Place) {
    place.app.start_check(&officer("registrar"), "2026").await.unwrap();
    let mut killed = 0;
    // later each time, so that it dies in the sending, the answering, the writing, the following up
    for attempt in 1..=6 {
        killed += u32::from(place.kill("run", Duration::from_millis(150 * attempt)));
        let (found, slices) = (
            place.count("SELECT COUNT(*) FROM check_finding").await,
            place.count("SELECT COUNT(*) FROM check_slice WHERE state = 'done'").await,
        );
        assert!(slices > 0 || found == 0, "a slice is written as a whole: {found}");
    }
    // the lease of a worker that was killed ends by itself; here nobody waits for that
    place.expire_leases().await;
    let batch = place.proposed_again().await;
    let wanted = place.findings().await.values().filter(|(_, lead, _)| lead == "propose-deletion").count();
    assert_eq!(batch.counts.proposed, wanted as u64, "nobody twice, nobody left out");

    place.nation.advance(14).unwrap();
    place.check(&batch).await.unwrap();
    let wanted = place.batch().await.counts.proposed;
    place.approve("aoki", &batch).await.unwrap();
    place.approve("baba", &batch).await.unwrap();
    for attempt in 1..=8 {
        killed += u32::from(place.kill(&batch.id, Duration::from_millis(60 * attempt)));
        let deleted = place.acts(Act::Deletion).await;
        let settled = place.count("SELECT COUNT(*) FROM deletion_proposal WHERE state = 'deleted'").await;
        assert_eq!(deleted, settled, "an act and its proposal stand together");
    }
    assert!(killed > 0, "nothing was killed: the test is blind");
    place.app.carry_out_deletions(&officer("job"), &batch.id, &|_| true).await.unwrap();
    assert_eq!(place.acts(Act::Deletion).await as u64, wanted, "each once");
    assert_eq!(place.batch().await.state, BatchState::Done);
    place.is_clean().await;
}

/// A program that serves lives for weeks, under the name of whoever was killed before it: that one's slices are nobody's all the same.
async fn what_a_killed_worker_had_is_free_when_a_program_that_serves_has_its_name(place: &Place) {
    place.app.start_check(&officer("registrar"), "2026").await.unwrap();
    drop(place.tools("killed"));
    let name = std::fs::read_to_string(place.folder.path().join("check/worker-0")).unwrap();
    let run = store::check::runs(&mut place.app.db().reader().await.unwrap()).await.unwrap().remove(0);
    let until = jiff::Timestamp::now().as_microsecond() + 120_000_000;
    let had = store::check::take_slice(place.app.db(), run.id, &name, (0, until)).await.unwrap();
    assert!(had.is_some(), "nothing to take: the test is blind");

    let serves = place.tools("serves");
    let beside = place.tools("beside");
    let names: Vec<String> = (0..2)
        .map(|at| std::fs::read_to_string(place.folder.path().join(format!("check/worker-{at}"))).unwrap())
        .collect();
    assert!(names[0] == name && names[1] != name, "the program that serves has the killed one's name");
    let who = officer("job");
    let end = place.app.work_check(&who, &beside, None, &|_| true).await.unwrap();
    assert_eq!(end, CheckEnd::OthersAtWork, "to whoever works beside it the name is a living one's");
    place.app.follow_up(&who, &serves).await.unwrap();
    assert_eq!(place.app.work_check(&who, &beside, None, &|_| true).await.unwrap(), CheckEnd::Done);
}
