//! The pages of the bank and of the card company. They need no script, and nothing on them is real.

use axum::http::StatusCode;
use axum::response::Response;

use super::super::neutral::{escape, grouped, list, page, written};
use super::COLLECTOR;
use super::book::Bill;
use crate::day::Day;

/// Asks for the numbers.
pub(super) fn numbers(wrong: Option<&str>) -> Response {
    let field = |name: &str, label: &str, hint: &str, longest: u8| {
        format!(
            "<label for=\"{name}\">{label}</label><p class=\"hint\" id=\"{name}-hint\">{hint}</p>\
             <input type=\"text\" inputmode=\"numeric\" autocomplete=\"off\" maxlength=\"{longest}\" id=\"{name}\" name=\"{name}\" aria-describedby=\"{name}-hint\">"
        )
    };
    let body = format!(
        "{}<form method=\"post\" action=\"/bank\">{}{}{}<button>次へ</button></form>",
        wrong.map(|text| note("error", &[text])).unwrap_or_default(),
        field("collector_number", "収納機関番号", "5桁の数字", 10),
        field("payment_number", "納付番号", "20桁までの数字", 30),
        field("confirmation_number", "確認番号", "6桁までの数字", 12),
    );
    page(if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, "番号の入力", &body)
}

/// What is to be paid, and the button.
pub(super) fn bill(bill: &Bill, by_card: bool, wrong: Option<&str>) -> Response {
    let action = if by_card { format!("/card/{}", bill.token) } else { format!("/bank/{}", bill.token) };
    let cards = "<fieldset><legend>カード</legend>\
        <label class=\"choice\"><input type=\"radio\" name=\"card\" value=\"good\" checked>見本カード A（承認される）</label>\
        <label class=\"choice\"><input type=\"radio\" name=\"card\" value=\"bad\">見本カード B（承認されない）</label></fieldset>";
    let body = format!(
        "{}{}<form method=\"post\" action=\"{action}\">{}\
         <button name=\"action\" value=\"pay\">{}円を支払う</button>\
         <button class=\"second\" name=\"action\" value=\"cancel\">やめる</button>{}</form>",
        wrong.map(|text| note("error", &[text])).unwrap_or_default(),
        facts(bill),
        if by_card { cards } else { "" },
        grouped(bill.wish.amount),
        mistakes(bill.wish.amount),
    );
    let (way, other) =
        if by_card { ("bank", "銀行で支払う") } else { ("card", "カードで支払う") };
    let body = format!("{body}<p><a href=\"/{way}/{}\">{other}</a></p>", bill.token);
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page(status, if by_card { "カードでの支払い" } else { "銀行での支払い" }, &body)
}

fn facts(bill: &Bill) -> String {
    let amount = [("金額", format!("{}円", grouped(bill.wish.amount)))];
    let rest = [
        ("内容", bill.wish.subject.clone()),
        ("収納機関番号", COLLECTOR.to_owned()),
        ("納付番号", bill.payment_number.clone()),
        ("納付の期限", Day::parse(&bill.wish.expires_on).map(written).unwrap_or_default()),
    ];
    format!("<div class=\"amount\">{}</div>{}", list(&amount), list(&rest))
}

/// What goes wrong in life, for trying out.
fn mistakes(due: u32) -> String {
    let less = due.saturating_sub(1).max(1);
    format!(
        "<details><summary>まちがいを試す</summary>\
         <label class=\"choice\"><input type=\"checkbox\" name=\"midnight\" value=\"1\">23時58分に支払う（翌日の扱いになる）</label>\
         <label for=\"amount\">ほかの金額（円）</label><input type=\"text\" inputmode=\"numeric\" autocomplete=\"off\" id=\"amount\" name=\"amount\" maxlength=\"12\" value=\"{less}\">\
         <div><button class=\"second\" name=\"action\" value=\"pay-other\">この金額を支払う</button>\
         <button class=\"second\" name=\"action\" value=\"pay-twice\">二度支払う</button></div></details>"
    )
}

/// Paid.
pub(super) fn done(bill: &Bill, amounts: &[u32]) -> Response {
    let paid: Vec<_> =
        amounts.iter().map(|amount| format!("{}円を支払いました。", grouped(*amount))).collect();
    let mut lines: Vec<_> = paid.iter().map(String::as_str).collect();
    lines.push("領収証書は発行されません。申請先には、収納機関から通知されます。");
    page(StatusCode::OK, "支払いの完了", &format!("{}{}", note("good", &lines), back(bill)))
}

/// The payer gave up.
pub(super) fn cancelled(bill: &Bill) -> Response {
    let lines = ["支払いませんでした。期限までは、同じ番号で支払えます。"];
    page(StatusCode::OK, "支払いの中止", &format!("{}{}", note("", &lines), back(bill)))
}

/// It cannot be paid (any more).
pub(super) fn over(bill: &Bill, why: &str) -> Response {
    page(StatusCode::CONFLICT, "支払えません", &format!("{}{}", note("error", &[why]), back(bill)))
}

/// No such page.
pub(super) fn unknown() -> Response {
    let lines = ["このページの番号は見つかりません。"];
    let body = format!("{}<p><a href=\"/bank\">番号を入力して支払う</a></p>", note("error", &lines));
    page(StatusCode::NOT_FOUND, "見つかりません", &body)
}

fn note(kind: &str, lines: &[&str]) -> String {
    let lines: String = lines.iter().map(|line| format!("<p>{}</p>", escape(line))).collect();
    let role = if kind == "error" { "alert" } else { "status" };
    format!("<div class=\"note {kind}\" role=\"{role}\">{lines}</div>")
}

fn back(bill: &Bill) -> String {
    match &bill.wish.return_to {
        Some(url) => format!("<p><a class=\"button\" href=\"{}\">申請のページへ戻る</a></p>", escape(url)),
        None => "<p>このページを閉じてください。</p>".to_owned(),
    }
}
