//! kill -9 of the carriers in the middle of taking notices: what was taken stays taken, and nothing is there twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use gateways::Outcome;
use gateways::notice::http::HttpNotices;
use gateways::notice::{Delivery, Notices, Taken};

use super::by_post;
use super::dying::{self, Dying};
use super::support::{answered, client, http, refused};

/// The half of the test that dies.
#[tokio::test]
#[ignore = "the child of the crash test below: it runs by its orders only"]
async fn simulator_that_dies() {
    dying::serve("notice").await;
}

const CHILD: &str = "killed::simulator_that_dies";
/// More letters than are taken before it is killed.
const LETTERS: usize = 3_000;
const TAKEN: usize = 25;

fn letter(number: usize) -> gateways::notice::Notice {
    by_post(&format!("k-{number}"), &format!("埼玉県川越市元町{number}番"))
}

#[tokio::test]
async fn killed_while_it_takes_letters_it_loses_none_and_sends_none_twice() {
    let home = tempfile::tempdir().unwrap();
    let first = Dying::start(home.path(), CHILD);
    let notices = HttpNotices::new(client(&first.url));
    let count = Arc::new(AtomicUsize::new(0));
    let told = Arc::clone(&count);
    let sending = tokio::spawn(async move {
        let mut taken: Vec<Taken> = Vec::new();
        for number in 0..LETTERS {
            match notices.send(&letter(number)).await {
                Outcome::Answered(one) => taken.push(one),
                Outcome::Unavailable { .. } => break,
                other => panic!("{other:?}"),
            }
            told.fetch_add(1, Ordering::Relaxed);
        }
        taken
    });
    while count.load(Ordering::Relaxed) < TAKEN {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    first.kill();
    let taken = sending.await.unwrap();
    assert!((TAKEN..LETTERS).contains(&taken.len()), "it dies in the middle: {}", taken.len());

    let second = Dying::start(home.path(), CHILD);
    let notices = HttpNotices::new(client(&second.url));
    for before in &taken {
        assert_eq!(answered(notices.delivery(&before.notice).await), Delivery::Waiting, "taken and lost");
    }
    let again = &taken[0];
    assert_eq!(answered(notices.send(&letter(0)).await), *again, "when it was taken the first time");
    let other = by_post("k-0", "埼玉県川越市元町の別の番地");
    assert_eq!(refused(notices.send(&other).await), "id-used", "it knows what it took");
    // The one on the line when it was killed: whoever sends it again has sent it once.
    answered(notices.send(&letter(taken.len())).await);
    let page = http().get(format!("{}/post", second.url)).send().await.unwrap().text().await.unwrap();
    for number in 0..=taken.len() {
        assert_eq!(page.matches(&format!("\"/post/k-{number}\"")).count(), 1, "letter {number}");
    }
    assert_eq!(page.matches("\"/post/k-").count(), taken.len() + 1, "and no others");
    second.kill();
}
