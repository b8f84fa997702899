//! Files: one that somebody sent, shown to those who may see it, and those that are made here.

use app::PaperView;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// A file of ours, put aside by the browser: what is in it runs under no address of this site. The name is of plain letters.
pub(crate) fn attachment((name, media_type): (&str, &'static str), body: Body) -> Response {
    let mut response = body.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// The file as it came in. A picture is shown; anything else is put aside by the browser, so that nothing in it runs on our pages.
pub(crate) fn file(view: &PaperView, bytes: Vec<u8>) -> Response {
    let how = if view.media_type.starts_with("image/") { "inline" } else { "attachment" };
    let disposition = format!("{how}; filename*=UTF-8''{}", percent_encoded(&view.file_name));
    let mut response = bytes.into_response();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, &view.media_type);
    set(header::CONTENT_DISPOSITION, &disposition);
    response
}

/// A text as an address or a header carries it (RFC 3986 §2.1).
pub(crate) fn percent_encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_end_a_header_and_only_pictures_are_shown() {
        let view = |media: &str| PaperView {
            id: String::new(),
            document: String::new(),
            file_name: "戸籍\"; a=b.pdf".to_owned(),
            media_type: media.to_owned(),
            size: 1,
        };
        let of = |media| {
            let response = file(&view(media), vec![1]);
            response.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().to_owned()
        };
        assert_eq!(of("image/png"), "inline; filename*=UTF-8''%E6%88%B8%E7%B1%8D%22%3B%20a%3Db.pdf");
        assert!(of("application/pdf").starts_with("attachment;"));
    }
}
