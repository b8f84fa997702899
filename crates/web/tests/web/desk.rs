//! The desk from the outside: sign-in, search, entry, sign-out; and what it refuses.

use crate::support::Desk;

/// 高橋 in a query.
const TAKAHASHI: &str = "%E9%AB%98%E6%A9%8B";

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_signs_in_finds_a_variant_reads_the_history_and_signs_out() {
    let desk = Desk::start().await;
    let cookie = desk.sign_in("officer").await;

    let found = desk.page(&format!("/desk/entries?name={TAKAHASHI}&born=S63.1.8"), &cookie).await;
    assert_eq!(found.status, 200);
    assert!(found.body.contains("髙橋　花子") && !found.body.contains("外字 U+E000"), "{}", found.body);
    assert!(found.body.contains("value=\"S63.1.8\""), "what was typed is kept");

    let id = desk.first_id("number=101").await;
    let entry = desk.page(&format!("/desk/entries/{id}"), &cookie).await;
    assert_eq!(entry.status, 200);
    assert!(entry.body.contains("<h1>髙橋　花子</h1>") && entry.body.contains("class=\"timeline\""));
    assert!(entry.body.contains("昭和63年1月8日<span class=\"nowrap\">（1988-01-08）</span>"));

    let without_key = desk.post("/desk/sign-out", &cookie, "form_key=guessed").await;
    assert_eq!(without_key.status, 403);
    let key = entry.hidden("form_key");
    assert_eq!(desk.post("/desk/sign-out", &cookie, &format!("form_key={key}")).await.status, 303);
    assert_eq!(desk.page("/desk", &cookie).await.status, 303, "the session has ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_anything_before_the_sign_in_and_the_way_back_is_kept() {
    let desk = Desk::start().await;
    for path in
        ["/desk", "/desk/entries?name=a", "/desk/entries/x", "/desk/registers", "/desk/registers/nurse/JP"]
    {
        let answer = desk.page(path, "desk-session=invented").await;
        assert_eq!(answer.status, 303, "{path}");
        assert!(answer.header("location").starts_with("/desk/sign-in"), "{path}");
    }
    let sent = desk.page("/desk/registers/nurse/JP", "").await;
    assert_eq!(sent.header("location"), "/desk/sign-in?next=/desk/registers/nurse/JP");
    let form = "login=officer&password=officer-demo&purpose=inquiry&next=/desk/registers/nurse/JP";
    let welcome = desk.post("/desk/sign-in", "", form).await;
    assert_eq!(welcome.header("location"), "/desk/registers/nurse/JP");
    let cookie = welcome.header("set-cookie");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
        "{cookie}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_sign_in_is_said_and_too_many_have_to_wait() {
    let desk = Desk::start().await;
    let unfinished = desk.post("/desk/sign-in", "", "login=officer&password=officer-demo").await;
    assert_eq!(unfinished.status, 400);
    assert!(
        unfinished.body.contains("id=\"purpose-error\"") && unfinished.body.contains("value=\"officer\"")
    );

    let wrong = "login=officer&password=wrong&purpose=inquiry";
    for _ in 0..10 {
        assert_eq!(desk.post("/desk/sign-in", "", wrong).await.status, 401);
    }
    let right = "login=officer&password=officer-demo&purpose=inquiry";
    let answer = desk.post("/desk/sign-in", "", right).await;
    assert_eq!(answer.status, 429, "even the right password waits now");
    assert!(answer.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 60));
    assert!(!desk.sign_in("auditor").await.is_empty(), "other accounts get in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_is_refused() {
    let desk = Desk::start().await;
    let form = "login=officer&password=officer-demo&purpose=inquiry";
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    let foreign = desk.send("POST", "/desk/sign-in", &[kind, ("Origin", "https://evil.example")], form).await;
    assert_eq!((foreign.status, foreign.header("set-cookie")), (403, ""));
    assert!(foreign.body.contains("別のサイトから送られた操作"));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_sees_what_the_account_may_see() {
    let desk = Desk::start().await;
    let id = desk.first_id("number=103").await;
    let looks = format!("/desk/entries/{id}/disclosures");

    let tokyo = desk.sign_in("tokyo").await;
    assert_eq!(
        desk.page(&format!("/desk/entries/{id}"), &tokyo).await.status,
        404,
        "another authority's register"
    );
    let officer = desk.sign_in("officer").await;
    assert_eq!(desk.page(&looks, &officer).await.status, 403, "for auditors");

    desk.page(&format!("/desk/entries/{id}"), &officer).await;
    let auditor = desk.sign_in("auditor").await;
    let seen = desk.page(&looks, &auditor).await;
    assert_eq!(seen.status, 200);
    assert!(seen.body.contains("officer"), "the look of the officer is there");
    assert!(desk.page(&format!("/desk/entries/{id}"), &auditor).await.body.contains(&looks));
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_input_is_said_at_its_field_and_wrong_addresses_have_a_page() {
    let desk = Desk::start().await;
    let cookie = desk.sign_in("officer").await;
    let wrong = desk.page("/desk/entries?born=%E6%98%A8%E6%97%A5", &cookie).await;
    assert_eq!(wrong.status, 400);
    assert!(wrong.body.contains("id=\"born-error\""));
    let id = desk.first_id("number=101").await;
    let moment = desk.page(&format!("/desk/entries/{id}?as_of=soon"), &cookie).await;
    assert_eq!(moment.status, 400);
    assert!(moment.body.contains("id=\"as_of-error\"") && moment.body.contains("髙橋　花子"));
    assert_eq!(desk.page("/desk/entries/no-id", &cookie).await.status, 404);
    assert_eq!(desk.page("/nowhere", &cookie).await.status, 404);
    assert_eq!(desk.post("/desk", &cookie, "").await.status, 405);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_carries_the_protecting_headers() {
    let desk = Desk::start().await;
    let cookie = desk.sign_in("officer").await;
    for path in
        ["/", "/desk/sign-in?lang=en", "/desk", "/desk/registers", "/desk/registers/nurse/JP", "/nowhere"]
    {
        let answer = desk.page(path, &cookie).await;
        assert!(
            answer.header("content-security-policy").starts_with("default-src 'none'; style-src 'self'"),
            "{path}"
        );
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
    }
    let start = desk.page("/?lang=en", "").await;
    assert!(start.body.contains("<html lang=\"en\">") && start.body.contains("Sign in"));
    let address = start.body.split("href=\"/assets/desk.css").nth(1).and_then(|rest| rest.split('"').next());
    let style = desk.page(&format!("/assets/desk.css{}", address.expect("a style sheet")), "").await;
    assert!(style.header("cache-control").contains("immutable"));
    assert_eq!(desk.page("/assets/desk.css?v=old", "").await.header("cache-control"), "no-cache");
}

/// The value of the query parameter `lang` goes with no link; the choice is kept by a cookie.
#[tokio::test(flavor = "multi_thread")]
async fn the_choice_of_a_language_holds_through_the_desk_and_back() {
    let desk = Desk::start().await;
    let english = desk.page("/desk/sign-in?lang=en", "").await;
    assert!(english.body.contains("<html lang=\"en\">") && english.body.contains("Purpose of this session"));
    let choice = english.cookie();
    assert_eq!(choice, "lang=en");
    let session = desk.sign_in("auditor").await;
    let cookies = format!("{choice}; {session}");
    let id = desk.first_id("number=102").await;
    for (path, words) in [
        ("/desk".to_owned(), "Search for entries"),
        (format!("/desk/entries?name={TAKAHASHI}"), "entries found"),
        ("/desk/entries?born=soon".to_owned(), "Please check what you entered"),
        (format!("/desk/entries/{id}"), "3 November 1951 (Showa 26)"),
        (format!("/desk/entries/{id}?as_of=soon"), "not a date"),
        (format!("/desk/entries/{id}/disclosures"), "Answering inquiries"),
        ("/desk/registers".to_owned(), "Nurse register"),
        ("/desk/registers/nurse/JP".to_owned(), "The law of this qualification"),
        ("/desk/entries/none".to_owned(), "Page or entry not found"),
        ("/nowhere".to_owned(), "Page or entry not found"),
    ] {
        let page = desk.page(&path, &cookies).await;
        assert!(
            page.body.contains("<html lang=\"en\">") && page.body.contains(words),
            "{path}: {}",
            page.body
        );
        assert_eq!(page.header("set-cookie"), "", "{path}: the choice is kept already");
        let back = format!(
            "href=\"{}{}lang=ja\"",
            path.replace('&', "&#38;"),
            if path.contains('?') { "&#38;" } else { "?" }
        );
        assert!(page.body.contains(&back), "{path}: {back} is not there");
    }
    let again = desk.page("/desk?lang=ja", &cookies).await;
    assert!(again.body.contains("<html lang=\"ja\">"));
    assert_eq!(again.cookie(), "lang=ja");
}
