//! Invariant 11: every page renders with every sample; and what it renders is sound HTML.

use std::collections::BTreeSet;

use super::{Sample, all};
use crate::lang::Lang;

fn html(sample: &Sample) -> &str {
    match &sample.html {
        Ok(html) => html,
        Err(error) => panic!("{} {}: {error}", sample.page, sample.case),
    }
}

/// The start tags of a page: name and attributes.
fn tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut all = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let end = rest.find('>').expect("a tag ends");
        let inside = rest[..end].trim_end_matches('/');
        if inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
            all.push((name.to_owned(), attributes_of(attributes)));
        }
        rest = &rest[end + 1..];
    }
    all
}

fn attributes_of(text: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let value = match rest.strip_prefix("=\"") {
            Some(quoted) => {
                let close = quoted.find('"').expect("an attribute's value ends");
                rest = &quoted[close + 1..];
                quoted[..close].to_owned()
            }
            None => String::new(),
        };
        all.push((name, value));
        rest = rest.trim_start();
    }
    all
}

/// Tags that have no end.
const VOID: [&str; 6] = ["meta", "link", "input", "br", "hr", "img"];

fn get<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Panics when end tags do not match start tags.
fn assert_balanced(sample: &Sample) {
    let mut open: Vec<String> = Vec::new();
    let mut rest = html(sample);
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let end = rest.find('>').expect("a tag ends");
        let inside = &rest[..end];
        rest = &rest[end + 1..];
        if let Some(name) = inside.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "{} {}", sample.page, sample.case);
        } else if inside.starts_with(|c: char| c.is_ascii_alphabetic()) && !inside.ends_with('/') {
            let name = inside.split(char::is_whitespace).next().unwrap_or(inside);
            if !VOID.contains(&name) {
                open.push(name.to_owned());
            }
        }
    }
    assert!(open.is_empty(), "{} {}: left open {open:?}", sample.page, sample.case);
}

/// Every page that has samples.
const PAGES: [&str; 69] = [
    "bulk-link",
    "bulk-links",
    "bulk-queue",
    "case",
    "cases",
    "change-queue",
    "change-queues",
    "check",
    "confirmation",
    "deletion-batch",
    "deletion-batches",
    "disclosures",
    "entry",
    "entry-link",
    "failure",
    "hints",
    "home",
    "inquiry",
    "letter",
    "link-request",
    "link-requests",
    "my-card-fill",
    "my-case",
    "my-confirmation",
    "my-confirmations",
    "my-form-asked",
    "my-form-check",
    "my-form-declare",
    "my-form-exam",
    "my-form-items",
    "my-form-papers",
    "my-form-what",
    "my-form-written",
    "my-licence",
    "my-licences",
    "my-link",
    "my-looks",
    "my-messages",
    "my-not-signed",
    "my-number",
    "my-number-log",
    "my-procedures",
    "my-proof",
    "my-qualifications",
    "my-reading",
    "my-request",
    "my-shares",
    "my-supplement",
    "number-call",
    "numbers",
    "paper-compare",
    "paper-entry",
    "paper-start",
    "papers",
    "portal-sign-in",
    "register",
    "registers",
    "results",
    "show",
    "sign-in",
    "start",
    "step",
    "story",
    "story-code",
    "story-ledger",
    "story-year",
    "task",
    "tasks",
    "yearly-check",
];

#[test]
fn every_page_renders_with_every_sample() {
    let samples = all();
    let pages: BTreeSet<&str> = samples.iter().map(|sample| sample.page).collect();
    assert_eq!(pages.into_iter().collect::<Vec<_>>(), PAGES);
    for sample in &samples {
        assert!(html(sample).contains("</html>"), "{} {}", sample.page, sample.case);
        assert_balanced(sample);
    }
}

#[test]
fn ids_are_unique_and_references_lead_somewhere() {
    for sample in all() {
        let tags = tags(html(&sample));
        let ids: Vec<&str> = tags.iter().filter_map(|(_, attributes)| get(attributes, "id")).collect();
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), known.len(), "{} {}: an id twice in {ids:?}", sample.page, sample.case);
        for (tag, attributes) in &tags {
            for name in ["for", "aria-labelledby", "aria-describedby"] {
                for id in get(attributes, name).unwrap_or("").split_whitespace() {
                    assert!(known.contains(id), "{} {}: {tag} {name}={id}", sample.page, sample.case);
                }
            }
            if let Some(id) = get(attributes, "href").and_then(|href| href.strip_prefix('#')) {
                assert!(known.contains(id), "{} {}: #{id}", sample.page, sample.case);
            }
        }
    }
}

#[test]
fn every_field_has_a_label_and_every_page_one_first_heading() {
    for sample in all() {
        let tags = tags(html(&sample));
        let labelled: BTreeSet<&str> = tags
            .iter()
            .filter(|(tag, _)| tag == "label")
            .filter_map(|(_, attributes)| get(attributes, "for"))
            .collect();
        for (tag, attributes) in &tags {
            // Radio buttons and check boxes stand inside their label.
            let free = matches!(get(attributes, "type"), Some("hidden" | "radio" | "checkbox"));
            if matches!(tag.as_str(), "input" | "select" | "textarea") && !free {
                let id = get(attributes, "id").unwrap_or("");
                assert!(labelled.contains(id), "{} {}: {tag} {id:?} has no label", sample.page, sample.case);
            }
        }
        assert_eq!(tags.iter().filter(|(tag, _)| tag == "h1").count(), 1, "{} {}", sample.page, sample.case);
    }
}

