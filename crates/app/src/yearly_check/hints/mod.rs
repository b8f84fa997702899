//! Between the years: the revocation of a signing certificate is a hint that its holder's name or address changed, or that he or she died. Each
//! hint triggers one inquiry to the resident register, and what that finds goes the way of a finding of the yearly run. Only for authorities
//! that have switched it on: until then nothing of a certificate is kept for it, and nobody is asked for.
//!
//! The revocation itself proves nothing: a move ends a certificate as well. So nothing ever follows from it but the inquiry.

mod ask;
mod plan;
mod switch;
mod view;
mod watch;

use gateways::Outcome;
use gateways::jpki::{Kind, Service};
use gateways::pki::List;
use registry::ids::RegisterId;
use store::check::{self, Run};
use store::register::Register;

pub use switch::{HintOrder, HintSwitchView};
pub use view::{HintAuthority, HintRun, HintsView};

use super::{CheckTools, may_check};
use crate::systems::{CardKeys, Systems};
use crate::{Actor, App, AppError, ErrorKind};

/// How the period of a run of hints begins; a yearly run's cannot.
pub(super) const PERIOD: &str = "hints-";

/// Runs that are looked at for findings that nobody followed up: each follows itself up, unless whoever ended it was killed at that moment.
const RUNS: usize = 3;

/// What was done about hints.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HintsWorked {
    /// Authorities that follow hints today.
    pub authorities: u64,
    /// Certificates that began to be watched.
    pub watched: u64,
    /// Certificates that were found revoked: hints.
    pub hints: u64,
    /// Persons asked for.
    pub asked: u64,
    /// Hints that nobody answered: they are asked again.
    pub unanswered: u64,
    /// Hints about persons whose number this authority does not know: nobody can be asked.
    pub without_number: u64,
    /// The period of the run that asked; empty where nobody was asked.
    pub period: String,
}

/// An authority with its registers.
pub(super) struct Following {
    pub(super) authority: String,
    pub(super) registers: Vec<RegisterId>,
}

impl App {
    /// Looks for certificates that were revoked and asks for their holders, in the registers within reach whose authority follows hints. May be
    /// called at any time, any number of times: one hint is one inquiry, and a call that was stopped goes on where it was.
    ///
    /// # Errors
    /// Registrars only; [`ErrorKind::Unavailable`] when the authority of certificates or the resident register does not answer.
    pub async fn work_hints(&self, actor: &Actor, tools: &CheckTools) -> Result<HintsWorked, AppError> {
        may_check(actor)?;
        // what earlier calls found and did not follow up
        let runs = check::runs(&mut self.0.db.reader().await?).await?;
        let found = |run: &&Run| is_of_hints(&run.period) && run.state == "done";
        for run in runs.iter().filter(found).take(RUNS) {
            self.follow_check(actor, Some(&run.period)).await?;
        }
        let following = self.following(actor).await?;
        let mut worked = HintsWorked { authorities: following.len() as u64, ..HintsWorked::default() };
        if !following.is_empty() {
            self.look_for_hints_of(&following, &mut worked).await?;
        }
        // a run that was begun before its authority stopped is ended as well
        self.ask_hints(actor, tools, &following, &mut worked).await?;
        if !worked.period.is_empty() {
            self.follow_check(actor, Some(&worked.period)).await?;
        }
        Ok(worked)
    }

    /// Watches what was signed since, and looks for what was revoked.
    async fn look_for_hints_of(
        &self,
        following: &[Following],
        worked: &mut HintsWorked,
    ) -> Result<(), AppError> {
        let (systems, cards) =
            self.systems().and_then(|s| Some((s, s.jpki()?))).ok_or_else(no_certificates)?;
        for register in following.iter().flat_map(|of| &of.registers) {
            worked.watched += self.watch_certificates(*register).await?;
        }
        if !self.watches_any(following).await? {
            return Ok(());
        }
        let lists = lists_of(cards).await?;
        for register in following.iter().flat_map(|of| &of.registers) {
            worked.hints += self.look_for_revoked(*register, (systems, cards, &lists)).await?;
        }
        Ok(())
    }

    /// Whether a certificate is watched: for none nobody fetches a list of everything that was revoked in the country.
    async fn watches_any(&self, following: &[Following]) -> Result<bool, AppError> {
        let mut reader = self.0.db.reader().await?;
        for register in following.iter().flat_map(|of| &of.registers) {
            if !store::hint::watched(&mut reader, (*register, &watch::BEFORE_ALL), 1).await?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The authorities within reach that follow hints today, with their registers. What others no longer need is forgotten.
    async fn following(&self, actor: &Actor) -> Result<Vec<Following>, AppError> {
        let mut registers: Vec<Register> = self.registers().to_vec();
        registers.retain(|register| actor.reach.covers(&register.authority));
        registers.sort_by(|a, b| (&a.authority, a.id).cmp(&(&b.authority, b.id)));
        let mut following: Vec<Following> = Vec::new();
        for register in registers {
            if let Some(last) = following.last_mut().filter(|last| last.authority == register.authority) {
                last.registers.push(register.id);
            } else if self.follows_hints(&register.authority).await? {
                following.push(Following { authority: register.authority, registers: vec![register.id] });
            } else {
                store::hint::forget(&self.0.db, register.id).await?;
            }
        }
        Ok(following)
    }

    /// The run of hints that goes on.
    async fn running_hints(&self) -> Result<Option<Run>, AppError> {
        let runs = check::runs(&mut self.0.db.reader().await?).await?;
        Ok(runs.into_iter().find(|run| is_of_hints(&run.period) && run.state == "running"))
    }
}

/// Whether a run is one of hints, by its period.
pub(super) fn is_of_hints(period: &str) -> bool {
    period.starts_with(PERIOD)
}

/// The lists of all authorities that are trusted, each beside its authority's key. All of them, or none: half of them would make "not
/// revoked" of "not known".
async fn lists_of(cards: &CardKeys) -> Result<Vec<(Vec<u8>, List)>, AppError> {
    let mut lists = Vec::new();
    for authority in cards.signing.authorities() {
        let Some(key) = authority.key_identifier() else { continue };
        match cards.service.list(Kind::Signing, authority).await {
            Outcome::Answered(list) => lists.push((key.to_vec(), list)),
            other => return Err(no_lists().with_detail(super::ask::reason(&other))),
        }
    }
    Ok(lists)
}

pub(super) fn no_lists() -> AppError {
    AppError::new(
        ErrorKind::Unavailable,
        "公的個人認証サービスの失効リストを取得できません。同じ命令で続きから始まります。何も変わっていません。",
        "The lists of revoked certificates cannot be fetched. The same command goes on from here; nothing was changed.",
    )
}

fn no_certificates() -> AppError {
    AppError::new(
        ErrorKind::BadInput,
        "公的個人認証サービスの接続先が設定されていません（--systems）。",
        "The authority of signing certificates is not set: --systems.",
    )
}

/// The day by which a certificate is judged.
pub(super) fn day_of(systems: &Systems) -> String {
    systems.today().to_string()
}
