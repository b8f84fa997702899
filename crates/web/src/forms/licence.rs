//! What an applicant for a new licence fills in besides.

use app::{App, Application, ExamAsked, FormView, LicenceForm};

use super::{FieldErrors, Pairs, value};
use crate::lang::Lang;

/// The item whose value is a whole date.
const BORN: &str = "birth-date";
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
    read_birth_date(&mut application, (app, lang), &mut errors);
    (application, errors)
}

/// The day of birth in the form in which it is kept, in whatever way it was typed.
pub(crate) fn read_birth_date(
    application: &mut Application,
    (app, lang): (&App, Lang),
    errors: &mut FieldErrors,
) {
    let Some(born) = application.changed.get_mut(BORN) else { return };
    match app.past_day(born) {
        Ok(day) => *born = day,
        Err(words) => errors.add(BORN, lang.both(&words)),
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
