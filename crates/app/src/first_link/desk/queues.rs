//! The queue as the desk's pages need it: how many wait where, the systems of this installation, and words for everything.

use law::Both;
use registry::linking::in_bulk::{Answer, DeskReason, ItemSet};

use super::view::{LinkCase, LinkWaiting};
use super::{nothing, own};
use crate::record_act::may_record;
use crate::view::RegisterSummary;
use crate::{Actor, App, AppError, ErrorKind};

/// How many wait for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkReason {
    /// Its code.
    pub code: &'static str,
    /// In words.
    pub words: Both,
    /// Entries.
    pub waiting: u64,
}

/// A register with entries that wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkQueue {
    /// Which.
    pub register: RegisterSummary,
    /// By reason; those for which nobody waits are left out.
    pub reasons: Vec<LinkReason>,
}

impl LinkQueue {
    /// All that wait.
    #[must_use]
    pub fn waiting(&self) -> u64 {
        self.reasons.iter().map(|reason| reason.waiting).sum()
    }
}

impl App {
    /// The registers within reach in which entries wait for an officer, and why.
    ///
    /// # Errors
    /// When the actor may not.
    pub async fn count_link_queues(&self, actor: &Actor) -> Result<Vec<LinkQueue>, AppError> {
        may_record(actor)?;
        let mut queues = Vec::new();
        for register in self.list_registers(actor).await? {
            let queue = self.count_link_queue(register).await?;
            queues.extend((!queue.reasons.is_empty()).then_some(queue));
        }
        Ok(queues)
    }

    async fn count_link_queue(&self, register: RegisterSummary) -> Result<LinkQueue, AppError> {
        let id = registry::ids::RegisterId::of(&register.qualification, &register.authority);
        let counts = store::first_link::counts(&mut self.0.db.reader().await?, id).await?;
        let of = |reason: DeskReason| {
            let (ja, en) = reason.words();
            let waiting = counts.get(reason.code()).copied()?;
            Some(LinkReason { code: reason.code(), words: Both::new(ja, en), waiting })
        };
        Ok(LinkQueue { register, reasons: DeskReason::ALL.into_iter().filter_map(of).collect() })
    }

    /// A register's queue, and those of it that wait for the reason of a code, after one of them.
    ///
    /// # Errors
    /// When there is no such register or reason within reach.
    pub async fn show_link_queue(
        &self,
        actor: &Actor,
        (qualification, authority): (&str, &str),
        reason: &str,
        after: Option<&str>,
    ) -> Result<(LinkQueue, Vec<LinkWaiting>), AppError> {
        let reason = DeskReason::of_code(reason, ItemSet::NONE).ok_or_else(nothing)?;
        let waiting = self.list_link_queue(actor, (qualification, authority), reason, after).await?;
        let registers = self.list_registers(actor).await?;
        let is = |one: &RegisterSummary| one.qualification == qualification && one.authority == authority;
        let register = registers.into_iter().find(is).ok_or_else(nothing)?;
        Ok((self.count_link_queue(register).await?, waiting))
    }

    /// [`App::show_link_case`] by the resident register of this installation; when that is not connected or gives no answer now, our side
    /// alone.
    ///
    /// # Errors
    /// When the entry does not wait.
    pub async fn show_waiting_link(&self, actor: &Actor, entry: &str) -> Result<LinkCase, AppError> {
        match self.systems().and_then(|systems| systems.juki()) {
            Some(juki) => self.show_link_case(actor, juki, entry).await,
            None => self.show_our_side(actor, entry).await,
        }
    }

    /// [`App::answer_link_case`] by the code of the answer and the resident register of this installation.
    ///
    /// # Errors
    /// As there; also when the resident register is not connected.
    pub async fn answer_waiting_link(
        &self,
        actor: &Actor,
        (entry, answer, ground, saw): (&str, &str, &str, &str),
    ) -> Result<(), AppError> {
        let answer = Answer::of_code(answer).ok_or_else(|| {
            AppError::new(ErrorKind::BadInput, "判断を選んでください。", "Choose an answer.")
        })?;
        let systems = self.systems().and_then(|systems| systems.juki());
        let juki = systems.ok_or_else(not_connected)?;
        self.answer_link_case(actor, juki, (entry, answer, ground, saw)).await
    }

    pub(super) fn register_summary(
        &self,
        register: registry::ids::RegisterId,
    ) -> Result<RegisterSummary, AppError> {
        let found = self.register_of(register).ok_or_else(|| own(&"a register that is not known"))?;
        Ok(self.summary(&found, None, None))
    }
}

fn not_connected() -> AppError {
    AppError::new(
        ErrorKind::Unavailable,
        "住民基本台帳に接続していないため、いまは処理できません。",
        "The resident register is not connected, so this cannot be done now.",
    )
}
