//! Issuing a proof from the present of an entry.

use credential::{
    ALWAYS_SHOWN, Credential, Kind, SHOWN_AT_FIRST, Status, StatusPlace, items_on_offer, link_of, shown_key,
};
use jiff::civil::Date;
use registry::item::EntryItem;
use registry::present::{Present, Standing};
use serde::Serialize;
use store::credential::{Place, Wanted};
use store::disclosure::Disclosure;
use store::entry::EntryRow;
use store::register::Register;

use super::lists::address;
use super::refused;
use crate::entry_words::item_label;
use crate::time::{day_in_japan, now_micros, rfc3339};
use crate::view::ItemView;
use crate::{Actor, App, AppError, ErrorKind};

/// Random places tried for one entry; with a list half full, as many misses in a row are rarer than one in 60,000.
const DRAWS: usize = 32;
/// How often an entry is looked at again that changes while its proof is made.
const TRIES: usize = 4;
const MICROS: i64 = 1_000_000;

/// What is to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProofOrder {
    /// The entry's id.
    pub entry: String,
    /// For paper; else for a screen.
    pub printed: bool,
    /// The items to show, by rule code; empty: the usual four. The name is always shown.
    pub items: Vec<String>,
}

/// A proof, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProofView {
    /// The entry's id.
    pub entry: String,
    /// The code, to be put behind the address of the page that checks: `#c=…`.
    pub fragment: String,
    /// Rule id.
    pub qualification: String,
    /// In words.
    pub qualification_name: String,
    /// In words.
    pub qualification_name_en: String,
    /// Who keeps the register.
    pub authority_name: String,
    /// In words.
    pub authority_name_en: String,
    /// What it shows.
    pub items: Vec<ItemView>,
    /// What it could show: rule codes with their labels.
    pub on_offer: Vec<ItemView>,
    /// `screen` or `printed`.
    pub kind: String,
    /// RFC 3339.
    pub issued_at: String,
    /// RFC 3339.
    pub expires_at: String,
}

impl App {
    /// Issues a proof of an entry within the actor's reach. The look is recorded, durably, before the proof leaves.
    ///
    /// # Errors
    /// When the entry is not in force today, or is not within reach.
    pub async fn issue_credential(&self, actor: &Actor, order: &ProofOrder) -> Result<ProofView, AppError> {
        let found = self.entry_in_reach(actor, &order.entry).await?;
        self.issue_for(actor, found, order).await
    }

    /// The same for an entry that somebody may show by another right.
    pub(crate) async fn issue_for(
        &self,
        actor: &Actor,
        (row, register): (EntryRow, Register),
        order: &ProofOrder,
    ) -> Result<ProofView, AppError> {
        let now = now_micros();
        let day = day_in_japan(now);
        let (row, place) = self.placed(row, day).await?;
        let present = Present::from_stored(row.present.clone());
        let on_offer = items_on_offer(self.0.rules.on(day), &register.qualification, &present);
        let wanted = |item: &EntryItem| {
            let chosen = order.items.iter().any(|code| code == item.code());
            *item == ALWAYS_SHOWN || chosen || order.items.is_empty() && SHOWN_AT_FIRST.contains(item)
        };
        let shown: Vec<EntryItem> = on_offer.iter().copied().filter(wanted).collect();
        let names = self.register_names(&register, day);
        let life = if order.printed { "printed-life" } else { "screen-life" };
        let issued_at = now.div_euclid(MICROS);
        let mut items: Vec<(String, String)> = shown
            .iter()
            .filter_map(|item| Some((shown_key(*item)?.to_owned(), present.items().get(*item)?.to_owned())))
            .collect();
        items.sort_unstable();
        let credential = Credential {
            kind: if order.printed { Kind::Printed } else { Kind::Screen },
            qualification: register.qualification.clone(),
            qualification_name: names.qualification.ja.clone(),
            authority_name: names.authority.ja.clone(),
            issued_on: day.to_string(),
            items,
            issued_at,
            expires_at: issued_at + self.credential_seconds(life, day)?,
            status: StatusPlace { list: address(row.register, place.list), index: place.place },
        };
        let code = credential.sign(self.signing_key()?, &self.0.proofs.random).map_err(refused)?;
        let look = Disclosure {
            at: now,
            actor: actor.name.clone(),
            purpose: actor.purpose.clone(),
            channel: actor.channel.code(),
            request: format!("proof {}", credential.kind.code()),
            entries: vec![(row.register, row.id)],
        };
        self.0.writer.look(look).await?;
        let views = |items: &[EntryItem]| items.iter().map(|i| self.proof_item(*i, &present)).collect();
        Ok(ProofView {
            entry: row.id.to_string(),
            fragment: link_of("", &code),
            qualification: register.qualification,
            qualification_name: names.qualification.ja,
            qualification_name_en: names.qualification.en,
            authority_name: names.authority.ja,
            authority_name_en: names.authority.en,
            items: views(&shown),
            on_offer: views(&on_offer),
            kind: credential.kind.code().to_owned(),
            issued_at: rfc3339(issued_at * MICROS),
            expires_at: rfc3339(credential.expires_at * MICROS),
        })
    }

