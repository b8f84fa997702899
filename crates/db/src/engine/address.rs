//! What the address of a server says of encryption, taken out of it: the driver knows less than libpq does.

use std::path::PathBuf;

use crate::DbError;

/// How the connection to the server is encrypted, in libpq's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Encryption {
    /// `disable`, or nothing said: on one machine, or in a network of its own.
    Off,
    /// `require`, `verify-ca`, `verify-full`: the server shows a certificate that the roots stand for; with `name` it is
    /// this server's.
    On { name: bool, roots: Option<PathBuf> },
}

/// The address without its words of encryption, and what they say.
pub(super) fn without_encryption(url: &str) -> Result<(String, Encryption), DbError> {
    let Some((place, query)) = url.split_once('?') else { return Ok((url.to_owned(), Encryption::Off)) };
    let (mut rest, mut mode, mut roots) = (Vec::new(), None, None);
    for pair in query.split('&') {
        match pair.split_once('=') {
            Some(("sslmode", value)) => mode = Some(value),
            Some(("sslrootcert", value)) => roots = Some(decoded(value)?),
            _ => rest.push(pair),
        }
    }
    // The system's own roots are what is used when no file is named.
    let roots = roots.filter(|path| path != "system").map(PathBuf::from);
    let encryption = match (mode, roots) {
        (None | Some("disable"), None) => Encryption::Off,
        (Some("require" | "verify-ca"), roots) => Encryption::On { name: false, roots },
        (Some("verify-full"), roots) => Encryption::On { name: true, roots },
        // `prefer` and `allow` take a connection without encryption from whoever offers one: they protect nobody.
        _ => {
            return Err(DbError::Unfit {
                ja: "sslmode は disable・require・verify-ca・verify-full のいずれかです（sslrootcert は暗号化するときだけ）"
                    .to_owned(),
                en: "sslmode is disable, require, verify-ca or verify-full (and sslrootcert goes with encryption)".to_owned(),
            });
        }
    };
    let url = if rest.is_empty() { place.to_owned() } else { format!("{place}?{}", rest.join("&")) };
    Ok((url, encryption))
}

/// `%2F` and the like.
fn decoded(value: &str) -> Result<String, DbError> {
    let wrong = || DbError::Url("sslrootcert".to_owned());
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        if *byte == b'%' {
            let (hex, behind) = after.split_at_checked(2).ok_or_else(wrong)?;
            let hex = std::str::from_utf8(hex).map_err(|_| wrong())?;
            bytes.push(u8::from_str_radix(hex, 16).map_err(|_| wrong())?);
            rest = behind;
        } else {
            bytes.push(*byte);
            rest = after;
        }
    }
    String::from_utf8(bytes).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(url: &str) -> (String, Encryption) {
        without_encryption(url).unwrap()
    }

    #[test]
    fn the_words_of_encryption_are_taken_out() {
        let on = |name, roots: Option<&str>| Encryption::On { name, roots: roots.map(PathBuf::from) };
        let place = "postgres://u@a,b/r";
        for (query, rest, encryption) in [
            ("", "", Encryption::Off),
            ("?sslmode=disable", "", Encryption::Off),
            ("?sslmode=require", "", on(false, None)),
            ("?sslmode=verify-full&sslrootcert=system", "", on(true, None)),
            (
                "?a=b&sslrootcert=%2Fetc%2Fca%20one.pem&sslmode=verify-ca&c",
                "?a=b&c",
                on(false, Some("/etc/ca one.pem")),
            ),
            ("?target_session_attrs=read-write", "?target_session_attrs=read-write", Encryption::Off),
            ("?sslmode", "?sslmode", Encryption::Off),
        ] {
            assert_eq!(split(&format!("{place}{query}")), (format!("{place}{rest}"), encryption), "{query}");
        }
    }

    #[test]
    fn what_protects_nobody_is_refused() {
        for query in
            ["sslmode=prefer", "sslmode=allow", "sslmode=", "sslmode=VERIFY-FULL", "sslrootcert=/ca.pem"]
        {
            let refused = without_encryption(&format!("postgres://u:secret@a/r?{query}"));
            let Err(DbError::Unfit { ja, en }) = refused else { panic!("{query}: {refused:?}") };
            for words in [ja, en] {
                assert!(words.contains("verify-full") && !words.contains("secret"), "{words}");
            }
        }
        for path in ["%", "%2", "%zz", "%ff"] {
            let url = format!("postgres://a/r?sslmode=require&sslrootcert={path}");
            assert!(matches!(without_encryption(&url), Err(DbError::Url(_))), "{path}");
        }
    }
}
