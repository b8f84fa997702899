//! Asking for a link: which register, which number, and what the card cannot show.

use law::{Both, Lang};
use registry::ids::{LinkRequestId, RegisterId};
use registry::item::{EntryItem, ItemLines};
use registry::number::normalise_number;
use store::link_request::{self, NewRequest};

use super::BY_HOLDER;
use crate::holders::HolderActor;
use crate::sign_in::random;
use crate::time::{now_micros, rfc3339, shown_instant, today_in_japan};
use crate::{App, AppError, ErrorKind};

/// Requests of one account within [`WINDOW_MICROS`]: a person has few qualifications and may mistype some numbers.
pub(super) const MAX_OF_ACCOUNT: u64 = 10;
/// Requests for one number within [`WINDOW_MICROS`], whoever asks: more is somebody who tries, or several who do.
pub(super) const MAX_OF_NUMBER: u64 = 10;
/// For how long requests count: a day.
pub(super) const WINDOW_MICROS: i64 = 24 * 3_600 * 1_000_000;
/// The longest domicile that is taken, characters: countries have long names.
const MAX_DOMICILE: usize = 60;

/// What a person asks for, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkWish {
    /// Rule id.
    pub qualification: String,
    /// Authority code; empty where there is one only.
    pub authority: String,
    /// The registration number.
    pub number: String,
    /// 本籍地の都道府県名 or the nationality: the card does not show it.
    pub domicile: String,
}

/// A qualification to choose, with the authorities that keep a register of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkChoice {
    /// Rule id.
    pub qualification: String,
    /// In words.
    pub name: Both,
    /// Codes and names; one where there is no choice.
    pub authorities: Vec<(String, Both)>,
}

impl App {
    /// The registers that people may ask for: those that this installation keeps.
    #[must_use]
    pub fn link_choices(&self) -> Vec<LinkChoice> {
        let mut choices: Vec<LinkChoice> = Vec::new();
        for register in self.registers().iter() {
            let names = self.register_names(register, today_in_japan());
            let authority = (register.authority.clone(), names.authority);
            match choices.iter_mut().find(|choice| choice.qualification == register.qualification) {
                Some(choice) => choice.authorities.push(authority),
                None => choices.push(LinkChoice {
                    qualification: register.qualification.clone(),
                    name: names.qualification,
                    authorities: vec![authority],
                }),
            }
        }
        choices.sort_by(|a, b| a.qualification.cmp(&b.qualification));
        choices
    }

    /// What is wrong with a wish, each at its field. It says nothing of what the register holds.
    #[must_use]
    pub fn check_link_wish(&self, wish: &LinkWish) -> Vec<(&'static str, Both)> {
        let mut faults = Vec::new();
        let choice =
            self.link_choices().into_iter().find(|choice| choice.qualification == wish.qualification);
        if choice.is_none() {
            faults.push(("qualification", Both::new("資格を選んでください。", "Choose the qualification.")));
        }
        if choice.is_some_and(|choice| authority_of(&choice, wish).is_none()) {
            faults.push((
                "authority",
                Both::new(
                    "この資格は都道府県ごとに登録されています。登録した都道府県を選んでください。",
                    "This qualification is registered by prefecture. Choose yours.",
                ),
            ));
        }
        if wish.number.trim().is_empty() {
            let words = Both::new("登録番号を入力してください。", "Enter the registration number.");
            faults.push(("number", words));
        } else if let Err(fault) = normalise_number(&wish.number) {
            faults.push(("number", Both::new(format!("{}。", fault.ja()), fault.to_string())));
        }
        let long = wish.domicile.chars().count() > MAX_DOMICILE;
        if long || wish.domicile.chars().any(char::is_control) {
            faults.push((
                "domicile",
                Both::new(
                    "都道府県名または国名を60文字までで入力してください。",
                    "Enter a prefecture or a country, up to 60 characters.",
                ),
            ));
        }
        faults
    }

