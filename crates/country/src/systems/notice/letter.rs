//! A letter as a page: one sheet A4, folded in three so that the address shows in the window of the envelope. No bar codes.

use axum::http::StatusCode;
use axum::response::Response;

use super::super::neutral::{closed, day_of, escape, page, written};
use super::{Notice, Recipient};
use crate::day::Day;

const STYLE: &str = include_str!("letter.css");
/// Era years begin with 令和 here: the calendar of the country begins later.
const REIWA: i32 = 2018;

/// What is on the sheet.
pub(super) struct Letter<'a> {
    pub to: (Option<&'a str>, &'a str, &'a str),
    pub subject: &'a str,
    pub paragraphs: &'a [String],
    pub sender: &'a str,
    pub day: Day,
    pub number: &'a str,
}

/// The list of letters.
pub(super) fn outbox(letters: &[(&Notice, i64)]) -> Response {
    let row = |(notice, at): &(&Notice, i64)| {
        let Recipient::Post { name, .. } = &notice.to else { return String::new() };
        format!(
            "<div><dt>{}</dt><dd><a href=\"/post/{}\">{}</a><br>{} 様</dd></div>",
            written(day_of(*at)),
            escape(&notice.notice_id),
            escape(&notice.subject),
            escape(name)
        )
    };
    let rows: String = letters.iter().map(row).collect();
    let body = if rows.is_empty() {
        "<p>まだ何も発送していません。</p>".to_owned()
    } else {
        format!("<dl>{rows}</dl>")
    };
    page(StatusCode::OK, "発送した手紙", &body)
}

/// An address whose lines break between its parts where they can.
fn in_parts(address: &str) -> String {
    let parts: Vec<_> =
        address.split_whitespace().map(|part| format!("<span>{}</span>", escape(part))).collect();
    parts.join(" ")
}

/// One letter.
pub(super) fn letter(letter: &Letter<'_>) -> Response {
    let (postcode, address, name) = letter.to;
    let postcode = postcode.and_then(|digits| digits.split_at_checked(3));
    let postcode = postcode.map(|(a, b)| format!("<p>〒{}-{}</p>", escape(a), escape(b))).unwrap_or_default();
    let (year, month, day) = letter.day.parts();
    let paragraphs: String =
        letter.paragraphs.iter().map(|text| format!("<p>{}</p>", escape(text))).collect();
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{subject}</title><style>{STYLE}</style></head><body>\
         <p class=\"mock\"><a href=\"/post\">発送の一覧</a>　模擬の手紙です。印刷はブラウザーの機能で行えます。</p>\
         <main><section class=\"address\" aria-label=\"宛先\">{postcode}<p>{}</p><p class=\"name\">{} 様</p></section>\
         <section class=\"origin\"><p>通知番号 {}</p><p>令和{}年{month}月{day}日</p><p class=\"sender\">{}</p></section>\
         <h1>{subject}</h1><div class=\"text\">{paragraphs}</div></main></body></html>\n",
        in_parts(address),
        escape(name),
        escape(letter.number),
        year - REIWA,
        escape(letter.sender),
        subject = escape(letter.subject),
    );
    closed(StatusCode::OK, html)
}
