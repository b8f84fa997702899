//! Share codes of one's own entries, at the portal.

use credential::{ALWAYS_SHOWN, items_on_offer};
use registry::ids::EntryId;
use registry::item::EntryItem;
use registry::present::Present;

use crate::entry_words::item_label;
use crate::view::{EntryHead, ItemView};
use crate::{App, AppError, Applying, ErrorKind, ShareOrder, ShareView};

/// The codes of an entry, and what a new one may open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnShares {
    /// The entry.
    pub entry: EntryHead,
    /// The codes, the newest first.
    pub shares: Vec<ShareView>,
    /// The items that a code may show, beside whether the entry stands.
    pub items: Vec<ItemView>,
    /// For how many days a code may stand at most, by the rules.
    pub longest_days: i64,
}

impl App {
    /// The codes of an entry of one's own.
    ///
    /// # Errors
    /// The entry is not the asker's.
    pub async fn own_shares(&self, who: &Applying, entry: &str) -> Result<OwnShares, AppError> {
        let (row, _) = self.own_entry(who, entry_id(entry)?).await?;
        let register = self.register_of(row.register).ok_or_else(nothing)?;
        let (today, names) = (self.today(), self.register_names(&register, self.today()));
        let present = Present::from_stored(row.present.clone());
        let on_offer = items_on_offer(self.rules().on(today), &register.qualification, &present);
        let item = |item: EntryItem| {
            let label = item_label(self.rules(), item, item.code());
            ItemView {
                code: item.code().to_owned(),
                label: label.ja,
                label_en: label.en,
                value: present.items().get(item).unwrap_or_default().to_owned(),
            }
        };
        Ok(OwnShares {
            entry: EntryHead {
                id: row.id.to_string(),
                qualification: names.qualification,
                authority: names.authority,
                number: present.items().get(EntryItem::Number).unwrap_or_default().to_owned(),
            },
            shares: self.shares((row.register, row.id)).await?,
            items: on_offer.iter().filter(|item| **item != ALWAYS_SHOWN).map(|i| item(*i)).collect(),
            longest_days: self.credential_seconds("share-code-life", today)?.div_euclid(86_400),
        })
    }

    /// Makes a code for an entry of one's own. It is told once.
    ///
    /// # Errors
    /// The entry is not the asker's; the end is past or too far away, or nobody is named.
    pub async fn share_own_entry(&self, who: &Applying, order: &ShareOrder) -> Result<ShareView, AppError> {
        let (row, _) = self.own_entry(who, entry_id(&order.entry)?).await?;
        self.make_share(&row, order).await
    }

    /// Ends a code of one's own entry.
    ///
    /// # Errors
    /// There is none that stands.
    pub async fn end_own_share(&self, who: &Applying, entry: &str, id: &str) -> Result<(), AppError> {
        let (row, _) = self.own_entry(who, entry_id(entry)?).await?;
        self.end_share((row.register, row.id), id).await
    }
}

fn entry_id(text: &str) -> Result<EntryId, AppError> {
    EntryId::parse(text).map_err(|_| nothing())
}

fn nothing() -> AppError {
    AppError::new(ErrorKind::NotFound, "該当する登録はありません。", "There is no such entry.")
}
