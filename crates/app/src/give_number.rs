//! Giving one's 個人番号 from the card, and where it is known. What the card said is kept until its holder confirms it (`read_card`).

use law::Both;
use registry::ids::HolderId;
use registry::item::EntryItem;
use store::holder::{self, Joining, KnownNumber, NumberFact};
use vault::{AcceptedProofs, ProofOfIdentity, ProofOfNumber, Reason, Use};

use crate::card_errand::CardErrand;
use crate::holders::{HolderActor, NUMBER_CASE, account_name};
use crate::linking::of_stored;
use crate::read_card::{Kept, closed, not_waited_for, own};
use crate::time::{now_micros, rfc3339};
use crate::{App, AppError, ErrorKind};

/// The way of `rules/number-proof.toml` for a card that is read on line, and what proves the person.
pub(crate) const CARD_ONLINE: &str = "card-online";
const CARD_SIGNATURE: &str = "card-signature";
/// Requests among which the latest signed one is looked for: a person has few.
const REQUESTS: u32 = 20;
/// For what the vault's log says the number is taken.
pub(crate) const PURPOSE: &str = "資格の登録事務のための個人番号の提供（本人から）";

/// Why a number that a card brought is deleted.
const NOT_THEIRS: &str = "カードの番号。登録されている人のものと確かめられなかった";

/// Where one's number is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NumberPlace {
    /// What the qualification is called.
    pub qualification: Both,
    /// Who keeps the register.
    pub authority: Both,
    /// `given`, `found`, or empty.
    pub fact: &'static str,
    /// By which way, a code of the rules.
    pub way: String,
    /// Since when, RFC 3339; empty where it is not known.
    pub since: String,
}

impl App {
    /// Where the register knows the person's number.
    ///
    /// # Errors
    /// The store's.
    pub async fn number_places(&self, holder: &HolderActor) -> Result<Vec<NumberPlace>, AppError> {
        let links = self.own_links(holder).await?;
        let place = |link: store::holder::Link| {
            let register = self.register_of(link.register)?;
            let names = self.register_names(&register, self.today());
            let known = link.number;
            Some(NumberPlace {
                qualification: names.qualification,
                authority: names.authority,
                fact: known.as_ref().map_or("", |known| known.fact.code()),
                since: known.as_ref().map(|known| rfc3339(known.since)).unwrap_or_default(),
                way: known.map(|known| known.way).unwrap_or_default(),
            })
        };
        Ok(links.into_iter().filter_map(place).collect())
    }

    /// Takes the number that a card said, for what it was read: for all entries of the person, or to show whose an entry is. Once.
    ///
    /// # Errors
    /// There is no such reading; the card is another person's; the vault does not take it.
    pub async fn give_number(&self, holder: &HolderActor, token: &str) -> Result<CardErrand, AppError> {
        let kept = own(Some(self.kept_for(("reading", token)).await?), holder)?;
        let errand = kept.errand()?;
        let sealed = kept.sealed.as_deref();
        match errand {
            CardErrand::Number => self.give_for_entries(holder, &kept).await?,
            CardErrand::Link(id) => {
                self.link_by_number(holder, id, sealed.ok_or_else(not_waited_for)?).await?;
            }
            CardErrand::Apply(draft) => self.apply_with_number(holder, draft, &kept).await?,
            CardErrand::Fill(_) => return Err(not_waited_for()),
        }
        Ok(errand)
    }

    async fn give_for_entries(&self, holder: &HolderActor, kept: &Kept) -> Result<(), AppError> {
        let person = holder.holder.ok_or_else(no_entry)?;
        let links = self.own_links(holder).await?;
        self.must_be_the_holders(kept, &links).await?;
        let sealed = kept.sealed.as_deref().ok_or_else(not_waited_for)?;
        let by = Use::new(PURPOSE, NUMBER_CASE, account_name(&holder.account))
            .map_err(|fault| closed().with_detail(fault))?;
        let number = self.take_number(sealed, &by).await?;
        let known = KnownNumber {
            number: number.to_bytes(),
            fact: NumberFact::Given,
            way: CARD_ONLINE.to_owned(),
            since: now_micros(),
        };
        let whose = store::holder::by_number(&mut self.0.db.reader().await?, &[known.number]).await?;
        let known_as = whose.into_iter().flatten().next();
        let whose = known_as.filter(|whose| *whose != person);
        // Another number than the one that was found: which of the two is theirs is not for a day of birth to say.
        let found = links.iter().filter_map(|link| link.number.as_ref());
        let differs = found.into_iter().any(|found| found.number != known.number);
        if whose.is_some() || differs {
            let is_own = self.is_own_number(holder, number, &by).await;
            if !matches!(is_own, Ok(true)) && known_as.is_none() {
                self.drop_number(number, &by).await?;
            }
            if !is_own? {
                return Err(anothers_card());
            }
        }
        let by = account_name(&holder.account);
        let noted: Result<bool, store::StoreError> = self
            .0
            .db
            .transact("give-number", move |tx| {
                let (known, by) = (known.clone(), by.clone());
                Box::pin(async move { note(tx, (person, whose), &known, &by).await })
            })
            .await;
        if noted? { Ok(()) } else { Err(anothers_card()) }
    }

