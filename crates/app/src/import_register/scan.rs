//! The first reading of a file: its digest, its layout, the numbers that occur more than once or are taken.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use registry::ids::RegisterId;
use registry::source::{
    Decoder, Encoding, HEAD_BYTES, Layout, MAX_RECORD_BYTES, Mapping, Record, Required, Separator, Splitter,
    Step, find_encoding,
};

use super::unfinished::is_through;
use super::{ImportOptions, ImportProgress, Watch};
use crate::{App, AppError, ErrorKind};

/// Bytes read at a time; a record must fit several times.
const BLOCK: usize = 4 * MAX_RECORD_BYTES;
/// Numbers asked of the database in one flight.
const ASKED_AT_ONCE: usize = 5_000;

/// A file that is understood: what its columns mean.
pub(super) struct Source {
    path: PathBuf,
    pub(super) rejects: PathBuf,
    pub(super) size: u64,
    pub(super) encoding: Encoding,
    pub(super) separator: Separator,
    pub(super) layout: Layout,
    /// Byte offset and line of the first row.
    pub(super) first_row: (u64, u64),
    pub(super) today: Date,
    /// Items that the qualification registers.
    pub(super) items: HashSet<String>,
    pub(super) notes: Vec<law::Both>,
    mapping: String,
}

/// What the scan found.
pub(super) struct Scan {
    pub(super) digest: [u8; 32],
    /// Numbers that occur more than once in the file.
    pub(super) doubled: HashSet<Box<str>>,
    /// Numbers that another entry of the register has.
    pub(super) taken: HashSet<Box<str>>,
}

fn bad(ja: impl Into<String>, en: impl Into<String>) -> AppError {
    AppError::new(ErrorKind::BadInput, ja, en)
}

pub(super) fn unreadable(path: &Path, why: &dyn std::fmt::Display) -> AppError {
    bad(
        format!("ファイルを読めません: {}（{why}）", path.display()),
        format!("cannot read the file: {} ({why})", path.display()),
    )
}

impl Source {
    pub(super) fn open(app: &App, options: &ImportOptions, today: Date) -> Result<Self, AppError> {
        let path = &options.file;
        let mut file = File::open(path).map_err(|e| unreadable(path, &e))?;
        let size = file.metadata().map_err(|e| unreadable(path, &e))?.len();
        let mut head = vec![0; HEAD_BYTES.max(MAX_RECORD_BYTES) + 4];
        let filled = read_full(&mut file, &mut head).map_err(|e| unreadable(path, &e))?;
        head.truncate(filled);
        let mapping = options.mapping.as_deref().map(read_mapping).transpose()?;
        let found = find_encoding(&head).map_err(|e| AppError::of(ErrorKind::BadInput, e.words()));
        let (encoding, mark) = match (options.encoding, mapping.as_ref().and_then(|(m, _)| m.encoding), found)
        {
            (Some(given), _, found) | (None, Some(given), found) => (given, found.map_or(0, |f| f.mark)),
            (None, None, found) => found.map(|f| (f.encoding, f.mark))?,
        };
        let separator = mapping
            .as_ref()
            .and_then(|(m, _)| m.separator)
            .unwrap_or_else(|| Separator::find(head.get(mark..).unwrap_or_default()));
        let items: HashSet<String> = app
            .0
            .rules
            .on(today)
            .qualification(&options.qualification)
            .and_then(|q| q.register().yes())
            .map(|r| r.value().items.iter().cloned().collect())
            .unwrap_or_default();
        let required = Required::of_items(items.iter().map(String::as_str));
        let start = u64::try_from(mark).unwrap_or(0);
        let mut splitter = Splitter::at(separator, start, 1);
        let step =
            splitter.next(head.get(mark..).unwrap_or_default(), u64::try_from(filled).unwrap_or(0) >= size);
        let (layout, first_row) = layout_of(
            step,
            &splitter,
            mapping.as_ref().map(|(m, _)| m),
            required,
            (encoding, separator, start),
        )?;
        Ok(Self {
            notes: super::text::notes(&layout, &items),
            path: path.clone(),
            rejects: options.rejects.clone().unwrap_or_else(|| beside(path)),
            size,
            encoding,
            separator,
            layout,
            first_row,
            today,
            items,
            mapping: mapping.map(|(_, digest)| digest).unwrap_or_default(),
        })
    }

    /// What must be the same for a job to go on.
    pub(super) fn settings(&self) -> String {
        format!("encoding={} mapping={}", self.encoding.name(), self.mapping)
    }

