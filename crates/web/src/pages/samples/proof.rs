//! The pages about proofs.

use app::view::{EntryHead, ItemView, RestrictionView};
use app::{
    Both, CodeView, InquiryAnswer, InquiryChoice, InquiryChoices, Outcome, OwnShares, ProofView, ShareView,
};

use super::{In, Sample, errors, frame, outside};
use crate::forms::{FieldErrors, InquiryForm};
use crate::pages::{CheckPage, InquiryPage, MyProofsPage, ShareForm, SharesPage, ShowPage, ShownProof};

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
    let unread =
        errors(&[("photo", r.0.t("QR コードを読み取れませんでした。", "No QR code could be read."))]);
    vec![
        r.sample("check", "empty", page(None)),
        r.sample("check", "valid", page(Some(checked(Outcome::Valid)))),
        r.sample("check", "suspended", page(Some(checked(Outcome::Suspended)))),
        r.sample("check", "as-of", page(Some(checked(Outcome::AsOf)))),
        r.sample("check", "forged", page(Some(CodeView::bare(Outcome::Forged)))),
        r.sample("check", "longest", long),
        r.sample("check", "error", CheckPage { errors: wrong, ..page(None) }),
        r.sample("check", "picture-error", CheckPage { errors: unread, ..page(None) }),
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

fn proof(r: In, name: &str) -> ShownProof {
    let items = |name: &str| {
        vec![
            item("name", "氏名", "Name", name),
            item("birth-date", "生年月日", "Date of birth", "1988-01-08"),
            item("registration-number", "登録番号", "Registration number", "第1234567号"),
        ]
    };
    ShownProof {
        view: ProofView {
            entry: super::data::ID.into(),
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
    }
}

pub(super) fn show(r: In) -> Vec<Sample> {
    let page = |printed, name: &str| ShowPage {
        frame: frame(r.0),
        action: "/desk/entries/x/proof".into(),
        back: "/desk/entries/x".into(),
        printed,
        proof: proof(r, name),
    };
    let own = |proofs, printed| MyProofsPage {
        frame: super::portal::frame(r.0),
        proofs,
        printed,
        here: "/portal/proof?entry=a&item=name".into(),
        chosen: printed,
    };
    let two = vec![proof(r, "髙橋\u{E000}　花子"), proof(r, &"長".repeat(60))];
    vec![
        r.sample("show", "screen", page(false, "髙橋\u{E000}　花子")),
        r.sample("show", "printed-longest", page(true, &"長".repeat(60))),
        r.sample("my-proof", "two-longest", own(two, false)),
        r.sample("my-proof", "printed", own(vec![proof(r, "髙橋　花子")], true)),
        r.sample("my-proof", "empty", own(vec![], false)),
    ]
}

pub(super) fn shares(r: In) -> Vec<Sample> {
    let share = |recipient: &str, ended: &str, items: &[&str]| ShareView {
        code: "0123-4567-89AB-CDEF-GHJK".into(),
        id: "9f86d081884c7d65".into(),
        recipient: recipient.into(),
        items: items.iter().map(|item| (*item).to_owned()).collect(),
        made_at: "2026-11-29T00:00:00Z".into(),
        ends_at: "2026-12-31T14:59:59Z".into(),
        revoked_at: ended.into(),
    };
    let own = |shares| OwnShares {
        entry: EntryHead {
            id: super::data::ID.into(),
            qualification: Both::new("見本管理士", "Sample keeper"),
            authority: Both::new("見本大臣", "Sample minister"),
            number: "第1234567号".into(),
        },
        shares,
        items: vec![
            item("birth-date", "生年月日", "Date of birth", "1988-01-08"),
            item("domicile", "本籍地", "Domicile", "東京都\u{E000}"),
        ],
        longest_days: 90,
    };
    let page = |shares| SharesPage {
        frame: super::portal::frame(r.0),
        own: own(shares),
        form: ShareForm::default(),
        errors: FieldErrors::default(),
        made: None,
    };
    let all = || {
        vec![
            share("架空中央病院<b>", "", &["birth-date", "domicile"]),
            share(&"長い名の法人".repeat(12), "2026-11-30T00:00:00Z", &[]),
        ]
    };
    let typed =
        ShareForm { recipient: "病院\"".into(), until: "いつか".into(), items: vec!["domicile".into()] };
    let wrong = errors(&[("until", r.0.t("「いつか」は日付として読めません。", "That is no date."))]);
    vec![
        r.sample("my-shares", "usual-longest", page(all())),
        r.sample("my-shares", "empty", page(vec![])),
        r.sample(
            "my-shares",
            "made",
            SharesPage { made: Some(share("架空中央病院", "", &[])), ..page(all()) },
        ),
        r.sample("my-shares", "error", SharesPage { form: typed, errors: wrong, ..page(vec![]) }),
    ]
}
