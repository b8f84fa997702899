//! The client of the collecting side, over HTTP.

use futures_util::future::BoxFuture;

use super::{Issued, PaymentKey, PaymentRequest, Payments, Standing, Withdrawn, wire};
use crate::neutral::{self, JSON};
use crate::transport::{Client, Question};
use crate::{Malformed, Outcome};

/// The collecting side at an address.
#[derive(Debug, Clone)]
pub struct HttpPayments {
    client: Client,
}

impl HttpPayments {
    /// At the peer of this client.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    async fn ask<T>(
        &self,
        question: Question,
        parse: impl FnOnce(&[u8]) -> Result<T, Malformed>,
    ) -> Outcome<T> {
        self.client.ask(&question).await.and_then(|answer| neutral::read(&answer, parse))
    }
}

fn path(key: &PaymentKey) -> String {
    format!("payments/{}/{}", key.collector(), key.payment())
}

impl Payments for HttpPayments {
    fn issue<'a>(&'a self, request: &'a PaymentRequest) -> BoxFuture<'a, Outcome<Issued>> {
        Box::pin(async move {
            let body = match wire::request(request) {
                Ok(body) => body,
                // Ours, and not sent.
                Err(Malformed(why)) => return Outcome::unintelligible(why, &[]),
            };
            // The id makes it one wish, however often it is sent.
            let question = Question::post("payments", JSON, body).repeatable();
            self.ask(question, |bytes| wire::issued(bytes, request)).await
        })
    }

    fn standing<'a>(&'a self, key: &'a PaymentKey) -> BoxFuture<'a, Outcome<Standing>> {
        Box::pin(self.ask(Question::get(path(key)), |bytes| wire::standing(bytes, key)))
    }

    fn withdraw<'a>(&'a self, key: &'a PaymentKey) -> BoxFuture<'a, Outcome<Withdrawn>> {
        let question = Question::post(format!("{}/withdrawal", path(key)), JSON, b"{}".to_vec()).repeatable();
        Box::pin(self.ask(question, |bytes| wire::withdrawn(bytes, key)))
    }
}
