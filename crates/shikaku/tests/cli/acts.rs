//! Legal acts by the command line: what they do, what is refused, and with which words.

use serde_json::Value;

use crate::support::{Place, item, on_both_engines};

on_both_engines!(
    a_correction_shows_the_present_and_keeps_the_past,
    the_slower_one_sees_a_conflict,
    the_same_key_records_once,
    a_suspension_ends_by_its_date,
    an_entry_is_deleted_and_restored,
    a_revoked_licence_is_given_again,
    a_new_entry_has_a_number_of_its_own,
    half_a_transfer_is_refused,
    a_transfer_is_one_order,
    what_the_law_does_not_allow_is_refused,
    wrong_use_is_told,
);

const ROW: &str = "7,2010-04-01,高橋　花子,タカハシ　ハナコ,,1988-01-08,女,東京都,2010-03\n";

fn one_nurse(place: &Place) -> String {
    place.init();
    place.import_nurses(ROW);
    place.by_number("7")
}

/// Records an act; `more` are further flags.
fn act(place: &Place, target: &str, act: &str, on: &str, more: &[&str]) -> Value {
    place.json(&[&["act", target, act, "--effective-on", on, "--ground", "令和6年決裁第1号"], more].concat())
}

fn refused(place: &Place, target: &str, act: &str, on: &str, more: &[&str], words: &str) {
    let flags = ["act", target, act, "--effective-on", on, "--ground", "決裁"];
    place.run(&[&flags[..], more].concat()).expect(1, words);
}

fn state(place: &Place, id: &str, as_of: &str) -> String {
    place.show(id, &["--as-of", as_of])["state"].as_str().unwrap().to_owned()
}

fn a_correction_shows_the_present_and_keeps_the_past(place: &Place) {
    let id = one_nurse(place);
    let before = jiff::Timestamp::now().to_string();
    let done = act(
        place,
        &id,
        "correction",
        "2024-06-01",
        &["--item", "name=佐藤　花子", "--item", "kana=サトウ　ハナコ"],
    );
    assert_eq!(
        (&done["entry"], &done["version"], &done["repeated"]),
        (&id.clone().into(), &2.into(), &false.into())
    );

    let view = place.show(&id, &[]);
    assert_eq!(view["name"], "佐藤　花子");
    let record = &view["history"][1];
    assert_eq!((&record["act"], &record["effective_on"]), (&"correction".into(), &"2024-06-01".into()));
    assert_eq!(record["ground"], "令和6年決裁第1号");
    assert!(record["citation"].as_str().unwrap().contains("保健師助産師看護師法施行令"), "{record}");
    assert_eq!(item(record, "name"), Some("佐藤　花子"));
    // as it stood, and as was known
    assert_eq!(place.show(&id, &["--as-of", "2024-05-31"])["name"], "高橋　花子");
    assert_eq!(place.show(&id, &["--known-at", &before])["name"], "高橋　花子");
    assert_eq!(place.show(&id, &["--as-of", "2024-06-01"])["name"], "佐藤　花子");
    // found by the present name, no more by the one before
    assert_eq!(place.find(&["--name", "佐藤"]), std::slice::from_ref(&id));
    assert_eq!(place.find(&["--kana", "さとう"]), [id]);
    assert_eq!(place.find(&["--name", "高橋"]), Vec::<String>::new());
}

fn the_slower_one_sees_a_conflict(place: &Place) {
    let id = one_nurse(place);
    let seen = ["--item", "domicile=大阪府", "--seen-version", "1"];
    assert_eq!(act(place, &id, "correction", "2024-06-01", &seen)["version"], 2);
    refused(place, &id, "correction", "2024-06-02", &seen, "version 2 now");
    assert_eq!(place.show(&id, &[])["history"].as_array().unwrap().len(), 2);
}

