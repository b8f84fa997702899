//! The look-up for programs from the outside.

use crate::support::{Answer, Desk};

fn problem(answer: &Answer) -> serde_json::Value {
    assert_eq!(answer.header("content-type"), "application/problem+json");
    serde_json::from_str(&answer.body).expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_finds_an_entry_by_number_and_reads_it() {
    let desk = Desk::start().await;
    let answer = desk.ask("/api/entries?number=101&qualification=nurse&authority=JP").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    let id = desk.first_id("number=101").await;
    let expected = serde_json::json!({"entries": [{
        "id": id, "qualification": "nurse", "authority": "JP", "number": "第101号", "name": "髙橋　花子",
        "kana": "タカハシ　ハナコ", "born": "1988-01-08", "state": "active"
    }], "more": false});
    assert_eq!(serde_json::from_str::<serde_json::Value>(&answer.body).expect("JSON"), expected);

    let entry = desk.ask(&format!("/api/entries/{id}")).await;
    let entry: serde_json::Value = serde_json::from_str(&entry.body).expect("JSON");
    assert_eq!(entry["history"][0]["version"], 1);
    let before = desk.ask(&format!("/api/entries/{id}?known_at=2000-01-01")).await;
    assert_eq!(before.status, 404, "nothing was known then: {}", before.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limit_holds_and_more_is_said() {
    let desk = Desk::start().await;
    let answer = desk.ask("/api/entries?name=%E9%AB%98%E6%A9%8B&limit=1").await;
    let found: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!((found["entries"].as_array().map(Vec::len), &found["more"]), (Some(1), &true.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_problem_details() {
    let desk = Desk::start().await;
    let nobody = desk.send("GET", "/api/entries?number=1", &[], "").await;
    assert_eq!((nobody.status, nobody.header("www-authenticate")), (401, "Bearer"));
    assert_eq!(problem(&nobody)["title"], "Unauthorized");
    let forged = desk.send("GET", "/api/entries?number=1", &[("Authorization", "Bearer shk_x")], "").await;
    assert_eq!(forged.status, 401);

    let unknown = desk.ask("/api/entries?nmae=x").await;
    assert_eq!((unknown.status, &problem(&unknown)["parameter"]), (400, &"nmae".into()));
    for query in ["", "limit=5", "number=1&limit=0", "number=1&number=2", "born=1988-02-30"] {
        let answer = desk.ask(&format!("/api/entries?{query}")).await;
        assert_eq!((answer.status, &problem(&answer)["status"]), (400, &400.into()), "{query}");
    }
    for path in ["/api/entries/none", "/api/entries/00000000-0000-7000-8000-000000000000", "/api/else"] {
        let answer = desk.ask(path).await;
        assert_eq!((answer.status, &problem(&answer)["status"]), (404, &404.into()), "{path}");
    }
    let posted = desk.send("POST", "/api/entries", &[], "").await;
    assert_eq!((posted.status, &problem(&posted)["status"]), (405, &405.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_is_served_to_anybody() {
    let desk = Desk::start().await;
    let answer = desk.send("GET", "/api/openapi.json", &[], "").await;
    let document: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(document["openapi"], "3.1.0");
}
