//! Applications at the portal: every page of the form, a case, the notices.

use std::collections::BTreeMap;

use app::view::{AskedView, PersonChoice};
use app::{AppError, Application, Both, ChangeableItem, Declared, ErrorKind, FormView, PaperView};

use super::super::{
    AskedPage, DeclarePage, FormCheckPage, FormFrame, Go, ItemsPage, PapersPage, Step, WhatPage,
};
use super::asked::asked;
use super::portal::frame;
use super::{In, Sample, data, errors};

pub(super) fn item(code: &str, (ja, en): (&str, &str), old: &str) -> ChangeableItem {
    ChangeableItem { code: code.to_owned(), name: Both::new(ja, en), old: old.to_owned(), written: None }
}

/// The longest name that somebody bears, with a character that no font has.
pub(super) const LONGEST: &str =
    "サンプルサンプルサンプルサンプル　ヴェロニカ・アレクサンドラ・マグダレーナ・\u{E000}子";

pub(super) fn form(late: bool) -> FormView {
    let declared = |yes, words: &str| Declared { yes, words: words.to_owned() };
    let application = Application {
        changed: BTreeMap::from([
            ("name".to_owned(), LONGEST.to_owned()),
            ("sex".to_owned(), "女".to_owned()),
        ]),
        happened_on: "2026-09-01".to_owned(),
        person: "japanese-in-japan".to_owned(),
        ways: BTreeMap::from([
            ("koseki".to_owned(), "koseki-image".to_owned()),
            ("current-certificate".to_owned(), "current-certificate".to_owned()),
        ]),
        declared: BTreeMap::from([
            ("disqualification".to_owned(), declared(false, "")),
            ("delay-reason".to_owned(), declared(false, "入院していたため<b>")),
            ("old-certificate-destroyed".to_owned(), declared(true, "")),
        ]),
        ..Application::default()
    };
    let person = |code, ja: &str, en: &str| PersonChoice { code, name: Both::new(ja, en) };
    FormView {
        id: data::ID.to_owned(),
        qualification: Both::new("見本管理士", "Sample keeper"),
        authority: Both::new("厚生労働大臣", "Minister of Health, Labour and Welfare"),
        procedure: ("change", Both::new("登録事項の変更", "Change of a registered item")),
        number: "第1234567号".to_owned(),
        licence: None,
        items: vec![
            item("name", ("氏名", "Name"), "渡邊　花\u{E000}"),
            item("domicile", ("本籍地都道府県名", "Domicile (prefecture)"), "東京都"),
            item("sex", ("性別", "Sex"), ""),
        ],
        persons: vec![
            person(
                "japanese-in-japan",
                "国内に住所のある日本国籍の者",
                "A Japanese national who lives in Japan",
            ),
            person("japanese-abroad", "国外に住む日本国籍の者", "A Japanese national who lives abroad"),
        ],
        number_given: None,
        application,
        version: 3,
        asked: Ok(asked(late)),
        faults: Vec::new(),
    }
}

fn empty() -> FormView {
    let nothing = AppError::new(ErrorKind::BadInput, "変わった登録事項がありません。", "No item changes.");
    FormView { application: Application::default(), asked: Err(nothing), version: 1, ..form(false) }
}

fn sent() -> Vec<PaperView> {
    let paper = |document: &str, name: &str, size| PaperView {
        id: data::ID.to_owned(),
        document: document.to_owned(),
        file_name: name.to_owned(),
        media_type: "application/pdf".to_owned(),
        size,
    };
    vec![
        paper("koseki", &format!("{}.pdf", "戸籍抄本の写し".repeat(12)), 5_300_000),
        paper("koseki", "裏<b>.jpg", 12_000),
    ]
}

pub(super) fn at(r: In, form: FormView, step: Step) -> FormFrame {
    FormFrame::new(frame(r.0), form, step)
}

pub(super) fn form_pages(r: In) -> Vec<Sample> {
    let wrong = |fields: &[(&'static str, &str)], form, step| FormFrame {
        errors: errors(fields),
        ..at(r, form, step)
    };
    let moved =
        r.0.t("下書きは別の画面で変わっています。", "The draft was changed on another page.").to_owned();
    let day = ("happened_on", r.0.t("変わった日を入力してください。", "Enter the day of the change."));
    let name = ("name", r.0.t("「氏名」が、いまの登録と同じです。", "Name: it is the same as registered."));
    let file = ("file-koseki", r.0.t("ファイルが大きすぎます。", "The file is too large."));
    let declare =
        ("delay-reason", r.0.t("期限を過ぎた理由を入力してください。", "Enter why you file after the time."));
    let item = ("item", r.0.t("変わったことを選んでください。", "Choose what changed."));
    let papers = |at| PapersPage { at, asked: asked(false), papers: sent() };
    vec![
        r.sample("my-form-what", "usual", WhatPage { at: at(r, form(false), Step::What) }),
        r.sample("my-form-what", "empty-error", WhatPage { at: wrong(&[item], empty(), Step::What) }),
        r.sample(
            "my-form-asked",
            "usual",
            AskedPage { at: at(r, form(false), Step::Asked), asked: asked(false) },
        ),
        r.sample(
            "my-form-asked",
            "past-due",
            AskedPage { at: at(r, form(true), Step::Asked), asked: asked(true) },
        ),
        r.sample("my-form-asked", "empty", bare(r)),
        r.sample(
            "my-form-items",
            "on-to-card",
            ItemsPage { at: FormFrame { go: Some(Go::Card), ..at(r, form(false), Step::Items) } },
        ),
        r.sample("my-form-items", "longest", ItemsPage { at: at(r, form(false), Step::Items) }),
        r.sample("my-form-items", "error", ItemsPage { at: wrong(&[name, day], form(false), Step::Items) }),
        r.sample(
            "my-form-items",
            "moved",
            ItemsPage { at: FormFrame { refused: moved, ..at(r, form(false), Step::Items) } },
        ),
        r.sample("my-form-papers", "longest", papers(at(r, form(false), Step::Papers))),
        r.sample("my-form-papers", "error", papers(wrong(&[file], form(false), Step::Papers))),
        r.sample(
            "my-form-declare",
            "usual",
            DeclarePage { at: at(r, form(true), Step::Declare), asked: asked(true) },
        ),
        r.sample(
            "my-form-declare",
            "error",
            DeclarePage { at: wrong(&[declare], form(true), Step::Declare), asked: asked(true) },
        ),
        r.sample("my-form-check", "longest", check(r, form(true), sent())),
        r.sample("my-form-check", "missing", check(r, form(false), vec![])),
        r.sample("my-form-check", "empty", check(r, empty(), vec![])),
    ]
}

fn bare(r: In) -> AskedPage {
    let nothing = AskedView { papers: vec![], charges: vec![], total: Some(0), ..asked(false) };
    let form = FormView { items: vec![], asked: Ok(nothing.clone()), ..form(false) };
    AskedPage { at: at(r, form, Step::Asked), asked: nothing }
}

pub(super) fn check(r: In, form: FormView, papers: Vec<PaperView>) -> FormCheckPage {
    FormCheckPage {
        asked: form.asked.clone(),
        at: at(r, form, Step::Check),
        papers,
        text: "見本管理士 登録事項の変更申請書\n登録番号: 第1234567号\n氏名: 渡邊　花子 → 髙橋<b>\n"
            .to_owned(),
        digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
    }
}
