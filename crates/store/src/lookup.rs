//! Look-ups by number, gathered: on the server, those that wait while one flight is under way go together in the
//! next; one round trip and one wake-up for all of them. On the embedded engine each is read at once where it is asked.

use std::collections::HashMap;

use db::Db;
use registry::ids::RegisterId;
use tokio::sync::{mpsc, oneshot};

use crate::StoreError;
use crate::entry::{self, EntryRow};

/// Look-ups in one flight at most.
const FLIGHT: usize = 64;
/// Look-ups that may wait; a caller beyond that waits for a place.
const QUEUE: usize = 4_096;
/// Flights under way at the same time: one for each core that the server may use beside ours.
const FLIGHTS: usize = 2;

struct Asked {
    register: RegisterId,
    number_key: String,
    answer: oneshot::Sender<Result<Option<EntryRow>, StoreError>>,
}

/// A handle for look-ups; cheap to clone.
#[derive(Clone, Debug)]
pub struct Lookups {
    db: Db,
    queue: Option<mpsc::Sender<Asked>>,
}

impl Lookups {
    /// Starts the gatherers, where gathering pays.
    #[must_use]
    pub fn start(db: Db) -> Self {
        let queue = db.gathers_reads().then(|| {
            let (send, receive) = mpsc::channel(QUEUE);
            let receive = std::sync::Arc::new(tokio::sync::Mutex::new(receive));
            for _ in 0..FLIGHTS {
                tokio::spawn(gather(db.clone(), std::sync::Arc::clone(&receive)));
            }
            send
        });
        Self { db, queue }
    }

    /// The entry of a number in a register.
    ///
    /// # Errors
    /// The engine's.
    pub async fn by_number(
        &self,
        register: RegisterId,
        number_key: &str,
    ) -> Result<Option<EntryRow>, StoreError> {
        let Some(queue) = &self.queue else {
            let mut reader = self.db.reader().await?;
            return Ok(entry::by_number(&mut reader, &[register], number_key).await?.into_iter().next());
        };
        let (answer, outcome) = oneshot::channel();
        let asked = Asked { register, number_key: number_key.to_owned(), answer };
        queue.send(asked).await.map_err(|_| StoreError::WriterStopped)?;
        outcome.await.map_err(|_| StoreError::WriterStopped)?
    }
}

async fn gather(db: Db, queue: std::sync::Arc<tokio::sync::Mutex<mpsc::Receiver<Asked>>>) {
    let mut flight: Vec<Asked> = Vec::with_capacity(FLIGHT);
    loop {
        // Held only while taking: the other gatherer takes the next flight meanwhile.
        if queue.lock().await.recv_many(&mut flight, FLIGHT).await == 0 {
            return;
        }
        let outcome = fly(&db, &flight).await;
        match outcome {
            Ok(rows) => {
                for asked in flight.drain(..) {
                    let row = rows.get(&(asked.register, asked.number_key)).cloned();
                    let _ = asked.answer.send(Ok(row));
                }
            }
            Err(error) => {
                for asked in flight.drain(..) {
                    let _ = asked.answer.send(Err(crate::writer::repeat(&error).into()));
                }
            }
        }
    }
}

type Rows = HashMap<(RegisterId, String), EntryRow>;

async fn fly(db: &Db, flight: &[Asked]) -> Result<Rows, StoreError> {
    let wanted: Vec<(RegisterId, &str)> =
        flight.iter().map(|a| (a.register, a.number_key.as_str())).collect();
    let mut reader = db.reader().await?;
    let rows = entry::by_numbers(&mut reader, &wanted).await?;
    Ok(rows.into_iter().map(|row| ((row.register, row.number_key.clone()), row)).collect())
}
