//! One commit of the writer: single acts, groups of acts, looks.

use std::collections::BTreeSet;
use std::sync::Arc;

use db::{Db, Tx};
use registry::ids::{EntryId, RegisterId};
use tokio::sync::oneshot;

use super::fresh_stamp;
use crate::StoreError;
use crate::disclosure::pending::Part;
use crate::disclosure::{Disclosure, Looks};
use crate::ledger::{self, Appended, NewRecord, Stamp};

pub(super) type Answer<T> = oneshot::Sender<Result<T, StoreError>>;

pub(super) enum Job {
    Act(Box<NewRecord>, Answer<Appended>),
    Group(Vec<NewRecord>, Answer<Vec<Appended>>),
    Look(Box<Disclosure>, Answer<()>),
}

/// What an act has for itself in a commit.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    Entry(EntryId),
    Key(RegisterId, String, String),
    Number(RegisterId, String),
}

fn claims(act: &NewRecord) -> impl Iterator<Item = Claim> {
    let key =
        act.idempotency.as_ref().map(|k| Claim::Key(act.register, act.basis.actor.clone(), k.key.clone()));
    let number = act.before.is_none().then(|| Claim::Number(act.register, act.number_key.clone()));
    [Some(Claim::Entry(act.entry)), key, number].into_iter().flatten()
}

/// A second act upon the same entry, or with the same request key, waits for the next commit: it must see the first.
pub(super) fn without_repeats(batch: Vec<Job>) -> (Vec<Job>, Vec<Job>) {
    let mut taken = BTreeSet::new();
    batch.into_iter().partition(|job| {
        let acts = match job {
            Job::Look(..) => return true,
            Job::Act(act, _) => std::slice::from_ref(&**act),
            Job::Group(acts, _) => acts,
        };
        let claimed: Vec<Claim> = acts.iter().flat_map(claims).collect();
        let free = claimed.iter().all(|claim| !taken.contains(claim));
        if free {
            taken.extend(claimed);
        }
        free
    })
}

/// What is written in one commit, in the order in which the askers wait.
#[derive(Default)]
struct Work {
    acts: Vec<NewRecord>,
    groups: Vec<Vec<NewRecord>>,
    looks: Vec<Disclosure>,
    /// Looks of before that are sorted in beside.
    part: Part,
}

impl Work {
    const fn len(&self) -> usize {
        self.acts.len() + self.groups.len() + self.looks.len()
    }
}

/// What became of the acts and of the groups.
type Outcomes = (Vec<Appended>, Vec<Vec<Appended>>);

/// What a commit has done.
#[derive(Default)]
pub(super) struct Done {
    /// There were acts.
    pub acts: bool,
    /// What was to be sorted in is.
    pub sorted_in: bool,
    /// Lines under entries that wait to be sorted in.
    pub lines: usize,
}

/// Commits a batch; when the engine refuses the whole, each job is tried alone, so that one bad job harms no other.
pub(super) async fn commit(db: &Db, batch: &mut Vec<Job>, part: &Part) -> Done {
    let mut work = Work { part: part.clone(), ..Work::default() };
    let (mut of_acts, mut of_groups, mut of_looks) = (vec![], vec![], vec![]);
    for job in batch.drain(..) {
        match job {
            Job::Act(act, answer) => {
                work.acts.push(*act);
                of_acts.push(answer);
            }
            Job::Group(acts, answer) => {
                work.groups.push(acts);
                of_groups.push(answer);
            }
            Job::Look(look, answer) => {
                work.looks.push(*look);
                of_looks.push(answer);
            }
        }
    }
    let work = Arc::new(work);
    let mut done = Done {
        acts: work.acts.len() + work.groups.len() > 0,
        lines: work.looks.iter().map(|look| look.entries.len()).sum(),
        ..Done::default()
    };
    let outcome = match commit_at_once(db, &work).await {
        // Somebody was faster, or the same was asked before: step by step it is found out who lost.
        Err(StoreError::Db(db::DbError::Constraint(_))) => commit_together(db, &work).await,
        outcome => {
            done.sorted_in = outcome.is_ok();
            outcome
        }
    };
    match outcome {
        Ok((acts, groups)) => {
            of_acts.into_iter().zip(acts).for_each(|(answer, outcome)| _ = answer.send(Ok(outcome)));
            of_groups.into_iter().zip(groups).for_each(|(answer, outcome)| _ = answer.send(Ok(outcome)));
            of_looks.into_iter().for_each(|answer| _ = answer.send(Ok(())));
        }
        Err(StoreError::Db(db::DbError::Constraint(_))) if work.len() > 1 => {
            for (act, answer) in work.acts.iter().zip(of_acts) {
                let alone = alone(db, Work { acts: vec![act.clone()], ..Work::default() }).await;
                let _ = answer.send(alone.and_then(|(mut o, _)| o.pop().ok_or(StoreError::WriterStopped)));
            }
            for (group, answer) in work.groups.iter().zip(of_groups) {
                let alone = alone(db, Work { groups: vec![group.clone()], ..Work::default() }).await;
                let _ = answer.send(alone.and_then(|(_, mut o)| o.pop().ok_or(StoreError::WriterStopped)));
            }
            for (look, answer) in work.looks.iter().zip(of_looks) {
                let alone = alone(db, Work { looks: vec![look.clone()], ..Work::default() }).await;
                let _ = answer.send(alone.map(|_| ()));
            }
        }
        Err(error) => {
            let again = || StoreError::Db(repeat(&error));
            of_acts.into_iter().for_each(|answer| _ = answer.send(Err(again())));
            of_groups.into_iter().for_each(|answer| _ = answer.send(Err(again())));
            of_looks.into_iter().for_each(|answer| _ = answer.send(Err(again())));
        }
    }
    done
}

