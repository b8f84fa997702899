//! The cards of the residents: their certificates, and what they sign.

mod inner;

use std::io;
use std::sync::{Arc, Mutex};

use super::cms;
use super::der::Der;
use super::files;
use super::history::{Issue, signs_on};
use super::jpki::{CardKey, Jpki};
use super::key::{Algorithm, Key, ReadyKeys};
use crate::nation::Nation;
use crate::{Day, PersonId};
use inner::{Inner, items, serial};

/// From this day on new cards have a P-384 key and certificates of ten years. The year is reported \[T\], the day is invented.
pub const NEXT_CARDS: Day = Day::of(2028, 4, 1);

/// What a card is given to sign.
#[derive(Debug, Clone, Copy)]
pub enum ToSign<'a> {
    /// A message, of which the digest is made first.
    Message(&'a [u8]),
    /// A DigestInfo in DER, as it is sent to the card.
    DigestInfo(&'a [u8]),
}

/// A certificate on a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardCertificate {
    /// The certificate.
    pub der: Der,
    /// Its serial number, big-endian.
    pub serial: Vec<u8>,
    /// Since when, until when, and whether it is revoked: the card itself does not know the last.
    pub issue: Issue,
    /// Its key's kind.
    pub algorithm: Algorithm,
}

/// Why a card cannot do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum CardError {
    /// Nobody of that number lives or lived here with a card.
    #[error("nobody with a card")]
    NoCard,
    /// The card holds no such certificate: a child's has none for signing.
    #[error("the card holds no such certificate")]
    NoCertificate,
    /// What was to be signed is no DigestInfo of the digest that goes with the key.
    #[error("this is no DigestInfo that the card signs")]
    NotADigest,
    /// A file could not be read or written, or a key could not be made.
    #[error("the card's files: {0}")]
    Files(#[from] io::Error),
}

/// All cards of a nation. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Cards(Arc<Inner>);

impl Cards {
    /// The cards of a nation, with the next generation's from [`NEXT_CARDS`] on.
    ///
    /// # Errors
    /// When the authorities' keys cannot be read or made.
    pub fn open(nation: &Nation) -> io::Result<Cards> {
        Cards::with_next_from(nation, NEXT_CARDS)
    }

    /// The same with another first day of the next generation. The first to open a nation's cards decides.
    ///
    /// # Errors
    /// As [`Cards::open`].
    pub fn with_next_from(nation: &Nation, next_card_from: Day) -> io::Result<Cards> {
        let folder = nation.home().join("pki");
        let jpki = Jpki::at(&folder, next_card_from)?;
        let cards = Inner { nation: nation.clone(), folder, next_card_from, jpki, made: Mutex::default() };
        cards.look_for_made()?;
        Ok(Cards(Arc::new(cards)))
    }

    /// The certificate for signing that is on a person's card, valid or not.
    ///
    /// # Errors
    /// [`CardError::NoCard`], or [`CardError::NoCertificate`] for a child.
    pub fn signing_certificate(&self, person: PersonId) -> Result<Der, CardError> {
        self.certificate(person, CardKey::Signing).map(|certificate| certificate.der)
    }

    /// The certificate for user authentication that is on a person's card, valid or not.
    ///
    /// # Errors
    /// [`CardError::NoCard`] and [`CardError::NoCertificate`].
    pub fn auth_certificate(&self, person: PersonId) -> Result<Der, CardError> {
        self.certificate(person, CardKey::Authentication).map(|certificate| certificate.der)
    }

    /// The certificate on a person's card, with what the authority knows about it.
    ///
    /// # Errors
    /// [`CardError::NoCard`] and [`CardError::NoCertificate`].
    pub fn certificate(&self, person: PersonId, key: CardKey) -> Result<CardCertificate, CardError> {
        let (issue, own) = self.0.current(person, key)?;
        let der = self.0.made_certificate(person, key, &issue, &own)?;
        let serial = serial(person, key, issue.index);
        Ok(CardCertificate { der, serial, issue, algorithm: own.algorithm() })
    }

    /// Signs with the card's key; a card does so with a revoked certificate too.
    ///
    /// # Errors
    /// [`CardError::NotADigest`] and those of [`Cards::certificate`].
    pub fn sign(&self, person: PersonId, key: CardKey, what: ToSign<'_>) -> Result<Vec<u8>, CardError> {
        let (_, own) = self.0.current(person, key)?;
        signed(&own, what)
    }

    /// Signs with the card's key, and gives the certificate that goes with it.
    ///
    /// # Errors
    /// As [`Cards::sign`].
    pub fn sign_with_certificate(
        &self,
        person: PersonId,
        key: CardKey,
        what: ToSign<'_>,
    ) -> Result<(Vec<u8>, Der), CardError> {
        let (issue, own) = self.0.current(person, key)?;
        Ok((signed(&own, what)?, self.0.made_certificate(person, key, &issue, &own)?))
    }

