//! The yearly check at the desk: its overview, and who has not given a number.

use axum::response::Response;

use crate::asked::Asked;
use crate::forms::value;
use crate::pages::{CheckOverviewPage, HintsPage, NumbersPage, Place};
use crate::visit::{SignedIn, page};

/// `GET /desk/yearly-check?period=…`
pub(crate) async fn check_overview(officer: SignedIn, Asked(pairs): Asked) -> Response {
    let period = value(&pairs, "period");
    let period = Some(period.as_str()).filter(|period| !period.is_empty());
    match officer.visitor.edge.app.show_check(&officer.actor, period).await {
        Ok(overview) => page(&CheckOverviewPage::new(officer.frame(Place::Check), overview)),
        Err(error) => officer.refuse(error),
    }
}

/// `GET /desk/yearly-check/hints`
pub(crate) async fn hints(officer: SignedIn) -> Response {
    match officer.visitor.edge.app.show_hints(&officer.actor).await {
        Ok(hints) => page(&HintsPage { frame: officer.frame(Place::Check), hints }),
        Err(error) => officer.refuse(error),
    }
}

/// `GET /desk/numbers`
pub(crate) async fn numbers(officer: SignedIn) -> Response {
    match officer.visitor.edge.app.count_numbers_given(&officer.actor).await {
        Ok(registers) => page(&NumbersPage::new(officer.frame(Place::Check), registers)),
        Err(error) => officer.refuse(error),
    }
}
