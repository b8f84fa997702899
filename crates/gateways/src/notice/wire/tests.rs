use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::network::{Institution, LinkageCode};

fn id() -> NoticeId {
    NoticeId::parse("n-1").unwrap()
}

fn letter(address: PostalAddress) -> Notice {
    Notice {
        id: id(),
        to: Recipient::Post(address),
        subject: "登録事項の変更について".to_owned(),
        paragraphs: vec!["お届けください。".to_owned()],
        sender: "厚生労働省".to_owned(),
    }
}

fn somewhere() -> PostalAddress {
    PostalAddress {
        postcode: Some("3500062".to_owned()),
        address: "埼玉県川越市元町一丁目三番地一".to_owned(),
        name: "見本　花子".to_owned(),
    }
}

fn read(state: Value) -> Result<Delivery, Malformed> {
    let mut body = json!({"notice_id": "n-1"});
    body.as_object_mut().unwrap().append(&mut state.as_object().unwrap().clone());
    delivery(body.to_string().as_bytes(), &id())
}

#[test]
fn a_letter_and_a_message_are_written_as_the_readme_says() {
    let body: Value = serde_json::from_slice(&notice(&letter(somewhere())).unwrap()).unwrap();
    assert_eq!(body["to"]["way"], "post");
    assert_eq!(body["to"]["postcode"], "3500062");
    let to = Recipient::Portal {
        institution: Institution::parse("mhlw").unwrap(),
        person: LinkageCode::parse("0123abcd").unwrap(),
    };
    let message = Notice { to, ..letter(somewhere()) };
    let body: Value = serde_json::from_slice(&notice(&message).unwrap()).unwrap();
    assert_eq!(body["to"], json!({"way": "portal", "institution": "mhlw", "linkage_code": "0123abcd"}));
    assert!(!format!("{:?}{message:?}", letter(somewhere())).contains("川越"), "an address does not print");
}

#[test]
fn what_does_not_fit_on_a_sheet_is_not_sent() {
    let wrong = [
        Notice { subject: String::new(), ..letter(somewhere()) },
        Notice { paragraphs: vec![], ..letter(somewhere()) },
        Notice { paragraphs: vec!["x".to_owned(); Notice::MOST_PARAGRAPHS + 1], ..letter(somewhere()) },
        Notice { paragraphs: vec!["x".repeat(Notice::LONGEST_PARAGRAPH + 1)], ..letter(somewhere()) },
        letter(PostalAddress { postcode: Some("350-0062".to_owned()), ..somewhere() }),
        letter(PostalAddress { name: "a\nb".to_owned(), ..somewhere() }),
    ];
    for notice in wrong {
        assert!(super::notice(&notice).is_err(), "{notice:?}");
    }
}

#[test]
fn each_way_not_to_arrive_is_a_case() {
    let at = "2026-04-08T12:00:00+09:00";
    let ways = [
        ("account-closed", Failure::AccountClosed),
        ("no-consent", Failure::NoConsent),
        ("address-unknown", Failure::AddressUnknown),
        ("moved", Failure::Moved),
        ("not-taken", Failure::NotTaken),
        ("eaten-by-a-dog", Failure::Other("eaten-by-a-dog".to_owned())),
    ];
    for (word, failure) in ways {
        let expected = Delivery::Failed { at: at.parse().unwrap(), failure };
        assert_eq!(read(json!({"state": "failed", "at": at, "failure": word})), Ok(expected));
    }
    assert_eq!(read(json!({"state": "waiting"})), Ok(Delivery::Waiting));
    let arrived = Delivery::Arrived { at: at.parse().unwrap(), read_at: None };
    assert_eq!(read(json!({"state": "arrived", "at": at})), Ok(arrived));
}

#[test]
fn what_contradicts_itself_is_not_read() {
    let at = "2026-04-08T12:00:00+09:00";
    for state in [
        json!({"state": "waiting", "at": at}),
        json!({"state": "arrived"}),
        json!({"state": "arrived", "at": at, "failure": "moved"}),
        json!({"state": "arrived", "at": at, "read_at": "2026-04-08T11:00:00+09:00"}),
        json!({"state": "failed", "at": at}),
        json!({"state": "failed", "at": at, "failure": ""}),
        json!({"state": "lost"}),
    ] {
        assert!(read(state.clone()).is_err(), "{state}");
    }
    let other = json!({"notice_id": "n-2", "state": "waiting"});
    assert!(delivery(other.to_string().as_bytes(), &id()).is_err());
    let other = json!({"notice_id": "n-2", "taken_at": at});
    assert!(taken(other.to_string().as_bytes(), &id()).is_err());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        fuzz_notice(&bytes);
    }
}
