//! Prints `docs/credential.example.json` anew: a fresh key, an invented nurse, the list that says nothing against her.

use aws_lc_rs::rand::SystemRandom;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credential::{
    Credential, CredentialKey, KeyFault, Kind, PublishedKey, PublishedKeys, StatusList, StatusPlace, link_of,
};

/// 2026-11-30 00:00:00 in Japan.
const NOW: i64 = 1_795_964_400;

fn main() -> Result<(), KeyFault> {
    let random = SystemRandom::new();
    let key = CredentialKey::parse(&CredentialKey::fresh_text(&random)?)?;
    let keys = PublishedKeys::new(vec![PublishedKey { key: key.public().clone(), from: NOW, until: None }]);
    let place = StatusPlace { list: "/status/2130706432/1".to_owned(), index: 777 };
    let list = StatusList::new(&place.list, (NOW, 600), []).sign(&key, &random)?;
    let items = [("RD", "2012-04-01"), ("RN", "1234567"), ("UB", "1990-02-03"), ("UN", "見本　花子")];
    let credential = Credential {
        kind: Kind::Printed,
        qualification: "nurse".to_owned(),
        qualification_name: "看護師".to_owned(),
        authority_name: "厚生労働大臣".to_owned(),
        issued_on: "2026-11-30".to_owned(),
        items: items.map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec(),
        issued_at: NOW,
        expires_at: NOW + 2_592_000,
        status: place,
    };
    let example = serde_json::json!({
        "link": link_of("https://register.example/check", &credential.sign(&key, &random)?),
        "at": NOW + 60,
        "jwks": serde_json::from_str::<serde_json::Value>(&keys.jwks()).unwrap_or_default(),
        "status_list": URL_SAFE_NO_PAD.encode(list),
        "says": { "qualification": "看護師", "name": "見本　花子", "number": "1234567" },
    });
    println!("{example:#}");
    Ok(())
}
