//! 保健医療福祉分野PKI: an invented root and issuing authority in the shape of the real ones, certificates with roles, and school
//! corporations under an authority of ours (no such thing is published \[D\]).

mod profile;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::nation::Nation;
use crate::{Day, PersonId};
use profile::subject;

use super::authority::{Authority, serial_of};
use super::certificate::{self as x509, Contents, Usage};
use super::crl::{self, Edition, Revoked};
use super::der::Der;
use super::history::Ending;
use super::key::{Algorithm, Key};
use super::{cms, day_begins, day_ends, files, romaji, xades};

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

/// A signer: a person with roles at an institution, or a school corporation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signer {
    /// A person of the nation with roles, in the words of certificates ("Medical Doctor").
    Health {
        /// Who.
        person: PersonId,
        /// In which roles; the order stays.
        roles: Vec<String>,
    },
    /// A school corporation, by its name.
    School {
        /// The name.
        name: String,
    },
}

impl Signer {
    /// A person with one role.
    #[must_use]
    pub fn health(person: PersonId, role: &str) -> Signer {
        Signer::Health { person, roles: vec![role.to_owned()] }
    }

    fn file(&self) -> String {
        match self {
            Signer::Health { person, roles } => {
                let digest = Algorithm::Rsa2048.digest(roles.join("\n").as_bytes());
                format!("{}-{}", person.0, super::hex(digest.get(..4).unwrap_or_default()))
            }
            Signer::School { name } => {
                let digest = Algorithm::Rsa2048.digest(name.as_bytes());
                format!("school-{}", super::hex(digest.get(..8).unwrap_or_default()))
            }
        }
    }
}

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
        Ok(Hpki(Arc::new(Inner { nation: nation.clone(), folder, root, issuing, school })))
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
        let signers = signers.iter().map(|signer| self.0.signer(signer)).collect::<io::Result<Vec<_>>>()?;
        xades::document(kind, fields, &signers, self.0.nation.now_unix())
    }

    /// Any content, signed in CMS.
    ///
    /// # Errors
    /// As [`Hpki::certificate`].
    pub fn cms_signed(&self, signer: &Signer, content: &[u8], detached: bool) -> io::Result<Der> {
        let (key, certificate) = self.0.signer(signer)?;
        let issuer = match signer {
            Signer::Health { .. } => &self.0.issuing.name,
            Signer::School { .. } => &self.0.school.name,
        };
        let serial = serial(signer);
        let now = self.0.nation.now_unix();
        cms::signed(
            content,
            detached,
            &cms::Signer { key: &key, certificate: &certificate, issuer, serial: &serial, now },
        )
    }

    /// The list of revocations of the authority whose key has this identifier (hexadecimal): the certificates of those who have died.
    pub(crate) fn list(&self, key: &str) -> io::Result<Option<Der>> {
        let inner = &self.0;
        let all = [&inner.root, &inner.issuing, &inner.school];
        let Some(authority) = all.into_iter().find(|one| super::hex(&one.key.identifier()) == key) else {
            return Ok(None);
        };
        let revoked = if authority.id == inner.issuing.id { inner.of_the_dead()? } else { Vec::new() };
        let today = inner.nation.today();
        let made = day_begins(today);
        let edition = Edition { made, next: made + LISTS_HOLD, number: today.0.unsigned_abs().into() };
        crl::list(authority, edition, &revoked, None).map(Some)
    }
}

impl Inner {
    fn signer(&self, signer: &Signer) -> io::Result<(Key, Der)> {
        let path = self.folder.join(signer.file());
        let key = Key::at(&path.with_extension("p8"), Algorithm::Rsa2048)?;
        let certificate = files::kept(&path.with_extension("der"), || {
            let (issuer, contents) = self.contents(signer, &key)?;
            issuer.issue(&contents)
        })?;
        Ok((key, certificate))
    }

    fn contents(&self, signer: &Signer, key: &Key) -> io::Result<(&Authority, Contents)> {
        let (year, _, _) = self.nation.today().parts();
        let valid = (day_begins(Day::of(year - 1, 4, 1)), day_ends(Day::of(year - 1 + YEARS, 3, 31)));
        let serial = serial(signer);
        let number = super::hex(&serial);
        let (issuer, latin, japanese, policy, roles) = match signer {
            Signer::Health { person, roles } => {
                let resident = self.nation.resident(*person).ok_or(io::ErrorKind::NotFound)?;
                let name = romaji::of_reading(&resident.kana);
                let latin = subject("Invented Hospital", &name, &number);
                (&self.issuing, latin, subject("架空病院", &resident.name, &number), POLICY, roles.as_slice())
            }
            Signer::School { name } => {
                let both = subject(name, name, &number);
                (&self.school, both.clone(), both, SCHOOL_POLICY, &[][..])
            }
        };
        let above = &issuer.key;
        let mut extensions = vec![
            x509::authority_key_and_certificate(above, &issuer.issuer, &issuer.serial),
            x509::subject_key(key),
            x509::key_usage(Usage::NonRepudiation),
            x509::other_name_of(x509::SUBJECT_ALT_NAME, &japanese),
            x509::list_at(&format!("{LISTS}{}", super::hex(&above.identifier()))),
        ];
        if !roles.is_empty() {
            extensions.push(profile::healthcare_actors(roles));
        }
        extensions.push(x509::policy(policy, Some(STATEMENT), true));
        Ok((issuer, Contents { serial, subject: latin, valid, key: key.public(), extensions }))
    }

    fn of_the_dead(&self) -> io::Result<Vec<Revoked>> {
        let mut revoked = Vec::new();
        if !self.folder.exists() {
            return Ok(revoked);
        }
        for entry in std::fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let whose =
                path.file_name().and_then(|name| name.to_str()?.strip_suffix(".der")?.split_once('-'));
            let Some(person) = whose.and_then(|(person, _)| person.parse().ok()).map(PersonId) else {
                continue;
            };
            let died = self.nation.person(person).and_then(|person| person.died);
            if let (Some(died), Some(der)) = (died, files::read(&path)?) {
                let serial = super::der::serial_in(&der).unwrap_or_default();
                revoked.push(Revoked { serial, since: day_begins(died), why: Ending::Died });
            }
        }
        Ok(revoked)
    }
}

fn serial(signer: &Signer) -> Vec<u8> {
    serial_of(&Algorithm::Rsa2048.digest(signer.file().as_bytes()))
}
