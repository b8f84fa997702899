//! Where one's number is, and what a card said.

use app::{
    Both, CardErrand, CardFill, CardLine, CardUse, CaseId, LinkRequestId, NumberLog, NumberPlace, NumberUse,
    ReadingView,
};

use super::super::{CardFillPage, NumberLogPage, NumberPage, ReadingPage};
use super::portal::frame;
use super::{In, Sample};

pub(super) fn pages(r: In) -> Vec<Sample> {
    let place = |fact, since: &str| NumberPlace {
        qualification: Both::new("見本管理士", "Sample keeper"),
        authority: Both::new("厚生労働大臣", "Minister of Health, Labour and Welfare"),
        fact,
        way: "card-online".into(),
        since: since.into(),
    };
    let page = |places, refused: &str| NumberPage { frame: frame(r.0), places, refused: refused.to_owned() };
    let since = "2026-11-29T23:10:00Z";
    let refused = r
        .0
        .t("カードが一致しません。番号は受け取っていません。", "The card is another. No number was taken.");
    let reading = |number, errand| ReadingPage {
        frame: frame(r.0),
        reading: ReadingView {
            token: "00ff".into(),
            name: "髙橋\u{E000}　花子<b>".into(),
            born: "1988-01-08".into(),
            number,
            errand,
        },
    };
    let mut all = vec![
        r.sample(
            "my-number",
            "usual",
            page(vec![place("given", since), place("found", since), place("", "")], ""),
        ),
        r.sample("my-number", "not-known", page(vec![place("", "")], "")),
        r.sample("my-number", "given", page(vec![place("given", since)], "")),
        r.sample("my-number", "empty-refused", page(vec![], refused)),
        r.sample("my-reading", "private-use", reading(true, CardErrand::Number)),
        r.sample("my-reading", "link", reading(true, CardErrand::Link(LinkRequestId::new(1, [1; 10])))),
        r.sample("my-reading", "draft", reading(true, CardErrand::Apply(CaseId::new(1, [1; 10])))),
        r.sample("my-reading", "empty", reading(false, CardErrand::Number)),
    ];
    all.extend(uses(r));
    all.extend(filled(r));
    all
}

fn uses(r: In) -> Vec<Sample> {
    let since = "2026-11-29T23:10:00Z";
    let used = |what: (&str, &str), purpose: (&str, &str), by: (&str, &str), place| NumberUse {
        at: since.into(),
        what: Both::new(what.0, what.1),
        purpose: Both::new(purpose.0, purpose.1),
        by: Both::new(by.0, by.1),
        place,
    };
    let asked = ("住民基本台帳ネットワークへの照会に使いました", "It was used for an inquiry");
    let uses = vec![
        used(
            asked,
            ("あなたの申請の審査", "To examine your application"),
            ("このシステム", "This system"),
            1_234_567,
        ),
        used(
            asked,
            ("第42号案件の確認<b>", "第42号案件の確認<b>"),
            ("登録係　髙橋\u{E000}", "登録係　髙橋\u{E000}"),
            12,
        ),
    ];
    let log = |log| NumberLogPage { frame: frame(r.0), log };
    vec![
        r.sample("my-number-log", "private-use", log(NumberLog { held: true, uses, before: Some(12) })),
        r.sample("my-number-log", "end", log(NumberLog { held: true, uses: vec![], before: None })),
        r.sample("my-number-log", "empty", log(NumberLog::default())),
    ]
}

fn filled(r: In) -> Vec<Sample> {
    let line = |code, name: (&str, &str), card: &str, stands: &str, used| CardLine {
        code,
        name: Both::new(name.0, name.1),
        card: card.into(),
        stands: stands.into(),
        used,
    };
    let fill = |lines| CardFillPage {
        frame: frame(r.0),
        fill: CardFill { token: "00ff".into(), draft: "0199".into(), lines },
    };
    let lines = vec![
        line("name", ("氏名", "Name"), "高橋\u{E000}　花子<b>", "髙橋\u{E000}　花子<b>", CardUse::Variant),
        line("birth-date", ("生年月日", "Date of birth"), "1988-01-08", "1988-01-08", CardUse::Same),
        line("sex", ("性別", "Sex"), "女", "", CardUse::NotAsked),
        line("address", ("住所", "Address"), "東京都架空区見本一丁目1番1号", "大阪府", CardUse::Filled),
    ];
    vec![r.sample("my-card-fill", "variant", fill(lines)), r.sample("my-card-fill", "empty", fill(vec![]))]
}
