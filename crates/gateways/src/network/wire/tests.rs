use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn asked() -> Inquiry {
    Inquiry {
        id: InquiryId::parse("q-1").unwrap(),
        inquirer: Institution::parse("mhlw").unwrap(),
        provider: Institution::parse("moj").unwrap(),
        affair: TableCode::parse("A1").unwrap(),
        procedure: TableCode::parse("P1").unwrap(),
        items: vec![TableCode::parse("koseki-facts").unwrap(), TableCode::parse("nationality").unwrap()],
        basis: "番号法 第19条第8号".to_owned(),
        person: LinkageCode::parse("0123abcd").unwrap(),
    }
}

fn reply_json() -> Value {
    json!({"state": "here", "inquiry_id": "q-1", "provider": "moj",
        "asked_at": "2026-04-08T12:00:00+09:00", "provided_at": "2026-04-08T12:00:01+09:00",
        "items": [{"item": "koseki-facts", "result": "provided", "value": {"facts": []}},
                  {"item": "nationality", "result": "withheld", "code": "not-permitted"}]})
}

fn state(value: &Value) -> Result<ReplyState, Malformed> {
    reply_state(value.to_string().as_bytes(), &asked())
}

#[test]
fn an_inquiry_is_written_as_the_readme_says_and_holds_no_number() {
    let body: Value = serde_json::from_slice(&inquiry(&asked()).unwrap()).unwrap();
    let members: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    let expected =
        ["affair", "basis", "inquirer", "inquiry_id", "items", "linkage_code", "procedure", "provider"];
    assert_eq!(members, expected);
    for wrong in [vec![], vec![asked().items[0].clone(); 2]] {
        assert!(inquiry(&Inquiry { items: wrong, ..asked() }).is_err());
    }
    assert!(inquiry(&Inquiry { basis: String::new(), ..asked() }).is_err());
}

#[test]
fn a_reply_answers_this_inquiry_item_by_item() {
    let ReplyState::Here(reply) = state(&reply_json()).unwrap() else { panic!("here") };
    assert_eq!(reply.items[0].said, Said::Provided(json!({"facts": []})));
    assert_eq!(reply.items[1].said, Said::Withheld("not-permitted".to_owned()));
    assert!(!format!("{reply:?}").contains("facts\":"), "what was said does not print");
    let pending = json!({"state": "pending", "inquiry_id": "q-1"});
    assert_eq!(state(&pending), Ok(ReplyState::Pending));
    for (member, new) in [
        ("inquiry_id", json!("q-2")),
        ("provider", json!("mof")),
        ("provided_at", json!("2026-04-08T11:59:59+09:00")),
        ("items", json!([])),
        ("items", json!([reply_json()["items"][1], reply_json()["items"][0]])),
        ("items", json!([{"item": "koseki-facts", "result": "provided"}, reply_json()["items"][1]])),
        ("items", json!([{"item": "koseki-facts", "result": "no"}, reply_json()["items"][1]])),
        ("state", json!("gone")),
    ] {
        let mut wrong = reply_json();
        wrong[member] = new.clone();
        assert!(state(&wrong).is_err(), "{member} = {new}");
    }
    assert!(state(&json!({"state": "pending", "inquiry_id": "q-2"})).is_err());
}

#[test]
fn nothing_recorded_is_not_the_same_as_nothing_said() {
    let mut reply = reply_json();
    reply["items"][0] = json!({"item": "koseki-facts", "result": "nothing-recorded"});
    let ReplyState::Here(reply) = state(&reply).unwrap() else { panic!("here") };
    assert_eq!(reply.items[0].said, Said::NothingRecorded);
}

#[test]
fn a_code_is_for_the_number_that_was_shown() {
    let number = AcquisitionNumber::draw().unwrap();
    let given = json!({"state": "given", "acquisition_number": number.expose(), "linkage_code": "0123abcd"});
    let read = acquisition(given.to_string().as_bytes(), &number);
    assert_eq!(read, Ok(Acquisition::Given(LinkageCode::parse("0123abcd").unwrap())));
    let other = AcquisitionNumber::draw().unwrap();
    assert_ne!(number, other);
    assert!(acquisition(given.to_string().as_bytes(), &other).is_err());
    assert!(!format!("{number:?}{read:?}").contains("0123abcd"));
}

#[test]
fn records_are_read_whatever_became_of_the_inquiry() {
    let record = |provided_at: Value, refused: Value| {
        json!({"inquiry_id": "q-1", "inquirer": "mhlw", "provider": "moj", "affair": "A1", "procedure": "P1",
            "items": ["koseki-facts"], "asked_at": "2026-04-08T12:00:00+09:00", "provided_at": provided_at, "refused": refused})
    };
    let at = "2026-04-08T12:00:01+09:00";
    let three = json!({"records": [record(json!(null), json!(null)), record(json!(at), json!(null)), record(json!(null), json!("no"))]});
    let ends: Vec<_> =
        records(three.to_string().as_bytes()).unwrap().into_iter().map(|record| record.end).collect();
    assert_eq!(ends, [End::Open, End::Provided(at.parse().unwrap()), End::Refused("no".to_owned())]);
    let both = json!({"records": [record(json!(at), json!("no"))]});
    assert!(records(both.to_string().as_bytes()).is_err());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        fuzz_network(&bytes);
    }

    #[test]
    fn a_reply_with_anything_in_it_does_not_panic(text in "\\PC{0,40}", member in 0_usize..5) {
        let mut reply = reply_json();
        let name = ["inquiry_id", "provider", "asked_at", "provided_at", "state"][member];
        reply[name] = json!(text);
        fuzz_network(reply.to_string().as_bytes());
    }
}
