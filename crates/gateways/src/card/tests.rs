use proptest::prelude::*;

use super::*;

#[test]
fn what_is_no_sealed_number_is_not_carried() {
    for (sealed, good) in [
        ("a.b.c.d.e", true),
        ("a..c.d.e", true),
        ("123456789018", false),
        ("a.b.c", false),
        ("a.b.c.d.%00", false),
    ] {
        let form = format!("state=s&sealed_number={sealed}");
        let read = Reading::parse(form.as_bytes(), "s");
        assert_eq!(read.is_ok(), good, "{sealed}");
    }
    let long = format!("state=s&sealed_number=a.b.c.d.{}", "e".repeat(LONGEST_SEALED));
    assert_eq!(Reading::parse(long.as_bytes(), "s").unwrap_err(), ReadingError::Sealed);
}

#[test]
fn a_form_without_the_state_or_with_things_twice_is_no_reading() {
    assert_eq!(Reading::parse(b"name=x", "s").unwrap_err(), ReadingError::State);
    assert_eq!(Reading::parse(b"state=&name=x", "s").unwrap_err(), ReadingError::State);
    assert_eq!(Reading::parse(b"state=s&state=s", "s").unwrap_err(), ReadingError::Form);
    assert_eq!(Reading::parse(&vec![b'x'; LONGEST_FORM + 1], "s").unwrap_err(), ReadingError::Form);
}

#[test]
fn the_question_names_no_person_and_keeps_its_state() {
    let reader = Url::parse("https://reader.example/read").unwrap();
    let back = Url::parse("https://portal.example/back").unwrap();
    let one = ReadingRequest::new(&reader, "P", &back, Items::ALL, Some("case 1")).unwrap();
    let other = ReadingRequest::new(&reader, "P", &back, Items::ALL, None).unwrap();
    assert_ne!(one.state, other.state);
    assert!(one.go_to.as_str().contains("case=case+1") && !other.go_to.as_str().contains("case="));
}

#[test]
fn a_browser_that_comes_back_with_nothing_says_whose_question_it_was() {
    let no = |query: &str| NoReading::parse(query.as_bytes());
    let said = |state: &str, declined| Some(NoReading { state: state.to_owned(), declined });
    assert_eq!(no("error=access_denied&state=s%20x"), said("s x", true));
    assert_eq!(no("state=s&error=card_locked&error_description=x"), said("s", false));
    for other in ["", "state=s", "error=access_denied", "error=&state=s", "error=access_denied&state="] {
        assert_eq!(no(other), None, "{other}");
    }
    assert_eq!(no("error=a&error=b&state=s"), None, "said twice");
    assert_eq!(no(&format!("error=a&state={}", "s".repeat(LONGEST_NO))), None);
}

proptest! {
    #[test]
    fn nothing_makes_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), name in ".{0,40}") {
        fuzz_card(&bytes);
        let form = form_urlencoded::Serializer::new(String::new()).append_pair("state", "s").append_pair("name", &name).finish();
        let read = Reading::parse(form.as_bytes(), "s").unwrap();
        prop_assert_eq!(read.items.name.is_some(), !name.trim().is_empty());
    }
}
