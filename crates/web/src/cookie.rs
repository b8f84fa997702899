//! The session cookie (RFC 6265): an opaque token, out of reach of scripts, not sent by other sites' forms.

use axum::http::{HeaderMap, HeaderValue, header};

/// Over plain HTTP on one's own machine.
const PLAIN: &str = "desk-session";
/// Over HTTPS: the prefix makes the browser insist on `Secure`, `Path=/` and no `Domain`.
const HTTPS: &str = "__Host-desk-session";

const fn name(https: bool) -> &'static str {
    if https { HTTPS } else { PLAIN }
}

/// The token that the request carries.
pub(crate) fn token(headers: &HeaderMap, https: bool) -> Option<&str> {
    value(headers, name(https)).filter(|token| !token.is_empty())
}

/// The value of a cookie.
pub(crate) fn value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// The header that gives the browser its token, for as long as the browser is open; the server ends it earlier.
pub(crate) fn set(token: &str, https: bool) -> Option<HeaderValue> {
    let secure = if https { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{}={token}; Path=/; HttpOnly; SameSite=Lax{secure}", name(https))).ok()
}

/// The header that takes it back.
pub(crate) fn clear(https: bool) -> Option<HeaderValue> {
    let secure = if https { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}", name(https)))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_found_among_others_and_only_under_its_name() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; desk-session=abc"));
        assert_eq!(token(&headers, false), Some("abc"));
        assert_eq!(token(&headers, true), None, "a plain cookie is no session over HTTPS");
    }

    #[test]
    fn the_cookie_is_closed_to_scripts_and_foreign_forms() {
        let plain = set("abc", false).unwrap();
        assert_eq!(plain, "desk-session=abc; Path=/; HttpOnly; SameSite=Lax");
        assert!(set("abc", true).unwrap().to_str().unwrap().ends_with("; Secure"));
        assert!(clear(false).unwrap().to_str().unwrap().contains("Max-Age=0"));
    }
}
