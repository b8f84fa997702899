//! By which way a holder is told: on-line, or by a letter, and never both. Whoever tells may be killed before it is noted, and what decides the way
//! may be otherwise at the next try: so the carriers are asked first what they have of this step.

use gateways::notice::{Notice, NoticeId, PostalAddress, Recipient};
use registry::hash::{hex, sha256};
use store::change::Change;
use store::register::Register;

use super::Carriers;
use super::again::person_of;
use super::work::Now;
use crate::yearly_check::ask::internal;
use crate::yearly_check::sent::{HandedOver, Known, hand_over, known};
use crate::{App, AppError};

/// What came of telling.
pub(super) enum Sent {
    /// It is on its way; its key.
    Taken(String),
    /// Not now.
    Later(String),
    /// It cannot be sent: a person has to look.
    Never,
}

/// The ways in a notice's key.
const PORTAL: &str = "p";
const LETTER: &str = "l";

/// Subject, paragraphs, sender.
type Words = (String, Vec<String>, String);

impl App {
    /// Tells the holder something of the rules' wordings.
    pub(super) async fn tell_holder(
        &self,
        carriers: &Carriers<'_>,
        register: &Register,
        change: &Change,
        (now, what, due_on): (&Now, &str, &str),
    ) -> Result<Sent, AppError> {
        let words = self.words(register, change, (now, what, due_on))?;
        let account = store::holder::account_of(&mut self.0.db.reader().await?, now.row.holder).await?;
        // An account stays its holder's: without one, nothing went on-line before.
        if account.is_some()
            && let Some(sent) = self.tell_on_line(carriers, change, (now, what, &words)).await?
        {
            return Ok(sent);
        }
        let Some(address) = now.record.items.address.clone() else { return Ok(Sent::Never) };
        let to =
            Recipient::Post(PostalAddress { postcode: None, address, name: now.record.items.name.clone() });
        Ok(send(carriers, &notice(change, (what, LETTER), &words, to)?).await)
    }

    /// To the person's box; `None` where there is none, or nothing is wanted in it: then by a letter.
    async fn tell_on_line(
        &self,
        carriers: &Carriers<'_>,
        change: &Change,
        (now, what, words): (&Now, &str, &Words),
    ) -> Result<Option<Sent>, AppError> {
        // A letter that was posted before the holder had an account, or when the box was known to be none, and was not noted.
        let letter = key(change, (what, LETTER))?;
        match known(&carriers.notices, &letter).await {
            Ok(Known::No) => {}
            Ok(Known::Yes | Known::NoBox) => return Ok(Some(taken(&letter))),
            Err(fault) => return Ok(Some(Sent::Later(fault))),
        }
        let about = format!("notice {} {}", change.found.entry, what);
        let person = match carriers.family.code(carriers.actor, person_of(change, &now.row)?, &about).await? {
            Ok(Some(person)) => person,
            Ok(None) => return Ok(None),
            Err(fault) => return Ok(Some(Sent::Later(fault))),
        };
        let to = Recipient::Portal { institution: carriers.family.inquirer().clone(), person };
        let notice = notice(change, (what, PORTAL), words, to)?;
        match send(carriers, &notice).await {
            Sent::Taken(_) => Ok(match known(&carriers.notices, &notice.id).await {
                Ok(Known::NoBox) => None,
                Ok(Known::Yes | Known::No) => Some(taken(&notice.id)),
                Err(fault) => Some(Sent::Later(fault)),
            }),
            later @ Sent::Later(_) => Ok(Some(later)),
            Sent::Never => Ok(None),
        }
    }
}

fn taken(key: &NoticeId) -> Sent {
    Sent::Taken(key.as_str().to_owned())
}

async fn send(carriers: &Carriers<'_>, notice: &Notice) -> Sent {
    match hand_over(&carriers.notices, notice).await {
        HandedOver::Taken => taken(&notice.id),
        HandedOver::Unknown(fault) => Sent::Later(fault),
        HandedOver::Never(_) => Sent::Never,
    }
}

/// The key of a step's notice by a way: the same one twice is one.
fn key(change: &Change, (what, way): (&str, &str)) -> Result<NoticeId, AppError> {
    let parts: [&[u8]; 4] = [&change.run, change.found.entry.stored(), what.as_bytes(), way.as_bytes()];
    let id = format!("yc-{way}-{}", hex(sha256(&parts).get(..16).unwrap_or_default()));
    NoticeId::parse(&id).ok_or_else(|| internal("no key"))
}

fn notice(
    change: &Change,
    (what, way): (&str, &str),
    (subject, paragraphs, sender): &Words,
    to: Recipient,
) -> Result<Notice, AppError> {
    Ok(Notice {
        id: key(change, (what, way))?,
        to,
        subject: subject.clone(),
        paragraphs: paragraphs.clone(),
        sender: sender.clone(),
    })
}
