//! Pausing a run and letting it go on: by whom, on what ground.

use db::Tx;
use registry::ids::EntryId;
use store::check::{self, Run, RunEvent};
use store::writer::fresh_stamp;

use super::{ground_of, may_check, may_see, no_run};
use crate::{Actor, App, AppError, ErrorKind};

/// What an officer may do with a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RunCommand {
    /// Stop it at the next slice.
    Pause,
    /// Let it go on.
    Resume,
}

impl RunCommand {
    /// The word in addresses and in the run's history.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Resume => "resume",
        }
    }

    /// The one of a word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        [Self::Pause, Self::Resume].into_iter().find(|command| command.code() == code)
    }

    /// The state in which it can be said.
    const fn state(self) -> &'static str {
        match self {
            Self::Pause => "running",
            Self::Resume => "paused",
        }
    }
}

impl App {
    /// Pauses a run: workers end at the next slice, and nothing follows from it until it is resumed.
    ///
    /// # Errors
    /// Registrars only, of an authority that the run checks; when it does not run.
    pub async fn pause_check(&self, actor: &Actor, reason: &str) -> Result<Run, AppError> {
        self.steer_check(actor, None, (RunCommand::Pause, reason)).await
    }

    /// Lets a paused run go on, on the ground that the officer states: why what stopped it is true, or what was wrong and is right now. It stays
    /// with the run. The counts that were looked at, of all authorities, do not stop it again; so only who answers for all of them may.
    ///
    /// # Errors
    /// Registrars only, of all authorities that the run checks; when it is not paused, or no ground was stated.
    pub async fn resume_check(&self, actor: &Actor, ground: &str) -> Result<Run, AppError> {
        self.steer_check(actor, None, (RunCommand::Resume, ground)).await
    }

    /// The same with the run of a period; the latest, when none is named. So one that is paused does not stay so for ever when another one was
    /// begun.
    ///
    /// # Errors
    /// As [`Self::pause_check`] and [`Self::resume_check`]; when there is no run of this period.
    pub async fn steer_check(
        &self,
        actor: &Actor,
        period: Option<&str>,
        (command, ground): (RunCommand, &str),
    ) -> Result<Run, AppError> {
        may_check(actor)?;
        let ground = ground_of(ground)?;
        let change = match command {
            RunCommand::Pause => ("running", "paused", format!("{ground}\n{ground}")),
            RunCommand::Resume => ("paused", "running", String::new()),
        };
        self.change_check(actor, period, change, &ground).await
    }

    /// The period of which it is begun when nobody names one: that of the latest yearly run as long as it is not done, so that the same command
    /// goes on with it in another year as well; else this year.
    ///
    /// # Errors
    /// The store's.
    pub async fn period_to_check(&self) -> Result<String, AppError> {
        let latest = self.run_of(None).await?.filter(|run| run.state != "done");
        Ok(latest.map_or_else(|| crate::today_in_japan().year().to_string(), |run| run.period))
    }

    /// The pauses of a run and who let it go on, on what ground.
    ///
    /// # Errors
    /// As [`Self::report_check`].
    pub async fn check_events(&self, actor: &Actor, period: Option<&str>) -> Result<Vec<RunEvent>, AppError> {
        may_see(actor)?;
        let run = self.run_of(period).await?.ok_or_else(no_run)?;
        Ok(check::run_events(&mut self.0.db.reader().await?, &run.id).await?)
    }

    async fn change_check(
        &self,
        actor: &Actor,
        period: Option<&str>,
        change: (&'static str, &'static str, String),
        why: &str,
    ) -> Result<Run, AppError> {
        let run = self.run_of(period).await?.ok_or_else(no_run)?;
        let wanted = if change.1 == "paused" { RunCommand::Pause } else { RunCommand::Resume };
        if !self.may_steer(actor, &run, wanted).await? {
            return Err(not_all());
        }
        if self.set_check(&run, change, (&actor.name, why)).await? {
            return self.run_of(Some(&run.period)).await?.ok_or_else(no_run);
        }
        Err(AppError::new(
            ErrorKind::Conflict,
            format!("この確認は「{}」なので、その操作はできません。", run.state),
            format!("The run is {}: this cannot be done now.", run.state),
        ))
    }

    pub(crate) async fn set_check(
        &self,
        run: &Run,
        (from, to, reason): (&'static str, &'static str, String),
        (by, why): (&str, &str),
    ) -> Result<bool, AppError> {
        let (id, stamp) = (run.id, fresh_stamp()?);
        let at = stamp.recorded_at;
        let event_id = EntryId::new(u64::try_from(at / 1_000).unwrap_or(0), stamp.random);
        let what = match to {
            "paused" => "pause",
            "running" => "resume",
            other => other,
        };
        let event = RunEvent { at, actor: by.to_owned(), what: what.to_owned(), about: why.to_owned() };
        let set = self.0.db.transact("set-check", move |tx: &mut Tx| {
            let (reason, event) = (reason.clone(), event.clone());
            Box::pin(async move {
                if !check::set_run_state(tx, &id, (from, to, &reason), (at, &event.actor)).await? {
                    return Ok::<_, store::StoreError>(false);
                }
                if to == "running" {
                    check::looked_at(tx, &id).await?;
                }
                check::note_event(tx, &id, event_id, &event).await?;
                Ok(true)
            })
        });
        Ok(set.await?)
    }

    /// What this officer may do with a run now: nothing with an earlier one.
    ///
    /// # Errors
    /// The store's.
    pub(super) async fn run_commands(&self, actor: &Actor, run: &Run) -> Result<Vec<RunCommand>, AppError> {
        let latest = self.run_of(None).await?.is_some_and(|latest| latest.id == run.id);
        let mut commands = Vec::new();
        for command in [RunCommand::Pause, RunCommand::Resume] {
            let now = latest && run.state == command.state() && may_check(actor).is_ok();
            if now && self.may_steer(actor, run, command).await? {
                commands.push(command);
            }
        }
        Ok(commands)
    }

    /// Whoever answers for a part may stop the whole; whoever lets it go on answers for all of it.
    async fn may_steer(&self, actor: &Actor, run: &Run, command: RunCommand) -> Result<bool, AppError> {
        let slices = check::slices(&mut self.0.db.reader().await?, &run.id).await?;
        let mut of = slices.iter().map(|slice| actor.reach.covers(&slice.of.authority));
        Ok(match command {
            RunCommand::Pause => of.any(|covered| covered),
            RunCommand::Resume => of.all(|covered| covered),
        })
    }
}

fn not_all() -> AppError {
    AppError::new(
        ErrorKind::NotPermitted,
        "この確認には、あなたの担当でない機関の登録が含まれます。全体を担当する職員が操作してください。",
        "The run checks registers of authorities that are not yours: an officer of all of them has to.",
    )
}
