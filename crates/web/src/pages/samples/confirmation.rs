//! A 登録済証明書: its check by anybody, and the holder's own page of it.

use app::{Both, ConfirmationView};

use super::super::{ConfirmationPage, MyConfirmationPage};
use super::portal::frame;
use super::{In, Sample, errors, outside};
use crate::forms::FieldErrors;

fn view(is_current: bool) -> ConfirmationView {
    let item = |ja: &str, en: &str, value: &str| (Both::new(ja, en), value.to_owned());
    ConfirmationView {
        number: "00123456789012345678".into(),
        qualification: Both::new("見本管理士", "Sample keeper"),
        authority: Both::new("厚生労働大臣", "Minister of Health, Labour and Welfare"),
        items: vec![
            item("登録番号", "Registration number", "第1234567号"),
            item(
                "氏名",
                "Name",
                "サンプルサンプルサンプルサンプル　ヴェロニカ・アレクサンドラ・\u{E000}子<b>",
            ),
            item("生年月日", "Date of birth", "1988-01-08"),
        ],
        issued_on: "2026-11-29".into(),
        is_current,
    }
}

pub(super) fn pages(r: In) -> Vec<Sample> {
    let page = |outcome, number: &str| ConfirmationPage {
        frame: outside(r.0, "/confirmation"),
        number: number.to_owned(),
        errors: FieldErrors::default(),
        refused: String::new(),
        outcome,
    };
    let wrong = errors(&[("number", r.0.t("番号を入力してください。", "Enter the number."))]);
    let much = r.0.t("確認の回数が多すぎます。", "Too many checks.").to_owned();
    let own = |is_current| MyConfirmationPage {
        frame: frame(r.0),
        view: view(is_current),
        address: "https://register.example/confirmation".into(),
        back: "/portal/cases/1/2".into(),
    };
    vec![
        r.sample("confirmation", "empty", page(None, "")),
        r.sample("confirmation", "longest-private-use", page(Some(Some(view(true))), "0012 3456")),
        r.sample("confirmation", "changed", page(Some(Some(view(false))), "0012")),
        r.sample("confirmation", "none", page(Some(None), "12\"><b>")),
        r.sample("confirmation", "error", ConfirmationPage { errors: wrong, ..page(None, "") }),
        r.sample("confirmation", "refused", ConfirmationPage { refused: much, ..page(None, "12") }),
        r.sample("my-confirmation", "longest-private-use", own(true)),
        r.sample("my-confirmation", "changed", own(false)),
    ]
}
