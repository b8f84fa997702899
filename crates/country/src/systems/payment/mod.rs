//! The collecting side of payments (収納機関): numbers, a bank's page, a card's page, and pushes of what was paid.
//!
//! | | |
//! |---|---|
//! | `POST /payments` | numbers are issued |
//! | `GET /payments/{収納機関番号}/{納付番号}` | what was paid |
//! | `POST /payments/{収納機関番号}/{納付番号}/withdrawal` | no longer to be paid |
//! | `GET /bank`, `/bank/{token}`, `/card/{token}` | the pages (no script needed) |
//! | `GET /push-key`, `PUT /control/push` | whose signature pushes bear; where they go, and whether they are held back or get lost |
//!
//! All that happens is in a journal before anybody hears of it, so it goes on where it was when it is killed.

mod book;
mod forms;
mod pages;

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::sync::Notify;

use self::book::{Bill, Book, Entry, No, Wish};
use super::Site;
use super::neutral::{broken, instant, json_answer, refusal};
use super::push::{Push, Signer, target};
use crate::nation::Nation;
use crate::random::{Random, key_of};

/// 収納機関番号: 99999 is no collecting body's.
const COLLECTOR: &str = "99999";
/// The name of the key with which pushes are signed.
pub(super) const PUSH_KEY: &str = "collector-1";
/// How long a push that was not taken waits before it is sent again; it doubles up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// The collecting side.
#[derive(Debug)]
struct Collector {
    nation: Nation,
    url: String,
    book: Mutex<Book>,
    signer: Signer,
    news: Notify,
}

type Shared = State<Arc<Collector>>;

/// The routes, and the task that pushes.
pub(super) fn router(site: &Site) -> io::Result<Router> {
    let folder = site.folder()?;
    let collector = Arc::new(Collector {
        nation: site.nation.clone(),
        url: site.url.clone(),
        book: Mutex::new(Book::open(&folder.join("journal"))?),
        signer: Signer::in_folder(&folder, PUSH_KEY)?,
        news: Notify::new(),
    });
    tokio::spawn(push_all(Arc::downgrade(&collector)));
    Ok(Router::new()
        .route("/payments", post(issue))
        .route("/payments/{collector}/{payment}", get(standing))
        .route("/payments/{collector}/{payment}/withdrawal", post(withdraw))
        .route("/push-key", get(async |State(collector): Shared| json_answer(&collector.signer.public())))
        .route("/control/push", put(control))
        .merge(forms::routes())
        .with_state(collector))
}

impl Collector {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Money came.
    fn pay(&self, token: &str, amount: u32, at_midnight: bool) -> io::Result<()> {
        self.book().pay(&self.nation, token, amount, at_midnight)?;
        self.news.notify_one();
        Ok(())
    }
}

fn no(no: &No) -> Response {
    match no {
        No::Refused(status, code) => refusal(*status, code),
        No::Broken(error) => broken(error),
    }
}

async fn issue(State(collector): Shared, Json(wish): Json<Wish>) -> Response {
    let issued = collector.book().issue(&collector.nation, wish);
    match issued {
        Ok(bill) => json_answer(&issued_body(&collector.url, &bill)),
        Err(error) => no(&error),
    }
}

fn issued_body(url: &str, bill: &Bill) -> Value {
    json!({
        "id": bill.wish.id, "collector_number": COLLECTOR, "payment_number": bill.payment_number,
        "confirmation_number": bill.confirmation_number, "category": bill.category,
        "amount": bill.wish.amount, "expires_on": bill.wish.expires_on,
        "link": format!("{url}/{}/{}", bill.wish.way, bill.token),
    })
}

async fn standing(State(collector): Shared, Path((body, number)): Path<(String, String)>) -> Response {
    let book = collector.book();
    match book.bill(&number).filter(|_| body == COLLECTOR) {
        Some(bill) => json_answer(&standing_body(&book, bill)),
        None => refusal(StatusCode::NOT_FOUND, "unknown-numbers"),
    }
}

fn standing_body(book: &Book, bill: &Bill) -> Value {
    let reports: Vec<_> = book.paid(&bill.payment_number).map(report_body).collect();
    json!({
        "collector_number": COLLECTOR, "payment_number": bill.payment_number,
        "withdrawn": book.is_withdrawn(&bill.payment_number), "reports": reports,
    })
}

fn report_body(paid: &book::Paid) -> Value {
    json!({
        "report_id": paid.report_id, "collector_number": COLLECTOR, "payment_number": paid.payment_number,
        "amount": paid.amount, "paid_at": instant(paid.paid_at), "counts_on": paid.counts_on,
    })
}

async fn withdraw(State(collector): Shared, Path((body, number)): Path<(String, String)>) -> Response {
    if body != COLLECTOR {
        return refusal(StatusCode::NOT_FOUND, "unknown-numbers");
    }
    let mut book = collector.book();
    match book.withdraw(&number) {
        Ok(bill) => json_answer(&standing_body(&book, &bill)),
        Err(error) => no(&error),
    }
}

#[derive(serde::Deserialize)]
struct Control {
    /// Where pushes go.
    target: Option<String>,
    /// `send`, `hold` (until it is `send` again) or `lose`.
    mode: Option<String>,
}

async fn control(State(collector): Shared, Json(control): Json<Control>) -> Response {
    let is_mode = |mode: &String| matches!(mode.as_str(), "send" | "hold" | "lose");
    if control.target.as_ref().is_some_and(|text| target(text).is_none())
        || control.mode.as_ref().is_some_and(|mode| !is_mode(mode))
    {
        return refusal(StatusCode::UNPROCESSABLE_ENTITY, "no-such-control");
    }
    let entries =
        [control.target.map(|url| Entry::Target { url }), control.mode.map(|mode| Entry::Mode { mode })];
    for entry in entries.into_iter().flatten() {
        if let Err(error) = collector.book().add(entry) {
            return broken(&error);
        }
    }
    collector.news.notify_one();
    json_answer(&json!({}))
}

/// Sends what was paid until it was taken. It ends when the simulator does.
async fn push_all(collector: std::sync::Weak<Collector>) {
    let mut pause = FIRST_PAUSE;
    while let Some(collector) = collector.upgrade() {
        match push_next(&collector).await {
            Some(true) => pause = FIRST_PAUSE,
            Some(false) => {
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            // Woken by news, or after a while: the simulator may have gone.
            None => _ = tokio::time::timeout(FIRST_PAUSE, collector.news.notified()).await,
        }
    }
}

/// Sends the first that is due; `None` when nothing is, false when it was not taken.
async fn push_next(collector: &Collector) -> Option<bool> {
    let (paid, url) = {
        let book = collector.book();
        let paid = book.not_pushed().filter(|_| book.mode() != "hold")?.clone();
        (paid, book.target().and_then(target))
    };
    if collector.book().mode() == "lose" {
        // It believes that it has sent it.
        return Some(collector.book().add(Entry::Pushed { report_id: paid.report_id }).is_ok());
    }
    let push = Push { id: paid.report_id.clone(), body: report_body(&paid).to_string() };
    let url = url?;
    if !collector.signer.send(&url, &push).await {
        return Some(false);
    }
    let doubled = collector.nation.scenario().faults("payment").doubled;
    let seed = collector.nation.country().seed();
    if Random::at(seed, &[key_of("payment-push"), key_of(&paid.report_id)]).chance(doubled) {
        collector.signer.send(&url, &push).await;
    }
    Some(collector.book().add(Entry::Pushed { report_id: paid.report_id }).is_ok())
}
