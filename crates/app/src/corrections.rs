//! What a supplementation has changed in an application: as it was sent first, and as it is now, side by side.

use std::collections::BTreeSet;

use law::Both;
use store::case::CaseRecord;

use crate::cases::FORM;
use crate::show_case::label;
use crate::view::{CorrectionView, PersonChoice};
use crate::{App, Application};

impl App {
    /// What differs between the application as it was sent first and as it is now; nothing where it was never corrected.
    pub(crate) fn corrections(&self, records: &[CaseRecord]) -> Vec<CorrectionView> {
        let forms = records.iter().filter(|record| record.kind == FORM);
        let texts: Vec<&str> = forms.filter_map(|record| std::str::from_utf8(&record.said).ok()).collect();
        let (Some(first), Some(last)) = (texts.first(), texts.last()) else { return Vec::new() };
        let (Ok(first), Ok(last)) = (Application::from_text(first), Application::from_text(last)) else {
            return Vec::new();
        };
        let lines =
            [self.item_lines(&first, &last), self.fixed_lines(&first, &last), self.way_lines(&first, &last)];
        lines.into_iter().flatten().filter(|line| line.old != line.new).collect()
    }

    fn item_lines(&self, first: &Application, last: &Application) -> Vec<CorrectionView> {
        let codes: BTreeSet<&String> = first.changed.keys().chain(last.changed.keys()).collect();
        let value =
            |form: &Application, code: &String| same(form.changed.get(code).map_or("", String::as_str));
        let line = |code: &String| CorrectionView {
            name: label(self.rules(), code),
            old: value(first, code),
            new: value(last, code),
        };
        codes.into_iter().map(line).collect()
    }

    fn fixed_lines(&self, first: &Application, last: &Application) -> Vec<CorrectionView> {
        let line = |ja: &str, en: &str, of: &dyn Fn(&Application) -> Both| CorrectionView {
            name: Both::new(ja, en),
            old: of(first),
            new: of(last),
        };
        let words = |form: &Application| {
            let said: Vec<&str> = form.declared.values().map(|declared| declared.words.as_str()).collect();
            same(said.join(" ").trim())
        };
        vec![
            line("だれの記録によるか", "Whose records speak", &|form| person(&form.person)),
            line("起算日・変更の日", "Day from which it counts", &|form| same(&form.happened_on)),
            line("養成施設の卒業による", "By graduation", &|form| yes(form.by_graduation)),
            line("証明書類の氏名が違う", "Papers bear another name", &|form| yes(form.names_differ)),
            line("試験の施行年月", "Month of the examination", &|form| same(&form.exam.month)),
            line("受験地", "Place of the examination", &|form| same(&form.exam.place)),
            line("受験番号", "Number at the examination", &|form| same(&form.exam.number)),
            line("合格証書の番号", "Number of the pass certificate", &|form| {
                same(&form.exam.certificate)
            }),
            line("申し述べたこと", "What was declared", &words),
        ]
    }

    /// How each paper comes.
    fn way_lines(&self, first: &Application, last: &Application) -> Vec<CorrectionView> {
        let codes: BTreeSet<&String> = first.ways.keys().chain(last.ways.keys()).collect();
        let way = |form: &Application, code: &String| {
            form.ways.get(code).map_or_else(|| Both::new("", ""), |way| self.code_words(way))
        };
        let line = |code: &String| CorrectionView {
            name: self.code_words(code),
            old: way(first, code),
            new: way(last, code),
        };
        codes.into_iter().map(line).collect()
    }
}

/// What somebody wrote: the same in both languages.
fn same(text: &str) -> Both {
    Both::new(text, text)
}

fn yes(is: bool) -> Both {
    if is { Both::new("はい", "yes") } else { Both::new("いいえ", "no") }
}

fn person(code: &str) -> Both {
    let found = PersonChoice::all().into_iter().find(|choice| choice.code == code);
    found.map_or_else(|| same(code), |choice| choice.name)
}
