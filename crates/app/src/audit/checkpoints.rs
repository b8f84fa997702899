//! Signed checkpoints: each is opened with the keys given, and its root held against the tree built again.

use std::collections::VecDeque;

use db::Reader;
use registry::log::{Checkpoint, Hash, TreeHead, VerifierKey};
use store::audit as read;
use store::log::StoredCheckpoint;

use super::Shared;
use super::finding::Finding;
use crate::AppError;

/// Checkpoints at a time.
const CHECKPOINTS_AT_ONCE: u32 = 1_024;

/// The checkpoints that the growing tree will meet.
pub(super) struct Checkpoints<'a> {
    shared: &'a Shared,
    keys: &'a [VerifierKey],
    origin: &'a str,
    /// The one kept elsewhere.
    kept: Option<TreeHead>,
    due: VecDeque<TreeHead>,
    /// Size and instant of the last one read.
    last: (i64, i64),
    all_read: bool,
}

impl<'a> Checkpoints<'a> {
    pub(super) fn new(
        shared: &'a Shared,
        (keys, origin): (&'a [VerifierKey], &'a str),
        kept: Option<TreeHead>,
    ) -> Self {
        Self { shared, keys, origin, kept, due: VecDeque::new(), last: (-1, i64::MIN), all_read: false }
    }

    pub(super) fn wants_more(&self) -> bool {
        self.due.is_empty() && !self.all_read
    }

    /// Reads and opens the next ones.
    pub(super) async fn fill(&mut self, reader: &mut Reader) -> Result<(), AppError> {
        let page = read::checkpoints(reader, self.last.0, CHECKPOINTS_AT_ONCE).await;
        let place = || format!("log_checkpoint after size {}", self.last.0);
        let page = self.shared.findings.readable(place, page)?.unwrap_or_default();
        self.all_read = page.len() < usize::try_from(CHECKPOINTS_AT_ONCE).unwrap_or(usize::MAX);
        for row in page {
            let size = i64::try_from(row.size).unwrap_or(i64::MAX);
            let place = format!("log_checkpoint size {size}");
            if row.signed_at < self.last.1 {
                let expected = format!("not before {}", self.last.1);
                let place = format!("{place} column signed_at");
                self.shared.findings.add(Finding::new(
                    "checkpoint-differs",
                    place,
                    expected,
                    row.signed_at.to_string(),
                ));
            }
            self.last = (size, row.signed_at);
            match open(&row, self.keys, self.origin) {
                Ok(head) if head.size == row.size => self.due.push_back(head),
                Ok(head) => {
                    let place = format!("{place} column size");
                    let (expected, found) = (head.size.to_string(), row.size.to_string());
                    self.shared.findings.add(Finding::new("checkpoint-differs", place, expected, found));
                }
                Err(why) => {
                    let place = format!("{place} column note");
                    self.shared.findings.add(Finding::new(
                        "checkpoint-invalid",
                        place,
                        "a signed checkpoint",
                        why,
                    ));
                }
            }
        }
        Ok(())
    }

    /// Compares the head of the tree with the checkpoints of its size.
    pub(super) fn meet(&mut self, size: u64, head: impl Fn() -> TreeHead) {
        while self.due.front().is_some_and(|due| due.size <= size) {
            if let Some(due) = self.due.pop_front().filter(|due| due.size == size) {
                self.compare(&format!("log_checkpoint size {size}"), due.root, head().root);
            }
        }
        if let Some(kept) = self.kept.filter(|kept| kept.size == size) {
            self.compare(&format!("the checkpoint kept elsewhere, size {size}"), kept.root, head().root);
            self.kept = None;
        }
    }

    fn compare(&self, place: &str, signed: Hash, found: Hash) {
        if signed != found {
            self.shared.findings.add(Finding::new(
                "root-differs",
                place,
                signed.to_string(),
                found.to_string(),
            ));
        }
    }

    /// Opens those beyond the tree that was built (signed meanwhile), and says which are beyond the log.
    pub(super) async fn finish(&mut self, reader: &mut Reader) -> Result<(), AppError> {
        let mut beyond: Vec<u64> = self.due.drain(..).map(|head| head.size).collect();
        while !self.all_read {
            self.fill(reader).await?;
            beyond.extend(self.due.drain(..).map(|head| head.size).max());
        }
        let end = read::log_end(reader).await;
        let Some(end) = self.shared.findings.readable(|| "log_slice".to_owned(), end)? else { return Ok(()) };
        let stored = beyond.into_iter().filter(|size| *size > end).map(|size| (size, "log_checkpoint"));
        let kept = self.kept.iter().map(|kept| (kept.size, "the checkpoint kept elsewhere,"));
        for (size, words) in stored.chain(kept) {
            let expected = format!("a log of at least {size} records");
            let place = format!("{words} size {size}");
            self.shared.findings.add(Finding::new("log-shorter", place, expected, end.to_string()));
        }
        Ok(())
    }
}

fn open(row: &StoredCheckpoint, keys: &[VerifierKey], origin: &str) -> Result<TreeHead, String> {
    if keys.is_empty() {
        // Without a key the text is still held against the tree; that the signature was not is said in the report.
        let text = row.note.find("\n\n").and_then(|end| row.note.get(..=end)).unwrap_or_default();
        return Checkpoint::parse(text).map(|checkpoint| checkpoint.head).map_err(|error| error.to_string());
    }
    let opened = Checkpoint::open(row.note.as_bytes(), origin, keys);
    opened.map(|checkpoint| checkpoint.head).map_err(|error| error.to_string())
}
