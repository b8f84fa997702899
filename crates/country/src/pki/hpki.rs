//! 保健医療福祉分野PKI: an invented root and issuing authority in the shape of the real ones, certificates with roles, and school
//! corporations under an authority of ours (no such thing is published \[D\]).

mod profile;
mod signers;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::Day;
use crate::nation::Nation;

use super::authority::Authority;
use super::cms::{self, Stamper};
use super::crl::{self, Edition};
use super::der::Der;
use super::pdf::{self, PdfFormat};
use super::stamp::TimeStamps;
use super::{day_begins, xades};

pub use signers::Signer;

/// The policy, as decoded from a certificate \[O\].
const POLICY: &str = "1.2.392.100495.1.5.1.1.0.1";
/// The policy of school corporations' certificates: in the arc for documentation (RFC 5612), ours \[D\].
const SCHOOL_POLICY: &str = "1.3.6.1.4.1.32473.4.1";
/// Names that cannot be looked up (RFC 2606): nobody shall ask a real authority about invented people.
const STATEMENT: &str = "http://hpki.invalid/cps.html";
const LISTS: &str = "http://hpki.invalid/crl/";
/// Years of a holder's certificate \[O\].
const YEARS: i32 = 5;
/// Seconds from a list to the next.
const LISTS_HOLD: i64 = 24 * 3600;

/// The authorities of the health field and of schools, with the keys of those who have a certificate. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Hpki(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    nation: Nation,
    folder: PathBuf,
    root: Authority,
    issuing: Authority,
    school: Authority,
    stamps: TimeStamps,
}

impl Hpki {
    /// The authorities of a nation.
    ///
    /// # Errors
    /// When their keys cannot be read or made.
    pub fn open(nation: &Nation) -> io::Result<Hpki> {
        let folder = nation.home().join("pki");
        let root = Authority::at(&folder, profile::root(), None)?;
        let issuing = Authority::at(&folder, profile::issuing(), Some(&root))?;
        let school = Authority::at(&folder, profile::school(), None)?;
        let folder = folder.join("hpki");
        let stamps = TimeStamps::open(nation)?;
        Ok(Hpki(Arc::new(Inner { nation: nation.clone(), folder, root, issuing, school, stamps })))
    }

    /// The certificate of the root of the health field: what a verifier trusts.
    #[must_use]
    pub fn root(&self) -> Der {
        self.0.root.certificate.clone()
    }

    /// The certificate of the issuing authority below it.
    #[must_use]
    pub fn issuing(&self) -> Der {
        self.0.issuing.certificate.clone()
    }

    /// The certificate of the authority of school corporations \[D\].
    #[must_use]
    pub fn school_root(&self) -> Der {
        self.0.school.certificate.clone()
    }

    /// The authority whose time-stamps signers use.
    #[must_use]
    pub fn time_stamps(&self) -> &TimeStamps {
        &self.0.stamps
    }

    /// The certificate of a signer, made when it is first asked for.
    ///
    /// # Errors
    /// When there is no such person, or a file cannot be read or written.
    pub fn certificate(&self, signer: &Signer) -> io::Result<Der> {
        self.0.signer(signer).map(|(_, certificate)| certificate)
    }

    /// The file that holds a signer's key (PKCS#8), once there is a certificate: for trying other programs.
    #[must_use]
    pub fn key_file(&self, signer: &Signer) -> PathBuf {
        self.0.folder.join(signer.file()).with_extension("p8")
    }

    /// An XML document with the content's fields, signed by each signer in turn (XAdES).
    ///
    /// # Errors
    /// As [`Hpki::certificate`].
    pub fn document(
        &self,
        kind: xades::Kind,
        fields: &[(&str, &str)],
        signers: &[Signer],
    ) -> io::Result<String> {
        let signers = self.0.signers(signers)?;
        xades::document(kind, fields, &signers, self.0.nation.now_unix(), None)
    }

