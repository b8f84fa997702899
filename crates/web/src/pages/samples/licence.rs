//! A new licence: the list, what one asks, the pages that its form has besides.

use app::view::PersonChoice;
use app::{
    AppError, Application, Both, ErrorKind, ExamAsked, ExamEntry, FormView, LicenceChoice, LicenceForm,
    LicenceView,
};

use super::super::{ExamPage, FormFrame, LicencePage, LicencesPage, MyCasePage, Step, WhatPage, WrittenPage};
use super::apply::{LONGEST, at, check, form, item};
use super::asked::asked;
use super::portal::frame;
use super::{In, Sample, cases, errors};
use crate::forms::FieldErrors;

fn choice(id: &str, (ja, en): (&str, &str), decides: (&str, &str)) -> LicenceChoice {
    LicenceChoice {
        id: id.to_owned(),
        name: Both::new(ja, en),
        reading: "みほんかんりし".to_owned(),
        licenses: Both::new("厚生労働大臣", "Minister of Health, Labour and Welfare"),
        decides: Both::new(decides.0, decides.1),
    }
}

fn choices() -> Vec<LicenceChoice> {
    let minister = ("厚生労働大臣", "Minister of Health, Labour and Welfare");
    vec![
        choice("sample-keeper", ("見本管理士", "Sample keeper"), minister),
        choice(
            "longest",
            (
                "あん摩マッサージ指圧はりきゅう見本技術総合管理専門療法士",
                "Massage, acupressure, acupuncture and moxibustion sample technician",
            ),
            ("都道府県（申請先を選びます）", "The prefecture, which you choose"),
        ),
    ]
}

fn exam() -> ExamAsked {
    ExamAsked {
        name: "見本管理士国家試験".to_owned(),
        body: "公益財団法人見本試験研修センター（指定試験機関）".to_owned(),
        citation: "見本管理士法第10条".to_owned(),
        details: true,
        certificate: true,
        document: "exam-pass-certificate".to_owned(),
    }
}

fn view() -> LicenceView {
    let person = |code, ja: &str, en: &str| PersonChoice { code, name: Both::new(ja, en) };
    LicenceView {
        choice: choices().remove(1),
        rests_on: vec![("見本管理士国家試験の合格".to_owned(), "見本管理士法第3条".to_owned())],
        exam: Some(exam()),
        authorities: vec![
            ("JP-13".to_owned(), Both::new("東京都", "Tokyo")),
            ("JP-27".to_owned(), Both::new("大阪府", "Osaka")),
        ],
        person: "japanese-in-japan".to_owned(),
        persons: vec![
            person(
                "japanese-in-japan",
                "国内に住所のある日本国籍の者",
                "A Japanese national who lives in Japan",
            ),
            person("short-term-and-other", "短期滞在者等", "A short-term visitor or other person"),
        ],
        number_given: false,
        lifted_by_number: vec![Both::new("戸籍抄（謄）本", "Family register extract")],
        asked: Ok(asked(true)),
        of_graduates: vec![Both::new("養成施設の卒業証明書", "Graduation certificate")],
        law: vec![],
    }
}

pub(super) fn licence() -> LicenceForm {
    LicenceForm {
        written: vec![
            (item("domicile", ("本籍地都道府県名", "Domicile (prefecture)"), ""), true),
            (item("name", ("氏名", "Name"), ""), true),
            (item("birth-date", ("生年月日", "Date of birth"), ""), true),
            (item("sex", ("性別", "Sex"), ""), true),
            (item("office", ("事務所", "Office"), ""), false),
        ],
        exam: Some(exam()),
        counted_from: Some(Both::new("研修を修了した日", "the day on which the training was completed")),
        by_graduation: true,
        names_differ: true,
    }
}

