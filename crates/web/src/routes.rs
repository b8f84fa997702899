//! All routes, each with the action it stands for. A route cannot be added without one, so the printed table is complete.

mod check;

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::StatusCode;
use axum::middleware;
use axum::routing::{MethodFilter, on};
use axum::{Extension, Router};

mod own;
mod who;

use own::{of_portal, with_files};
pub use who::who_may;

use crate::edge::Edge;
use crate::permission::Action;
use crate::{api, assets, desk, guard, health, metrics, proof, push, story};

/// Where a browser without scripts sends a picture of a code.
pub(crate) const PICTURE: &str = "/check/picture";

/// By which door a route is entered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Door {
    /// Anybody.
    Open,
    /// An officer's session.
    Session,
    /// A session of the portal, opened by the card.
    Holder,
    /// A program's bearer token.
    Token,
    /// A peer's signature over what it sends.
    Peer,
    /// Anybody, in the demonstration: elsewhere there is no such address.
    Demo,
}

/// A route in the table.
#[derive(Clone, Copy, Debug)]
struct Route {
    method: &'static str,
    path: &'static str,
    action: Action,
    door: Door,
}

/// The routes of a part of the site, and their table.
#[derive(Default)]
struct Routes {
    router: Router<Edge>,
    table: Vec<Route>,
}