fn the_same_key_records_once(place: &Place) {
    let id = one_nurse(place);
    let order = ["--item", "domicile=大阪府", "--key", "A-1"];
    let first = act(place, &id, "correction", "2024-06-01", &order);
    let again = act(place, &id, "correction", "2024-06-01", &order);
    assert_eq!((&first["version"], &first["repeated"]), (&2.into(), &false.into()));
    assert_eq!((&again["version"], &again["repeated"]), (&2.into(), &true.into()));
    refused(place, &id, "correction", "2024-06-01", &["--item", "domicile=京都府", "--key", "A-1"], "key");
    let new = [
        "--item",
        "registration-number=8",
        "--item",
        "name=鈴木　一",
        "--item",
        "birth-date=1990-01-01",
        "--key",
        "B",
    ];
    let first = act(place, "nurse/JP", "new-registration", "2024-06-03", &new);
    let again = act(place, "nurse/JP", "new-registration", "2024-06-03", &new);
    assert_eq!((&first["entry"], &again["repeated"]), (&again["entry"], &true.into()));
    assert_eq!(place.json(&["ledger", "checkpoint"])["size"], 3);
}

fn a_suspension_ends_by_its_date(place: &Place) {
    let id = one_nurse(place);
    act(
        place,
        &id,
        "practice-suspension",
        "2024-07-01",
        &["--item", "practice-suspension=2024-07-01/2024-09-30"],
    );
    let states: Vec<String> =
        ["2024-06-30", "2024-07-01", "2024-09-30", "2024-10-01"].map(|day| state(place, &id, day)).into();
    assert_eq!(states, ["active", "suspended", "suspended", "active"]);
    let view = place.show(&id, &["--as-of", "2024-08-01"]);
    assert_eq!(view["restrictions"][0]["until"], "2024-09-30");
    assert_eq!(view["restrictions"][0]["in_force"], true);
    act(place, &id, "admonition", "2025-01-10", &["--item", "reason=届出義務違反"]);
    assert_eq!(place.show(&id, &[])["restrictions"].as_array().unwrap().len(), 2);
    let wrong = ["--item", "practice-suspension=2025-09-30/2025-07-01"];
    refused(place, &id, "practice-suspension", "2025-02-01", &wrong, "term");
    refused(place, &id, "practice-suspension", "2025-02-01", &[], "needs practice-suspension");
}

fn an_entry_is_deleted_and_restored(place: &Place) {
    let id = one_nurse(place);
    act(
        place,
        &id,
        "deletion",
        "2025-01-10",
        &["--item", "reason=death", "--item", "date-of-death=2024-12-01"],
    );
    let view = place.show(&id, &[]);
    assert_eq!(view["state"], "deleted");
    let words = view["deletion"].as_str().unwrap();
    assert!(words.contains("死亡") && words.contains("2024-12-01"), "{words}");
    assert_eq!(state(place, &id, "2025-01-09"), "active");
    assert_eq!(place.json(&["find", "--number", "7"])["entries"][0]["state"], "deleted");
    refused(place, &id, "correction", "2025-02-01", &["--item", "name=甲　乙"], "not allowed in this state");
    refused(place, &id, "deletion", "2025-02-01", &["--item", "reason=death"], "not allowed in this state");
    act(place, &id, "restoration", "2025-03-01", &["--item", "reason=誤認"]);
    let view = place.show(&id, &[]);
    assert_eq!((&view["state"], &view["deletion"]), (&"active".into(), &Value::Null));
    assert_eq!(view["history"].as_array().unwrap().len(), 3, "the deletion stays in the history");
    refused(place, &id, "restoration", "2025-04-01", &[], "not allowed in this state");
}

fn a_revoked_licence_is_given_again(place: &Place) {
    let id = one_nurse(place);
    refused(place, &id, "re-licence", "2019-01-01", &[], "not allowed in this state");
    act(place, &id, "revocation", "2019-03-01", &["--item", "reason=処分"]);
    assert_eq!(state(place, &id, "2019-03-01"), "revoked");
    act(place, &id, "re-education", "2023-01-01", &["--item", "retraining=2023-01-01"]);
    act(place, &id, "re-licence", "2024-04-01", &[]);
    assert_eq!(state(place, &id, "2024-03-31"), "revoked");
    assert_eq!(state(place, &id, "2024-04-01"), "active");
}

