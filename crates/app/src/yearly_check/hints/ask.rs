//! Asking: one person at a time, and everything that a slice found in one transaction with the hints that it answers.

use std::sync::Arc;

use gateways::Outcome;
use gateways::juki::{self, AskId, Asking, Ground, Inquiry, Juki, Key, Told, Wanted};
use registry::hash::{hex, sha256};
use registry::ids::{EntryId, RegisterId};
use store::check::{self, DoneSlice, Run, RunEvent, Slice};
use store::disclosure::Disclosure;
use store::hint::{self, SourceId};
use store::writer::fresh_stamp;
use vault::{SealedNumber, Use};

use super::plan::{Person, Persons};
use super::{Following, HintsWorked};
use crate::holders::NUMBER_CASE;
use crate::time::now_micros;
use crate::yearly_check::ask::{PURPOSE, basis_of, internal, own, reason};
use crate::yearly_check::asked::Asked;
use crate::yearly_check::slice::LEASE_MICROS;
use crate::yearly_check::{CheckTools, join::Joined};
use crate::{Actor, App, AppError, ErrorKind};

/// A slice as it is asked.
struct Work<'a> {
    actor: &'a Actor,
    tools: &'a CheckTools,
    run: &'a Run,
    slice: Slice,
    basis: String,
}

/// What came of the inquiries of a slice.
#[derive(Default)]
struct Answers {
    asked: Vec<(Person, Told)>,
    /// Hints that were not answered, or that nobody can be asked about any more.
    free: Vec<(RegisterId, SourceId)>,
}

impl App {
    /// Plans what waits and asks all of it.
    pub(super) async fn ask_hints(
        &self,
        actor: &Actor,
        tools: &CheckTools,
        following: &[Following],
        worked: &mut HintsWorked,
    ) -> Result<(), AppError> {
        let (run, without_number) = self.plan_hints(actor, following).await?;
        worked.without_number = without_number;
        let Some(run) = run else { return Ok(()) };
        self.free_of_gone(&run, tools).await?;
        loop {
            let now = now_micros();
            let lease = (now, now + LEASE_MICROS);
            let Some(slice) = check::take_slice(&self.0.db, run.id, &tools.worker, lease).await? else {
                break;
            };
            let basis = basis_of(self.0.rules.on(self.check_day()))?;
            let work = Work { actor, tools, run: &run, slice, basis };
            let asked = self.ask_slice_of_hints(&work, following).await;
            if asked.is_err() {
                // nobody needs to wait for the lease to end
                self.lease_hints(&work, 0).await?;
            }
            let (asked, unanswered) = asked?;
            worked.asked += asked;
            worked.unanswered += unanswered;
        }
        if self.end_run_of_hints(actor, &run).await? {
            worked.period = run.period;
        }
        Ok(())
    }

    /// Ends a run when no slice is left; tells whether. Others may be at work beside.
    async fn end_run_of_hints(&self, actor: &Actor, run: &Run) -> Result<bool, AppError> {
        let stamp = fresh_stamp()?;
        let at = stamp.recorded_at;
        let id = EntryId::new(u64::try_from(at / 1_000).unwrap_or(0), stamp.random);
        let (what, about) = ("done".to_owned(), String::new());
        let event = RunEvent { at, actor: actor.name.clone(), what, about };
        Ok(hint::end(&self.0.db, run.id, (id, event)).await?)
    }

    /// Asks for the persons of a slice. Tells how many were asked for, and how many hints were not answered.
    async fn ask_slice_of_hints(
        &self,
        work: &Work<'_>,
        following: &[Following],
    ) -> Result<(u64, u64), AppError> {
        let registers: Vec<RegisterId> = following
            .iter()
            .filter(|of| of.authority == work.slice.of.authority)
            .flat_map(|of| of.registers.clone())
            .collect();
        let mut hints = Vec::new();
        for register in &registers {
            hints.extend(hint::hints(&mut self.0.db.reader().await?, *register).await?);
        }
        let here = Some((work.run.id, work.slice.of.number));
        hints.retain(|hint| hint.planned == here);
        let Persons { all, without_number, gone } = self.persons_of(&registers, &hints).await?;
        let mut answers = Answers { asked: Vec::new(), free: [without_number, gone].concat() };
        for person in all {
            if !self.lease_hints(work, now_micros() + LEASE_MICROS).await? {
                return Ok((0, 0));
            }
            match self.inquire_hint(work, &person).await? {
                Outcome::Answered(told) => answers.asked.push((person, told)),
                Outcome::Unavailable { .. } => return Err(no_answer()),
                other => {
                    tracing::warn!(why = reason(&other), "a hint is asked again");
                    answers.free.extend(person.hints);
                }
            }
        }
        self.write_hints(work, answers).await
    }

