//! Invented cases for the samples.

use std::collections::BTreeMap;

use app::view::{CaseLine, CaseView, ChangeView, HappenedView, ToldView};
use app::{Application, Both, CaseKey, KosekiSaid};

fn key() -> CaseKey {
    CaseKey::parse("1234567", "019a0000-0000-7000-8000-000000000001").unwrap_or_else(|_| unreachable!())
}

/// What waits.
pub(crate) fn lines() -> Vec<CaseLine> {
    let line = |stage: &'static str, ja: &str, en: &str| CaseLine {
        key: key(),
        qualification: Both::new("見本管理士", "Sample keeper"),
        procedure: Both::new("登録事項の変更", "Change of registered items"),
        stage: (stage, Both::new(ja, en)),
        since: "2026-11-02T01:23:45Z".into(),
    };
    vec![line("examination", "審査", "Examination"), line("paper", "書類待ち", "Waiting for papers")]
}

fn told(stage: &'static str, now: (&str, &str), by: Option<&str>) -> ToldView {
    ToldView {
        stage,
        now: Both::new(now.0, now.1),
        next: Both::new("決定をお知らせします。", "You are told the decision."),
        turn: "authority",
        by: by.map(str::to_owned),
        about: vec!["old-certificate".into()],
    }
}

/// A case that can be decided.
pub(crate) fn examined() -> CaseView {
    let happened = |kind: &str, at: &str, actor: &str| HappenedView {
        kind: kind.into(),
        at: at.into(),
        actor: actor.into(),
    };
    CaseView {
        key: key(),
        qualification: ("sample-keeper".into(), Both::new("見本管理士", "Sample keeper")),
        authority: ("JP".into(), Both::new("厚生労働大臣", "Minister of Health, Labour and Welfare")),
        procedure: ("change".into(), Both::new("登録事項の変更", "Change of registered items")),
        entry: Some("019a0000-0000-7000-8000-000000000002".into()),
        tells: vec![told("examination", ("審査しています", "It is being examined"), None)],
        may: vec!["grant", "refuse", "ask-supplement"],
        changes: vec![
            ChangeView {
                code: "name".into(),
                name: Both::new("氏名", "Name"),
                old: "渡邊　花子".into(),
                new: "髙橋　花子".into(),
            },
            ChangeView {
                code: "domicile".into(),
                name: Both::new("本籍地", "Registered domicile"),
                old: "東京都".into(),
                new: "葛\u{E0100}城<b>\u{E000}".into(),
            },
        ],
        law: "見本管理士法施行令第5条第2項".into(),
        form: Application {
            changed: BTreeMap::from([("name".to_owned(), "髙橋　花子".to_owned())]),
            happened_on: "2026-10-20".into(),
            ..Application::default()
        },
        answers: vec![
            ("koseki-inquiry".into(), "cannot-tell"),
            ("koseki-certificate-code".into(), "given"),
            ("signing-certificate".into(), "agrees"),
        ],
        confirmed: true,
        koseki: Some(KosekiSaid {
            found: "one".into(),
            name: "髙橋 花子".into(),
            kana: "タカハシ ハナコ".into(),
            domicile: "東京都架空区架空一丁目1番".into(),
            removed: false,
            issued_at: "2026-11-01T00:00:00Z".into(),
        }),
        pay: None,
        history: vec![
            happened("submitted", "2026-11-01T00:00:00Z", "applicant"),
            happened("asked", "2026-11-01T00:00:00Z", "system"),
            happened("payment-confirmed", "2026-11-02T00:00:00Z", "collector"),
        ],
        version: 9,
    }
}

/// A case that waits for papers, past its day.
pub(crate) fn waiting() -> CaseView {
    CaseView {
        tells: vec![told(
            "paper",
            ("書類又は現物の到着を待っています", "Waiting for papers or things by post"),
            Some("2026-10-01"),
        )],
        may: vec!["paper-came", "refuse"],
        ..examined()
    }
}

/// A case in which nothing changes and nothing was checked.
pub(crate) fn bare() -> CaseView {
    CaseView {
        entry: None,
        tells: vec![],
        may: vec![],
        changes: vec![],
        law: String::new(),
        form: Application::default(),
        answers: vec![],
        koseki: None,
        history: vec![],
        ..examined()
    }
}
