//! The pages of the phone: choosing a card and typing its PIN. Rendered here; they work without JavaScript.

use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::pins::{PinKind, Tried};
use super::wallet::{Holder, Wallet};

/// Nothing from elsewhere, no script, in nobody's frame. What forms may be sent to is not limited: the way ends at the address of
/// whoever asked, and browsers apply that limit to redirections too.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Who asks, and for what.
#[derive(Debug, Clone)]
pub(in crate::systems) struct Ask {
    /// The name of who asks.
    pub(in crate::systems) who: String,
    /// Where the answer goes: a host.
    pub(in crate::systems) host: String,
    /// What is given, Japanese and English.
    pub(in crate::systems) items: Vec<(&'static str, &'static str)>,
    /// The digest of what is signed, in hexadecimal.
    pub(in crate::systems) signs: Option<String>,
    /// The path below which this asking has its pages.
    pub(in crate::systems) path: String,
}

/// The words for an item.
pub(in crate::systems) fn item(name: &str) -> Option<(&'static str, &'static str)> {
    Some(match name {
        "openid" => ("利用者を区別する番号（このサービス専用）", "A pseudonym for this service alone"),
        "name" => ("氏名", "Name"),
        "address" => ("住所", "Address"),
        "birthdate" => ("生年月日", "Date of birth"),
        "gender" => ("性別", "Sex"),
        "sign" => ("電子署名", "A digital signature"),
        "number" => ("個人番号（保管庫の鍵で暗号化されます）", "My Number (encrypted to the vault's key)"),
        _ => return None,
    })
}

#[derive(Template)]
#[template(path = "card/choose.html")]
struct Choose<'a> {
    ask: &'a Ask,
    words: &'a str,
    searched: bool,
    found: &'a [Holder],
}

/// The page on which a card is chosen.
pub(in crate::systems) fn choose(wallet: &Wallet, ask: &Ask, words: &str) -> Response {
    let searched = !words.trim().is_empty();
    let found = if searched { wallet.search(words) } else { wallet.samples() };
    page(StatusCode::OK, Choose { ask, words, searched, found: &found }.render())
}

#[derive(Template)]
#[template(path = "card/pin.html")]
struct Pin<'a> {
    ask: &'a Ask,
    holder: &'a Holder,
    signing: bool,
    action: &'a str,
    /// Japanese and English.
    error: Option<(String, String)>,
    left: u32,
    hint: String,
}

/// The page on which a PIN is typed. `tried` is what came of the one before.
pub(in crate::systems) fn pin(
    wallet: &Wallet,
    ask: &Ask,
    holder: &Holder,
    (kind, action, tried): (PinKind, &str, Option<Tried>),
) -> Response {
    let error = match tried {
        Some(Tried::Wrong(left)) => Some((
            format!("暗証番号が違います。あと{left}回まちがえるとロックされます。"),
            format!("Wrong PIN. {left} more and the card is locked."),
        )),
        _ => None,
    };
    let Ok(left) = wallet.pins.left(holder.id, kind) else { return broken() };
    if left == 0 {
        return problem(
            StatusCode::FORBIDDEN,
            ask,
            (
                "暗証番号がロックされています。市区町村の窓口で初期化してください。",
                "The PIN is locked. Your municipality can reset it.",
            ),
        );
    }
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let hint = wallet.pins.pin(holder.id, kind);
    let signing = kind == PinKind::Signing;
    page(status, Pin { ask, holder, signing, action, error, left, hint }.render())
}

#[derive(Template)]
#[template(path = "card/problem.html")]
struct Problem<'a> {
    ask: Option<&'a Ask>,
    words: (&'a str, &'a str),
}

/// A page that says why it does not go on, with the way back to who asked.
pub(in crate::systems) fn problem(status: StatusCode, ask: &Ask, words: (&str, &str)) -> Response {
    page(status, Problem { ask: Some(ask), words }.render())
}

/// A page that says what is wrong with a request whose sender is not known: it goes back to nobody.
pub(in crate::systems) fn stranger(words: (&str, &str)) -> Response {
    page(StatusCode::BAD_REQUEST, Problem { ask: None, words }.render())
}

#[derive(Template)]
#[template(path = "card/send.html")]
struct Send<'a> {
    ask: &'a Ask,
    to: &'a str,
    shown: &'a [(&'static str, String)],
    fields: &'a [(&'static str, String)],
}

/// The page from which a reading is sent: the person sees what goes, and presses the button.
pub(in crate::systems) fn send(
    ask: &Ask,
    to: &str,
    shown: &[(&'static str, String)],
    fields: &[(&'static str, String)],
) -> Response {
    page(StatusCode::OK, Send { ask, to, shown, fields }.render())
}

#[derive(Template)]
#[template(path = "card/start.html")]
struct Start<'a> {
    title: (&'a str, &'a str),
    lines: &'a [(&'a str, &'a str)],
    samples: &'a [(Holder, String, String)],
}

/// The first page of a simulator: what it is, and cards to try.
pub(in crate::systems) fn start(wallet: &Wallet, title: (&str, &str), lines: &[(&str, &str)]) -> Response {
    let pins = |holder: Holder| {
        let (digits, signing) = (PinKind::FourDigits, PinKind::Signing);
        let (digits, signing) = (wallet.pins.pin(holder.id, digits), wallet.pins.pin(holder.id, signing));
        (holder, digits, signing)
    };
    let samples: Vec<_> = wallet.samples().into_iter().map(pins).collect();
    page(StatusCode::OK, Start { title, lines, samples: &samples }.render())
}

/// The style sheet of all of them.
pub(in crate::systems) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("../../../templates/card/card.css"))
}

/// A failure of the simulator itself.
pub(in crate::systems) fn broken() -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

fn page(status: StatusCode, rendered: Result<String, askama::Error>) -> Response {
    let Ok(html) = rendered else { return broken() };
    let headers = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff")),
    ];
    (status, headers, Html(html)).into_response()
}