/// Our content policy lets no inline style or script work, so there must be none.
#[test]
fn nothing_is_written_that_the_content_policy_blocks() {
    for sample in all() {
        for (tag, attributes) in tags(html(&sample)) {
            // The page that checks proofs has a script of ours, from its own file, and a policy that lets it run.
            let ours = tag == "script" && sample.page == "check" && get(&attributes, "src").is_some();
            assert!(ours || !matches!(tag.as_str(), "script" | "style" | "iframe"), "{}: {tag}", sample.page);
            for (name, value) in attributes {
                assert!(name != "style" && !name.starts_with("on"), "{}: {name}", sample.page);
                // The story leads to the pages of the simulators, which stand on ports of their own.
                let to_simulator =
                    tag == "a" && sample.page.starts_with("story") && value.starts_with("http://127.0.0.1:");
                assert!(
                    !(name == "src" || name == "href") || value.starts_with(['/', '#']) || to_simulator,
                    "{}: {value}",
                    sample.page
                );
            }
        }
    }
}

#[test]
fn registered_text_is_shown_to_the_character_and_never_as_markup() {
    let samples = all();
    let page = |page: &str, case: &str| {
        html(
            samples
                .iter()
                .find(|sample| (sample.lang, sample.page, sample.case) == (Lang::Ja, page, case))
                .expect("the sample"),
        )
        .to_owned()
    };
    let entry = page("entry", "private-use");
    assert!(entry.contains("<span class=\"gaiji\">外字 U+E000</span>") && entry.contains("外字 U+F0123"));
    assert!(entry.contains("&lt;b&gt;そのまま") && !entry.contains("<b>そのまま"));
    assert!(page("results", "usual").contains("葛\u{E0100}城"), "a variation sequence is kept");
    assert!(
        page("results", "usual").contains("髙橋"),
        "the registered variant is shown, not the one that was typed"
    );
    assert!(!page("sign-in", "error").contains("\"><b>"), "what was typed is escaped");
    assert!(!page("failure", "500").contains("for the log only"), "the operator's detail stays in the log");
}

#[test]
fn errors_stand_at_their_fields_and_what_was_typed_is_kept() {
    let samples = all();
    let sample =
        samples.iter().find(|sample| (sample.page, sample.case) == ("results", "error")).expect("the sample");
    let tags = tags(html(sample));
    let (_, born) =
        tags.iter().find(|(_, attributes)| get(attributes, "id") == Some("born")).expect("the field");
    assert_eq!(get(born, "aria-invalid"), Some("true"));
    assert_eq!(get(born, "aria-describedby"), Some("born-error born-hint"));
    assert_eq!(get(born, "value"), Some("昭和63年1月8日"));
    assert!(html(sample).contains("id=\"born-error\">＊「昭和70年」"));
}

/// What an English page says outside of the elements that are marked as Japanese, scripts of the eye left out.
fn english_text(html: &str) -> String {
    let mut text = String::new();
    // For each open element: whether its text is Japanese.
    let mut open: Vec<bool> = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        if !open.last().copied().unwrap_or(false) {
            text.push_str(&rest[..start]);
        }
        let end = start + rest[start..].find('>').expect("a tag ends");
        let inside = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if inside.starts_with('/') {
            open.pop();
        } else if inside.starts_with(|c: char| c.is_ascii_alphabetic()) && !inside.ends_with('/') {
            let name = inside.split(char::is_whitespace).next().unwrap_or(inside);
            let own = attributes_of(inside.split_once(' ').map_or("", |(_, attributes)| attributes));
            let japanese = match get(&own, "lang") {
                Some(tag) => tag == "ja",
                None => open.last().copied().unwrap_or(false),
            };
            if !VOID.contains(&name) {
                open.push(japanese);
            }
        }
    }
    text
}

/// Kana, kanji and the sign of a note; the marks of Japanese sentences may stand in any text.
fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

/// WCAG 2.2, 3.1.1 and 3.1.2; and nothing is left untranslated.
#[test]
fn an_english_page_is_english_but_for_what_is_marked() {
    let mut pages = 0;
    for sample in all().iter().filter(|sample| sample.lang == Lang::En) {
        let html = html(sample);
        assert!(html.contains("<html lang=\"en\">"), "{} {}", sample.page, sample.case);
        // The title cannot be marked: an entry's holds the name as registered.
        let body = html.split_once("<body>").expect("a body").1;
        let text = english_text(body);
        let left: Vec<&str> = text.lines().filter(|line| line.chars().any(is_japanese)).collect();
        assert!(left.is_empty(), "{} {}: {left:#?}", sample.page, sample.case);
        pages += 1;
    }
    assert!(pages > 30, "only {pages} pages were looked at");
}

#[test]
fn every_page_leads_to_itself_in_the_other_language() {
    for sample in all() {
        let other = if sample.lang == Lang::Ja { "en" } else { "ja" };
        let tags = tags(html(&sample));
        let link = tags.iter().find(|(tag, own)| tag == "a" && get(own, "hreflang") == Some(other));
        let (_, own) = link.expect("the link");
        assert!(get(own, "href").is_some_and(|href| href.ends_with(&format!("lang={other}"))), "{own:?}");
        assert!(html(&sample).contains(&format!("<html lang=\"{}\">", sample.lang.tag())));
    }
}
