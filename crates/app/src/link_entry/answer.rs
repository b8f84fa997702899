//! The second officer: confirms what the first has begun, having seen the same, or declines it. Only now anything is linked or taken
//! back, in one transaction with all that goes with it.

use db::Tx;
use gateways::juki::{Told, Wanted};
use law::Both;
use registry::check::is_same_officer;
use registry::ids::{EntryId, HolderId, RegisterId};
use store::StoreError;
use store::holder::{self, KnownNumber, Link, LinkOutcome, NumberFact};
use store::outbox::{self, NewJob};
use store::task;

use super::{Begun, PAPER_LINK, TOLD_LINKED, TOLD_UNLINKED, moved_on, task_id};
use crate::cases::{TELL, Told as Message};
use crate::linking::AT_THE_DESK;
use crate::record_act::may_record;
use crate::time::now_micros;
use crate::{Actor, App, AppError, ErrorKind};

/// Everything that one transaction of the second officer needs.
#[derive(Clone, Debug)]
struct Confirmed {
    key: (RegisterId, EntryId),
    task: EntryId,
    /// The link to be made; none where one is taken back.
    link: Option<Link>,
    /// Both officers, as the history names them.
    by: String,
    begun: Begun,
    at: i64,
    /// What the account is told about, in Japanese: the qualification.
    about: Both,
    message: EntryId,
}

impl App {
    /// Confirms what another officer has begun, as it was seen; or declines it, in words.
    ///
    /// # Errors
    /// Not this officer's; begun by the same one; changed meanwhile; the resident register does not answer now.
    pub async fn answer_begun_link(
        &self,
        actor: &Actor,
        entry: &str,
        (confirms, words, seen): (bool, &str, &str),
    ) -> Result<(), AppError> {
        may_record(actor)?;
        let (row, register) = self.entry_in_reach(actor, entry).await?;
        let key = (row.register, row.id);
        let (kind, _, begun) = self.pending_of(key).await?.ok_or_else(moved_on)?;
        if begun.digest() != seen {
            return Err(moved_on());
        }
        if !confirms {
            // Whoever began it may think again; the other says why not.
            return self.decline(actor, key, words).await;
        }
        if is_same_officer(&begun.officer, &actor.name) {
            return Err(same_officer());
        }
        let by = format!("{} / {}", begun.officer, actor.name);
        let link =
            if kind == PAPER_LINK { Some(self.paper_link(actor, key, &begun, &by).await?) } else { None };
        let millis = u64::try_from(now_micros() / 1_000).unwrap_or_default();
        let confirmed = Confirmed {
            key,
            task: task_id(key)?,
            link,
            by,
            begun,
            at: now_micros(),
            about: self.register_names(&register, self.today()).qualification,
            message: EntryId::new(millis, crate::sign_in::random::<10>()?),
        };
        let done = self.0.db.transact("answer-begun-link", move |tx| {
            let confirmed = confirmed.clone();
            Box::pin(async move {
                tx.begin_part().await?;
                let done = confirmed.write(tx).await?;
                if done {
                    tx.keep_part().await?
                } else {
                    tx.undo_part().await?
                }
                Ok::<_, StoreError>(done)
            })
        });
        if !done.await? {
            return Err(moved_on());
        }
        self.0.news.notify_one();
        Ok(())
    }

    async fn decline(&self, actor: &Actor, key: (RegisterId, EntryId), words: &str) -> Result<(), AppError> {
        let words = words.trim();
        if words.is_empty() || words.chars().count() > 500 {
            return Err(AppError::new(
                ErrorKind::BadInput,
                "取りやめる理由を500文字までで入力してください。",
                "Say why it is not done, up to 500 characters.",
            ));
        }
        let by = (now_micros(), actor.name.clone(), words.to_owned());
        let done = task::end(&self.0.db, (key.0, task_id(key)?), by).await?;
        if done { Ok(()) } else { Err(moved_on()) }
    }

    /// The link of the papers' person: by their number where the resident register has exactly one such person, else of a person who is
    /// known by this link alone.
    async fn paper_link(
        &self,
        actor: &Actor,
        (register, entry): (RegisterId, EntryId),
        begun: &Begun,
        by: &str,
    ) -> Result<Link, AppError> {
        let told = self.resident_of(actor, begun, Wanted { number: true, code: false }).await?;
        let number = match &told {
            Some(Told::Found(record)) => record.number.map(vault::SealedNumber::to_bytes),
            _ => None,
        };
        let mut known: Option<HolderId> = None;
        if let Some(number) = number {
            let found = holder::by_number(&mut self.0.db.reader().await?, &[number]).await?;
            known = found.into_iter().flatten().next();
        }
        let at = now_micros();
        Ok(Link {
            register,
            entry,
            holder: match known {
                Some(known) => known,
                None => self.fresh_holder()?,
            },
            way: AT_THE_DESK.to_owned(),
            ground: format!("{}（{}）", begun.ground, begun.evidence),
            by: by.to_owned(),
            at,
            number: number.map(|number| KnownNumber {
                number,
                fact: NumberFact::Found,
                way: AT_THE_DESK.to_owned(),
                since: at,
            }),
        })
    }
}

impl Confirmed {
    /// False, and the caller undoes it, where something has moved meanwhile.
    async fn write(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        if !task::done_in(tx, (self.key.0, self.task), (self.at, &self.by, "")).await? {
            return Ok(false);
        }
        let (holder, kind) = match &self.link {
            Some(link) => {
                let made = holder::link(tx, std::slice::from_ref(link)).await?;
                if made.first() != Some(&LinkOutcome::Linked) {
                    return Ok(false);
                }
                (link.holder, TOLD_LINKED)
            }
            None => {
                let ended = (self.begun.linked_at, self.at);
                let gone = holder::take_back(tx, self.key, ended, (&self.by, &self.begun.ground)).await?;
                let Some(holder) = gone else { return Ok(false) };
                (holder, TOLD_UNLINKED)
            }
        };
        let Some(account) = holder::account_in(tx, holder).await? else { return Ok(true) };
        let message = Message {
            account: registry::hash::hex(&account),
            kind: kind.to_owned(),
            about: self.about.ja.clone(),
        };
        let job = NewJob {
            register: self.key.0,
            id: self.message,
            kind: TELL,
            case: None,
            body: crate::cases::text(&message),
            at: self.at,
            due_at: self.at,
        };
        outbox::add_in(tx, &[&job]).await?;
        Ok(true)
    }
}

fn same_officer() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "始めた職員とは別の職員が確かめてください。",
        "Another officer than the one who began it has to confirm it.",
    )
}
