//! Askers that never give up: each makes the acts of its script one after another, and asks again with the same key
//! until it knows what became of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use db::{Db, DbError};
use registry::ids::{EntryId, RegisterId};
use registry::log::TreeHead;
use store::StoreError;
use store::ledger::{Appended, NewRecord};
use store::log::{LogTail, latest_checkpoint};
use store::writer::{Writer, sequence_all};
use tokio::task::JoinHandle;

use crate::agree::open;
use crate::script::life;
use crate::support::{append_in, key};

/// An act that was acknowledged.
#[derive(Debug, Clone)]
pub(crate) struct Acknowledged {
    pub(crate) act: NewRecord,
    pub(crate) at: Instant,
    /// It had been stored before, and the answer was lost.
    pub(crate) again: bool,
}

/// Askers and a sequencer at work until they are told to stop.
pub(crate) struct Load {
    stop: Arc<AtomicBool>,
    lanes: Vec<JoinHandle<Vec<Acknowledged>>>,
    sequencer: JoinHandle<Vec<TreeHead>>,
}

impl Load {
    /// `lanes` askers for each of the databases handed in (each a program of its own, as far as the engine can tell).
    pub(crate) fn start(programs: &[Db], register: RegisterId, lanes: u32) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let mut started = Vec::new();
        for (program, db) in (0..).zip(programs) {
            let writer = Writer::start(db.clone()).unwrap();
            for lane in 0..lanes {
                let script = (register, program * 100 + lane);
                started.push(tokio::spawn(ask(writer.clone(), script, Arc::clone(&stop))));
            }
        }
        let sequencer = tokio::spawn(place(programs[0].clone(), Arc::clone(&stop)));
        Self { stop, lanes: started, sequencer }
    }

    /// Everything that was acknowledged, in the order of each asker, and every tree head that was signed.
    pub(crate) async fn stop(self) -> (Vec<Acknowledged>, Vec<TreeHead>) {
        self.stop.store(true, Ordering::SeqCst);
        let mut all = Vec::new();
        for lane in self.lanes {
            all.extend(lane.await.unwrap());
        }
        (all, self.sequencer.await.unwrap())
    }
}

/// What an outage looks like from here; anything else would be a fault of ours.
fn is_outage(error: &StoreError) -> bool {
    let known = matches!(
        error,
        StoreError::Db(
            DbError::Interrupted(_) | DbError::Unreachable(_) | DbError::Busy | DbError::Contention(_)
        )
    );
    assert!(known, "an outage is told as one: {error:?}");
    known
}

async fn ask(
    writer: Writer,
    (register, lane): (RegisterId, u32),
    stop: Arc<AtomicBool>,
) -> Vec<Acknowledged> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        for act in life(register, 0, lane, number) {
            let mut failed = false;
            let again = loop {
                // an act once asked for is asked for until it is answered
                if stop.load(Ordering::SeqCst) && !failed {
                    return acknowledged;
                }
                match writer.record(act.clone()).await {
                    Ok(Appended::Written { .. }) => break false,
                    Ok(Appended::Repeated { entry, version }) if failed => {
                        assert_eq!((entry, version), (act.entry, act.version));
                        break true;
                    }
                    Err(error) if is_outage(&error) => failed = true,
                    other => panic!("{other:?}"),
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            };
            acknowledged.push(Acknowledged { act, at: Instant::now(), again });
        }
    }
    acknowledged
}

async fn place(db: Db, stop: Arc<AtomicBool>) -> Vec<TreeHead> {
    let (mut tail, mut signed) = (LogTail::default(), Vec::<TreeHead>::new());
    while !stop.load(Ordering::SeqCst) {
        match sequence_all(&db, &key(), &mut tail).await {
            Err(error) => _ = is_outage(&error),
            Ok(_) => {
                if let Ok(mut reader) = db.reader().await
                    && let Ok(Some(last)) = latest_checkpoint(&mut reader).await
                    && signed.last().is_none_or(|head| head.size < last.size)
                {
                    signed.push(open(&last.note));
                }
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    signed
}

/// Asks for all of them again, many in a commit but never two upon one entry, and tells what each was answered.
pub(crate) async fn ask_again(db: &Db, acts: &[NewRecord]) -> Vec<(NewRecord, Appended)> {
    let mut answers = Vec::new();
    for version in 1.. {
        let of_version: Vec<_> = acts.iter().filter(|act| act.version == version).cloned().collect();
        if of_version.is_empty() && acts.iter().all(|act| act.version < version) {
            return answers;
        }
        for batch in of_version.chunks(200) {
            let outcomes = append_in(db, batch.to_vec()).await.unwrap();
            answers.extend(batch.iter().cloned().zip(outcomes));
        }
    }
    answers
}

/// Asserts that each of the acknowledged acts is there: asked for again it is not carried out again.
pub(crate) async fn all_are_there(db: &Db, acts: &[NewRecord]) {
    for (act, answer) in ask_again(db, acts).await {
        let (entry, version): (EntryId, i64) = (act.entry, act.version);
        assert_eq!(answer, Appended::Repeated { entry, version }, "acknowledged, and not there");
    }
}
