//! The desk's side: requests that could not be decided on line, both sides with what differs, and an officer's decision.

use registry::ids::LinkRequestId;
use store::disclosure::Disclosure;
use store::link_request::{self, LinkRequest, Step};
use store::register::Register;

use super::match_up::of_stored;
use super::mine::moved_on;
use super::{AT_THE_DESK, Attachment, DESK, DeskLinkView, ENDED, LINKED, LinkRequestView, REFUSED};
use crate::time::now_micros;
use crate::{Actor, App, AppError, ErrorKind, Role};

/// Requests that are looked at for the desk's list: more than a day's work.
const LISTED: u32 = 500;
/// Characters of a ground or of words at most: some sentences.
const WORDS_AT_MOST: usize = 500;

/// What an officer decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkDecision {
    /// It is this person's: on what ground.
    Confirm(String),
    /// It is not, or it cannot be seen: in words for the person.
    Refuse(String),
}

impl App {
    /// The requests that wait for the desk, within an officer's reach, the oldest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn list_link_requests(&self, actor: &Actor) -> Result<Vec<LinkRequestView>, AppError> {
        let waiting = link_request::in_state(&mut self.0.db.reader().await?, DESK, LISTED).await?;
        let within = |request: &&LinkRequest| {
            self.register_of(request.made.register).is_some_and(|r| actor.reach.covers(&r.authority))
        };
        Ok(waiting.iter().filter(within).map(|request| self.link_view(request)).collect())
    }

    /// A request with both sides. The look is recorded before the answer is given.
    ///
    /// # Errors
    /// Not found, or not within this actor's reach: the same answer.
    pub async fn show_link_request(&self, actor: &Actor, id: &str) -> Result<DeskLinkView, AppError> {
        let (request, register) = self.request_in_reach(actor, id).await?;
        let mut reader = self.0.db.reader().await?;
        let row = match request.entry {
            Some(entry) => store::entry::by_id(&mut reader, &[register.id], entry).await?,
            None => None,
        };
        let link = match &row {
            Some(row) => store::holder::of_entry(&mut reader, (row.register, row.id)).await?,
            None => None,
        };
        // Somebody who was linked and has no account may be who asks.
        let taken = match link {
            Some(link) => store::holder::account_of(&mut reader, link.holder).await?.is_some(),
            None => false,
        };
        drop(reader);
        let look = Disclosure {
            at: now_micros(),
            actor: actor.name.clone(),
            purpose: actor.purpose.clone(),
            channel: actor.channel.code(),
            request: format!("link-request {}", request.made.id),
            entries: row.iter().map(|row| (row.register, row.id)).collect(),
        };
        self.0.writer.look(look).await?;
        let held = row.as_ref().map_or("", |row| row.present.as_str());
        let compared = self.compare_request(held, &of_stored(&request), &request.made.stated);
        Ok(DeskLinkView {
            request: self.link_view(&request),
            entry: row.map(|row| row.id.to_string()),
            compared: compared.iter().map(|item| self.compared_view(item)).collect(),
            taken,
            decided_by: request.decided_by,
        })
    }

    /// Decides a request at the desk.
    ///
    /// # Errors
    /// Without the role; without a ground or words; when the request has moved on, or the entry is another person's.
    pub async fn decide_link(
        &self,
        actor: &Actor,
        id: &str,
        decision: &LinkDecision,
    ) -> Result<(), AppError> {
        if !actor.roles.contains(&Role::Registrar) {
            return Err(AppError::new(
                ErrorKind::NotPermitted,
                "初期設定を決める権限がありません。",
                "Registrars only.",
            ));
        }
        let (LinkDecision::Confirm(words) | LinkDecision::Refuse(words)) = decision;
        if words.trim().is_empty() || words.chars().count() > WORDS_AT_MOST {
            return Err(AppError::new(
                ErrorKind::BadInput,
                "決定の理由を500文字までで入力してください。",
                "Give the reason, up to 500 characters.",
            ));
        }
        let (request, register) = self.request_in_reach(actor, id).await?;
        let step = |to| Step {
            from: DESK,
            to,
            by: actor.name.clone(),
            words: words.trim().to_owned(),
            at: now_micros(),
        };
        match decision {
            LinkDecision::Refuse(_) => {
                if self.move_request(&request, step(REFUSED)).await? {
                    Ok(())
                } else {
                    Err(moved_on())
                }
            }
            LinkDecision::Confirm(ground) => {
                let entry = request.entry.ok_or_else(no_entry)?;
                let attachment = Attachment {
                    account: request.made.account,
                    fresh: self.fresh_holder()?,
                    entry: (register.id, entry),
                    way: AT_THE_DESK,
                    ground: ground.trim().to_owned(),
                    by: actor.name.clone(),
                    at: now_micros(),
                };
                self.confirm_link(&request, attachment, step(LINKED)).await
            }
        }
    }

    async fn confirm_link(
        &self,
        request: &LinkRequest,
        attachment: Attachment,
        step: Step,
    ) -> Result<(), AppError> {
        let key = (request.made.register, request.made.id);
        let done = self.0.db.transact("link-at-desk", move |tx| {
            let (attachment, step) = (attachment.clone(), step.clone());
            Box::pin(async move {
                // The request first: who decides it a second time changes nothing.
                if !link_request::step(tx, key, &step).await? {
                    return Ok(Err(moved_on()));
                }
                if attachment.make(tx).await? {
                    return Ok(Ok(()));
                }
                let back = Step { from: LINKED, to: DESK, by: String::new(), words: String::new(), ..step };
                link_request::step(tx, key, &back).await?;
                Ok::<_, store::StoreError>(Err(others()))
            })
        });
        done.await?
    }

    async fn request_in_reach(&self, actor: &Actor, id: &str) -> Result<(LinkRequest, Register), AppError> {
        let nothing =
            || AppError::new(ErrorKind::NotFound, "該当する申請はありません。", "There is no such request.");
        let id = LinkRequestId::parse(id).map_err(|_| nothing())?;
        let found = link_request::anywhere(&mut self.0.db.reader().await?, id).await?;
        let request =
            found.filter(|request| [DESK, LINKED, REFUSED, ENDED].contains(&request.state.as_str()));
        let request = request.ok_or_else(nothing)?;
        let register = self.register_of(request.made.register).filter(|r| actor.reach.covers(&r.authority));
        Ok((request, register.ok_or_else(nothing)?))
    }
}

fn no_entry() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "この登録番号の登録はありません。番号を確かめるよう申請者に伝えてください。",
        "There is no entry of this number. Ask the applicant to check it.",
    )
}

fn others() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "この登録は、すでに別の方と結び付いています。先にその結び付きを確かめてください。",
        "This entry is linked to another person already. Look into that link first.",
    )
}
