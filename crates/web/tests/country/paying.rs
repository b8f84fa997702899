//! The page of a case between going to pay and the word of the collecting side.

use std::time::Duration;

use crate::site::{Person, Site};
use crate::support::{Place, nurse as nurse_of_the_place, on_both_engines};

on_both_engines!(
    the_page_says_that_a_payment_is_being_confirmed_and_looks_again_when_asked,
    new_numbers_are_offered_where_something_failed_and_not_before,
    a_card_that_is_declined_has_paid_nothing,
    too_little_and_twice_are_told_with_what_happens_to_the_money,
);

/// Back from the page of the bank: the collecting side is asked while the jobs are worked.
async fn comes_back(place: &Place, (site, nurse): (&Site, &Person), address: &str) {
    let beside = async {
        loop {
            place.work_due().await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let back = async {
        let back = site.get(nurse, &format!("{address}/paid")).await;
        assert_eq!((back.status, back.header("location")), (303, address));
    };
    tokio::select! { () = back => {}, () = beside => {} }
}

/// The page of the bank or of the card company after something was done there.
async fn at_bank(link: &str, form: &str) -> (u16, String) {
    let (status, page) = Place::post(link, ("application/x-www-form-urlencoded", form.to_owned())).await;
    (status, String::from_utf8(page).unwrap())
}

/// Numbers were issued, and whose page it is goes to pay by them.
async fn gone_to_pay(place: &Place) -> (Site, Person, String, String) {
    let (key, link) = place.payable(&place.somebody()).await;
    let site = Site::of(&place.app).await;
    let nurse = site.applicant().await;
    let address = format!("/portal/cases/{}", key.address());
    let gone = site.get(&nurse, &format!("{address}/pay")).await;
    assert_eq!((gone.status, gone.header("location")), (303, link.as_str()));
    (site, nurse, address, link)
}

async fn a_card_that_is_declined_has_paid_nothing(place: &Place) {
    let (site, nurse, address, link) = gone_to_pay(place).await;
    let (status, page) = at_bank(&link, "action=pay-other&amount=").await;
    assert_eq!(status, 422, "{page}");
    let by_card = link.replace("/bank/", "/card/");
    assert!(
        page.contains(&by_card[by_card.find("/card/").unwrap()..]),
        "the bank leads to the cards: {page}"
    );
    let (status, page) = at_bank(&by_card, "action=pay&card=bad").await;
    assert!(status == 422 && page.contains("承認しませんでした"), "{page}");
    comes_back(place, (&site, &nurse), &address).await;
    let shown = site.page(&nurse, &address).await;
    assert!(shown.contains("まだあなたの納付がありません"), "{shown}");
    assert!(shown.contains(&format!("{address}/pay")) && !shown.contains("id=\"money\""), "{shown}");

    // The same numbers, and another card.
    let (status, page) = at_bank(&by_card, "action=pay&card=good").await;
    assert!(status == 200 && page.contains("支払いました"), "{page}");
    place.work().await;
    let shown = site.page(&nurse, &address).await;
    assert!(shown.contains("id=\"now-examination\"") && !shown.contains("id=\"money\""), "{shown}");
}

async fn too_little_and_twice_are_told_with_what_happens_to_the_money(place: &Place) {
    let (site, nurse, address, link) = gone_to_pay(place).await;
    assert_eq!(at_bank(&link, "action=pay-other&amount=999").await.0, 200);
    comes_back(place, (&site, &nurse), &address).await;
    place.work_due().await;
    let shown = site.page(&nurse, &address).await;
    assert!(shown.contains("納付された額が違います") && shown.contains("999円を、還付の対象"), "{shown}");
    assert!(shown.contains("自動では戻りません") && shown.contains("要確認"), "{shown}");
    let english = site.page(&nurse, &format!("{address}?lang=en")).await;
    assert!(english.contains("999 yen were handed to an officer"), "{english}");
    assert_eq!(site.post(&nurse, &address, &[("do", "pay-again")]).await.status, 303);
    place.work_due().await;

    let gone = site.get(&nurse, &format!("{address}/pay")).await;
    assert_ne!(gone.header("location"), link, "new numbers");
    assert_eq!(at_bank(gone.header("location"), "action=pay-twice").await.0, 200);
    place.work().await;
    let shown = site.page(&nurse, &address).await;
    assert!(shown.contains("id=\"now-examination\""), "one of them is what was due: {shown}");
    assert!(shown.contains("1,999円を、還付の対象"), "and the other is handed on as well: {shown}");
    assert_eq!(site.post(&nurse, &address, &[("do", "withdraw")]).await.status, 303);
    let shown = site.page(&nurse, &address).await;
    assert!(shown.contains("取り下げました") && shown.contains("2,999円を、還付の対象"), "{shown}");
}

async fn new_numbers_are_offered_where_something_failed_and_not_before(place: &Place) {
    let person = place.somebody();
    let key = place.sent(&person).await;
    place.work().await;
    let site = Site::of(&place.app).await;
    let nurse = site.applicant().await;
    let address = format!("/portal/cases/{}", key.address());
    let code = place.koseki_code(&person).await;
    place.app.give_means(&nurse_of_the_place(), key, ("koseki-certificate-code", Some(&code))).await.unwrap();
    // Nobody has worked on it yet: the numbers are being issued for the first time.
    let shown = site.page(&nurse, &address).await;
    assert!(shown.contains("納付の番号を発行しています") && shown.contains("1,000円"), "{shown}");
    assert!(!shown.contains("value=\"pay-again\"") && !shown.contains("/pay\""), "{shown}");
    assert!(shown.contains("?watch=1"), "the page can look again by itself");
    let early = site.post(&nurse, &address, &[("do", "pay-again")]).await;
    assert_eq!(early.status, 409, "{}", early.body);
    assert!(early.body.contains("納付の番号を発行しているところです"), "{}", early.body);
    // The numbers are there, nobody pays, and their time goes by.
    place.work_due().await;
    assert!(site.page(&nurse, &address).await.contains(&format!("{address}/pay")));
    place.nation.advance(60).unwrap();
    place.work().await;
    let shown = site.page(&nurse, &address).await;
    assert!(shown.contains("value=\"pay-again\""), "{shown}");
    assert_eq!(site.post(&nurse, &address, &[("do", "pay-again")]).await.status, 303);
    assert!(site.page(&nurse, &address).await.contains("納付の番号を発行しています"));
}

async fn the_page_says_that_a_payment_is_being_confirmed_and_looks_again_when_asked(place: &Place) {
    let (key, link) = place.payable(&place.somebody()).await;
    let site = Site::of(&place.app).await;
    let nurse = site.applicant().await;
    let address = format!("/portal/cases/{}", key.address());
    let pay = format!("{address}/pay");
    assert!(site.page(&nurse, &address).await.contains(&pay));
    let gone = site.get(&nurse, &pay).await;
    assert_eq!((gone.status, gone.header("location")), (303, link.as_str()));

    let shown = site.get(&nurse, &address).await;
    assert!(shown.body.contains("納付を確認しています"), "{}", shown.body);
    assert!(!shown.body.contains(&pay) && !shown.body.contains("value=\"pay-again\""), "no second time");
    assert_eq!(shown.header("refresh"), "", "it does not move unasked");
    let watched = site.get(&nurse, &format!("{address}?watch=1")).await;
    assert_eq!(watched.header("refresh"), "10");
    assert!(watched.body.contains("自動の見直しを止める"), "{}", watched.body);
    let english = site.page(&nurse, &format!("{address}?lang=en")).await;
    assert!(english.contains("Your payment is being confirmed"), "{english}");
    let again = site.get(&nurse, &pay).await;
    assert_eq!(again.header("location"), address, "from another tab as well");
    let new_numbers = site.post(&nurse, &address, &[("do", "pay-again")]).await;
    assert_eq!(new_numbers.status, 409, "{}", new_numbers.body);

    // Back from the bank without having paid.
    comes_back(place, (&site, &nurse), &address).await;
    let shown = site.page(&nurse, &address).await;
    assert!(shown.contains("まだあなたの納付がありません") && shown.contains(&pay), "{shown}");
    place.pay(&link, "action=pay").await;
    place.work().await;
    let shown = site.get(&nurse, &format!("{address}?watch=1")).await;
    assert!(shown.body.contains("id=\"now-examination\""), "{}", shown.body);
    assert_eq!(shown.header("refresh"), "", "and nothing moves where a person is at work");
}
