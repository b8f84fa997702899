//! The family is told of a deletion: on paper, to where the dead person lived last. Where the rules of the day do not say it, nobody is told.
//!
//! It is a job of the outbox, written in the transaction of the act, so that it is sent for exactly what was deleted. Before it is sent the resident
//! register is asked once more: it brings the address, which is kept nowhere, and nobody who lives is written to like this.

use gateways::Outcome;
use gateways::juki::{AskId, Asking, Ground, Inquiry, Juki, Key, Standing, Told, Wanted};
use gateways::notice::{Notice, NoticeId, PostalAddress, Recipient};
use jiff::civil::Date;
use law::{CheckWording, Lang};
use registry::hash::{hex, sha256};
use registry::ids::EntryId;
use registry::item::{EntryItem, get};
use registry::present::{Existence, existence_of};
use serde::{Deserialize, Serialize};
use store::deletion::{Batch, Proposal, Way};
use store::disclosure::Disclosure;
use store::entry::EntryRow;
use store::outbox::{self, Job, NewJob};
use store::register::Register;
use store::writer::fresh_stamp;
use vault::{SealedNumber, Use};

use crate::holders::NUMBER_CASE;
use crate::time::{now_micros, shown_date};
use crate::work_outbox::Worked;
use crate::yearly_check::ask::{PURPOSE, basis_of, internal, own, reason};
use crate::yearly_check::asked::whole_day;
use crate::yearly_check::sent::{HandedOver, hand_over};
use crate::{App, AppError, Channel};

/// The kind of the job.
pub(crate) const TELL_FAMILY: &str = "tell-family";
/// Who looks at an entry and writes the letter.
const ACTOR: &str = "tell-family";
/// The code of the words.
const WORDING: &str = "family-told";

/// Which deletion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Deleted {
    entry: String,
    /// The entry's version after the act.
    version: i64,
    died_on: String,
    batch: String,
}

impl App {
    /// The job of a deletion, where the rules of the day have the family told.
    pub(super) fn family_job(
        &self,
        batch: &Batch,
        way: Way,
        (one, at): (&Proposal, i64),
    ) -> Result<Option<(EntryId, NewJob)>, AppError> {
        if way != Way::Delete || !self.family_is_told(one) {
            return Ok(None);
        }
        let deleted = Deleted {
            entry: one.entry.to_string(),
            version: one.version + 1,
            died_on: one.died_on.clone(),
            batch: batch.id.to_string(),
        };
        let job = NewJob {
            register: batch.register,
            id: EntryId::new(u64::try_from(at / 1_000).unwrap_or(0), fresh_stamp()?.random),
            kind: TELL_FAMILY,
            case: None,
            body: serde_json::to_string(&deleted).map_err(internal)?,
            at,
            due_at: at,
        };
        Ok(Some((one.entry, job)))
    }

    fn family_is_told(&self, one: &Proposal) -> bool {
        let today = self.check_day();
        let rules = self.0.rules.on(today);
        let days = rules.check_value("family-told-days").yes().map_or(0, |ruled| ruled.value().number);
        let worded = rules.check_wording(WORDING).yes().is_some();
        let since = one.died_on.parse::<Date>().ok().and_then(|died| today.since(died).ok());
        let passed = since.map(|span| span.get_days());
        worded && days > 0 && passed.is_some_and(|passed| u32::try_from(passed).is_ok_and(|p| p <= days))
    }

    pub(crate) async fn tell_family(&self, job: &Job) -> Result<Worked, AppError> {
        let Ok(deleted) = serde_json::from_str::<Deleted>(&job.body) else {
            return Ok(Worked::Never("unreadable".to_owned()));
        };
        let Some(register) = self.register_of(job.register) else {
            return Ok(Worked::Never("no such register".to_owned()));
        };
        let Ok(entry) = EntryId::parse(&deleted.entry) else {
            return Ok(Worked::Never("unreadable".to_owned()));
        };
        let key = (job.register, entry);
        let mut reader = self.0.db.reader().await?;
        let row = store::entry::by_ids(&mut reader, &[key]).await?.pop();
        let link = store::holder::of_entry(&mut reader, key).await?;
        drop(reader);
        // restored, or changed since: there is nothing to be told
        let stands = row.filter(|row| row.version == deleted.version);
        let stands = stands.filter(|row| existence_of(&row.present) != Existence::Registered);
        let Some(row) = stands else {
            outbox::done(&self.0.db, job, now_micros()).await?;
            return Ok(Worked::Done);
        };
        let Some(number) = link.and_then(|link| link.number) else {
            return Ok(Worked::Never("nobody is linked any more".to_owned()));
        };
        self.look_for_family(&register, &row, &deleted).await?;
        match self.address_of_the_dead(&register, &row, number.number, job).await? {
            Ok(to) => self.write_to_family(job, &register, &row, (&deleted, to)).await,
            Err(worked) => Ok(worked),
        }
    }

