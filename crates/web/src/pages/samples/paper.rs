//! Applications on paper: what is being entered, which one a new one is, its form, the comparison, the letter.

use app::view::{CaseView, ToldView};
use app::{
    Both, CaseKey, PaperChoices, PaperFiling, PaperFilingView, PaperLine, PaperStart, PaperView, Returned,
};

use super::super::{CasePage, LetterPage, PaperComparePage, PaperEntryPage, PaperListPage, PaperStartPage};
use super::{In, Sample, apply, cases, data, errors, frame, licence};
use crate::forms::{DecisionForm, FieldErrors};
use crate::pages::{Frame, Place};

fn key() -> CaseKey {
    CaseKey::parse("1234567", data::ID).unwrap_or_else(|_| unreachable!())
}

fn filing() -> PaperFiling {
    PaperFiling {
        received_on: "2026-11-02".into(),
        reply_to: "〒100-0000　東京都千代田区架空一丁目2番3号　見本マンション１０１号室".into(),
        enclosed: ["koseki".to_owned()].into(),
        receipt: "台紙-12".into(),
        yen: Some(1_000),
        entered_by: ["sato".to_owned()].into(),
        ..PaperFiling::default()
    }
}

fn scans() -> Vec<PaperView> {
    let scan = |name: &str, media: &str| PaperView {
        id: data::ID.into(),
        document: app::SCANNED.into(),
        file_name: name.into(),
        media_type: media.into(),
        size: 2_345_678,
    };
    vec![
        scan("申請書\"<b>.jpg", "image/jpeg"),
        scan(&format!("{}.pdf", "戸籍抄本".repeat(20)), "application/pdf"),
    ]
}

fn change() -> PaperFilingView {
    let form = apply::form(true);
    PaperFilingView {
        key: key(),
        items: form.items.clone(),
        form,
        filing: filing(),
        entry: Some((data::ID.into(), "渡邊　花\u{E000}子".into(), "1988-01-08".into())),
        own: true,
        due: Some(1_000),
        scans: scans(),
    }
}

fn new_licence() -> PaperFilingView {
    let mut form = apply::form(false);
    let licence = licence::licence();
    form.procedure = ("new-registration", Both::new("免許・登録の申請", "Application for a licence"));
    form.number = String::new();
    let items = licence.written.iter().map(|(item, _)| item.clone()).collect();
    form.licence = Some(licence);
    PaperFilingView { items, form, entry: None, due: None, scans: vec![], ..change() }
}

fn begun() -> PaperFilingView {
    let mut view = change();
    view.form.asked = Err(app::AppError::new(
        app::ErrorKind::BadInput,
        "変わった登録事項がありません。",
        "No item changes.",
    ));
    view.form.application = app::Application::default();
    PaperFilingView {
        filing: PaperFiling { received_on: "2026-11-02".into(), ..PaperFiling::default() },
        scans: vec![],
        ..view
    }
}

/// All of them.
pub(super) fn pages(r: In) -> Vec<Sample> {
    let at = || Frame { place: Place::Cases, ..frame(r.0) };
    let entry = |view, errors| PaperEntryPage { frame: at(), view, errors, typed_yen: String::new() };
    let compare = |own, errors: FieldErrors, words: &str| PaperComparePage {
        frame: at(),
        view: PaperFilingView { own, filing: PaperFiling { to_compare: true, ..filing() }, ..change() },
        errors,
        words: words.to_owned(),
    };
    let returned =
        Returned { by: "tanaka".into(), words: "氏名の「邊」が書面と違います<b>".into() };
    let given_back =
        PaperFilingView { filing: PaperFiling { returned: Some(returned), ..filing() }, ..change() };
    let wrong = errors(&[
        ("scan", r.0.t("読み取った画像を入れてください。", "Add a scan.")),
        ("name", r.0.t("「氏名」が、いまの登録と同じです。", "Name: it is the same as registered.")),
        ("yen", r.0.t("納めるべき額と違います。", "Another amount is due.")),
    ]);
    let no_words = errors(&[("words", r.0.t("理由を入力してください。", "Say why."))]);
    let corrects = PaperFilingView { filing: PaperFiling { corrects: true, ..filing() }, ..change() };
    let mut all = vec![
        r.sample("paper-entry", "empty", entry(begun(), FieldErrors::default())),
        r.sample("paper-entry", "longest-private-use", entry(change(), FieldErrors::default())),
        r.sample("paper-entry", "new-licence", entry(new_licence(), FieldErrors::default())),
        r.sample("paper-entry", "given-back", entry(given_back, FieldErrors::default())),
        r.sample("paper-entry", "corrects", entry(corrects, FieldErrors::default())),
        r.sample("paper-entry", "error", entry(change(), wrong)),
        r.sample("paper-compare", "second", compare(false, FieldErrors::default(), "")),
        r.sample("paper-compare", "own", compare(true, FieldErrors::default(), "")),
        r.sample("paper-compare", "error", compare(false, no_words, "違う<b>")),
    ];
    all.extend(lists(r));
    all.extend(afterwards(r));
    all
}

