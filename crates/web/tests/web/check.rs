//! The yearly check's pages, and those on what the first link left, from the outside.

use crate::support::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn the_check_is_for_registrars_and_auditors() {
    let desk = Desk::start().await;
    for address in ["/desk/yearly-check", "/desk/yearly-check/hints", "/desk/numbers"] {
        assert_eq!(desk.page(address, "").await.status, 303, "to the sign-in");
        for login in ["officer", "auditor"] {
            let cookie = desk.sign_in(login).await;
            assert_eq!(desk.page(address, &cookie).await.status, 200, "{address} for {login}");
        }
        let reader = desk.sign_in("tokyo").await;
        assert_eq!(desk.page(address, &reader).await.status, 403, "{address}");
        assert!(!desk.page("/desk", &reader).await.body.contains("/desk/yearly-check"), "nor in the menu");
    }
    let officer = desk.sign_in("officer").await;
    let none = desk.page("/desk/yearly-check", &officer).await.body;
    assert!(none.contains("shikaku yearly-check start"), "{none}");
    let numbers = desk.page("/desk/numbers?lang=en", &officer).await.body;
    assert!(numbers.contains("Given by the holder") || numbers.contains("not counted yet"), "{numbers}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queues_of_the_first_link_are_the_registrars() {
    let desk = Desk::start().await;
    let officer = desk.sign_in("officer").await;
    let all = desk.page("/desk/linking/bulk", &officer).await;
    assert!(all.status == 200 && all.body.contains("判断を待っている登録はありません"), "{}", all.body);
    let queue = "/desk/linking/bulk/nurse/JP?reason=nobody";
    let empty = desk.page(queue, &officer).await;
    assert!(empty.status == 200 && empty.body.contains("この理由で待っている登録はありません"));
    for nowhere in [
        "/desk/linking/bulk/nurse/JP",
        "/desk/linking/bulk/nurse/JP?reason=other",
        "/desk/linking/bulk/nurse/JP-13?reason=nobody",
        "/desk/linking/bulk/entries/x",
        "/desk/linking/bulk/entries/019a0000-0000-7000-8000-000000000001",
    ] {
        assert_eq!(desk.page(nowhere, &officer).await.status, 404, "{nowhere}");
    }
    let auditor = desk.sign_in("auditor").await;
    assert_eq!(desk.page(queue, &auditor).await.status, 403);
    let id = desk.first_id("number=101&qualification=nurse").await;
    let address = format!("/desk/linking/bulk/entries/{id}");
    assert_eq!(desk.page(&address, &officer).await.status, 404, "it does not wait");
    assert_eq!(desk.post(&address, &officer, "answer=link&ground=x").await.status, 403, "no key, no answer");
    let key = desk.page("/desk", &officer).await.hidden("form_key");
    let without = desk.post(&address, &officer, &format!("form_key={key}&answer=ask-holder&ground=x")).await;
    assert_eq!(without.status, 503, "without the resident register nothing is decided: {}", without.body);
}
