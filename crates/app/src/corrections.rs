//! What a supplementation has changed in an application: as it was sent first, and as it is now, side by side.

use std::collections::BTreeSet;

use law::{Both, DeclarationKind};
use store::case::CaseRecord;

use crate::cases::FORM;
use crate::show_case::label;
use crate::view::{CorrectionView, DeclaredView, PersonChoice};
use crate::{App, Application};

impl App {
    /// What differs between the application as it was sent first and as it is now; nothing where it was never corrected.
    pub(crate) fn corrections(&self, records: &[CaseRecord]) -> Vec<CorrectionView> {
        let texts: Vec<&str> = texts(records).collect();
        let (Some(first), Some(last)) = (texts.first(), texts.last()) else { return Vec::new() };
        let (Ok(first), Ok(last)) = (Application::from_text(first), Application::from_text(last)) else {
            return Vec::new();
        };
        let lines = [
            self.item_lines(&first, &last),
            fixed_lines(&first, &last),
            declared_lines(&first, &last),
            self.way_lines(&first, &last),
        ];
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

/// Whether a ground of disqualification was declared in any form that was sent: a "yes" that was corrected is a person's to weigh as well.
pub(crate) fn ever_disqualified(records: &[CaseRecord]) -> bool {
    let code = DeclarationKind::Disqualification.code();
    let yes = |form: Application| form.declared.get(code).is_some_and(|declared| declared.yes);
    texts(records).filter_map(|text| Application::from_text(text).ok()).any(yes)
}

/// The forms of a case, each as it was sent.
fn texts(records: &[CaseRecord]) -> impl Iterator<Item = &str> {
    let forms = records.iter().filter(|record| record.kind == FORM);
    forms.filter_map(|record| std::str::from_utf8(&record.said).ok())
}

fn fixed_lines(first: &Application, last: &Application) -> Vec<CorrectionView> {
    let line = |ja: &str, en: &str, of: &dyn Fn(&Application) -> Both| CorrectionView {
        name: Both::new(ja, en),
        old: of(first),
        new: of(last),
    };
    vec![
        line("だれの記録によるか", "Whose records speak", &|form| person(&form.person)),
        line("起算日・変更の日", "Day from which it counts", &|form| same(&form.happened_on)),
        line("養成施設の卒業による", "By graduation", &|form| yes(form.by_graduation)),
        line("証明書類の氏名が違う", "Papers bear another name", &|form| yes(form.names_differ)),
        line("試験の施行年月", "Month of the examination", &|form| same(&form.exam.month)),
        line("受験地", "Place of the examination", &|form| same(&form.exam.place)),
        line("受験番号", "Number at the examination", &|form| same(&form.exam.number)),
        line("合格証書の番号", "Number of the pass certificate", &|form| same(&form.exam.certificate)),
    ]
}

/// What was declared: the answer, and the applicant's own words, each on its line.
fn declared_lines(first: &Application, last: &Application) -> Vec<CorrectionView> {
    let codes: BTreeSet<&String> = first.declared.keys().chain(last.declared.keys()).collect();
    let lines = |code: &String| {
        let of = |form: &Application| DeclaredView::of(code, form.declared.get(code));
        let (old, new) = (of(first), of(last));
        let answered = !(old.answer.ja.is_empty() && new.answer.ja.is_empty());
        let its_words = if answered {
            Both::new(format!("{}：その事情", old.name.ja), format!("{}: what was written", old.name.en))
        } else {
            old.name.clone()
        };
        [
            CorrectionView { name: old.name, old: old.answer, new: new.answer },
            CorrectionView { name: its_words, old: same(&old.words), new: same(&new.words) },
        ]
    };
    codes.into_iter().flat_map(lines).collect()
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

#[cfg(test)]
mod tests {
    use registry::case::Declared;

    use super::*;

    fn declared(code: &str, yes: bool, words: &str) -> Application {
        let mut form = Application::default();
        form.declared.insert(code.to_owned(), Declared { yes, words: words.to_owned() });
        form
    }

    fn changed(first: &Application, last: &Application) -> Vec<(String, String, String)> {
        let lines = declared_lines(first, last).into_iter().filter(|line| line.old != line.new);
        lines.map(|line| (line.name.ja, line.old.ja, line.new.ja)).collect()
    }

    #[test]
    fn an_answer_and_its_words_stand_side_by_side() {
        let no = declared("disqualification", false, "");
        let yes = declared("disqualification", true, "罰金");
        let [answer, words] = changed(&no, &yes).try_into().unwrap();
        assert_eq!((answer.1.as_str(), answer.2.as_str()), ("当たらない", "当たるものがある"));
        assert_eq!((words.1.as_str(), words.2.as_str()), ("", "罰金"));
        assert!(words.0.starts_with(&answer.0), "{words:?}");
        assert_eq!(changed(&yes, &yes), []);
        let late = changed(&declared("delay-reason", false, "旅行"), &declared("delay-reason", true, "入院"));
        assert_eq!(late, [("期限を過ぎた理由".to_owned(), "旅行".to_owned(), "入院".to_owned())]);
        let new = changed(&Application::default(), &declared("delay-reason", false, "入院"));
        assert_eq!(new.len(), 1, "asked for only now: {new:?}");
    }

    #[test]
    fn a_yes_that_was_corrected_is_not_forgotten() {
        let record = |form: &Application| {
            let (kind, said) = (FORM.to_owned(), form.to_text().into_bytes());
            CaseRecord { version: 1, kind, said }
        };
        let (yes, no) = (declared("disqualification", true, "罰金"), declared("disqualification", false, ""));
        assert!(ever_disqualified(&[record(&yes), record(&no)]));
        assert!(!ever_disqualified(&[record(&no), record(&declared("delay-reason", true, "入院"))]));
    }
}