    /// Makes a request, which is to be signed with the card then; its id.
    ///
    /// # Errors
    /// When the wish cannot be used, or too many were made of late.
    pub async fn request_link(&self, holder: &HolderActor, wish: &LinkWish) -> Result<String, AppError> {
        if let Some((_, words)) = self.check_link_wish(wish).into_iter().next() {
            return Err(AppError::new(ErrorKind::BadInput, words.ja, words.en));
        }
        self.must_be_open()?;
        let choice =
            self.link_choices().into_iter().find(|choice| choice.qualification == wish.qualification);
        let authority = choice.and_then(|choice| authority_of(&choice, wish)).unwrap_or_default();
        let register = RegisterId::of(&wish.qualification, &authority);
        let number_key = normalise_number(&wish.number).map(String::from).unwrap_or_default();
        let now = now_micros();
        let mut reader = self.0.db.reader().await?;
        let asked = (register, number_key.as_str());
        let (own, all) =
            link_request::counts(&mut reader, &holder.account, asked, now - WINDOW_MICROS).await?;
        drop(reader);
        if own >= MAX_OF_ACCOUNT || all >= MAX_OF_NUMBER {
            return Err(too_many());
        }
        let id = LinkRequestId::new(u64::try_from(now / 1_000).unwrap_or_default(), random::<10>()?);
        let mut stated = ItemLines::new();
        let domicile = stated.set(EntryItem::Domicile, wish.domicile.trim());
        domicile.map_err(|error| AppError::new(ErrorKind::BadInput, error.to_string(), error.to_string()))?;
        let request = NewRequest {
            register,
            id,
            account: holder.account,
            number_key,
            number: wish.number.trim().to_owned(),
            document: self.link_document((register, id), wish, now),
            stated: stated.into_stored(),
            created_at: now,
        };
        link_request::add(&self.0.db, &request).await?;
        Ok(id.to_string())
    }

    /// What is signed: the application as it is shown, to the byte.
    fn link_document(
        &self,
        (register, id): (RegisterId, LinkRequestId),
        wish: &LinkWish,
        now: i64,
    ) -> String {
        let names = self.register_of(register).map(|found| self.register_names(&found, today_in_japan()));
        let (qualification, authority) =
            names.map_or_else(Default::default, |names| (names.qualification.ja, names.authority.ja));
        let domicile = wish.domicile.trim();
        let domicile = if domicile.is_empty() { "（記載なし）" } else { domicile };
        format!(
            "初期設定の申請\n申請の番号：{id}\n申請した時：{}\n資格：{qualification}\n登録権者：{authority}\n登録番号：{}\n本籍地の都道府県名（国籍）：{domicile}\n\n上の登録は私のものです。私と結び付けることを申請します。\n",
            shown_instant(&rfc3339(now), Lang::Ja),
            wish.number.trim(),
        )
    }

    pub(super) fn must_be_open(&self) -> Result<(), AppError> {
        if self.0.rules.on(today_in_japan()).linking().any(|way| way.value().code == BY_HOLDER) {
            return Ok(());
        }
        Err(AppError::new(
            ErrorKind::NotPermitted,
            "オンラインでの初期設定は、いま行えません。窓口にお越しください。",
            "Linking on line is not open. Please go to the desk.",
        ))
    }
}

/// The authority that is meant: the only one, or the one that was chosen.
fn authority_of(choice: &LinkChoice, wish: &LinkWish) -> Option<String> {
    match choice.authorities.as_slice() {
        [(only, _)] => Some(only.clone()),
        several => several.iter().map(|(code, _)| code).find(|code| **code == wish.authority).cloned(),
    }
}

fn too_many() -> AppError {
    AppError::new(
        ErrorKind::TooMany,
        "初期設定の申請が続いています。1日ほど待ってから、もう一度お試しください。急ぐときは窓口にお越しください。",
        "Too many requests of late. Please wait a day, or go to the desk.",
    )
}
