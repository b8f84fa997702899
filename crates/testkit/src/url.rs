//! Addresses: the same server, another database.

use crate::error::Error;

/// The address with its database replaced.
///
/// # Errors
/// When it is not `postgres://…/database`.
pub(crate) fn with_database(url: &str, database: &str) -> Result<String, Error> {
    let wrong = || Error::Address(url.to_owned());
    let (scheme, rest) = url.split_once("://").ok_or_else(wrong)?;
    if scheme != "postgres" && scheme != "postgresql" {
        return Err(wrong());
    }
    let (place, query) = match rest.split_once('?') {
        Some((place, query)) => (place, format!("?{query}")),
        None => (rest, String::new()),
    };
    let (server, _) = place.split_once('/').ok_or_else(wrong)?;
    Ok(format!("{scheme}://{server}/{database}{query}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_database_changes() {
        let new = |url| with_database(url, "new").unwrap();
        assert_eq!(new("postgres://u:p@h:1/old"), "postgres://u:p@h:1/new");
        assert_eq!(new("postgresql://h1:1,h2:2/old?a=b"), "postgresql://h1:1,h2:2/new?a=b");
        assert_eq!(new("postgres:///old?host=/tmp/x"), "postgres:///new?host=/tmp/x");
    }

    #[test]
    fn other_addresses_are_refused() {
        for url in ["sqlite:/a/b", "postgres://h", "h/old", ""] {
            assert!(with_database(url, "new").is_err(), "{url}");
        }
    }
}
