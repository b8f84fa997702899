//! `/check`: in the browser by its script, which sends nothing; without scripts, by a form.

use axum::response::Response;

use super::open_frame;
use crate::asked::Posted;
use crate::forms::{FieldErrors, value};
use crate::pages::CheckPage;
use crate::visit::{Visitor, page, page_with};

/// `GET /check`
pub(crate) async fn check_form(visitor: Visitor) -> Response {
    page(&CheckPage {
        frame: open_frame(&visitor),
        code: String::new(),
        errors: FieldErrors::default(),
        checked: None,
    })
}

/// `POST /check`: a browser without scripts. The page says that the code is sent here; it is not kept.
pub(crate) async fn check(visitor: Visitor, Posted(pairs): Posted) -> Response {
    let code = value(&pairs, "code");
    let mut shown =
        CheckPage { frame: open_frame(&visitor), code, errors: FieldErrors::default(), checked: None };
    if shown.code.is_empty() {
        let words = visitor.lang.t("コードのアドレスを入力してください。", "Enter the address of the code.");
        shown.errors.add("code", words);
        return page_with(axum::http::StatusCode::BAD_REQUEST, &shown);
    }
    match visitor.edge.app.check_code(&shown.code).await {
        Ok(checked) => {
            shown.checked = Some(checked);
            page(&shown)
        }
        Err(error) => visitor.refuse(error),
    }
}
