use serde_json::{Value, json};

use super::super::answer::read_message;
use super::*;

fn asked() -> (AskId, Inquiry) {
    let inquiry =
        Inquiry::by_items(Items { sex: None, address: None, ..items("架空\u{3000}花子", "1988-01-08") });
    (AskId::new("case-1").unwrap(), inquiry)
}

fn told(message: &Value, wanted: Wanted) -> Result<Told, Broken> {
    let (id, inquiry) = asked();
    read_message(message.to_string().as_bytes(), (&id, &inquiry, wanted)).map(|(told, _)| told)
}

fn found() -> Value {
    json!({
        "request_id": "case-1", "result": "found", "as_of": "2026-06-01",
        "record": {
            "status": "現存", "name": "架空\u{3000}花子", "birth": "1988-01-08", "sex": "女",
            "address": "架空市一丁目", "municipality": "999997",
            "last_event": { "kind": "修正", "reason": "軽微な修正", "event_date": "2026-02-01", "notified_on": "2026-02-02" },
        },
    })
}

#[test]
fn a_found_person_is_told() {
    let Ok(Told::Found(record)) = told(&found(), Wanted::default()) else { panic!("found") };
    assert_eq!(record.standing, Standing::Current);
    assert_eq!(record.last_change.unwrap().reason, ChangeReason::MinorCorrection);
}

#[test]
fn the_three_other_answers_are_told_apart() {
    for (word, expected) in [("none", Told::NotFound), ("several", Told::Several), ("stopped", Told::Stopped)]
    {
        assert_eq!(told(&json!({ "request_id": "case-1", "result": word }), Wanted::default()), Ok(expected));
    }
}

#[test]
fn an_answer_that_cannot_be_right_tells_nothing() {
    let changed = |path: &str, value: Value| {
        let mut message = found();
        *message.pointer_mut(path).unwrap() = value;
        told(&message, Wanted::default())
    };
    assert_eq!(changed("/request_id", json!("case-2")), Err(Broken::OtherRequest));
    assert_eq!(changed("/record/birth", json!("1988-01-09")), Err(Broken::OtherPerson));
    assert_eq!(changed("/record/name", json!("架空\u{3000}太郎")), Err(Broken::OtherPerson));
    assert_eq!(
        changed("/record/status", json!("消除")),
        Err(Broken::Message),
        "struck, and nothing says why"
    );
    assert_eq!(changed("/record", Value::Null), Err(Broken::Message), "found, and nobody");
    assert_eq!(changed("/result", json!("none")), Err(Broken::Message), "nobody, and a record");
    assert_eq!(changed("/record/address", json!("一丁目\n二番")), Err(Broken::Message));
}

#[test]
fn a_number_that_was_not_asked_for_is_not_taken() {
    let mut message = found();
    message["record"]["kojin_bango"] = json!("123456789018");
    assert_eq!(told(&message, Wanted::default()), Err(Broken::Unasked));
    assert!(told(&message, Wanted { number: true, code: false }).is_ok());
    message["record"]["kojin_bango"] = json!("123456789019");
    assert_eq!(told(&message, Wanted { number: true, code: false }), Err(Broken::CheckDigit(1)));
}

#[test]
fn nobody_is_printed() {
    let Ok(Told::Found(record)) = told(&found(), Wanted::default()) else { panic!("found") };
    let (_, inquiry) = asked();
    let printed = format!("{record:?} {inquiry:?}");
    assert!(!printed.contains("架空") && !printed.contains("1988"), "{printed}");
}

#[test]
fn what_cannot_be_sent_is_refused_before() {
    let long = "字".repeat(500);
    assert_eq!(AskId::new("../x"), Err(NotAsked::Id));
    assert_eq!(AskId::new(""), Err(NotAsked::Id));
    assert_eq!(Ground { basis: " ".to_owned(), ..ground() }.check(), Err(NotAsked::Word));
    assert_eq!(Ground { operator: "a\tb".to_owned(), ..ground() }.check(), Err(NotAsked::Word));
    assert_eq!(heading(0, Wanted::default()).check(), Err(NotAsked::Count));
    assert_eq!(heading(COUNT_AT_MOST + 1, Wanted::default()).check(), Err(NotAsked::Count));
    assert_eq!(Inquiry::by_items(items("a\tb", "1988-01-08")).check(), Err(NotAsked::Item));
    assert_eq!(Inquiry::by_items(items(&long, "1988-01-08")).check(), Err(NotAsked::Item));
    assert!(Birth::parse("1988-00-00").is_some(), "a day that is not known");
    for wrong in ["1988-13-01", "0000-01-01", "1988-01", "1988-01-08-1", "+988-01-08", "１９８８-01-08"] {
        assert!(Birth::parse(wrong).is_none(), "{wrong}");
    }
}
