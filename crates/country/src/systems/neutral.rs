//! What the simulators of our neutral protocols share: answers, times, and pages.

use std::fmt::Write;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::day::Day;

const DAY_SECONDS: i64 = 86_400;
/// Japan is nine hours ahead, all year.
const JAPAN: i64 = 9 * 3_600;

/// A JSON document.
pub(super) fn json_answer(value: &serde_json::Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

/// No, with a code of ours.
pub(super) fn refusal(status: StatusCode, code: &str) -> Response {
    (status, json_answer(&json!({ "code": code }))).into_response()
}

/// Something of the simulator itself went wrong: its disk.
pub(super) fn broken(error: &std::io::Error) -> Response {
    tracing::error!(%error, "a simulator cannot keep what it is told");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// Seconds since 1970 as `2026-04-01T12:00:00+09:00`.
pub(super) fn instant(unix: i64) -> String {
    let here = unix + JAPAN;
    let second = here.rem_euclid(DAY_SECONDS);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{}T{hour:02}:{minute:02}:{second:02}+09:00", day_of(unix))
}

/// The day of an instant in Japan.
pub(super) fn day_of(unix: i64) -> Day {
    Day(i32::try_from((unix + JAPAN).div_euclid(DAY_SECONDS)).unwrap_or_default())
}

/// The instant of a time of day, in seconds, on a day in Japan.
pub(super) fn on_day(day: Day, second: i64) -> i64 {
    i64::from(day.0) * DAY_SECONDS - JAPAN + second
}

/// A day as people write it: 2026年4月1日.
pub(super) fn written(day: Day) -> String {
    let (year, month, day) = day.parts();
    format!("{year}年{month}月{day}日")
}

/// A text as it may stand in a page.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// Yen with commas, without the unit.
pub(super) fn grouped(amount: u32) -> String {
    let digits = amount.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A definition list of words and values.
pub(super) fn list(rows: &[(&str, String)]) -> String {
    let mut out = "<dl>".to_owned();
    for (word, value) in rows {
        _ = write!(out, "<div><dt>{}</dt><dd>{}</dd></div>", escape(word), escape(value));
    }
    out + "</dl>"
}

/// A page that says that nothing of it is real. It loads nothing and runs nothing.
pub(super) fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let title = escape(title);
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title}</title><style>{STYLE}</style></head><body>\
         <p class=\"mock\" role=\"note\">これは模擬のページです。お金も手紙も動きません。<span lang=\"en\">A simulation: nothing here is real.</span></p>\
         <main><h1>{title}</h1>{body}</main></body></html>\n"
    );
    closed(status, html)
}

/// A whole page that may load nothing, be framed by nobody, and is kept nowhere.
pub(super) fn closed(status: StatusCode, html: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        ),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (status, headers, html).into_response()
}

const STYLE: &str = include_str!("neutral.css");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_japan() {
        assert_eq!(instant(on_day(Day::of(2026, 4, 1), 86_399)), "2026-04-01T23:59:59+09:00");
        assert_eq!(day_of(on_day(Day::of(2026, 4, 1), 0)), Day::of(2026, 4, 1));
        assert_eq!(instant(0), "1970-01-01T09:00:00+09:00");
    }

    #[test]
    fn texts_and_amounts_are_fit_for_a_page() {
        assert_eq!(escape("<a href='x'>&\""), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
        assert_eq!(
            (grouped(0), grouped(950), grouped(1_234_567)),
            ("0".into(), "950".into(), "1,234,567".into())
        );
    }
}
