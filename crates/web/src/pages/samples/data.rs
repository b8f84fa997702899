//! Invented people, registers and acts for the samples: the usual, the empty, the longest, private-use characters, past due.

use app::view::{
    Bar, CertificateView, DisclosureView, EntryView, FoundEntry, ItemView, LawSentence, LedgerHead,
    RecordView, RegisterFigures, RegisterSummary, RegisterView, RestrictionView,
};

/// An id as entries have it.
pub(crate) const ID: &str = "019aab3e-7c00-7000-8000-0000000004d2";

fn item(code: &str, label: &str, value: &str) -> ItemView {
    ItemView { code: code.into(), label: label.into(), value: value.into() }
}

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
        register_name: format!("{name}籍"),
        entries,
        importing: None,
    }
}

/// A country's registers, in the order of the use case.
pub(crate) fn registers() -> Vec<RegisterSummary> {
    let minister = ("JP", "厚生労働大臣");
    let mut all = vec![
        register("physician", "医師", minister, Some(573_032)),
        register("pharmacist", "薬剤師", minister, Some(0)),
        RegisterSummary {
            importing: Some(1_234_567),
            ..register("nurse", "看護師", minister, Some(2_075_447))
        },
        register(
            "social-security-attorney",
            "社会保険労務士",
            ("sr-federation", "全国社会保険労務士会連合会"),
            None,
        ),
    ];
    for n in 1..=47 {
        let (code, name) = (format!("JP-{n:02}"), format!("第{n}県"));
        all.push(register("assistant-nurse", "准看護師", (&code, &name), Some(1_000 * n)));
    }
    all
}

fn found(number: &str, name: &str, kana: &str, born: &str, state: &str) -> FoundEntry {
    FoundEntry {
        id: ID.into(),
        qualification: "nurse".into(),
        authority: "JP".into(),
        number: number.into(),
        name: name.into(),
        kana: kana.into(),
        born: born.into(),
        state: state.into(),
    }
}

/// The longest name that a register is likely to hold.
pub(crate) const LONGEST: &str =
    "ヴァンデンブルックスティーヴンソン　マリアエリザベスアレクサンドラジョセフィーヌ佐々木龍之介左衛門尉";

/// Results: variants of one name, one with a private-use character, one with a variation sequence, the longest.
pub(crate) fn results() -> Vec<FoundEntry> {
    vec![
        found("第1234567号", "髙橋　花子", "タカハシ　ハナコ", "1988-01-08", "active"),
        found("第23456号", "高橋\u{E000}子", "タカハシ　カズコ", "1951-11", "suspended"),
        FoundEntry {
            qualification: "assistant-nurse".into(),
            authority: "JP-13".into(),
            ..found("東京都第98765号", "葛\u{E0100}城　さくら", "カツラギ　サクラ", "1976-02-29", "deleted")
        },
        found("第7号", LONGEST, "", "", "revoked"),
    ]
}

fn record(version: i64, act: (&str, &str), effective_on: &str, recorded_at: &str) -> RecordView {
    RecordView {
        version,
        act: act.0.into(),
        act_label: act.1.into(),
        effective_on: effective_on.into(),
        recorded_at: recorded_at.into(),
        actor: "登録担当　佐藤".into(),
        ground: "戸籍の抄本（2024年6月3日受付）".into(),
        citation: "保健師助産師看護師法施行令第3条第3項".into(),
        rules_digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        items: vec![],
        erased: false,
        position: Some(1_903_221),
    }
}

fn history() -> Vec<RecordView> {
    vec![
        RecordView {
            actor: "取込み".into(),
            ground: "nurse-2023.csv（要約値 5d41402abc4b）の 1,204,118 行目".into(),
            items: vec![item("name", "氏名", "鈴木　花子"), item("birth-date", "生年月日", "1988-01-08")],
            ..record(1, ("transcription", "移記"), "2010-04-16", "2024-02-01T01:00:00Z")
        },
        RecordView {
            items: vec![item("name", "氏名", "髙橋　花子"), item("former-name", "旧姓", "鈴木")],
            ..record(2, ("correction", "籍の訂正"), "2024-06-10", "2024-06-10T02:15:00Z")
        },
        RecordView {
            position: None,
            ..record(3, ("certificate-renewal", "書換交付"), "2024-06-10", "2024-06-10T02:16:00Z")
        },
    ]
}

