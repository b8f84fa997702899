//! The roles in an HPKI certificate: subjectDirectoryAttributes with hcRole (ISO 17090), read to the byte.

use std::collections::BTreeMap;

use der::Tag;
use der::asn1::ObjectIdentifier;
use serde::Deserialize;

use crate::pki::{Certificate, Failure, OTHER, Read, Values, oid, tagged};

/// id-hcpki-at-healthcareactor
const HEALTHCARE_ACTOR: ObjectIdentifier = oid("1.0.17090.0.1");
/// id-jhpki-cdata: the Japanese list of roles.
const JAPANESE_ROLES: ObjectIdentifier = oid("1.2.392.100495.1.6.1.1");
/// Roles of one person.
const MOST_ROLES: usize = 8;

/// How well a role's word is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Seen in a certificate \[O\].
    Seen,
    /// From memory, to be compared with the certificate policy \[M\].
    Memory,
}

/// A role that is on the list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// The word in certificates.
    pub name: String,
    /// In Japanese.
    pub ja: String,
    /// The id of the qualification in `rules/`, for those that are registered there.
    #[serde(default)]
    pub qualification: Option<String>,
    /// How well the word is known.
    pub grade: Grade,
}

/// The list of roles.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "File")]
pub struct Roles(BTreeMap<String, Role>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    role: Vec<Role>,
}

impl From<File> for Roles {
    fn from(file: File) -> Self {
        Self(file.role.into_iter().map(|role| (role.name.clone(), role)).collect())
    }
}

impl Roles {
    /// The list as it stands in `roles.toml`.
    ///
    /// # Errors
    /// When the file is not as it should be; a test reads it.
    pub fn listed() -> Result<Self, toml::de::Error> {
        toml::from_str(include_str!("roles.toml"))
    }

    /// The same without the roles whose word is from memory only.
    #[must_use]
    pub fn only_seen(mut self) -> Self {
        self.0.retain(|_, role| role.grade == Grade::Seen);
        self
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Role> {
        self.0.values()
    }

    /// The roles that a certificate claims. Nothing is matched loosely: a word that is not on the list is refused.
    ///
    /// # Errors
    /// [`Failure::NoRole`], [`Failure::UnknownRole`], [`Failure::Malformed`].
    pub(super) fn of(&self, certificate: &Certificate) -> Result<Vec<Role>, Failure> {
        let attributes = certificate.directory_attributes().ok_or(Failure::NoRole)?;
        let claimed = claimed(attributes).map_err(|e| e.as_of("hcRole"))?;
        let known = |name: &String| self.0.get(name).cloned().ok_or(Failure::UnknownRole);
        let roles = claimed.iter().map(known).collect::<Result<Vec<_>, _>>()?;
        if roles.is_empty() { Err(Failure::NoRole) } else { Ok(roles) }
    }
}

/// The words, in the order of the certificate.
pub(super) fn claimed(attributes: &[u8]) -> Read<Vec<String>> {
    let mut words = Vec::new();
    for attribute in Values::inside(attributes, Tag::Sequence)?.rest()? {
        let mut parts = attribute.values()?;
        let id: ObjectIdentifier = parts.decode()?;
        let values = parts.take(Tag::Set)?;
        parts.end()?;
        if id != HEALTHCARE_ACTOR {
            continue;
        }
        // HCActorData ::= SET OF HCActor
        for data in values.values()?.rest()? {
            if data.tag != Tag::Set {
                return Err(OTHER);
            }
            for actor in data.values()?.rest()? {
                words.push(actor_word(actor)?);
            }
        }
    }
    if words.len() > MOST_ROLES { Err(OTHER) } else { Ok(words) }
}

/// `HCActor ::= SEQUENCE { [0] CodedData }`, `CodedData ::= SET { [0] list, [2] word }`; `[1]` and regional data are not used in Japan.
fn actor_word(actor: crate::pki::Value<'_>) -> Read<String> {
    if actor.tag != Tag::Sequence {
        return Err(OTHER);
    }
    let mut parts = actor.values()?;
    let mut coded = parts.take(tagged(0))?.values()?;
    parts.end()?;
    let mut data = coded.take(Tag::Set)?.values()?;
    coded.end()?;
    let mut list = data.take(tagged(0))?.values()?;
    if list.decode::<ObjectIdentifier>()? != JAPANESE_ROLES {
        return Err(OTHER);
    }
    list.end()?;
    let mut word = data.take(tagged(2))?.values()?;
    data.end()?;
    let text: String = word.decode()?;
    word.end()?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A real one, as the protocol notes have it to the byte.
    const REAL: [u8; 54] = [
        0x30, 0x34, 0x30, 0x32, 0x06, 0x06, 0x28, 0x81, 0x85, 0x42, 0x00, 0x01, 0x31, 0x28, 0x31, 0x26, 0x30,
        0x24, 0xA0, 0x22, 0x31, 0x20, 0xA0, 0x0C, 0x06, 0x0A, 0x2A, 0x83, 0x08, 0x86, 0x91, 0x0F, 0x01, 0x06,
        0x01, 0x01, 0xA2, 0x10, 0x0C, 0x0E, 0x4D, 0x65, 0x64, 0x69, 0x63, 0x61, 0x6C, 0x20, 0x44, 0x6F, 0x63,
        0x74, 0x6F, 0x72,
    ];

    #[test]
    fn a_real_role_is_read() {
        assert_eq!(claimed(&REAL), Ok(vec!["Medical Doctor".to_owned()]));
    }

    #[test]
    fn no_byte_of_its_structure_may_differ() {
        for place in 0..REAL.len() - 14 {
            let mut copy = REAL;
            copy[place] ^= 0x20;
            assert_ne!(claimed(&copy), Ok(vec!["Medical Doctor".to_owned()]), "byte {place}");
        }
    }

    #[test]
    fn the_list_is_whole_and_its_qualifications_are_those_of_the_rules() {
        let roles = Roles::listed().unwrap();
        assert_eq!(roles.iter().count(), 31);
        assert_eq!(roles.clone().only_seen().iter().count(), 2);
        let rules = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/qualifications");
        let missing: Vec<_> = roles
            .iter()
            .filter_map(|role| role.qualification.as_ref())
            .filter(|id| !rules.join(format!("{id}.toml")).exists())
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