    /// The same, each signature with a time-stamp (XAdES-T): the token is what `stamp` makes of the bytes that it is to be of,
    /// [`TimeStamps::stamp`] for instance.
    ///
    /// # Errors
    /// As [`Hpki::certificate`], and what `stamp` says.
    pub fn document_stamped(
        &self,
        kind: xades::Kind,
        fields: &[(&str, &str)],
        signers: &[Signer],
        stamp: &Stamper<'_>,
    ) -> io::Result<String> {
        let signers = self.0.signers(signers)?;
        xades::document(kind, fields, &signers, self.0.nation.now_unix(), Some(stamp))
    }

    /// Any content, signed in CMS.
    ///
    /// # Errors
    /// As [`Hpki::certificate`].
    pub fn cms_signed(&self, signer: &Signer, content: &[u8], detached: bool) -> io::Result<Der> {
        self.0.with_signer(signer, |signer| cms::signed(content, detached, signer))
    }

    /// The same with a time-stamp (CAdES-T), see [`Hpki::document_stamped`].
    ///
    /// # Errors
    /// As [`Hpki::document_stamped`].
    pub fn cms_stamped(
        &self,
        signer: &Signer,
        content: &[u8],
        detached: bool,
        stamp: &Stamper<'_>,
    ) -> io::Result<Der> {
        self.0.with_signer(signer, |signer| cms::stamped(content, detached, signer, stamp))
    }

    /// A page of lines as a PDF with the signature inside, with a time-stamp of it (PAdES-B-T) where `stamp` makes one.
    ///
    /// # Errors
    /// As [`Hpki::document_stamped`].
    pub fn pdf_signed(
        &self,
        signer: &Signer,
        lines: &[&str],
        format: PdfFormat,
        stamp: Option<&Stamper<'_>>,
    ) -> io::Result<Vec<u8>> {
        let (now, timed) = (self.0.nation.now_unix(), format == PdfFormat::Adobe);
        self.0.with_signer(signer, |signer| {
            pdf::signed(lines, (format, now), |bytes| cms::for_pdf(bytes, timed, signer, stamp))
        })
    }

    /// Gives a signer who has none yet a certificate that has expired: its years were over before today.
    ///
    /// # Errors
    /// As [`Hpki::certificate`].
    pub fn let_expire(&self, signer: &Signer) -> io::Result<()> {
        self.0.signer_since(signer, 1 + YEARS).map(|_| ())
    }

    /// Takes a signer's certificate back, from now on: a role that was lost, a corporation that is dissolved. The next day's list says so.
    ///
    /// # Errors
    /// As [`Hpki::certificate`].
    pub fn take_back(&self, signer: &Signer) -> io::Result<()> {
        self.0.take_back(signer, self.0.nation.now_unix())
    }

    /// The same since the day before today, so that today's list says so: who is asked for first today has a certificate that is worth nothing.
    pub(crate) fn take_back_yesterday(&self, signer: &Signer) -> io::Result<()> {
        self.0.take_back(signer, day_begins(Day(self.0.nation.today().0 - 1)))
    }

    /// The list of revocations of the authority whose key has this identifier (hexadecimal): what was taken back, and the certificates of
    /// those who have died.
    pub(crate) fn list(&self, key: &str) -> io::Result<Option<Der>> {
        let inner = &self.0;
        let all = [&inner.root, &inner.issuing, &inner.school, inner.stamps.authority()];
        let Some(authority) = all.into_iter().find(|one| super::hex(&one.key.identifier()) == key) else {
            return Ok(None);
        };
        let today = inner.nation.today();
        let made = day_begins(today);
        let revoked = match &authority.id {
            id if *id == inner.issuing.id => inner.revoked(false, made)?,
            id if *id == inner.school.id => inner.revoked(true, made)?,
            _ => Vec::new(),
        };
        // Nobody's certificate is ever left out, so that an old signature with a time-stamp can be judged.
        let (number, first) = (today.0.unsigned_abs().into(), day_begins(profile::FIRST_DAY));
        let edition = Edition { made, next: made + LISTS_HOLD, number, expired_since: Some(first) };
        crl::list(authority, edition, &revoked, None).map(Some)
    }
}
