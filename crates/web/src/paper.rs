//! A file that somebody sent, shown to those who may see it.

use app::PaperView;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// The file as it came in. A picture is shown; anything else is put aside by the browser, so that nothing in it runs on our pages.
pub(crate) fn file(view: &PaperView, bytes: Vec<u8>) -> Response {
    let how = if view.media_type.starts_with("image/") { "inline" } else { "attachment" };
    let mut name = String::new();
    for byte in view.file_name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' => name.push(char::from(byte)),
            _ => name.push_str(&format!("%{byte:02X}")),
        }
    }
    let disposition = format!("{how}; filename*=UTF-8''{name}");
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
