//! The portal's door: a session that the card opened.

use app::{AppError, ErrorKind, HolderActor};
use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};

use crate::cookie::{self, Token};
use crate::edge::Edge;
use crate::form_key::{same_key, session_over};
use crate::pages::{Frame, Holder, Place};
use crate::permission::Action;
use crate::visit::{PORTAL, PORTAL_SIGN_IN, Visitor, visit};

/// Somebody who signed in by the card: who acts, and the session's token.
pub(crate) struct AtPortal {
    pub visitor: Visitor,
    pub holder: HolderActor,
    pub token: String,
}

impl AtPortal {
    /// What surrounds a page of the portal.
    pub(crate) fn frame(&self) -> Frame {
        self.visitor.frame(Place::Portal)
    }

    /// The page of an error.
    pub(crate) fn refuse(&self, error: AppError) -> Response {
        self.visitor.refuse(error)
    }

    /// Whether a posted form carries this session's key.
    pub(crate) fn owns(&self, form_key: &str) -> bool {
        same_key(self.visitor.holder.as_ref().map_or("", |holder| holder.form_key.as_str()), form_key)
    }
}

impl FromRequestParts<Edge> for AtPortal {
    type Rejection = Response;

    /// Without a session: to the sign-in, and back to the page afterwards. A route without an action lets nobody in.
    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Response> {
        let mut visitor = visit(parts, edge).await.0;
        if parts.extensions.get::<Action>().is_none() {
            return Err(visitor.refuse(session_over()));
        }
        let token = cookie::token(&parts.headers, Token::Portal, edge.config.https).map(str::to_owned);
        let session = match &token {
            Some(token) => edge.app.portal_session(token).await,
            None => Err(session_over()),
        };
        match (session, token) {
            (Ok(session), Some(token)) => {
                visitor.holder = Some(Holder { form_key: session.form_key });
                Ok(Self { visitor, holder: session.holder, token })
            }
            (Err(error), _) if error.kind != ErrorKind::NotSignedIn => Err(visitor.refuse(error)),
            (_, token) if parts.method == Method::GET => {
                Err(Redirect::to(&sign_in_address(&visitor.here, token.is_some())).into_response())
            }
            _ => Err(visitor.refuse(session_over())),
        }
    }
}

/// The sign-in page with the way back, and whether it says that a session has ended.
fn sign_in_address(wanted: &str, ended: bool) -> String {
    let mut address = format!("{PORTAL_SIGN_IN}?");
    if wanted != PORTAL && is_plain(wanted) {
        address.push_str(&format!("next={wanted}&"));
    }
    if ended {
        address.push_str("ended=1");
    }
    address.trim_end_matches(['?', '&']).to_owned()
}

/// A path that may stand in a query as it is.
pub(super) fn is_plain(path: &str) -> bool {
    path.chars().all(|c| c.is_ascii_alphanumeric() || "/-_.".contains(c))
}
