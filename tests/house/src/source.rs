//! Rust source as a reader of the program meets it: without tests, code apart from comments.

/// One line of source.
#[derive(Clone, Copy, Debug)]
pub struct Line<'t> {
    /// From 1.
    pub number: usize,
    /// As written.
    pub text: &'t str,
    /// Without a comment at its end; empty when it is all comment.
    pub code: &'t str,
}

/// Whether a whole file is tests, or samples and examples that only tests and galleries show.
pub fn is_test(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    let folders = ["tests", "benches", "examples", "fuzz"];
    path.split('/').any(|part| folders.contains(&part))
        || ["tests.rs", "samples.rs", "sample.rs"].contains(&file)
        || file.ends_with("_tests.rs")
}

/// The lines before the first `#[cfg(test)]`: by the habit of the house, tests stand last in a file.
pub fn source_lines(text: &str) -> Vec<Line<'_>> {
    text.lines()
        .take_while(|line| !line.trim_start().starts_with("#[cfg(test)]"))
        .enumerate()
        .map(|(index, text)| Line { number: index + 1, text, code: code(text) })
        .collect()
}

/// The part of a line before its comment. A `//` inside of a string is none.
fn code(line: &str) -> &str {
    let mut in_string = false;
    let mut previous = ' ';
    for (at, character) in line.char_indices() {
        match character {
            '"' if previous != '\\' => in_string = !in_string,
            '/' if previous == '/' && !in_string => return line.get(..at - 1).unwrap_or_default(),
            _ => {}
        }
        previous = character;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_not_code() {
        assert_eq!(code("/// all of it"), "");
        assert_eq!(code("let a = 1; // why"), "let a = 1; ");
        assert_eq!(code(r#"let a = "http://x"; // y"#), r#"let a = "http://x"; "#);
        assert_eq!(code(r#"let a = "\"//";"#), r#"let a = "\"//";"#);
    }

    #[test]
    fn tests_are_not_source() {
        assert_eq!(source_lines("a\n#[cfg(test)]\nmod tests {}\n").len(), 1);
        assert!(is_test("crates/law/tests/all.rs") && is_test("crates/law/src/on_tests.rs"));
        assert!(!is_test("crates/law/src/on.rs"));
    }
}
