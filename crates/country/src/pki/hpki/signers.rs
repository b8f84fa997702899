//! Those who sign: their keys and certificates, made when they are first needed.

use std::io;

use super::profile::{self, subject};
use super::{Inner, LISTS, POLICY, SCHOOL_POLICY, STATEMENT, YEARS};
use crate::pki::authority::{Authority, serial_of};
use crate::pki::certificate::{self as x509, Contents, Usage};
use crate::pki::crl::Revoked;
use crate::pki::der::{self, Der};
use crate::pki::history::Ending;
use crate::pki::key::{Algorithm, Key};
use crate::pki::{cms, day_begins, day_ends, files, hex, romaji};
use crate::{Day, PersonId};

/// How the files of schools begin.
const SCHOOL: &str = "school";
/// Beside a certificate: since when it is taken back, Unix time.
const TAKEN_BACK: &str = "taken-back";

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

    pub(super) fn file(&self) -> String {
        match self {
            Signer::Health { person, roles } => {
                let digest = Algorithm::Rsa2048.digest(roles.join("\n").as_bytes());
                format!("{}-{}", person.0, hex(digest.get(..4).unwrap_or_default()))
            }
            Signer::School { name } => {
                let digest = Algorithm::Rsa2048.digest(name.as_bytes());
                format!("{SCHOOL}-{}", hex(digest.get(..8).unwrap_or_default()))
            }
        }
    }
}

impl Inner {
    pub(super) fn signers(&self, signers: &[Signer]) -> io::Result<Vec<(Key, Der)>> {
        signers.iter().map(|signer| self.signer(signer)).collect()
    }

    pub(super) fn with_signer<T>(
        &self,
        signer: &Signer,
        sign: impl FnOnce(&cms::Signer<'_>) -> io::Result<T>,
    ) -> io::Result<T> {
        let (key, certificate) = self.signer(signer)?;
        let issuer = match signer {
            Signer::Health { .. } => &self.issuing.name,
            Signer::School { .. } => &self.school.name,
        };
        let (serial, now) = (serial(signer), self.nation.now_unix());
        sign(&cms::Signer { key: &key, certificate: &certificate, issuer, serial: &serial, now })
    }

    pub(super) fn signer(&self, signer: &Signer) -> io::Result<(Key, Der)> {
        self.signer_since(signer, 1)
    }

    /// The same; a certificate that is made is valid since so many years.
    pub(super) fn signer_since(&self, signer: &Signer, years: i32) -> io::Result<(Key, Der)> {
        let path = self.folder.join(signer.file());
        let key = Key::at(&path.with_extension("p8"), Algorithm::Rsa2048)?;
        let certificate = files::kept(&path.with_extension("der"), || {
            let (issuer, contents) = self.contents(signer, &key, years)?;
            issuer.issue(&contents)
        })?;
        Ok((key, certificate))
    }

    fn contents(&self, signer: &Signer, key: &Key, years: i32) -> io::Result<(&Authority, Contents)> {
        let from = self.nation.today().parts().0 - years;
        let valid = (day_begins(Day::of(from, 4, 1)), day_ends(Day::of(from + YEARS, 3, 31)));
        let serial = serial(signer);
        let number = hex(&serial);
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
            x509::list_at(&format!("{LISTS}{}", hex(&above.identifier()))),
        ];
        if !roles.is_empty() {
            extensions.push(profile::healthcare_actors(roles));
        }
        extensions.push(x509::policy(policy, Some(STATEMENT), true));
        Ok((issuer, Contents { serial, subject: latin, valid, key: key.public(), extensions }))
    }

    /// Takes a signer's certificate back from a moment on: the corporation is dissolved, the role was lost.
    pub(super) fn take_back(&self, signer: &Signer, since: i64) -> io::Result<()> {
        self.signer(signer)?;
        let since = since.to_string();
        let path = self.folder.join(signer.file()).with_extension(TAKEN_BACK);
        files::kept(&path, || Ok(since.into_bytes())).map(|_| ())
    }

    /// What was taken back by a moment, of schools or of the health field: also the certificates of those who have died.
    pub(super) fn revoked(&self, schools: bool, by: i64) -> io::Result<Vec<Revoked>> {
        let mut revoked = Vec::new();
        if !self.folder.exists() {
            return Ok(revoked);
        }
        for entry in std::fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let whose =
                path.file_name().and_then(|name| name.to_str()?.strip_suffix(".der")?.split_once('-'));
            let Some((whose, _)) = whose.filter(|(whose, _)| (*whose == SCHOOL) == schools) else { continue };
            let person = whose.parse().ok().and_then(|id| self.nation.person(PersonId(id)));
            let died = person.and_then(|person| person.died).map(day_begins);
            let taken_back = files::read(&path.with_extension(TAKEN_BACK))?;
            let taken_back = taken_back.and_then(|text| String::from_utf8(text).ok()?.parse::<i64>().ok());
            let ends =
                [died.map(|since| (since, Ending::Died)), taken_back.map(|since| (since, Ending::Left))];
            // of a certificate that ended twice the earlier end counts
            let first = ends.into_iter().flatten().min_by_key(|(since, _)| *since);
            if let (Some((since, why)), Some(der)) =
                (first.filter(|(since, _)| *since <= by), files::read(&path)?)
            {
                let serial = der::serial_in(&der).unwrap_or_default();
                revoked.push(Revoked { serial, since, why });
            }
        }
        Ok(revoked)
    }
}

fn serial(signer: &Signer) -> Vec<u8> {
    serial_of(&Algorithm::Rsa2048.digest(signer.file().as_bytes()))
}
