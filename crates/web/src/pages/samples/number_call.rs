//! The desk's page on the call for numbers.

use app::{CallPart, CallPlan, NumbersGiven};

use super::super::{Frame, NumberCallPage, Place};
use super::{In, Sample, data, errors, frame, registers_list};
use crate::forms::FieldErrors;

pub(super) fn pages(r: In) -> Vec<Sample> {
    let at = "/desk/numbers/sample-keeper/JP";
    let plan = |place: usize, (standing, given): (Option<u64>, u64), parts: Vec<CallPart>| CallPlan {
        register: registers_list().remove(place),
        numbers: Some(NumbersGiven {
            register: registers_list().remove(place),
            standing,
            given,
            found: 0,
            linked: 0,
        }),
        next: (parts.len() > 1).then(|| (data::ID.into(), 10_001)),
        parts,
    };
    let page = |plan: CallPlan| NumberCallPage {
        frame: Frame { place: Place::Check, here: at.into(), ..frame(r.0) },
        plan,
        query: String::new(),
        to: String::new(),
        ground: String::new(),
        numbers: String::new(),
        errors: FieldErrors::default(),
    };
    let part = |first| CallPart { after: data::ID.into(), until: data::ID.into(), first, letters: 500 };
    let many = (0..20).map(|at| part(at * 500 + 1)).collect();
    let few = vec![CallPart { letters: 42, ..part(1) }];
    let typed = NumberCallPage {
        query: format!("?after={}&first=10001", data::ID),
        to: "架空\"看護\"協会<b>".repeat(12),
        ground: String::new(),
        numbers: "第1号</textarea><b>\n".repeat(80),
        errors: errors(&[
            (
                "to",
                r.0.t(
                    "渡す先の団体の名称を入力してください（100文字まで）。",
                    "Name the association or body that gets it: at most 100 characters.",
                ),
            ),
            ("ground", r.0.t("理由を入力してください（500文字まで、改行なし）。", "State the ground.")),
            (
                "numbers",
                r.0.t(
                    "登録番号として読めない行が80行あります。1行に1つ入力してください。",
                    "80 lines are no registration numbers. Give one a line.",
                ),
            ),
        ]),
        ..page(plan(0, (Some(2_075_447), 401_223), vec![part(1), part(501)]))
    };
    vec![
        r.sample("number-call", "usual", page(plan(0, (Some(2_075_447), 401_223), many))),
        r.sample("number-call", "few", page(plan(1, (Some(42), 0), few))),
        r.sample("number-call", "not-counted", page(plan(1, (None, 3), vec![part(1)]))),
        r.sample("number-call", "empty", page(plan(1, (Some(42), 42), vec![]))),
        r.sample("number-call", "errors-longest", typed),
    ]
}
