//! One entry: whether its records, their bodies and its present agree; and when not, what exactly does not.

use registry::act::Act;
use registry::hash::hex;
use registry::ids::EntryId;
use registry::item::{EntryItem, ItemLines, get};
use registry::number::normalise_number;
use registry::record::{Basis, Record, RecordHead};
use registry::step::fold;
use store::register::Register;

use super::explain::{AlteredByte, altered_byte, altered_int, altered_text};
use super::finding::{Finding, entry_place, first_difference};
use super::known::Known;
use super::rows::{BodyRow, EntryRow, Keyed, LedgerRow, Texts};

/// Versions named one by one when records are missing; the rest is told by the numbers.
const NAMED_VERSIONS: i64 = 16;

/// All rows of one entry.
#[derive(Clone, Copy)]
pub(super) struct EntryView<'a> {
    pub(super) register: &'a Register,
    pub(super) entry: EntryId,
    pub(super) present: Option<&'a EntryRow>,
    pub(super) ledger: &'a [LedgerRow],
    pub(super) bodies: &'a [BodyRow],
    pub(super) texts: &'a Texts,
    pub(super) known: &'a Known,
}

/// What the ledger lets us say of the present.
enum Folded {
    /// It must be this.
    Text(String),
    /// The last act erased a body that the present was folded from: it cannot be derived any more.
    Unknowable,
}

