//! Rows as the audit holds them: a slice of a register at a time, their texts behind each other in one string.

use db::{DbError, RowRef};
use registry::ids::EntryId;

/// A text among [`Texts`].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Span {
    start: usize,
    end: usize,
}

/// Many texts in one allocation.
#[derive(Debug, Default)]
pub(super) struct Texts(String);

impl Texts {
    pub(super) fn keep(&mut self, text: &str) -> Span {
        let start = self.0.len();
        self.0.push_str(text);
        Span { start, end: self.0.len() }
    }

    pub(super) fn get(&self, span: Span) -> &str {
        self.0.get(span.start..span.end).unwrap_or_default()
    }
}

/// A column that could not be read, and why.
pub(super) type Fault = (&'static str, String);

/// A row of `ledger`.
#[derive(Clone, Debug)]
pub(super) struct LedgerRow {
    pub(super) entry: EntryId,
    pub(super) version: i64,
    pub(super) act: Span,
    pub(super) effective_on: Span,
    pub(super) recorded_at: i64,
    pub(super) basis: [u8; 16],
    pub(super) slice: EntryId,
    pub(super) commitment: [u8; 32],
    pub(super) fault: Option<Box<Fault>>,
}

/// A row of `ledger_body`.
#[derive(Clone, Debug)]
pub(super) struct BodyRow {
    pub(super) entry: EntryId,
    pub(super) version: i64,
    pub(super) salt: Option<[u8; 16]>,
    pub(super) body: Option<Span>,
    pub(super) fault: Option<Box<Fault>>,
}

/// A row of `entry`.
#[derive(Clone, Debug)]
pub(super) struct EntryRow {
    pub(super) entry: EntryId,
    pub(super) version: i64,
    pub(super) number_key: Span,
    pub(super) present: Span,
    pub(super) fault: Option<Box<Fault>>,
}

/// What orders rows: entry and version.
pub(super) trait Keyed {
    fn key(&self) -> (EntryId, i64);
    fn fault(&self) -> Option<&Fault>;
}

macro_rules! keyed {
    ($($row:ty),+) => { $(impl Keyed for $row {
        fn key(&self) -> (EntryId, i64) { (self.entry, self.version) }
        fn fault(&self) -> Option<&Fault> { self.fault.as_deref() }
    })+ };
}
keyed!(LedgerRow, BodyRow, EntryRow);

/// The rows of a slice of a register, or of one entry.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) texts: Texts,
    pub(super) ledger: Vec<LedgerRow>,
    pub(super) bodies: Vec<BodyRow>,
    pub(super) entries: Vec<EntryRow>,
    /// Rows that do not stand where their key belongs, or whose key cannot be read: table and words.
    pub(super) misplaced: Vec<(&'static str, String)>,
}

impl Rows {
    pub(super) fn clear(&mut self) {
        self.texts.0.clear();
        self.ledger.clear();
        self.bodies.clear();
        self.entries.clear();
        self.misplaced.clear();
    }

    /// Takes a row of `ledger` whose columns follow each other from the version in column 1.
    pub(super) fn take_ledger(&mut self, entry: Option<EntryId>, row: &RowRef<'_>) {
        let Some((entry, version)) = self.key("ledger", entry, row) else { return };
        let (mut fault, texts) = (None, &mut self.texts);
        let taken = LedgerRow {
            entry,
            version,
            act: or_fault(&mut fault, "act", row.text(2)).map(|text| texts.keep(text)).unwrap_or_default(),
            effective_on: or_fault(&mut fault, "effective_on", row.text(3))
                .map(|text| texts.keep(text))
                .unwrap_or_default(),
            recorded_at: or_fault(&mut fault, "recorded_at", row.int(4)).unwrap_or_default(),
            basis: or_fault(&mut fault, "basis_id", fixed(row, 5)).unwrap_or_default(),
            slice: EntryId::from_stored(
                &or_fault(&mut fault, "slice_id", fixed::<16>(row, 6)).unwrap_or_default(),
            )
            .unwrap_or(EntryId::LEAST),
            commitment: or_fault(&mut fault, "commitment", fixed(row, 7)).unwrap_or_default(),
            fault,
        };
        push_ordered(&mut self.ledger, taken, "ledger", &mut self.misplaced);
    }

    /// Takes a row of `ledger_body`: the version in column 1, the body in column 2, the salt where it is said.
    pub(super) fn take_body(&mut self, entry: Option<EntryId>, row: &RowRef<'_>, salt: usize) {
        let Some((entry, version)) = self.key("ledger_body", entry, row) else { return };
        let (mut fault, texts) = (None, &mut self.texts);
        let salt = or_fault(&mut fault, "salt", row.opt_bytes(salt)).flatten();
        let taken = BodyRow {
            entry,
            version,
            salt: salt.and_then(|salt| {
                let bytes = salt.try_into().map_err(|_| wrong(salt.len()));
                or_fault(&mut fault, "salt", bytes)
            }),
            body: or_fault(&mut fault, "body", row.opt_text(2)).flatten().map(|text| texts.keep(text)),
            fault,
        };
        push_ordered(&mut self.bodies, taken, "ledger_body", &mut self.misplaced);
    }

    /// Takes a row of `entry`: version, number key and present in the columns 1 to 3.
    pub(super) fn take_entry(&mut self, entry: Option<EntryId>, row: &RowRef<'_>) {
        let Some(entry) = entry.or_else(|| entry_in(row)) else {
            self.misplaced.push(("entry", "a key that cannot be read".to_owned()));
            return;
        };
        let (mut fault, texts) = (None, &mut self.texts);
        let taken = EntryRow {
            entry,
            version: or_fault(&mut fault, "version", row.int(1)).unwrap_or_default(),
            number_key: or_fault(&mut fault, "number_key", row.text(2))
                .map(|text| texts.keep(text))
                .unwrap_or_default(),
            present: or_fault(&mut fault, "present", row.text(3))
                .map(|text| texts.keep(text))
                .unwrap_or_default(),
            fault,
        };
        push_ordered(&mut self.entries, taken, "entry", &mut self.misplaced);
    }

    fn key(
        &mut self,
        table: &'static str,
        entry: Option<EntryId>,
        row: &RowRef<'_>,
    ) -> Option<(EntryId, i64)> {
        let key = entry.or_else(|| entry_in(row)).zip(row.int(1).ok());
        if key.is_none() {
            self.misplaced.push((table, "a key that cannot be read".to_owned()));
        }
        key
    }
}

/// Behind every id.
pub(super) fn beyond() -> EntryId {
    EntryId::from_stored(&[0xFF; 16]).unwrap_or(EntryId::LEAST)
}

fn entry_in(row: &RowRef<'_>) -> Option<EntryId> {
    row.bytes(0).ok().and_then(EntryId::from_stored)
}

fn wrong(length: usize) -> DbError {
    DbError::Broken(format!("{length} bytes"))
}

fn fixed<const N: usize>(row: &RowRef<'_>, column: usize) -> Result<[u8; N], DbError> {
    let bytes = row.bytes(column)?;
    bytes.try_into().map_err(|_| wrong(bytes.len()))
}

/// The value; or its column noted as the row's first fault.
fn or_fault<T>(fault: &mut Option<Box<Fault>>, column: &'static str, value: Result<T, DbError>) -> Option<T> {
    match value {
        Ok(value) => Some(value),
        Err(error) => {
            fault.get_or_insert_with(|| Box::new((column, error.to_string())));
            None
        }
    }
}

/// Appends a row that comes in the order of its key. When it does not, one of two neighbours has a damaged key: the
/// one that does not fit between the others is put aside.
fn push_ordered<T: Keyed>(
    rows: &mut Vec<T>,
    row: T,
    table: &'static str,
    aside: &mut Vec<(&'static str, String)>,
) {
    let words = |row: &T| {
        let (entry, version) = row.key();
        format!("entry {entry} version {version}")
    };
    let Some(last) = rows.last() else { return rows.push(row) };
    if row.key() > last.key() {
        return rows.push(row);
    }
    let fits_without_last = match rows.as_slice() {
        [.., before, _] => row.key() > before.key(),
        _ => true,
    };
    if fits_without_last {
        aside.extend(rows.pop().map(|last| (table, words(&last))));
        rows.push(row);
    } else {
        aside.push((table, words(&row)));
    }
}
