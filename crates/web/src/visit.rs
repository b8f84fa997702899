//! Who asks for a page: anybody, or an officer with a session.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};

use app::{Actor, AppError, ErrorKind};
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use crate::address::address;
use crate::cookie::{self, Token};
use crate::edge::Edge;
use crate::form_key::{same_key, session_over};
use crate::lang::Lang;
use crate::pages::{FailurePage, Frame, Holder, Officer, Place, is_demo, status_of};
use crate::permission::permit;

/// Where officers sign in, and where they are afterwards.
pub(crate) const SIGN_IN: &str = "/desk/sign-in";
pub(crate) const HOME: &str = "/desk";
/// Where holders are after the sign-in by the card, and where they sign in.
pub(crate) const PORTAL: &str = "/portal";
pub(crate) const PORTAL_SIGN_IN: &str = "/portal/sign-in";

/// Anybody; an officer when the session is good.
pub(crate) struct Visitor {
    pub edge: Edge,
    pub lang: Lang,
    pub address: IpAddr,
    /// The page that the visitor is on, for showing it in the other language.
    pub here: String,
    /// The page of the desk whose form was posted.
    form_page: Option<String>,
    officer: Option<Officer>,
    /// Set by the portal's door.
    pub holder: Option<Holder>,
}

/// An officer: who acts, and the session's token.
pub(crate) struct SignedIn {
    pub visitor: Visitor,
    pub actor: Actor,
    pub token: String,
}

impl Visitor {
    /// Somebody of whom nothing is known but what the request says itself.
    pub(crate) fn unknown(edge: Edge, (method, uri, headers): (&Method, &Uri, &HeaderMap)) -> Self {
        Self {
            edge,
            lang: Lang::of_request(uri.query(), headers),
            address: Ipv4Addr::UNSPECIFIED.into(),
            here: here(method, uri),
            form_page: form_page(headers),
            officer: None,
            holder: None,
        }
    }

    /// Whether the page is one of the portal.
    fn is_at_portal(&self) -> bool {
        self.here == PORTAL || self.here.starts_with("/portal/") || self.here.starts_with("/portal?")
    }

    /// What surrounds a page of a place.
    pub(crate) fn frame(&self, place: Place) -> Frame {
        let app = &self.edge.app;
        let demo = is_demo(&app.demo_accounts());
        let country_day = Some(app.today()).filter(|day| demo && *day != app::today_in_japan());
        Frame {
            lang: self.lang,
            place,
            officer: self.officer.clone().filter(|_| !self.is_at_portal()),
            holder: self.holder.clone(),
            demo,
            country_day: country_day.map(|day| day.to_string()),
            here: self.here.clone(),
        }
    }

    /// The page of an error.
    pub(crate) fn refuse(&self, error: AppError) -> Response {
        self.refuse_with(status_of(error.kind), error)
    }

    /// The page of an error that has a status of its own.
    pub(crate) fn refuse_with(&self, status: StatusCode, error: AppError) -> Response {
        if status.is_server_error() {
            tracing::error!(detail = %error.for_operator, "{}", error.for_person_en);
        }
        let (place, back) = if self.is_at_portal() {
            (Place::Portal, PORTAL_SIGN_IN.to_owned())
        } else {
            (Place::Outside, sign_in_address(self.form_page.as_deref(), false))
        };
        page_with(status, &FailurePage { frame: self.frame(place), status, error, back })
    }
}

impl SignedIn {
    /// What surrounds a page of a place.
    pub(crate) fn frame(&self, place: Place) -> Frame {
        self.visitor.frame(place)
    }

    /// The page of an error; a session that ended meanwhile leads to the sign-in.
    pub(crate) fn refuse(&self, error: AppError) -> Response {
        self.visitor.refuse(error)
    }

    /// Whether a posted form carries this session's key. Compared without a shortcut, so that the time tells nothing.
    pub(crate) fn owns(&self, form_key: &str) -> bool {
        same_key(self.visitor.officer.as_ref().map_or("", |officer| officer.form_key.as_str()), form_key)
    }
}

/// A page.
pub(crate) fn page(template: &impl Template) -> Response {
    page_with(StatusCode::OK, template)
}

