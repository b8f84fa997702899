//! An invented nurse's code and the keys of an invented office.

use aws_lc_rs::rand::SystemRandom;
use credential::{Credential, CredentialKey, Kind, PublishedKey, PublishedKeys, StatusPlace};

/// 2026-11-30 00:00:00 in Japan.
pub(crate) const NOW: i64 = 1_795_964_400;
pub(crate) const LIST: &str = "/status/2130706432/1";

pub(crate) fn fresh_key() -> CredentialKey {
    CredentialKey::parse(&CredentialKey::fresh_text(&SystemRandom::new()).unwrap()).unwrap()
}

pub(crate) fn published(key: &CredentialKey) -> PublishedKeys {
    PublishedKeys::new(vec![PublishedKey { key: key.public().clone(), from: NOW - 1_000, until: None }])
}

pub(crate) fn nurse() -> Credential {
    Credential {
        kind: Kind::Screen,
        qualification: "nurse".to_owned(),
        qualification_name: "看護師".to_owned(),
        authority_name: "厚生労働大臣".to_owned(),
        issued_on: "2026-11-30".to_owned(),
        items: vec![
            ("RD".to_owned(), "2012-04-01".to_owned()),
            ("RN".to_owned(), "1234567".to_owned()),
            ("UB".to_owned(), "1990-02-03".to_owned()),
            ("UN".to_owned(), "見本　花子".to_owned()),
        ],
        issued_at: NOW,
        expires_at: NOW + 90,
        status: StatusPlace { list: LIST.to_owned(), index: 777 },
    }
}

pub(crate) fn signed(credential: &Credential, key: &CredentialKey) -> Vec<u8> {
    credential.sign(key, &SystemRandom::new()).unwrap()
}
