//! What is true, in a file beside the register, and what was found, counted against it.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use anyhow::Result;
use registry::check::Finding;
use registry::ids::{EntryId, RegisterId};
use serde_json::{Value, json};

use crate::place::Place;

/// The person died.
pub(super) const DEAD: u8 = 1;
/// The person lives under another name than the entry says.
pub(super) const CHANGED: u8 = 2;
/// Neither.
pub(super) const OTHERS: u8 = 0;
/// Register, entry, what is true.
const LINE: usize = 8 + 16 + 1;
/// Findings read at once.
const PAGE: u32 = 20_000;

pub(super) fn write(
    out: &mut impl Write,
    (register, entry): (RegisterId, EntryId),
    what: u8,
) -> io::Result<()> {
    out.write_all(&register.stored().to_be_bytes())?;
    out.write_all(entry.stored())?;
    out.write_all(&[what])
}

/// How many were found of those of whom it is true.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Counted {
    pub(super) truly: u64,
    pub(super) right: u64,
    pub(super) wrong: u64,
}

impl Counted {
    pub(super) fn recall(self) -> f64 {
        share(self.right, self.truly)
    }

    pub(super) fn precision(self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    pub(super) fn json(self) -> Value {
        json!({
            "true": self.truly,
            "found": self.right,
            "wrong": self.wrong,
            "recall": self.recall(),
            "precision": self.precision(),
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "shares for people")]
fn share(part: u64, whole: u64) -> f64 {
    (part as f64 / whole.max(1) as f64 * 1e6).round() / 1e6
}

/// Both counts.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Both {
    pub(super) deaths: Counted,
    pub(super) names: Counted,
}

/// Goes through the truths in the order of the registers' entries, and beside them through the findings.
pub(super) async fn count(place: &Place, truth: &Path) -> Result<Both> {
    let mut reader = place.app.db().reader().await?;
    let runs = store::check::runs(&mut reader).await?;
    let run = runs.first().map(|run| run.id).unwrap_or_default();
    let mut both = Both::default();
    let (mut file, mut line) = (BufReader::with_capacity(1 << 20, File::open(truth)?), [0; LINE]);
    let (mut page, mut of, mut at) = (Vec::new(), None, 0_usize);
    while file.read_exact(&mut line).is_ok() {
        let (register, rest) = line.split_at(8);
        let register = RegisterId::from_stored(i64::from_be_bytes(register.try_into()?));
        let (entry, what) = rest.split_at(16);
        let entry = EntryId::from_stored(entry).unwrap_or_else(|| EntryId::new(0, [0; 10]));
        if of != Some(register) {
            let begin = EntryId::new(0, [0; 10]);
            page = store::check::findings(&mut reader, (register, &run, begin), PAGE).await?;
            (of, at) = (Some(register), 0);
        }
        loop {
            match page.get(at) {
                Some(found) if found.entry < entry => at += 1,
                None if !page.is_empty() => {
                    let last = page.last().map_or(entry, |found| found.entry);
                    page = store::check::findings(&mut reader, (register, &run, last), PAGE).await?;
                    at = 0;
                }
                _ => break,
            }
        }
        let found = page.get(at).filter(|found| found.entry == entry).map(|found| found.finding.as_str());
        add(&mut both.deaths, what == [DEAD], found == Some(Finding::Died.code()));
        add(&mut both.names, what == [CHANGED], found == Some(Finding::NameChanged.code()));
    }
    Ok(both)
}

fn add(counted: &mut Counted, truly: bool, found: bool) {
    counted.truly += u64::from(truly);
    counted.right += u64::from(truly && found);
    counted.wrong += u64::from(found && !truly);
}
