//! The call to those who have not given a number: its page, and what is downloaded there.

use app::{AppError, CallPart, CallPlan, ErrorKind, NumberCall};
use axum::body::Body;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use crate::asked::{Asked, Posted};
use crate::forms::{FieldErrors, Pairs, value};
use crate::pages::{NumberCallPage, Place};
use crate::paper::attachment;
use crate::visit::{SignedIn, page, page_with};

/// What a button asks for.
enum Wanted {
    List,
    Letters(CallPart),
}

/// `GET /desk/numbers/{qualification}/{authority}?after=…&first=…`
pub(crate) async fn number_call(
    officer: SignedIn,
    Path((qualification, authority)): Path<(String, String)>,
    Asked(pairs): Asked,
) -> Response {
    match plan(&officer, (&qualification, &authority), &pairs).await {
        Ok(plan) => page(&of_plan(&officer, plan, &pairs)),
        Err(error) => officer.refuse(error),
    }
}

/// `POST /desk/numbers/{qualification}/{authority}?after=…&first=…`
pub(crate) async fn hand_number_call(
    officer: SignedIn,
    Path((qualification, authority)): Path<(String, String)>,
    Asked(asked): Asked,
    Posted(pairs): Posted,
) -> Response {
    if !officer.owns(&value(&pairs, "form_key")) {
        return officer.refuse(crate::form_key::old_form());
    }
    let Some(wanted) = wanted(&value(&pairs, "what")) else { return officer.refuse(broken()) };
    let call = NumberCall {
        qualification,
        authority: Some(authority),
        to: value(&pairs, "to"),
        ground: value(&pairs, "ground"),
    };
    let faults = call.faults();
    if !faults.is_empty() {
        return with_faults(&officer, call, faults, &asked).await;
    }
    match handed(&officer, &call, &wanted).await {
        Ok(response) => response,
        Err(error) => officer.refuse(error),
    }
}

async fn handed(officer: &SignedIn, call: &NumberCall, wanted: &Wanted) -> Result<Response, AppError> {
    let app = &officer.visitor.edge.app;
    let of = format!("{}-{}", call.qualification, call.authority.as_deref().unwrap_or_default());
    Ok(match wanted {
        Wanted::List => {
            let lines = app.call_list(&officer.actor, call)?;
            attachment((&format!("numbers-{of}.csv"), "text/csv; charset=utf-8"), Body::from_stream(lines))
        }
        Wanted::Letters(part) => {
            let letters = app.call_letters(&officer.actor, call, part).await?;
            let name = format!("letters-{of}-{}-{}.html", part.first, part.last());
            attachment((&name, "text/html; charset=utf-8"), Body::from(letters))
        }
    })
}

async fn with_faults(
    officer: &SignedIn,
    call: NumberCall,
    faults: Vec<(&'static str, AppError)>,
    asked: &Pairs,
) -> Response {
    let key = (call.qualification.as_str(), call.authority.as_deref().unwrap_or_default());
    let plan = match plan(officer, key, asked).await {
        Ok(plan) => plan,
        Err(error) => return officer.refuse(error),
    };
    let mut errors = FieldErrors::default();
    for (field, error) in &faults {
        errors.add(*field, officer.visitor.lang.words(error));
    }
    let shown = NumberCallPage { to: call.to, ground: call.ground, errors, ..of_plan(officer, plan, asked) };
    page_with(StatusCode::BAD_REQUEST, &shown)
}

async fn plan(officer: &SignedIn, key: (&str, &str), pairs: &Pairs) -> Result<CallPlan, AppError> {
    let (after, first) = (value(pairs, "after"), value(pairs, "first"));
    let from = match (after.is_empty(), first.parse()) {
        (true, _) => None,
        (false, Ok(first)) => Some((after.as_str(), first)),
        (false, Err(_)) => return Err(broken()),
    };
    officer.visitor.edge.app.plan_call(&officer.actor, key, from).await
}

fn of_plan(officer: &SignedIn, plan: CallPlan, pairs: &Pairs) -> NumberCallPage {
    let (after, first) = (value(pairs, "after"), value(pairs, "first"));
    NumberCallPage {
        frame: officer.frame(Place::Check),
        plan,
        // both were read as an id and a number when the plan was made
        query: if after.is_empty() { String::new() } else { format!("?after={after}&first={first}") },
        to: String::new(),
        ground: String::new(),
        errors: FieldErrors::default(),
    }
}

fn wanted(text: &str) -> Option<Wanted> {
    if text == "list" {
        return Some(Wanted::List);
    }
    let mut words = text.split(' ');
    let (after, until) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (first, letters) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    words.next().is_none().then_some(Wanted::Letters(CallPart { after, until, first, letters }))
}

fn broken() -> AppError {
    AppError::new(
        ErrorKind::BadInput,
        "送られた内容を読み取れませんでした。画面を開き直してください。",
        "What was sent could not be read. Open the page again.",
    )
}
