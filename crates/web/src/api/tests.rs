//! The committed description says what the interface does: its parameters and the fields of its answers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{DOCUMENT, query};
use crate::pages::samples::data;

fn document() -> Value {
    serde_json::from_str(DOCUMENT).expect("JSON")
}

fn parameters(document: &Value, path: &str) -> Vec<String> {
    let all = document["paths"][path]["get"]["parameters"].as_array().expect("parameters");
    let in_query = all.iter().filter(|parameter| parameter["in"] == "query");
    in_query.map(|parameter| parameter["name"].as_str().expect("a name").to_owned()).collect()
}

fn keys(object: &Value) -> BTreeSet<String> {
    object.as_object().expect("an object").keys().cloned().collect()
}

fn described(document: &Value, schema: &str) -> BTreeSet<String> {
    keys(&document["components"]["schemas"][schema]["properties"])
}

#[test]
fn the_described_parameters_are_the_known_ones() {
    let document = document();
    assert_eq!(parameters(&document, "/api/entries"), query::SEARCH_PARAMETERS);
    assert_eq!(parameters(&document, "/api/entries/{id}"), query::MOMENT_PARAMETERS);
}

#[test]
fn the_described_fields_are_those_of_the_answers() {
    let document = document();
    let entry = serde_json::to_value(data::suspended_entry()).expect("JSON");
    let mut all = described(&document, "FoundEntry");
    let found = serde_json::to_value(&data::results()[0]).expect("JSON");
    assert_eq!(keys(&found), all);
    all.extend(keys(&document["components"]["schemas"]["Entry"]["allOf"][1]["properties"]));
    assert_eq!(keys(&entry), all);
    assert_eq!(keys(&entry["items"][0]), described(&document, "Item"));
    assert_eq!(keys(&entry["restrictions"][0]), described(&document, "Restriction"));
    assert_eq!(keys(&entry["certificate"]), described(&document, "Certificate"));
    assert_eq!(keys(&entry["history"][0]), described(&document, "Record"));
}

#[test]
fn the_described_answer_to_an_inquiry_is_the_answer() {
    let answer = app::InquiryAnswer {
        answer: "yes",
        why: "",
        items: data::suspended_entry().items,
        restrictions: data::suspended_entry().restrictions,
        citation: String::new(),
        at: String::new(),
    };
    let document = document();
    let mut all = keys(&serde_json::to_value(&answer).expect("JSON"));
    // Said only when the answer is unsure.
    all.insert("why".to_owned());
    assert_eq!(all, described(&document, "InquiryAnswer"));
}

#[test]
fn the_described_confirmation_is_the_answer() {
    let name = || app::Both::new("登録番号", "registration number");
    let view = app::ConfirmationView {
        number: "1".to_owned(),
        qualification: name(),
        authority: name(),
        items: vec![(name(), "第1号".to_owned())],
        issued_on: "2026-04-01".to_owned(),
        is_current: true,
    };
    let answer = serde_json::to_value(super::confirmation::Confirmed::from(view)).expect("JSON");
    let document = document();
    assert_eq!(keys(&answer), described(&document, "Confirmation"));
    let item = &document["components"]["schemas"]["Confirmation"]["properties"]["items"]["items"];
    assert_eq!(keys(&answer["items"][0]), keys(&item["properties"]));
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let mut found = 0;
    for part in DOCUMENT.split("\"#").skip(1) {
        let pointer = part.split('"').next().unwrap_or("");
        assert!(document.pointer(pointer).is_some(), "{pointer}");
        found += 1;
    }
    assert!(found > 10);
}

/// The answer to a search has these fields and no others: programs rely on it.
#[test]
fn the_answer_to_a_search_is_the_agreed_one() {
    let found = app::view::Found {
        entries: data::results().into_iter().take(1).collect(),
        more: false,
        incomplete: false,
    };
    let expected = format!(
        "{{\"entries\":[{{\"id\":\"{}\",\"qualification\":\"sample-keeper\",\"authority\":\"JP\",\"number\":\"第1234567号\",\
         \"name\":\"髙橋　花子\",\"kana\":\"タカハシ　ハナコ\",\"born\":\"1988-01-08\",\"state\":\"active\"}}],\"more\":false}}",
        data::ID
    );
    assert_eq!(serde_json::to_string(&found).expect("JSON"), expected);
}
