//! An officer's answer.

use gateways::juki::{Juki, Record, Told, Wanted};
use registry::ids::{EntryId, RegisterId};
use registry::linking::in_bulk::Answer;
use store::StoreError;
use store::first_link::{Answered, DeskRow};
use store::holder::{KnownNumber, Link, LinkOutcome, NumberFact};

use super::view::{held, seen};
use super::{faster, own};
use crate::first_link::settle::{fresh_holders, of_record};
use crate::time::now_micros;
use crate::{Actor, App, AppError, ErrorKind};

/// The way of a link that an officer makes.
const DESK: &str = "desk";
/// Characters of a ground: a sentence, not a page.
const GROUND_AT_MOST: usize = 500;

impl App {
    /// Keeps an officer's answer; [`Answer::Link`] links the entry to the person whom the officer saw, on the ground given.
    ///
    /// # Errors
    /// When the entry does not wait (any more), no ground was given, or the person told is not the one who was seen.
    pub async fn answer_link_case(
        &self,
        actor: &Actor,
        juki: &impl Juki,
        (entry, answer, ground, saw): (&str, Answer, &str, &str),
    ) -> Result<(), AppError> {
        let (row, present) = self.waiting_row(actor, entry).await?;
        let ground = ground.trim();
        if ground.is_empty()
            || ground.chars().count() > GROUND_AT_MOST
            || ground.chars().any(char::is_control)
        {
            return Err(AppError::new(
                ErrorKind::BadInput,
                "判断の根拠を入力してください（500文字まで）。",
                "Give the ground of the decision (500 characters at most).",
            ));
        }
        let key = (row.register, row.entry);
        let link = if answer == Answer::Link {
            self.look_at(actor, format!("first-link answer {entry}"), vec![key]).await?;
            let ours = held(&row, &present).together();
            let told = self.look_for(actor, juki, &ours, Wanted { number: true, code: false }).await?;
            Some(self.desk_link(actor, &row, (&told, saw), ground).await?)
        } else {
            None
        };
        let answered =
            Answered { answer, at: now_micros(), by: actor.name.clone(), ground: ground.to_owned() };
        self.write_answer(key, link, answered).await
    }

    async fn write_answer(
        &self,
        key: (RegisterId, EntryId),
        link: Option<Link>,
        answered: Answered,
    ) -> Result<(), AppError> {
        let done = self.0.db.transact("answer-link", move |tx| {
            let (link, answered) = (link.clone(), answered.clone());
            Box::pin(async move {
                if let Some(link) = link {
                    let outcome = store::holder::link(tx, std::slice::from_ref(&link)).await?;
                    if outcome.first() != Some(&LinkOutcome::Linked) {
                        return Ok::<_, StoreError>(false);
                    }
                }
                store::first_link::answer(tx, key, &answered).await
            })
        });
        if done.await? { Ok(()) } else { Err(faster()) }
    }

    async fn desk_link(
        &self,
        actor: &Actor,
        row: &DeskRow,
        (told, saw): (&Told, &str),
        ground: &str,
    ) -> Result<Link, AppError> {
        let one: Option<&Record> = match told {
            Told::Found(record) if seen(&of_record(record)) == saw => Some(record),
            _ => None,
        };
        let number = one.and_then(|record| record.number).map(vault::SealedNumber::to_bytes);
        let number = number.ok_or_else(|| {
            AppError::new(
                ErrorKind::Conflict,
                "画面で確かめた人がただ一人の該当者ではなくなったため、結び付けられません。もう一度ご覧ください。",
                "The person whom you saw is not the only one told now, so nobody was linked. Please look again.",
            )
        })?;
        let holder = store::holder::by_number(&mut self.0.db.reader().await?, &[number]).await?;
        let holder = match holder.into_iter().flatten().next() {
            Some(holder) => holder,
            None => fresh_holders(1)?.pop().ok_or_else(|| own(&"no id"))?,
        };
        let given = row.given.as_ref().filter(|(given, _)| *given == number);
        let (fact, way) = match given {
            Some((_, way)) => (NumberFact::Given, way.clone()),
            None => (NumberFact::Found, DESK.to_owned()),
        };
        let at = now_micros();
        Ok(Link {
            register: row.register,
            entry: row.entry,
            holder,
            way: DESK.to_owned(),
            ground: ground.to_owned(),
            by: actor.name.clone(),
            at,
            number: Some(KnownNumber { number, fact, way, since: at }),
        })
    }
}
