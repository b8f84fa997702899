//! One's own case: where it stands, and what one does about it.

use app::view::CaseView;
use app::{AppError, Applying, CaseKey, ErrorKind, NewPaper};
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::door::AtPortal;
use crate::asked::{Asked, Posted};
use crate::form_key::old_form;
use crate::forms::{FieldErrors, KOSEKI_CODE, value};
use crate::pages::{MyCasePage, status_of};
use crate::proof::REFRESH;
use crate::sent::Sent;
use crate::visit::page_with;

/// Whoever asks for it has the page look again by itself while a machine is at work: by a header, which needs no script. It never does so
/// unasked (WCAG 2.2.1, 3.2.5), and stops where something is to be done.
const LOOK_AGAIN: HeaderValue = HeaderValue::from_static("10");
/// In a page's address: that it looks again by itself.
const WATCH: &str = "watch";

/// The case of an address.
pub(super) struct Mine {
    pub at: AtPortal,
    pub who: Applying,
    pub key: CaseKey,
}

/// What is said beside a case.
#[derive(Default)]
struct Said {
    errors: FieldErrors,
    code: String,
    refused: String,
    /// Whether the page is to look again by itself.
    watch: bool,
}

impl Mine {
    pub(super) fn of(at: AtPortal, (register, case): &(String, String)) -> Option<Self> {
        let key = CaseKey::parse(register, case).ok()?;
        Some(Self { who: Applying::from(&at.holder), at, key })
    }

    pub(super) fn address(&self) -> String {
        format!("/portal/cases/{}", self.key.address())
    }

    pub(super) fn app(&self) -> &app::App {
        &self.at.visitor.edge.app
    }

    pub(super) async fn case(&self) -> Result<CaseView, Response> {
        self.app().show_own_case(&self.who, self.key).await.map_err(|error| self.at.refuse(error))
    }

    /// The case as it stands now, with what is to be said.
    async fn shown(&self, status: StatusCode, said: Said) -> Response {
        let (case, papers) = match self.app().show_own_case_and_papers(&self.who, self.key).await {
            Ok(both) => both,
            Err(error) => return self.at.refuse(error),
        };
        let codes = case.tells.iter().flat_map(|told| &told.about);
        let words = codes.map(|code| (code.clone(), self.app().code_words(code))).collect();
        let Said { errors, code, refused, watch } = said;
        let page = MyCasePage { frame: self.at.frame(), case, papers, words, errors, code, refused, watch };
        let mut response = page_with(status, &page);
        if watch && page.moves_on() {
            response.headers_mut().insert(REFRESH, LOOK_AGAIN);
        }
        response
    }

    async fn refused(&self, error: &AppError) -> Response {
        let refused = self.at.visitor.lang.words(error).to_owned();
        self.shown(status_of(error.kind), Said { refused, ..Said::default() }).await
    }

    /// On to the case after something was done; what was refused is said above it.
    pub(super) async fn done(&self, outcome: Result<(), AppError>) -> Response {
        match outcome {
            Ok(()) => Redirect::to(&self.address()).into_response(),
            Err(error) if matches!(error.kind, ErrorKind::Internal | ErrorKind::NotFound) => {
                self.at.refuse(error)
            }
            Err(error) => self.refused(&error).await,
        }
    }
}

