//! What shows that a certificate is not revoked.

use std::time::Duration;

use jiff::Timestamp;

use super::{Answer, Certificate, Failure, List, Nonce, Path};

/// How far clocks may be apart: theirs and ours, both kept by network time, with room for a bad day.
pub const SKEW: Duration = Duration::from_secs(5 * 60);

/// Something signed that says which certificates are revoked.
#[derive(Debug, Clone, Copy)]
pub enum Proof<'a> {
    /// A responder's answer, and what is known of the number that was sent with the question.
    Answer(&'a Answer, Nonce<'a>),
    /// A list of revocations.
    List(&'a List),
}

impl Proof<'_> {
    /// Whether this proves that a certificate, issued by `issuer`, is not revoked at a moment.
    ///
    /// # Errors
    /// [`Failure::Revoked`], or why nothing is proved.
    pub fn shows_good(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        at: Timestamp,
    ) -> Result<(), Failure> {
        match self {
            Self::Answer(answer, nonce) => answer.shows_good(certificate, issuer, *nonce, at),
            Self::List(list) => list.shows_good(certificate, issuer, at),
        }
    }
}

/// What is judged by a certificate: whether a revocation touches it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Judged {
    /// Something that is not known to be older than now: a certificate that is revoked is revoked.
    Now,
    /// A signature that existed by then: what was revoked only later was good.
    Signature(Timestamp),
    /// A time-stamp of that moment. RFC 3161 §4: it stays good when its authority's certificate is revoked later, if a reason is given and
    /// it is an orderly one; else nobody knows which moments the key was made to say.
    TimeStamp(Timestamp),
}

/// unspecified, affiliationChanged, superseded, cessationOfOperation (RFC 5280 §5.3.1).
const ORDERLY: [u8; 4] = [0, 3, 4, 5];

impl Judged {
    fn outlives(self, since: Timestamp, reason: Option<u8>) -> bool {
        match self {
            Self::Now => false,
            Self::Signature(existed) => since > existed,
            Self::TimeStamp(made) => since > made && reason.is_some_and(|code| ORDERLY.contains(&code)),
        }
    }
}

/// Whether every certificate of a path that can be revoked is shown not to be, each by at least one proof. A proof that says "revoked"
/// counts whatever the others say.
pub(crate) fn none_revoked(
    certificate: &Certificate,
    path: &Path,
    proofs: &[Proof<'_>],
    at: Timestamp,
    judged: Judged,
) -> Result<(), Failure> {
    for (certificate, issuer) in path.steps(certificate) {
        let mut shown = Err(Failure::RevocationNotShown);
        for proof in proofs {
            match proof.shows_good(certificate, issuer, at) {
                Err(Failure::Revoked { since, reason }) if judged.outlives(since, reason) => shown = Ok(()),
                Err(revoked @ Failure::Revoked { .. }) => return Err(revoked),
                Ok(()) => shown = Ok(()),
                // Proofs about the other certificates of the path fail here: the first word stays unless a better one comes.
                Err(why) if shown == Err(Failure::RevocationNotShown) => shown = Err(why),
                Err(_) => {}
            }
        }
        shown?;
    }
    Ok(())
}

/// Whether a proof that was made then and says when the next one comes is fresh enough: by its own word and by ours.
pub(crate) fn fresh(
    this: Timestamp,
    next: Option<Timestamp>,
    oldest: Duration,
    at: Timestamp,
) -> Result<(), Failure> {
    if this > later(at, SKEW) {
        return Err(Failure::ProofFromLater);
    }
    let over = next.is_some_and(|next| at > later(next, SKEW));
    if over || at > later(this, oldest) { Err(Failure::ProofStale) } else { Ok(()) }
}

/// A moment so much later, or the last that there is.
pub(crate) fn later(moment: Timestamp, by: Duration) -> Timestamp {
    moment.checked_add(by).unwrap_or(Timestamp::MAX)
}
