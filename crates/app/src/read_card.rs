//! 券面事項入力補助: the card is read at a page of its own, and posts back to us from there. The session's cookie does not come with such a
//! post, so what came back is kept under a token of its own for a moment, and taken only on a page of ours by whoever went to the card.
//! The 個人番号 passes through as bytes that only the vault opens.

use gateways::card::{NoReading, Reading, ReadingRequest};
use gateways::digital_auth::{CardSex, Items};
use registry::hash::{hex, sha256};
use registry::item::EntryItem;
use serde::{Deserialize, Serialize};
use store::portal::{self, Away};

use crate::card_errand::CardErrand;
use crate::holders::HolderActor;
use crate::sign_in::random;
use crate::systems::CARD_RETURN;
use crate::time::now_micros;
use crate::{App, AppError, ErrorKind};

/// How long a card is waited for, and what it said is kept: as long as its number can be taken (the vault's own limit is the same).
const AWAY_MICROS: i64 = 15 * 60 * 1_000_000;
/// What a card said, until it is confirmed.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    name: String,
    pub(crate) born: String,
    #[serde(default)]
    sex: String,
    #[serde(default)]
    address: String,
    /// For what it was read, as [`CardErrand`] writes it.
    #[serde(default)]
    errand: String,
    /// As the phone sealed it for the vault.
    pub(crate) sealed: Option<String>,
}

impl Kept {
    /// For what it was read.
    pub(crate) fn errand(&self) -> Result<CardErrand, AppError> {
        CardErrand::of_text(&self.errand).ok_or_else(not_waited_for)
    }

    /// An item as the card has it; empty where it has none.
    pub(crate) fn item(&self, item: EntryItem) -> &str {
        match item {
            EntryItem::Name => &self.name,
            EntryItem::Born => &self.born,
            EntryItem::Sex => &self.sex,
            EntryItem::Address => &self.address,
            _ => "",
        }
    }
}

/// What a card said, as its holder confirms it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadingView {
    /// Under which it is confirmed.
    pub token: String,
    /// As the card has it.
    pub name: String,
    /// ISO.
    pub born: String,
    /// Whether a number came with it.
    pub number: bool,
    /// For what it was read.
    pub errand: CardErrand,
}

/// A card that was not read, or whose holder said no.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadingEnded {
    /// For what it was to be read.
    pub errand: CardErrand,
    /// Whether its holder said no; else the reader could not do it.
    pub declined: bool,
}

impl App {
    /// Sends a browser to the page that reads the card: where it goes.
    ///
    /// # Errors
    /// When there is no such page here, or no vault.
    pub async fn leave_to_read_card(&self, holder: &HolderActor) -> Result<String, AppError> {
        self.systems().filter(|systems| systems.vault().is_some()).ok_or_else(closed)?;
        self.leave_to_card(holder, CardErrand::Number).await
    }

    /// Sends a browser to the card.
    pub(crate) async fn leave_to_card(
        &self,
        holder: &HolderActor,
        errand: CardErrand,
    ) -> Result<String, AppError> {
        let systems = self.systems().ok_or_else(closed)?;
        let (reader, ours) = systems.card_reader().zip(systems.portal()).ok_or_else(closed)?;
        let back = ours.url.join(CARD_RETURN).map_err(|error| closed().with_detail(error))?;
        let case = errand.vault_case();
        let asked = ReadingRequest::new(reader, &ours.client_id, &back, Items::ALL, case.as_deref())
            .ok_or_else(closed)?;
        self.keep_for(("card", &asked.state), hex(&holder.account), errand.text()).await?;
        Ok(asked.go_to.to_string())
    }

