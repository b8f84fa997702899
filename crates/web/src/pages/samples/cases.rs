//! Invented cases for the samples.

use std::collections::BTreeMap;

use app::view::{CaseLine, CaseView, ChangeView, CorrectionView, DeclaredView, HappenedView, ToldView};
use app::{
    Application, Both, CaseKey, DeskDecision, ExamView, FirstSignature, KosekiSaid, OpenLine, WeighedCase,
};

use super::signed;

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
        addressee: String::new(),
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
        corrections: vec![],
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
        signed: vec![signed::paper(true)],
        posts: vec![],
        koseki: Some(KosekiSaid {
            found: "one".into(),
            name: "髙橋 花子".into(),
            kana: "タカハシ ハナコ".into(),
            domicile: "東京都架空区架空一丁目1番".into(),
            removed: false,
            issued_at: "2026-11-01T00:00:00Z".into(),
        }),
        pay: None,
        paying: None,
        refund: 0,
        history: vec![
            happened("submitted", "2026-11-01T00:00:00Z", "applicant"),
            happened("asked", "2026-11-01T00:00:00Z", "system"),
            happened("payment-confirmed", "2026-11-02T00:00:00Z", "collector"),
        ],
        version: 9,
    }
}

/// A case in which an amount is open and a source can be asked again.
pub(crate) fn to_fix() -> CaseView {
    CaseView { may: vec!["refuse", "ask-supplement", "fix-amount", "stamps-came", "ask"], ..examined() }
}

/// A case that was corrected: what somebody wrote, and what has words of its own.
pub(crate) fn corrected() -> CaseView {
    let line = |name: (&str, &str), old: (&str, &str), new: (&str, &str)| CorrectionView {
        name: Both::new(name.0, name.1),
        old: Both::new(old.0, old.1),
        new: Both::new(new.0, new.1),
    };
    let lines = vec![
        line(
            ("氏名", "Name"),
            ("渡辺　花子", "渡辺　花子"),
            ("渡邊\u{E000}　花子<b>", "渡邊\u{E000}　花子<b>"),
        ),
        line(("養成施設の卒業による", "By graduation"), ("いいえ", "no"), ("はい", "yes")),
    ];
    CaseView { corrections: lines, ..examined() }
}

/// A case that waits for another means, or for what a supplementation asked for.
pub(crate) fn wanted() -> CaseView {
    let told = told(
        "means",
        ("照会では確かめられないことがあります", "There is something that could not be told"),
        None,
    );
    CaseView {
        tells: vec![ToldView { about: vec!["koseki-certificate-code".into()], ..told }],
        may: vec!["give-means", "supplement", "refuse"],
        ..examined()
    }
}

/// What is weighed beside a case: the rules' reasons, an examination that does not agree, an open amount.
pub(crate) fn weighed() -> WeighedCase {
    WeighedCase {
        why: vec![
            Both::new(
                "この手続は規則による決定の対象ではありません",
                "this procedure is not decided by rule",
            ),
            Both::new(
                "出典 exam-result-list の exam が申請と一致しません",
                "exam of exam-result-list differs",
            ),
        ],
        exam: Some(ExamView {
            sitting: ["2026-02".into(), "東京都".into(), "12345".into()],
            compared: vec![
                (Both::new("氏名", "Name"), "渡邊　花子".into(), "渡\u{E000}　花子<b>".into(), false),
                (Both::new("生年月日", "Date of birth"), "2003-04-05".into(), "2003-04-05".into(), true),
            ],
            certificate: "第987654号".into(),
            written: "987654<b>".into(),
            found: Both::new("合格者の名簿では氏名が違います", "The list has another name there"),
            exact: false,
            month_noted: Some(Both::new(
                "要確認：登録簿の「合格の年月」には、試験の施行年月（2026年2月）を書きます。",
                "To be confirmed: the month of the sitting is recorded.",
            )),
        }),
        open: vec![OpenLine {
            kind: "fee".into(),
            procedure: "change".into(),
            name: Both::new("手数料（登録事項の変更）", "Fee (change of registered items)"),
        }],
        due: Some(12_000),
        sources: vec!["signing-certificate".into()],
        declared: vec![
            DeclaredView {
                name: Both::new("欠格事由に当たるかどうか", "Whether a ground of disqualification applies"),
                answer: Both::new("当たるものがある", "one applies"),
                words: "罰金の刑<b>に処せられた".into(),
            },
            DeclaredView {
                name: Both::new("期限を過ぎた理由", "Why it is filed after the time"),
                answer: Both::new("", ""),
                words: "入院していたため。\nいまは退院した。".into(),
            },
        ],
        signed: vec![signed::paper(true), signed::paper(false)],
        first: None,
        words: vec![
            (
                "signing-certificate".into(),
                Both::new("署名用電子証明書の有効性", "Whether the signing certificate stands"),
            ),
            (
                "koseki-certificate-code".into(),
                Both::new("戸籍電子証明書提供用識別符号", "Code of the electronic certificate"),
            ),
        ],
    }
}

/// What the first of two officers has signed.
pub(crate) fn signed() -> WeighedCase {
    let decision = DeskDecision::Refuse {
        ground: "試験に合格していない<b>".into(),
        citation: "見本管理士法第3条".into(),
    };
    let first = FirstSignature { officer: "sato".into(), decision, own: false };
    WeighedCase { first: Some(first), ..WeighedCase::default() }
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
        signed: vec![],
        history: vec![],
        ..examined()
    }
}