/// A page with another status than 200.
pub(crate) fn page_with(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The address of the page that a request is about, without a choice of language: a posted form stands on the page of its own
/// address, or on the desk's home where there is none.
fn here(method: &Method, uri: &Uri) -> String {
    if !matches!(*method, Method::GET | Method::HEAD) && uri.path() != SIGN_IN {
        let portal = uri.path().starts_with("/portal/");
        return if portal { PORTAL } else { HOME }.to_owned();
    }
    let kept: Vec<&str> = uri
        .query()
        .unwrap_or("")
        .split('&')
        .filter(|part| !part.is_empty() && !part.starts_with("lang="))
        .collect();
    if kept.is_empty() { uri.path().to_owned() } else { format!("{}?{}", uri.path(), kept.join("&")) }
}

async fn session(
    edge: &Edge,
    headers: &HeaderMap,
    lang: Lang,
) -> Result<Option<(Officer, Actor, String)>, AppError> {
    let Some(token) = cookie::token(headers, Token::Desk, edge.config.https) else { return Ok(None) };
    let session = match edge.app.session(token).await {
        Ok(session) => session,
        Err(error) if error.kind == ErrorKind::NotSignedIn => return Ok(None),
        Err(error) => return Err(error),
    };
    let actor = session.actor();
    let words = edge.app.purposes().into_iter().find(|purpose| purpose.code == session.purpose);
    let officer = Officer {
        display_name: session.account.display_name,
        purpose: words.map_or(session.purpose, |purpose| lang.t(purpose.words, purpose.words_en).to_owned()),
        roles: session.account.roles,
        form_key: session.form_key,
    };
    Ok(Some((officer, actor, token.to_owned())))
}

pub(crate) async fn visit(
    parts: &Parts,
    edge: &Edge,
) -> (Visitor, Option<(Actor, String)>, Option<AppError>) {
    let mut visitor = Visitor::unknown(edge.clone(), (&parts.method, &parts.uri, &parts.headers));
    visitor.address = address(parts, edge.config.behind_proxy);
    match session(edge, &parts.headers, visitor.lang).await {
        Ok(Some((officer, actor, token))) => {
            visitor.officer = Some(officer);
            (visitor, Some((actor, token)), None)
        }
        Ok(None) => (visitor, None, None),
        Err(error) => (visitor, None, Some(error)),
    }
}

impl FromRequestParts<Edge> for Visitor {
    type Rejection = Infallible;

    /// A page for anybody is shown even when the session cannot be asked for.
    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Infallible> {
        Ok(visit(parts, edge).await.0)
    }
}

impl FromRequestParts<Edge> for SignedIn {
    type Rejection = Response;

    /// Without a session: to the sign-in, and back to the page afterwards. Without the role for the route's action: refused.
    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Response> {
        match visit(parts, edge).await {
            (visitor, Some((actor, token)), _) => match permit(parts.extensions.get().copied(), &actor.roles)
            {
                Ok(()) => Ok(Self { visitor, actor, token }),
                Err(error) => Err(visitor.refuse(error)),
            },
            (visitor, None, Some(error)) => Err(visitor.refuse(error)),
            (visitor, None, None) if parts.method != Method::GET => Err(visitor.refuse(session_over())),
            (visitor, None, None) => {
                let ended = cookie::token(&parts.headers, Token::Desk, edge.config.https).is_some();
                Err(Redirect::to(&sign_in_address(Some(&visitor.here), ended)).into_response())
            }
        }
    }
}

/// The page of the desk that the browser was on (`Referer`), where it is one of this site.
fn form_page(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let (_, address) = text(header::REFERER)?.split_once("://")?;
    let path = address.strip_prefix(text(header::HOST)?)?;
    (path == HOME || path.starts_with("/desk/")).then(|| path.to_owned())
}

/// The sign-in page with the way back to a page of the desk, and whether it says that a session has ended.
pub(crate) fn sign_in_address(wanted: Option<&str>, ended: bool) -> String {
    let mut address = SIGN_IN.to_owned();
    let mut separator = '?';
    if let Some(wanted) = wanted.filter(|wanted| *wanted != HOME && !wanted.starts_with(SIGN_IN)) {
        address.push_str("?next=");
        for byte in wanted.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                    address.push(char::from(byte))
                }
                _ => address.push_str(&format!("%{byte:02X}")),
            }
        }
        separator = '&';
    }
    if ended {
        address.push_str(&format!("{separator}ended=1"));
    }
    address
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_page_is_shown_in_the_other_language_at_its_own_address() {
        let at = |method, uri: &'static str| here(&method, &Uri::from_static(uri));
        assert_eq!(at(Method::GET, "/?lang=en"), "/");
        assert_eq!(at(Method::GET, "/desk/entries?name=a&lang=ja&born="), "/desk/entries?name=a&born=");
        assert_eq!(at(Method::POST, "/desk/sign-in?lang=en"), "/desk/sign-in");
        assert_eq!(at(Method::POST, "/desk/sign-out"), "/desk", "cannot be asked for");
    }

    #[test]
    fn the_way_back_is_a_page_of_this_desk() {
        let from = |referer: &'static str| {
            let pairs = [(header::HOST, "desk.example"), (header::REFERER, referer)];
            form_page(&HeaderMap::from_iter(
                pairs.map(|(name, value)| (name, HeaderValue::from_static(value))),
            ))
        };
        assert_eq!(from("https://desk.example/desk/entries?name=a").as_deref(), Some("/desk/entries?name=a"));
        for other in
            ["https://evil.example/desk", "https://desk.example.evil/desk", "https://desk.example/", "x"]
        {
            assert_eq!(from(other), None, "{other}");
        }
        assert_eq!(sign_in_address(Some("/desk"), true), "/desk/sign-in?ended=1");
        assert_eq!(
            sign_in_address(Some("/desk/entries?name=a"), true),
            "/desk/sign-in?next=/desk/entries%3Fname%3Da&ended=1"
        );
        assert_eq!(sign_in_address(None, false), "/desk/sign-in");
    }
}
