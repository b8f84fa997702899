//! An entry goes to another prefecture's register (登録の移転): the two halves are one commit.

use jiff::civil::Date;
use registry::act::Act;
use registry::hash::sha256;
use registry::ids::{EntryId, RegisterId};
use registry::item::{EntryItem, ItemLines};
use store::ledger::{Appended, Idempotency, NewRecord};

use crate::record_act::{may_record, outcome_of};
use crate::{ActOrder, ActOutcome, Actor, App, AppError, ErrorKind};

/// A transfer that somebody orders.
#[derive(Clone, Debug)]
pub struct TransferOrder {
    /// The entry's id.
    pub entry: String,
    /// The authority to whose register it goes, as in `JP-14`.
    pub to: String,
    /// 効力を生ずる日.
    pub effective_on: Date,
    /// On what ground: a case, a decision's number.
    pub ground: String,
    /// Items that are otherwise in the new register than in the old, by rule code: often the number.
    pub items: Vec<(String, String)>,
    /// The version that the orderer has seen; `None` when it does not matter.
    pub seen_version: Option<i64>,
    /// The orderer's own key: the same order twice is carried out once.
    pub key: Option<String>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferOutcome {
    /// The entry that was left, deleted now.
    pub left: ActOutcome,
    /// The entry that continues it.
    pub arrived: ActOutcome,
}

impl App {
    /// Moves an entry to another authority's register of the same qualification: the old entry is closed and the new one
    /// begun in one commit, each naming the other. Either both stand when this returns, or neither.
    ///
    /// # Errors
    /// Where the rules know no transfer, and as [`App::record_act`].
    pub async fn transfer_entry(
        &self,
        actor: &Actor,
        order: &TransferOrder,
    ) -> Result<TransferOutcome, AppError> {
        may_record(actor)?;
        let (row, register) = self.entry_in_reach(actor, &order.entry).await?;
        let to = RegisterId::of(&register.qualification, &order.to);
        let present = ItemLines::from_stored(row.present.clone());
        let decided = self.decide_transfer(actor, order, (&register.qualification, &present)).await;
        let records = match decided {
            Ok(records) if to != register.id => records,
            // Carried out before, it is no longer allowed: then its first outcome is the answer.
            refused => {
                let before = self.transferred_before(actor, order, [register.id, to]).await?;
                return match (before, refused) {
                    (Some(outcome), _) => Ok(outcome),
                    (None, Err(refusal)) => Err(refusal),
                    (None, Ok(_)) => Err(same_register()),
                };
            }
        };
        let mut outcome = self.0.writer.record_together(records).await?.into_iter();
        let (Some(left), Some(arrived)) = (outcome.next(), outcome.next()) else {
            return Err(store::StoreError::WriterStopped.into());
        };
        // The half that stands in the way tells why; the other only that it was not recorded either.
        if left == Appended::Undone {
            outcome_of(arrived.clone())?;
        }
        Ok(TransferOutcome { left: outcome_of(left)?, arrived: outcome_of(arrived)? })
    }

    async fn decide_transfer(
        &self,
        actor: &Actor,
        order: &TransferOrder,
        (qualification, present): (&str, &ItemLines),
    ) -> Result<Vec<NewRecord>, AppError> {
        let card_lapses = self.transfer_rule(order.effective_on, qualification)?;
        let half = |target: &str, act, items| ActOrder {
            target: target.to_owned(),
            act,
            effective_on: order.effective_on,
            ground: order.ground.clone(),
            items,
            seen_version: None,
            key: None,
        };
        let mut items = carried_over(present, card_lapses);
        items.retain(|(code, _)| order.items.iter().all(|(other, _)| other != code));
        items.extend(order.items.iter().cloned());
        items.push((EntryItem::LinkedEntry.code().to_owned(), order.entry.clone()));
        let target = format!("{qualification}/{}", order.to);
        let mut arrives = self.decide(actor, &half(&target, Act::TransferIn, items)).await?;
        let link = (EntryItem::LinkedEntry.code().to_owned(), arrives.entry.to_string());
        let leaving = half(&order.entry, Act::TransferOut, vec![link]);
        let mut leaves =
            self.decide(actor, &ActOrder { seen_version: order.seen_version, ..leaving }).await?;
        let key = order.key.as_ref().map(|key| Idempotency { key: key.clone(), digest: digest(order) });
        arrives.idempotency.clone_from(&key);
        leaves.idempotency = key;
        Ok(vec![leaves, arrives])
    }