/// `GET /portal/cases/{register}/{case}?watch=1`
pub(crate) async fn case(at: AtPortal, Path(path): Path<(String, String)>, Asked(pairs): Asked) -> Response {
    let watch = !value(&pairs, WATCH).is_empty();
    match Mine::of(at, &path) {
        Some(mine) => mine.shown(StatusCode::OK, Said { watch, ..Said::default() }).await,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `POST /portal/cases/{register}/{case}`
pub(crate) async fn act(at: AtPortal, Path(path): Path<(String, String)>, Posted(pairs): Posted) -> Response {
    if !at.owns(&value(&pairs, "form_key")) {
        return at.refuse(old_form());
    }
    let Some(mine) = Mine::of(at, &path) else { return StatusCode::NOT_FOUND.into_response() };
    let outcome = match value(&pairs, "do").as_str() {
        "withdraw" => mine.app().withdraw_case(&mine.who, mine.key).await,
        "pay-again" => mine.app().pay_again(&mine.who, mine.key).await,
        "look" => mine.app().look_for_payment(&mine.who, mine.key).await,
        _ => return StatusCode::BAD_REQUEST.into_response(),
    };
    mine.done(outcome).await
}

/// `GET /portal/cases/{register}/{case}/pay`: to the page of the bank, as long as there is something to pay and no first try is unknown.
pub(crate) async fn pay(at: AtPortal, Path(path): Path<(String, String)>) -> Response {
    let Some(mine) = Mine::of(at, &path) else { return StatusCode::NOT_FOUND.into_response() };
    match mine.app().leave_to_pay(&mine.who, mine.key).await {
        Ok(Some(link)) => Redirect::to(&link).into_response(),
        Ok(None) => Redirect::to(&mine.address()).into_response(),
        Err(error) => mine.at.refuse(error),
    }
}

/// `GET /portal/cases/{register}/{case}/paid`: back from the page of the bank, which proves nothing; the collecting side is asked.
pub(crate) async fn paid(at: AtPortal, Path(path): Path<(String, String)>) -> Response {
    let Some(mine) = Mine::of(at, &path) else { return StatusCode::NOT_FOUND.into_response() };
    mine.done(mine.app().look_for_payment(&mine.who, mine.key).await).await
}

/// Digits as they are typed: of any width, in groups or not.
fn digits(typed: &str) -> String {
    let plain = |c: char| match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        c if c.is_whitespace() || matches!(c, '-' | '－' | '‐') => None,
        c => Some(c),
    };
    typed.chars().filter_map(plain).collect()
}

/// `POST /portal/cases/{register}/{case}/means`
pub(crate) async fn give_means(at: AtPortal, Path(path): Path<(String, String)>, sent: Sent) -> Response {
    if !at.owns(&value(&sent.pairs, "form_key")) {
        return at.refuse(old_form());
    }
    let Some(mine) = Mine::of(at, &path) else { return StatusCode::NOT_FOUND.into_response() };
    let way = value(&sent.pairs, "way");
    if way == KOSEKI_CODE {
        let typed = value(&sent.pairs, "code");
        let outcome = mine.app().give_means(&mine.who, mine.key, (&way, Some(&digits(&typed)))).await;
        return match outcome {
            Err(error) if error.kind == ErrorKind::BadInput => {
                let mut said = Said { code: typed, ..Said::default() };
                said.errors.add("code", mine.at.visitor.lang.words(&error));
                mine.shown(StatusCode::BAD_REQUEST, said).await
            }
            outcome => mine.done(outcome).await,
        };
    }
    let case = match mine.case().await {
        Ok(case) => case,
        Err(response) => return response,
    };
    // What comes by post is waited for.
    if case.posts.contains(&way) {
        return mine.done(mine.app().give_means(&mine.who, mine.key, (&way, None)).await).await;
    }
    let field = if case.signed.iter().any(|signed| signed.way == way) { "signed" } else { "file" };
    match take_file(&mine, sent, &way).await {
        Ok(true) => mine.done(mine.app().give_means(&mine.who, mine.key, (&way, None)).await).await,
        Ok(false) => {
            let mut said = Said::default();
            let words = mine.at.visitor.lang.t("ファイルを選んでください。", "Choose the file.");
            said.errors.add(field, words);
            mine.shown(StatusCode::BAD_REQUEST, said).await
        }
        Err(error) if error.kind == ErrorKind::BadInput => {
            let mut said = Said::default();
            said.errors.add(field, mine.at.visitor.lang.words(&error));
            mine.shown(StatusCode::BAD_REQUEST, said).await
        }
        Err(error) => mine.done(Err(error)).await,
    }
}

/// Takes the file of a form; tells whether there was one.
pub(super) async fn take_file(mine: &Mine, sent: Sent, document: &str) -> Result<bool, AppError> {
    let Some(file) = sent.files.into_iter().find(|file| file.field == "file") else { return Ok(false) };
    let paper = NewPaper { document: document.to_owned(), file_name: file.file_name, bytes: file.bytes };
    mine.app().send_case_paper(&mine.who, mine.key, paper).await.map(|_| true)
}

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn a_code_may_be_typed_in_groups_and_in_any_width() {
        assert_eq!(digits("１２３４ 5678-９０"), "1234567890");
        assert_eq!(digits("12a4"), "12a4", "what is no digit is not passed over");
    }
}
