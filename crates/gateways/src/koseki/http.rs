//! The client that fetches certificates, over HTTP.

use futures_util::future::BoxFuture;

use super::{CertificateRequest, Koseki, KosekiCertificate, wire};
use crate::neutral::{self, JSON};
use crate::transport::{Client, Question};
use crate::{Malformed, Outcome};

/// The registry's side at an address.
#[derive(Debug, Clone)]
pub struct HttpKoseki {
    client: Client,
}

impl HttpKoseki {
    /// At the peer of this client.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client }
    }
}

impl Koseki for HttpKoseki {
    fn certificate<'a>(
        &'a self,
        request: &'a CertificateRequest,
    ) -> BoxFuture<'a, Outcome<KosekiCertificate>> {
        Box::pin(async move {
            match wire::request(request) {
                // The code is in the body: an address would stand in logs. It can be used many times, so asking twice does no harm.
                Ok(body) => {
                    let question = Question::post("certificates", JSON, body).repeatable();
                    let answer = self.client.ask(&question).await;
                    answer.and_then(|answer| neutral::read(&answer, wire::certificate))
                }
                // Ours, and not sent.
                Err(Malformed(why)) => Outcome::unintelligible(why, &[]),
            }
        })
    }
}