    async fn look_for_family(
        &self,
        register: &Register,
        row: &EntryRow,
        deleted: &Deleted,
    ) -> Result<(), AppError> {
        let look = Disclosure {
            at: now_micros(),
            actor: ACTOR.to_owned(),
            purpose: PURPOSE.to_owned(),
            channel: Channel::Job.code(),
            request: format!("a letter to the family ({}, {})", register.authority, deleted.batch),
            entries: vec![(row.register, row.id)],
        };
        Ok(self.0.writer.look(look).await?)
    }

    /// Where the person lived last, if the resident register still says that he or she is dead.
    async fn address_of_the_dead(
        &self,
        register: &Register,
        row: &EntryRow,
        number: [u8; 16],
        job: &Job,
    ) -> Result<Result<PostalAddress, Worked>, AppError> {
        let Some(juki) = self.systems().and_then(|systems| systems.juki()) else {
            return Ok(Err(Worked::Again("the resident register is not set".to_owned(), None)));
        };
        let key = Key::Number(SealedNumber::from_bytes(number));
        let inquiry = Inquiry { key, born: get(&row.present, EntryItem::Born).and_then(whole_day) };
        let words = format!("{TELL_FAMILY} {} {}", job.id, job.attempts);
        let asking = Asking {
            request: AskId::new(hex(sha256(&[words.as_bytes()]).get(..16).unwrap_or_default()))
                .map_err(internal)?,
            ground: Ground {
                basis: basis_of(self.0.rules.on(self.check_day()))?,
                purpose: PURPOSE.to_owned(),
                operator: register.authority.clone(),
            },
            wanted: Wanted::default(),
            by: Use::new(PURPOSE, NUMBER_CASE, ACTOR).map_err(internal)?,
        };
        Ok(match juki.inquire(&inquiry, &asking).await.map_err(own)? {
            Outcome::Answered(Told::Found(record)) if record.standing == Standing::Deceased => {
                let name = format!("{}様 ご家族", record.items.name);
                let address = record.items.address.clone();
                address
                    .map(|address| PostalAddress { postcode: None, address, name })
                    .ok_or_else(|| Worked::Never("no last address is known".to_owned()))
            }
            Outcome::Answered(_) => Err(Worked::Never("the resident register no longer says so".to_owned())),
            other => Err(Worked::Again(reason(&other), None)),
        })
    }

    async fn write_to_family(
        &self,
        job: &Job,
        register: &Register,
        row: &EntryRow,
        (deleted, to): (&Deleted, PostalAddress),
    ) -> Result<Worked, AppError> {
        let Some(notices) = self.systems().and_then(|systems| systems.notices()) else {
            return Ok(Worked::Again("the carriers of notices are not set".to_owned(), None));
        };
        let rules = self.0.rules.on(self.check_day());
        let Some(words) = rules.check_wording(WORDING).yes().map(|ruled| ruled.value().clone()) else {
            return Ok(Worked::Never(format!("the rules have no wording for {WORDING}")));
        };
        let CheckWording { subject, paragraphs, .. } = words;
        let office = rules.authority(&register.authority).map_or(register.authority.as_str(), |a| &a.name_ja);
        let qualification = self.0.rules.qualification(&register.qualification);
        let qualification = qualification.map_or(register.qualification.as_str(), |of| of.name_ja());
        let name = get(&row.present, EntryItem::Name).unwrap_or_default();
        let died = shown_date(&deleted.died_on, Lang::Ja);
        let fill = |text: &String| {
            let text = text.replace("{name}", name).replace("{qualification}", qualification);
            text.replace("{died}", &died).replace("{office}", office)
        };
        let digest = sha256(&[job.id.stored()]);
        let notice = Notice {
            // the same job is the same letter, however often it is sent
            id: NoticeId::parse(&format!("yc-f-{}", hex(digest.get(..16).unwrap_or_default())))
                .ok_or_else(|| internal("no key"))?,
            to: Recipient::Post(to),
            subject: fill(&subject),
            paragraphs: paragraphs.iter().map(fill).collect(),
            sender: office.to_owned(),
        };
        Ok(match hand_over(notices, &notice).await {
            HandedOver::Taken => {
                outbox::done(&self.0.db, job, now_micros()).await?;
                Worked::Done
            }
            HandedOver::Unknown(why) => Worked::Again(why, None),
            HandedOver::Never(why) => Worked::Never(why),
        })
    }
}
