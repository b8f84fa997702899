//! A QR code as SVG, drawn on the server: one path, no script, sharp at any size.

use fast_qr::qr::QRBuilder;
use fast_qr::{ECL, QRCode};

/// The white margin that readers need, in modules (ISO/IEC 18004).
const MARGIN: usize = 4;

/// The SVG of a text, with its label for those who do not see it; none when the text is too long for any code.
pub(crate) fn svg(text: &str, label: &str) -> Option<String> {
    // The lowest correction: a screen has no scratches, and larger modules are read faster.
    let code: QRCode = QRBuilder::new(text).ecl(ECL::L).build().ok()?;
    let side = code.size + 2 * MARGIN;
    let mut path = String::new();
    for (y, row) in code.data.chunks(code.size).take(code.size).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a.value() == b.value()) {
            if run.first().is_some_and(|module| module.value()) {
                path.push_str(&format!("M{} {}h{}v1h-{}z", x + MARGIN, y + MARGIN, run.len(), run.len()));
            }
            x += run.len();
        }
    }
    Some(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"{label}\" shape-rendering=\"crispEdges\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_margin_and_too_long_a_text_has_none() {
        let drawn = svg("https://register.example/check#c=abc", "label").unwrap();
        assert!(drawn.contains("M4 4h7v1h-7z"), "the first finder pattern stands behind the margin: {drawn}");
        assert!(svg(&"x".repeat(5_000), "label").is_none());
    }
}