fn a_new_entry_has_a_number_of_its_own(place: &Place) {
    one_nurse(place);
    let new = |number: &'static str| {
        ["--item", number, "--item", "name=髙橋　葉子", "--item", "birth-date=1999-01-01"]
    };
    let done = act(place, "nurse/JP", "new-registration", "2024-06-03", &new("registration-number=第8号"));
    assert_eq!(done["version"], 1);
    let id = done["entry"].as_str().unwrap();
    assert_eq!(place.by_number("8"), id);
    assert_eq!(place.find(&["--name", "高橋", "--born", "1999-01-01"]), [id]);
    refused(
        place,
        "nurse/JP",
        "new-registration",
        "2024-06-03",
        &new("registration-number=００８"),
        "number is taken",
    );
    refused(
        place,
        "nurse/JP",
        "new-registration",
        "2024-06-03",
        &new("registration-number=7"),
        "number is taken",
    );
}

fn half_a_transfer_is_refused(place: &Place) {
    place.init();
    let person = ["--item", "name=介護　支", "--item", "birth-date=1970-01-01"];
    let (tokyo, kanagawa) =
        ("long-term-care-support-specialist/JP-13", "long-term-care-support-specialist/JP-14");
    let items = [&person[..], &["--item", "registration-number=13150001"]].concat();
    let old = act(place, tokyo, "new-registration", "2015-04-01", &items)["entry"].clone();
    let old = old.as_str().unwrap();
    let link = format!("linked-entry={old}");
    let come = [&person[..], &["--item", "registration-number=14150001", "--item", &link]].concat();
    refused(place, kanagawa, "transfer-in", "2024-06-01", &come, "one by one");
    refused(place, old, "transfer-out", "2024-06-01", &["--item", &link], "one by one");
    assert_eq!(place.show(old, &[])["state"], "active");
    assert!(place.find(&["--name", "介護", "--authority", "JP-14"]).is_empty());
}

fn a_transfer_is_one_order(place: &Place) {
    place.init();
    let new = |number: &str| {
        let number = format!("registration-number={number}");
        let items = [
            "--item",
            &number,
            "--item",
            "name=介護　支",
            "--item",
            "birth-date=1970-01-01",
            "--item",
            "kana=カイゴ　ササエ",
            "--item",
            "certificate-number=第5号",
            "--item",
            "card-issue-and-expiry=2027-03-31",
        ];
        let register = "long-term-care-support-specialist/JP-13";
        act(place, register, "new-registration", "2015-04-01", &items)["entry"].as_str().unwrap().to_owned()
    };
    let (old, other) = (new("13150001"), new("13150002"));
    let order =
        ["--to", "JP-14", "--item", "registration-number=14150001", "--key", "T-1", "--seen-version", "1"];
    let done = act(place, &old, "transfer", "2024-06-01", &order);
    assert_eq!(done["left"], serde_json::json!({ "entry": old, "version": 2 }));
    let arrived = done["arrived"]["entry"].as_str().unwrap().to_owned();
    let (left, come) = (place.show(&old, &[]), place.show(&arrived, &[]));
    assert_eq!((&left["state"], &come["state"]), (&"deleted".into(), &"active".into()));
    assert_eq!((&come["authority"], &come["number"]), (&"JP-14".into(), &"14150001".into()));
    assert_eq!((&come["name"], &come["kana"]), (&left["name"], &left["kana"]));
    assert_eq!(item(&come, "linked-entry"), Some(old.as_str()));
    assert_eq!(item(&left, "linked-entry"), Some(arrived.as_str()));
    // the card lapsed; the new one is for the rest of its term
    assert_eq!(item(&left, "certificate-number"), Some("第5号"));
    assert_eq!(
        (item(&come, "certificate-number"), &come["certificate"]["valid_until"]),
        (None, &"2027-03-31".into())
    );
    assert_eq!(come["history"][0]["recorded_at"], left["history"][1]["recorded_at"], "one commit");
    assert!(come["history"][0]["citation"].as_str().unwrap().contains("介護保険法"), "{come}");
    // again under its key; another under that key; a number that is taken leaves the old entry as it is
    let again = act(place, &old, "transfer", "2024-06-01", &order);
    assert_eq!((&again["repeated"], &again["arrived"]["entry"]), (&true.into(), &arrived.into()));
    refused(place, &other, "transfer", "2024-06-01", &["--to", "JP-14", "--key", "T-1"], "key");
    let taken = ["--to", "JP-14", "--item", "registration-number=14150001"];
    refused(place, &other, "transfer", "2024-06-01", &taken, "number is taken");
    assert_eq!(place.show(&other, &[])["history"].as_array().unwrap().len(), 1);
    assert_eq!(place.find(&["--name", "介護", "--authority", "JP-14"]).len(), 1);
    // the same number goes along when no other is given
    let done = act(place, &other, "transfer", "2024-06-01", &["--to", "JP-01"]);
    assert_eq!(place.show(done["arrived"]["entry"].as_str().unwrap(), &[])["number"], "13150002");
    // wrong use, and what the law does not know
    let go = |id: &str, act: &str, more: &[&str]| {
        place.run(&[&["act", id, act, "--ground", "決裁"], more].concat())
    };
    go(&old, "transfer", &[]).expect(2, "needs --to");
    go(&old, "correction", &["--to", "JP-14"]).expect(2, "transfer alone");
    let moved = done["arrived"]["entry"].as_str().unwrap();
    go(moved, "transfer", &["--to", "JP-01"]).expect(2, "already");
    go(moved, "transfer", &["--to", "JP-99"]).expect(2, "qualification/authority");
    place.import_nurses(ROW);
    let nurse = place.by_number("7");
    go(&nurse, "transfer", &["--to", "JP-13"]).expect(1, "transfer");
    place.json(&["audit"]);
}