    async fn inquire_hint(&self, work: &Work<'_>, person: &Person) -> Result<Outcome<Told>, AppError> {
        // the day of birth is compared with everything else: that it is another one is an answer, and an officer's
        let inquiry = Inquiry { key: Key::Number(SealedNumber::from_bytes(person.number)), born: None };
        let parts: [&[u8]; 3] = [&work.run.id, &work.slice.of.number.to_be_bytes(), &person.number];
        let asking = Asking {
            // the same hint is the same request, however often it is sent
            request: AskId::new(hex(sha256(&parts).get(..16).unwrap_or_default())).map_err(internal)?,
            ground: Ground {
                basis: work.basis.clone(),
                purpose: PURPOSE.to_owned(),
                operator: work.slice.of.authority.clone(),
            },
            wanted: Wanted::default(),
            by: Use::new(PURPOSE, NUMBER_CASE, work.actor.name.as_str()).map_err(internal)?,
        };
        work.tools.juki.inquire(&inquiry, &asking).await.map_err(own)
    }

    /// Findings, figures, the record of each look, and the hints that are answered, in one transaction.
    async fn write_hints(&self, work: &Work<'_>, answers: Answers) -> Result<(u64, u64), AppError> {
        let Answers { asked: persons, free } = answers;
        let stamp = fresh_stamp()?;
        let (mut told, mut entries, mut answered) = (Vec::new(), Vec::new(), Vec::new());
        for (place, (person, answer)) in persons.into_iter().enumerate() {
            told.push(Some(answer));
            answered.extend(person.hints);
            entries.extend(person.entries.into_iter().map(|entry| (place, entry)));
        }
        let counts = (told.len() as u64, free.len() as u64);
        let looked: Vec<_> = entries.iter().map(|(_, row)| (row.register, row.entry)).collect();
        let asked = Asked { inquiries: Arc::default(), entries, deleted: 0 };
        let answers = juki::Slice { first: 0, told, findings: Vec::new(), doubled: 0 };
        let joined = self.join(&asked, &answers, (self.check_day(), stamp.recorded_at), None);
        // a second hint about somebody, planned later, is in another slice of the same run
        let Joined { figures, findings, .. } = joined.without_found(self, &work.run.id).await?;
        let millis = u64::try_from(stamp.recorded_at / 1_000).unwrap_or(0);
        let done = Arc::new(DoneSlice {
            figures: figures.to_lines(),
            // of those about whom there is a hint many are dead: their share says nothing
            counts: None,
            findings,
            look: self.look_of_hints(work, looked, stamp.recorded_at),
            look_id: EntryId::new(millis, stamp.random),
        });
        let (slice, worker) = (work.slice.clone(), work.tools.worker.clone());
        let (answered, free) = (Arc::new(answered), Arc::new(free));
        let written = self.0.db.transact("finish-hints", move |tx| {
            let (slice, worker, done) = (slice.clone(), worker.clone(), Arc::clone(&done));
            let (answered, free) = (Arc::clone(&answered), Arc::clone(&free));
            Box::pin(async move {
                if !check::finish_slice(tx, &slice, &worker, &done, true).await? {
                    return Ok::<_, store::StoreError>(false);
                }
                hint::asked_in(tx, &slice.run, &answered, done.look.at).await?;
                hint::free(tx, &slice.run, &free, done.look.at).await?;
                Ok(true)
            })
        });
        Ok(if written.await? { counts } else { (0, 0) })
    }

    fn look_of_hints(&self, work: &Work<'_>, entries: Vec<(RegisterId, EntryId)>, at: i64) -> Disclosure {
        let (period, number) = (&work.run.period, work.slice.of.number);
        Disclosure {
            at,
            actor: work.actor.name.clone(),
            purpose: work.actor.purpose.clone(),
            channel: work.actor.channel.code(),
            request: format!(
                "{PURPOSE} {period} slice {number} ({}): a signing certificate was revoked",
                work.slice.of.authority
            ),
            entries,
        }
    }

    async fn lease_hints(&self, work: &Work<'_>, until: i64) -> Result<bool, AppError> {
        let (slice, worker) = (work.slice.clone(), work.tools.worker.clone());
        let leased = self.0.db.transact("lease-slice", move |tx| {
            let (slice, worker) = (slice.clone(), worker.clone());
            Box::pin(async move { check::set_lease(tx, &slice, &worker, until).await })
        });
        Ok(leased.await?)
    }
}

fn no_answer() -> AppError {
    AppError::new(
        ErrorKind::Unavailable,
        "住基ネットから回答がありません。同じ命令で続きから始まります。何も変わっていません。",
        "The resident register does not answer. The same command goes on from here; nothing was changed.",
    )
}
