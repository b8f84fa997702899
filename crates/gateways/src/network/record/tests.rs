use std::slice::from_ref;

use serde_json::json;

use super::*;
use crate::network::{ItemReply, LinkageCode};

fn time(second: u8) -> Timestamp {
    format!("2026-04-08T12:00:{second:02}+09:00").parse().unwrap()
}

fn inquiry(id: &str) -> Inquiry {
    Inquiry {
        id: InquiryId::parse(id).unwrap(),
        inquirer: Institution::parse("mhlw").unwrap(),
        provider: Institution::parse("moj").unwrap(),
        affair: TableCode::parse("A1").unwrap(),
        procedure: TableCode::parse("P1").unwrap(),
        items: vec![TableCode::parse("koseki-facts").unwrap()],
        basis: "番号法 第19条第8号".to_owned(),
        person: LinkageCode::parse("0123abcd").unwrap(),
    }
}

fn asked(id: &str) -> DisclosureRecord {
    let inquiry = inquiry(id);
    let acknowledged = Acknowledged { inquiry: inquiry.id.clone(), asked_at: time(0) };
    DisclosureRecord::asked(&inquiry, &acknowledged)
}

fn reply(id: &str, said: Said) -> Reply {
    let inquiry = inquiry(id);
    let items = vec![ItemReply { item: inquiry.items[0].clone(), said }];
    Reply { inquiry: inquiry.id, provider: inquiry.provider, asked_at: time(0), provided_at: time(1), items }
}

#[test]
fn a_record_says_what_became_of_the_inquiry() {
    assert_eq!(asked("q").end, End::Open);
    let provided = asked("q").answered(&reply("q", Said::Provided(json!({}))));
    assert_eq!(provided.end, End::Provided(time(1)));
    let nothing = asked("q").answered(&reply("q", Said::NothingRecorded));
    assert_eq!(nothing.end, End::Provided(time(1)), "that nothing is recorded was provided");
    let withheld = asked("q").answered(&reply("q", Said::Withheld("secret".to_owned())));
    assert_eq!(withheld.end, End::Refused("secret".to_owned()));
    let refused = DisclosureRecord::refused(&inquiry("q"), time(0), "not-permitted");
    assert_eq!(refused.end, End::Refused("not-permitted".to_owned()));
}

#[test]
fn the_two_sides_are_compared() {
    let provided = asked("q").answered(&reply("q", Said::NothingRecorded));
    let id = |text: &str| InquiryId::parse(text).unwrap();
    assert_eq!(compare(from_ref(&provided), from_ref(&provided)), []);
    assert_eq!(compare(&[asked("q")], from_ref(&provided)), [], "the reply is on its way");
    assert_eq!(compare(&[asked("q")], &[]), [(id("q"), Difference::OnlyOurs)]);
    assert_eq!(compare(&[], &[asked("q")]), [(id("q"), Difference::OnlyTheirs)]);
    let more = DisclosureRecord { items: vec![], ..provided.clone() };
    assert_eq!(compare(from_ref(&provided), &[more]), [(id("q"), Difference::Content)]);
    let earlier = DisclosureRecord { asked_at: time(9), ..provided.clone() };
    assert_eq!(compare(&[asked("q")], &[earlier]), [(id("q"), Difference::Times)]);
    let refused = DisclosureRecord { end: End::Refused("no".to_owned()), ..provided.clone() };
    assert_eq!(compare(from_ref(&provided), &[refused]), [(id("q"), Difference::End)]);
    assert_eq!(
        compare(&[provided], &[asked("q")]),
        [(id("q"), Difference::End)],
        "they deny that they provided"
    );
}