fn filled() -> FormView {
    let typed = [("name", LONGEST), ("birth-date", "1988-01-08"), ("sex", "女"), ("domicile", "東京都")];
    let application = Application {
        changed: typed.map(|(code, value)| (code.to_owned(), value.to_owned())).into_iter().collect(),
        exam: ExamEntry {
            month: "令和8年2月".to_owned(),
            place: "東京都".to_owned(),
            number: "10012<b>".to_owned(),
            certificate: "第1234号".to_owned(),
            how: "details".to_owned(),
        },
        by_graduation: true,
        ..form(false).application
    };
    FormView {
        application,
        number: String::new(),
        procedure: ("new-registration", Both::new("免許・登録の申請", "Application for a licence")),
        items: vec![],
        licence: Some(licence()),
        number_given: Some(true),
        ..form(false)
    }
}

fn empty() -> FormView {
    FormView { application: Application::default(), number_given: Some(false), ..filled() }
}

fn wrong(at: FormFrame, all: &[(&'static str, &str)]) -> FormFrame {
    FormFrame { errors: errors(all), ..at }
}

pub(super) fn pages(r: In) -> Vec<Sample> {
    let list = |wanted: &str, choices| LicencesPage { frame: frame(r.0), wanted: wanted.to_owned(), choices };
    let page = |view| LicencePage {
        frame: frame(r.0),
        view,
        has_entry: true,
        authority: "JP-27".to_owned(),
        errors: FieldErrors::default(),
        refused: String::new(),
    };
    let prefecture = errors(&[("authority", r.0.t("都道府県を選んでください。", "Choose the prefecture."))]);
    let closed = AppError::new(ErrorKind::BadInput, "要確認です。", "To be confirmed.");
    let bare = LicenceView {
        choice: choices().remove(0),
        rests_on: vec![],
        exam: None,
        authorities: vec![("JP".to_owned(), Both::new("厚生労働大臣", "Minister"))],
        number_given: true,
        lifted_by_number: vec![],
        asked: Err(closed),
        ..view()
    };
    let mut all = vec![
        r.sample("my-licences", "longest", list("", choices())),
        r.sample("my-licences", "empty", list("ない\"><b>", vec![])),
        r.sample("my-licence", "longest-past-due", page(view())),
        r.sample("my-licence", "empty", page(bare)),
        r.sample(
            "my-licence",
            "error",
            LicencePage { errors: prefecture, has_entry: false, authority: String::new(), ..page(view()) },
        ),
    ];
    all.extend(form_pages(r));
    all
}

fn form_pages(r: In) -> Vec<Sample> {
    let month = ("exam_month", r.0.t("年と月で入力してください。", "Enter year and month."));
    let how = ("exam_how", r.0.t("どのように示すかを選んでください。", "Choose how you show it."));
    let name = ("name", r.0.t("「氏名」を入力してください。", "Name: enter it."));
    let exam_page = |at| ExamPage { at, asked: exam() };
    let unasked = ExamAsked { details: false, certificate: false, document: String::new(), ..exam() };
    let new_case = app::view::CaseView {
        procedure: (
            "new-registration".to_owned(),
            Both::new("免許・登録の申請", "Application for a licence"),
        ),
        form: filled().application,
        ..cases::examined()
    };
    vec![
        r.sample("my-form-what", "new-licence", WhatPage { at: at(r, filled(), Step::What) }),
        r.sample("my-form-written", "longest", WrittenPage { at: at(r, filled(), Step::Items) }),
        r.sample(
            "my-form-written",
            "empty-error",
            WrittenPage { at: wrong(at(r, empty(), Step::Items), &[name]) },
        ),
        r.sample("my-form-exam", "usual", exam_page(at(r, filled(), Step::Exam))),
        r.sample("my-form-exam", "empty-error", exam_page(wrong(at(r, empty(), Step::Exam), &[how, month]))),
        r.sample("my-form-exam", "unasked", ExamPage { at: at(r, empty(), Step::Exam), asked: unasked }),
        r.sample("my-form-check", "new-licence", check(r, filled(), vec![])),
        r.sample(
            "my-case",
            "new-licence",
            MyCasePage {
                frame: frame(r.0),
                case: new_case,
                papers: vec![],
                words: vec![],
                errors: FieldErrors::default(),
                code: String::new(),
                refused: String::new(),
                watch: false,
            },
        ),
    ]
}
