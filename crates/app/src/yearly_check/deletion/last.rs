//! The last question, in the minute of the deletion: two officers take days, and in these the resident register can have corrected itself. Who is
//! not dead any more falls out; too many of them stop the batch, and nobody more of it is deleted.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use gateways::juki::{Inquiry, Key};
use registry::check::{Fall, ProposalState};
use registry::hash::{hex, sha256};
use registry::ids::EntryId;
use store::deletion::{self, Batch, Chunk, Proposal, Way};
use store::disclosure::Disclosure;
use store::register::Register;
use store::writer::fresh_stamp;

use super::again::{AT_ONCE, held_against, inquiry};
use super::faster;
use crate::time::{now_micros, rfc3339};
use crate::yearly_check::tasks::of_fall;
use crate::yearly_check::{CheckTools, ask, before_all};
use crate::{Actor, App, AppError, ErrorKind};

/// A call before this one may have been killed half way: what it deleted is not to be denied.
const NOBODY_JA: &str =
    "今回の実行では、だれも消除していません（前の実行が途中まで行った消除があれば、そのまま残っています）。";
const NOBODY_EN: &str = "This call deleted nobody; what a call before it deleted, if any, stays deleted.";

impl App {
    /// Asks for all that are about to be deleted. Where this installation does not reach the resident register, the check of before has to do.
    ///
    /// # Errors
    /// [`ErrorKind::Unavailable`] when not everybody is answered: nobody more is deleted. When too many are not dead: the batch is stopped.
    pub(super) async fn ask_last(
        &self,
        actor: &Actor,
        (batch, register): (&Batch, &Register),
        watch: &(dyn Fn(u64) -> bool + Sync),
    ) -> Result<bool, AppError> {
        if self.systems().and_then(crate::Systems::juki).is_none() {
            return Ok(true);
        }
        let tools = CheckTools::of(self.systems(), self.0.check_folder.clone())?;
        let (mut after, mut silent) = (before_all(), 0);
        while watch(0) {
            let mut reader = self.0.db.reader().await?;
            let state = (ProposalState::Proposed, after);
            let page = deletion::page(&mut reader, batch.key(), state, AT_ONCE).await?;
            drop(reader);
            let Some(last) = page.last() else {
                return self.believed(actor, batch, silent).await.map(|()| true);
            };
            after = last.entry;
            let (falls, unanswered) = self.not_dead(actor, &tools, (batch, register), page).await?;
            silent += unanswered;
            self.let_fall(batch, falls).await?;
        }
        Ok(false)
    }

    async fn believed(&self, actor: &Actor, batch: &Batch, silent: u64) -> Result<(), AppError> {
        if let Some((ja, en)) = self.too_many_fell(batch).await? {
            self.stop(actor, batch, (ja.clone(), en.clone())).await?;
            return Err(AppError::new(
                ErrorKind::Conflict,
                format!("案の全体を止めました。{NOBODY_JA}{ja}"),
                format!("The batch is stopped. {NOBODY_EN} The reason: {en}"),
            ));
        }
        if silent > 0 {
            return Err(not_answered(&format!("{silent} were not answered")));
        }
        Ok(())
    }

    /// Who of a page is not dead any more, and how many were not answered. Whatever else changed is seen when the act is decided.
    async fn not_dead(
        &self,
        actor: &Actor,
        tools: &CheckTools,
        (batch, register): (&Batch, &Register),
        page: Vec<Proposal>,
    ) -> Result<(Vec<(Proposal, Fall)>, u64), AppError> {
        let (standing, _) = self.standing(batch, page).await?;
        if standing.is_empty() {
            return Ok((Vec::new(), 0));
        }
        let people: Arc<Vec<Inquiry>> = Arc::new(standing.iter().map(inquiry).collect());
        let entries = standing.iter().map(|one| (batch.register, one.proposal.entry)).collect();
        self.look_last(actor, (batch, register), entries).await?;
        let file = self.last_file(batch, register, &people)?;
        let asked = ask::batch(tools, actor, file, &people)?;
        let alive = || -> BoxFuture<'_, _> { Box::pin(async { Ok(true) }) };
        let answers = ask::answers(tools, &asked, &people, &alive).await?;
        let answers = answers.map_err(|why| not_answered(&why))?;
        let (mut falls, mut silent) = (Vec::new(), 0);
        for (one, found) in standing.iter().zip(held_against(&answers, &people, &standing)?) {
            match found {
                Ok(true) => {}
                Ok(false) => silent += 1,
                Err(why) => falls.push((one.proposal.clone(), why)),
            }
        }
        ask::forget(tools, &asked).await?;
        Ok((falls, silent))
    }

    /// A file of its own each time: an answer of before is no answer.
    fn last_file<'a>(
        &self,
        batch: &Batch,
        register: &'a Register,
        people: &[Inquiry],
    ) -> Result<ask::File<'a>, AppError> {
        let now = now_micros();
        let mut bytes = batch.id.stored().to_vec();
        bytes.extend_from_slice(&now.to_be_bytes());
        for person in people {
            if let Key::Number(number) = &person.key {
                bytes.extend_from_slice(&number.to_bytes());
            }
        }
        let digest = hex(sha256(&[&bytes]).get(..16).unwrap_or_default());
        Ok(ask::File {
            name: format!("dl-{digest}"),
            operator: &register.authority,
            period: "deletion",
            made_at: rfc3339(now),
            basis: ask::basis_of(self.0.rules.on(self.check_day()))?,
        })
    }

    async fn look_last(
        &self,
        actor: &Actor,
        (batch, register): (&Batch, &Register),
        entries: Vec<(registry::ids::RegisterId, EntryId)>,
    ) -> Result<(), AppError> {
        let look = Disclosure {
            at: now_micros(),
            actor: actor.name.clone(),
            purpose: actor.purpose.clone(),
            channel: actor.channel.code(),
            request: format!(
                "{} before the deletions of batch {} ({})",
                ask::PURPOSE,
                batch.id,
                register.authority
            ),
            entries,
        };
        Ok(self.0.writer.look(look).await?)
    }

    async fn let_fall(&self, batch: &Batch, falls: Vec<(Proposal, Fall)>) -> Result<(), AppError> {
        if falls.is_empty() {
            return Ok(());
        }
        let at = now_micros();
        let task = |(one, why): &(Proposal, Fall)| {
            (one.entry, of_fall(batch.register, batch, (one.entry, &one.died_on, *why), at))
        };
        let chunk = Chunk {
            tasks: falls.iter().map(task).collect(),
            falls: falls.iter().map(|(one, why)| (one.entry, *why)).collect(),
            ..Chunk::of(Way::Delete)
        };
        let fell = deletion::carry_out(&self.0.db, batch, &Arc::new(chunk), &fresh_stamp()?).await?;
        fell.map(|_| ()).ok_or_else(faster)
    }
}

fn not_answered(why: &str) -> AppError {
    AppError::new(
        ErrorKind::Unavailable,
        format!(
            "消除の直前の照会に、住基ネットから全員の回答がありませんでした。{NOBODY_JA}しばらくして、もう一度実行してください。"
        ),
        format!(
            "The resident register did not answer about everybody just before the deletion. {NOBODY_EN} Try again in a while."
        ),
    )
    .with_detail(why)
}
