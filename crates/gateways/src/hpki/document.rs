//! The documents that are signed: a medical certificate, a graduation certificate. The element names are ours \[D\].

use der::Tag;
use der::asn1::ObjectIdentifier;

use crate::pki::{Certificate, Read, Values, alternative_names, oid, tagged};

/// The longest document that is read, bytes: one sheet of paper's worth, certificates included.
pub const LONGEST_DOCUMENT: usize = 256 * 1024;

/// Which document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 診断書
    #[doc(alias = "診断書")]
    MedicalCertificate,
    /// 卒業証明書
    #[doc(alias = "卒業証明書")]
    GraduationCertificate,
}

impl Kind {
    /// Both.
    pub(super) const ALL: [Self; 2] = [Self::MedicalCertificate, Self::GraduationCertificate];

    /// The namespace and the name of the root element: neutral ones of ours.
    pub(super) const fn element(self) -> (&'static str, &'static str) {
        match self {
            Self::MedicalCertificate => ("urn:shikaku:medical-certificate:1", "MedicalCertificate"),
            Self::GraduationCertificate => ("urn:shikaku:graduation-certificate:1", "GraduationCertificate"),
        }
    }
}

/// A document whose signatures fit. Who signed is another question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Which.
    pub kind: Kind,
    /// The content's fields in order: the element's name and its text.
    pub fields: Vec<(String, String)>,
    /// SHA-256 of the content in its canonical form: what the signatures cover.
    pub content_sha256: [u8; 32],
}

impl Document {
    /// The text of a field; `None` when it is missing or is there twice.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        let mut found = self.fields.iter().filter(|(own, _)| own == name);
        let first = found.next()?;
        found.next().is_none().then_some(first.1.as_str())
    }
}

const COMMON_NAME: ObjectIdentifier = oid("2.5.4.3");

/// The common name in the directoryName of subjectAltName: there it stands in Japanese characters (the subject has it in Latin ones).
pub(super) fn japanese_name(certificate: &Certificate) -> Option<String> {
    let names = alternative_names(certificate)?;
    common_name(names).ok().flatten()
}

fn common_name(names: &[u8]) -> Read<Option<String>> {
    for name in Values::inside(names, Tag::Sequence)?.rest()? {
        if name.tag != tagged(4) {
            continue;
        }
        for step in name.values()?.take(Tag::Sequence)?.values()?.rest()? {
            let mut attribute = step.values()?.take(Tag::Sequence)?.values()?;
            if attribute.decode::<ObjectIdentifier>()? == COMMON_NAME {
                return Ok(Some(attribute.decode::<String>()?));
            }
        }
    }
    Ok(None)
}
