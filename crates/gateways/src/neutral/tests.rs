use super::*;

fn answer(status: u16, media_type: &str, body: &str) -> Answer {
    Answer { status, media_type: media_type.to_owned(), body: body.as_bytes().to_vec() }
}

fn number(answer: &Answer) -> Outcome<u8> {
    read(answer, from_json)
}

#[test]
fn each_kind_of_answer_is_one_outcome() {
    assert_eq!(number(&answer(200, JSON, "7")), Outcome::Answered(7));
    assert_eq!(number(&answer(404, JSON, r#"{"code":"unknown"}"#)), Outcome::refused("unknown"));
    assert_eq!(number(&answer(500, "text/html", "<h1>")), Outcome::Unavailable { until: None });
    let unreadable = [
        answer(200, "text/html", "7"),
        answer(200, JSON, "seven"),
        answer(204, JSON, "7"),
        answer(301, JSON, "7"),
        answer(404, "text/html", r#"{"code":"unknown"}"#),
        answer(404, JSON, r#"{"code":""}"#),
        answer(404, JSON, r#"{"code":"a","code":"b"}"#),
    ];
    for answer in unreadable {
        assert!(matches!(number(&answer), Outcome::Unintelligible { .. }), "{answer:?}");
    }
}

#[test]
fn days_and_instants_have_one_form() {
    assert_eq!(day("2026-04-01", "").unwrap(), civil::date(2026, 4, 1));
    for wrong in ["20260401", "2026-4-1", "2026-04-01T00", "2026-02-30", "+2026-04-1", "令和八年四月一日"]
    {
        assert!(day(wrong, "").is_err(), "{wrong}");
    }
    let midnight = instant("2026-03-31T15:00:00Z", "").unwrap();
    assert_eq!(in_japan(midnight), civil::datetime(2026, 4, 1, 0, 0, 0, 0));
    assert_eq!(instant("2026-04-01T00:00:00+09:00", "").unwrap(), midnight);
    for wrong in ["2026-04-01", "2026-04-01T00:00:00", "2026-04-01T00:00:00+09:00[Asia/Tokyo]", ""] {
        assert!(instant(wrong, "").is_err(), "{wrong}");
    }
}

#[test]
fn what_may_stand_in_an_address_cannot_leave_it() {
    for wrong in ["", "a/b", "..", "a?b", "http://elsewhere", "ａ", &"x".repeat(65)] {
        assert!(!is_token(wrong, 64), "{wrong}");
    }
    assert!(is_token("JP-13_a", 64));
    assert!(!is_digits("１２３４５", 5..=5), "digits of full width are none");
}

#[test]
fn a_text_for_people_has_no_control_characters() {
    assert!(text("髙橋󠄁".to_owned(), 10, "").is_ok(), "variation selectors are part of a name");
    assert!(text("a\nb".to_owned(), 10, "").is_err());
    assert!(text("x".repeat(11), 10, "").is_err());
}