fn what_the_law_does_not_allow_is_refused(place: &Place) {
    let id = one_nurse(place);
    refused(place, &id, "correction", "2999-01-01", &["--item", "name=甲　乙"], "after the day of recording");
    refused(place, &id, "correction", "2009-01-01", &["--item", "name=甲　乙"], "before the entry began");
    refused(place, &id, "correction", "2024-01-01", &["--item", "registration-number=9"], "cannot carry");
    refused(place, &id, "correction", "2024-01-01", &[], "needs");
    refused(place, &id, "deletion", "2024-01-01", &[], "needs reason");
    refused(
        place,
        "nurse/JP",
        "new-registration",
        "2024-01-01",
        &["--item", "name=甲　乙"],
        "needs registration-number",
    );
    let said = place.run(&["act", &id, "deletion", "--ground", "決裁", "--lang", "ja"]);
    assert!(said.err.contains("登録の抹消"), "{said:?}");
    assert_eq!(place.show(&id, &[])["history"].as_array().unwrap().len(), 1, "nothing was written");
}

fn wrong_use_is_told(place: &Place) {
    let id = one_nurse(place);
    let act = |target: &str, act: &str, more: &[&str]| {
        place.run(&[&["act", target, act, "--ground", "決裁"], more].concat())
    };
    act(&id, "marriage", &[]).expect(2, "one of: transcription new-registration");
    act(&id, "correction", &["--item", "name"]).expect(2, "CODE=VALUE");
    act(&id, "correction", &["--effective-on", "いつか", "--item", "name=甲"]).expect(2, "いつか");
    act("nurse", "new-registration", &[]).expect(2, "qualification/authority");
    act("nurse/JP-13", "new-registration", &[]).expect(2, "qualification/authority");
    act("00000000-0000-7000-8000-000000000000", "deletion", &[]).expect(2, "no such entry");
    let smuggled = act(&id, "correction", &["--effective-on", "2024-01-01", "--item", "name=甲\nX取消"]);
    smuggled.expect(2, "control character");
    place.run(&["act", &id, "deletion"]).expect(2, "--ground");
}
