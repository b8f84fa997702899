//! Reading the whole log back: every line, the deletions it proves, and that the numbers there are those it tells of.

use db::{DbError, Param, Reader};

use super::append::{HEAD, digest_of, fixed, lines};
use super::line::{FIRST, LogHead, LogLine, Verb};
use crate::VaultError;
use crate::handle::{Handle, hex};
use crate::keys::Keyring;

/// Lines read at a time.
const SLICE: i64 = 5_000;
/// Findings that are kept: the first ones say what happened, a million of them say no more.
const FINDINGS_AT_MOST: usize = 1_000;

/// Attempts to look at the whole between two uses; one that never rests is looked at as it is.
const ATTEMPTS: u32 = 20;

pub(crate) const DELETED_OF_LINE: &str = "SELECT handle FROM deletion WHERE seq = $1 ORDER BY handle";
pub(crate) const NUMBERS: &str = "SELECT COUNT(*) FROM number";
pub(crate) const RISEN: &str = "SELECT COUNT(*) FROM deletion d JOIN number n ON n.handle = d.handle";

/// What is wrong with the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFinding {
    /// The place of the line; 0 for the log as a whole.
    pub seq: i64,
    /// What is wrong, in words, Japanese and English.
    pub words: (&'static str, &'static str),
}

/// What a verification said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogReport {
    /// Lines that were read.
    pub lines: i64,
    /// Where the log ends: keep it elsewhere, and give it to the next verification.
    pub head: LogHead,
    /// What was found; empty is well.
    pub findings: Vec<LogFinding>,
}

/// Verifies all lines, and that the head kept elsewhere is one of them.
pub(crate) async fn verify(
    reader: &mut Reader,
    ring: &Keyring,
    kept: Option<&LogHead>,
) -> Result<LogReport, VaultError> {
    let mut check =
        Check { seq: 0, hash: FIRST, made: 0, kept_is_there: kept.is_none(), findings: Vec::new() };
    for attempt in 1.. {
        check.read_on(reader, ring, kept).await?;
        // uses go on meanwhile: the figures hold where no line came between
        if check.whole(reader, attempt == ATTEMPTS).await? {
            break;
        }
    }
    if !check.kept_is_there {
        check.found(0, "控えておいた終わりの行がない", "the head that was kept elsewhere is not in the log");
    }
    let head = LogHead { seq: check.seq, hash: hex(&check.hash) };
    Ok(LogReport { lines: check.seq, head, findings: check.findings })
}

struct Check {
    seq: i64,
    hash: [u8; 32],
    made: i64,
    kept_is_there: bool,
    findings: Vec<LogFinding>,
}

impl Check {
    fn found(&mut self, seq: i64, ja: &'static str, en: &'static str) {
        if self.findings.len() < FINDINGS_AT_MOST {
            self.findings.push(LogFinding { seq, words: (ja, en) });
        }
    }

    fn line(&mut self, line: &LogLine, ring: &Keyring, kept: Option<&LogHead>) {
        if line.seq != self.seq + 1 {
            self.found(line.seq, "行が抜けている", "lines before it are missing");
        }
        if line.before != self.hash {
            self.found(line.seq, "前の行につながらない", "it does not follow from the line before");
        }
        if line.hash != line.computed_hash() {
            self.found(line.seq, "内容が書かれたときと違う", "its content is not what was written");
        }
        if !ring.log.is_of(&[&line.hash], &line.mac) {
            self.found(line.seq, "この金庫が書いた行ではない", "it was not written by this vault");
        }
        if Verb::of_word(&line.verb).is_none() {
            self.found(line.seq, "知らない行為", "an unknown act");
        }
        self.kept_is_there |= kept.is_some_and(|kept| kept.seq == line.seq && kept.hash == hex(&line.hash));
        self.seq = line.seq;
        self.hash = line.hash;
        self.made = self.made.saturating_add(line.made);
    }

    fn deletion(&mut self, line: &LogLine, handles: &[Handle]) {
        if digest_of(handles) != line.digest || i64::try_from(handles.len()) != Ok(line.handles) {
            self.found(
                line.seq,
                "廃棄された番号が記録と違う",
                "the deleted handles are not those of the line",
            );
        }
    }

    async fn read_on(
        &mut self,
        reader: &mut Reader,
        ring: &Keyring,
        kept: Option<&LogHead>,
    ) -> Result<(), VaultError> {
        loop {
            let some = lines(reader, self.seq, SLICE).await?;
            for line in &some {
                self.line(line, ring, kept);
                if line.verb == Verb::Delete.word() {
                    self.deletion(line, &deleted_by(reader, line.seq).await?);
                }
            }
            if some.is_empty() {
                return Ok(());
            }
        }
    }

    /// What holds of the whole; false when lines came while it was looked at, unless this is the last attempt.
    async fn whole(&mut self, reader: &mut Reader, last: bool) -> Result<bool, VaultError> {
        let numbers = count(reader, NUMBERS).await?;
        let risen = count(reader, RISEN).await?;
        let heads = reader.query(HEAD, &[], |row| Ok((row.int(0)?, fixed::<32>(row, 1)?))).await?;
        let Some((seq, hash)) = heads.first() else {
            self.found(0, "終わりの行の控えがない", "the log has no head");
            return Ok(true);
        };
        if *seq > self.seq && !last {
            return Ok(false);
        }
        if (*seq, *hash) != (self.seq, self.hash) {
            self.found(0, "終わりの行が控えと違う", "the log does not end where its head says");
        }
        if numbers != self.made {
            self.found(0, "番号の数が記録と違う", "there are not as many numbers as the log tells of");
        }
        if risen != 0 {
            self.found(0, "廃棄された番号が残っている", "a deleted number is there");
        }
        Ok(true)
    }
}

async fn deleted_by(reader: &mut Reader, seq: i64) -> Result<Vec<Handle>, DbError> {
    reader.query(DELETED_OF_LINE, &[Param::Int(seq)], |row| fixed(row, 0)).await
}

async fn count(reader: &mut Reader, sql: &str) -> Result<i64, DbError> {
    Ok(reader.query(sql, &[], |row| row.int(0)).await?.first().copied().unwrap_or(0))
}
