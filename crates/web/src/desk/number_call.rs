//! The call to those who have not given a number: its page, and what is downloaded there.

use std::sync::Arc;

use app::{AppError, CallPart, CallPlan, ErrorKind, NumberCall, Roster};
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
    /// Letters to everybody of the list that was typed.
    Listed,
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
    let numbers = value(&pairs, "numbers");
    let mut call = NumberCall {
        qualification,
        authority: Some(authority),
        to: value(&pairs, "to"),
        ground: value(&pairs, "ground"),
        only: None,
    };
    let mut faults = call.faults();
    match listed(&numbers, &wanted) {
        Ok(only) => call.only = only,
        Err(error) => faults.push(("numbers", error)),
    }
    if faults.is_empty() && call.only.is_some() {
        match officer.visitor.edge.app.count_call(&officer.actor, &call).await {
            Ok((_, 0)) => faults.push(("numbers", nobody())),
            Ok(_) => {}
            Err(error) => return officer.refuse(error),
        }
    }
    if !faults.is_empty() {
        return with_faults(&officer, (call, numbers), faults, &asked).await;
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
        Wanted::Listed => {
            let letters = app.call_listed_letters(&officer.actor, call).await?;
            let name = format!("letters-{of}-list.html");
            attachment((&name, "text/html; charset=utf-8"), Body::from(letters))
        }
        Wanted::Letters(part) => {
            let letters = app.call_letters(&officer.actor, call, part).await?;
            let name = format!("letters-{of}-{}-{}.html", part.first, part.last());
            attachment((&name, "text/html; charset=utf-8"), Body::from(letters))
        }
    })
}

/// The list that was typed, where one was. A button of the whole register beside it would hand over more than was meant.
fn listed(numbers: &str, wanted: &Wanted) -> Result<Option<Arc<Roster>>, AppError> {
    match (numbers.trim().is_empty(), wanted) {
        (true, Wanted::Listed) => Roster::read(numbers).map(|_| None),
        (true, _) => Ok(None),
        (false, Wanted::Letters(_)) => Err(AppError::new(
            ErrorKind::BadInput,
            "名簿を入力したときは「名簿の人の書面」を押してください。登録簿全体の書面を作るときは、名簿を消してください。",
            "With a list typed, press \"Letters to the people of the list\"; for letters of the whole register clear it.",
        )),
        (false, _) => {
            let roster = Roster::read(numbers)?;
            if roster.unreadable() == 0 {
                return Ok(Some(Arc::new(roster)));
            }
            Err(AppError::new(
                ErrorKind::BadInput,
                format!(
                    "登録番号として読めない行が{}行あります。1行に1つ入力してください。",
                    roster.unreadable()
                ),
                format!("{} lines are no registration numbers. Give one a line.", roster.unreadable()),
            ))
        }
    }
}

fn nobody() -> AppError {
    AppError::new(
        ErrorKind::BadInput,
        "名簿の中に、呼びかける人はいません（提供済みか、この登録簿に登録がありません）。",
        "Nobody on the list is to be called: they have given their numbers, or are not in this register.",
    )
}

async fn with_faults(
    officer: &SignedIn,
    (call, numbers): (NumberCall, String),
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
    let of_plan = of_plan(officer, plan, asked);
    let shown = NumberCallPage { to: call.to, ground: call.ground, numbers, errors, ..of_plan };
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
        numbers: String::new(),
        errors: FieldErrors::default(),
    }
}

fn wanted(text: &str) -> Option<Wanted> {
    match text {
        "list" => return Some(Wanted::List),
        "listed-letters" => return Some(Wanted::Listed),
        _ => {}
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
