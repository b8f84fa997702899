//! The desk's cases from the outside: who gets in, and what is refused.

use crate::support::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_the_registrars() {
    let desk = Desk::start().await;
    assert_eq!(desk.page("/desk/cases", "").await.status, 303, "to the sign-in");
    let officer = desk.sign_in("officer").await;
    let queue = desk.page("/desk/cases", &officer).await;
    assert_eq!(queue.status, 200);
    assert!(queue.body.contains("この段階で待っている案件はありません"), "{}", queue.body);
    assert!(
        queue.body.contains("value=\"examination\" checked"),
        "what can be decided is shown unless somebody chooses"
    );
    let chosen = desk.page("/desk/cases?stage=payment&lang=en", &officer).await;
    assert!(
        chosen.body.contains("value=\"payment\" checked")
            && !chosen.body.contains("value=\"examination\" checked")
    );
    let auditor = desk.sign_in("auditor").await;
    assert_eq!(desk.page("/desk/cases", &auditor).await.status, 403);
    assert!(
        !desk.page("/desk", &auditor).await.body.contains("href=\"/desk/cases\""),
        "nor is it in the menu"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_is_not_there_has_a_page_and_no_decision() {
    let desk = Desk::start().await;
    let officer = desk.sign_in("officer").await;
    let key = desk.page("/desk", &officer).await.hidden("form_key");
    for address in
        ["/desk/cases/1/019a0000-0000-7000-8000-000000000001", "/desk/cases/x/y", "/desk/cases/1/no-id"]
    {
        assert_eq!(desk.page(address, &officer).await.status, 404, "{address}");
        let form = format!("form_key={key}&version=1&do=grant");
        assert_eq!(desk.post(address, &officer, &form).await.status, 404, "{address}");
        assert_eq!(desk.post(address, &officer, "version=1&do=grant").await.status, 403, "no key, no order");
    }
}
