//! Every page with every kind of content: for the test that all of them render, and for looking at them.

mod apply;
mod around;
mod asked;
mod cases;
mod changes;
mod check;
mod confirmation;
pub(crate) mod data;
mod deletions;
mod entry_link;
mod hints;
mod licence;
mod my_case;
mod number_call;
mod own_looks;
mod own_number;
mod paper;
mod portal;
mod proof;
mod registers;
mod signed;
mod story;
mod supplement;
mod tasks;
#[cfg(test)]
mod tests;

use app::view::{Found, RegisterView, StartView};
use app::{AppError, Both, DemoAccount, ErrorKind, Role};
use askama::Template;
use axum::http::StatusCode;

pub(crate) use registers::list as registers_list;

use super::home::{largest, qualifications};
use super::look_words::ShownLook;
use super::{
    CasePage, CasesPage, DisclosuresPage, EntryPage, FailurePage, Frame, HomePage, LookWords, Officer, Place,
    RegisterPage, RegistersPage, ResultsPage, SentPaper, SignInPage, StartPage, status_of,
};
use crate::config::Provider;
use crate::forms::{DecisionForm, FieldErrors, MomentForm, SearchForm, SignInForm};
use crate::guard::refusal_words;
use crate::lang::Lang;

/// A page of the gallery.
pub(crate) struct Sample {
    pub lang: Lang,
    pub page: &'static str,
    pub case: &'static str,
    pub html: Result<String, askama::Error>,
}

/// Renders the samples of a page's language.
#[derive(Clone, Copy)]
struct In(Lang);

impl In {
    fn sample(self, page: &'static str, case: &'static str, template: impl Template) -> Sample {
        Sample { lang: self.0, page, case, html: template.render() }
    }
}

/// The surroundings for an officer.
pub(crate) fn frame(lang: Lang) -> Frame {
    Frame {
        lang,
        place: Place::Search,
        officer: Some(Officer {
            display_name: "厚生労働省　佐藤　一郎".into(),
            purpose: lang.t("照会への回答", "Answering inquiries").into(),
            roles: Role::ALL.to_vec(),
            form_key: "f0rm-key".into(),
        }),
        holder: None,
        demo: true,
        country_day: Some("2027-04-15".into()),
        here: "/desk/entries?name=高橋&born=".into(),
    }
}

fn outside(lang: Lang, at: &'static str) -> Frame {
    Frame { lang, place: Place::Outside, officer: None, holder: None, here: at.into(), ..frame(lang) }
}

/// Looks in the words of a page.
fn shown(lang: Lang, looks: &[app::view::DisclosureView]) -> Vec<ShownLook> {
    LookWords::new(lang, data::purposes(), app::InquiryChoices::default()).all(looks)
}

