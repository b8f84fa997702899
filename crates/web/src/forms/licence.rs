//! What an applicant for a new licence fills in besides.

use app::{App, Application, ExamAsked, ExamEntry, FormView, LicenceForm};

use super::{FieldErrors, Pairs, value};
use crate::lang::Lang;

/// The ways of a paper in which something about the examination is written.
const WRITTEN: [(&str, &str); 2] =
    [("details", "exam-date-place-number-entry"), ("certificate", "pass-certificate-number-entry")];

/// The page on the applicant.
pub(crate) fn read_applicant(
    pairs: &Pairs,
    (form, licence): (&FormView, &LicenceForm),
    (app, lang): (&App, Lang),
) -> (Application, FieldErrors) {
    let (mut application, mut errors) = (form.application.clone(), FieldErrors::default());
    super::application::read_person(pairs, (form, &mut application), (lang, &mut errors));
    application.by_graduation = licence.by_graduation && !value(pairs, "by_graduation").is_empty();
    forget_exam_of_graduates(&mut application);
    application.names_differ = licence.names_differ && !value(pairs, "names_differ").is_empty();
    if licence.counted_from.is_some() {
        let typed = value(pairs, "happened_on");
        application.happened_on = app.past_day(&typed).unwrap_or_else(|words| {
            errors.add("happened_on", lang.both(&words));
            typed
        });
    }
    (application, errors)
}

/// The page on what is to be registered. What is empty is not applied for.
pub(crate) fn read_written(
    pairs: &Pairs,
    (form, licence): (&FormView, &LicenceForm),
    (app, lang): (&App, Lang),
) -> (Application, FieldErrors) {
    let (mut application, mut errors) = (form.application.clone(), FieldErrors::default());
    let typed = |code: &String| (code.clone(), value(pairs, code));
    let written = licence.written.iter().map(|(item, _)| typed(&item.code));
    application.changed = written.filter(|(_, value)| !value.is_empty()).collect();
    read_dates(&mut application, (app, lang), &mut errors);
    (application, errors)
}

/// The dates in the form in which they are kept, in whatever way they were typed.
pub(crate) fn read_dates(application: &mut Application, (app, lang): (&App, Lang), errors: &mut FieldErrors) {
    for (code, typed) in application.changed.iter_mut().filter(|(_, typed)| !typed.is_empty()) {
        match app.date_as_kept(code, typed) {
            Some(Ok(date)) => *typed = date,
            Some(Err(words)) => errors.add(code.clone(), lang.both(&words)),
            None => {}
        }
    }
}

/// Whoever is qualified by graduation is asked for no examination: what was written of one before goes, with the ways in which it was.
pub(crate) fn forget_exam_of_graduates(application: &mut Application) {
    if application.by_graduation {
        application.exam = ExamEntry::default();
        application.ways.retain(|_, way| !WRITTEN.iter().any(|(_, code)| code == way));
    }
}

/// The page on the examination: what is chosen there is the way of the paper that shows the pass.
pub(crate) fn read_exam(
    pairs: &Pairs,
    (form, asked): (&FormView, &ExamAsked),
    lang: Lang,
) -> (Application, FieldErrors) {
    let (mut application, mut errors) = (form.application.clone(), FieldErrors::default());
    read_exam_entry(pairs, &mut application);
    application.exam.how = value(pairs, "exam_how");
    if asked.document.is_empty() {
        return (application, errors);
    }
    let way = WRITTEN.iter().find(|(how, _)| *how == application.exam.how);
    if let Some((_, way)) = way {
        application.ways.insert(asked.document.clone(), (*way).to_owned());
    } else if application.exam.how == "papers" {
        let written = |way: &String| WRITTEN.iter().any(|(_, code)| code == way);
        application.ways.retain(|document, way| *document != asked.document || !written(way));
    } else {
        errors.add("exam_how", lang.t("どのように示すかを選んでください。", "Choose how you show it."));
    }
    (application, errors)
}

/// What is written of the examination.
pub(crate) fn read_exam_entry(pairs: &Pairs, application: &mut Application) {
    let exam = &mut application.exam;
    exam.month = value(pairs, "exam_month");
    exam.place = value(pairs, "exam_place");
    exam.number = value(pairs, "exam_number");
    exam.certificate = value(pairs, "exam_certificate");
}
