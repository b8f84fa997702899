//! What an applicant fills in, page by page: each page changes its own part of the application and leaves the rest.

use app::view::AskedView;
use app::{App, Application, Declared, FormView, PaperView};

use super::{FieldErrors, Pairs, read_dates, value};
use crate::lang::Lang;

/// The page on what changes, and who applies.
pub(crate) fn read_what(pairs: &Pairs, form: &FormView, lang: Lang) -> (Application, FieldErrors) {
    let (mut application, mut errors) = (form.application.clone(), FieldErrors::default());
    let chosen = |code: &str| pairs.iter().any(|(name, value)| name == "item" && value == code);
    // What was typed about an item stays, as long as the item is chosen.
    let mut changed = std::mem::take(&mut application.changed);
    for item in form.items.iter().filter(|item| chosen(&item.code)) {
        let typed = changed.remove(&item.code).unwrap_or_default();
        application.changed.insert(item.code.clone(), typed);
    }
    if !form.items.is_empty() && application.changed.is_empty() {
        errors.add(
            "item",
            lang.t("変わったことを一つ以上選んでください。", "Choose at least one thing that changed."),
        );
    }
    read_person(pairs, (form, &mut application), (lang, &mut errors));
    application.rewriting = !value(pairs, "rewriting").is_empty();
    (application, errors)
}

/// Which records speak for the applicant.
pub(super) fn read_person(
    pairs: &Pairs,
    (form, application): (&FormView, &mut Application),
    (lang, errors): (Lang, &mut FieldErrors),
) {
    application.person = value(pairs, "person");
    if !form.persons.iter().any(|person| person.code == application.person) {
        errors
            .add("person", lang.t("あなたに当てはまるものを選んでください。", "Choose what applies to you."));
    }
}

/// The page on the new values. The day is kept as it was typed where it cannot be read, so that it can be mended.
pub(crate) fn read_items(
    pairs: &Pairs,
    form: &FormView,
    (app, lang): (&App, Lang),
) -> (Application, FieldErrors) {
    let (mut application, mut errors) = (form.application.clone(), FieldErrors::default());
    for (code, kept) in &mut application.changed {
        *kept = value(pairs, code);
    }
    read_dates(&mut application, (app, lang), &mut errors);
    let typed = value(pairs, "happened_on");
    match app.day_of_change(&typed) {
        Ok(day) => application.happened_on = day,
        Err(words) => {
            errors.add("happened_on", lang.both(&words));
            application.happened_on = typed;
        }
    }
    (application, errors)
}

/// The way that is a code for a certificate of the family register; every other one is a file, or comes by post.
pub(crate) const KOSEKI_CODE: &str = "koseki-certificate-code";
/// Digits of that code.
const CODE_DIGITS: usize = 16;

/// The page on papers: in which way each needed one comes, and the code where one comes by it.
pub(crate) fn read_ways(pairs: &Pairs, form: &FormView, asked: &AskedView) -> Application {
    let mut application = form.application.clone();
    application.ways.clear();
    for (paper, ways) in asked.needed() {
        let chosen = value(pairs, &format!("way-{}", paper.code));
        if ways.iter().any(|way| way.code == chosen) {
            application.ways.insert(paper.code.clone(), chosen);
        }
    }
    let typed = value(pairs, "koseki_code");
    application.koseki_code = typed.chars().filter_map(digit).collect();
    application
}

/// A digit in either width; blanks and strokes between digits go.
fn digit(c: char) -> Option<char> {
    let wide = u32::from(c).checked_sub(u32::from('０')).and_then(|value| char::from_digit(value, 10));
    if c.is_ascii_digit() { Some(c) } else { wide }
}

/// What a declaration wants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Declaring {
    /// Yes or no; a yes with words.
    Answer,
    /// Words.
    Words,
    /// A mark that says yes.
    Promise,
}

impl Declaring {
    /// What the declaration of a code wants.
    pub(crate) fn of(code: &str) -> Self {
        match code {
            "delay-reason" => Self::Words,
            "old-certificate-destroyed" => Self::Promise,
            _ => Self::Answer,
        }
    }
}

/// The page of declarations.
pub(crate) fn read_declared(pairs: &Pairs, form: &FormView, asked: &AskedView) -> Application {
    let mut application = form.application.clone();
    read_declarations(pairs, &mut application, asked);
    application
}

/// What is declared of what is asked, as it was typed; what is no longer asked is not declared. Whether it is whole, the form says.
pub(crate) fn read_declarations(pairs: &Pairs, application: &mut Application, asked: &AskedView) {
    application.declared.clear();
    for declaration in &asked.declarations {
        let code = declaration.code;
        let (answer, words) = (value(pairs, code), value(pairs, &format!("{code}-words")));
        if !answer.is_empty() || !words.is_empty() {
            application.declared.insert(code.to_owned(), Declared { yes: answer == "yes", words });
        }
    }
}

/// The needed documents without a way, and those that come as a file of which none was sent: each at its field.
pub(crate) fn papers_missing(
    (asked, application): (&AskedView, &Application),
    sent: &[PaperView],
    lang: Lang,
) -> Vec<(String, String)> {
    let mut missing = Vec::new();
    let by_code = application.ways.values().any(|way| way == KOSEKI_CODE);
    if by_code && application.koseki_code.len() != CODE_DIGITS {
        let words = lang.t("16桁の数字を入力してください。", "Enter the 16 digits of the code.");
        missing.push(("koseki_code".to_owned(), words.to_owned()));
    }
    for (paper, ways) in asked.needed() {
        let name = lang.both(&paper.name);
        let way = application.ways.get(&paper.code);
        let by_file = ways.iter().find(|w| w.file && Some(&w.code) == way);
        if way.is_none() {
            let words = match lang {
                Lang::Ja => format!("「{name}」をどのように出すかを選んでください。"),
                Lang::En => format!("{name}: choose how it comes."),
            };
            missing.push((format!("way-{}", paper.code), words));
        } else if by_file.is_some_and(|way| {
            !sent.iter().any(|sent| sent.document == paper.code && sent.is_signed() == way.signed)
        }) {
            let words = match lang {
                Lang::Ja => format!("「{name}」のファイルを選んで送ってください。"),
                Lang::En => format!("{name}: choose the file and send it."),
            };
            missing.push((format!("file-{}", paper.code), words));
        }
    }
    missing
}
