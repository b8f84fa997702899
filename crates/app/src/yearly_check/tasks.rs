//! Tasks of the desk that follow from the check: what they are about, kept as a few lines and worded when they are shown.

use registry::check::{Doubt, Fall, Finding, Lead};
use registry::hash::sha256;
use registry::ids::{EntryId, RegisterId};
use store::check::RunId;
use store::task::NewTask;

/// A finding that an officer decides.
const FINDING: &str = "yearly-check";
/// A finding that is a case of whoever keeps the register: notice and return of the paper stay required.
const KEEPER: &str = "yearly-check-keeper";
/// A proposed deletion that fell out.
const FELL: &str = "deletion-fell";

/// A task of the check in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckTask {
    /// The entry.
    pub entry: String,
    /// What was found, in Japanese and English.
    pub what: (String, String),
    /// The day of death or change; empty where none is known.
    pub on: String,
    /// What the rules say of it; empty: 要確認.
    pub citation: String,
}

/// The task of a finding.
pub(super) fn of_finding(
    (register, run): (RegisterId, &RunId),
    found: &store::check::FindingRow,
    at: i64,
) -> NewTask {
    let keeper = found.lead == Lead::KeepersTask.code();
    let kind = if keeper { KEEPER } else { FINDING };
    let lines = [found.entry.to_string().as_str(), &found.finding, &found.doubt, &found.on, &found.citation]
        .join("\n");
    NewTask {
        register,
        id: id_of(&[kind.as_bytes(), run, found.entry.stored()]),
        kind: kind.to_owned(),
        case: None,
        about: lines,
        at,
    }
}

/// The task of a proposal that fell out.
pub(super) fn of_fall(
    register: RegisterId,
    batch: &store::deletion::Batch,
    (entry, died_on, why): (EntryId, &str, Fall),
    at: i64,
) -> NewTask {
    NewTask {
        register,
        id: id_of(&[FELL.as_bytes(), batch.id.stored(), entry.stored()]),
        kind: FELL.to_owned(),
        case: None,
        about: [entry.to_string().as_str(), why.code(), "", died_on, ""].join("\n"),
        at,
    }
}

/// The task of a change that no reminder solves.
pub(super) fn of_change(change: &store::change::Change, at: i64) -> NewTask {
    let found = &change.found;
    let day = change.reminded_on.as_str();
    NewTask {
        register: change.register,
        id: id_of(&[FINDING.as_bytes(), &change.run, found.entry.stored()]),
        kind: FINDING.to_owned(),
        case: None,
        about: [found.entry.to_string().as_str(), &found.finding, "", day, &found.citation].join("\n"),
        at,
    }
}

/// The task of a 本籍 that may have changed with a name that was corrected.
pub(super) fn of_domicile(change: &store::change::Change, at: i64) -> NewTask {
    let found = &change.found;
    let code = Finding::DomicileToAsk.code();
    NewTask {
        register: change.register,
        id: id_of(&[b"domicile", &change.run, found.entry.stored()]),
        kind: FINDING.to_owned(),
        case: None,
        about: [found.entry.to_string().as_str(), code, "", "", &found.citation].join("\n"),
        at,
    }
}

/// The same thing is one task, however often it is written.
fn id_of(parts: &[&[u8]]) -> EntryId {
    let digest = sha256(parts);
    let (half, _) = digest.split_at(16);
    // 16 bytes are an id
    EntryId::from_stored(half).unwrap_or_else(|| EntryId::new(0, [0; 10]))
}

impl CheckTask {
    /// The task in words; `None` for a task of another kind.
    #[must_use]
    pub fn of(kind: &str, about: &str) -> Option<Self> {
        let lines: Vec<&str> = about.split('\n').collect();
        let [entry, code, doubt, on, citation] = lines.as_slice() else { return None };
        let (ja, en) = match kind {
            FELL => Fall::of_code(code)?.label(),
            FINDING | KEEPER => Finding::of_code(code)?.label(),
            _ => return None,
        };
        let mut what = (ja.to_owned(), en.to_owned());
        if let Some(doubt) = Doubt::of_code(doubt).filter(|doubt| *doubt != Doubt::None) {
            let (ja, en) = doubt.label();
            what = (format!("{}（{ja}）", what.0), format!("{} ({en})", what.1));
        }
        if kind == KEEPER {
            let (ja, en) = Lead::KeepersTask.label();
            what = (format!("{}：{ja}", what.0), format!("{}: {en}", what.1));
        }
        Some(Self {
            entry: (*entry).to_owned(),
            what,
            on: (*on).to_owned(),
            citation: (*citation).to_owned(),
        })
    }
}
