//! Giving one's 個人番号 from the card, and where it is known. What the card said is kept until its holder confirms it (`read_card`).

use law::Both;
use registry::item::EntryItem;
use store::holder::{KnownNumber, NumberFact};
use vault::{AcceptedProofs, ProofOfIdentity, ProofOfNumber, Use};

use crate::holders::{HolderActor, NUMBER_CASE, account_name};
use crate::read_card::{Kept, closed, not_waited_for, own};
use crate::time::{now_micros, rfc3339};
use crate::{App, AppError, ErrorKind};

/// The way of `rules/number-proof.toml` for a card that is read on line, and what proves the person.
const CARD_ONLINE: &str = "card-online";
const CARD_SIGNATURE: &str = "card-signature";
/// For what the vault's log says the number is taken.
pub(crate) const PURPOSE: &str = "資格の登録事務のための個人番号の提供（本人から）";

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

    /// Gives the number that a card said to the vault, for all entries of the person. Once.
    ///
    /// # Errors
    /// There is no such reading; the card is another person's; the vault does not take it.
    pub async fn give_number(&self, holder: &HolderActor, token: &str) -> Result<(), AppError> {
        let kept = own(Some(self.kept_for(("reading", token)).await?), holder)?;
        let person = holder.holder.ok_or_else(no_entry)?;
        let links = self.own_links(holder).await?;
        self.must_be_the_holders(&kept, &links).await?;
        let sealed = kept.sealed.ok_or_else(not_waited_for)?;
        let vault = self.systems().and_then(|systems| systems.vault()).ok_or_else(closed)?;
        let by = Use::new(PURPOSE, NUMBER_CASE, account_name(&holder.account))
            .map_err(|fault| closed().with_detail(fault))?;
        let taken = vault
            .take_message(sealed.as_bytes(), self.card_proof()?, &by)
            .await
            .map_err(|error| closed().with_detail(error))?;
        let handle = taken.map_err(|fault| not_waited_for().with_detail(format!("{fault:?}")))?;
        let known = KnownNumber {
            number: handle.to_bytes(),
            fact: NumberFact::Given,
            way: CARD_ONLINE.to_owned(),
            since: now_micros(),
        };
        let entries: Vec<_> = links.iter().map(|link| (link.register, link.entry)).collect();
        let noted: Result<bool, store::StoreError> = self
            .0
            .db
            .transact("give-number", move |tx| {
                let (entries, known) = (entries.clone(), known.clone());
                Box::pin(async move {
                    let mut all = !entries.is_empty();
                    for entry in entries {
                        all &= store::holder::give_number(tx, entry, person, &known).await?;
                    }
                    Ok(all)
                })
            })
            .await;
        if noted? { Ok(()) } else { Err(anothers_card()) }
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

fn no_entry() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "先に初期設定をして、登録を自分と結び付けてください。",
        "Please link an entry to yourself first.",
    )
}

fn anothers_card() -> AppError {
    AppError::new(
        ErrorKind::NotPermitted,
        "読み取ったカードは、登録されている人のものと一致しません。ご本人のカードを読み取ってください。番号は受け取っていません。",
        "The card that was read is not that of the person registered. No number was taken.",
    )
}
