//! Every page with every kind of content: for the test that all of them render, and for looking at them.

pub(crate) mod data;
mod registers;
#[cfg(test)]
mod tests;

use app::view::{Found, LedgerHead, RegisterView};
use app::{AppError, DemoAccount, ErrorKind, Role};
use askama::Template;

pub(crate) use registers::list as registers_list;

use super::home::{largest, qualifications};
use super::{
    DisclosuresPage, EntryPage, FailurePage, Frame, HomePage, Officer, Place, RegisterPage, RegistersPage,
    ResultsPage, SignInPage, StartPage,
};
use crate::config::Provider;
use crate::forms::{FieldErrors, MomentForm, SearchForm, SignInForm};
use crate::lang::Lang;

/// A page of the gallery.
pub(crate) struct Sample {
    pub page: &'static str,
    pub case: &'static str,
    pub html: Result<String, askama::Error>,
}

fn sample(page: &'static str, case: &'static str, template: impl Template) -> Sample {
    Sample { page, case, html: template.render() }
}

/// The surroundings for an officer.
pub(crate) fn frame() -> Frame {
    Frame {
        lang: Lang::Ja,
        place: Place::Search,
        officer: Some(Officer {
            display_name: "厚生労働省　佐藤　一郎".into(),
            purpose: "照会への回答".into(),
            roles: Role::ALL.to_vec(),
            form_key: "f0rm-key".into(),
        }),
        demo: true,
        both_languages_at: None,
    }
}

fn outside(lang: Lang, at: &'static str) -> Frame {
    Frame { lang, place: Place::Outside, officer: None, demo: true, both_languages_at: Some(at) }
}

