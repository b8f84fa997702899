//! Name and value pairs as queries and posted forms carry them (WHATWG URL, application/x-www-form-urlencoded), read strictly:
//! what is not UTF-8 is refused, where a lenient reader would look for a name that nobody typed.

/// The pairs of a query or of a posted form, in their order.
pub(crate) type Pairs = Vec<(String, String)>;

/// The text is broken: a `%` without two digits, or bytes that are no UTF-8.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Broken;

/// Reads the pairs of a text.
///
/// # Errors
/// When its encoding is broken.
pub(crate) fn read_pairs(text: &[u8]) -> Result<Pairs, Broken> {
    text.split(|byte| *byte == b'&')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let mut sides = part.splitn(2, |byte| *byte == b'=');
            let mut side = || decode(sides.next().unwrap_or_default());
            Ok((side()?, side()?))
        })
        .collect()
}

fn decode(text: &[u8]) -> Result<String, Broken> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    let digit = |rest: &mut std::slice::Iter<'_, u8>| {
        let digit = rest.next().and_then(|digit| char::from(*digit).to_digit(16)).ok_or(Broken)?;
        u8::try_from(digit).map_err(|_| Broken)
    };
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => digit(&mut rest)? * 16 + digit(&mut rest)?,
            other => *other,
        });
    }
    String::from_utf8(bytes).map_err(|_| Broken)
}

/// The value of a name; empty when it is not there. The last one counts, as browsers send one each.
pub(crate) fn value(pairs: &Pairs, name: &str) -> String {
    pairs.iter().rfind(|(key, _)| key == name).map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(String, String)>, Broken> {
        read_pairs(text.as_bytes())
    }

    #[test]
    fn pairs_are_read_as_browsers_write_them() {
        let owned = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        assert_eq!(
            read("name=%E9%AB%98+a%2Bb&&born=&x"),
            Ok(owned(&[("name", "高 a+b"), ("born", ""), ("x", "")]))
        );
        assert_eq!(read("a=b=c"), Ok(owned(&[("a", "b=c")])));
        assert_eq!(read(""), Ok(vec![]));
    }

    #[test]
    fn what_is_broken_is_refused() {
        for text in ["name=%", "name=%E", "name=%ZZ", "name=%E9", "%FF=x", "name=%C0%AF"] {
            assert_eq!(read(text), Err(Broken), "{text}");
        }
    }
}
