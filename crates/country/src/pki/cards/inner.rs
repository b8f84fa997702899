//! What the cards of a nation rest on: the files, and the lives.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::CardError;
use crate::nation::Nation;
use crate::pki::authority::{Authority, serial_of};
use crate::pki::der::Der;
use crate::pki::history::{Issue, Life};
use crate::pki::jpki::{self, CardKey, Items, Jpki};
use crate::pki::key::Key;
use crate::pki::{files, romaji};
use crate::{Day, Person, PersonId};

/// Serial number of a certificate, and whose it is: which person's, the how-manieth.
type Made = BTreeMap<(CardKey, Vec<u8>), (PersonId, u32)>;

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) nation: Nation,
    pub(super) folder: PathBuf,
    pub(super) next_card_from: Day,
    pub(super) jpki: Jpki,
    pub(super) made: Mutex<Made>,
}

impl Inner {
    pub(super) fn made(&self) -> MutexGuard<'_, Made> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes note of the certificates in the folder.
    pub(super) fn look_for_made(&self) -> io::Result<()> {
        for key in CardKey::BOTH {
            let folder = self.folder.join(key.folder());
            if !folder.exists() {
                continue;
            }
            for entry in std::fs::read_dir(folder)? {
                if let Some((person, index)) = whose(&entry?.path()) {
                    self.made().insert((key, serial(person, key, index)), (person, index));
                }
            }
        }
        Ok(())
    }

    pub(super) fn person(&self, person: PersonId) -> Result<Person, CardError> {
        self.nation.person(person).ok_or(CardError::NoCard)
    }

    pub(super) fn issues(&self, person: PersonId, key: CardKey) -> Result<Vec<Issue>, CardError> {
        let person = self.person(person)?;
        Ok(Life::of(&person, self.next_card_from).issues(key, self.nation.today()))
    }

    /// The newest certificate of a card and its key.
    pub(super) fn current(&self, person: PersonId, key: CardKey) -> Result<(Issue, Key), CardError> {
        if self.issues(person, CardKey::Authentication)?.is_empty() {
            return Err(CardError::NoCard);
        }
        let issue = self.issues(person, key)?.pop().ok_or(CardError::NoCertificate)?;
        let path = self.path(person, key, issue.index).with_extension("p8");
        let own = Key::at(&path, self.issuer(key, issue.first)?.key.algorithm())?;
        Ok((issue, own))
    }

    pub(super) fn made_certificate(
        &self,
        person: PersonId,
        key: CardKey,
        issue: &Issue,
        own: &Key,
    ) -> Result<Der, CardError> {
        let path = self.path(person, key, issue.index);
        let serial = serial(person, key, issue.index);
        let items = items(&self.person(person)?, issue.first).ok_or(CardError::NoCard)?;
        let issuer = self.issuer(key, issue.first)?;
        let contents = jpki::contents(key, serial.clone(), (issue.first, issue.last), &items, (own, issuer));
        let der = files::kept(&path, || issuer.issue(&contents))?;
        self.made().insert((key, serial), (person, issue.index));
        Ok(der)
    }

    pub(super) fn issuer(&self, key: CardKey, on: Day) -> Result<&Authority, CardError> {
        self.jpki.issuer(key, on).ok_or(CardError::NoCertificate)
    }

    pub(super) fn path(&self, person: PersonId, key: CardKey, index: u32) -> PathBuf {
        self.folder.join(key.folder()).join(format!("{}-{index}.der", person.0))
    }
}

/// The items of a person on a day, as certificates have them.
pub(super) fn items(person: &Person, on: Day) -> Option<Items> {
    let home = person.home_on(on)?.last_address()?;
    let mut name = String::new();
    person.name_on(on).push_spelling(&mut name);
    let place = romaji::place(home.municipality.code)?;
    Some(Items { name, born: person.born, sex: person.sex, address: home.to_string(), place })
}

/// Person and index in the name of a certificate's file.
fn whose(path: &Path) -> Option<(PersonId, u32)> {
    let name = path.file_name()?.to_str()?.strip_suffix(".der")?;
    let (person, index) = name.split_once('-')?;
    Some((PersonId(person.parse().ok()?), index.parse().ok()?))
}

/// A serial number that says nothing, always the same for the same certificate.
pub(super) fn serial(person: PersonId, key: CardKey, index: u32) -> Vec<u8> {
    let text = format!("{}:{}:{index}", key.folder(), person.0);
    serial_of(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes()).as_ref())
}