    /// Where this file can be read from.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The file's digest as far as its first row: a mark and the headings belong to the file.
    fn digest_of_head(&self) -> Result<aws_lc_rs::digest::Context, AppError> {
        let mut head = Vec::new();
        let file = File::open(&self.path).map_err(|e| unreadable(&self.path, &e))?;
        file.take(self.first_row.0).read_to_end(&mut head).map_err(|e| unreadable(&self.path, &e))?;
        let mut digest = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
        digest.update(&head);
        Ok(digest)
    }

    pub(super) fn reader(&self, offset: u64, line: u64) -> Result<Records, AppError> {
        Records::open(&self.path, self.separator, (offset, line))
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".rejects.csv");
    PathBuf::from(name)
}

fn read_mapping(path: &Path) -> Result<(Mapping, String), AppError> {
    let text = std::fs::read_to_string(path).map_err(|e| unreadable(path, &e))?;
    let digest = registry::hash::hex(registry::hash::sha256(&[text.as_bytes()]).split_at(8).0);
    let mapping = Mapping::parse(&text).map_err(|fault| {
        let place = format!("{}:{}:{}", path.display(), fault.line, fault.column);
        bad(format!("{place}: {}", fault.what_ja), format!("{place}: {}", fault.what))
    })?;
    Ok((mapping, digest))
}

fn layout_of(
    first: Step<'_>,
    splitter: &Splitter,
    mapping: Option<&Mapping>,
    required: Required,
    (encoding, separator, start): (Encoding, Separator, u64),
) -> Result<(Layout, (u64, u64)), AppError> {
    let faults = |faults: Vec<registry::source::HeadingFault>| {
        let ja: Vec<String> = faults.iter().map(registry::source::HeadingFault::ja).collect();
        let en: Vec<String> = faults.iter().map(ToString::to_string).collect();
        bad(ja.join("\n"), en.join("\n"))
    };
    if let Some(mapping) = mapping.filter(|m| !m.headings) {
        return Ok((Layout::from_mapping(mapping, None, required).map_err(faults)?, (start, 1)));
    }
    let Step::Record(record) = first else {
        return Err(bad(
            "ファイルが空です（1行目に見出しが要ります）。",
            "the file is empty; its first line must be headings",
        ));
    };
    let mut decoder = Decoder::new(encoding, separator);
    let row = decoder.row(&record).map_err(|faults| {
        let (ja, en): (Vec<_>, Vec<_>) = faults.iter().map(|f| (f.ja(), f.to_string())).unzip();
        bad(format!("見出しの行を読めません: {}", ja.join("、")), format!("headings: {}", en.join(", ")))
    })?;
    let layout = match mapping {
        Some(mapping) => Layout::from_mapping(mapping, Some(&row), required),
        None => Layout::from_headings(&row, required),
    };
    Ok((layout.map_err(faults)?, (splitter.offset(), splitter.line())))
}

fn read_full(file: &mut File, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest)? {
            0 => break,
            count => filled += count,
        }
    }
    Ok(filled)
}

/// The records of a file from a place on, over a buffer of one block.
pub(super) struct Records {
    file: File,
    path: PathBuf,
    splitter: Splitter,
    buffer: Vec<u8>,
    from: usize,
    ended: bool,
    digest: Option<aws_lc_rs::digest::Context>,
}

impl Records {
    fn open(path: &Path, separator: Separator, (offset, line): (u64, u64)) -> Result<Self, AppError> {
        use std::io::{Seek, SeekFrom};
        let mut file = File::open(path).map_err(|e| unreadable(path, &e))?;
        file.seek(SeekFrom::Start(offset)).map_err(|e| unreadable(path, &e))?;
        Ok(Self {
            file,
            path: path.to_owned(),
            splitter: Splitter::at(separator, offset, line),
            buffer: Vec::new(),
            from: 0,
            ended: false,
            digest: None,
        })
    }

    /// Where the next record begins.
    pub(super) fn place(&self) -> (u64, u64) {
        (self.splitter.offset(), self.splitter.line())
    }