    /// Whether the number is of whoever signed with this account's card before. Somebody was linked by it in bulk, and whoever gets what
    /// is theirs has to be the same person, not only of the same day of birth.
    async fn is_own_number(
        &self,
        holder: &HolderActor,
        number: vault::SealedNumber,
        by: &Use,
    ) -> Result<bool, AppError> {
        let mut reader = self.0.db.reader().await?;
        let requests = store::link_request::of_account(&mut reader, &holder.account, REQUESTS).await?;
        drop(reader);
        match requests.iter().find(|request| !request.proven.is_empty()) {
            Some(signed) => self.is_number_of(number, &of_stored(signed), by).await,
            None => Ok(false),
        }
    }

    /// Deletes a number that was taken and is nobody's here.
    async fn drop_number(&self, number: vault::SealedNumber, by: &Use) -> Result<(), AppError> {
        let vault = self.systems().and_then(|systems| systems.vault()).ok_or_else(closed)?;
        let reason = Reason::new(NOT_THEIRS).map_err(|fault| closed().with_detail(fault))?;
        vault.delete(&[number], by, &reason).await.map_err(|error| closed().with_detail(error))?;
        Ok(())
    }

    /// Hands a number that a phone has sealed to the vault, for the case of a use.
    pub(crate) async fn take_number(&self, sealed: &str, by: &Use) -> Result<vault::SealedNumber, AppError> {
        let vault = self.systems().and_then(|systems| systems.vault()).ok_or_else(closed)?;
        let taken = vault
            .take_message(sealed.as_bytes(), self.card_proof()?, by)
            .await
            .map_err(|error| closed().with_detail(error))?;
        taken.map_err(|fault| not_waited_for().with_detail(format!("{fault:?}")))
    }

    /// The card's day of birth is that of every entry: a relative's card, read by mistake, gives no number.
    async fn must_be_the_holders(&self, kept: &Kept, links: &[store::holder::Link]) -> Result<(), AppError> {
        let keys: Vec<_> = links.iter().map(|link| (link.register, link.entry)).collect();
        let rows = store::entry::by_ids(&mut self.0.db.reader().await?, &keys).await?;
        let born = |row: &store::entry::EntryRow| {
            registry::item::get(&row.present, EntryItem::Born).unwrap_or_default() == kept.born
        };
        match rows.is_empty() {
            true => Err(no_entry()),
            false if rows.iter().all(born) => Ok(()),
            false => Err(anothers_card()),
        }
    }

    /// The proof of number and person together, if the rules of the day accept it.
    fn card_proof(&self) -> Result<vault::Proof, AppError> {
        let rules = self.rules().on(self.today());
        let accepted = rules.number_proofs().fold(AcceptedProofs::none(), |accepted, way| {
            let way = way.value();
            accepted.also(&way.code, way.identities.iter().map(String::as_str))
        });
        let both = ProofOfNumber::of_code(CARD_ONLINE).zip(ProofOfIdentity::of_code(CARD_SIGNATURE));
        both.and_then(|(number, identity)| accepted.accept(number, identity)).ok_or_else(closed)
    }
}

/// Notes the number at all entries of a person, among them those of somebody without an account who was linked by it in bulk. Nothing
/// is noted where that is another person.
async fn note(
    tx: &mut db::Tx,
    (person, whose): (HolderId, Option<HolderId>),
    known: &KnownNumber,
    by: &str,
) -> Result<bool, store::StoreError> {
    if let Some(theirs) = whose {
        let (number, at) = (Some(known.number), known.since);
        let why = Joining { entry: None, number, ground: CARD_ONLINE, by, at };
        if !holder::join(tx, (theirs, person), &why).await? {
            return Ok(false);
        }
    }
    let links = holder::links_in(tx, person).await?;
    let mut all = !links.is_empty();
    for link in links {
        all &= holder::give_number(tx, (link.register, link.entry), person, known).await?;
    }
    Ok(all)
}

fn no_entry() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "先に初期設定をして、登録を自分と結び付けてください。",
        "Please link an entry to yourself first.",
    )
}

pub(crate) fn anothers_card() -> AppError {
    AppError::new(
        ErrorKind::NotPermitted,
        "読み取ったカードは、登録されている人のものと一致しません。ご本人のカードを読み取ってください。番号は受け取っていません。",
        "The card that was read is not that of the person registered. No number was taken.",
    )
}
