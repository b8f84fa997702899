//! What a person reads on a page: its links and its fields.

use super::phone::{BOUNDARY, Posted};

/// The text between two marks, the first time that both are there.
pub(super) fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}

/// The link that ends so.
pub(super) fn link<'t>(page: &'t str, ending: &str) -> Option<&'t str> {
    links(page).find(|link| link.split('?').next().is_some_and(|path| path.ends_with(ending)))
}

fn links(page: &str) -> impl Iterator<Item = &str> {
    page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next())
}

/// The value of a hidden field.
pub(super) fn hidden(page: &str, name: &str) -> Option<String> {
    between(page, &format!("name=\"{name}\" value=\""), "\"").map(str::to_owned)
}

/// Values of the fields of a name, such as the choices of a question.
pub(super) fn values<'t>(page: &'t str, name: &str) -> Vec<&'t str> {
    let mark = format!("name=\"{name}\" value=\"");
    page.split(mark.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The names of the fields that begin so, each once.
pub(super) fn names<'t>(page: &'t str, beginning: &str) -> Vec<&'t str> {
    let mut names: Vec<&str> = Vec::new();
    for name in page.split("name=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        if name.starts_with(beginning) && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The stage at which a case stands, by the page that tells it.
pub(super) fn stage(page: &str) -> &str {
    between(page, "id=\"now-", "\"").unwrap_or_default()
}

/// A form as a browser posts it.
pub(super) fn form(pairs: &[(&str, &str)]) -> Posted {
    let mut body = String::new();
    for (name, value) in pairs {
        if !body.is_empty() {
            body.push('&');
        }
        body.push_str(name);
        body.push('=');
        for byte in value.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => {
                    body.push(char::from(byte))
                }
                b' ' => body.push('+'),
                _ => body.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    ("application/x-www-form-urlencoded".to_owned(), body.into_bytes())
}

/// A form with files: each with its field and its bytes.
pub(super) fn form_with_files(pairs: &[(&str, &str)], files: &[(&str, &[u8])]) -> Posted {
    let mut body = Vec::new();
    for (name, value) in pairs {
        let part =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.into_bytes());
    }
    for (name, bytes) in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"koseki.png\"\r\nContent-Type: image/png\r\n\r\n"
        );
        body.extend(head.into_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

/// A picture by its outline (ISO/IEC 15948, 5.3), as long as a photograph of a page.
pub(super) fn picture(bytes: usize) -> Vec<u8> {
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let length = u32::try_from(data.len()).unwrap_or(0).to_be_bytes();
        [&length[..], kind, data, &[0; 4]].concat()
    };
    let size = [&1_240_u32.to_be_bytes()[..], &1_754_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let noise: Vec<u8> = (0..bytes).map(|at| u8::try_from(at % 251).unwrap_or(0) | 0x80).collect();
    [&b"\x89PNG\r\n\x1A\n"[..], &chunk(b"IHDR", &size), &chunk(b"IDAT", &noise), &chunk(b"IEND", b"")]
        .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_by_its_marks() {
        let page = r#"<a href="/portal/entries/1/procedures">x</a><input type="hidden" name="form_key" value="k1">
            <input type="radio" name="way-a" value="post"><input type="radio" name="way-a" value="a-image"><h2 id="now-payment">"#;
        assert_eq!(link(page, "/procedures"), Some("/portal/entries/1/procedures"));
        assert_eq!(hidden(page, "form_key").as_deref(), Some("k1"));
        assert_eq!((names(page, "way-"), values(page, "way-a")), (vec!["way-a"], vec!["post", "a-image"]));
        assert_eq!(stage(page), "payment");
        assert_eq!(form(&[("a", "名 x"), ("b", "1")]).1, b"a=%E5%90%8D+x&b=1");
    }
}
