//! A person's own requests: seeing them, and asking the desk.

use registry::hash::{hex, sha256};
use registry::ids::LinkRequestId;
use store::link_request;

use super::{DESK, LinkRequestView, UNEQUAL};
use crate::holders::HolderActor;
use crate::time::now_micros;
use crate::{App, AppError, ErrorKind};

/// Requests that a person sees: the latest ones.
const SHOWN: u32 = 20;

impl App {
    /// The requests of a person, newest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn my_link_requests(&self, holder: &HolderActor) -> Result<Vec<LinkRequestView>, AppError> {
        let mut reader = self.0.db.quick_reader().await?;
        let all = link_request::of_account(&mut reader, &holder.account, SHOWN).await?;
        Ok(all.iter().map(|request| self.link_view(request)).collect())
    }

    /// A request of this person.
    ///
    /// # Errors
    /// Not found, or another person's: the same answer.
    pub async fn my_link_request(&self, holder: &HolderActor, id: &str) -> Result<LinkRequestView, AppError> {
        self.own_request(holder, id).await.map(|request| self.link_view(&request))
    }

    /// Asks the desk to look at a request that was not equal. Everybody may, whatever was the reason, so that it tells nothing.
    ///
    /// # Errors
    /// Not found; or it does not stand there.
    pub async fn ask_desk_to_link(&self, holder: &HolderActor, id: &str) -> Result<(), AppError> {
        let request = self.own_request(holder, id).await?;
        let at = now_micros();
        let step =
            link_request::Step { from: UNEQUAL, to: DESK, by: String::new(), words: String::new(), at };
        if self.move_request(&request, step).await? || request.state == DESK {
            Ok(())
        } else {
            Err(moved_on())
        }
    }

    pub(super) async fn own_request(
        &self,
        holder: &HolderActor,
        id: &str,
    ) -> Result<link_request::LinkRequest, AppError> {
        let nothing =
            || AppError::new(ErrorKind::NotFound, "該当する申請はありません。", "There is no such request.");
        let id = LinkRequestId::parse(id).map_err(|_| nothing())?;
        let found = link_request::anywhere(&mut self.0.db.quick_reader().await?, id).await?;
        found.filter(|request| request.made.account == holder.account).ok_or_else(nothing)
    }

    pub(super) async fn move_request(
        &self,
        request: &link_request::LinkRequest,
        step: link_request::Step,
    ) -> Result<bool, AppError> {
        let key = (request.made.register, request.made.id);
        let moved = self.0.db.transact("move-link-request", move |tx| {
            let step = step.clone();
            Box::pin(async move { link_request::step(tx, key, &step).await })
        });
        Ok(moved.await?)
    }
}

pub(super) fn moved_on() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "この申請は、ほかの操作で先に進んでいます。",
        "This request has moved on meanwhile.",
    )
}

/// The digest that the sign-in shows beside the document.
pub(super) fn digest_of(document: &str) -> String {
    hex(&sha256(&[document.as_bytes()]))
}