impl EntryView<'_> {
    /// Whether everything agrees: the quick way, with no words. What is not plainly good is looked at again by
    /// [`Self::examine`].
    pub(super) fn is_clean(&self) -> bool {
        let Some(entry) = self.present else { return false };
        let count = self.ledger.len();
        let rows_agree = count > 0
            && count == self.bodies.len()
            && i64::try_from(count) == Ok(entry.version)
            && entry.fault.is_none()
            && self.ledger.iter().zip(self.bodies).zip(1..).all(|((record, body), version)| {
                record.version == version && body.version == version && self.is_good(record, body)
            });
        rows_agree && self.present_is_folded(entry) && self.number_key_is_right(entry)
    }

    fn is_good(&self, record: &LedgerRow, body: &BodyRow) -> bool {
        record.fault.is_none()
            && body.fault.is_none()
            && self.commits(record, body)
            && self.known.slice_lists(record)
    }

    /// Whether the commitment comes out again. Where the basis is not to be trusted that was said, once.
    fn commits(&self, record: &LedgerRow, body: &BodyRow) -> bool {
        let (Some(salt), Some(text)) = (&body.salt, body.body) else { return false };
        self.known.basis(&record.basis).is_none_or(|basis| {
            self.head(record, basis).commitment(salt, self.texts.get(text)) == record.commitment
        })
    }

    /// The commitment of a version as it comes out of what stands in the rows.
    pub(super) fn recompute(&self, version: i64) -> Option<[u8; 32]> {
        let record = self.ledger.iter().find(|record| record.version == version)?;
        let body = self.body_of(version)?;
        let head = self.head(record, self.known.basis(&record.basis)?);
        Some(head.commitment(&body.salt?, self.texts.get(body.body?)))
    }

    fn head<'a>(&'a self, record: &LedgerRow, basis: &'a [u8; 32]) -> RecordHead<'a> {
        RecordHead {
            register: self.register.id,
            entry: self.entry,
            version: record.version,
            act: self.texts.get(record.act),
            effective_on: self.texts.get(record.effective_on),
            recorded_at: record.recorded_at,
            basis,
        }
    }

    fn present_is_folded(&self, entry: &EntryRow) -> bool {
        let present = self.texts.get(entry.present);
        match (self.ledger, self.bodies) {
            ([record], [BodyRow { body: Some(body), .. }]) => {
                // The one act of most entries: its body is the present, to the byte.
                Act::of_code(self.texts.get(record.act)).is_some_and(Act::begins)
                    && self.texts.get(*body) == present
            }
            _ => matches!(self.folded(), Some(Folded::Text(folded)) if folded == present),
        }
    }

    fn number_key_is_right(&self, entry: &EntryRow) -> bool {
        let number = get(self.texts.get(entry.present), EntryItem::Number).unwrap_or_default();
        normalise_number(number).is_ok_and(|key| key == self.texts.get(entry.number_key))
    }

    /// The present that follows from the records; `None` when there is none or an act is unknown.
    fn folded(&self) -> Option<Folded> {
        let mut history = Vec::with_capacity(self.ledger.len());
        for record in self.ledger {
            let body = self.body_of(record.version).and_then(|body| body.body);
            history.push(Record {
                version: record.version,
                act: Act::of_code(self.texts.get(record.act))?,
                effective_on: self.texts.get(record.effective_on).to_owned(),
                recorded_at: record.recorded_at,
                // The fold does not ask who or why.
                basis: Basis {
                    actor: String::new(),
                    ground: String::new(),
                    citation: String::new(),
                    rules_digest: [0; 32],
                },
                body: body.map(|body| self.texts.get(body).to_owned()),
                position: None,
            });
        }
        // An act after the erasure was folded from what was left, as here; the erasure itself was not.
        let last = history.last()?;
        let is_last_word = last.act == Act::Erasure && history.iter().any(|record| record.body.is_none());
        Some(if is_last_word { Folded::Unknowable } else { Folded::Text(fold(&history).stored().to_owned()) })
    }

    fn body_of(&self, version: i64) -> Option<&BodyRow> {
        self.bodies.iter().find(|body| body.version == version)
    }

    /// Whether an erasure among the later records names the version.
    fn is_erased_by_law(&self, version: i64) -> bool {
        let wanted = version.to_string();
        self.ledger.iter().filter(|later| later.version > version).any(|later| {
            let body =
                self.body_of(later.version).and_then(|body| body.body).map(|body| self.texts.get(body));
            self.texts.get(later.act) == Act::Erasure.code()
                && body.is_some_and(|body| get(body, EntryItem::ErasedVersion) == Some(wanted.as_str()))
        })
    }

    fn place(&self) -> String {
        entry_place(self.register, self.entry, self.present.map(|entry| self.texts.get(entry.present)))
    }

    fn record_place(&self, version: i64, column: &str) -> String {
        format!("{} version {version} column {column}", self.place())
    }

    /// Everything that does not agree, with its place; and whether the present could be compared at all.
    pub(super) fn examine(&self) -> (Vec<Finding>, bool) {
        let mut findings = Vec::new();
        if let Some(fault) = self.unreadable() {
            return (vec![fault], true);
        }
        self.examine_versions(&mut findings);
        for record in self.ledger {
            self.examine_record(record, &mut findings);
        }
        let comparable = self.present.is_none_or(|entry| self.examine_present(entry, &mut findings));
        (findings, comparable)
    }

    fn unreadable(&self) -> Option<Finding> {
        let fault = |table: &str, row: &dyn Keyed| {
            let (column, why) = row.fault()?;
            let place = format!("{} version {} column {table}.{column}", self.place(), row.key().1);
            Some(Finding::new("unreadable", place, "a value that can be read", why.clone()))
        };
        let records = self.ledger.iter().find_map(|row| fault("ledger", row));
        let bodies = || self.bodies.iter().find_map(|row| fault("ledger_body", row));
        records.or_else(bodies).or_else(|| self.present.and_then(|row| fault("entry", row)))
    }

    fn examine_versions(&self, findings: &mut Vec<Finding>) {
        let stated = self.present.map_or(0, |entry| entry.version);
        let count = i64::try_from(self.ledger.len()).unwrap_or(i64::MAX);
        if self.present.is_none() && count > 0 {
            let words = format!("the present of an entry with {count} records");
            findings.push(Finding::new("entry-missing", self.place(), words, "none"));
        }
        let last = self.ledger.last().map_or(0, |record| record.version);
        if self.present.is_some() && stated != last {
            let place = format!("{} column version", self.place());
            findings.push(Finding::new("version-differs", place, last.to_string(), stated.to_string()));
        }
        let has = |version: &i64| self.ledger.iter().any(|record| record.version == *version);
        let last_body = self.bodies.last().map_or(0, |body| body.version);
        let missing = (1..=stated.max(last).max(last_body)).filter(|version| !has(version));
        for version in missing.take(usize::try_from(NAMED_VERSIONS).unwrap_or(0)) {
            let place = format!("{} version {version}", self.place());
            findings.push(Finding::new("record-missing", place, "a ledger row", "none"));
        }
        for version in self.ledger.iter().map(|record| record.version).filter(|version| *version < 1) {
            findings.push(Finding::new(
                "record-stray",
                self.record_place(version, "version"),
                "from 1",
                "below 1",
            ));
        }
        for body in self.bodies.iter().filter(|body| !has(&body.version)) {
            let place = format!("{} version {}", self.place(), body.version);
            findings.push(Finding::new("body-stray", place, "no body without its ledger row", "a body"));
        }
    }

    fn examine_record(&self, record: &LedgerRow, findings: &mut Vec<Finding>) {
        let version = record.version;
        if Act::of_code(self.texts.get(record.act)).is_none() {
            findings.push(Finding::new(
                "act-unknown",
                self.record_place(version, "act"),
                "a known act",
                "another",
            ));
        }
        if !self.known.slice_lists(record) {
            let place = self.record_place(version, "slice_id");
            let words = format!("slice {} lists the record", record.slice);
            findings.push(Finding::new("record-not-in-slice", place, words, "it does not"));
        }
        let Some(body) = self.body_of(version) else {
            let place = format!("{} version {version}", self.place());
            findings.push(Finding::new("body-missing", place, "a body or an emptied one", "no row"));
            return;
        };
        match (body.salt, body.body) {
            (Some(salt), Some(text)) => {
                let text = self.texts.get(text);
                findings.extend(self.altered_record(record, &salt, text));
            }
            (None, None) if self.is_erased_by_law(version) => {}
            (salt, _) => {
                let column = if salt.is_none() { "salt" } else { "body" };
                let place = self.record_place(version, column);
                findings.push(Finding::new(
                    "body-emptied",
                    place,
                    "an erasure that names the version",
                    "none",
                ));
            }
        }
    }

    fn altered_record(&self, record: &LedgerRow, salt: &[u8; 16], body: &str) -> Option<Finding> {
        let basis = self.known.basis(&record.basis)?;
        let head = self.head(record, basis);
        let computed = head.commitment(salt, body);
        if computed == record.commitment {
            return None;
        }
        if let Some(byte) = altered_record_byte(&head, salt, body, &record.commitment) {
            let (expected, found) = byte.sides();
            let place = self.record_place(record.version, byte.column);
            return Some(Finding::new("record-altered", place, expected, found));
        }
        let place = format!("{} version {}", self.place(), record.version);
        let expected = format!("a record with commitment {}", hex(&record.commitment));
        Some(Finding::new("record-altered", place, expected, hex(&computed)))
    }

    /// Compares the present; gives whether it could be.
    fn examine_present(&self, entry: &EntryRow, findings: &mut Vec<Finding>) -> bool {
        let present = self.texts.get(entry.present);
        let folded = self.folded();
        if let Some(Folded::Text(folded)) = &folded
            && folded != present
        {
            let (expected, found) = first_difference(folded.as_bytes(), present.as_bytes());
            let item = differing_item(folded, present);
            let place = format!("{} version {} column present{item}", self.place(), entry.version);
            findings.push(Finding::new("present-differs", place, expected, found));
        }
        if !ItemLines::from_stored(present.to_owned()).is_canonical() {
            let place = format!("{} column present", self.place());
            findings.push(Finding::new("not-canonical", place, "known items in their order", "another text"));
        }
        let number = get(present, EntryItem::Number).unwrap_or_default();
        let key = normalise_number(number).unwrap_or_default();
        let stored = self.texts.get(entry.number_key);
        if key != stored {
            let place = format!("{} column number_key", self.place());
            findings.push(Finding::new("number-key-differs", place, key, stored));
        }
        !matches!(folded, Some(Folded::Unknowable))
    }
}

