//! Reads that go together: those that wait while one flight is under way are in the next. One round trip, one statement
//! and one wake-up for all of them.

use std::future::Future;
use std::sync::Arc;

use db::Db;
use tokio::sync::{Mutex, mpsc, oneshot};

use crate::StoreError;

/// Reads in one flight at most.
const FLIGHT: usize = 64;
/// Reads that may wait; a caller beyond that waits for a place.
const QUEUE: usize = 4_096;
/// Flights under way at the same time: one for each core that the server may use beside ours.
const FLIGHTS: usize = 2;

type Waiting<K, V> = (K, oneshot::Sender<Result<V, StoreError>>);

/// Gathers reads of one kind.
#[derive(Debug)]
pub(crate) struct Gather<K, V>(mpsc::Sender<Waiting<K, V>>);

impl<K, V> Clone for Gather<K, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K: Send + 'static, V: Send + 'static> Gather<K, V> {
    /// Starts the gatherers. `fly` answers many at once, in the order asked.
    pub(crate) fn start<F, R>(db: &Db, fly: F) -> Self
    where
        F: Fn(Db, Vec<K>) -> R + Clone + Send + 'static,
        R: Future<Output = Result<Vec<V>, StoreError>> + Send + 'static,
    {
        let (send, receive) = mpsc::channel(QUEUE);
        let receive = Arc::new(Mutex::new(receive));
        for _ in 0..FLIGHTS {
            tokio::spawn(gather(db.clone(), Arc::clone(&receive), fly.clone()));
        }
        Self(send)
    }

    pub(crate) async fn ask(&self, key: K) -> Result<V, StoreError> {
        let (answer, outcome) = oneshot::channel();
        self.0.send((key, answer)).await.map_err(|_| StoreError::WriterStopped)?;
        outcome.await.map_err(|_| StoreError::WriterStopped)?
    }
}

async fn gather<K, V, F, R>(db: Db, queue: Arc<Mutex<mpsc::Receiver<Waiting<K, V>>>>, fly: F)
where
    F: Fn(Db, Vec<K>) -> R,
    R: Future<Output = Result<Vec<V>, StoreError>>,
{
    let mut waiting: Vec<Waiting<K, V>> = Vec::with_capacity(FLIGHT);
    loop {
        // Held only while taking: the other gatherer takes the next flight meanwhile.
        if queue.lock().await.recv_many(&mut waiting, FLIGHT).await == 0 {
            return;
        }
        let (keys, answers): (Vec<K>, Vec<_>) = waiting.drain(..).unzip();
        match fly(db.clone(), keys).await {
            Ok(found) => {
                answers.into_iter().zip(found).for_each(|(answer, found)| _ = answer.send(Ok(found)));
            }
            Err(error) => {
                for answer in answers {
                    let _ = answer.send(Err(crate::writer::repeat(&error).into()));
                }
            }
        }
    }
}
