//! A 登録済証明書: its check by anybody, and the holder's own page of it.

use app::view::EntryHead;
use app::{Both, ConfirmationView, IssuedLine, OwnConfirmations, ProcedureChoice};

use super::super::{ConfirmationPage, ConfirmationsPage, MyConfirmationPage};
use super::asked::asked;
use super::portal::frame;
use super::{In, Sample, cases, data, errors, outside};
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

fn none() -> OwnConfirmations {
    OwnConfirmations {
        entry: EntryHead {
            id: data::ID.to_owned(),
            qualification: Both::new("見本管理士", "Sample keeper"),
            authority: Both::new("厚生労働大臣", "Minister of Health, Labour and Welfare"),
            number: "第1234567\u{E000}号<b>".into(),
        },
        issued: vec![],
        under_way: vec![],
        offered: None,
    }
}

fn list() -> OwnConfirmations {
    let line = |case: &str, is_current| IssuedLine {
        case: case.into(),
        procedure: Both::new("登録事項の変更", "Change of registered items"),
        number: "00123456789012345678".into(),
        issued_on: "2026-11-02".into(),
        is_current,
    };
    OwnConfirmations {
        issued: vec![line("1", true), line("2", false)],
        under_way: cases::lines(),
        offered: Some(ProcedureChoice {
            code: "entry-confirmation",
            name: Both::new("登録済証明書の交付", "Confirmation of the entry"),
            asked: Some(asked(false)),
            closed: None,
        }),
        ..none()
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
        of_entry: !is_current,
    };
    vec![
        r.sample("confirmation", "empty", page(None, "")),
        r.sample("confirmation", "longest-private-use", page(Some(Some(view(true))), "0012 3456")),
        r.sample("confirmation", "changed", page(Some(Some(view(false))), "0012")),
        r.sample("confirmation", "none", page(Some(None), "12\"><b>")),
        r.sample("confirmation", "error", ConfirmationPage { errors: wrong, ..page(None, "") }),
        r.sample("confirmation", "refused", ConfirmationPage { refused: much, ..page(None, "12") }),
        r.sample(
            "my-confirmations",
            "longest-private-use",
            ConfirmationsPage { frame: frame(r.0), own: list() },
        ),
        r.sample("my-confirmations", "empty", ConfirmationsPage { frame: frame(r.0), own: none() }),
        r.sample("my-confirmation", "longest-private-use", own(true)),
        r.sample("my-confirmation", "changed", own(false)),
    ]
}
