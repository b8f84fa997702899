//! The way by the number: an entry was linked in bulk to whoever has a number that an inquiry found. Whoever signs a request, and whose card
//! brings that very number, is that person, whatever the entry still says of a former name or domicile. The numbers meet inside the vault.

use registry::ids::{EntryId, LinkRequestId};
use registry::present::{Existence, existence_of};
use store::StoreError;
use store::holder::{self, KnownNumber, NumberFact, NumberRef};
use store::link_request::{self, LinkRequest, Step};
use store::portal;
use vault::{Reason, SealedNumber, Use};

use super::match_up::of_stored;
use super::mine::moved_on;
use super::{Attachment, BY_NUMBER, LINKED, UNEQUAL};
use crate::ask_koseki::own;
use crate::card_errand::CardErrand;
use crate::give_number::CARD_ONLINE;
use crate::holders::{HolderActor, LINKING, account_name};
use crate::read_card::closed;
use crate::time::{now_micros, today_in_japan};
use crate::{App, AppError};

/// Why the number that was taken to be compared is deleted.
const COMPARED: &str = "本人の確認のために受け取った番号。照合を終えた";

impl App {
    /// Whether somebody may show whose an entry is by the number of the card: by the rules of today, and where a card can be read.
    pub(super) fn by_number_is_open(&self) -> bool {
        let rules = self.0.rules.on(today_in_japan());
        let here = self.systems().is_some_and(|systems| {
            systems.vault().is_some() && systems.juki().is_some() && systems.card_reader().is_some()
        });
        here && rules.linking().any(|way| way.value().code == BY_NUMBER)
    }

    /// Sends the browser to the card for its number, for a request that was not equal.
    ///
    /// # Errors
    /// It does not stand there; the way is not open here.
    pub async fn leave_to_link_by_number(&self, holder: &HolderActor, id: &str) -> Result<String, AppError> {
        let request = self.own_request(holder, id).await?;
        if request.state != UNEQUAL {
            return Err(moved_on());
        }
        if !self.by_number_is_open() {
            return Err(closed());
        }
        self.leave_to_card(holder, CardErrand::Link(request.made.id)).await
    }

    /// Takes the number that the card brought for a request, compares it, and deletes it again. Where it is the number by which the entry
    /// was linked, and the resident register has the person who signed under it, the entry is theirs. Whatever else is the case, the
    /// request stands where it was.
    ///
    /// # Errors
    /// There is no such request; the vault does not take the number; nobody says now whose it is.
    pub(crate) async fn link_by_number(
        &self,
        holder: &HolderActor,
        id: LinkRequestId,
        sealed: &str,
    ) -> Result<(), AppError> {
        let request = self.own_request(holder, &id.to_string()).await?;
        if request.state != UNEQUAL || !self.by_number_is_open() {
            return Ok(());
        }
        let case = CardErrand::Link(id).vault_case().unwrap_or_default();
        let by = Use::new(LINKING, case, account_name(&holder.account))
            .map_err(|fault| closed().with_detail(fault))?;
        let number = self.take_number(sealed, &by).await?;
        let found = self.same_number(&request, number, &by).await;
        let vault = self.systems().and_then(|systems| systems.vault()).ok_or_else(closed)?;
        let reason = Reason::new(COMPARED).map_err(|fault| own(&fault))?;
        vault.delete(&[number], &by, &reason).await.map_err(|error| closed().with_detail(error))?;
        match found? {
            Some((entry, known)) => self.attach_by_number(&request, entry, known).await,
            None => Ok(()),
        }
    }

    /// The entry of the request and the number that it was linked by, where that is this number and the number is the signer's. An
    /// unknown entry, one that nobody is linked to and another number are the same work and the same record.
    async fn same_number(
        &self,
        request: &LinkRequest,
        number: SealedNumber,
        by: &Use,
    ) -> Result<Option<(EntryId, NumberRef)>, AppError> {
        let made = &request.made;
        let row = self.0.lookups.by_number(made.register, &made.number_key).await?;
        let entry = row.filter(|row| existence_of(&row.present) == Existence::Registered).map(|row| row.id);
        self.note_link_look(request, entry).await?;
        let is_signers = self.is_number_of(number, &of_stored(request), by).await?;
        let vault = self.systems().and_then(|systems| systems.vault()).ok_or_else(closed)?;
        let same = vault.handles_of_same(&number, by).await.map_err(|error| closed().with_detail(error))?;
        let link = match entry {
            Some(entry) => holder::of_entry(&mut self.0.db.reader().await?, (made.register, entry)).await?,
            None => None,
        };
        let known = link.and_then(|link| link.number).map(|known| known.number);
        let known = known.filter(|known| is_signers && same.contains(&SealedNumber::from_bytes(*known)));
        Ok(entry.zip(known))
    }

    async fn attach_by_number(
        &self,
        request: &LinkRequest,
        entry: EntryId,
        known: NumberRef,
    ) -> Result<(), AppError> {
        let (made, at) = (&request.made, now_micros());
        let key = (made.register, made.id);
        let attachment = Attachment {
            account: made.account,
            fresh: self.fresh_holder()?,
            entry: (made.register, entry),
            way: BY_NUMBER,
            ground: made.id.to_string(),
            by: account_name(&made.account),
            at,
        };
        let number =
            KnownNumber { number: known, fact: NumberFact::Given, way: CARD_ONLINE.to_owned(), since: at };
        let done: Result<(), StoreError> = self
            .0
            .db
            .transact("link-by-number", move |tx| {
                let (attachment, number) = (attachment.clone(), number.clone());
                Box::pin(async move {
                    tx.begin_part().await?;
                    let (by, words) = (BY_NUMBER.to_owned(), String::new());
                    let linked = Step { from: UNEQUAL, to: LINKED, by, words, at };
                    // Another tab was faster, or the entry became another person's: nothing stands then.
                    if link_request::step(tx, key, &linked).await? && attachment.make(tx).await? {
                        if let Some(person) = portal::holder_in(tx, &attachment.account).await? {
                            holder::give_number(tx, attachment.entry, person, &number).await?;
                        }
                        tx.keep_part().await?;
                    } else {
                        tx.undo_part().await?;
                    }
                    Ok(())
                })
            })
            .await;
        Ok(done?)
    }
}
