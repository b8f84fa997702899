//! Asking the authority over HTTP.
//!
//! The formats are RFC 6960 and RFC 5280; where the real service is, and how one signs in to it, is known to those only who have its
//! specification. So the addresses are configuration, and the paths below them are ours (see README).

use super::{Confirmed, Kind, Service, Unconfirmed};
use crate::pki::{Answer, Certificate, Failure, List, NONCE, Nonce, Proof};
use crate::transport::{self, Client, Peer, PeerError, Question};
use crate::{Outcome, Saved};

/// RFC 6960 §4.2.1: the responder's own trouble, and "try later".
const NOT_NOW: [u8; 2] = [2, 3];

/// Where the two kinds' responders and lists are.
#[derive(Debug, Clone)]
pub struct Addresses {
    /// 署名用
    pub signing: Peer,
    /// 利用者証明用
    pub authentication: Peer,
}

/// The client.
#[derive(Debug, Clone)]
pub struct Http {
    signing: Client,
    authentication: Client,
}

impl Http {
    /// A client for these addresses.
    ///
    /// # Errors
    /// When a peer's certificates cannot be read.
    pub fn new(mut addresses: Addresses) -> Result<Self, PeerError> {
        for peer in [&mut addresses.signing, &mut addresses.authentication] {
            peer.longest_answer = peer.longest_answer.max(crate::pki::LONGEST_LIST);
        }
        Ok(Self {
            signing: Client::new(addresses.signing)?,
            authentication: Client::new(addresses.authentication)?,
        })
    }

    fn client(&self, kind: Kind) -> &Client {
        match kind {
            Kind::Signing => &self.signing,
            Kind::Authentication => &self.authentication,
        }
    }
}

impl Service for Http {
    async fn confirm(&self, unconfirmed: Unconfirmed) -> Outcome<Result<Confirmed, Failure>> {
        let mut nonce = [0; NONCE];
        if getrandom::fill(&mut nonce).is_err() {
            return Outcome::Unavailable { until: None };
        }
        let question = match unconfirmed.question(nonce) {
            Ok(question) => question,
            Err(failure) => return Outcome::Answered(Err(failure)),
        };
        let post = Question::post("ocsp", "application/ocsp-request", question.der).repeatable();
        let answer = self.client(unconfirmed.kind()).ask(&post).await;
        answer.and_then(|answer| read_answer(&answer)).map(|answer| {
            let proof = Proof::Answer(&answer, Nonce::Is(&nonce));
            unconfirmed.confirm(&[proof])
        })
    }

    async fn list(&self, kind: Kind, authority: &Certificate) -> Outcome<List> {
        let key = authority.key_identifier().unwrap_or_default();
        let path = format!("crl/{}", key.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
        let answer = self.client(kind).ask(&Question::get(path)).await;
        answer.and_then(|answer| {
            if answer.status != 200 {
                return Outcome::refused(&format!("HTTP {}", answer.status));
            }
            match List::read(&answer.body) {
                Ok(list) => Outcome::Answered(list),
                Err(failure) => unintelligible(&failure, &answer.body),
            }
        })
    }
}

/// The responder's answer, or which of the other outcomes it is.
fn read_answer(answer: &transport::Answer) -> Outcome<Answer> {
    if answer.status >= 500 {
        return Outcome::Unavailable { until: None };
    }
    if answer.status != 200 {
        return Outcome::refused(&format!("HTTP {}", answer.status));
    }
    match Answer::read(&answer.body) {
        Ok(answer) => Outcome::Answered(answer),
        Err(Failure::ResponderRefused(code)) if NOT_NOW.contains(&code) => {
            Outcome::Unavailable { until: None }
        }
        Err(Failure::ResponderRefused(code)) => Outcome::refused(&format!("OCSP {code}")),
        Err(failure) => unintelligible(&failure, &answer.body),
    }
}

fn unintelligible<T>(failure: &Failure, said: &[u8]) -> Outcome<T> {
    Outcome::Unintelligible { saved: Saved::new(failure.to_string(), said) }
}
