//! The second reading: rows become chunks of entries and rejects.

use registry::ids::EntryId;
use registry::record::Basis;
use registry::source::{Decoder, Reason, Record, RowFault, SourceEntry};
use store::import::{ImportJob, StagedRun};
use store::ledger::Transcriptions;
use store::writer::fresh_stamp;

use super::keys::KeyRuns;
use super::rejects::{self, DOUBLED, TAKEN};
use super::scan::{Records, Scan, Source};
use super::text::{self, Taken};
use crate::AppError;

/// Rows in a chunk: some 15 MB, a fifth of a second of writing, and what is made again after a crash.
const ROWS_A_CHUNK: u64 = 20_000;

/// One commit's worth.
pub(super) struct Chunk {
    pub(super) entries: Transcriptions,
    pub(super) rejects: Vec<u8>,
    /// The job as it is when this chunk is written; its place in the reject file is the writer's to fill in.
    pub(super) job: ImportJob,
}

/// Reads on from where the job is.
pub(super) struct Parser<'a> {
    source: &'a Source,
    scan: &'a Scan,
    basis: Basis,
    records: Records,
    decoder: Decoder,
    job: ImportJob,
    runs: KeyRuns,
    taken: Taken,
    text: String,
}

impl<'a> Parser<'a> {
    pub(super) fn new(
        source: &'a Source,
        scan: &'a Scan,
        basis: Basis,
        job: ImportJob,
        runs: KeyRuns,
    ) -> Result<Self, AppError> {
        let has = |item: &str| source.items.contains(item);
        Ok(Self {
            records: source.reader(job.byte_offset, job.line)?,
            decoder: Decoder::new(source.encoding, source.separator),
            taken: Taken {
                sex: has("sex"),
                domicile: has("domicile"),
                exam: has("exam-pass-month"),
                exam_place: has("exam-prefecture"),
                address: has("address"),
            },
            source,
            scan,
            basis,
            job,
            runs,
            text: String::new(),
        })
    }

    pub(super) fn into_runs(self) -> Result<KeyRuns, AppError> {
        Ok(self.runs)
    }

    /// The next chunk; `None` at the end of the file.
    pub(super) fn chunk(&mut self) -> Result<Option<Chunk>, AppError> {
        let stamp = fresh_stamp()?;
        let mut entries =
            Transcriptions::new(self.job.register, self.basis.clone(), &stamp, self.job.last_entry);
        let mut rejects = Vec::new();
        let mut rows = 0;
        while rows < ROWS_A_CHUNK {
            let Some(fault) = self.row(&mut entries, &mut rejects)? else { break };
            rows += 1;
            self.job.rejects += u64::from(fault);
            self.job.entries += u64::from(!fault);
        }
        let (offset, line) = self.records.place();
        if rows == 0 && self.job.byte_offset == offset {
            return Ok(None);
        }
        self.job.rows += rows;
        (self.job.byte_offset, self.job.line) = (offset, line);
        if let Some((first, last)) = entries.span() {
            self.job.first_entry.get_or_insert(first);
            self.job.last_entry = Some(last);
            let mut staged = StagedRun::new(self.job.register, first);
            self.runs.close_chunk(|key, entry| staged.add(key, entry))?;
            entries.stage(staged.closed());
        }
        Ok(Some(Chunk { entries, rejects, job: self.job.clone() }))
    }

    /// One row: written or rejected (true); `None` at the end.
    fn row(&mut self, entries: &mut Transcriptions, rejects: &mut Vec<u8>) -> Result<Option<bool>, AppError> {
        let Self { source, scan, records, decoder, runs, taken, text, .. } = self;
        records.next(|record| match judge(source, scan, decoder, record) {
            Err(faults) => {
                rejects::describe(record, &faults, source.encoding, rejects);
                true
            }
            Ok(entry) => {
                text::write(&entry, *taken, record.line, text);
                let id = add(entries, &entry, text, *taken);
                store::import::keys_of(text, |key| runs.add(&key, id));
                false
            }
        })
    }
}

fn judge<'r>(
    source: &'r Source,
    scan: &Scan,
    decoder: &'r mut Decoder,
    record: &Record<'r>,
) -> Result<SourceEntry<'r>, Vec<rejects::Fault>> {
    let of_row = |faults: Vec<RowFault>| faults.into_iter().map(rejects::Fault::Row).collect::<Vec<_>>();
    let row = decoder.row(record).map_err(of_row)?;
    // A number that others share says so also where the row has faults of its own: all of them go together.
    let shared = source.layout.number_key(&row).and_then(|number| {
        if scan.doubled.contains(number.as_ref()) {
            Some(DOUBLED)
        } else if scan.taken.contains(number.as_ref()) {
            Some(TAKEN)
        } else {
            None
        }
    });
    match (source.layout.read(&row, source.today), shared) {
        (Ok(entry), None) => Ok(entry),
        (Ok(_), Some(shared)) => Err(vec![shared]),
        (Err(faults), shared) => Err(of_row(faults).into_iter().chain(shared).collect()),
    }
}

fn add(entries: &mut Transcriptions, entry: &SourceEntry<'_>, text: &str, taken: Taken) -> EntryId {
    let effective =
        if entry.registered_on.is_unknown() { String::new() } else { entry.registered_on.to_string() };
    let id = entries.add(&entry.number_key, &effective, text);
    let address = entry.address.filter(|_| !taken.address);
    if address.or(entry.phone).or(entry.mail).is_some() {
        let or_empty = |value: Option<&'_ str>| value.unwrap_or_default().to_owned();
        entries.add_contact(id, &or_empty(address), &or_empty(entry.phone), &or_empty(entry.mail));
    }
    id
}

/// A reason's words in both languages.
pub(super) fn words(reason: Reason) -> (String, String) {
    (reason.ja(), reason.to_string())
}
