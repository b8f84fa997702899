//! Time-stamps (RFC 3161, with RFC 5816): the word of a time-stamping authority that something existed at a moment.
//!
//! A time-stamp proves itself, so it may stand where nobody signs. It is believed when it is of these bytes, when its authority's certificate
//! leads to one that is trusted for that, was made for that alone, was valid at the moment that it says and is valid still (an authority
//! watches over a key no longer than its certificate lives), and when the lists show that it was not revoked: see `Judged`.

mod info;

use std::sync::Arc;

use der::asn1::ObjectIdentifier;
use jiff::Timestamp;

use super::algorithm::oid;
use super::proof::later;
use super::{Anchors, Certificate, Failure, Judged, Path, Proof, SKEW, Serial, Usage, cms, none_revoked};
use info::Info;

/// The longest token that is read: real ones have some kilobytes, the authority's certificates included.
pub const LONGEST_STAMP: usize = 64 * 1024;

/// id-kp-timeStamping
const TIME_STAMPING: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.8");

/// Authorities whose time-stamps are believed, and certificates between them and those that stamp.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trusted<'a> {
    pub(crate) anchors: &'a Anchors,
    pub(crate) between: &'a [Arc<Certificate>],
}

/// A time-stamp that is good, but for revocation.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// The moment that it says.
    pub time: Timestamp,
    /// The moment by which the stamped bytes certainly existed: the one it says, as late as the authority's clock may have been wrong.
    pub existed_by: Timestamp,
    /// The policy under which it was given.
    pub policy: String,
    /// Its number at the authority.
    pub serial: Serial,
    /// The certificate of who stamped.
    pub authority: Arc<Certificate>,
    pub(crate) path: Path,
}

impl Stamp {
    /// Checks a token: whether it is a time-stamp of these bytes, by an authority that is trusted, as far as is known at a moment.
    ///
    /// # Errors
    /// [`Failure::TimeStamp`] with what is wrong first.
    pub(crate) fn check(
        token: &[u8],
        stamped: &[u8],
        trusted: Trusted<'_>,
        at: Timestamp,
    ) -> Result<Self, Failure> {
        checked(token, stamped, trusted, at).map_err(of_stamp)
    }

    /// Whether the lists show that the authority's certificate, and those above it, were not revoked in a way that touches the stamp.
    pub(crate) fn not_revoked(&self, proofs: &[Proof<'_>], at: Timestamp) -> Result<(), Failure> {
        none_revoked(&self.authority, &self.path, proofs, at, Judged::TimeStamp(self.time)).map_err(of_stamp)
    }
}

fn of_stamp(why: Failure) -> Failure {
    Failure::TimeStamp(Box::new(why))
}

fn checked(token: &[u8], stamped: &[u8], trusted: Trusted<'_>, at: Timestamp) -> Result<Stamp, Failure> {
    let data = read(token)?;
    let info = Info::read(data.content.ok_or(Failure::NoContent)?)?;
    if !info.is_of(stamped) {
        return Err(Failure::Imprint);
    }
    let signatures = data.verify(None)?;
    let [signature] = signatures.as_slice() else { return Err(Failure::SeveralSigners) };
    let authority = Arc::clone(&signature.certificate);
    if info.authority.is_some_and(|name| name != authority.subject) {
        return Err(Failure::SigningCertificate);
    }
    may_stamp(&authority)?;
    if info.time > later(at, SKEW) {
        return Err(Failure::ProofFromLater);
    }
    let path = Path::follow(&authority, trusted.between, trusted.anchors, info.time)?;
    for moment in [info.time, at.max(info.time)] {
        authority.is_valid_at(moment)?;
        path.issuers
            .iter()
            .try_for_each(|one| one.is_valid_at(moment).map_err(|_| Failure::IssuerNotValid))?;
    }
    only_of_the_path(data.certificates(), &authority, &path)?;
    // What is in our hands exists, however wide an authority says that its clock may go.
    let existed_by = info.latest().min(at.max(info.time));
    let policy = info.policy.to_string();
    Ok(Stamp { time: info.time, existed_by, policy, serial: info.serial, authority, path })
}

fn read(token: &[u8]) -> Result<cms::SignedData<'_>, Failure> {
    if token.len() > LONGEST_STAMP {
        return Err(Failure::TooLong);
    }
    cms::SignedData::read_time_stamp(token)
}

/// RFC 3161 §2.3: a key for time-stamps alone, and the certificate says so in a way that nobody may pass over.
fn may_stamp(authority: &Certificate) -> Result<(), Failure> {
    let extensions = &authority.extensions;
    let alone = extensions.purposes == [TIME_STAMPING] && extensions.purposes_critical;
    let signs = authority.may(Usage::Authentication) || authority.may(Usage::Commitment);
    if alone && signs && !authority.is_authority() { Ok(()) } else { Err(Failure::KeyUsage) }
}

/// Nobody signed what comes along: it must be what the path is made of.
fn only_of_the_path(came: &[Arc<Certificate>], authority: &Certificate, path: &Path) -> Result<(), Failure> {
    let known = |one: &Arc<Certificate>| {
        one.der() == authority.der() || path.issuers.iter().any(|issuer| issuer.der() == one.der())
    };
    if came.iter().all(known) { Ok(()) } else { Err(Failure::Stray("certificates of others")) }
}

/// What arbitrary bytes may do: nothing but be refused.
pub(super) fn fuzz(bytes: &[u8]) {
    let _ = Info::read(bytes);
    if let Ok(data) = read(bytes) {
        let _ = data.content.map(Info::read);
        let _ = data.verify(None);
    }
}
