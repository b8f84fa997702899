//! Proofs and inquiries from the outside.

use crate::support::{Answer, Desk};

/// The code on a page that shows a proof: the address that the QR code holds.
fn code(answer: &Answer) -> String {
    let link = answer.body.split("/check#c=").nth(1).and_then(|rest| rest.split('"').next());
    link.expect("a link with the code").to_owned()
}

async fn proof(desk: &Desk, query: &str) -> Answer {
    let cookie = desk.sign_in("officer").await;
    let id = desk.first_id("number=101").await;
    desk.page(&format!("/desk/entries/{id}/proof{query}"), &cookie).await
}

fn json(answer: &Answer) -> serde_json::Value {
    serde_json::from_str(&answer.body).expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_is_shown_renewed_and_checked_without_a_script() {
    let desk = Desk::start().await;
    let shown = proof(&desk, "").await;
    assert_eq!((shown.status, shown.header("refresh")), (200, "30"), "{}", shown.body);
    assert!(shown.body.contains("<svg class=\"qr\"") && shown.body.contains("髙橋　花子"));
    let checked = desk.post("/check", "", &format!("code={}", code(&shown))).await;
    assert_eq!(checked.status, 200);
    assert!(
        checked.body.contains("verdict-valid") && checked.body.contains("昭和63年1月8日"),
        "{}",
        checked.body
    );
    let chosen = proof(&desk, "?item=name&item=registration-number&kind=printed").await;
    assert_eq!(chosen.header("refresh"), "", "paper does not renew itself");
    let checked = desk.post("/check", "", &format!("code={}", code(&chosen))).await;
    assert!(checked.body.contains("第101号") && !checked.body.contains("昭和63年1月8日"), "{}", checked.body);
    assert!(checked.body.contains("印刷したもの"));
    let empty = desk.post("/check", "", "code=").await;
    assert!(empty.status == 400 && empty.body.contains("id=\"code-error\""));
    // Of the pages about proofs, only this one is for officers.
    let id = desk.first_id("number=101").await;
    assert_eq!(desk.page(&format!("/desk/entries/{id}/proof"), "").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_that_checks_may_run_our_script_and_use_the_camera_and_no_other_page_may() {
    let desk = Desk::start().await;
    let cookie = desk.sign_in("officer").await;
    let check = desk.page("/check", &cookie).await;
    let policy = check.header("content-security-policy");
    assert!(policy.contains("script-src 'self'") && policy.contains("connect-src 'self'"), "{policy}");
    assert!(check.header("permissions-policy").contains("camera=(self)"));
    assert!(!check.body.contains("form_key"), "a browser keeps this page: nothing of a session is on it");
    let other = desk.page("/inquiry", "").await;
    assert!(!other.header("content-security-policy").contains("script"));
    assert!(other.header("permissions-policy").contains("camera=()"));
    let script = check.body.split("src=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a script");
    let worker = desk.page("/check-worker.js", "").await;
    assert!(
        worker.header("content-security-policy").contains("connect-src 'self'"),
        "it must fetch the page"
    );
    for path in [script, "/check-worker.js"] {
        let answer = desk.page(path, "").await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "text/javascript; charset=utf-8"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_and_lists_are_open_to_all_and_kept_for_a_while() {
    let desk = Desk::start().await;
    let keys = desk.page("/.well-known/jwks.json", "").await;
    assert_eq!(keys.header("content-type"), "application/jwk-set+json");
    assert_eq!(
        (keys.header("access-control-allow-origin"), keys.header("cache-control")),
        ("*", "public, max-age=300")
    );
    let key = &json(&keys)["keys"][0];
    assert_eq!(
        (&key["alg"], &key["crv"], key["valid_from"].is_i64()),
        (&"ES256".into(), &"P-256".into(), true)
    );
    assert!(key.get("d").is_none(), "the private half is nowhere");
    for path in ["/status/1/1", "/status/x/y", "/status/1/99999999999999999999"] {
        assert_eq!(desk.page(path, "").await.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inquiry_by_anybody_and_by_a_program() {
    let desk = Desk::start().await;
    let body = r#"{"qualification":"nurse","number":"101","name":"髙橋　花子","born":"1988-01-08"}"#;
    let anybody = desk.send("POST", "/api/inquiry", &[], body).await;
    assert_eq!((anybody.status, anybody.header("cache-control")), (200, "no-store"));
    assert_eq!((&json(&anybody)["answer"], &json(&anybody)["why"]), (&"unsure".into(), &"no-ground".into()));
    let bearer = format!("Bearer {}", desk.token);
    let headers = [("Authorization", bearer.as_str())];
    let cited = body.replace('}', r#","ground":"保健師助産師看護師法第30条"}"#);
    let program = desk.send("POST", "/api/inquiry", &headers, &cited).await;
    assert_eq!(json(&program)["answer"], "yes", "{}", program.body);
    let wrong = cited.replace("1988-01-08", "1988-01-09");
    assert_eq!(json(&desk.send("POST", "/api/inquiry", &headers, &wrong).await)["answer"], "no");
    for bad in ["", "{}", "[]", r#"{"numbre":"1"}"#, &body.replace("1988-01-08", "いつか")] {
        let answer = desk.send("POST", "/api/inquiry", &[], bad).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (400, "application/problem+json"),
            "{bad}"
        );
    }
    let got = desk.page("/api/inquiry", "").await;
    assert_eq!((got.status, got.header("allow")), (405, "POST"));
    let long = desk.send("POST", "/api/inquiry", &[], &"x".repeat(10_000)).await;
    assert_eq!((long.status, long.header("content-type")), (413, "application/problem+json"));
    let number = desk.send("POST", "/api/inquiry", &[], r#"{"number":1}"#).await;
    let told = json(&number);
    assert!(told["detail"].as_str().unwrap().contains("1行11文字目"), "{}", number.body);
    assert!(!told["detail_en"].as_str().unwrap().contains("Body"), "{}", number.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_often_waits() {
    let desk = Desk::start().await;
    let form =
        |number: usize| format!("qualification=physician&number={number}&name=%E4%BE%8B&born=1988-01-08");
    let first = desk.post("/inquiry", "", &form(1)).await;
    assert!(first.status == 200 && first.body.contains("一致する登録はありません"), "{}", first.body);
    let mut last = first;
    for number in 0..40 {
        last = desk.post("/inquiry", "", &form(number)).await;
    }
    assert_eq!((last.status, last.header("retry-after")), (429, "60"), "{}", last.head);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_without_a_code_is_said_so_and_a_browser_may_send_it_without_a_script() {
    let desk = Desk::start().await;
    let form = "multipart/form-data; boundary=x";
    let send = async |body: &str| desk.send("POST", "/check/picture", &[("Content-Type", form)], body).await;
    let part = "--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"code.png\"\r\n\r\n";
    let unread = send(&format!("{part}no picture\r\n--x--\r\n")).await;
    assert_eq!(unread.status, 400, "{}", unread.body);
    assert!(unread.body.contains("id=\"photo-error\"") && unread.body.contains("QR コードを読み取れません"));
    assert!(
        unread.header("content-security-policy").contains("script-src 'self'"),
        "it is the page that checks"
    );
    assert_eq!(send("--x--\r\n").await.status, 400, "no file was chosen");
    // Just above what is taken, with room for the form around it.
    let photograph = "x".repeat(10 * 1024 * 1024 + 17 * 1024);
    let large = send(&format!("{part}{photograph}\r\n--x--\r\n")).await;
    assert!(large.status == 400 && large.body.contains("id=\"photo-error\""), "{}", large.head);
    let plain = desk.post("/check/picture", "", "photo=x").await;
    assert_eq!(plain.status, 415);
    let mut tries = 0;
    while send("--x--\r\n").await.status == 400 {
        tries += 1;
        assert!(tries < 1_000, "it is never too much");
    }
}
