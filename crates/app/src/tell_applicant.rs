//! Telling an applicant in the portal.

use law::Both;
use serde::{Deserialize, Serialize};
use store::inbox::{self, Message};
use store::outbox::Job;

use crate::cases::Told;
use crate::work_outbox::Worked;
use crate::{App, AppError, Applying};

/// How the kind of a message of the yearly check begins; the code of what is told follows.
pub(crate) const CHECK_TOLD: &str = "check-";

/// What the words of a message of the yearly check need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CheckTold {
    /// Rule id.
    pub(crate) qualification: String,
    /// Code of the item that changed.
    pub(crate) item: String,
    /// Until when it is to be notified; empty where nothing is asked.
    pub(crate) deadline: String,
}

/// Messages that a page shows at most.
const SHOWN: u32 = 100;

/// A message as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MessageView {
    /// What is told: the kind of an event.
    pub kind: String,
    /// What its words need.
    pub about: String,
    /// What it is about in words, where it is not about a case.
    pub detail: Option<Both>,
    /// The case, if it is about one.
    pub case: Option<String>,
    /// Unix microseconds.
    pub at: i64,
    /// Whether it was shown before.
    pub read: bool,
}

impl App {
    pub(crate) async fn tell_applicant(&self, job: &Job) -> Result<Worked, AppError> {
        match self.tell_applicants(std::slice::from_ref(job)).await? {
            true => Ok(Worked::Done),
            false => Ok(Worked::Never("unreadable".to_owned())),
        }
    }

    /// Brings what several jobs are to tell, together. False where one cannot be read: then nothing is brought.
    pub(crate) async fn tell_applicants(&self, jobs: &[Job]) -> Result<bool, AppError> {
        let brought = jobs.iter().map(|job| Some((message_of(job)?, job.register)));
        let Some(brought) = brought.collect::<Option<Vec<_>>>() else { return Ok(false) };
        inbox::bring_all(&self.0.db, brought).await?;
        Ok(true)
    }

    /// How many messages were not shown yet, of the latest.
    ///
    /// # Errors
    /// The store's.
    pub async fn unread_messages(&self, who: &Applying) -> Result<usize, AppError> {
        let messages = inbox::of_account(&mut self.0.db.quick_reader().await?, &who.account, SHOWN).await?;
        Ok(messages.iter().filter(|message| message.read_at.is_none()).count())
    }

    /// What an applicant was told, newest first; shown, it counts as read.
    ///
    /// # Errors
    /// The store's.
    pub async fn list_messages(&self, who: &Applying) -> Result<Vec<MessageView>, AppError> {
        let messages = inbox::of_account(&mut self.0.db.quick_reader().await?, &who.account, SHOWN).await?;
        inbox::read(&self.0.db, who.account, crate::time::now_micros()).await?;
        let view = |message: Message| MessageView {
            detail: self.message_detail(&message).or_else(|| money_detail(&message)),
            kind: message.kind,
            about: message.about,
            case: message.case.map(|case| case.to_string()),
            at: message.at,
            read: message.read_at.is_some(),
        };
        Ok(messages.into_iter().map(view).collect())
    }
}

impl App {
    /// Profession, item and day of a message of the yearly check.
    fn message_detail(&self, message: &Message) -> Option<Both> {
        message.kind.strip_prefix(CHECK_TOLD)?;
        let told: CheckTold = serde_json::from_str(&message.about).ok()?;
        let rules = self.rules();
        let named = rules.qualification(&told.qualification);
        let (ja, en) = named.map_or((told.qualification.as_str(), told.qualification.as_str()), |of| {
            (of.name_ja(), of.name_en())
        });
        let item = rules.item(&told.item);
        let item = item.map_or((told.item.as_str(), told.item.as_str()), |of| {
            (of.label_ja.as_str(), of.label_en.as_str())
        });
        let day = |lang| crate::time::shown_date(&told.deadline, lang);
        let until = match told.deadline.is_empty() {
            true => (String::new(), String::new()),
            false => (format!("（{}まで）", day(law::Lang::Ja)), format!(" (until {})", day(law::Lang::En))),
        };
        Some(Both::new(format!("{ja}：{}{}", item.0, until.0), format!("{en}: {}{}", item.1, until.1)))
    }
}

/// What a case that has ended says of the money that was paid for it.
fn money_detail(message: &Message) -> Option<Both> {
    if !["withdrawn", "refused", "granted"].contains(&message.kind.as_str()) {
        return None;
    }
    let yen = law::Yen(message.about.parse().ok()?);
    Some(Both::new(
        format!(
            "納められた{yen}円は、還付の対象として担当の職員に引き継ぎました。自動では戻りません（いつ、どのように還付されるかは要確認）。"
        ),
        format!(
            "{yen} yen were handed to an officer to be paid back. They do not come back by themselves; when and how is not established."
        ),
    ))
}

fn message_of(job: &Job) -> Option<Message> {
    let told = serde_json::from_str::<Told>(&job.body).ok()?;
    Some(Message {
        account: account(&told.account)?,
        id: job.id,
        case: job.case,
        kind: told.kind,
        about: told.about,
        at: crate::time::now_micros(),
        read_at: None,
    })
}

fn account(hex: &str) -> Option<[u8; 16]> {
    u128::from_str_radix(hex, 16).ok().filter(|_| hex.len() == 32).map(u128::to_be_bytes)
}
