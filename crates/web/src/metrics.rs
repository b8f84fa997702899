//! What the program has done, as figures for those who run it: the text format of Prometheus. Nothing in it is about a person;
//! routes are named by their pattern, never by an address that was asked for.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use app::TransactionFigures;
use axum::body::Body;
use axum::extract::{MatchedPath, State};
use axum::http::{Method, Request};
use axum::middleware::Next;
use axum::response::Response;

use crate::connections::Open;
use crate::edge::Edge;

/// Upper ends of the classes of durations, in milliseconds: an answer within 5 ms is the aim, one beyond a second is noticed.
const CLASSES_MS: [u64; 9] = [1, 2, 5, 10, 25, 100, 250, 1_000, 5_000];

/// The figures since the start.
#[derive(Default)]
pub(crate) struct Metrics {
    pub open: Open,
    routes: Mutex<BTreeMap<String, Figures>>,
}

/// The figures of one route.
#[derive(Default)]
struct Figures {
    /// By method and status.
    answers: BTreeMap<(&'static str, u16), u64>,
    /// Answers within each class, and beyond the last.
    classes: [u64; CLASSES_MS.len() + 1],
    spent: Duration,
}

impl Metrics {
    fn note(&self, route: &str, answer: (&'static str, u16), spent: Duration) {
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        if !routes.contains_key(route) {
            routes.insert(route.to_owned(), Figures::default());
        }
        let Some(figures) = routes.get_mut(route) else { return };
        *figures.answers.entry(answer).or_default() += 1;
        figures.spent += spent;
        let class = CLASSES_MS.partition_point(|class| Duration::from_millis(*class) < spent);
        if let Some(count) = figures.classes.get_mut(class) {
            *count += 1;
        }
    }

    /// All figures as text.
    pub(crate) fn text(&self, transactions: &[TransactionFigures]) -> String {
        let mut page = Page::default();
        page.about("shikaku_open_connections", "gauge", "Connections that are open now.");
        page.line("shikaku_open_connections", &[], self.open.count());
        self.requests(&mut page);
        of_transactions(&mut page, transactions);
        page.0
    }

    fn requests(&self, page: &mut Page) {
        let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        page.about("shikaku_requests_total", "counter", "Answered requests.");
        for (route, figures) in routes.iter() {
            for ((method, status), count) in &figures.answers {
                let status = status.to_string();
                let labels = [("method", *method), ("route", route.as_str()), ("status", status.as_str())];
                page.line("shikaku_requests_total", &labels, count);
            }
        }
        page.about(
            "shikaku_request_seconds",
            "histogram",
            "From the head of a request to the head of its answer.",
        );
        for (route, figures) in routes.iter() {
            let mut within = 0;
            for (class, count) in CLASSES_MS.iter().zip(&figures.classes) {
                within += count;
                let end = Duration::from_millis(*class).as_secs_f64().to_string();
                let labels = [("route", route.as_str()), ("le", end.as_str())];
                page.line("shikaku_request_seconds_bucket", &labels, within);
            }
            let all: u64 = figures.classes.iter().sum();
            page.line("shikaku_request_seconds_bucket", &[("route", route), ("le", "+Inf")], all);
            page.line("shikaku_request_seconds_sum", &[("route", route)], figures.spent.as_secs_f64());
            page.line("shikaku_request_seconds_count", &[("route", route)], all);
        }
    }
}

fn of_transactions(page: &mut Page, transactions: &[TransactionFigures]) {
    page.about(
        "shikaku_transactions_total",
        "counter",
        "Transactions by their outcome; a retried one is counted for each retry.",
    );
    for figures in transactions {
        let outcomes =
            [("committed", figures.committed), ("retried", figures.retried), ("failed", figures.failed)];
        for (outcome, count) in outcomes {
            page.line("shikaku_transactions_total", &[("name", figures.name), ("outcome", outcome)], count);
        }
    }
    page.about(
        "shikaku_transaction_seconds_sum",
        "counter",
        "From begin to commit, summed over the committed.",
    );
    for figures in transactions {
        page.line("shikaku_transaction_seconds_sum", &[("name", figures.name)], figures.spent.as_secs_f64());
    }
    page.about(
        "shikaku_transaction_seconds_max",
        "gauge",
        "The longest committed transaction since the start.",
    );
    for figures in transactions {
        page.line(
            "shikaku_transaction_seconds_max",
            &[("name", figures.name)],
            figures.longest.as_secs_f64(),
        );
    }
}

/// The text as it grows. Writing into a string cannot fail.
#[derive(Default)]
struct Page(String);

impl Page {
    fn about(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// Label values are our own words and route patterns: none holds a quote, a backslash or a line's end.
    fn line(&mut self, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
        let labels: Vec<String> = labels.iter().map(|(key, value)| format!("{key}=\"{value}\"")).collect();
        let _ = match labels.is_empty() {
            true => writeln!(self.0, "{name} {value}"),
            false => writeln!(self.0, "{name}{{{}}} {value}", labels.join(",")),
        };
    }
}

/// Counts every answer under its route; addresses without one are counted together.
pub(crate) async fn count(State(edge): State<Edge>, request: Request<Body>, next: Next) -> Response {
    let started = Instant::now();
    let method = known(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    edge.metrics.note(route, (method, response.status().as_u16()), started.elapsed());
    response
}

/// A method by name; whatever somebody invents is one more.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted_by_route_and_class() {
        let metrics = Metrics::default();
        for (status, millis) in [(200, 1), (200, 3), (404, 9_000)] {
            metrics.note("/desk", ("GET", status), Duration::from_millis(millis));
        }
        let text = metrics.text(&[TransactionFigures {
            name: "record-acts",
            committed: 3,
            retried: 1,
            failed: 0,
            spent: Duration::from_millis(1_500),
            longest: Duration::from_secs(1),
        }]);
        for line in [
            "# TYPE shikaku_request_seconds histogram",
            "shikaku_open_connections 0",
            "shikaku_requests_total{method=\"GET\",route=\"/desk\",status=\"200\"} 2",
            "shikaku_request_seconds_bucket{route=\"/desk\",le=\"0.001\"} 1",
            "shikaku_request_seconds_bucket{route=\"/desk\",le=\"0.005\"} 2",
            "shikaku_request_seconds_bucket{route=\"/desk\",le=\"5\"} 2",
            "shikaku_request_seconds_bucket{route=\"/desk\",le=\"+Inf\"} 3",
            "shikaku_request_seconds_sum{route=\"/desk\"} 9.004",
            "shikaku_transactions_total{name=\"record-acts\",outcome=\"retried\"} 1",
            "shikaku_transaction_seconds_sum{name=\"record-acts\"} 1.5",
            "shikaku_transaction_seconds_max{name=\"record-acts\"} 1",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
        }
    }
}
