//! Invented registers for the samples: full, empty, one for each prefecture, and the law beside them.

use app::view::{Bar, LawSentence, LedgerHead, RegisterFigures, RegisterSummary, RegisterView};

/// A register of a qualification.
pub(crate) fn register(
    qualification: &str,
    name: &str,
    authority: (&str, &str),
    entries: Option<u64>,
) -> RegisterSummary {
    RegisterSummary {
        qualification: qualification.into(),
        qualification_name: name.into(),
        qualification_name_en: qualification.into(),
        authority: authority.0.into(),
        authority_name: authority.1.into(),
        authority_name_en: format!("Authority {}", authority.0),
        register_name: format!("{name}籍"),
        register_name_en: format!("{qualification} register"),
        entries,
        importing: None,
    }
}

/// A country's registers, in the order of the use case.
pub(crate) fn list() -> Vec<RegisterSummary> {
    let minister = ("JP", "厚生労働大臣");
    let mut all = vec![
        register("sample-examiner", "見本検査士", minister, Some(573_032)),
        register("sample-maker", "見本調製士", minister, Some(0)),
        RegisterSummary {
            importing: Some(1_234_567),
            ..register("sample-keeper", "見本管理士", minister, Some(2_075_447))
        },
        register("sample-attorney", "見本代理士", ("sample-federation", "全国見本代理士会連合会"), None),
    ];
    for n in 1..=47 {
        let (code, name) = (format!("JP-{n:02}"), format!("第{n}県"));
        all.push(register("assistant-sample-keeper", "准見本管理士", (&code, &name), Some(1_000 * n)));
    }
    all
}

fn sentence(topic: &str, text: &str, citation: &str, confidence: &str) -> LawSentence {
    LawSentence {
        topic: topic.into(),
        topic_en: "What the rule is about".into(),
        text: text.into(),
        text_en: "The sentence of the law, said in English.".into(),
        citation: citation.into(),
        confidence: confidence.into(),
    }
}

fn law() -> Vec<LawSentence> {
    vec![
        sentence(
            "変更の届出",
            "登録事項に変更を生じたときは、30日以内に籍の訂正を申請しなければならない。",
            "見本管理士法施行令第3条第3項",
            "statute",
        ),
        sentence(
            "手数料",
            "書換交付の手数料は、申請の経路により異なる。",
            "厚生労働省の案内（2024年5月27日）",
            "official-page",
        ),
        sentence("添付書類", "電子申請では戸籍の抄本を省くことができる。", "検討会報告書 12頁", "report"),
        sentence("旧姓の併記", "併記を求めることができると考えられる。", "", "inferred"),
        sentence("届出をしないとき", "定められていない。", "", "not-established"),
    ]
}

/// A full register.
pub(crate) fn full() -> RegisterView {
    // Shapes as registers have them: more each decade, a war-time gap, a wave of retirements.
    let by_year = (1943..=2026).filter(|year| !(1945..=1946).contains(year)).map(|year: i64| {
        let grown = u64::try_from((year - 1940) * (year - 1940)).unwrap_or(0);
        Bar { from: year, to: year, count: 800 + 8 * grown + 137 * u64::try_from(year % 7).unwrap_or(0) }
    });
    let by_age = (4..=22).map(|class: i64| {
        let distance = u64::try_from((class - 9).abs()).unwrap_or(0);
        Bar {
            from: class * 5,
            to: class * 5 + 4,
            count: 290_000_u64.saturating_sub(distance * distance * 1_800),
        }
    });
    RegisterView {
        register: register("sample-keeper", "見本管理士", ("JP", "厚生労働大臣"), Some(2_075_447)),
        figures: Some(RegisterFigures {
            as_of: "2026-11-23T06:00:00Z".into(),
            entries: 2_075_447,
            active: 1_998_120,
            suspended: 31,
            revoked: 214,
            deleted: 77_082,
            by_year: by_year.collect(),
            year_unknown: 12,
            by_age: by_age.collect(),
            age_unknown: 340,
            centenarians: 20_412,
        }),
        law: law(),
    }
}

/// A register with nothing in it, and one before its first count.
pub(crate) fn empty() -> RegisterView {
    let mut view = full();
    view.law = vec![];
    view.figures = view.figures.map(|figures| RegisterFigures {
        entries: 0,
        active: 0,
        suspended: 0,
        revoked: 0,
        deleted: 0,
        by_year: vec![],
        year_unknown: 0,
        by_age: vec![],
        age_unknown: 0,
        centenarians: 0,
        ..figures
    });
    view
}

/// A signed ledger.
pub(crate) fn ledger() -> LedgerHead {
    LedgerHead {
        size: 5_494_919,
        root: "4b227777d4dd1fc61c6f884f48641d02b4d121d3fd328cb08b5531fcacdabf8a".into(),
        signed_at: Some("2026-11-23T06:27:01Z".into()),
        waiting: 3,
    }
}
