//! The client over HTTP.

use reqwest::Method;
use reqwest::header::HeaderMap;
use vault::Vault;
use vault::jlis::{self, JlisError};
use zeroize::Zeroizing;

use super::{Answers, AskId, Asking, Batch, BatchState, Inquiry, Juki, OwnFault, Source, Told, wire};
use crate::Outcome;
use crate::transport::{Client, Peer, PeerError, Question};

/// The client of the ministry's connector, which speaks the neutral protocol.
#[derive(Debug, Clone)]
pub struct JukiClient {
    pub(super) client: Client,
    pub(super) vault: Vault,
}

impl JukiClient {
    /// A client of a peer; the vault makes and reads what holds numbers.
    ///
    /// # Errors
    /// When the peer's certificates or our identity cannot be read.
    pub fn new(peer: Peer, vault: Vault) -> Result<Self, PeerError> {
        Ok(Self { client: Client::new(peer)?, vault })
    }
}

impl Juki for JukiClient {
    async fn inquire(&self, inquiry: &Inquiry, asking: &Asking) -> Result<Outcome<Told>, OwnFault> {
        let Asking { request, ground, wanted, by } = asking;
        let encoded = jlis::encode_inquiry(&self.vault, request, (inquiry, ground, *wanted), by).await;
        let body = match encoded {
            Ok(body) => body,
            Err(error) => return outcome_of(error),
        };
        // the same request id is the same request there, so asking twice does no harm
        let question = Question::post("v1/inquiries", "application/json", body.to_vec()).repeatable();
        let asked = self.client.ask(&question).await;
        drop(Zeroizing::new(question.body));
        let answer = match without_content(asked).and_then(wire::accepted) {
            Outcome::Answered(answer) => answer,
            other => return Ok(other.and_then(|_| Outcome::unintelligible("no answer", &[]))),
        };
        let body = Zeroizing::new(answer.body);
        match jlis::decode_answer(&self.vault, &body, (request, inquiry, *wanted), by).await {
            Ok(told) => Ok(Outcome::Answered(told)),
            Err(error) => outcome_of(error),
        }
    }

    async fn send_batch(
        &self,
        batch: &Batch,
        source: &mut dyn Source,
    ) -> Result<Outcome<BatchState>, OwnFault> {
        self.upload(batch, source).await
    }

    async fn batch_state(&self, file: &AskId) -> Outcome<BatchState> {
        let answer = self.client.ask(&Question::get(format!("v1/files/{}", file.as_str()))).await;
        match answer.and_then(wire::accepted).and_then(|answer| wire::batch_state(&answer)) {
            Outcome::Refused { code } if code == wire::UNKNOWN_FILE => Outcome::Answered(BatchState::Unknown),
            outcome => outcome,
        }
    }

    async fn fetch_batch(&self, batch: &Batch) -> Result<Outcome<Answers>, OwnFault> {
        self.download(batch).await
    }

    async fn close_batch(&self, file: &AskId) -> Outcome<()> {
        let question = Question {
            method: Method::DELETE,
            path: format!("v1/files/{}", file.as_str()),
            headers: HeaderMap::new(),
            body: Vec::new(),
            may_repeat: true,
        };
        match self.client.ask(&question).await.and_then(wire::accepted) {
            // it was forgotten before: an answer to an earlier try may have been lost
            Outcome::Refused { code } if code == wire::UNKNOWN_FILE => Outcome::Answered(()),
            outcome => outcome.map(|_| ()),
        }
    }
}

/// What was broken is the other side's; the rest is ours.
pub(super) fn outcome_of<T>(error: JlisError) -> Result<Outcome<T>, OwnFault> {
    match error {
        // nothing of it is kept: it may hold a number
        JlisError::Broken(broken) => Ok(Outcome::unintelligible(broken.to_string(), &[])),
        JlisError::NotAsked(fault) => Err(fault.into()),
        JlisError::Vault(fault) => Err(fault.into()),
    }
}

/// What the other side said may hold a number: of what cannot be read only the reason is kept.
pub(super) fn without_content<T>(outcome: Outcome<T>) -> Outcome<T> {
    match outcome {
        Outcome::Unintelligible { saved } => {
            drop(Zeroizing::new(saved.bytes));
            Outcome::unintelligible(saved.why, &[])
        }
        other => other,
    }
}
