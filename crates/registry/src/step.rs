//! Which act may follow which state, and what an entry becomes by its records.
//!
//! [`allowed`] is the one table: pages offer what it allows, the store refuses what it does not.

use jiff::civil::Date;
use law::Both;

use crate::act::Act;
use crate::item::{EntryItem, ItemLines};
use crate::present::Present;
use crate::record::Record;
pub use crate::stage::{LifeStage, allowed};

/// A typed legal "no": the act cannot be recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.words())]
pub enum Refusal {
    /// The table of states does not allow it.
    NotInThisState {
        /// Where the entry stands.
        stage: LifeStage,
        /// What was asked.
        act: Act,
    },
    /// The effective day lies after the day of recording.
    InTheFuture {
        /// The day.
        effective_on: Date,
    },
    /// The effective day lies before the entry began.
    BeforeTheEntry {
        /// The day.
        effective_on: Date,
        /// The day on which the entry began, perhaps partial.
        began: String,
    },
    /// The act needs an item that is not there.
    Missing {
        /// The act.
        act: Act,
        /// The item.
        item: EntryItem,
    },
    /// The act carries an item that does not belong to it.
    NotOfThisAct {
        /// The act.
        act: Act,
        /// The item.
        item: EntryItem,
    },
    /// A suspension that ends before it begins, or has no readable term.
    Term(String),
}

impl Refusal {
    /// In the words of each language.
    #[must_use]
    pub fn words(&self) -> Both {
        match self {
            Self::NotInThisState { stage, act } => Both::new(
                format!("この登録の状態（{}）では「{}」を記録できません", stage.label().0, act.label().0),
                format!("not allowed in this state ({}): {}", stage.label().1, act.code()),
            ),
            Self::InTheFuture { effective_on } => Both::new(
                format!("効力を生ずる日（{effective_on}）が記録の日より後です"),
                "the effective day lies after the day of recording",
            ),
            Self::BeforeTheEntry { effective_on, began } => Both::new(
                format!("効力を生ずる日（{effective_on}）が登録の日（{began}）より前です"),
                "effective before the entry began",
            ),
            Self::Missing { act, item } => Both::new(
                format!("「{}」には {} が要ります", act.label().0, item.code()),
                format!("{} needs {}", act.code(), item.code()),
            ),
            Self::NotOfThisAct { act, item } => Both::new(
                format!("「{}」に {} は含められません", act.label().0, item.code()),
                format!("{} cannot carry {}", act.code(), item.code()),
            ),
            Self::Term(term) => Both::new(
                format!("停止の期間が正しくありません: {term}"),
                format!("the term of the suspension is not right: {term}"),
            ),
        }
    }
}

/// Decides whether `act` may be recorded upon the entry and gives the new present.
///
/// `history` is the entry's whole history (empty for a new entry); `today` the day of recording in Japan.
///
/// # Errors
/// The [`Refusal`] says why not.
pub fn step(
    history: &[Record],
    act: Act,
    effective_on: Date,
    body: &ItemLines,
    today: Date,
) -> Result<Present, Refusal> {
    let before = (!history.is_empty()).then(|| fold(history));
    let stage = LifeStage::of(before.as_ref());
    if !allowed(stage, act) {
        return Err(Refusal::NotInThisState { stage, act });
    }
    if effective_on > today {
        return Err(Refusal::InTheFuture { effective_on });
    }
    if let Some(first) = history.first()
        && effective_on.to_string() < first.effective_on
    {
        return Err(Refusal::BeforeTheEntry { effective_on, began: first.effective_on.clone() });
    }
    check_body(act, effective_on, body)?;
    let version = i64::try_from(history.len()).unwrap_or(i64::MAX).saturating_add(1);
    if act == Act::Erasure {
        let kept = without_body(history, body)?;
        return Ok(fold_with(&kept, Some((act, &effective_on.to_string(), body.stored(), version))));
    }
    Ok(fold_with(history, Some((act, &effective_on.to_string(), body.stored(), version))))
}

/// The history as it will read when the erasure has emptied the body that it names.
fn without_body(history: &[Record], erasure: &ItemLines) -> Result<Vec<Record>, Refusal> {
    let named = erasure.get(EntryItem::ErasedVersion).and_then(|version| version.parse::<i64>().ok());
    let mut kept = history.to_vec();
    match kept.iter_mut().find(|r| Some(r.version) == named && r.body.is_some() && r.act != Act::Erasure) {
        Some(record) => record.body = None,
        None => return Err(Refusal::Missing { act: Act::Erasure, item: EntryItem::ErasedVersion }),
    }
    Ok(kept)
}

