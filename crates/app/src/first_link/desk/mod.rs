//! The desk's queue of the first link: who waits, both sides of one, and an officer's answer.

mod answer;
mod queues;
mod view;

use gateways::juki::{AskId, Asking, Birth, Ground, Inquiry, Items, Juki, Told, Wanted};
use law::Both;
use registry::ids::{EntryId, RegisterId};
use registry::linking::in_bulk::{Answer, BasicItems, DeskReason};
use store::disclosure::Disclosure;
use store::first_link::DeskRow;
use store::holder::{Link, NumberFact};
use vault::Use;

pub use self::queues::{LinkQueue, LinkReason};
pub use self::view::{ItemOfBoth, LinkCase, LinkWaiting, Marked};
use self::view::{held, of_both, seen, waiting};
use super::ask::{answered, fault_of, own};
use super::settle::of_record;
use crate::holders::NUMBER_CASE;
use crate::record_act::may_record;
use crate::time::now_micros;
use crate::{Actor, App, AppError, ErrorKind};

/// Rows of a page.
const ROWS: u32 = 50;

impl App {
    /// Those that wait for one reason in a register, in the order of entries, after one of them. Who is shown is recorded.
    ///
    /// # Errors
    /// When the actor may not.
    pub async fn list_link_queue(
        &self,
        actor: &Actor,
        (qualification, authority): (&str, &str),
        reason: DeskReason,
        after: Option<&str>,
    ) -> Result<Vec<LinkWaiting>, AppError> {
        may_record(actor)?;
        let register = RegisterId::of(qualification, authority);
        if !actor.reach.covers(authority) || self.register_of(register).is_none() {
            return Err(nothing());
        }
        let after = after.and_then(|id| EntryId::parse(id).ok()).or(EntryId::from_stored(&[0; 16]));
        let after = after.ok_or_else(nothing)?;
        let mut reader = self.0.db.reader().await?;
        let rows = store::first_link::waiting(&mut reader, register, reason, (after, ROWS)).await?;
        let ids: Vec<_> = rows.iter().map(|row| (row.register, row.entry)).collect();
        let entries = store::entry::by_ids(&mut reader, &ids).await?;
        drop(reader);
        self.look_at(actor, format!("first-link queue {qualification}/{authority}"), ids).await?;
        let present = |id| entries.iter().find(|row| row.id == id).map_or("", |row| row.present.as_str());
        Ok(rows.iter().map(|row| waiting(row, present(row.entry))).collect())
    }

    /// Both sides of one entry. The person is looked for by name and birth date, now, and nothing of the answer is kept.
    ///
    /// # Errors
    /// When the entry does not wait, or the resident register cannot be asked now.
    pub async fn show_link_case(
        &self,
        actor: &Actor,
        juki: &impl Juki,
        entry: &str,
    ) -> Result<LinkCase, AppError> {
        let waits = self.waiting_and_looked_at(actor, entry).await?;
        let ours = held(&waits.row, &waits.present).together();
        match self.look_for(actor, juki, &ours, Wanted::default()).await {
            Ok(told) => self.link_case(&waits, Some(&told)),
            Err(error) if error.kind == ErrorKind::Unavailable => self.link_case(&waits, None),
            Err(error) => Err(error),
        }
    }

    /// The same without asking anybody.
    async fn show_our_side(&self, actor: &Actor, entry: &str) -> Result<LinkCase, AppError> {
        let waits = self.waiting_and_looked_at(actor, entry).await?;
        self.link_case(&waits, None)
    }

    async fn waiting_and_looked_at(&self, actor: &Actor, entry: &str) -> Result<Waits, AppError> {
        let waits = self.waiting_row(actor, entry).await?;
        let key = (waits.row.register, waits.row.entry);
        self.look_at(actor, format!("first-link case {entry}"), vec![key]).await?;
        Ok(waits)
    }

    fn link_case(&self, waits: &Waits, told: Option<&Told>) -> Result<LinkCase, AppError> {
        let (row, present) = (&waits.row, waits.present.as_str());
        let ours = held(row, present).together();
        let person = match told {
            Some(Told::Found(record)) => Some(of_record(record)),
            _ => None,
        };
        Ok(LinkCase {
            register: self.register_summary(row.register)?,
            waiting: waiting(row, present),
            linked: waits.linked,
            reported_on: row.reported_on.clone(),
            items: of_both(&ours, &person.unwrap_or_default()),
            seen: person.map(|person| seen(&person)).unwrap_or_default(),
            told: told.map(words_of),
        })
    }

