//! Files that the tests make and read.

/// The lines of a reject file, cut into cells (RFC 4180).
pub(crate) fn rejects(path: &std::path::Path) -> Vec<Reject> {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.strip_prefix('\u{FEFF}').expect("a mark, so that a spreadsheet reads it as UTF-8");
    let mut lines = records(text).into_iter();
    assert_eq!(lines.next().unwrap(), ["行", "列", "項目", "理由コード", "理由", "reason", "元の行"]);
    lines
        .map(|cells| {
            let [line, column, item, code, ja, en, original] = <[String; 7]>::try_from(cells).unwrap();
            assert!(!ja.is_empty() && !en.is_empty());
            Reject { line: line.parse().unwrap(), column: column.parse().ok(), item, code, original }
        })
        .collect()
}

/// One fault of one rejected row.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reject {
    pub(crate) line: usize,
    pub(crate) column: Option<usize>,
    pub(crate) item: String,
    pub(crate) code: String,
    pub(crate) original: String,
}

impl Reject {
    /// In short: line, column, item, code.
    pub(crate) fn short(&self) -> String {
        let column = self.column.map(|column| column.to_string()).unwrap_or_default();
        format!("{}:{column} {} {}", self.line, self.item, self.code)
    }
}

/// A whole text cut into records and cells; quotes undone.
fn records(text: &str) -> Vec<Vec<String>> {
    let (mut all, mut record, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match (c, quoted) {
            ('"', true) if rest.peek() == Some(&'"') => {
                rest.next();
                cell.push('"');
            }
            ('"', _) => quoted = !quoted,
            (',', false) => record.push(std::mem::take(&mut cell)),
            ('\r', false) => {}
            ('\n', false) => {
                record.push(std::mem::take(&mut cell));
                all.push(std::mem::take(&mut record));
            }
            (c, _) => cell.push(c),
        }
    }
    assert!(!quoted && cell.is_empty() && record.is_empty(), "the file ends with a line's end");
    all
}

#[test]
fn a_cell_may_hold_commas_quotes_and_lines() {
    assert_eq!(records("a,\"b,\"\"c\"\"\nd\"\r\n,\r\n"), [["a", "b,\"c\"\nd"], ["", ""]]);
}