fn errors(all: &[(&'static str, &str)]) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for (field, sentence) in all {
        errors.add(*field, *sentence);
    }
    errors
}

/// All of them.
pub(crate) fn all() -> Vec<Sample> {
    let pages = [
        start,
        sign_in,
        home,
        results,
        entries,
        handled,
        tasks::pages,
        entry_link::pages,
        paper::pages,
        others,
        failures,
        portal::outside,
        portal::own_pages,
        own_looks::pages,
        around::around,
        apply::form_pages,
        licence::pages,
        my_case::pages,
        own_number::pages,
        portal::desk,
        check::check,
        hints::pages,
        check::bulk,
        number_call::pages,
        deletions::deletions,
        deletions::steps,
        changes::changes,
        proof::check,
        proof::inquiry,
        confirmation::pages,
        proof::show,
        proof::shares,
        story::pages,
    ];
    [Lang::Ja, Lang::En].into_iter().flat_map(|lang| pages.map(|page| page(In(lang)))).flatten().collect()
}

fn start(r: In) -> Vec<Sample> {
    let page = |figures| StartPage { frame: outside(r.0, "/"), figures, portal: true, story: true };
    let full = StartView {
        registers: 8,
        entries: 5_494_919,
        importing: vec![(Both::new("見本管理士籍", "Sample keeper register"), 1_234_567)],
        ledger: registers::ledger(),
    };
    vec![
        r.sample("start", "usual", page(Some(full))),
        r.sample("start", "empty", page(Some(StartView::default()))),
        r.sample("start", "outage", page(None)),
        r.sample(
            "start",
            "officer",
            StartPage { frame: frame(r.0), figures: None, portal: false, story: false },
        ),
    ]
}

fn sign_in(r: In) -> Vec<Sample> {
    let account = |login, display_name, what, what_en| DemoAccount {
        login,
        password: "sakura-2024",
        display_name,
        what,
        what_en,
    };
    let page = || SignInPage {
        frame: outside(r.0, "/desk/sign-in"),
        form: SignInForm::default(),
        errors: FieldErrors::default(),
        ended: false,
        refused: String::new(),
        purposes: data::purposes(),
        accounts: vec![
            account("reader", "閲覧　太郎", "登録を検索して見る", "Searches and reads"),
            account("auditor", "監査　花子", "だれが見たかを確かめる", "Sees who looked"),
        ],
        provider: None,
    };
    let typed =
        SignInForm { login: "ｓａｔｏ\"><b>".into(), purpose: "audit".into(), ..SignInForm::default() };
    let wrong = errors(&[
        ("login", r.0.t("ログイン名を入力してください。", "Enter your login.")),
        ("purpose", r.0.t("閲覧の目的を選んでください。", "Choose the purpose of this session.")),
    ]);
    let provider =
        Provider { name: "職員認証基盤でログイン".into(), start: "/desk/provider".into() };
    vec![
        r.sample("sign-in", "usual", page()),
        r.sample("sign-in", "error", SignInPage { form: typed, errors: wrong, ..page() }),
        r.sample(
            "sign-in",
            "refused",
            SignInPage {
                refused: r
                    .0
                    .t("ログイン名またはパスワードが違います。", "Login or password is wrong.")
                    .into(),
                ..page()
            },
        ),
        r.sample("sign-in", "provider", SignInPage { accounts: vec![], provider: Some(provider), ..page() }),
    ]
}

fn home(r: In) -> Vec<Sample> {
    let page = |registers: Vec<app::view::RegisterSummary>| HomePage {
        frame: frame(r.0),
        form: SearchForm::default(),
        errors: FieldErrors::default(),
        qualifications: qualifications(&registers, r.0),
        registers: largest(&registers),
    };
    vec![r.sample("home", "usual", page(registers_list())), r.sample("home", "empty", page(vec![]))]
}

fn results(r: In) -> Vec<Sample> {
    let page = |entries: Vec<app::view::FoundEntry>, more| ResultsPage {
        frame: frame(r.0),
        form: SearchForm {
            name: "高橋".into(),
            born: "昭和63年1月8日".into(),
            qualification: "sample-keeper".into(),
            ..SearchForm::default()
        },
        errors: FieldErrors::default(),
        refused: String::new(),
        qualifications: qualifications(&registers_list(), r.0),
        registers: registers_list(),
        found: Some(Found { entries, more, incomplete: false }),
    };
    let found = Found { entries: vec![], more: false, incomplete: true };
    let importing = ResultsPage { found: Some(found), ..page(vec![], false) };
    let wrong = errors(&[
        ("born", r.0.t("「昭和70年」という年はありません。", "There is no such year.")),
        (
            "kana",
            r.0.t("フリガナは100文字以内で入力してください。", "The kana may have up to 100 characters."),
        ),
    ]);
    vec![
        r.sample("results", "usual", page(data::results(), true)),
        r.sample("results", "one", page(data::results().into_iter().take(1).collect(), false)),
        r.sample("results", "empty", page(vec![], false)),
        r.sample("results", "importing", importing),
        r.sample("results", "error", ResultsPage { errors: wrong, found: None, ..page(vec![], false) }),
        r.sample(
            "results",
            "refused",
            ResultsPage {
                refused: r.0.t("その資格の登録簿はありません。", "There is no such register.").into(),
                found: None,
                ..page(vec![], false)
            },
        ),
    ]
}

fn entries(r: In) -> Vec<Sample> {
    let page = |entry| EntryPage {
        frame: frame(r.0),
        entry,
        form: MomentForm::default(),
        errors: FieldErrors::default(),
    };
    let earlier = MomentForm { as_of: "令和8年10月2日".into(), known_at: "2026-10-05".into() };
    let typed = MomentForm { as_of: "いつか".into(), known_at: String::new() };
    let wrong = errors(&[("as_of", r.0.t("正しい日付を入力してください。", "Enter a date."))]);
    vec![
        r.sample("entry", "usual", page(data::entry())),
        r.sample("entry", "empty", page(data::bare_entry())),
        r.sample("entry", "private-use", EntryPage { form: earlier, ..page(data::suspended_entry()) }),
        r.sample("entry", "longest-past-due", page(data::deleted_entry())),
        r.sample("entry", "error", EntryPage { form: typed, errors: wrong, ..page(data::entry()) }),
        r.sample(
            "disclosures",
            "usual",
            DisclosuresPage { frame: frame(r.0), entry: data::ID.into(), looks: shown(r.0, &data::looks()) },
        ),
        r.sample(
            "disclosures",
            "empty",
            DisclosuresPage { frame: frame(r.0), entry: data::ID.into(), looks: vec![] },
        ),
    ]
}

fn handled(r: In) -> Vec<Sample> {
    let at = || Frame { place: Place::Cases, ..frame(r.0) };
    let stages = || {
        let words = |ja, en| r.0.t(ja, en).to_owned();
        vec![
            ("examination", words("審査", "Examination"), true),
            ("payment", words("納付", "Payment"), false),
        ]
    };
    let list = |cases| CasesPage { frame: at(), stages: stages(), cases };
    let papers = vec![SentPaper {
        document: Both::new("戸籍抄本の画像", "An image of the extract"),
        paper: my_case::papers().remove(0),
    }];
    let page = |case| CasePage {
        frame: at(),
        case,
        weighed: app::WeighedCase::default(),
        papers: papers.clone(),
        form: DecisionForm::default(),
        errors: FieldErrors::default(),
        refused: String::new(),
    };
    let typed = DecisionForm { ground: "戸籍の氏名と\"異なる".into(), ..DecisionForm::default() };
    let wrong = errors(&[("citation", r.0.t("根拠の規定を入力してください。", "Enter the provision."))]);
    let moved = r.0.t("案件はその間に進んでいます。", "The case has moved meanwhile.").to_owned();
    vec![
        r.sample("cases", "usual", list(cases::lines())),
        r.sample("cases", "empty", list(vec![])),
        r.sample("case", "usual-private-use", page(cases::examined())),
        r.sample("case", "weighed", CasePage { weighed: cases::weighed(), ..page(cases::to_fix()) }),
        r.sample("case", "means", CasePage { weighed: cases::weighed(), ..page(cases::wanted()) }),
        r.sample(
            "case",
            "second-signature",
            CasePage { weighed: cases::signed(), ..page(cases::examined()) },
        ),
        r.sample("case", "corrected", page(cases::corrected())),
        r.sample("case", "past-due", page(cases::waiting())),
        r.sample("case", "empty", page(cases::bare())),
        r.sample("case", "error", CasePage { form: typed, errors: wrong, ..page(cases::examined()) }),
        r.sample("case", "moved", CasePage { refused: moved, ..page(cases::examined()) }),
    ]
}

fn others(r: In) -> Vec<Sample> {
    let at = || Frame { place: Place::Registers, ..frame(r.0) };
    let uncounted = RegisterView { figures: None, register: registers_list().remove(2), law: vec![] };
    vec![
        r.sample("registers", "usual", RegistersPage::new(at(), registers_list())),
        r.sample("registers", "empty", RegistersPage::new(at(), vec![])),
        r.sample("register", "usual", RegisterPage::new(at(), registers::full())),
        r.sample("register", "empty", RegisterPage::new(at(), registers::empty())),
        r.sample("register", "uncounted", RegisterPage::new(at(), uncounted)),
    ]
}

fn failures(r: In) -> Vec<Sample> {
    let kinds = [
        ("400", ErrorKind::BadInput),
        ("401", ErrorKind::NotSignedIn),
        ("403", ErrorKind::NotPermitted),
        ("404", ErrorKind::NotFound),
        ("409", ErrorKind::Conflict),
        ("429", ErrorKind::TooMany),
        ("503", ErrorKind::Unavailable),
        ("500", ErrorKind::Internal),
    ];
    let page = |kind, frame| FailurePage {
        frame,
        status: status_of(kind),
        error: AppError::new(kind, "この登録は見つかりません。", "There is no such entry.")
            .with_detail("for the log only"),
        back: "/desk/sign-in?next=/desk/entries".into(),
    };
    let mut all: Vec<Sample> =
        kinds.into_iter().map(|(case, kind)| r.sample("failure", case, page(kind, frame(r.0)))).collect();
    for (case, status) in [
        ("405", StatusCode::METHOD_NOT_ALLOWED),
        ("413", StatusCode::PAYLOAD_TOO_LARGE),
        ("415", StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ] {
        let error = refusal_words(status);
        let bare = FailurePage { status, error, ..page(ErrorKind::BadInput, frame(r.0)) };
        all.push(r.sample("failure", case, bare));
    }
    all.push(r.sample("failure", "portal", page(ErrorKind::NotFound, portal::frame(r.0))));
    all.push(r.sample("failure", "outside", page(ErrorKind::Internal, outside(r.0, "/"))));
    all
}
