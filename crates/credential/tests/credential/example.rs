//! The example in `docs/` for other implementers stays good: nobody changes the form without noticing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credential::{PublicKey, PublishedKey, PublishedKeys, StatusList, Verdict, code_of, judge, verify};
use registry::item::EntryItem;
use serde_json::Value;

const EXAMPLE: &str = include_str!("../../../../docs/credential.example.json");

#[test]
fn the_published_example_is_good() {
    let example: Value = serde_json::from_str(EXAMPLE).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let key = &example["jwks"]["keys"][0];
    let point: Vec<u8> = [
        vec![4],
        URL_SAFE_NO_PAD.decode(text(&key["x"])).unwrap(),
        URL_SAFE_NO_PAD.decode(text(&key["y"])).unwrap(),
    ]
    .concat();
    let public = PublicKey::from_point(&point).unwrap();
    assert_eq!(public.name(), text(&key["kid"]));
    let keys = PublishedKeys::new(vec![PublishedKey {
        key: public,
        from: key["valid_from"].as_i64().unwrap(),
        until: None,
    }]);
    let at = example["at"].as_i64().unwrap();
    let verified = verify(&code_of(&text(&example["link"])).unwrap(), &keys, at).unwrap();
    assert_eq!(verified.credential.qualification_name, text(&example["says"]["qualification"]));
    assert_eq!(verified.credential.shown(EntryItem::Name).unwrap(), text(&example["says"]["name"]));
    assert_eq!(verified.credential.shown(EntryItem::Number).unwrap(), text(&example["says"]["number"]));
    let list = URL_SAFE_NO_PAD.decode(text(&example["status_list"])).unwrap();
    let list = StatusList::read(&list, &keys).unwrap();
    assert!(matches!(judge(&verified.credential, Some(&list), at), Verdict::Valid { .. }));
}
