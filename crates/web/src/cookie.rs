//! Our cookies (RFC 6265): opaque tokens, out of reach of scripts, not sent by other sites' forms.

use axum::http::{HeaderMap, HeaderValue, header};

/// What a token is for. Each has a name over plain HTTP on one's own machine, and one over HTTPS: the prefix makes the browser insist
/// on `Secure`, `Path=/` and no `Domain`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Token {
    /// An officer's session.
    Desk,
    /// A session of the portal.
    Portal,
    /// The browser that was sent to a national system, and is to come back from there.
    Browser,
}

impl Token {
    const fn name(self, https: bool) -> &'static str {
        match (self, https) {
            (Self::Desk, false) => "desk-session",
            (Self::Desk, true) => "__Host-desk-session",
            (Self::Portal, false) => "portal-session",
            (Self::Portal, true) => "__Host-portal-session",
            (Self::Browser, false) => "portal-browser",
            (Self::Browser, true) => "__Host-portal-browser",
        }
    }
}

/// The token that the request carries.
pub(crate) fn token(headers: &HeaderMap, which: Token, https: bool) -> Option<&str> {
    value(headers, which.name(https)).filter(|token| !token.is_empty())
}

/// The value of a cookie.
pub(crate) fn value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// The header that gives the browser its token, for as long as the browser is open; the server ends it earlier.
pub(crate) fn set(which: Token, token: &str, https: bool) -> Option<HeaderValue> {
    let secure = if https { "; Secure" } else { "" };
    let name = which.name(https);
    HeaderValue::from_str(&format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}")).ok()
}

/// The header that takes it back.
pub(crate) fn clear(which: Token, https: bool) -> Option<HeaderValue> {
    let secure = if https { "; Secure" } else { "" };
    let name = which.name(https);
    HeaderValue::from_str(&format!("{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_found_among_others_and_only_under_its_name() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; desk-session=abc"));
        assert_eq!(token(&headers, Token::Desk, false), Some("abc"));
        assert_eq!(token(&headers, Token::Portal, false), None, "the desk's is not the portal's");
        assert_eq!(token(&headers, Token::Desk, true), None, "a plain cookie is no session over HTTPS");
    }

    #[test]
    fn the_cookie_is_closed_to_scripts_and_foreign_forms() {
        let plain = set(Token::Desk, "abc", false).unwrap();
        assert_eq!(plain, "desk-session=abc; Path=/; HttpOnly; SameSite=Lax");
        assert!(set(Token::Portal, "abc", true).unwrap().to_str().unwrap().ends_with("; Secure"));
        assert!(clear(Token::Desk, false).unwrap().to_str().unwrap().contains("Max-Age=0"));
    }
}
