//! `/demo` and what belongs to it.

use app::{AppError, ErrorKind};
use axum::extract::Path;
use axum::http::HeaderValue;
use axum::response::{IntoResponse, Redirect, Response};

use super::{Bend, Part, Scene, Step, Story};
use crate::asked::{Asked, Posted};
use crate::forms::value;
use crate::pages::{CodePage, LedgerPage, Place, StoryPage, YearPage};
use crate::proof::REFRESH;
use crate::visit::{Visitor, page};

/// While something is being done a page is shown anew after so many seconds.
const LOOK_AGAIN: HeaderValue = HeaderValue::from_static("2");

fn stage(visitor: &Visitor) -> Result<&dyn Story, AppError> {
    visitor.edge.config.story.as_ref().map(|stage| &*stage.0).ok_or_else(|| {
        AppError::new(ErrorKind::NotFound, "このページはありません。", "There is no such page.")
    })
}

async fn scene(visitor: &Visitor) -> Result<Scene, AppError> {
    stage(visitor)?.scene().await
}

/// The page, shown anew while something is under way.
fn live(scene: &Scene, mut response: Response) -> Response {
    if scene.at_work.is_some() {
        response.headers_mut().insert(REFRESH, LOOK_AGAIN);
    }
    response
}

/// `GET /demo`
pub(crate) async fn story(visitor: Visitor) -> Response {
    match scene(&visitor).await {
        Ok(scene) => {
            let accounts = visitor.edge.app.demo_accounts();
            let frame = visitor.frame(Place::Outside);
            live(&scene, page(&StoryPage { frame, accounts, scene: scene.clone() }))
        }
        Err(error) => visitor.refuse(error),
    }
}

/// `GET /demo/year`
pub(crate) async fn year(visitor: Visitor) -> Response {
    match scene(&visitor).await {
        Ok(scene) => live(&scene, page(&YearPage::new(visitor.frame(Place::Outside), scene.clone()))),
        Err(error) => visitor.refuse(error),
    }
}

/// `GET /demo/ledger`
pub(crate) async fn ledger(visitor: Visitor) -> Response {
    match scene(&visitor).await {
        Ok(scene) => {
            live(&scene, page(&LedgerPage { frame: visitor.frame(Place::Outside), scene: scene.clone() }))
        }
        Err(error) => visitor.refuse(error),
    }
}

/// `GET /demo/code/{part}?bend=…`
pub(crate) async fn code(visitor: Visitor, Path(part): Path<String>, Asked(pairs): Asked) -> Response {
    let bend = Bend::of_code(&value(&pairs, "bend"));
    let shown = match (stage(&visitor), Part::of_code(&part)) {
        (Ok(stage), Some(part)) => stage.code(part, bend).await.map(|code| (part, code)),
        (Ok(_), None) => {
            Err(AppError::new(ErrorKind::NotFound, "このページはありません。", "There is no such page."))
        }
        (Err(error), _) => Err(error),
    };
    match shown {
        Ok((part, code)) => page(&CodePage { frame: visitor.frame(Place::Outside), part, bend, code }),
        Err(error) => visitor.refuse(error),
    }
}

/// `POST /demo`
pub(crate) async fn act(visitor: Visitor, Posted(pairs): Posted) -> Response {
    let Some(step) = Step::of_code(&value(&pairs, "step")) else {
        return visitor.refuse(AppError::new(
            ErrorKind::BadInput,
            "この操作はありません。",
            "There is no such step.",
        ));
    };
    let done = match stage(&visitor) {
        Ok(stage) => stage.act(step).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Redirect::to(step.leads_to()).into_response(),
        Err(error) => visitor.refuse(error),
    }
}