async fn alone(db: &Db, work: Work) -> Result<Outcomes, StoreError> {
    commit_together(db, &Arc::new(work)).await
}

/// The same error for each of those who waited.
pub(crate) fn repeat(error: &StoreError) -> db::DbError {
    use db::DbError;
    match error {
        StoreError::Db(DbError::Busy) => DbError::Busy,
        StoreError::Db(DbError::Interrupted(text)) => DbError::Interrupted(text.clone()),
        StoreError::Db(DbError::Unreachable(text)) => DbError::Unreachable(text.clone()),
        StoreError::Db(DbError::Contention(text)) => DbError::Contention(text.clone()),
        StoreError::Db(DbError::Constraint(text)) => DbError::Constraint(text.clone()),
        other => DbError::Engine(other.to_string()),
    }
}

/// All of it in one flight, and the commit in a second one; a batch of looks alone in one flight altogether.
async fn commit_at_once(db: &Db, work: &Arc<Work>) -> Result<Outcomes, StoreError> {
    let stamp = fresh_stamp()?;
    let recorded_at = stamp.recorded_at;
    let written =
        |record: &NewRecord| Appended::Written { entry: record.entry, version: record.version, recorded_at };
    let acts = work.acts.iter().map(written).collect();
    let groups = work.groups.iter().map(|group| group.iter().map(written).collect()).collect();
    let work = Arc::clone(work);
    db.transact("write-batch", move |tx| {
        let (work, stamp) = (Arc::clone(&work), stamp.clone());
        Box::pin(async move {
            let looks = Looks::of(&work.looks, first_id(&stamp));
            let acts: Vec<&NewRecord> = work.acts.iter().chain(work.groups.iter().flatten()).collect();
            let mut statements = looks.statements();
            statements.extend(work.part.statements());
            if acts.is_empty() {
                return Ok::<_, StoreError>(tx.execute_and_commit(&statements).await?);
            }
            ledger::append_at_once(tx, statements, &acts, &stamp).await?;
            Ok(())
        })
    })
    .await?;
    Ok((acts, groups))
}

fn first_id(stamp: &Stamp) -> EntryId {
    EntryId::new(u64::try_from(stamp.recorded_at / 1_000).unwrap_or(0), stamp.random)
}

async fn commit_together(db: &Db, work: &Arc<Work>) -> Result<Outcomes, StoreError> {
    let stamp = fresh_stamp()?;
    // Each group has its own, for it writes slices of its own.
    let stamps = work.groups.iter().map(|_| fresh_stamp()).collect::<Result<Vec<_>, _>>()?;
    let work = Arc::clone(work);
    db.transact("write-with-care", move |tx| {
        let (work, stamp, stamps) = (Arc::clone(&work), stamp.clone(), stamps.clone());
        Box::pin(async move {
            tx.execute_each(&Looks::of(&work.looks, first_id(&stamp)).statements()).await?;
            let acts = match work.acts.as_slice() {
                [] => Vec::new(),
                acts => ledger::append(tx, acts, &stamp).await?,
            };
            let mut groups = Vec::with_capacity(work.groups.len());
            for (group, stamp) in work.groups.iter().zip(&stamps) {
                groups.push(append_group(tx, group, stamp).await?);
            }
            Ok((acts, groups))
        })
    })
    .await
}

/// All acts of a group, or none. Carried out before under their keys, all of them were.
async fn append_group(tx: &mut Tx, group: &[NewRecord], stamp: &Stamp) -> Result<Vec<Appended>, StoreError> {
    tx.begin_part().await?;
    let mut outcome = ledger::append(tx, group, stamp).await?;
    let written = |o: &Appended| matches!(o, Appended::Written { .. });
    if outcome.iter().all(written) || outcome.iter().all(|o| matches!(o, Appended::Repeated { .. })) {
        tx.keep_part().await?;
    } else {
        tx.undo_part().await?;
        outcome.iter_mut().filter(|o| written(o)).for_each(|o| *o = Appended::Undone);
    }
    Ok(outcome)
}
