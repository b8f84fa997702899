//! The client of the network, over HTTP.

use futures_util::future::BoxFuture;

use super::{
    Acknowledged, Acquisition, AcquisitionNumber, DisclosureRecord, Inquiry, Institution, LinkageCode,
    Network, ReplyState, wire,
};
use crate::neutral::{self, JSON};
use crate::transport::{Client, Question};
use crate::{Malformed, Outcome};

/// The network at an address: the institution's interface system or the connector before it.
#[derive(Debug, Clone)]
pub struct HttpNetwork {
    client: Client,
}

impl HttpNetwork {
    /// At the peer of this client.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// Everything is asked by POST: no code stands in an address, where logs would keep it. All of it may be repeated.
    async fn ask<T>(
        &self,
        path: &str,
        body: Result<Vec<u8>, Malformed>,
        parse: impl FnOnce(&[u8]) -> Result<T, Malformed>,
    ) -> Outcome<T> {
        match body {
            Ok(body) => {
                let question = Question::post(path, JSON, body).repeatable();
                self.client.ask(&question).await.and_then(|answer| neutral::read(&answer, parse))
            }
            // Ours, and not sent.
            Err(Malformed(why)) => Outcome::unintelligible(why, &[]),
        }
    }
}

impl Network for HttpNetwork {
    fn acquire<'a>(
        &'a self,
        institution: &'a Institution,
        number: &'a AcquisitionNumber,
    ) -> BoxFuture<'a, Outcome<Acquisition>> {
        let parse = |bytes: &[u8]| wire::acquisition(bytes, number);
        Box::pin(self.ask("linkage-codes", wire::acquire(institution, number), parse))
    }

    fn inquire<'a>(&'a self, inquiry: &'a Inquiry) -> BoxFuture<'a, Outcome<Acknowledged>> {
        let parse = |bytes: &[u8]| wire::acknowledged(bytes, &inquiry.id);
        Box::pin(self.ask("inquiries", wire::inquiry(inquiry), parse))
    }

    fn reply<'a>(&'a self, inquiry: &'a Inquiry) -> BoxFuture<'a, Outcome<ReplyState>> {
        Box::pin(async move {
            let question = Question::get(format!("inquiries/{}/reply", inquiry.id.as_str()));
            let answer = self.client.ask(&question).await;
            answer.and_then(|answer| neutral::read(&answer, |bytes| wire::reply_state(bytes, inquiry)))
        })
    }

    fn records<'a>(
        &'a self,
        institution: &'a Institution,
        person: &'a LinkageCode,
    ) -> BoxFuture<'a, Outcome<Vec<DisclosureRecord>>> {
        Box::pin(self.ask("records", wire::ask_records(institution, person), wire::records))
    }
}
