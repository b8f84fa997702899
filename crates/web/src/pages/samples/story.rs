//! The pages of the demonstration's story.

use app::{Both, CodeView, DemoAccount, Outcome};

use super::{In, Sample, check, outside};
use crate::pages::{CodePage, LedgerPage, StoryPage, YearPage};
use crate::story::{Bend, BentCode, CodePart, Flipped, Outside, Part, Player, Players, Scene, Turn};

fn player(name: &str, turn: Option<Turn>) -> Player {
    Player {
        name: name.into(),
        born: "1998-06-02".into(),
        qualification: Both::new("見本管理士", "Sample keeper"),
        number: "第2154号".into(),
        domicile: "北海道".into(),
        entry: super::data::ID.into(),
        turn,
    }
}

fn turn(name: &str, came: bool) -> Turn {
    Turn { day: "2026-05-23".into(), name: name.into(), came }
}

fn scene(came: bool) -> Scene {
    Scene {
        today: if came { "2027-04-01" } else { "2026-04-01" }.into(),
        players: Players {
            bride: Some(player("高\u{E000}　葛\u{E0100}子", Some(turn("見本　葛子", came)))),
            foreigner: Some(Player {
                domicile: "フィリピン".into(),
                ..player(
                    "ＤＥＬＡ　ＣＲＵＺ　ＭＡＲＩＡ　ＣＯＲＡＺＯＮ　ＶＥＲＯＮＩＣＡ　ＥＳＰＥＲＡＮＺＡ",
                    None,
                )
            }),
            sanctioned: Some(player("見本　一郎", None)),
            widowed: Some(player("見本　次郎", Some(turn("見本　月子", came)))),
        },
        linked: 6_042,
        outside: Outside {
            start: "http://127.0.0.1:4001/".into(),
            bank: "http://127.0.0.1:4002/bank".into(),
            post: "http://127.0.0.1:4003/post".into(),
        },
        can_reset: true,
        ..Scene::default()
    }
}

fn busy() -> Scene {
    let at_work = Some(Both::new("登録簿を作っています。", "The registers are being filled."));
    Scene { at_work, players: Players::default(), can_reset: false, linked: 0, ..scene(false) }
}

/// A country in which two parts have nobody to play them.
fn few() -> Scene {
    let whole = scene(false);
    let players = Players { bride: None, foreigner: None, ..whole.players };
    Scene { players, ..whole }
}

fn flipped(mended: bool) -> Scene {
    let finding = |what: &str| {
        let place = "sample-keeper/JP entry 01a22bca-e417-7ab0-9ae0-8a915bb70e9b number 2154 search_key";
        [what, place, "byte 15 of 102 is 0x32", "byte 15 of 102 is 0x33"].map(str::to_owned)
    };
    let flipped = Flipped {
        entry: super::data::ID.into(),
        before: "1998-06-02".into(),
        after: "1998-06-03".into(),
        mended,
        findings: if mended { vec![] } else { vec![finding("present-differs"), finding("keys-differ")] },
        records: 20_345,
        entries: 20_312,
        millis: 812,
    };
    Scene { flipped: Some(flipped), ..scene(false) }
}

fn code(r: In, bend: Bend, bent: Option<Both>) -> CodePage {
    let part = |ja, en, from, until, bent| CodePart { name: Both::new(ja, en), from, until, bent };
    let what = if bent.is_some() { Outcome::Forged } else { Outcome::Valid };
    let code = BentCode {
        name: "見本　一郎".into(),
        qualification: Both::new("見本管理士", "Sample keeper"),
        fragment: "#c=0oRD".into(),
        parts: vec![
            part("鍵の名前", "Name of the key", 3, 52, None),
            part("本文（氏名、登録番号など）", "Contents (name, number …)", 55, 240, bent),
            part("署名", "Signature", 242, 306, None),
        ],
        checked: CodeView::bare(what),
    };
    CodePage { frame: outside(r.0, "/demo/code/sanctioned"), part: Part::Sanctioned, bend, code }
}

pub(super) fn pages(r: In) -> Vec<Sample> {
    let account = |login, password, display_name| DemoAccount {
        login,
        password,
        display_name,
        what: "全国の籍を検索・閲覧できます",
        what_en: "Searches and reads all registers",
    };
    let accounts = || {
        vec![
            account("officer", "officer-demo", "本省　登録係"),
            account("second", "second-demo", "本省　確認係"),
        ]
    };
    let story = |scene| StoryPage { frame: outside(r.0, "/demo"), accounts: accounts(), scene };
    let year = |scene| YearPage::new(outside(r.0, "/demo/year"), scene);
    let ledger = |scene| LedgerPage { frame: outside(r.0, "/demo/ledger"), scene };
    let checked = Scene { check: Some(check::overview("running")), deaths: 104, ..scene(true) };
    let done = Scene { check: Some(check::overview("done")), ..checked.clone() };
    let fault = Some(Both::new("住基ネットから回答がありません。", "The resident register does not answer."));
    let renamed = Both::new("氏名の1文字目", "The first character of the name");
    vec![
        r.sample("story", "usual-private-use-longest", story(scene(false))),
        r.sample("story", "married", story(scene(true))),
        r.sample("story", "empty", story(busy())),
        r.sample("story", "small", story(few())),
        r.sample("story", "error", story(Scene { fault, ..scene(false) })),
        r.sample("story-year", "empty", year(scene(false))),
        r.sample("story-year", "usual", year(checked)),
        r.sample("story-year", "done", year(done)),
        r.sample("story-ledger", "empty", ledger(scene(false))),
        r.sample("story-ledger", "usual", ledger(flipped(false))),
        r.sample("story-ledger", "mended", ledger(flipped(true))),
        r.sample("story-code", "usual", code(r, Bend::None, None)),
        r.sample("story-code", "forged", code(r, Bend::Name, Some(renamed))),
    ]
}