fn check_body(act: Act, effective_on: Date, body: &ItemLines) -> Result<(), Refusal> {
    let needed: &[EntryItem] = match act {
        Act::Transcription | Act::NewRegistration | Act::TransferIn => {
            &[EntryItem::Number, EntryItem::Name, EntryItem::Born]
        }
        Act::PracticeSuspension => &[EntryItem::PracticeSuspended],
        Act::TitleSuspension => &[EntryItem::TitleSuspended],
        Act::Deletion => &[EntryItem::Reason],
        Act::TransferOut => &[EntryItem::LinkedEntry],
        // The number goes into the erasure itself: without it nobody would find what was erased.
        Act::Erasure => &[EntryItem::ErasedVersion, EntryItem::Number],
        Act::ReEducation => &[EntryItem::ReEducated],
        _ => &[],
    };
    if let Some(item) = needed.iter().find(|item| body.get(**item).is_none()) {
        return Err(Refusal::Missing { act, item: *item });
    }
    let strange = |item: EntryItem| match act {
        Act::RegisterCorrection | Act::ClericalCorrection => is_done_to_the_entry(item),
        Act::PracticeSuspension => !matches!(item, EntryItem::PracticeSuspended | EntryItem::Reason),
        Act::TitleSuspension => !matches!(item, EntryItem::TitleSuspended | EntryItem::Reason),
        Act::ReEducation => !matches!(item, EntryItem::ReEducated | EntryItem::Reason),
        Act::Erasure => !matches!(item, EntryItem::ErasedVersion | EntryItem::Number | EntryItem::Reason),
        _ => false,
    };
    if let Some((item, _)) = body.iter().find(|(item, _)| strange(*item)) {
        return Err(Refusal::NotOfThisAct { act, item });
    }
    if matches!(act, Act::RegisterCorrection | Act::ClericalCorrection)
        && body.iter().all(|(item, _)| item == EntryItem::Reason)
    {
        return Err(Refusal::Missing { act, item: EntryItem::Name });
    }
    let term = match act {
        Act::PracticeSuspension => body.get(EntryItem::PracticeSuspended),
        Act::TitleSuspension => body.get(EntryItem::TitleSuspended),
        _ => None,
    };
    term.map_or(Ok(()), |term| check_term(term, effective_on))
}

/// Items that only an act of their own may write.
const fn is_done_to_the_entry(item: EntryItem) -> bool {
    matches!(
        item,
        EntryItem::Deleted
            | EntryItem::Admonished
            | EntryItem::PracticeSuspended
            | EntryItem::TitleSuspended
            | EntryItem::ReEducated
            | EntryItem::Relicensed
            | EntryItem::LinkedEntry
            | EntryItem::ErasedVersion
            | EntryItem::Number
    )
}

fn check_term(term: &str, effective_on: Date) -> Result<(), Refusal> {
    let wrong = || Refusal::Term(term.to_owned());
    let (from, until) = term.split_once('/').ok_or_else(wrong)?;
    let from: Date = from.parse().map_err(|_| wrong())?;
    let until: Option<Date> = if until.is_empty() { None } else { Some(until.parse().map_err(|_| wrong())?) };
    if from < effective_on || until.is_some_and(|until| until < from) {
        return Err(wrong());
    }
    Ok(())
}

/// The present that follows from a history: the acts in the order of their effect, then of their recording, so that a
/// clerical error corrected today does not undo the marriage of last year.
#[must_use]
pub fn fold(history: &[Record]) -> Present {
    fold_with(history, None)
}

fn fold_with(history: &[Record], next: Option<(Act, &str, &str, i64)>) -> Present {
    let mut acts: Vec<(Act, &str, &str, i64)> = history
        .iter()
        .map(|r| (r.act, r.effective_on.as_str(), r.body.as_deref().unwrap_or_default(), r.version))
        .chain(next)
        .collect();
    // The act that began the entry stays first: an old register may not know its day.
    acts.sort_by(|a, b| (!a.0.begins(), a.1, a.3).cmp(&(!b.0.begins(), b.1, b.3)));
    acts.into_iter().fold(Present::default(), |present, (act, on, body, _)| present.apply(act, on, body))
}

/// As it stood on `day`, as known when the log had `known` records (all of them when `None`). Records not yet placed
/// in the log are known to nobody but the present. `None` when the entry did not stand yet.
#[must_use]
pub fn as_of(history: &[Record], day: Date, known: Option<u64>) -> Option<Present> {
    let day = day.to_string();
    let seen: Vec<Record> = history
        .iter()
        .filter(|r| r.effective_on <= day)
        .filter(|r| known.is_none_or(|size| r.position.is_some_and(|position| position < size)))
        .cloned()
        .collect();
    (!seen.is_empty()).then(|| fold(&seen))
}

#[cfg(test)]
#[path = "step_tests.rs"]
mod tests;
