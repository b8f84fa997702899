//! `/check`: in the browser by its script, which sends nothing; without scripts, by a form or a picture.

use std::time::{Duration, Instant};

use app::{AppError, ErrorKind};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::Response;

use super::{open_frame, reader};
use crate::asked::Posted;
use crate::forms::{FieldErrors, value};
use crate::pages::CheckPage;
use crate::sent::Sent;
use crate::visit::{Visitor, page, page_with};

/// How long a picture may take to come: a slow line's photograph, and no more.
const PICTURE_WITHIN: Duration = Duration::from_secs(60);

fn shown(visitor: &Visitor, code: String) -> CheckPage {
    CheckPage { frame: open_frame(visitor), code, errors: FieldErrors::default(), checked: None }
}

/// `GET /check`
pub(crate) async fn check_form(visitor: Visitor) -> Response {
    page(&shown(&visitor, String::new()))
}

/// `POST /check`: a browser without scripts. The page says that the code is sent here; it is not kept.
pub(crate) async fn check(visitor: Visitor, Posted(pairs): Posted) -> Response {
    let mut shown = shown(&visitor, value(&pairs, "code"));
    if shown.code.is_empty() {
        let words = visitor.lang.t("コードのアドレスを入力してください。", "Enter the address of the code.");
        shown.errors.add("code", words);
        return page_with(StatusCode::BAD_REQUEST, &shown);
    }
    match visitor.edge.app.check_code(&shown.code).await {
        Ok(checked) => {
            shown.checked = Some(checked);
            page(&shown)
        }
        Err(error) => visitor.refuse(error),
    }
}

/// `POST /check/picture`: a picture of the code, from a browser without scripts. It is read in memory and not kept.
pub(crate) async fn check_picture(visitor: Visitor, request: Request) -> Response {
    // Counted, and let in, before anything of it is read.
    if !visitor.edge.quota.ask(visitor.address, &format!("picture/{}", visitor.address), Instant::now()) {
        return visitor.refuse(busy());
    }
    let Ok(_place) = visitor.edge.pictures.clone().try_acquire_owned() else {
        return visitor.refuse(busy());
    };
    let sent = match tokio::time::timeout(PICTURE_WITHIN, Sent::from_request(request, &())).await {
        Ok(Ok(sent)) => sent,
        // A photograph of today's cameras may be too large: said at its field, like whatever cannot be read.
        Ok(Err(refusal)) if refusal.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return checked(&visitor, None).await;
        }
        Ok(Err(refusal)) => return refusal,
        Err(_) => return visitor.refuse(busy()),
    };
    let program = visitor.edge.config.picture_reader.clone();
    // Not given up by time here: what is begun keeps its place until it ends, and the reader has its own limit.
    let code = match sent.files.into_iter().next() {
        Some(file) => reader::read_within(file.bytes, program.as_deref()).await,
        None => None,
    };
    checked(&visitor, code).await
}

async fn checked(visitor: &Visitor, code: Option<String>) -> Response {
    let mut shown = shown(visitor, String::new());
    let Some(code) = code else {
        let words = visitor.lang.t(
            "QR コードを読み取れませんでした。コード全体がはっきり写った画像（PNG、JPEG、10MBまで）を選んでください。",
            "No QR code could be read. Choose a picture (PNG, JPEG, up to 10 MB) that shows the whole code clearly.",
        );
        shown.errors.add("photo", words);
        return page_with(StatusCode::BAD_REQUEST, &shown);
    };
    match visitor.edge.app.check_code(&code).await {
        Ok(checked) => {
            shown.checked = Some(checked);
            page(&shown)
        }
        Err(error) => visitor.refuse(error),
    }
}

fn busy() -> AppError {
    AppError::new(
        ErrorKind::TooMany,
        "画像の確認が混み合っています。しばらくしてから、もう一度お試しください。",
        "Too many pictures are being checked. Please try again in a while.",
    )
}