    /// Shows the next row to `see` (blank lines are none); false at the end of the file.
    pub(super) fn next<T>(&mut self, mut see: impl FnMut(&Record<'_>) -> T) -> Result<Option<T>, AppError> {
        loop {
            let rest = self.buffer.get(self.from..).unwrap_or_default();
            match self.splitter.next(rest, self.ended) {
                Step::End => return Ok(None),
                Step::More => self.fill()?,
                Step::Rest(bytes) => self.from += bytes.len(),
                Step::Record(record) => {
                    self.from += record.bytes.len();
                    if !record.is_blank() {
                        return Ok(Some(see(&record)));
                    }
                }
            }
        }
    }

    fn fill(&mut self) -> Result<(), AppError> {
        self.buffer.drain(..self.from.min(self.buffer.len()));
        self.from = 0;
        let kept = self.buffer.len();
        self.buffer.resize(kept + BLOCK, 0);
        let fresh = self.buffer.get_mut(kept..).unwrap_or_default();
        let count = read_full(&mut self.file, fresh).map_err(|e| unreadable(&self.path, &e))?;
        self.buffer.truncate(kept + count);
        self.ended = count < BLOCK;
        if let Some(digest) = &mut self.digest {
            digest.update(self.buffer.get(kept..).unwrap_or_default());
        }
        Ok(())
    }
}

/// Reads the whole file once. `None` when told to stop.
pub(super) async fn scan(
    app: &App,
    source: &Source,
    register: RegisterId,
    watch: Watch<'_>,
) -> Result<Option<Scan>, AppError> {
    let hasher = RandomState::new();
    let mut hashes: Vec<u64> = Vec::new();
    let Some(digest) = each_number(source, watch, |number| hashes.push(hasher.hash_one(number)))? else {
        return Ok(None);
    };
    hashes.sort_unstable();
    let repeated: HashSet<u64> = hashes
        .windows(2)
        .filter_map(|pair| if let [a, b] = pair { (a == b).then_some(*a) } else { None })
        .collect();
    drop(hashes);
    let doubled = doubled(source, &repeated, &hasher)?;
    let taken = taken(app, source, register, &digest).await?;
    Ok(Some(Scan { digest, doubled, taken }))
}

/// Calls `see` with the number of every row; gives the file's digest.
fn each_number(
    source: &Source,
    watch: Watch<'_>,
    mut see: impl FnMut(&str),
) -> Result<Option<[u8; 32]>, AppError> {
    let mut records = source.reader(source.first_row.0, source.first_row.1)?;
    records.digest = Some(source.digest_of_head()?);
    let mut decoder = Decoder::new(source.encoding, source.separator);
    let mut rows: u64 = 0;
    while records
        .next(|record| {
            if let Ok(row) = decoder.row(record)
                && let Some(number) = source.layout.number_key(&row)
            {
                see(&number);
            }
        })?
        .is_some()
    {
        rows += 1;
        if rows.is_multiple_of(65_536) {
            let done = records.place().0;
            if !watch(ImportProgress { phase: "scan", done, total: source.size, rows, rejects: 0 }) {
                return Ok(None);
            }
        }
    }
    let mut digest = [0; 32];
    if let Some(context) = records.digest {
        digest.copy_from_slice(context.finish().as_ref());
    }
    Ok(Some(digest))
}

/// The numbers behind repeated hashes, compared themselves: two numbers with one hash are not one number.
fn doubled(
    source: &Source,
    repeated: &HashSet<u64>,
    hasher: &RandomState,
) -> Result<HashSet<Box<str>>, AppError> {
    if repeated.is_empty() {
        return Ok(HashSet::new());
    }
    let mut counts: HashMap<Box<str>, u32> = HashMap::new();
    let all = |_: ImportProgress| true;
    each_number(source, &all, |number| {
        if repeated.contains(&hasher.hash_one(number)) {
            *counts.entry(number.into()).or_default() += 1;
        }
    })?;
    Ok(counts.into_iter().filter(|(_, count)| *count > 1).map(|(number, _)| number).collect())
}

/// Numbers of the rows still to come that the register holds already. An empty register holds none.
async fn taken(
    app: &App,
    source: &Source,
    register: RegisterId,
    digest: &[u8; 32],
) -> Result<HashSet<Box<str>>, AppError> {
    let mut reader = app.0.db.reader().await?;
    let mut taken = HashSet::new();
    let job = store::import::read(&mut reader, register, digest).await?;
    if store::import::is_empty(&mut reader, register).await?
        || job.as_ref().is_some_and(|j| is_through(j, source.size))
    {
        return Ok(taken);
    }
    let (offset, line) = job.map_or(source.first_row, |job| (job.byte_offset, job.line));
    let mut records = source.reader(offset, line)?;
    let mut decoder = Decoder::new(source.encoding, source.separator);
    loop {
        let mut numbers: Vec<String> = Vec::with_capacity(ASKED_AT_ONCE);
        let mut ended = false;
        while numbers.len() < ASKED_AT_ONCE && !ended {
            ended = records
                .next(|record| {
                    if let Ok(row) = decoder.row(record)
                        && let Some(number) = source.layout.number_key(&row)
                    {
                        numbers.push(number.into_owned());
                    }
                })?
                .is_none();
        }
        let asked: Vec<&str> = numbers.iter().map(String::as_str).collect();
        for index in store::import::taken(&mut reader, register, &asked).await? {
            taken.extend(numbers.get(index).map(|number| Box::from(number.as_str())));
        }
        if ended {
            return Ok(taken);
        }
    }
}
