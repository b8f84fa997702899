//! What the register says afterwards, held against what is true in the country.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use anyhow::{Context, Result};
use app::{App, Settings};
use db::Param;
use registry::ids::{EntryId, RegisterId};
use registry::item::{EntryItem, get};

use super::people::{Kind, Traveller};
use super::walk::{End, Walked};

const RECORDED: &str =
    "SELECT recorded_at FROM ledger WHERE register_id = $1 AND entry_id = $2 AND version = $3";
const STATES: &str = "SELECT state, COUNT(*) FROM case_file GROUP BY state ORDER BY state";

/// The register that the server left.
pub(super) struct Register {
    pub(super) entries: Vec<EntryId>,
    pub(super) register: RegisterId,
    pub(super) settings: Settings,
    pub(super) _engine: Option<testkit::Cluster>,
    pub(super) _dir: tempfile::TempDir,
}

/// What was counted.
#[derive(Debug, Default)]
pub(super) struct Truth {
    /// Entries that bear another name than they may: granted to a wrong person or for what is not so, or not as it was granted; and true
    /// applications that were refused.
    pub(super) wrong: usize,
    /// Cases that the facts allow to be decided without a human hand, and how many of them were.
    pub(super) allowed: usize,
    pub(super) by_rule: usize,
    /// From the payment to the record in the register, sorted.
    pub(super) to_register: Vec<Duration>,
    /// Cases by their state.
    pub(super) states: BTreeMap<String, i64>,
    pub(super) db_bytes: u64,
}

impl Register {
    pub(super) async fn count(&self, people: &[Traveller], walked: &[(Duration, Walked)]) -> Result<Truth> {
        let app = App::open(&self.settings).await?;
        let ends: HashMap<usize, &Walked> = walked.iter().map(|(_, one)| (one.at, one)).collect();
        let mut reader = app.db().reader().await?;
        let mut truth = Truth { db_bytes: app.db().size_bytes().await?, ..Truth::default() };
        for (at, (person, entry)) in people.iter().zip(&self.entries).enumerate() {
            let row =
                store::entry::by_id(&mut reader, &[self.register], *entry).await?.context("no entry")?;
            let name = get(&row.present, EntryItem::Name).unwrap_or_default();
            let (changed, walked) = (name != person.before, ends.get(&at).context("nobody went")?);
            if let Some(why) = wrong(person, name, walked.end) {
                eprintln!("number {at}, {:?}: {why}", person.kind);
                truth.wrong += 1;
            }
            truth.allowed += usize::from(person.allowed);
            truth.by_rule += usize::from(person.allowed && changed);
            if let (true, Some(paid_at)) = (changed, walked.paid_at) {
                let key = [Param::Int(self.register.stored()), Param::Bytes(entry.stored())];
                let params = [&key[..], &[Param::Int(row.version)]].concat();
                let recorded = reader.query(RECORDED, &params, |row| row.int(0)).await?;
                let recorded = recorded.first().context("no record")?;
                let micros = u64::try_from(recorded - paid_at).unwrap_or(0);
                truth.to_register.push(Duration::from_micros(micros));
            }
        }
        truth.to_register.sort_unstable();
        let state = |row: &db::RowRef<'_>| Ok((row.text(0)?.to_owned(), row.int(1)?));
        truth.states = reader.query(STATES, &[], state).await?.into_iter().collect();
        Ok(truth)
    }
}

/// Why an entry is not as it may be; none where it is.
fn wrong(person: &Traveller, name: &str, end: End) -> Option<String> {
    let honest = matches!(person.kind, Kind::Plain | Kind::Paper);
    if end == End::Refused && honest {
        return Some("a true application was refused".to_owned());
    }
    match name {
        name if name == person.before && end == End::Granted => {
            Some("granted, and not in the register".to_owned())
        }
        name if name == person.before => None,
        name if name == person.now && honest => None,
        name if name == person.now => Some(format!("{name} was registered for what is not so")),
        name => Some(format!("{name} is registered, and nobody's name")),
    }
}
