//! Telling an applicant in the portal.

use store::inbox::{self, Message};
use store::outbox::Job;

use crate::cases::Told;
use crate::work_outbox::Worked;
use crate::{App, AppError, Applying};

/// Messages that a page shows at most.
const SHOWN: u32 = 100;

/// A message as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MessageView {
    /// What is told: the kind of an event.
    pub kind: String,
    /// What its words need.
    pub about: String,
    /// The case, if it is about one.
    pub case: Option<String>,
    /// Unix microseconds.
    pub at: i64,
    /// Whether it was shown before.
    pub read: bool,
}

impl App {
    pub(crate) async fn tell_applicant(&self, job: &Job) -> Result<Worked, AppError> {
        let told = serde_json::from_str::<Told>(&job.body).ok();
        let Some((told, account)) = told.and_then(|told| Some((told.clone(), account(&told.account)?)))
        else {
            return Ok(Worked::Never("unreadable".to_owned()));
        };
        let message = Message {
            account,
            id: job.id,
            case: job.case,
            kind: told.kind,
            about: told.about,
            at: crate::time::now_micros(),
            read_at: None,
        };
        inbox::bring(&self.0.db, message, job).await?;
        Ok(Worked::Done)
    }

    /// How many messages were not shown yet, of the latest.
    ///
    /// # Errors
    /// The store's.
    pub async fn unread_messages(&self, who: &Applying) -> Result<usize, AppError> {
        let messages = inbox::of_account(&mut self.0.db.reader().await?, &who.account, SHOWN).await?;
        Ok(messages.iter().filter(|message| message.read_at.is_none()).count())
    }

    /// What an applicant was told, newest first; shown, it counts as read.
    ///
    /// # Errors
    /// The store's.
    pub async fn list_messages(&self, who: &Applying) -> Result<Vec<MessageView>, AppError> {
        let messages = inbox::of_account(&mut self.0.db.reader().await?, &who.account, SHOWN).await?;
        inbox::read(&self.0.db, who.account, crate::time::now_micros()).await?;
        let view = |message: Message| MessageView {
            kind: message.kind,
            about: message.about,
            case: message.case.map(|case| case.to_string()),
            at: message.at,
            read: message.read_at.is_some(),
        };
        Ok(messages.into_iter().map(view).collect())
    }
}

fn account(hex: &str) -> Option<[u8; 16]> {
    u128::from_str_radix(hex, 16).ok().filter(|_| hex.len() == 32).map(u128::to_be_bytes)
}