    fn proof_item(&self, item: EntryItem, present: &Present) -> ItemView {
        let label = item_label(&self.0.rules, item, item.code());
        ItemView {
            code: item.code().to_owned(),
            label: label.ja,
            label_en: label.en,
            value: present.items().get(item).unwrap_or_default().to_owned(),
        }
    }

    /// The entry with its place in a list. What is signed is never newer than the place: an act that comes between marks the place.
    async fn placed(&self, mut row: EntryRow, day: Date) -> Result<(EntryRow, Place), AppError> {
        for _ in 0..TRIES {
            in_force(&row, day)?;
            let live = store::credential::live(&mut self.0.db.reader().await?, row.register, row.id).await?;
            let place = match live {
                Some(place) => Some(place),
                None => store::credential::take(&self.0.db, self.wanted(&row)?).await?,
            };
            if let Some(place) = place.filter(|place| place.version <= row.version) {
                return Ok((row, place));
            }
            let registers = [row.register];
            let again = store::entry::by_id(&mut self.0.db.reader().await?, &registers, row.id).await?;
            row = again.ok_or_else(busy)?;
        }
        Err(busy())
    }

    fn wanted(&self, row: &EntryRow) -> Result<Wanted, AppError> {
        let mut random = [0; DRAWS * 4];
        getrandom::fill(&mut random).map_err(|e| {
            AppError::new(ErrorKind::Internal, "乱数を得られません。", "No randomness.").with_detail(e)
        })?;
        let draws = random
            .chunks_exact(4)
            .filter_map(|four| Some(u32::from_le_bytes(four.try_into().ok()?) & Status::MAX_INDEX));
        Ok(Wanted {
            register: row.register,
            entry: row.id,
            version: row.version,
            present: row.present.clone(),
            draws: draws.collect(),
            at: now_micros(),
        })
    }
}

fn busy() -> AppError {
    AppError::new(
        ErrorKind::Unavailable,
        "登録の内容が変わりつつあります。もう一度お試しください。",
        "The entry is changing. Please try again.",
    )
}

/// A proof says that somebody may act today.
fn in_force(row: &EntryRow, day: Date) -> Result<(), AppError> {
    let (ja, en) = match registry::present::standing_of(&row.present, day) {
        Standing::Active => return Ok(()),
        Standing::Suspended => (
            "業務または名称の使用が停止されている間は、資格者証を示すことができません。",
            "While practice or the title is suspended, no proof can be shown.",
        ),
        Standing::Revoked | Standing::Deleted => (
            "この登録は抹消されているため、資格者証を示すことができません。",
            "This entry was deleted: no proof of it can be shown.",
        ),
    };
    Err(AppError::new(ErrorKind::Conflict, ja, en))
}
