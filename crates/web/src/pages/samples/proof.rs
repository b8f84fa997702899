//! The pages about proofs.

use app::view::{ItemView, RestrictionView};
use app::{Both, CodeView, InquiryAnswer, InquiryChoice, InquiryChoices, Outcome, ProofView};

use super::{In, Sample, errors, frame, outside};
use crate::forms::{FieldErrors, InquiryForm};
use crate::pages::{CheckPage, InquiryPage, ShowPage, ShownProof};

fn item(code: &str, label: &str, label_en: &str, value: &str) -> ItemView {
    ItemView { code: code.into(), label: label.into(), label_en: label_en.into(), value: value.into() }
}

fn checked(outcome: Outcome) -> CodeView {
    CodeView {
        qualification_name: "見本管理士".into(),
        authority_name: "見本大臣".into(),
        items: vec![
            item("name", "氏名", "Name", "髙橋\u{E000}　花子"),
            item("birth-date", "生年月日", "Date of birth", "1988-01-08"),
            item("registration-number", "登録番号", "Registration number", "第1234567号"),
        ],
        printed: true,
        expires_at: "2026-12-30T00:00:00Z".into(),
        as_of: "2026-11-30T00:00:00Z".into(),
        ..CodeView::bare(outcome)
    }
}

pub(super) fn check(r: In) -> Vec<Sample> {
    let page = |checked| CheckPage {
        frame: outside(r.0, "/check"),
        code: String::new(),
        errors: FieldErrors::default(),
        checked,
    };
    let long =
        CheckPage { code: "https://register.example/check#c=".to_owned() + &"A".repeat(2_000), ..page(None) };
    let wrong =
        errors(&[("code", r.0.t("コードのアドレスを入力してください。", "Enter the address of the code."))]);
    vec![
        r.sample("check", "empty", page(None)),
        r.sample("check", "valid", page(Some(checked(Outcome::Valid)))),
        r.sample("check", "suspended", page(Some(checked(Outcome::Suspended)))),
        r.sample("check", "as-of", page(Some(checked(Outcome::AsOf)))),
        r.sample("check", "forged", page(Some(CodeView::bare(Outcome::Forged)))),
        r.sample("check", "longest", long),
        r.sample("check", "error", CheckPage { errors: wrong, ..page(None) }),
    ]
}

fn choices() -> InquiryChoices {
    let choice = |id: &str, name: &str, name_en: &str, open, by_prefecture| InquiryChoice {
        id: id.into(),
        name: name.into(),
        name_en: name_en.into(),
        open,
        by_prefecture,
    };
    InquiryChoices {
        qualifications: vec![
            choice("sample-keeper", "見本管理士", "Sample keeper", true, false),
            choice("sample-carer", "見本介助士", "Sample carer", false, true),
        ],
        authorities: vec![("JP-13".into(), Both::new("東京都", "Tokyo"))],
    }
}

pub(super) fn inquiry(r: In) -> Vec<Sample> {
    let page = |answer| InquiryPage {
        frame: outside(r.0, "/inquiry"),
        choices: choices(),
        form: InquiryForm {
            qualification: "sample-keeper".into(),
            number: "1234567".into(),
            name: "高橋　花子".into(),
            born: "昭和63年1月8日".into(),
            ..InquiryForm::default()
        },
        errors: FieldErrors::default(),
        refused: String::new(),
        answer,
    };
    let answer = |answer, why| {
        Some(InquiryAnswer {
            answer,
            why,
            items: vec![],
            restrictions: vec![],
            citation: "見本法第30条の2".into(),
            at: "2026-11-30T00:00:00Z".into(),
        })
    };
    let told = answer("yes", "").map(|yes| InquiryAnswer {
        items: vec![item("registration-date", "登録年月日", "Date of registration", "2012-04-01")],
        restrictions: vec![RestrictionView {
            label: "業務の停止".into(),
            label_en: "Suspension of practice".into(),
            from: "2026-10-01".into(),
            until: "2027-03-31".into(),
            in_force: true,
        }],
        ..yes
    });
    let wrong = errors(&[
        ("qualification", r.0.t("資格を選んでください。", "Choose a qualification.")),
        ("born", r.0.t("「昭和70年」という年はありません。", "There is no such year.")),
    ]);
    vec![
        r.sample("inquiry", "empty", InquiryPage { form: InquiryForm::default(), ..page(None) }),
        r.sample("inquiry", "yes", page(told)),
        r.sample("inquiry", "no", page(answer("no", ""))),
        r.sample("inquiry", "no-ground", page(answer("unsure", "no-ground"))),
        r.sample("inquiry", "code", page(answer("unsure", "code"))),
        r.sample("inquiry", "error", InquiryPage { errors: wrong, ..page(None) }),
        r.sample(
            "inquiry",
            "refused",
            InquiryPage {
                refused: r.0.t("機関を選んでください。", "Choose an authority.").into(),
                ..page(None)
            },
        ),
    ]
}

pub(super) fn show(r: In) -> Vec<Sample> {
    let items = |name: &str| {
        vec![
            item("name", "氏名", "Name", name),
            item("birth-date", "生年月日", "Date of birth", "1988-01-08"),
            item("registration-number", "登録番号", "Registration number", "第1234567号"),
        ]
    };
    let page = |printed, name: &str| ShowPage {
        frame: frame(r.0),
        action: "/desk/entries/x/proof".into(),
        back: "/desk/entries/x".into(),
        printed,
        proof: ShownProof {
            view: ProofView {
                fragment: "#c=AAAA".into(),
                qualification: "sample-keeper".into(),
                qualification_name: "見本管理士".into(),
                qualification_name_en: "Sample keeper".into(),
                authority_name: "見本大臣".into(),
                authority_name_en: "Sample minister".into(),
                items: items(name),
                on_offer: items(name),
                kind: "screen".into(),
                issued_at: "2026-11-30T00:00:00Z".into(),
                expires_at: "2026-11-30T00:01:30Z".into(),
            },
            qr: crate::proof::svg("https://register.example/check#c=AAAA", r.0.t("コード", "code"))
                .unwrap_or_default(),
            address: "/check#c=AAAA".into(),
        },
    };
    vec![
        r.sample("show", "screen", page(false, "髙橋\u{E000}　花子")),
        r.sample("show", "printed-longest", page(true, &"長".repeat(60))),
    ]
}
