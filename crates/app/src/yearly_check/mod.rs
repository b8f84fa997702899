//! The yearly check (年1回の確認): a run over all linked entries, in slices that any number of workers take beside each other.
//!
//! A slice is read once, asked in one file, joined by request and written in one transaction: findings, counts and the record of the look. An
//! unchanged entry costs no write. What is not written is done again; the file's id is the digest of whom it asks for, so asking again is the
//! same question.

mod ask;
mod asked;
mod change;
mod deletion;
mod figures;
mod follow;
mod follow_up;
mod hints;
mod join;
mod overview;
mod report;
mod sent;
mod slice;
mod steer;
mod tasks;
mod tools;
mod work;

use registry::ids::{EntryId, RegisterId};
use store::check::{self, NewSlice, Run, SLICE_ENTRIES};
use store::writer::fresh_stamp;

pub(crate) use ask::{asking_of, basis_of};
pub use change::{ChangeQueue, ChangesWorked, ShownChange, WaitingChange};
pub(crate) use deletion::TELL_FAMILY;
pub use deletion::{
    BatchCheck, BatchCounts, CarriedOut, DeletionBatchView, DeletionTerms, EventAbout, Listed, OfficerView,
    ProposalView, Term,
};
pub use follow::Followed;
pub use follow_up::{FOLLOW_UP_EVERY, FollowUp};
pub use hints::{HintAuthority, HintOrder, HintRun, HintSwitchView, HintsView, HintsWorked};
pub use overview::{CheckOverview, CheckedGroup, DeathLine, FindingCount, PauseLimit};
pub(crate) use report::may_see;
pub use report::{CheckCount, CheckReport};
pub use steer::RunCommand;
pub use tasks::CheckTask;
pub use tools::CheckTools;
pub use work::{CheckEnd, CheckProgress};

use crate::time::today_in_japan;
use crate::{Actor, App, AppError, ErrorKind, Role};

impl App {
    /// Begins the run of a period, or tells of the one that was begun: the same command twice is one run.
    ///
    /// # Errors
    /// Registrars only; when nobody's number is known.
    pub async fn start_check(&self, actor: &Actor, period: &str) -> Result<Run, AppError> {
        may_check(actor)?;
        let plain = period.bytes().all(is_plain) && !hints::is_of_hints(period);
        if period.is_empty() || period.len() > PERIOD_AT_MOST || !plain {
            return Err(AppError::new(
                ErrorKind::BadInput,
                "期間は 2026 のように英数字とハイフンで指定してください。",
                "Name the period like 2026: letters, digits and hyphens.",
            ));
        }
        let slices = self.plan_check().await?;
        if slices.is_empty() {
            return Err(AppError::new(
                ErrorKind::Conflict,
                "個人番号のわかる登録がありません。先に紐づけをしてください。",
                "No entry has a holder whose number is known: link entries first.",
            ));
        }
        let stamp = fresh_stamp()?;
        let id = *EntryId::new(u64::try_from(stamp.recorded_at / 1_000).unwrap_or(0), stamp.random).stored();
        let (period_of, by) = (period.to_owned(), actor.name.clone());
        self.0
            .db
            .transact("start-check", move |tx| {
                let (period, by, slices) = (period_of.clone(), by.clone(), slices.clone());
                Box::pin(async move {
                    if check::add_run(tx, &id, &period, (stamp.recorded_at, &by)).await? {
                        check::add_slices(tx, &id, &slices).await?;
                    }
                    Ok::<(), store::StoreError>(())
                })
            })
            .await?;
        self.run_of(Some(period)).await?.ok_or_else(no_run)
    }

    /// The slices: of each authority's registers in turn, so many linked entries each.
    async fn plan_check(&self) -> Result<Vec<NewSlice>, AppError> {
        let mut registers = self.registers().to_vec();
        registers.sort_by(|a, b| (&a.authority, a.id).cmp(&(&b.authority, b.id)));
        let mut reader = self.0.db.reader().await?;
        let mut slices = Vec::new();
        for register in registers {
            let Some(last) = check::linked(&mut reader, register.id).await? else { continue };
            let mut after = before_all();
            while after < last {
                let boundary = check::next_boundary(&mut reader, (register.id, after), SLICE_ENTRIES).await?;
                let until = boundary.unwrap_or(last);
                slices.push(NewSlice {
                    register: register.id,
                    number: slices.len() as u64,
                    authority: register.authority.clone(),
                    after,
                    last: until,
                });
                after = until;
            }
        }
        Ok(slices)
    }

    /// The run of a period, or the latest yearly one.
    pub(crate) async fn run_of(&self, period: Option<&str>) -> Result<Option<Run>, AppError> {
        let runs = check::runs(&mut self.0.db.reader().await?).await?;
        let wanted = |run: &Run| {
            period.map_or_else(|| !hints::is_of_hints(&run.period), |period| run.period == period)
        };
        Ok(runs.into_iter().find(wanted))
    }

    /// The day by which what follows from a check waits: of an invented country it is its own.
    pub(crate) fn check_day(&self) -> jiff::civil::Date {
        self.systems().map_or_else(today_in_japan, crate::Systems::today)
    }

    pub(crate) fn qualification_of(&self, register: RegisterId) -> String {
        self.register_of(register).map(|register| register.qualification).unwrap_or_default()
    }
}

/// Characters of a period's name.
const PERIOD_AT_MOST: usize = 32;

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

/// Characters of a ground: some sentences, not a page.
const GROUND_AT_MOST: usize = 500;

/// A ground as an officer states it.
pub(crate) fn ground_of(text: &str) -> Result<String, AppError> {
    let text = text.trim();
    let fine =
        !text.is_empty() && text.chars().count() <= GROUND_AT_MOST && !text.chars().any(char::is_control);
    if fine {
        return Ok(text.to_owned());
    }
    Err(AppError::new(
        ErrorKind::BadInput,
        format!("理由を入力してください（{GROUND_AT_MOST}文字まで、改行なし）。"),
        format!("State the ground: at most {GROUND_AT_MOST} characters, on one line."),
    ))
}

/// Before every entry.
pub(crate) fn before_all() -> EntryId {
    EntryId::new(0, [0; 10])
}

/// The check is a registrar's.
pub(crate) fn may_check(actor: &Actor) -> Result<(), AppError> {
    if actor.roles.contains(&Role::Registrar) {
        return Ok(());
    }
    Err(AppError::new(ErrorKind::NotPermitted, "この操作の権限がありません。", "Registrars only."))
}

pub(crate) fn no_run() -> AppError {
    AppError::new(
        ErrorKind::NotFound,
        "年1回の確認はまだ始まっていません。`shikaku yearly-check start` で始めてください。",
        "No yearly check was begun: begin one with `shikaku yearly-check start`.",
    )
}
