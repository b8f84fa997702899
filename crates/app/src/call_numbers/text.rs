//! What stands in the list and on the letters.

use registry::ids::EntryId;

use super::cells;
use crate::time::shown_date;

/// A byte order mark, so that a spreadsheet opens it as UTF-8, and the headings.
pub(super) const HEAD: &str = "\u{FEFF}通番,登録番号,氏名,フリガナ\r\n";
/// After the last letter of a file.
pub(super) const END: &str = "</body></html>\n";
const STYLE: &str = include_str!("letter.css");

/// What is the same on every letter.
pub(super) struct Sheet {
    pub(super) subject: String,
    /// `{name}` is filled in.
    pub(super) paragraphs: Vec<String>,
    pub(super) sender: String,
    pub(super) to: String,
    pub(super) day: String,
}

impl Sheet {
    /// The words of the rules, with the register's, the recipient and the day.
    pub(super) fn new(
        words: &law::CheckWording,
        (qualification, sender): (&str, &str),
        to: &str,
        day: jiff::civil::Date,
    ) -> Self {
        let fill = |text: &String| {
            let text = text.replace("{qualification}", qualification);
            text.replace("{office}", sender).replace("{association}", to)
        };
        Self {
            subject: fill(&words.subject),
            paragraphs: words.paragraphs.iter().map(fill).collect(),
            sender: sender.to_owned(),
            to: to.to_owned(),
            day: shown_date(&day.to_string(), law::Lang::Ja),
        }
    }

    /// Before the first letter of a file.
    pub(super) fn head(&self) -> String {
        format!(
            "<!DOCTYPE html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\"><title>{}</title><style>{STYLE}</style></head><body>\n",
            escape(&self.subject)
        )
    }

    /// The letters to everybody of a page, the first with this number; gives the number after the last.
    pub(super) fn add_letters(&self, called: &[(EntryId, String)], first: u64, text: &mut String) -> u64 {
        let mut number = first;
        for (_, present) in called {
            text.push_str(&self.letter(number, cells(present)));
            number += 1;
        }
        number
    }

    /// A letter: number of the entry, name.
    pub(super) fn letter(&self, number: u64, [entry, name, _]: [&str; 3]) -> String {
        let Self { subject, paragraphs, sender, to, day } = self;
        let text: String = paragraphs
            .iter()
            .map(|text| format!("<p>{}</p>", escape(&text.replace("{name}", name))))
            .collect();
        format!(
            "<section class=\"sheet\"><p class=\"to\">{} 様</p><p class=\"way\">{} 経由　通番 {number}　登録番号 {}</p>\
             <p class=\"from\">{}<br>{}</p><h1>{}</h1><div class=\"text\">{text}</div></section>\n",
            escape(name),
            escape(to),
            escape(entry),
            escape(day),
            escape(sender),
            escape(subject),
        )
    }
}

/// A line of the list.
pub(super) fn line(number: u64, cells: [&str; 3]) -> String {
    let mut line = number.to_string();
    for cell in cells {
        line.push(',');
        push_cell(cell, &mut line);
    }
    line.push_str("\r\n");
    line
}

/// A cell as RFC 4180 has it; one that a spreadsheet would take for a formula is made text.
fn push_cell(cell: &str, out: &mut String) {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\r', '\n']) {
        out.push('"');
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(&cell);
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_whatever_stands_in_it() {
        let written = |cell| {
            let mut out = String::new();
            push_cell(cell, &mut out);
            out
        };
        assert_eq!(written("架空　花子"), "架空　花子");
        assert_eq!(written("=1+1"), "'=1+1");
        assert_eq!(written("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(escape("<b>&\"x"), "&lt;b&gt;&amp;&quot;x");
    }
}
