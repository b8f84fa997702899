//! A corrected application, as it was typed.

use app::{App, Application, Correctable};

use super::{
    FieldErrors, Pairs, forget_exam_of_graduates, read_dates, read_declarations, read_exam_entry, value,
};
use crate::lang::Lang;

/// Everything that an officer may have asked for. What is wrong stays as it was typed.
pub(crate) fn read_corrected(
    pairs: &Pairs,
    (mut form, correctable): (Application, &Correctable),
    (app, lang): (&App, Lang),
) -> (Application, FieldErrors) {
    let mut errors = FieldErrors::default();
    for item in &correctable.items {
        form.changed.insert(item.code.clone(), value(pairs, &item.code));
    }
    let person = value(pairs, "person");
    if correctable.persons.iter().any(|known| known.code == person) {
        form.person = person;
    }
    let typed = value(pairs, "happened_on");
    let mut day = |read: Result<String, app::Both>| {
        read.unwrap_or_else(|words| {
            errors.add("happened_on", lang.both(&words));
            typed.clone()
        })
    };
    match &correctable.licence {
        Some(licence) => {
            // What is empty is not applied for.
            form.changed.retain(|_, value| !value.is_empty());
            form.by_graduation = licence.by_graduation && !value(pairs, "by_graduation").is_empty();
            form.names_differ = licence.names_differ && !value(pairs, "names_differ").is_empty();
            if licence.counted_from.is_some() {
                form.happened_on = day(app.past_day(&typed));
            }
            read_dates(&mut form, (app, lang), &mut errors);
            read_exam_entry(pairs, &mut form);
            forget_exam_of_graduates(&mut form);
        }
        None if !form.changed.is_empty() => form.happened_on = day(app.day_of_change(&typed)),
        None => {}
    }
    (form, errors)
}

/// What follows from what was corrected: in which way each needed paper comes (a way that was not offered changes nothing), and what is
/// declared.
pub(crate) fn read_asked_again(pairs: &Pairs, form: &mut Application, correctable: &Correctable) {
    if let Some(asked) = &correctable.asked {
        read_declarations(pairs, form, asked);
    }
    for (paper, ways) in correctable.asked.iter().flat_map(|asked| asked.needed()) {
        let chosen = value(pairs, &format!("way-{}", paper.code));
        if ways.iter().any(|way| way.code == chosen) {
            form.ways.insert(paper.code.clone(), chosen);
        }
    }
}
