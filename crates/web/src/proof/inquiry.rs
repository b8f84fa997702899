//! `/inquiry`: number, name, birth date → yes, no, cannot tell.

use std::time::Instant;

use app::{AppError, ErrorKind};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::open_frame;
use crate::asked::{Asked, Posted};
use crate::edge::Edge;
use crate::forms::{FieldErrors, InquiryForm};
use crate::pages::{InquiryPage, status_of};
use crate::visit::{Visitor, page, page_with};

fn shown(visitor: &Visitor, form: InquiryForm) -> InquiryPage {
    InquiryPage {
        frame: open_frame(visitor),
        choices: visitor.edge.app.inquiry_choices(),
        form,
        errors: FieldErrors::default(),
        refused: String::new(),
        answer: None,
    }
}

/// `GET /inquiry`
pub(crate) async fn inquiry_form(visitor: Visitor, Asked(pairs): Asked) -> Response {
    let form =
        InquiryForm { qualification: crate::forms::value(&pairs, "qualification"), ..InquiryForm::default() };
    page(&shown(&visitor, form))
}

/// `POST /inquiry`: a form, so that no name stands in an address.
pub(crate) async fn inquire(visitor: Visitor, Posted(pairs): Posted) -> Response {
    let mut shown = shown(&visitor, InquiryForm::read(&pairs));
    let inquiry = match shown.form.parse(visitor.lang, &shown.choices) {
        Ok(inquiry) => inquiry,
        Err(errors) => {
            shown.errors = errors;
            return page_with(StatusCode::BAD_REQUEST, &shown);
        }
    };
    if let Err(error) = may_ask(&visitor.edge, visitor.address, &inquiry) {
        let mut response = visitor.refuse(error);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(crate::quota::WINDOW.as_secs()));
        return response;
    }
    match visitor.edge.app.inquire(None, &inquiry).await {
        Ok(answer) => {
            shown.answer = Some(answer);
            page(&shown)
        }
        Err(error) if error.kind == ErrorKind::BadInput => {
            visitor.lang.words(&error).clone_into(&mut shown.refused);
            page_with(status_of(error.kind), &shown)
        }
        Err(error) => visitor.refuse(error),
    }
}

/// Whether one more inquiry may be asked from this address, and about this number.
pub(crate) fn may_ask(
    edge: &Edge,
    address: std::net::IpAddr,
    inquiry: &app::Inquiry,
) -> Result<(), AppError> {
    let about = format!("{}/{}/{}", inquiry.qualification, inquiry.authority, inquiry.number);
    if edge.quota.ask(address, &about, Instant::now()) {
        return Ok(());
    }
    Err(AppError::new(
        ErrorKind::TooMany,
        "照会の回数が多すぎます。しばらくしてからもう一度お試しください。",
        "Too many inquiries. Please try again a little later.",
    ))
}
