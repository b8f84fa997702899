//! What a payer does on the pages.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Form, Router};
use serde::Deserialize;

use super::book::{Bill, Book};
use super::{COLLECTOR, Collector, Shared, pages};
use crate::day::Day;

pub(super) fn routes() -> Router<Arc<Collector>> {
    Router::new()
        .route("/bank", get(async || pages::numbers(None)).post(find))
        .route("/bank/{token}", get(show_bank).post(act_bank))
        .route("/card/{token}", get(show_card).post(act_card))
}

#[derive(Deserialize)]
struct Numbers {
    collector_number: String,
    payment_number: String,
    confirmation_number: String,
}

/// Digits of either width become plain ones: people copy from letters.
fn digits(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c {
            '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
            _ => c,
        })
        .collect()
}

async fn find(State(collector): Shared, Form(numbers): Form<Numbers>) -> Response {
    let book = collector.book();
    let found = book.by_numbers(&digits(&numbers.payment_number), &digits(&numbers.confirmation_number));
    match found.filter(|_| digits(&numbers.collector_number) == COLLECTOR) {
        Some(bill) => Redirect::to(&format!("/bank/{}", bill.token)).into_response(),
        None => pages::numbers(Some("番号が違います。3つの番号をもう一度お確かめください。")),
    }
}

async fn show_bank(state: Shared, Path(token): Path<String>) -> Response {
    show(&state.0, &token, false)
}

async fn show_card(state: Shared, Path(token): Path<String>) -> Response {
    show(&state.0, &token, true)
}

fn show(collector: &Collector, token: &str, by_card: bool) -> Response {
    let book = collector.book();
    match book.by_token(token) {
        Some(bill) => match obstacle(&book, bill, collector.nation.today()) {
            Some(why) => pages::over(bill, why),
            None => pages::bill(bill, by_card, None),
        },
        None => pages::unknown(),
    }
}

/// Why a bill cannot be paid (any more).
fn obstacle(book: &Book, bill: &Bill, today: Day) -> Option<&'static str> {
    if book.paid(&bill.payment_number).next().is_some() {
        return Some("この納付番号は、支払い済みです。");
    }
    if book.is_withdrawn(&bill.payment_number) {
        return Some("この納付番号は、取り消されました。");
    }
    let is_over = Day::parse(&bill.wish.expires_on).is_none_or(|last| last < today);
    is_over.then_some("納付の期限が過ぎました。新しい番号を申請のページで受け取ってください。")
}

#[derive(Deserialize)]
struct Act {
    action: String,
    amount: Option<String>,
    card: Option<String>,
    midnight: Option<String>,
}

async fn act_bank(state: Shared, Path(token): Path<String>, Form(act): Form<Act>) -> Response {
    perform(&state.0, &token, &act, false)
}

async fn act_card(state: Shared, Path(token): Path<String>, Form(act): Form<Act>) -> Response {
    perform(&state.0, &token, &act, true)
}

fn perform(collector: &Collector, token: &str, act: &Act, by_card: bool) -> Response {
    let (bill, obstacle) = {
        let book = collector.book();
        let Some(bill) = book.by_token(token) else { return pages::unknown() };
        (bill.clone(), obstacle(&book, bill, collector.nation.today()))
    };
    if act.action == "cancel" {
        return pages::cancelled(&bill);
    }
    if let Some(why) = obstacle {
        return pages::over(&bill, why);
    }
    if by_card && act.card.as_deref() != Some("good") {
        let why = match act.card {
            Some(_) => "カード会社が承認しませんでした。別のカードを選んでください。",
            None => "カードを選んでください。",
        };
        return pages::bill(&bill, by_card, Some(why));
    }
    let Some(amounts) = amounts(act, bill.wish.amount) else {
        return pages::bill(&bill, by_card, Some("金額は、1以上の整数で入力してください。"));
    };
    for amount in &amounts {
        if collector.pay(token, *amount, act.midnight.is_some()).is_err() {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    }
    pages::done(&bill, &amounts)
}

/// What the payer pays: as it should be, or one of the mistakes that the page offers for trying out.
fn amounts(act: &Act, due: u32) -> Option<Vec<u32>> {
    match act.action.as_str() {
        "pay" => Some(vec![due]),
        "pay-twice" => Some(vec![due, due]),
        "pay-other" => {
            let amount = digits(act.amount.as_deref()?).parse().ok()?;
            (amount > 0).then(|| vec![amount])
        }
        _ => None,
    }
}