    /// Whether the card lapses; refused where the law of that day knows no transfer.
    fn transfer_rule(&self, on: Date, qualification: &str) -> Result<bool, AppError> {
        let rules = self.0.rules.on(on);
        let transfer = rules.qualification(qualification).and_then(|q| q.transfer().yes());
        match transfer {
            Some(ruled) if ruled.value().possible => Ok(ruled.value().card_lapses),
            Some(ruled) => Err(AppError::new(
                ErrorKind::Conflict,
                format!("この資格では登録の移転はできません（{}）。", ruled.citation()),
                format!("The law knows no transfer for this qualification ({}).", ruled.citation()),
            )),
            None => Err(AppError::new(
                ErrorKind::Conflict,
                "この資格の登録の移転は要確認です（規定が確かめられていません）。",
                "Whether this qualification's entries can be transferred is not established.",
            )),
        }
    }

    /// The outcome of the same order under the same key, when there was one.
    async fn transferred_before(
        &self,
        actor: &Actor,
        order: &TransferOrder,
        registers: [RegisterId; 2],
    ) -> Result<Option<TransferOutcome>, AppError> {
        let Some(key) = &order.key else { return Ok(None) };
        let mut reader = self.0.db.reader().await?;
        let mut halves = Vec::new();
        for register in registers {
            match store::ledger::earlier(&mut reader, register, &actor.name, key).await? {
                Some((found, ..)) if found != digest(order) => {
                    return Err(store::StoreError::KeyReused.into());
                }
                Some((_, entry, version)) => halves.push(before(entry, version)),
                None => return Ok(None),
            }
        }
        let mut halves = halves.into_iter();
        Ok(halves.next().zip(halves.next()).map(|(left, arrived)| TransferOutcome { left, arrived }))
    }
}

/// The two halves of a transfer are recorded together or not at all: one alone would leave a person in two registers, or
/// in none. An entry that comes from a register kept elsewhere is a transcription or a new registration here.
pub(crate) fn refuse_half(act: Act) -> Result<(), AppError> {
    if matches!(act, Act::TransferOut | Act::TransferIn) {
        return Err(AppError::new(
            ErrorKind::Conflict,
            "移転の転出と転入は別々に記録できません。「登録の移転」（transfer）で一度に記録してください。",
            "The halves of a transfer cannot be recorded one by one: record the transfer as one (transfer).",
        ));
    }
    Ok(())
}

fn before(entry: EntryId, version: i64) -> ActOutcome {
    ActOutcome { entry: entry.to_string(), version, repeated: true }
}

fn same_register() -> AppError {
    AppError::new(
        ErrorKind::BadInput,
        "登録はすでにその登録権者の籍にあります。",
        "The entry is in that authority's register already.",
    )
}

/// What the new entry takes over: all that the register holds of the person, sanctions too, but not what belongs to the
/// old entry alone; of a card that lapses only until when it would have been valid, for the new one has that term.
fn carried_over(present: &ItemLines, card_lapses: bool) -> Vec<(String, String)> {
    let stays = |item: EntryItem| {
        matches!(
            item,
            EntryItem::Deleted
                | EntryItem::DiedOn
                | EntryItem::Reason
                | EntryItem::LinkedEntry
                | EntryItem::SourceLine
                | EntryItem::ErasedVersion
        ) || card_lapses && matches!(item, EntryItem::CertificateNumber | EntryItem::CertificateIssuedOn)
    };
    present
        .iter()
        .filter(|(item, _)| !stays(*item))
        .map(|(item, value)| match (item, value.split_once('=')) {
            (EntryItem::Other, Some((code, value))) => (code.to_owned(), value.to_owned()),
            _ => (item.code().to_owned(), value.to_owned()),
        })
        .collect()
}

/// What the order's key stands for: SHA-256 over everything that it says.
fn digest(order: &TransferOrder) -> [u8; 32] {
    let day = order.effective_on.to_string();
    let mut parts =
        vec!["transfer", order.entry.as_str(), order.to.as_str(), day.as_str(), order.ground.as_str()];
    parts.extend(order.items.iter().flat_map(|(code, value)| [code.as_str(), value.as_str()]));
    let lengths: Vec<[u8; 8]> = parts.iter().map(|part| part.len().to_be_bytes()).collect();
    let all: Vec<&[u8]> =
        parts.iter().zip(&lengths).flat_map(|(part, length)| [&length[..], part.as_bytes()]).collect();
    sha256(&all)
}
