//! 券面事項入力補助 for a form: the items of the card are put into a draft, where its holder wants it. No number is asked for. What the
//! register, or the applicant, writes with another variant of a character stays: a card shows variants that it can show.

use law::Both;
use registry::ids::CaseId;
use registry::item::EntryItem;
use registry::name::{equal_identity, name_key};

use crate::card_errand::CardErrand;
use crate::holders::HolderActor;
use crate::read_card::{Kept, not_waited_for, own};
use crate::show_case::label;
use crate::start_case::OpenDraft;
use crate::{App, AppError, Application, Applying};

/// The items that a card has.
const ON_CARD: [EntryItem; 4] = [EntryItem::Name, EntryItem::Born, EntryItem::Sex, EntryItem::Address];

/// What becomes of an item of the card.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CardUse {
    /// It is put into the form.
    Filled,
    /// The form, or the register, says the same.
    Same,
    /// The same name in other variants of its characters: what stands, stays.
    Variant,
    /// The form does not ask for it.
    NotAsked,
}

/// An item of the card beside the form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CardLine {
    /// The item's code.
    pub code: &'static str,
    /// What it is called.
    pub name: Both,
    /// As the card has it.
    pub card: String,
    /// As the form has it, or, where nothing was typed, the register.
    pub stands: String,
    /// What becomes of it.
    pub used: CardUse,
}

/// What a card said, beside the draft for which it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CardFill {
    /// Under which it is put in.
    pub token: String,
    /// The draft's id.
    pub draft: String,
    /// Item by item.
    pub lines: Vec<CardLine>,
}

impl App {
    /// Sends a browser to the page that reads the card for a draft: where it goes.
    ///
    /// # Errors
    /// There is no such draft, or no such page here.
    pub async fn leave_to_fill_from_card(
        &self,
        holder: &HolderActor,
        draft: CaseId,
    ) -> Result<String, AppError> {
        self.open_draft(&Applying::from(holder), draft).await?;
        self.leave_to_card(holder, CardErrand::Fill(draft)).await
    }

    /// What a card said, beside the draft for which it was read; nothing where it was read for its number.
    ///
    /// # Errors
    /// There is no such reading, or no longer.
    pub async fn show_card_fill(
        &self,
        holder: &HolderActor,
        token: &str,
    ) -> Result<Option<CardFill>, AppError> {
        let kept = own(self.reading_of(token).await?, holder)?;
        let CardErrand::Fill(draft) = kept.errand()? else { return Ok(None) };
        let open = self.open_draft(&Applying::from(holder), draft).await?;
        let lines = self.card_lines(&open, &kept);
        Ok(Some(CardFill { token: token.to_owned(), draft: draft.to_string(), lines }))
    }

    /// Puts what a card said into the draft for which it was read. Once.
    ///
    /// # Errors
    /// There is no such reading; the draft was changed meanwhile.
    pub async fn fill_from_card(&self, holder: &HolderActor, token: &str) -> Result<CaseId, AppError> {
        let kept = own(Some(self.kept_for(("reading", token)).await?), holder)?;
        let CardErrand::Fill(draft) = kept.errand()? else { return Err(not_waited_for()) };
        let who = Applying::from(holder);
        let open = self.open_draft(&who, draft).await?;
        let mut application = open.application.clone();
        for line in self.card_lines(&open, &kept) {
            if line.used == CardUse::Filled {
                application.changed.insert(line.code.to_owned(), line.card);
            }
        }
        self.save_draft(&who, draft, (&application, open.draft.version)).await?;
        Ok(draft)
    }

    fn card_lines(&self, open: &OpenDraft, kept: &Kept) -> Vec<CardLine> {
        let line = |item: EntryItem| {
            let card = kept.item(item);
            let stands = stands(&open.application, &open.entry.present, item);
            CardLine {
                code: item.code(),
                name: label(self.rules(), item.code()),
                card: card.to_owned(),
                stands: stands.to_owned(),
                used: if self.asks_for(open, item) { used(item, card, stands) } else { CardUse::NotAsked },
            }
        };
        ON_CARD.into_iter().filter(|item| !kept.item(*item).is_empty()).map(line).collect()
    }

    /// Whether the form has a field for an item: one that was chosen as changed, or one that a new entry holds.
    fn asks_for(&self, open: &OpenDraft, item: EntryItem) -> bool {
        match self.licence_form(open) {
            Some(form) => form.written.iter().any(|(written, _)| written.code == item.code()),
            None => open.application.changed.contains_key(item.code()),
        }
    }
}

fn stands<'a>(application: &'a Application, present: &'a str, item: EntryItem) -> &'a str {
    let typed = application.changed.get(item.code()).map_or("", String::as_str);
    if typed.is_empty() { registry::item::get(present, item).unwrap_or_default() } else { typed }
}

fn used(item: EntryItem, card: &str, stands: &str) -> CardUse {
    if equal_identity(card, stands) {
        return CardUse::Same;
    }
    let variant = item == EntryItem::Name && !stands.is_empty() && name_key(card) == name_key(stands);
    if variant { CardUse::Variant } else { CardUse::Filled }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variant_on_the_card_changes_nothing() {
        let name = |card, stands| used(EntryItem::Name, card, stands);
        assert_eq!(name("高橋　花子", "髙橋　花子"), CardUse::Variant);
        assert_eq!(name("髙橋　花子", "髙橋　花子"), CardUse::Same);
        assert_eq!(name("佐藤　花子", "髙橋　花子"), CardUse::Filled);
        assert_eq!(name("髙橋　花子", ""), CardUse::Filled);
        assert_eq!(used(EntryItem::Address, "東京都1", "東京都１"), CardUse::Same);
    }
}
