//! The desk's cases: what waits, one case, and what is done about it.

use app::view::CaseView;
use app::{AppError, CaseKey, DeskDecision, EntryId, ErrorKind, PaperView, WeighedCase};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::asked::{Asked, Posted};
use crate::forms::{DecisionForm, FieldErrors, Order, value};
use crate::pages::{CasePage, CasesPage, LetterPage, Place, SentPaper};
use crate::visit::{SignedIn, page, page_with};

/// What is shown where nobody chose: what somebody at the desk can do something about.
const USUAL: [&str; 2] = ["examination", "paper"];

/// `GET /desk/cases?stage=…`
pub(crate) async fn cases(officer: SignedIn, Asked(pairs): Asked) -> Response {
    let app = &officer.visitor.edge.app;
    let chosen: Vec<&str> =
        pairs.iter().filter(|(name, _)| name == "stage").map(|(_, stage)| stage.as_str()).collect();
    let chosen = if chosen.is_empty() { USUAL.to_vec() } else { chosen };
    let lang = officer.visitor.lang;
    let all = app.stages();
    let stages = all
        .iter()
        .map(|(code, words)| (*code, lang.t(&words.ja, &words.en).to_owned(), chosen.contains(code)))
        .collect();
    match app.list_cases(&officer.actor, &chosen).await {
        Ok(cases) => page(&CasesPage { frame: officer.frame(Place::Cases), stages, cases }),
        Err(error) => officer.refuse(error),
    }
}

/// `GET /desk/cases/{register}/{case}`
pub(crate) async fn case(officer: SignedIn, Path((register, case)): Path<(String, String)>) -> Response {
    match shown(&officer, &register, &case).await {
        Ok(case) => page(&case_page(&officer, case, (DecisionForm::default(), FieldErrors::default()), "")),
        Err(error) => officer.refuse(error),
    }
}

/// The case, what is weighed beside it, and the files that its applicant sent.
async fn shown(
    officer: &SignedIn,
    register: &str,
    case: &str,
) -> Result<(CaseView, WeighedCase, Vec<SentPaper>), AppError> {
    let (app, key) = (&officer.visitor.edge.app, CaseKey::parse(register, case)?);
    let view = app.show_case(&officer.actor, key).await?;
    let weighed = app.weigh_case(&officer.actor, key).await?;
    let papers = app.papers_at_desk(&officer.actor, key).await?;
    let sent = |paper: PaperView| SentPaper { document: app.code_words(&paper.document), paper };
    Ok((view, weighed, papers.into_iter().map(sent).collect()))
}

/// `GET /desk/cases/{register}/{case}/letter`: what whoever applied on paper is written.
pub(crate) async fn letter(officer: SignedIn, Path((register, case)): Path<(String, String)>) -> Response {
    match shown(&officer, &register, &case).await {
        Ok((case, ..)) if case.form.paper.is_none() => officer.refuse(no_letter()),
        Ok((case, weighed, _)) => {
            let today = officer.visitor.edge.app.today().to_string();
            page(&LetterPage { frame: officer.frame(Place::Cases), case, weighed, today })
        }
        Err(error) => officer.refuse(error),
    }
}

/// `GET /desk/cases/{register}/{case}/papers/{id}`
pub(crate) async fn case_paper(
    officer: SignedIn,
    Path((register, case, id)): Path<(String, String, String)>,
) -> Response {
    let key = CaseKey::parse(&register, &case).ok().zip(EntryId::parse(&id).ok());
    let Some((key, paper)) = key else { return StatusCode::NOT_FOUND.into_response() };
    match officer.visitor.edge.app.open_paper_at_desk(&officer.actor, key, paper).await {
        Ok((view, bytes)) => crate::paper::file(&view, bytes),
        Err(error) => officer.refuse(error),
    }
}

fn case_page(
    officer: &SignedIn,
    (case, weighed, papers): (CaseView, WeighedCase, Vec<SentPaper>),
    (form, errors): (DecisionForm, FieldErrors),
    refused: &str,
) -> CasePage {
    let frame = officer.frame(Place::Cases);
    CasePage { frame, case, weighed, papers, form, errors, refused: refused.to_owned() }
}

