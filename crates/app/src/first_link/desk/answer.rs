//! An officer's answer.

use gateways::juki::{Juki, Record, Told, Wanted};
use registry::ids::{EntryId, HolderId, RegisterId};
use registry::linking::in_bulk::Answer;
use store::StoreError;
use store::first_link::{Answered, DeskRow};
use store::holder::{KnownNumber, Link, LinkOutcome, NumberFact};

use super::view::{held, seen};
use super::{Waits, faster, own};
use crate::first_link::settle::{fresh_holders, of_record};
use crate::time::now_micros;
use crate::{Actor, App, AppError, ErrorKind};

/// The way of a link that an officer makes.
const DESK: &str = "desk";
/// Characters of a ground: a sentence, not a page.
const GROUND_AT_MOST: usize = 500;

impl App {
    /// Keeps an officer's answer; [`Answer::Link`] links the entry to the person whom the officer saw, on the ground given. Of an entry that is
    /// linked already it notes the number that was given, where that is this person's.
    ///
    /// # Errors
    /// When the entry does not wait (any more), no ground was given, or the person told is not the one who was seen.
    pub async fn answer_link_case(
        &self,
        actor: &Actor,
        juki: &impl Juki,
        (entry, answer, ground, saw): (&str, Answer, &str, &str),
    ) -> Result<(), AppError> {
        let Waits { row, present, .. } = self.waiting_row(actor, entry).await?;
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
        let made = if answer == Answer::Link {
            self.look_at(actor, format!("first-link answer {entry}"), vec![key]).await?;
            let ours = held(&row, &present).together();
            let told = self.look_for(actor, juki, &ours, Wanted { number: true, code: false }).await?;
            let link = self.desk_link(actor, &row, (&told, saw), ground).await?;
            let stands = store::holder::of_entry(&mut self.0.db.reader().await?, key).await?;
            Some(match stands {
                Some(stands) => Made::Number(stands.holder, given_of(link)?),
                None => Made::Link(link),
            })
        } else {
            None
        };
        let answered =
            Answered { answer, at: now_micros(), by: actor.name.clone(), ground: ground.to_owned() };
        self.write_answer(key, made, answered).await
    }

    async fn write_answer(
        &self,
        key: (RegisterId, EntryId),
        made: Option<Made>,
        answered: Answered,
    ) -> Result<(), AppError> {
        let done = self.0.db.transact("answer-link", move |tx| {
            let (made, answered) = (made.clone(), answered.clone());
            Box::pin(async move {
                let done = match made {
                    None => true,
                    Some(Made::Link(link)) => {
                        let outcome = store::holder::link(tx, std::slice::from_ref(&link)).await?;
                        outcome.first() == Some(&LinkOutcome::Linked)
                    }
                    Some(Made::Number(holder, number)) => {
                        store::holder::give_number(tx, key, holder, &number).await?
                    }
                };
                if !done {
                    return Ok::<_, StoreError>(false);
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

/// What an officer's yes makes.
#[derive(Clone)]
enum Made {
    /// A link.
    Link(Link),
    /// The number of a holder who is linked.
    Number(HolderId, KnownNumber),
}

/// The number of a link that would be made, if it was given.
fn given_of(link: Link) -> Result<KnownNumber, AppError> {
    link.number.filter(|known| known.fact == NumberFact::Given).ok_or_else(|| {
        AppError::new(
            ErrorKind::Conflict,
            "提供された番号は、画面で確かめた人のものではないため、記録できません。",
            "The number that was given is not that of the person whom you saw, so it was not noted.",
        )
    })
}
