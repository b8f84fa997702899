//! What is to be done at the desk: listed, taken in hand, ended; by whoever may, once.

use app::{TaskFilter, TaskKey};

use crate::client::Answer;
use crate::site::{Person, Site};
use crate::support::{Place, officer, on_both_engines};

on_both_engines!(
    a_task_goes_from_the_list_through_one_hand_to_its_end,
    nobody_does_the_tasks_of_another_authority
);

/// A case that was paid twice, so that the desk has something to pay back; the address of that task.
async fn refund(place: &Place) -> String {
    let (_, link) = place.payable(&place.somebody()).await;
    assert_eq!(place.pay(&link, "action=pay-twice").await, 200);
    place.work().await;
    let (tasks, more) = place.app.list_tasks(&officer(), &TaskFilter::default()).await.unwrap();
    assert_eq!((tasks.len(), more), (1, false));
    format!("/desk/tasks/{}", tasks[0].key.address())
}

async fn does(site: &Site, who: &Person, task: &str, fields: &[(&str, &str)]) -> Answer {
    site.post(who, task, fields).await
}

async fn a_task_goes_from_the_list_through_one_hand_to_its_end(place: &Place) {
    let task = refund(place).await;
    let site = Site::of(&place.app).await;
    let (sato, tanaka) = (site.officer("sato", "JP").await, site.officer("tanaka", "JP").await);
    let list = site.page(&sato, "/desk/tasks").await;
    assert!(list.contains(&task) && list.contains("還付"), "{list}");
    assert!(!list.contains("二重の納付"), "the list says nothing of what it is about");
    for (narrow, there) in [
        ("kind=refund", true),
        ("kind=job-failed", false),
        ("authority=JP&days=0", true),
        ("authority=JP-13", false),
        ("days=1", false),
    ] {
        let list = site.page(&sato, &format!("/desk/tasks?{narrow}")).await;
        assert_eq!(list.contains(&task), there, "{narrow}");
    }
    let page = site.page(&sato, &task).await;
    assert!(page.contains("二重の納付") && page.contains("/desk/cases/"), "{page}");
    assert!(site.page(&sato, &format!("{task}?lang=en")).await.contains("paid twice"));
    assert_eq!(does(&site, &sato, &task, &[("do", "take"), ("from", "")]).await.status, 303);
    // Somebody else had the page open: nothing is taken from a hand unseen.
    assert_eq!(does(&site, &tanaka, &task, &[("do", "take"), ("from", "")]).await.status, 409);
    let ended = does(&site, &tanaka, &task, &[("do", "end"), ("note", "払った")]).await;
    assert_eq!(ended.status, 409, "{}", ended.body);
    assert!(site.page(&tanaka, &task).await.contains("引き継ぐ"));
    assert_eq!(does(&site, &tanaka, &task, &[("do", "take"), ("from", "sato")]).await.status, 303);
    let empty = does(&site, &tanaka, &task, &[("do", "end"), ("note", "  ")]).await;
    assert!(empty.status == 400 && empty.body.contains("id=\"note-error\""), "{}", empty.body);
    assert_eq!(does(&site, &tanaka, &task, &[("do", "whatever")]).await.status, 400);
    let unkeyed = site.post(&Person { form_key: "another".into(), ..tanaka }, &task, &[("do", "end")]).await;
    assert_eq!(unkeyed.status, 403);
    let tanaka = site.officer("tanaka2", "JP").await;
    assert_eq!(does(&site, &tanaka, &task, &[("do", "take"), ("from", "tanaka")]).await.status, 303);
    assert_eq!(does(&site, &tanaka, &task, &[("do", "end"), ("note", "十日に還付")]).await.status, 303);
    let page = site.page(&sato, &task).await;
    assert!(
        page.contains("十日に還付") && page.contains("tanaka2") && !page.contains("作業を終える"),
        "{page}"
    );
    assert_eq!(does(&site, &sato, &task, &[("do", "end"), ("note", "もう一度")]).await.status, 409);
    assert!(!site.page(&sato, "/desk/tasks").await.contains(&task));
}

async fn nobody_does_the_tasks_of_another_authority(place: &Place) {
    let task = refund(place).await;
    let site = Site::of(&place.app).await;
    let tokyo = site.officer("tokyo", "JP-13").await;
    assert!(!site.page(&tokyo, "/desk/tasks").await.contains(&task));
    assert_eq!(site.get(&tokyo, &task).await.status, 404);
    assert_eq!(does(&site, &tokyo, &task, &[("do", "take"), ("from", "")]).await.status, 404);
    let made_up = "/desk/tasks/1/019a0000-0000-7000-8000-000000000001";
    assert_eq!(site.get(&tokyo, made_up).await.status, 404);
    assert!(TaskKey::parse("x", "y").is_err());
    assert_eq!(site.get(&tokyo, "/desk/tasks/x/y").await.status, 404);
}