    /// Makes a person's card ready: one of the keys is its own from now on, unless it has one, and its certificate is issued.
    ///
    /// # Errors
    /// As [`Cards::certificate`].
    pub fn make_ready(&self, person: PersonId, key: CardKey, keys: &ReadyKeys) -> Result<(), CardError> {
        let issue = self.0.issues(person, key)?.pop().ok_or(CardError::NoCertificate)?;
        let of_today = self.0.issuer(key, issue.first)?.key.algorithm() == Algorithm::Rsa2048;
        if let Some(ready) = keys.of(person.0).filter(|_| of_today) {
            let path = self.0.path(person, key, issue.index).with_extension("p8");
            files::kept(&path, || Ok(ready.to_vec()))?;
        }
        self.certificate(person, key).map(|_| ())
    }

    /// Whether a person's card can be used today, to sign in and to sign, and shows the name to the character.
    #[must_use]
    pub fn signs_plainly(&self, person: PersonId) -> bool {
        let nation = &self.0.nation;
        nation.person(person).is_some_and(|person| signs_on(&person, nation.today()))
    }

    /// A document signed with the card's signing key, as CMS SignedData (RFC 5652): the document inside, or `detached`.
    ///
    /// # Errors
    /// Those of [`Cards::certificate`].
    pub fn cms_signed(&self, person: PersonId, content: &[u8], detached: bool) -> Result<Der, CardError> {
        let (issue, own) = self.0.current(person, CardKey::Signing)?;
        let certificate = self.0.made_certificate(person, CardKey::Signing, &issue, &own)?;
        let issuer = self.0.issuer(CardKey::Signing, issue.first)?;
        let signer = cms::Signer {
            key: &own,
            certificate: &certificate,
            issuer: &issuer.name,
            serial: &serial(person, CardKey::Signing, issue.index),
            now: self.0.nation.now_unix(),
        };
        Ok(cms::signed(content, detached, &signer)?)
    }

    /// All certificates that a person's card has held until today.
    #[must_use]
    pub fn history(&self, person: PersonId, key: CardKey) -> Vec<Issue> {
        self.0.issues(person, key).unwrap_or_default()
    }

    /// The authorities' certificates of a kind, oldest generation first: what a client trusts.
    #[must_use]
    pub fn anchors(&self, key: CardKey) -> Vec<Der> {
        self.0.jpki.authorities(key).map(|authority| authority.certificate.clone()).collect()
    }

    pub(crate) fn jpki(&self) -> &Jpki {
        &self.0.jpki
    }

    pub(crate) fn nation(&self) -> &Nation {
        &self.0.nation
    }

    /// What became of a certificate that an authority made; `None` when it made none of that number.
    pub(crate) fn issue_of(&self, key: CardKey, authority: &str, serial: &[u8]) -> io::Result<Option<Issue>> {
        let wanted = (key, serial.to_vec());
        let known = self.0.made().get(&wanted).copied();
        let found = match known {
            Some(found) => Some(found),
            // Another process may have made it since.
            None => {
                self.0.look_for_made()?;
                self.0.made().get(&wanted).copied()
            }
        };
        let Some((person, index)) = found else { return Ok(None) };
        let issue = self.history(person, key).into_iter().nth(index as usize);
        Ok(issue.filter(|issue| self.0.jpki.issuer(key, issue.first).is_some_and(|by| by.id == authority)))
    }

    /// All certificates that were made by an authority, with whose they are.
    pub(crate) fn all_made(
        &self,
        key: CardKey,
        authority: &str,
    ) -> io::Result<Vec<(Vec<u8>, PersonId, Issue)>> {
        self.0.look_for_made()?;
        let made: Vec<_> =
            self.0.made().iter().filter(|((of, _), _)| *of == key).map(|(k, v)| (k.1.clone(), *v)).collect();
        let issues = made.into_iter().filter_map(|(serial, (person, index))| {
            let issue = self.history(person, key).into_iter().nth(index as usize)?;
            let by = self.0.jpki.issuer(key, issue.first)?;
            (by.id == authority).then_some((serial, person, issue))
        });
        Ok(issues.collect())
    }

    /// Prefecture and municipality, in Latin letters, that a certificate of a day names.
    pub(crate) fn place_of(&self, person: PersonId, on: Day) -> Option<(&'static str, &'static str)> {
        Some(items(&self.0.nation.person(person)?, on)?.place)
    }
}

fn signed(own: &Key, what: ToSign<'_>) -> Result<Vec<u8>, CardError> {
    match what {
        ToSign::Message(message) => Ok(own.sign(message)?),
        ToSign::DigestInfo(info) => own.sign_digest_info(info)?.ok_or(CardError::NotADigest),
    }
}

#[cfg(test)]
mod tests;
