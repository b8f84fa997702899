//! What follows from finished runs goes on by itself while the program serves: findings are read, reminders and corrections that are due are
//! taken, batches whose quarantine is over are checked, and hints are asked about where an authority has switched them on. Nothing that an
//! officer decides is decided here: nobody is deleted by it.

use std::path::PathBuf;
use std::time::Duration;

use store::check::{self, Run};
use tokio::task::JoinHandle;

use super::hints::is_of_hints;
use super::{BatchCheck, ChangesWorked, CheckTools, Followed, may_check};
use crate::{Actor, App, AppError, Channel, ErrorKind, Reach, Role};

/// How often it is looked, when nobody says otherwise: what is due is due on a day, and what was not answered is asked again within the hour.
pub const FOLLOW_UP_EVERY: Duration = Duration::from_secs(600);
/// Hints are looked for in one turn of so many: an authority issues its list of revoked certificates once or twice a day, and each look fetches
/// it whole.
const HINTS_IN_A_TURN_OF: u64 = 6;
/// Finished runs whose findings are still looked for: a run is followed up within days, and the next one comes a year later.
const RUNS: usize = 2;

/// What one turn did.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FollowUp {
    /// Of findings.
    pub followed: Followed,
    /// Of changes; nothing where the carriers are not among the systems.
    pub changes: ChangesWorked,
    /// Batches that were checked, with what came of it.
    pub checked: Vec<(String, BatchCheck)>,
}

impl App {
    /// Follows up finished runs beside the caller, again and again, until the handle is aborted or the program ends. Several programs may do it
    /// beside each other: every part of it is claimed in the database before it counts. `folder`: for answers while they are used.
    ///
    /// # Errors
    /// When the resident register or the vault is not among the systems.
    pub fn start_follow_up(&self, folder: PathBuf, every: Duration) -> Result<JoinHandle<()>, AppError> {
        let tools = CheckTools::of(self.systems(), folder)?;
        let app = self.clone();
        Ok(tokio::spawn(async move {
            let by_itself = the_program();
            for turn in 0_u64.. {
                if turn.is_multiple_of(HINTS_IN_A_TURN_OF) {
                    app.look_for_hints(&by_itself, &tools).await;
                }
                match app.follow_up(&by_itself, &tools).await {
                    Ok(done) if done == FollowUp::default() => {}
                    Ok(done) => tracing::info!(?done, "the yearly check was followed up"),
                    Err(error) => tracing::warn!(%error, "the yearly check is followed up later"),
                }
                tokio::time::sleep(every).await;
            }
        }))
    }

    /// Hints first: what they find is followed up in the same turn. That nobody answered stops nothing else, and the hints wait.
    async fn look_for_hints(&self, actor: &Actor, tools: &CheckTools) {
        match self.work_hints(actor, tools).await {
            Ok(worked) if worked.asked + worked.unanswered + worked.hints == 0 => {}
            Ok(worked) => tracing::info!(?worked, "hints were asked about"),
            Err(error) => tracing::warn!(%error, "hints are looked for later"),
        }
    }

    /// One turn: whatever is due in the registers within reach.
    ///
    /// # Errors
    /// Registrars only. What another program did first, and a batch that cannot be checked now, are no errors.
    pub async fn follow_up(&self, actor: &Actor, tools: &CheckTools) -> Result<FollowUp, AppError> {
        may_check(actor)?;
        let mut done = FollowUp::default();
        let runs = check::runs(&mut self.0.db.reader().await?).await?;
        // This program can have the name of a worker that was killed, and holds it for as long as it serves: nobody else would take that one for
        // gone, and what it had under way would lie until its lease ends.
        for run in runs.iter().filter(|run| run.state == "running") {
            self.free_of_gone(run, tools).await?;
        }
        // a run of hints follows itself up
        let yearly = |run: &&Run| run.state == "done" && !is_of_hints(&run.period);
        for run in runs.iter().filter(yearly).take(RUNS) {
            done.followed.add(self.follow_check(actor, Some(&run.period)).await?);
        }
        if tools.network.is_none() {
            return Ok(done);
        }
        for id in self.due_deletions(actor).await? {
            match self.check_deletions(actor, tools, &id).await {
                Ok(check) => done.checked.push((id, check)),
                Err(error) if error.kind == ErrorKind::Conflict => {
                    tracing::info!(batch = id, %error, "somebody else checks this batch");
                }
                Err(error) => tracing::warn!(batch = id, %error, "this batch is checked later"),
            }
        }
        if tools.notices.is_some() {
            done.changes = self.work_changes(actor, tools).await?;
        }
        Ok(done)
    }
}

fn the_program() -> Actor {
    Actor {
        name: "yearly-check".to_owned(),
        purpose: "yearly-check".to_owned(),
        channel: Channel::Job,
        roles: vec![Role::Registrar],
        reach: Reach::All,
    }
}
