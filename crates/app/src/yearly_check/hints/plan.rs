//! Whom hints are about, and the run in which they are asked.

use std::collections::BTreeMap;

use registry::ids::{EntryId, HolderId, RegisterId};
use registry::present::{Existence, existence_of};
use store::check::{self, Checked, NewSlice, Run};
use store::hint::{self, Hint, OfRun, SourceId};
use store::writer::fresh_stamp;

use super::{Following, PERIOD};
use crate::yearly_check::no_run;
use crate::{Actor, App, AppError};

/// Persons of a slice: as many as are asked one by one well within a lease.
const PERSONS: usize = 200;
/// Runs of one day at most: somebody presses a button, and a timer.
const RUNS_OF_A_DAY: u32 = 1_000;

/// A person about whom there is a hint.
pub(super) struct Person {
    /// With what the register is asked.
    pub(super) number: [u8; 16],
    /// The hints.
    pub(super) hints: Vec<(RegisterId, SourceId)>,
    /// Every entry of the person that this authority keeps and that stands.
    pub(super) entries: Vec<Checked>,
}

/// Whom hints are about.
#[derive(Default)]
pub(super) struct Persons {
    pub(super) all: Vec<Person>,
    /// Hints about persons whose number this authority does not know.
    pub(super) without_number: Vec<(RegisterId, SourceId)>,
    /// Hints about entries that nobody is linked to, or that no longer stand.
    pub(super) gone: Vec<(RegisterId, SourceId)>,
}

impl App {
    /// Puts the hints that wait into slices of a run; `None` when there is nothing to ask. A run that was begun goes on.
    pub(super) async fn plan_hints(
        &self,
        actor: &Actor,
        following: &[Following],
    ) -> Result<(Option<Run>, u64), AppError> {
        let mut run = self.running_hints().await?;
        let mut without_number = 0;
        for of in following {
            let mut waiting = Vec::new();
            for register in &of.registers {
                waiting.extend(hint::hints(&mut self.0.db.reader().await?, *register).await?);
            }
            waiting.retain(|hint| hint.planned.is_none());
            let persons = self.persons_of(&of.registers, &waiting).await?;
            without_number += persons.without_number.len() as u64;
            self.end_hints(&persons.gone).await?;
            for some in persons.all.chunks(PERSONS) {
                let of_run = match &run {
                    Some(run) => OfRun::Running(run.id),
                    None => self.run_to_plan_in(actor).await?,
                };
                // where another call planned them or ended the run meanwhile, it asks, or the next call does
                if self.plan_slice(&of_run, of, some).await? {
                    run = self.running_hints().await?;
                }
            }
        }
        Ok((run, without_number))
    }

    async fn plan_slice(&self, run: &OfRun, of: &Following, some: &[Person]) -> Result<bool, AppError> {
        let Some(register) = of.registers.first() else { return Ok(false) };
        let slices = check::slices(&mut self.0.db.reader().await?, run.id()).await?;
        let nobody = EntryId::new(0, [0; 10]);
        let slice = NewSlice {
            register: *register,
            number: slices.iter().map(|slice| slice.of.number + 1).max().unwrap_or(0),
            authority: of.authority.clone(),
            // no range: whom it asks for stands with the hints, and each look under its entry
            after: nobody,
            last: nobody,
        };
        let hints: Vec<_> = some.iter().flat_map(|person| person.hints.iter().copied()).collect();
        Ok(hint::plan(&self.0.db, run, &slice, &hints, crate::time::now_micros()).await?)
    }

    /// A run of today: one that goes on, or one that begins with its first slice.
    async fn run_to_plan_in(&self, actor: &Actor) -> Result<OfRun, AppError> {
        let day = self.check_day();
        for number in 1..=RUNS_OF_A_DAY {
            let period = format!("{PERIOD}{day}-{number}");
            match self.run_of(Some(&period)).await? {
                Some(run) if run.state == "running" => return Ok(OfRun::Running(run.id)),
                Some(_) => {}
                None => {
                    let stamp = fresh_stamp()?;
                    let at = stamp.recorded_at;
                    let id = EntryId::new(u64::try_from(at / 1_000).unwrap_or(0), stamp.random);
                    return Ok(OfRun::New { id: *id.stored(), period, at, by: actor.name.clone() });
                }
            }
        }
        Err(no_run())
    }

    /// Whom hints are about: each person once, with everything that this authority has of him or her.
    pub(super) async fn persons_of(
        &self,
        registers: &[RegisterId],
        hints: &[Hint],
    ) -> Result<Persons, AppError> {
        let mut reader = self.0.db.reader().await?;
        let keys: Vec<_> = hints.iter().map(|hint| (hint.register, hint.entry)).collect();
        let links = store::holder::of_entries(&mut reader, &keys).await?;
        let holder = |of: &Hint| {
            links.iter().find(|link| (link.register, link.entry) == (of.register, of.entry)).map(|l| l.holder)
        };
        let mut by_holder: BTreeMap<HolderId, Vec<(RegisterId, SourceId)>> = BTreeMap::new();
        let mut persons = Persons::default();
        for hint in hints {
            match holder(hint) {
                Some(of) => by_holder.entry(of).or_default().push((hint.register, hint.source)),
                None => persons.gone.push((hint.register, hint.source)),
            }
        }
        for (holder, hints) in by_holder {
            let entries = checked_of(&mut reader, registers, holder).await?;
            match entries.iter().find_map(|entry| entry.number) {
                Some(number) => persons.all.push(Person { number, hints, entries }),
                None if entries.is_empty() => persons.gone.extend(hints),
                None => persons.without_number.extend(hints),
            }
        }
        Ok(persons)
    }

    async fn end_hints(&self, gone: &[(RegisterId, SourceId)]) -> Result<(), AppError> {
        for (register, source) in gone {
            let over = vec![(*source, hint::Seen::Over)];
            hint::note(&self.0.db, *register, over, crate::time::now_micros()).await?;
        }
        Ok(())
    }
}

/// The entries of a person in these registers that stand, in their order.
async fn checked_of(
    reader: &mut db::Reader,
    registers: &[RegisterId],
    holder: HolderId,
) -> Result<Vec<Checked>, AppError> {
    let mut keys = store::holder::entries_of(reader, holder).await?;
    keys.retain(|(register, _)| registers.contains(register));
    let mut links = store::holder::of_entries(reader, &keys).await?;
    links.retain(|link| link.holder == holder);
    links.sort_by_key(|link| (link.register, link.entry));
    let stands = store::entry::by_ids(reader, &keys).await?;
    let checked = links.into_iter().filter_map(|link| {
        let row = stands.iter().find(|row| (row.register, row.id) == (link.register, link.entry))?;
        (existence_of(&row.present) == Existence::Registered).then(|| Checked::of(&link, row))
    });
    Ok(checked.collect())
}
