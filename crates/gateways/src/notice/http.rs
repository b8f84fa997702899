//! The client of the carriers of notices, over HTTP.

use futures_util::future::BoxFuture;

use super::{Delivery, Notice, NoticeId, Notices, Taken, wire};
use crate::neutral::{self, JSON};
use crate::transport::{Client, Question};
use crate::{Malformed, Outcome};

/// The carriers at an address.
#[derive(Debug, Clone)]
pub struct HttpNotices {
    client: Client,
}

impl HttpNotices {
    /// At the peer of this client.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client }
    }
}

impl Notices for HttpNotices {
    fn send<'a>(&'a self, notice: &'a Notice) -> BoxFuture<'a, Outcome<Taken>> {
        Box::pin(async move {
            match wire::notice(notice) {
                // The id makes it one notice, however often it is sent.
                Ok(body) => {
                    let answer = self.client.ask(&Question::post("notices", JSON, body).repeatable()).await;
                    answer.and_then(|answer| neutral::read(&answer, |bytes| wire::taken(bytes, &notice.id)))
                }
                // Ours, and not sent.
                Err(Malformed(why)) => Outcome::unintelligible(why, &[]),
            }
        })
    }

    fn delivery<'a>(&'a self, notice: &'a NoticeId) -> BoxFuture<'a, Outcome<Delivery>> {
        Box::pin(async move {
            let question = Question::get(format!("notices/{}", notice.as_str()));
            let answer = self.client.ask(&question).await;
            answer.and_then(|answer| neutral::read(&answer, |bytes| wire::delivery(bytes, notice)))
        })
    }
}