    /// An entry that waits.
    pub(super) async fn waiting_row(&self, actor: &Actor, entry: &str) -> Result<Waits, AppError> {
        may_record(actor)?;
        let (row, _) = self.entry_in_reach(actor, entry).await?;
        let mut reader = self.0.db.reader().await?;
        let key = (row.register, row.id);
        let linked = store::holder::of_entry(&mut reader, key).await?;
        let waits = store::first_link::of_entries(&mut reader, &[key]).await?.into_iter().next();
        let open = |row: &DeskRow| row.answered.as_ref().is_none_or(|a| a.answer == Answer::AskHolder);
        let waits_for_us = |desk: &DeskRow| linked.as_ref().is_none_or(|link| lacks_number(link, desk));
        match waits {
            Some(desk) if waits_for_us(&desk) && open(&desk) => {
                Ok(Waits { row: desk, present: row.present, linked: linked.is_some() })
            }
            Some(_) => Err(faster()),
            None => Err(nothing()),
        }
    }

    pub(super) async fn look_for(
        &self,
        actor: &Actor,
        juki: &impl Juki,
        ours: &BasicItems<'_>,
        wanted: Wanted,
    ) -> Result<Told, AppError> {
        let Some(birth) = Birth::parse(ours.born) else { return Ok(Told::NotFound) };
        let inquiry = Inquiry::by_items(Items {
            name: ours.name.replace(' ', "\u{3000}"),
            birth,
            sex: None,
            address: None,
        });
        if !inquiry.can_be_asked() {
            return Ok(Told::NotFound);
        }
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|error| own(&error))?;
        let asking = Asking {
            request: AskId::new(registry::hash::hex(&random)).map_err(|fault| own(&fault))?,
            ground: Ground {
                basis: self.bulk_way()?.1,
                purpose: "first-link-desk".to_owned(),
                operator: actor.name.clone(),
            },
            wanted,
            by: Use::new("first-link desk", NUMBER_CASE, actor.name.as_str()).map_err(|fault| own(&fault))?,
        };
        answered(juki.inquire(&inquiry, &asking).await.map_err(|fault| fault_of(&fault))?)
    }

    pub(crate) async fn look_at(
        &self,
        actor: &Actor,
        request: String,
        entries: Vec<(RegisterId, EntryId)>,
    ) -> Result<(), AppError> {
        let look = Disclosure {
            at: now_micros(),
            actor: actor.name.clone(),
            purpose: actor.purpose.clone(),
            channel: actor.channel.code(),
            request,
            entries,
        };
        Ok(self.0.writer.look(look).await?)
    }
}

/// An entry that waits for an officer.
pub(super) struct Waits {
    pub(super) row: DeskRow,
    /// The entry's text.
    pub(super) present: String,
    /// Whether it is linked already, and what waits is a number that was given.
    pub(super) linked: bool,
}

/// Whether a number was given for an entry that is linked, and is not noted there as given.
fn lacks_number(link: &Link, desk: &DeskRow) -> bool {
    let known = link.number.as_ref().filter(|known| known.fact == NumberFact::Given);
    desk.given.as_ref().is_some_and(|(given, _)| known.is_none_or(|known| known.number != *given))
}

pub(super) fn nothing() -> AppError {
    AppError::new(ErrorKind::NotFound, "該当するものはありません。", "There is no such thing.")
}

pub(super) fn faster() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "ほかの人が先に処理したか、すでに別の人に結び付いています。",
        "Somebody was faster, or the entry or the number is another person's already.",
    )
}

/// What was told, where that is not one person.
fn words_of(told: &Told) -> Both {
    match told {
        Told::Found(_) => Both::new("該当者が一人います。", "Exactly one person."),
        Told::NotFound => Both::new(
            "氏名と生年月日が一致する人は、住民基本台帳にいません。",
            "Nobody in the resident register has this name and birth date.",
        ),
        Told::Several => Both::new(
            "氏名と生年月日が一致する人が、二人以上います。",
            "More than one person has this name and birth date.",
        ),
        Told::Stopped => Both::new(
            "この人については、住民基本台帳から回答がありません（提供停止）。",
            "The resident register gives no answer about this person.",
        ),
    }
}
