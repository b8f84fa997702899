//! When the writer sorts in who looked: beside the commits when much waits, alone when nobody does.

use std::time::Duration;

use db::Db;

use crate::StoreError;
use crate::disclosure::pending::{self, LINES_SORTED, Part, SortIn};

/// Nobody asks for anything for so long: then there is time.
pub(super) const IDLE: Duration = Duration::from_secs(5);
/// Rows that programs of one call each may leave behind before one of them sorts them in.
const ROWS_LEFT: i64 = 4_096;

/// What waits, as far as this program knows: what others leave is found when it begins, and with its own.
pub(super) struct Sorting {
    db: Db,
    begun: bool,
    waiting: usize,
    now: Option<SortIn>,
}

impl Sorting {
    pub(super) const fn new(db: Db) -> Self {
        Self { db, begun: false, waiting: 0, now: None }
    }

    /// Whether there may be something to do.
    pub(super) const fn may_wait(&self) -> bool {
        !self.begun || self.waiting > 0 || self.now.is_some()
    }

    /// Before the first commit: what programs before have left.
    pub(super) async fn begin(&mut self) {
        if self.begun {
            return;
        }
        self.begun = true;
        let left = async { pending::count(&mut self.db.reader().await?).await };
        let left = left.await.unwrap_or(0);
        if left > ROWS_LEFT && pending::sort_in(&self.db).await.is_ok() {
            return;
        }
        self.waiting = usize::try_from(left).unwrap_or(0);
    }

    /// What goes into the next commit.
    pub(super) async fn part(&mut self) -> Part {
        if self.now.is_none() && self.waiting >= LINES_SORTED {
            self.load().await;
        }
        self.now.as_ref().and_then(SortIn::next).unwrap_or_default()
    }

    /// A commit is through, with the part or without it, and with so many new lines.
    pub(super) fn committed(&mut self, part: Option<&Part>, lines: usize) {
        self.waiting += lines;
        if let (Some(part), Some(now)) = (part, &mut self.now) {
            now.done(part);
            if now.next().is_none() {
                self.now = None;
            }
        }
    }

    /// Nobody waits: sorts in until somebody does.
    pub(super) async fn idle(&mut self, nobody_waits: impl Fn() -> bool) {
        self.begin().await;
        while nobody_waits() && self.may_wait() {
            if self.now.is_none() {
                self.load().await;
            }
            let Some(part) = self.now.as_ref().and_then(SortIn::next) else { return };
            match part.write(&self.db).await {
                Ok(()) => self.committed(Some(&part), 0),
                // It stays where it is and is read there; later it is tried again.
                Err(_) => return self.now = None,
            }
        }
    }

    async fn load(&mut self) {
        self.waiting = 0;
        let found = async { SortIn::load(&mut self.db.reader().await?).await };
        let found: Result<Option<SortIn>, StoreError> = found.await;
        self.now = found.ok().flatten();
    }
}