/// The first item of which two texts say different things, as ` item name`.
fn differing_item(expected: &str, found: &str) -> String {
    let item = EntryItem::ALL.iter().find(|item| get(expected, **item) != get(found, **item));
    item.map(|item| format!(" item {}", item.code())).unwrap_or_default()
}

/// The single byte that was changed in a record, wherever it is, so that head, salt, body and commitment agree.
fn altered_record_byte(
    head: &RecordHead<'_>,
    salt: &[u8; 16],
    body: &str,
    commitment: &[u8; 32],
) -> Option<AlteredByte> {
    let computed = head.commitment(salt, body);
    let fits = |head: RecordHead<'_>, salt: &[u8], body: &str| head.commitment(salt, body) == *commitment;
    altered_byte("commitment", commitment, |bytes| bytes == computed)
        .or_else(|| altered_byte("salt", salt, |salt| fits(*head, salt, body)))
        .or_else(|| {
            altered_int("recorded_at", head.recorded_at, |at| {
                fits(RecordHead { recorded_at: at, ..*head }, salt, body)
            })
        })
        .or_else(|| {
            altered_text("effective_on", head.effective_on, |day| {
                fits(RecordHead { effective_on: day, ..*head }, salt, body)
            })
        })
        .or_else(|| altered_text("act", head.act, |act| fits(RecordHead { act, ..*head }, salt, body)))
        .or_else(|| altered_text("body", body, |body| fits(*head, salt, body)))
}