/// `POST /desk/cases/{register}/{case}`
pub(crate) async fn decide(
    officer: SignedIn,
    Path((register, case)): Path<(String, String)>,
    Posted(pairs): Posted,
) -> Response {
    if !officer.owns(&value(&pairs, "form_key")) {
        return officer.refuse(expired());
    }
    let form = DecisionForm::read(&pairs);
    let retypes = form.order == "retype";
    let outcome = match form.parse(officer.visitor.lang) {
        Ok((order, seen)) => carry_out(&officer, (&register, &case), order, seen).await,
        Err(errors) => {
            return match shown(&officer, &register, &case).await {
                Ok(case) => {
                    page_with(StatusCode::BAD_REQUEST, &case_page(&officer, case, (form, errors), ""))
                }
                Err(error) => officer.refuse(error),
            };
        }
    };
    match outcome {
        Ok(()) if retypes => Redirect::to(&format!("/desk/paper/{register}/{case}")).into_response(),
        Ok(()) => Redirect::to(&format!("/desk/cases/{register}/{case}")).into_response(),
        // An order that is whole lacks one thing only: the ground of granting what no list has exactly.
        Err(error) if error.kind == ErrorKind::BadInput => match shown(&officer, &register, &case).await {
            Ok(case) => {
                let mut errors = FieldErrors::default();
                errors.add("exam_ground", officer.visitor.lang.words(&error));
                page_with(StatusCode::BAD_REQUEST, &case_page(&officer, case, (form, errors), ""))
            }
            Err(error) => officer.refuse(error),
        },
        // What was typed stays, above the case as it stands now.
        Err(error) if error.kind == ErrorKind::Conflict => match shown(&officer, &register, &case).await {
            Ok(case) => {
                let words = officer.visitor.lang.words(&error).to_owned();
                let page = case_page(&officer, case, (form, FieldErrors::default()), &words);
                page_with(StatusCode::CONFLICT, &page)
            }
            Err(error) => officer.refuse(error),
        },
        Err(error) => officer.refuse(error),
    }
}

async fn carry_out(
    officer: &SignedIn,
    (register, case): (&str, &str),
    order: Order,
    seen: i64,
) -> Result<(), AppError> {
    let (app, actor) = (&officer.visitor.edge.app, &officer.actor);
    let key = CaseKey::parse(register, case)?;
    match order {
        Order::Grant => app.decide_case(actor, key, (DeskDecision::Grant, seen)).await,
        Order::GrantOn(ground) => app.decide_case(actor, key, (DeskDecision::GrantOn { ground }, seen)).await,
        Order::Refuse { ground, citation } => {
            app.decide_case(actor, key, (DeskDecision::Refuse { ground, citation }, seen)).await
        }
        Order::AskSupplement(what) => app.ask_supplement(actor, key, (vec![what], seen)).await,
        Order::PaperCame(document) => app.paper_came(actor, key, (document, seen)).await,
        Order::FixAmount(line) => app.fix_amount(actor, key, (line, seen)).await,
        Order::StampsCame(receipt, yen) => app.stamps_came(actor, key, ((receipt, yen), seen)).await,
        Order::AskAgain(source) => app.ask_source_again(actor, key, (source, seen)).await,
        Order::MeansCame(way) => app.means_came(actor, key, (way, seen)).await,
        Order::SupplementCame => app.supplement_came(actor, key, seen).await,
        Order::Retype => app.begin_paper_correction(actor, key).await,
        Order::Withdraw => app.withdraw_on_paper(actor, key, seen).await,
    }
}

fn no_letter() -> AppError {
    AppError::new(
        ErrorKind::NotFound,
        "書面で申請された案件ではありません。申請者には、マイページで知らせています。",
        "This did not come on paper: its applicant is told at the portal.",
    )
}

fn expired() -> AppError {
    AppError::new(
        ErrorKind::NotPermitted,
        "画面の有効期間が切れています。画面を開き直してください。",
        "This form has expired. Open the page again.",
    )
}
