//! What the network writes down of inquiries: 情報提供等記録.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::path::Path;
use std::time::Instant;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::journal::Journal;
use super::super::neutral::instant;

/// An inquiry as it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Asked {
    pub inquiry_id: String,
    pub inquirer: String,
    pub provider: String,
    pub affair: String,
    pub procedure: String,
    pub items: Vec<String>,
    pub basis: String,
    pub linkage_code: String,
}

/// A line of the journal.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "kebab-case")]
pub(super) enum Entry {
    Asked { asked: Asked, at: i64, refused: Option<String> },
    Provided { inquiry_id: String, at: i64 },
    Pushed { inquiry_id: String },
    Target { url: Option<String> },
}

/// The record of an inquiry.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub asked: Asked,
    pub asked_at: i64,
    pub refused: Option<String>,
    pub provided_at: Option<i64>,
    /// When this program heard of it.
    pub since: Instant,
}

impl Record {
    /// As the other side may see it.
    pub(super) fn told(&self) -> Value {
        let Asked { inquiry_id, inquirer, provider, affair, procedure, items, .. } = &self.asked;
        json!({
            "inquiry_id": inquiry_id, "inquirer": inquirer, "provider": provider, "affair": affair,
            "procedure": procedure, "items": items, "asked_at": instant(self.asked_at),
            "provided_at": self.provided_at.map(instant), "refused": self.refused,
        })
    }
}

/// All records.
#[derive(Debug)]
pub(super) struct File {
    journal: Journal,
    records: BTreeMap<String, Record>,
    /// Allowed inquiries whose reply nobody was pushed, in the order in which they came.
    to_push: VecDeque<String>,
    target: Option<String>,
}

impl File {
    pub(super) fn open(path: &Path) -> io::Result<File> {
        let (journal, entries) = Journal::open(path)?;
        let mut file = File { journal, records: BTreeMap::new(), to_push: VecDeque::new(), target: None };
        entries.into_iter().for_each(|entry| file.note(entry));
        Ok(file)
    }

    /// Writes an entry down, then lets it be true.
    pub(super) fn add(&mut self, entry: Entry) -> io::Result<()> {
        self.journal.append(&entry)?;
        self.note(entry);
        Ok(())
    }

    fn note(&mut self, entry: Entry) {
        match entry {
            Entry::Asked { asked, at, refused } => {
                let id = asked.inquiry_id.clone();
                if refused.is_none() {
                    self.to_push.push_back(id.clone());
                }
                let record =
                    Record { asked, asked_at: at, refused, provided_at: None, since: Instant::now() };
                self.records.insert(id, record);
            }
            Entry::Provided { inquiry_id, at } => {
                if let Some(record) = self.records.get_mut(&inquiry_id) {
                    record.provided_at = Some(at);
                }
            }
            Entry::Pushed { inquiry_id } => {
                if let Some(at) = self.to_push.iter().position(|id| *id == inquiry_id) {
                    self.to_push.remove(at);
                }
            }
            Entry::Target { url } => self.target = url,
        }
    }

    pub(super) fn of(&self, id: &str) -> Option<&Record> {
        self.records.get(id)
    }

    pub(super) fn about<'a>(
        &'a self,
        institution: &'a str,
        code: &'a str,
    ) -> impl Iterator<Item = &'a Record> {
        let is_about = move |asked: &Asked| asked.inquirer == institution && asked.linkage_code == code;
        self.records.values().filter(move |record| is_about(&record.asked))
    }

    /// The first allowed inquiry whose reply nobody was pushed.
    pub(super) fn not_pushed(&self) -> Option<&str> {
        self.to_push.front().map(String::as_str)
    }

    pub(super) fn target(&self) -> Option<&str> {
        self.target.as_deref()
    }
}
