//! Invented people and acts for the samples: the usual, the empty, the longest, private-use characters, past due.

use app::Purpose;
use app::view::{
    CertificateView, DisclosureView, EntryView, FoundEntry, ItemView, RecordView, RestrictionView,
};

/// An id as entries have it.
pub(crate) const ID: &str = "019aab3e-7c00-7000-8000-0000000004d2";

fn item(code: &str, label: &str, label_en: &str, value: &str) -> ItemView {
    ItemView { code: code.into(), label: label.into(), label_en: label_en.into(), value: value.into() }
}

/// What sessions are for.
pub(crate) fn purposes() -> Vec<Purpose> {
    let purpose = |code, words, words_en| Purpose { code, words, words_en };
    vec![
        purpose("inquiry", "照会への回答", "Answering inquiries"),
        purpose("application", "申請・届出の処理", "Applications and notifications"),
        purpose("audit", "監査", "Audit"),
    ]
}

fn found(number: &str, name: &str, kana: &str, born: &str, state: &str) -> FoundEntry {
    FoundEntry {
        id: ID.into(),
        qualification: "sample-keeper".into(),
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
            qualification: "assistant-sample-keeper".into(),
            authority: "JP-13".into(),
            ..found("東京都第98765号", "葛\u{E0100}城　さくら", "カツラギ　サクラ", "1976-02-29", "deleted")
        },
        found("第7号", LONGEST, "", "", "revoked"),
    ]
}

fn record(version: i64, act: (&str, &str, &str), effective_on: &str, recorded_at: &str) -> RecordView {
    RecordView {
        version,
        act: act.0.into(),
        act_label: act.1.into(),
        act_label_en: act.2.into(),
        effective_on: effective_on.into(),
        recorded_at: recorded_at.into(),
        actor: "登録担当　佐藤".into(),
        ground: "戸籍の抄本（2024年6月3日受付）".into(),
        citation: "見本管理士法施行令第3条第3項".into(),
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
            ground: "keepers-2023.csv（要約値 5d41402abc4b）の 1,204,118 行目".into(),
            items: vec![
                item("name", "氏名", "Name", "鈴木　花子"),
                item("birth-date", "生年月日", "Date of birth", "1988-01-08"),
            ],
            ..record(1, ("transcription", "移記", "Transcription"), "2010-04-16", "2024-02-01T01:00:00Z")
        },
        RecordView {
            items: vec![
                item("name", "氏名", "Name", "髙橋　花子"),
                item("former-name", "旧姓", "Former name", "鈴木"),
            ],
            ..record(
                2,
                ("correction", "籍の訂正", "Correction of the register"),
                "2024-06-10",
                "2024-06-10T02:15:00Z",
            )
        },
        RecordView {
            position: None,
            ..record(
                3,
                ("certificate-renewal", "書換交付", "Renewal of the certificate"),
                "2024-06-10",
                "2024-06-10T02:16:00Z",
            )
        },
    ]
}

/// The usual entry: a name changed at marriage.
pub(crate) fn entry() -> EntryView {
    EntryView {
        entry: found("第1234567号", "髙橋　花子", "タカハシ　ハナコ", "1988-01-08", "active"),
        qualification_name: "見本管理士".into(),
        qualification_name_en: "Sample keeper".into(),
        authority_name: "厚生労働大臣".into(),
        authority_name_en: "Minister of Health, Labour and Welfare".into(),
        register_name: "見本管理士籍".into(),
        register_name_en: "Sample keeper register".into(),
        state_label: "登録中".into(),
        state_label_en: "registered".into(),
        deletion: None,
        deletion_en: None,
        items: vec![
            item("registration-number", "登録番号", "Registration number", "第1234567号"),
            item("registration-date", "登録年月日", "Date of registration", "2010-04-16"),
            item(
                "domicile",
                "本籍地都道府県名（日本の国籍を有しない者については、その国籍）",
                "Prefecture of the registered domicile, or the nationality of those without Japanese nationality",
                "東京都",
            ),
            item("name", "氏名", "Name", "髙橋　花子"),
            item("birth-date", "生年月日", "Date of birth", "1988-01-08"),
            item("sex", "性別", "Sex", "女"),
        ],
        restrictions: vec![],
        certificate: CertificateView {
            name: "見本管理士免許証".into(),
            name_en: "licence".into(),
            number: None,
            issued_on: Some("2024-06-10".into()),
            valid_until: None,
            state: "書換交付済み".into(),
            state_en: "renewed".into(),
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
        ..record(1, ("transcription", "移記", "Transcription"), "", "2024-02-01T01:00:00Z")
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
    let restriction = |(label, label_en): (&str, &str), from: &str, until: &str, in_force| RestrictionView {
        label: label.into(),
        label_en: label_en.into(),
        from: from.into(),
        until: until.into(),
        in_force,
    };
    let mut entry = entry();
    entry.entry = found("第23456号", "高橋\u{E000}子", "タカハシ　カズコ", "1951-11", "suspended");
    entry.state_label = "業務停止中".into();
    entry.state_label_en = "suspended".into();
    entry.restrictions = vec![
        restriction(("戒告", "Admonition"), "2015-05-01", "", false),
        restriction(("業務の停止", "Suspension of practice"), "2026-10-01", "2027-03-31", true),
    ];
    entry.items.push(item("note", "備考", "Note", "外字\u{F0123}を含む　<b>そのまま</b>"));
    entry.known_at = Some("2026-10-05T14:59:59Z".into());
    entry.as_of = "2026-10-02".into();
    entry
}

/// A deleted entry with the longest name, an erased body and a card past its term.
pub(crate) fn deleted_entry() -> EntryView {
    let mut entry = entry();
    entry.entry = found("第7号", LONGEST, LONGEST, "1893-01-01", "deleted");
    entry.state_label = "抹消".into();
    entry.state_label_en = "deleted".into();
    entry.deletion = Some("死亡　抹消の日：令和6年7月1日（2024-07-01）".into());
    entry.deletion_en = Some("death; deleted on 1 July 2024 (Reiwa 6)".into());
    entry.certificate.name = "見本支援士証".into();
    entry.certificate.name_en = "card".into();
    entry.certificate.number = Some("第0099号".into());
    entry.certificate.valid_until = Some("2019-03-31".into());
    entry.certificate.state = "有効期間満了".into();
    entry.certificate.state_en = "expired".into();
    entry.history.push(RecordView {
        erased: true,
        ..record(4, ("deletion", "登録の抹消", "Deletion"), "2024-07-01", "2024-07-01T00:00:00Z")
    });
    entry
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
        look("2026-11-23T06:05:00Z", "sato", "inquiry", "desk", "show"),
        look(
            "2026-11-22T23:59:59Z",
            "root",
            "operation",
            "command",
            "find qualification=sample-keeper name born",
        ),
        look(
            "2026-11-21T00:00:00Z",
            "rule",
            "yearly-check",
            "job",
            "yearly-check 2027-04-01 slice 1 (JP), 019 to 01a, day 2027-04-01, digest 00",
        ),
        look(
            "2026-11-20T08:00:00Z",
            "sato",
            "registration",
            "desk",
            "call for numbers (list), handed to 社会福祉法人架空県立中央総合医療福祉専門職団体連絡協議会: 協定第3条 (JP)",
        ),
        look("2026-11-20T01:02:03Z", "hospital-gateway", "勤務先からの照会", "api", "find number=1234567"),
    ]
}
