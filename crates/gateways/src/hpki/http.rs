//! Fetching the lists of revocations over HTTP. The certificates name addresses themselves; those are not followed, since a certificate is
//! somebody else's word: the address is configuration, and the path below it is ours (see README).

use super::{Confirmed, Service, Unconfirmed};
use crate::pki::{Certificate, Failure, LONGEST_LIST, List};
use crate::transport::{Client, Peer, PeerError, Question};
use crate::{Outcome, Saved};

/// The client.
#[derive(Debug, Clone)]
pub struct Http(Client);

impl Http {
    /// A client for an address.
    ///
    /// # Errors
    /// When the peer's certificates cannot be read.
    pub fn new(mut peer: Peer) -> Result<Self, PeerError> {
        peer.longest_answer = peer.longest_answer.max(LONGEST_LIST);
        Client::new(peer).map(Self)
    }

    async fn list(&self, authority: &Certificate) -> Outcome<List> {
        let key = authority.key_identifier().unwrap_or_default();
        let path = format!("crl/{}", key.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
        self.0.ask(&Question::get(path)).await.and_then(|answer| {
            if answer.status != 200 {
                return Outcome::refused(&format!("HTTP {}", answer.status));
            }
            List::read(&answer.body).map_or_else(
                |failure| Outcome::Unintelligible { saved: Saved::new(failure.to_string(), &answer.body) },
                Outcome::Answered,
            )
        })
    }
}

impl Service for Http {
    async fn confirm(&self, unconfirmed: Unconfirmed) -> Outcome<Result<Confirmed, Failure>> {
        let mut lists = Vec::new();
        for authority in unconfirmed.authorities() {
            match self.list(authority).await {
                Outcome::Answered(list) => lists.push(list),
                other => return other.map(|_| Err(Failure::RevocationNotShown)),
            }
        }
        Outcome::Answered(unconfirmed.confirm(&lists))
    }
}
