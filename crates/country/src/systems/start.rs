//! A page that shows the way: which systems run, what one can do at each by hand, and the calendar.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;

use super::Site;
use super::neutral::{escape, page, refusal, written};
use crate::nation::{LAST_DAY, Nation};

/// A system's name, where its page begins (nothing: it has none), what it is, and what one can do there.
type Shown = (&'static str, Option<&'static str>, &'static str, &'static str);

const SHOWN: [Shown; 10] = [
    (
        "digital-auth",
        Some("/"),
        "デジタル認証アプリ Sign-in by card",
        "架空の人のカードと暗証番号を選ぶ画面。窓口からのログインで開きます。 Cards to pick and their PINs; a sign-in opens it.",
    ),
    (
        "card",
        Some("/"),
        "券面事項入力補助 Reading the card",
        "カードの四項目と、金庫の鍵で暗号化した個人番号。 The four items, and the number sealed to the vault.",
    ),
    (
        "payment",
        Some("/bank"),
        "収納機関 Payments",
        "銀行の画面。納付番号で支払います（多く、少なく、期限後も）。 A bank's page: pay by the numbers, also too much, too little, too late.",
    ),
    (
        "notice",
        Some("/post"),
        "お知らせと郵便 Notices and post",
        "送られた手紙の控え。 The outbox with the letters.",
    ),
    (
        "juki",
        None,
        "住基ネット Resident registers",
        "本人確認情報の即時・一括照会。 Inquiries, one by one and in files.",
    ),
    (
        "network",
        None,
        "情報提供ネットワークシステム Information network",
        "機関別符号と照会。 Codes and inquiries.",
    ),
    ("koseki", None, "戸籍 Family registers", "戸籍電子証明書。 Certificates by a code of 16 digits."),
    ("jpki", None, "公的個人認証 Certificates of cards", "OCSP と失効リスト。 Responder and lists."),
    (
        "hpki",
        Some("/signing"),
        "保健医療福祉分野PKI Certificates of health professions",
        "失効リスト。電子署名を付した架空の診断書と卒業証明書を作れます（良いものも悪いものも）。 Lists; and medical and graduation certificates with a signature to make, good ones and bad ones.",
    ),
    ("tsa", None, "時刻認証 Time-stamping authority", "RFC 3161 のタイムスタンプ。 Time-stamps of RFC 3161."),
];

/// What a button may let pass: a day, a month, a year.
const STEPS: [(u32, &str); 3] = [(1, "1日 a day"), (30, "30日 30 days"), (365, "1年 a year")];

#[derive(Debug)]
struct Start {
    nation: Nation,
    addresses: Arc<BTreeMap<&'static str, String>>,
}

pub(super) fn router(site: &Site) -> io::Result<Router> {
    let start = Start { nation: site.nation.clone(), addresses: Arc::clone(&site.addresses) };
    Ok(Router::new().route("/", get(show)).route("/advance", post(advance)).with_state(Arc::new(start)))
}

async fn show(State(start): State<Arc<Start>>) -> Response {
    let today = start.nation.today();
    let mut body = format!(
        "<h2>暦 Calendar</h2><p>この国の今日 Today: <strong>{} ({today})</strong>。日が過ぎると、どのシステムも同じことを知ります。 \
         When days pass, every system knows of the same events.</p><form method=\"post\" action=\"/advance\">",
        written(today)
    );
    for (days, words) in STEPS {
        _ = write!(body, "<button name=\"days\" value=\"{days}\">{words}</button> ");
    }
    body += "</form><h2>システム Systems</h2><dl>";
    for (name, path, what, does) in SHOWN {
        let Some(url) = start.addresses.get(name) else { continue };
        let (what, does, url) = (escape(what), escape(does), escape(url));
        let link =
            path.map_or_else(String::new, |path| format!("<p><a href=\"{url}{path}\">開く Open</a></p>"));
        _ = write!(
            body,
            "<div><dt>{what}<br><code>{url}</code></dt><dd>{does}{link}<p><a href=\"{url}/control/received\">\
             受け取ったもの What it received</a></p></dd></div>"
        );
    }
    body += "</dl>";
    page(StatusCode::OK, "架空の国 The invented country", &body)
}

#[derive(Deserialize)]
struct Days {
    days: u32,
}

async fn advance(State(start): State<Arc<Start>>, Form(Days { days }): Form<Days>) -> Response {
    match start.nation.advance(days) {
        Ok(_) => Redirect::to("/").into_response(),
        Err(error) => {
            tracing::warn!(%error, last = %LAST_DAY, "the calendar was not advanced");
            refusal(StatusCode::CONFLICT, "calendar")
        }
    }
}