fn lists(r: In) -> Vec<Sample> {
    let at = || Frame { place: Place::Cases, ..frame(r.0) };
    let line = |to_compare, own, returned| PaperLine {
        key: key(),
        qualification: Both::new("見本管理士", "Sample keeper"),
        authority: Both::new("厚生労働大臣", "Minister of Health, Labour and Welfare"),
        procedure: Both::new("登録事項の変更", "Change of a registered item"),
        received_on: "2026-11-02".into(),
        to_compare,
        returned,
        own,
        saved_at: "2026-11-02T01:23:45Z".into(),
    };
    let lines = vec![
        line(true, false, false),
        line(true, true, false),
        line(false, true, true),
        line(false, true, false),
    ];
    let choices = PaperChoices {
        id: data::ID.into(),
        registers: vec![(
            "sample-keeper/JP".into(),
            Both::new("見本管理士", "Sample keeper"),
            Both::new("厚生労働大臣", "Minister of Health, Labour and Welfare"),
        )],
        procedures: vec![
            ("new-registration", Both::new("免許・登録の申請", "Application for a licence"), false),
            ("change", Both::new("登録事項の変更", "Change of a registered item"), true),
        ],
    };
    let start = |start, errors| PaperStartPage { frame: at(), choices: choices.clone(), start, errors };
    let typed = PaperStart {
        register: "sample-keeper/JP".into(),
        procedure: "change".into(),
        number: "第９９９\"号".into(),
        received_on: "いつか".into(),
        ..PaperStart::default()
    };
    let wrong = errors(&[
        ("number", r.0.t("この登録番号の登録はありません。", "There is no entry of this number.")),
        ("received_on", r.0.t("正しい日付を入力してください。", "Enter a date.")),
    ]);
    vec![
        r.sample("papers", "usual", PaperListPage { frame: at(), lines }),
        r.sample("papers", "empty", PaperListPage { frame: at(), lines: vec![] }),
        r.sample("paper-start", "empty", start(PaperStart::default(), FieldErrors::default())),
        r.sample("paper-start", "error", start(typed, wrong)),
    ]
}

/// The case that it becomes, and the letters about it.
fn afterwards(r: In) -> Vec<Sample> {
    let at = || Frame { place: Place::Cases, ..frame(r.0) };
    let told = |stage: &'static str, about: &[&str]| ToldView {
        stage,
        now: Both::new("補正を求められています", "You are asked to correct something"),
        next: Both::new("直して送り直してください", "Correct it and send it again"),
        turn: "applicant",
        by: Some("2026-12-31".into()),
        about: about.iter().map(|words| (*words).to_owned()).collect(),
    };
    let case = |tells: Vec<ToldView>, may| {
        let mut form = cases::examined().form;
        form.paper = Some(Box::new(PaperFiling { compared_by: "tanaka".into(), ..filing() }));
        CaseView { form, tells, may, addressee: "渡邊　花\u{E000}子".into(), ..cases::examined() }
    };
    let letter = |tells| LetterPage {
        frame: at(),
        case: case(tells, vec![]),
        weighed: cases::weighed(),
        today: "2026-12-01".into(),
    };
    let asks = vec![
        told("supplementation", &["氏名の字体を書き直してください<b>"]),
        told("payment", &[]),
        told("paper", &["old-certificate"]),
    ];
    let of_case = CasePage {
        frame: at(),
        case: case(asks.clone(), vec!["supplement", "withdraw", "refuse"]),
        weighed: app::WeighedCase::default(),
        papers: vec![],
        form: DecisionForm::default(),
        errors: FieldErrors::default(),
        refused: String::new(),
    };
    vec![
        r.sample("case", "on-paper", of_case),
        r.sample("letter", "asks", letter(asks)),
        r.sample("letter", "refused", letter(vec![told("refused", &["氏名が戸籍と異なる", "見本法第１条"])])),
        r.sample("letter", "granted", letter(vec![told("granted", &[])])),
    ]
}