/// The usual entry: a name changed at marriage.
pub(crate) fn entry() -> EntryView {
    EntryView {
        entry: found("第1234567号", "髙橋　花子", "タカハシ　ハナコ", "1988-01-08", "active"),
        qualification_name: "看護師".into(),
        authority_name: "厚生労働大臣".into(),
        register_name: "看護師籍".into(),
        state_label: "登録中".into(),
        deletion: None,
        items: vec![
            item("number", "登録番号", "第1234567号"),
            item("registered-on", "登録年月日", "2010-04-16"),
            item("domicile", "本籍地都道府県名（日本の国籍を有しない者については、その国籍）", "東京都"),
            item("name", "氏名", "髙橋　花子"),
            item("birth-date", "生年月日", "1988-01-08"),
            item("sex", "性別", "女"),
        ],
        restrictions: vec![],
        certificate: CertificateView {
            name: "看護師免許証".into(),
            number: None,
            issued_on: Some("2024-06-10".into()),
            valid_until: None,
            state: "書換交付済み".into(),
        },
        history: history(),
        as_of: "2026-11-23".into(),
        known_at: None,
    }
}

/// An entry of which hardly anything is known.
pub(crate) fn bare_entry() -> EntryView {
    let transcription = RecordView {
        ground: String::new(),
        citation: String::new(),
        rules_digest: "9f".into(),
        position: None,
        ..record(1, ("transcription", "移記"), "", "2024-02-01T01:00:00Z")
    };
    EntryView {
        entry: found("7", "一", "", "", "active"),
        items: vec![],
        certificate: CertificateView::default(),
        history: vec![transcription],
        ..entry()
    }
}

/// An entry with a private-use character, a suspension in force and one past, looked at as of an earlier day.
pub(crate) fn suspended_entry() -> EntryView {
    let restriction = |label: &str, from: &str, until: &str, in_force| RestrictionView {
        label: label.into(),
        from: from.into(),
        until: until.into(),
        in_force,
    };
    let mut entry = entry();
    entry.entry = found("第23456号", "高橋\u{E000}子", "タカハシ　カズコ", "1951-11", "suspended");
    entry.state_label = "業務停止中".into();
    entry.restrictions = vec![
        restriction("戒告", "2015-05-01", "", false),
        restriction("業務の停止", "2026-10-01", "2027-03-31", true),
    ];
    entry.items.push(item("remarks", "備考", "外字\u{F0123}を含む　<b>そのまま</b>"));
    entry.known_at = Some("2026-10-05T14:59:59Z".into());
    entry.as_of = "2026-10-02".into();
    entry
}

/// A deleted entry with the longest name, an erased body and a card past its term.
pub(crate) fn deleted_entry() -> EntryView {
    let mut entry = entry();
    entry.entry = found("第7号", LONGEST, LONGEST, "1893-01-01", "deleted");
    entry.state_label = "抹消".into();
    entry.deletion = Some("死亡により2024年7月1日に抹消されました".into());
    entry.certificate.name = "介護支援専門員証".into();
    entry.certificate.number = Some("第0099号".into());
    entry.certificate.valid_until = Some("2019-03-31".into());
    entry.certificate.state = "有効期間満了".into();
    entry.history.push(RecordView {
        erased: true,
        ..record(4, ("deletion", "登録の抹消"), "2024-07-01", "2024-07-01T00:00:00Z")
    });
    entry
}

fn sentence(topic: &str, text: &str, citation: &str, confidence: &str) -> LawSentence {
    LawSentence {
        topic: topic.into(),
        text: text.into(),
        citation: citation.into(),
        confidence: confidence.into(),
    }
}

fn law() -> Vec<LawSentence> {
    vec![
        sentence(
            "変更の届出",
            "登録事項に変更を生じたときは、30日以内に籍の訂正を申請しなければならない。",
            "保健師助産師看護師法施行令第3条第3項",
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
pub(crate) fn register_view() -> RegisterView {
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
        register: register("nurse", "看護師", ("JP", "厚生労働大臣"), Some(2_075_447)),
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
pub(crate) fn empty_register_view() -> RegisterView {
    let mut view = register_view();
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

/// Looks at an entry.
pub(crate) fn looks() -> Vec<DisclosureView> {
    let look = |at: &str, actor: &str, purpose: &str, channel: &str, request: &str| DisclosureView {
        at: at.into(),
        actor: actor.into(),
        purpose: purpose.into(),
        channel: channel.into(),
        request: request.into(),
    };
    vec![
        look("2026-11-23T06:05:00Z", "sato", "照会への回答", "desk", "登録の表示"),
        look("2026-11-22T23:59:59Z", "root", "operation", "command", "find --name 高橋\u{E000}"),
        look(
            "2026-11-20T01:02:03Z",
            "hospital-gateway",
            "勤務先からの照会",
            "api",
            "GET /api/entries?number=1234567",
        ),
    ]
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