impl Routes {
    fn get<H, T>(self, path: &'static str, action: (Action, Door), handler: H) -> Self
    where
        H: Handler<T, Edge>,
        T: 'static,
    {
        self.add(("GET", MethodFilter::GET), path, action, handler)
    }

    fn post<H, T>(self, path: &'static str, action: (Action, Door), handler: H) -> Self
    where
        H: Handler<T, Edge>,
        T: 'static,
    {
        self.add(("POST", MethodFilter::POST), path, action, handler)
    }

    fn add<H, T>(
        mut self,
        (method, filter): (&'static str, MethodFilter),
        path: &'static str,
        (action, door): (Action, Door),
        handler: H,
    ) -> Self
    where
        H: Handler<T, Edge>,
        T: 'static,
    {
        self.table.push(Route { method, path, action, door });
        self.router = self.router.route(path, on(filter, handler).layer(Extension(action)));
        self
    }
}

fn pages() -> Routes {
    use Action::{
        CheckProof, DecideLink, FindEntries, HandleCases, Inquire, ListDisclosures, ListRegisters, SeeStart,
        ShowEntry, ShowProof, ShowRegister, SignIn, SignOut,
    };
    use Door::{Open, Session};
    check::pages()
        .get("/", (SeeStart, Open), desk::start)
        .get("/assets/desk.css", (SeeStart, Open), assets::style)
        .get("/assets/icon.svg", (SeeStart, Open), assets::icon)
        .get("/assets/check.js", (CheckProof, Open), proof::check_script)
        .get("/check-worker.js", (CheckProof, Open), proof::check_worker)
        .get("/check", (CheckProof, Open), proof::check_form)
        .post("/check", (CheckProof, Open), proof::check)
        .get("/confirmation", (CheckProof, Open), proof::confirmation_form)
        .post("/confirmation", (CheckProof, Open), proof::confirm)
        .get("/inquiry", (Inquire, Open), proof::inquiry_form)
        .post("/inquiry", (Inquire, Open), proof::inquire)
        .get("/desk/sign-in", (SignIn, Open), desk::sign_in_form)
        .post("/desk/sign-in", (SignIn, Open), desk::sign_in)
        .post("/desk/sign-out", (SignOut, Session), desk::sign_out)
        .get("/desk", (FindEntries, Session), desk::home)
        .get("/desk/entries", (FindEntries, Session), desk::results)
        .get("/desk/entries/{id}", (ShowEntry, Session), desk::entry)
        .get("/desk/entries/{id}/disclosures", (ListDisclosures, Session), desk::disclosures)
        .get("/desk/entries/{id}/proof", (ShowProof, Session), proof::show)
        .get("/desk/entries/{id}/link", (DecideLink, Session), desk::entry_link)
        .post("/desk/entries/{id}/link", (DecideLink, Session), desk::change_link)
        .get("/desk/cases", (HandleCases, Session), desk::cases)
        .get("/desk/cases/{register}/{case}", (HandleCases, Session), desk::case)
        .post("/desk/cases/{register}/{case}", (HandleCases, Session), desk::decide)
        .get("/desk/cases/{register}/{case}/letter", (HandleCases, Session), desk::letter)
        .get("/desk/cases/{register}/{case}/papers/{id}", (HandleCases, Session), desk::case_paper)
        .get("/desk/paper", (HandleCases, Session), desk::papers)
        .get("/desk/paper/new", (HandleCases, Session), desk::paper_start)
        .post("/desk/paper/new", (HandleCases, Session), desk::begin_paper)
        .get("/desk/paper/{register}/{case}", (HandleCases, Session), desk::paper)
        .get("/desk/paper/{register}/{case}/scans/{id}", (HandleCases, Session), desk::scan)
        .get("/desk/tasks", (HandleCases, Session), desk::tasks)
        .get("/desk/tasks/{register}/{task}", (HandleCases, Session), desk::task)
        .post("/desk/tasks/{register}/{task}", (HandleCases, Session), desk::do_task)
        .get("/desk/registers", (ListRegisters, Session), desk::registers)
        .get("/desk/registers/{qualification}/{authority}", (ShowRegister, Session), desk::register)
        .get("/desk/linking", (DecideLink, Session), desk::link_requests)
        .get("/desk/linking/bulk", (DecideLink, Session), desk::bulk_queues)
        .get("/desk/linking/bulk/{qualification}/{authority}", (DecideLink, Session), desk::bulk_queue)
        .get("/desk/linking/bulk/entries/{id}", (DecideLink, Session), desk::bulk_link)
        .post("/desk/linking/bulk/entries/{id}", (DecideLink, Session), desk::answer_bulk_link)
        .get("/desk/linking/{id}", (DecideLink, Session), desk::link_request)
        .post("/desk/linking/{id}", (DecideLink, Session), desk::decide_link)
}

/// Pictures of codes, from anybody.
fn pictures() -> Routes {
    Routes::default().post(PICTURE, (Action::CheckProof, Door::Open), proof::check_picture)
}

fn interface() -> Routes {
    use Action::{CheckHealth, CheckProof, FindEntries, SeeStart, ShowEntry};
    use Door::{Open, Token};
    Routes::default()
        .get("/api/entries", (FindEntries, Token), api::find)
        .get("/api/entries/{id}", (ShowEntry, Token), api::show)
        .get("/api/openapi.json", (SeeStart, Open), api::document)
        .get("/healthz", (CheckHealth, Open), health::health)
        .get("/.well-known/jwks.json", (CheckProof, Open), proof::key_set)
        .get("/status/{register}/{list}", (CheckProof, Open), proof::status_list)
}

/// The story of the demonstration.
fn of_story() -> Routes {
    use Action::PlayStory;
    use Door::Demo;
    Routes::default()
        .get("/demo", (PlayStory, Demo), story::story)
        .post("/demo", (PlayStory, Demo), story::act)
        .get("/demo/year", (PlayStory, Demo), story::year)
        .get("/demo/ledger", (PlayStory, Demo), story::ledger)
        .get("/demo/code/{part}", (PlayStory, Demo), story::code)
}

/// What programs post: it has a body.
fn inquiries() -> Routes {
    Routes::default().post("/api/inquiry", (Action::Inquire, Door::Open), api::inquire).post(
        "/api/confirmation",
        (Action::CheckProof, Door::Open),
        api::check_confirmation,
    )
}

/// What peers post: signed, with bodies of their own.
fn pushes() -> Routes {
    use app::systems::{NETWORK_PUSH, PAYMENT_PUSH};
    Routes::default().post(PAYMENT_PUSH, (Action::TakePush, Door::Peer), push::payment).post(
        NETWORK_PUSH,
        (Action::TakePush, Door::Peer),
        push::reply,
    )
}

/// All routes. The interface for programs has no layer but the counter: it is the fast path, and its answers are built with
/// their headers.
pub(crate) fn all(edge: Edge) -> Router {
    let story = if edge.config.story.is_some() { of_story().router } else { Router::new() };
    let pages = pages()
        .router
        .merge(
            pictures().router.layer(DefaultBodyLimit::max(proof::MAX_PICTURE_BYTES + guard::MAX_FORM_BYTES)),
        )
        .merge(story)
        .merge(of_portal().router)
        .merge(with_files().router.layer(DefaultBodyLimit::max(crate::sent::MAX_SENT_BYTES)))
        .fallback(async || StatusCode::NOT_FOUND)
        .layer(middleware::from_fn_with_state(edge.clone(), guard::pages))
        .layer(DefaultBodyLimit::max(guard::MAX_FORM_BYTES));
    let interface =
        interface().router.method_not_allowed_fallback(api::wrong_method).layer(DefaultBodyLimit::max(0));
    let inquiries = inquiries()
        .router
        .method_not_allowed_fallback(api::wrong_method_of_a_post)
        .layer(DefaultBodyLimit::max(api::MAX_INQUIRY_BYTES));
    let pushes = pushes()
        .router
        .method_not_allowed_fallback(api::wrong_method_of_a_post)
        .layer(DefaultBodyLimit::max(push::MAX_PUSH_BYTES));
    let interface = interface.merge(inquiries).merge(pushes);
    let all = pages.merge(interface.route("/api/{*rest}", axum::routing::any(api::missing)));
    all.layer(middleware::from_fn_with_state(edge.clone(), metrics::count)).with_state(edge)
}