    /// Takes what the card's page posts, from the browser of whoever it is: known by its state, once. The token under which its holder
    /// confirms it, and for what it was read.
    ///
    /// # Errors
    /// Nobody is waited for with this state, or what came is no reading.
    pub async fn take_reading(&self, form: &[u8]) -> Result<(String, CardErrand), AppError> {
        let state = url::form_urlencoded::parse(form)
            .find(|(name, _)| name == "state")
            .map(|(_, value)| value.into_owned())
            .ok_or_else(not_waited_for)?;
        let away = self.kept_for(("card", &state)).await?;
        let reading = Reading::parse(form, &state).map_err(|error| not_waited_for().with_detail(error))?;
        // What nobody asked for is dropped here.
        let errand = CardErrand::of_text(&away.pending).ok_or_else(not_waited_for)?;
        let asked = errand.vault_case();
        let sealed = reading
            .number
            .filter(|_| asked.is_some())
            .map(|number| String::from_utf8_lossy(number.as_bytes()).into_owned());
        let kept = Kept {
            name: reading.items.name.unwrap_or_default(),
            sex: reading.items.gender.map(|gender| sex_word(gender.sex)).unwrap_or_default().to_owned(),
            address: reading.items.address.unwrap_or_default(),
            errand: away.pending,
            born: reading
                .items
                .birthdate
                .and_then(|birth| birth.day)
                .map(|day| day.to_string())
                .unwrap_or_default(),
            sealed,
        };
        let token = hex(&random::<32>()?);
        let text = serde_json::to_string(&kept).map_err(|error| not_waited_for().with_detail(error))?;
        self.keep_for(("reading", &token), away.errand, text).await?;
        Ok((token, errand))
    }

    /// Takes it that the card's page sent a browser back with nothing: that question is over, and a form for it comes too late.
    ///
    /// # Errors
    /// Nobody is waited for with this state, or the query says something else.
    pub async fn end_reading(&self, query: &str) -> Result<ReadingEnded, AppError> {
        let no = NoReading::parse(query.as_bytes()).ok_or_else(not_waited_for)?;
        let away = self.kept_for(("card", &no.state)).await?;
        let errand = CardErrand::of_text(&away.pending).ok_or_else(not_waited_for)?;
        Ok(ReadingEnded { errand, declined: no.declined })
    }

    /// What a card said, for whoever went to it.
    ///
    /// # Errors
    /// There is none of this account, or no longer.
    pub async fn show_reading(&self, holder: &HolderActor, token: &str) -> Result<ReadingView, AppError> {
        let kept = own(self.reading_of(token).await?, holder)?;
        Ok(ReadingView {
            token: token.to_owned(),
            errand: kept.errand()?,
            name: kept.name,
            born: kept.born,
            number: kept.sealed.is_some(),
        })
    }

    /// What a card said, as long as it was not used.
    pub(crate) async fn reading_of(&self, token: &str) -> Result<Option<Away>, AppError> {
        let (browser, state) = keys(("reading", token));
        Ok(portal::waiting(&mut self.0.db.reader().await?, (&browser, &state), now_micros()).await?)
    }

    async fn keep_for(&self, key: (&str, &str), errand: String, pending: String) -> Result<(), AppError> {
        let (browser, state) = keys(key);
        let away = Away { browser, state, errand, pending, expires_at: now_micros() + AWAY_MICROS };
        Ok(portal::send_away(&self.0.db, &away).await?)
    }

    pub(crate) async fn kept_for(&self, key: (&str, &str)) -> Result<Away, AppError> {
        let (browser, state) = keys(key);
        portal::take_back(&self.0.db, browser, state, now_micros()).await?.ok_or_else(not_waited_for)
    }
}

/// A sex as registers write it.
const fn sex_word(sex: CardSex) -> &'static str {
    match sex {
        CardSex::Male => "男",
        CardSex::Female => "女",
        CardSex::Unknown => "",
    }
}

/// The keys of a row that no browser's secret belongs to: both are made of the one secret.
fn keys((what, secret): (&str, &str)) -> ([u8; 32], [u8; 32]) {
    (sha256(&[what.as_bytes(), b"\0", secret.as_bytes()]), sha256(&[secret.as_bytes()]))
}

/// What was kept, for whoever it was kept for.
pub(crate) fn own(found: Option<Away>, holder: &HolderActor) -> Result<Kept, AppError> {
    let away = found.filter(|away| away.errand == hex(&holder.account)).ok_or_else(not_waited_for)?;
    serde_json::from_str(&away.pending).map_err(|error| not_waited_for().with_detail(error))
}

pub(crate) fn not_waited_for() -> AppError {
    AppError::new(
        ErrorKind::NotFound,
        "カードの読み取りの時間が過ぎたか、すでに使われています。はじめからやり直してください。",
        "The reading of the card is too late or was used already. Please begin anew.",
    )
}

pub(crate) fn closed() -> AppError {
    AppError::new(
        ErrorKind::Unavailable,
        "いまは、カードを読み取れません。しばらくしてから、もう一度お試しください。",
        "The card cannot be read right now. Please try again in a while.",
    )
}
