//! The registers.

use axum::extract::Path;
use axum::response::Response;

use crate::pages::{Place, RegisterPage, RegistersPage};
use crate::visit::{SignedIn, page};

/// `GET /desk/registers`
pub(crate) async fn registers(officer: SignedIn) -> Response {
    match officer.visitor.edge.app.list_registers(&officer.actor).await {
        Ok(registers) => page(&RegistersPage::new(officer.frame(Place::Registers), registers)),
        Err(error) => officer.refuse(error),
    }
}

/// `GET /desk/registers/{qualification}/{authority}`
pub(crate) async fn register(
    officer: SignedIn,
    Path((qualification, authority)): Path<(String, String)>,
) -> Response {
    match officer.visitor.edge.app.show_register(&officer.actor, &qualification, &authority).await {
        Ok(view) => page(&RegisterPage::new(officer.frame(Place::Registers), view)),
        Err(error) => officer.refuse(error),
    }
}