fn errors(all: &[(&'static str, &str)]) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for (field, sentence) in all {
        errors.add(field, *sentence);
    }
    errors
}

/// All of them.
pub(crate) fn all() -> Vec<Sample> {
    [start(), sign_in(), home(), results(), entries(), others(), failures()].into_iter().flatten().collect()
}

fn start() -> Vec<Sample> {
    let page = |lang, ledger, importing| StartPage {
        frame: outside(lang, "/"),
        ledger,
        importing,
        registers: 8,
        entries: 5_494_919,
    };
    let filling = vec![("見本管理士籍".to_owned(), 1_234_567)];
    let bare = StartPage { registers: 0, entries: 0, ..page(Lang::Ja, Some(LedgerHead::default()), vec![]) };
    vec![
        sample("start", "usual", page(Lang::Ja, Some(registers::ledger()), filling)),
        sample("start", "english", page(Lang::En, Some(registers::ledger()), vec![])),
        sample("start", "empty", bare),
        sample("start", "outage", page(Lang::Ja, None, vec![])),
        sample("start", "officer", StartPage { frame: frame(), ..page(Lang::Ja, None, vec![]) }),
    ]
}

fn sign_in() -> Vec<Sample> {
    let account =
        |login, display_name, what| DemoAccount { login, password: "sakura-2024", display_name, what };
    let page = |lang| SignInPage {
        frame: outside(lang, "/desk/sign-in"),
        form: SignInForm::default(),
        errors: FieldErrors::default(),
        refused: String::new(),
        purposes: vec![("inquiry", "照会への回答"), ("application", "申請・届出の処理"), ("audit", "監査")],
        accounts: vec![
            account("reader", "閲覧　太郎", "登録を検索して見る"),
            account("auditor", "監査　花子", "だれが見たかを確かめる"),
        ],
        provider: None,
    };
    let typed =
        SignInForm { login: "ｓａｔｏ\"><b>".into(), purpose: "audit".into(), ..SignInForm::default() };
    let wrong =
        errors(&[("login", "ログイン名を入力してください。"), ("purpose", "閲覧の目的を選んでください。")]);
    let provider =
        Provider { name: "職員認証基盤でログイン".into(), start: "/desk/provider".into() };
    vec![
        sample("sign-in", "usual", page(Lang::Ja)),
        sample("sign-in", "english", page(Lang::En)),
        sample("sign-in", "error", SignInPage { form: typed, errors: wrong, ..page(Lang::Ja) }),
        sample(
            "sign-in",
            "refused",
            SignInPage {
                refused: "ログイン名またはパスワードが違います。".into(), ..page(Lang::Ja)
            },
        ),
        sample(
            "sign-in",
            "provider",
            SignInPage { accounts: vec![], provider: Some(provider), ..page(Lang::Ja) },
        ),
    ]
}

fn home() -> Vec<Sample> {
    let page = |registers: Vec<app::view::RegisterSummary>| HomePage {
        frame: frame(),
        form: SearchForm::default(),
        errors: FieldErrors::default(),
        qualifications: qualifications(&registers),
        registers: largest(&registers),
    };
    vec![sample("home", "usual", page(registers_list())), sample("home", "empty", page(vec![]))]
}

fn results() -> Vec<Sample> {
    let page = |entries: Vec<app::view::FoundEntry>, more| ResultsPage {
        frame: frame(),
        form: SearchForm {
            name: "高橋".into(),
            born: "昭和63年1月8日".into(),
            qualification: "sample-keeper".into(),
            ..SearchForm::default()
        },
        errors: FieldErrors::default(),
        refused: String::new(),
        qualifications: qualifications(&registers_list()),
        registers: registers_list(),
        found: Some(Found { entries, more }),
    };
    let wrong = errors(&[
        ("born", "「昭和70年」という年はありません。"),
        ("kana", "フリガナは100文字以内で入力してください。"),
    ]);
    vec![
        sample("results", "usual", page(data::results(), true)),
        sample("results", "one", page(data::results().into_iter().take(1).collect(), false)),
        sample("results", "empty", page(vec![], false)),
        sample("results", "error", ResultsPage { errors: wrong, found: None, ..page(vec![], false) }),
        sample(
            "results",
            "refused",
            ResultsPage {
                refused: "その資格の登録簿はありません。".into(),
                found: None,
                ..page(vec![], false)
            },
        ),
    ]
}

fn entries() -> Vec<Sample> {
    let page = |entry| EntryPage {
        frame: frame(),
        entry,
        form: MomentForm::default(),
        errors: FieldErrors::default(),
    };
    let earlier = MomentForm { as_of: "令和8年10月2日".into(), known_at: "2026-10-05".into() };
    let typed = MomentForm { as_of: "いつか".into(), known_at: String::new() };
    let wrong = errors(&[("as_of", "正しい日付を入力してください。")]);
    vec![
        sample("entry", "usual", page(data::entry())),
        sample("entry", "empty", page(data::bare_entry())),
        sample("entry", "private-use", EntryPage { form: earlier, ..page(data::suspended_entry()) }),
        sample("entry", "longest-past-due", page(data::deleted_entry())),
        sample("entry", "error", EntryPage { form: typed, errors: wrong, ..page(data::entry()) }),
        sample(
            "disclosures",
            "usual",
            DisclosuresPage { frame: frame(), entry: data::ID.into(), looks: data::looks() },
        ),
        sample(
            "disclosures",
            "empty",
            DisclosuresPage { frame: frame(), entry: data::ID.into(), looks: vec![] },
        ),
    ]
}

fn others() -> Vec<Sample> {
    let at = || Frame { place: Place::Registers, ..frame() };
    let uncounted = RegisterView { figures: None, register: registers_list().remove(2), law: vec![] };
    vec![
        sample("registers", "usual", RegistersPage::new(at(), registers_list())),
        sample("registers", "empty", RegistersPage::new(at(), vec![])),
        sample("register", "usual", RegisterPage::new(at(), registers::full())),
        sample("register", "empty", RegisterPage::new(at(), registers::empty())),
        sample("register", "uncounted", RegisterPage::new(at(), uncounted)),
    ]
}

fn failures() -> Vec<Sample> {
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
        error: AppError::new(kind, "この登録は見つかりません。", "There is no such entry.")
            .with_detail("for the log only"),
    };
    let mut all: Vec<Sample> =
        kinds.into_iter().map(|(case, kind)| sample("failure", case, page(kind, frame()))).collect();
    all.push(sample("failure", "english", page(ErrorKind::Internal, outside(Lang::En, "/"))));
    all
}
