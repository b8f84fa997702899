//! What the certificates of the health field say of authorities and of roles.

use super::{POLICY, STATEMENT};
use crate::Day;
use crate::pki::authority::Plan;
use crate::pki::certificate::{self as x509, COMMON_NAME, COUNTRY, ORGANISATION, SERIAL_NUMBER, UNIT};
use crate::pki::der::{Der, oid, sequence, set_of, tagged, utf8};
use crate::pki::key::Algorithm;
use crate::pki::{day_begins, day_ends};

/// id-hcpki-at-healthcareactor, and the Japanese list of roles.
const HEALTHCARE_ACTOR: &str = "1.0.17090.0.1";
const JAPANESE_ROLES: &str = "1.2.392.100495.1.6.1.1";
const ATTRIBUTES: &str = "2.5.29.9";

/// From when until when the authorities' certificates are valid (invented).
const ROOT_VALID: (Day, Day) = (Day::of(2016, 4, 1), Day::of(2046, 3, 31));
const ISSUING_VALID: (Day, Day) = (Day::of(2021, 4, 1), Day::of(2041, 3, 31));
/// Before it nobody had a certificate.
pub(super) const FIRST_DAY: Day = ROOT_VALID.0;

pub(super) fn root() -> Plan {
    let (from, to) = ROOT_VALID;
    Plan {
        id: "hpki-root".into(),
        name: x509::name(&[
            (COUNTRY, "JP"),
            (ORGANISATION, "Invented Ministry of Health"),
            (UNIT, "Director-General of the Invented Country"),
            (UNIT, "Invented HPKI Root CA V2"),
        ]),
        algorithm: Algorithm::Rsa2048,
        valid: (day_begins(from), day_ends(to)),
        extensions: Vec::new(),
        below: None,
    }
}

pub(super) fn issuing() -> Plan {
    let (from, to) = ISSUING_VALID;
    Plan {
        id: "hpki-issuing".into(),
        name: x509::name(&[
            (COUNTRY, "JP"),
            (ORGANISATION, "KAKUU"),
            (UNIT, "KAKUU HPKI CA"),
            (COMMON_NAME, "HPKI-01-KakuuSignCA2-forNonRepudiation"),
        ]),
        algorithm: Algorithm::Rsa2048,
        valid: (day_begins(from), day_ends(to)),
        extensions: vec![x509::policy(POLICY, Some(STATEMENT), true)],
        below: Some(0),
    }
}

pub(super) fn school() -> Plan {
    let (from, to) = ROOT_VALID;
    Plan {
        id: "school-root".into(),
        name: x509::name(&[
            (COUNTRY, "JP"),
            (ORGANISATION, "KAKUU"),
            (COMMON_NAME, "Invented School Corporations CA"),
        ]),
        algorithm: Algorithm::Rsa2048,
        valid: (day_begins(from), day_ends(to)),
        extensions: Vec::new(),
        below: Some(0),
    }
}

/// The name of a holder.
pub(super) fn subject(organisation: &str, name: &str, number: &str) -> Der {
    x509::name(&[(COUNTRY, "JP"), (ORGANISATION, organisation), (COMMON_NAME, name), (SERIAL_NUMBER, number)])
}

/// subjectDirectoryAttributes with hcRole, non-critical, to the byte of real ones \[O\].
pub(super) fn healthcare_actors(roles: &[String]) -> Der {
    let actors = roles.iter().map(|role| {
        let coded = set_of(vec![tagged(0, &oid(JAPANESE_ROLES)), tagged(2, &utf8(role))]);
        sequence([tagged(0, &coded)])
    });
    let data = set_of(actors.collect());
    x509::extension(ATTRIBUTES, false, &sequence([sequence([oid(HEALTHCARE_ACTOR), set_of(vec![data])])]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_written_to_the_byte_of_a_real_one() {
        let written = healthcare_actors(&["Medical Doctor".to_owned()]);
        let real = "3034303206062881854200013128312630 24A0223120A00C060A2A830886910F01060101A2100C0E4D65646963616C20446F63746F72";
        let real = real.replace(' ', "").to_lowercase();
        assert!(crate::pki::hex(&written).ends_with(&real), "{}", crate::pki::hex(&written));
    }
}
