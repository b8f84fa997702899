//! The page on which an application is corrected: as it was sent, and with what is wrong.

use app::view::ToldView;
use app::{Application, Correctable, Declared};

use super::super::SupplementPage;
use super::apply::item;
use super::my_case::{case, papers};
use super::portal::frame;
use super::{In, Sample, apply, asked, cases, errors, licence};
use crate::forms::FieldErrors;

pub(super) fn pages(r: In, asks: &ToldView) -> Vec<Sample> {
    let supplement = |form: Application, new: bool, errors| SupplementPage {
        frame: frame(r.0),
        case: case(vec![asks.clone()], &["supplement"]),
        correctable: Correctable {
            items: vec![item("name", ("氏名", "Name"), ""), item("sex", ("性別", "Sex"), "")],
            persons: apply::form(false).persons,
            licence: new.then(licence::licence),
            asked: Some(asked::asked(true)),
        },
        form,
        papers: papers(),
        errors,
    };
    let wrong = errors(&[
        ("happened_on", r.0.t("変わった日を入力してください。", "Enter the day of the change.")),
        (
            "disqualification",
            r.0.t(
                "当たる欠格事由とその事情を入力してください。",
                "Enter the ground of disqualification that applies, and what happened.",
            ),
        ),
    ]);
    let declared = |yes, words: &str| Declared { yes, words: words.to_owned() };
    let mut typed = cases::examined().form;
    typed.declared.insert("disqualification".to_owned(), declared(true, ""));
    typed.declared.insert("delay-reason".to_owned(), declared(false, "入院していたため<b>"));
    vec![
        r.sample(
            "my-supplement",
            "usual-private-use",
            supplement(typed.clone(), true, FieldErrors::default()),
        ),
        r.sample("my-supplement", "error", supplement(typed, false, wrong)),
    ]
}
