//! An application on paper, as an officer types it.

use app::view::AskedView;
use app::{App, Application, Both, PaperFiling, PaperFilingView, PaperStart};

use super::decision::digits;
use super::{
    FieldErrors, Pairs, forget_exam_of_graduates, read_dates, read_declarations, read_exam_entry, value,
};
use crate::lang::Lang;

/// Which paper it is.
pub(crate) fn read_paper_start(pairs: &Pairs) -> PaperStart {
    PaperStart {
        id: value(pairs, "id"),
        register: value(pairs, "register"),
        procedure: value(pairs, "procedure"),
        number: value(pairs, "number"),
        received_on: value(pairs, "received_on"),
    }
}

/// What the paper says, with what cannot be read of it at its field.
pub(crate) fn read_paper(
    pairs: &Pairs,
    view: &PaperFilingView,
    (app, lang): (&App, Lang),
) -> (Application, FieldErrors) {
    let mut errors = FieldErrors::default();
    let mut form = view.form.application.clone();
    form.person = value(pairs, "person");
    form.rewriting = !value(pairs, "rewriting").is_empty();
    let typed = view.items.iter().map(|item| (item.code.clone(), value(pairs, &item.code)));
    form.changed = typed.filter(|(_, value)| !value.is_empty()).collect();
    let mut day = |field: &'static str, read: &dyn Fn(&str) -> Result<String, Both>| {
        let typed = value(pairs, field);
        read(&typed).unwrap_or_else(|words| {
            errors.add(field, lang.both(&words));
            typed
        })
    };
    form.happened_on = match &view.form.licence {
        Some(_) => day("happened_on", &|typed| app.past_day(typed)),
        None => day("happened_on", &|typed| app.day_of_change(typed)),
    };
    let received_on = day("received_on", &|typed| app.past_day(typed));
    if let Some(licence) = &view.form.licence {
        form.by_graduation = licence.by_graduation && !value(pairs, "by_graduation").is_empty();
        form.names_differ = licence.names_differ && !value(pairs, "names_differ").is_empty();
        read_exam_entry(pairs, &mut form);
        forget_exam_of_graduates(&mut form);
    }
    read_dates(&mut form, (app, lang), &mut errors);
    if let (Ok(asked), false) = (&view.form.asked, value(pairs, "asked").is_empty()) {
        read_declarations(pairs, &mut form, asked);
    }
    let yen = value(pairs, "yen");
    let read = if yen.is_empty() { None } else { digits(&yen).parse().ok() };
    if read.is_none() && !yen.is_empty() {
        errors.add("yen", lang.t("金額を数字で入力してください。", "Enter the amount in digits."));
    }
    form.paper = Some(Box::new(PaperFiling {
        received_on,
        reply_to: value(pairs, "reply_to"),
        enclosed: enclosed(pairs, view.form.asked.as_ref().ok()),
        receipt: value(pairs, "receipt"),
        yen: read,
        ..PaperFiling::default()
    }));
    (form, errors)
}

/// The documents that came with it, of those that are asked for.
fn enclosed(pairs: &Pairs, asked: Option<&AskedView>) -> std::collections::BTreeSet<String> {
    let asked = asked.into_iter().flat_map(AskedView::needed).map(|(paper, _)| &paper.code);
    let came = |code: &&String| pairs.iter().any(|(name, value)| name == "enclosed" && value == *code);
    asked.filter(came).cloned().collect()
}
