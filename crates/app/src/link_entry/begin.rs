//! The first officer: says what the papers show, or why a link is wrong. Nothing is linked and nothing taken back by it.

use registry::ids::{EntryId, RegisterId};
use registry::present::{Existence, existence_of};
use serde::{Deserialize, Serialize};
use store::task::{self, NewTask};

use super::{Begun, PAPER_LINK, UNLINK, moved_on, task_id};
use crate::record_act::may_record;
use crate::time::{now_micros, parse_date};
use crate::{Actor, App, AppError, ErrorKind};

/// Characters of a ground or of the papers' names: some sentences.
const WORDS_AT_MOST: usize = 500;
/// Characters of an item of a paper: the longest name or address.
const ITEM_AT_MOST: usize = 200;

/// What the papers say of the person, to the character; what they do not say is empty.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct PaperItems {
    /// 氏名.
    pub name: String,
    /// 生年月日, as typed; ISO when it is kept.
    pub born: String,
    /// 性別.
    pub sex: String,
    /// 住所.
    pub address: String,
    /// 本籍地の都道府県名 or the nationality.
    pub domicile: String,
}

/// What is wrong, each at its field; of what is about no field, the name is empty.
pub type LinkFaults = Vec<(&'static str, AppError)>;

/// What an officer begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LinkOrder {
    /// A link from paper.
    Link {
        /// What the papers say.
        items: PaperItems,
        /// Which papers were seen.
        evidence: String,
        /// Why it is this person's entry.
        ground: String,
    },
    /// Taking the link back that stands.
    Unlink {
        /// Why it is wrong.
        ground: String,
    },
}

impl App {
    /// Begins a link from paper, or the end of one; another officer confirms it.
    ///
    /// # Errors
    /// Not this officer's; what is missing, each at its field; the entry is linked already, or not at all; something waits already.
    pub async fn begin_link(&self, actor: &Actor, entry: &str, order: &LinkOrder) -> Result<(), LinkFaults> {
        let (kind, begun) = self.checked(actor, entry, order).await?;
        let one = |error: AppError| vec![("", error)];
        let (row, _) = self.entry_in_reach(actor, entry).await.map_err(one)?;
        let key = (row.register, row.id);
        let task = NewTask {
            register: row.register,
            id: task_id(key).map_err(one)?,
            kind: kind.to_owned(),
            case: None,
            about: begun.to_text(),
            at: now_micros(),
        };
        task::put(&self.0.db, task).await.map_err(|error| one(error.into()))
    }

    async fn checked(
        &self,
        actor: &Actor,
        entry: &str,
        order: &LinkOrder,
    ) -> Result<(&'static str, Begun), LinkFaults> {
        let one = |error: AppError| vec![("", error)];
        may_record(actor).map_err(one)?;
        let (row, _) = self.entry_in_reach(actor, entry).await.map_err(one)?;
        let key = (row.register, row.id);
        if self.pending_of(key).await.map_err(one)?.is_some() {
            return Err(one(moved_on()));
        }
        let stands = self.link_standing(key).await.map_err(one)?;
        let begun = |evidence: &str, ground: &str, items: PaperItems, linked_at: i64| Begun {
            officer: actor.name.clone(),
            entry: row.id.to_string(),
            evidence: evidence.trim().to_owned(),
            ground: ground.trim().to_owned(),
            items,
            linked_at,
        };
        match order {
            LinkOrder::Link { items, evidence, ground } => {
                if stands.is_some() {
                    return Err(one(moved_on()));
                }
                if existence_of(&row.present) != Existence::Registered {
                    return Err(one(not_registered()));
                }
                let items = checked_link(items, evidence, ground)?;
                Ok((PAPER_LINK, begun(evidence, ground, items, 0)))
            }
            LinkOrder::Unlink { ground } => {
                let link = stands.ok_or_else(|| one(moved_on()))?;
                if let Some(fault) = words_fault("ground", ground) {
                    return Err(vec![fault]);
                }
                Ok((UNLINK, begun("", ground, PaperItems::default(), link.at)))
            }
        }
    }

    pub(super) async fn link_standing(
        &self,
        key: (RegisterId, EntryId),
    ) -> Result<Option<store::holder::Link>, AppError> {
        Ok(store::holder::of_entry(&mut self.0.db.reader().await?, key).await?)
    }
}

/// The items as they are kept, or every fault at its field.
fn checked_link(items: &PaperItems, evidence: &str, ground: &str) -> Result<PaperItems, LinkFaults> {
    let mut faults = Vec::new();
    let trimmed = |text: &str| text.trim().to_owned();
    let mut kept = PaperItems {
        name: trimmed(&items.name),
        born: trimmed(&items.born),
        sex: trimmed(&items.sex),
        address: trimmed(&items.address),
        domicile: trimmed(&items.domicile),
    };
    match parse_date(&kept.born) {
        Ok(day) => kept.born = day.to_string(),
        Err(error) => faults.push(("born", error)),
    }
    if kept.name.is_empty() {
        let (ja, en) = ("書類の氏名を入力してください。", "Enter the name as the papers have it.");
        faults.push(("name", AppError::new(ErrorKind::BadInput, ja, en)));
    }
    let fields =
        [("name", &kept.name), ("sex", &kept.sex), ("address", &kept.address), ("domicile", &kept.domicile)];
    for (field, text) in fields {
        if text.chars().count() > ITEM_AT_MOST || text.chars().any(char::is_control) {
            let (ja, en) =
                ("200文字までの1行で入力してください。", "Enter it in one line of up to 200 characters.");
            faults.push((field, AppError::new(ErrorKind::BadInput, ja, en)));
        }
    }
    faults.extend(words_fault("evidence", evidence));
    faults.extend(words_fault("ground", ground));
    if faults.is_empty() { Ok(kept) } else { Err(faults) }
}

fn words_fault(field: &'static str, text: &str) -> Option<(&'static str, AppError)> {
    if !text.trim().is_empty() && text.chars().count() <= WORDS_AT_MOST {
        return None;
    }
    let (ja, en) = match field {
        "evidence" => {
            ("見た書類を500文字までで入力してください。", "Say which papers you saw, up to 500 characters.")
        }
        _ => ("理由を500文字までで入力してください。", "Give the ground, up to 500 characters."),
    };
    Some((field, AppError::new(ErrorKind::BadInput, ja, en)))
}

fn not_registered() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "抹消された登録は、結び付けられません。",
        "An entry that was deleted is not linked.",
    )
}
