//! One import into a register at a time: two would write the same rows, one of them in vain, and one reject file.

use std::time::{Duration, Instant};

use db::Hold;
use registry::ids::RegisterId;

use crate::{App, AppError, ErrorKind};

/// A server needs a moment to see that an import was killed; whoever starts it again at once need not know.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often it is tried meanwhile.
const EVERY: Duration = Duration::from_millis(50);

impl App {
    /// Holds the register until the import ends.
    pub(super) async fn alone_in(&self, register: RegisterId) -> Result<Hold, AppError> {
        let started = Instant::now();
        loop {
            if let Some(hold) = store::import::hold(&self.0.db, register).await? {
                return Ok(hold);
            }
            if started.elapsed() > PATIENCE {
                return Err(AppError::new(
                    ErrorKind::Unavailable,
                    "この籍には別の取込みが動いています。それが終わってから、同じコマンドをもう一度実行してください。",
                    "Another import into this register is running. When it has ended, run the same command again.",
                ));
            }
            tokio::time::sleep(EVERY).await;
        }
    }
}
