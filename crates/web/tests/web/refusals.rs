//! What cannot be served is said on a page, in the words of whoever asked, with a way on; for programs as problem details.

use crate::support::{Answer, Desk};

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const GOOD: &str = "login=officer&password=officer-demo&purpose=inquiry";

/// A whole page of ours with these words and a link to go on by.
fn assert_page(answer: &Answer, status: u16, words: &str, link: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert!(answer.header("content-type").starts_with("text/html"), "{}", answer.head);
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'"), "{}", answer.head);
    assert!(answer.body.contains("</html>") && answer.body.contains(words), "{words}: {}", answer.body);
    assert!(answer.body.contains(&format!("エラー番号 {status}")) || words.is_ascii(), "{}", answer.body);
    assert!(answer.body.contains(&format!("href=\"{link}\"")), "{link}: {}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_cannot_be_read_is_refused_with_a_page() {
    let desk = Desk::start().await;
    let post = async |kind: &str, body: &str| {
        desk.send("POST", "/desk/sign-in", &[("Content-Type", kind)], body).await
    };
    let oversized = format!("{GOOD}&next={}", "x".repeat(20_000));
    assert_page(&post(FORM.1, &oversized).await, 413, "大きすぎる", "/");
    assert_page(&post("application/json", "{}").await, 415, "画面の様式から", "/");
    assert_page(&post("multipart/form-data; boundary=x", "--x--").await, 415, "画面の様式から", "/");
    for broken in ["login=%FF", "login=%zz", "login=%"] {
        assert_page(&post(FORM.1, broken).await, 400, "読み取れませんでした", "/");
    }
    let bare = desk.send("POST", "/desk/sign-in", &[], GOOD).await;
    assert_page(&bare, 415, "画面の様式から", "/");
    assert_eq!(post("application/x-www-form-urlencoded; charset=UTF-8", GOOD).await.status, 303);
    // Nothing of the form is missing but its fields: they are asked for where they stand.
    let empty = post(FORM.1, "").await;
    assert_eq!(empty.status, 400);
    assert!(empty.body.contains("id=\"login-error\"") && empty.body.contains("id=\"purpose-error\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_and_methods_that_there_are_not() {
    let desk = Desk::start().await;
    let cookie = desk.sign_in("officer").await;
    assert_page(&desk.page("/nowhere", &cookie).await, 404, "お探しのページはありません", "/desk");
    assert_page(&desk.page("/nowhere", "").await, 404, "お探しのページはありません", "/");
    let english = desk.page("/nowhere", &format!("{cookie}; lang=en")).await;
    assert_page(&english, 404, "There is no such page.", "/desk");
    assert_page(&desk.page("/desk/entries/%FF", &cookie).await, 400, "読み取れませんでした", "/desk");
    assert_page(&desk.page("/desk/entries?name=%FF", &cookie).await, 400, "読み取れませんでした", "/desk");
    let posted = desk.post("/desk/registers", &cookie, "").await;
    assert_page(&posted, 405, "この方法では使えません", "/desk");
    assert!(posted.header("allow").contains("GET"), "{}", posted.head);
    let deleted = desk.send("DELETE", "/desk/sign-out", &[("Cookie", &cookie)], "").await;
    assert_page(&deleted, 405, "この方法では使えません", "/desk");
    assert_eq!(deleted.header("allow"), "POST");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_end_of_a_session_the_way_leads_back() {
    let desk = Desk::start().await;
    let over = "desk-session=ended-long-ago";
    let asked = desk.page("/desk/entries?name=%E9%AB%98&born=S63.1.8", over).await;
    let address = "/desk/sign-in?next=/desk/entries%3Fname%3D%25E9%25AB%2598%26born%3DS63.1.8&ended=1";
    assert_eq!((asked.status, asked.header("location")), (303, address));
    let page = desk.page(address, "").await;
    assert!(page.body.contains("ログインの有効期間が終わりました"));
    assert_eq!(page.hidden("next"), "/desk/entries?name=%E9%AB%98&#38;born=S63.1.8", "nothing typed is lost");
    let never = desk.page("/desk", "").await;
    assert_eq!(never.header("location"), "/desk/sign-in", "who never was signed in is not told of an end");

    let referer = format!("http://{}/desk/registers", desk.address);
    let headers = [FORM, ("Cookie", over), ("Referer", referer.as_str())];
    let posted = desk.send("POST", "/desk/sign-out", &headers, "form_key=x").await;
    assert_page(&posted, 401, "送られた操作は行われていません", "/desk/sign-in?next=/desk/registers");
    let unknown = desk.send("POST", "/desk/sign-out", &[FORM, ("Cookie", over)], "form_key=x").await;
    assert_page(&unknown, 401, "送られた操作は行われていません", "/desk/sign-in");
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_get_problem_details() {
    let desk = Desk::start().await;
    let assert_problem = |answer: &Answer, status: u16| {
        assert_eq!((answer.status, answer.header("content-type")), (status, "application/problem+json"));
        let problem: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
        assert_eq!((&problem["type"], &problem["status"]), (&"about:blank".into(), &status.into()));
        assert!(problem["detail_en"].is_string() && problem["title"].is_string(), "{problem}");
    };
    assert_problem(&desk.ask("/api/entries?name=%FF").await, 400);
    assert_problem(&desk.ask("/api/entries?name=%").await, 400);
    assert_problem(&desk.ask("/api/entries/%FF").await, 404);
    assert_problem(&desk.ask("/api/entries/x?as_of=%FF").await, 400);
    assert_problem(&desk.ask("/api/nowhere/at/all").await, 404);
    let posted = desk.send("PUT", "/api/entries", &[], "{}").await;
    assert_problem(&posted, 405);
    assert_eq!(posted.header("allow"), "GET, HEAD");
}

#[tokio::test(flavor = "multi_thread")]
async fn health_is_told_to_anybody_and_figures_are_not() {
    let desk = Desk::start().await;
    let health = desk.page("/healthz", "").await;
    assert_eq!((health.status, health.body.as_str()), (200, "{\"status\":\"ok\"}"));
    assert_eq!(desk.page("/metrics", "").await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_confirmation_that_is_none_is_said_so_and_not_tried_for_ever() {
    let desk = Desk::start().await;
    let path = "/api/confirmation";
    assert_eq!(desk.send("POST", path, &[], "{").await.status, 400);
    let unknown = r#"{"number": "0000 0000 0000 0000 0000"}"#;
    let mut tries = 0;
    while desk.send("POST", path, &[], unknown).await.status == 404 {
        tries += 1;
        assert!(tries < 1_000, "it is never too much");
    }
    assert_eq!(desk.send("POST", path, &[], unknown).await.status, 429);
}

/// The words of an answer without what was typed.
fn words(answer: &Answer) -> String {
    let body = &answer.body;
    let value = body
        .split("name=\"number\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default();
    body.replace(value, "")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_is_none_and_one_that_is_nobodys_have_one_answer() {
    let desk = Desk::start().await;
    let ask = async |number: &str| desk.post("/confirmation", "", &format!("number={number}")).await;
    let empty = ask("").await;
    assert!(empty.status == 400 && empty.body.contains("id=\"number-error\""));
    let (unknown, malformed) = (ask("00000000000000000000").await, ask("xyz").await);
    assert_eq!((unknown.status, malformed.status), (200, 200));
    assert!(unknown.body.contains("verdict-invalid") && unknown.body.contains("確かめられません"));
    assert_eq!(words(&unknown), words(&malformed), "in words they are one");
    let mut tries = 0;
    while ask("00000000000000000000").await.status == 200 {
        tries += 1;
        assert!(tries < 1_000, "it is never too much");
    }
    assert_eq!(ask("00000000000000000000").await.status, 429);
    assert_eq!(
        desk.page("/", "").await.body.matches("href=\"/confirmation\"").count(),
        2,
        "from the start and the foot"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_that_reads_cards_may_post_and_brings_nothing_that_nobody_waits_for() {
    let desk = Desk::start().await;
    let foreign = async |path: &str, body: &str| {
        desk.send("POST", path, &[FORM, ("Sec-Fetch-Site", "cross-site")], body).await
    };
    let unknown = foreign("/portal/card/return", "state=unknown&sealed_number=a.b.c.d.e").await;
    assert_page(&unknown, 404, "はじめから", "/");
    assert_page(&foreign("/portal/card/return", "name=x").await, 404, "はじめから", "/");
    let back = desk.page("/portal/card/return?error=access_denied&state=unknown", "").await;
    assert_page(&back, 404, "はじめから", "/");
    assert_page(&desk.page("/portal/card/return?state=unknown", "").await, 404, "はじめから", "/");
    assert_eq!(
        foreign("/portal/card/00ff", "form_key=x").await.status,
        403,
        "confirming is done on a page of ours"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_stage_there_is_no_story() {
    let desk = Desk::start().await;
    for (method, path) in [
        ("GET", "/demo"),
        ("GET", "/demo/year"),
        ("GET", "/demo/ledger"),
        ("GET", "/demo/code/bride"),
        ("POST", "/demo"),
    ] {
        let answer = desk.send(method, path, &[FORM], "step=reset").await;
        assert_eq!(answer.status, 404, "{method} {path}: {}", answer.body);
    }
    let start = desk.send("GET", "/", &[], "").await;
    assert!(!start.body.contains("/demo"), "and no way there");
}
