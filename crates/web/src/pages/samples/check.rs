//! The desk's pages on the yearly check, and on what the first link in bulk left.

use app::view::RegisterSummary;
use app::{
    Both, CheckOverview, CheckedGroup, DeathLine, DeskReason, FindingCount, ItemOfBoth, ItemSet, Likeness,
    LinkCase, LinkQueue, LinkReason, LinkWaiting, Marked, NumbersGiven, PauseLimit, RunCommand, RunEvent,
};

use super::super::{
    BulkLinkPage, BulkQueuePage, BulkQueuesPage, CheckOverviewPage, Frame, NumbersPage, Place,
};
use super::{In, Sample, data, errors, frame, registers_list};
use crate::forms::FieldErrors;

const FINDINGS: [(&str, &str, &str); 7] = [
    ("unchanged", "変更なし", "unchanged"),
    ("name-changed", "氏名の変更", "name changed"),
    ("domicile-to-ask", "本籍の確認が必要", "domicile to be asked of the family register"),
    ("died", "死亡", "death"),
    ("moved-abroad", "国外転出", "moved abroad"),
    ("not-found", "該当なし", "not found"),
    ("no-answer", "回答なし", "no answer"),
];

fn group(ja: &str, en: &str, counts: [u64; 7]) -> CheckedGroup {
    let findings = FINDINGS.iter().zip(counts);
    let one = |((code, ja, en), entries): (&(&'static str, &str, &str), u64)| FindingCount {
        code,
        words: Both::new(*ja, *en),
        follows: Both::new("職員が\"判断\"<b>します。", "An officer \"decides\"<b>."),
        entries,
    };
    CheckedGroup { name: Both::new(ja, en), findings: findings.map(one).collect() }
}

pub(super) fn overview(state: &str) -> CheckOverview {
    let reason = Both::new(
        "JP-13: ある区分で死亡が3.1%（上限2%）<b>",
        "JP-13: deaths are 3.1 % of a slice, more than 2 %",
    );
    let long = "見本検査士・見本調製士・見本代理士のような長い名前の見本管理士";
    CheckOverview {
        period: "2026".into(),
        state: state.into(),
        reason,
        started_at: "2026-11-29T23:00:00Z".into(),
        changed_at: "2026-11-30T01:12:00Z".into(),
        changed_by: "厚生労働省　佐藤　一郎".into(),
        commands: match state {
            "running" => vec![RunCommand::Pause],
            "paused" => vec![RunCommand::Resume],
            _ => vec![],
        },
        done: if state == "done" { 252 } else { 97 },
        slices: 252,
        per_hour: (state == "running").then_some(3_812_000),
        minutes_left: (state == "running").then_some(124),
        total: group("すべて", "All", [4_612_004, 61_230, 20_117, 52_808, 4_210, 902, 17]),
        professions: vec![
            group("見本管理士", "Sample keeper", [2_001_000, 30_017, 9_870, 34_102, 2_017, 400, 9]),
            group("准見本管理士", "Assistant sample keeper", [410_000, 9_017, 4_870, 4_102, 17, 40, 0]),
            group(long, "Keeper of samples with a very long name of the profession", [7, 0, 0, 0, 0, 0, 0]),
        ],
        prefectures: vec![
            group("東京都", "Tokyo Metropolis", [90_000, 1_017, 870, 702, 17, 40, 0]),
            group("神奈川県", "Kanagawa Prefecture", [70_000, 817, 570, 502, 7, 4, 1]),
        ],
        deaths: vec![
            DeathLine {
                name: Both::new("見本管理士", "Sample keeper"),
                holders: Some(2_075_447),
                notified: 91,
                expected: Some(34_591),
                checked: 2_077_415,
                found: 34_102,
                deleted: 33_870,
            },
            DeathLine {
                name: Both::new("准見本管理士", "Assistant sample keeper"),
                holders: None,
                notified: 27,
                expected: None,
                checked: 0,
                found: 0,
                deleted: 0,
            },
        ],
        sources: vec!["検討会報告書（2019-12）".into(), "検討会報告書（2018-03）".into()],
        limits: vec![
            limit("割合で判断する最少の件数", "people of whom a share says anything", 200),
            limit(
                "前回生存を確認した人の死亡の上限（百分率）",
                "dead of those whom the last check found alive, in a hundred",
                5,
            ),
        ],
    }
}

fn limit(ja: &str, en: &str, number: u32) -> PauseLimit {
    let citation = "本システムの設計（法令の定めはない）。これより少ないと百分率では何も言えない".into();
    PauseLimit { words: Both::new(ja, en), number, citation }
}

fn run_events() -> Vec<RunEvent> {
    let event = |hours: i64, actor: &str, what: &str, about: &str| RunEvent {
        at: 1_764_460_800_000_000 + hours * 3_600_000_000,
        actor: actor.into(),
        what: what.into(),
        about: about.into(),
    };
    vec![
        event(0, "worker-7f3a", "pause", "JP-13: 該当なしが多すぎます\nJP-13: too many not found"),
        event(1, "sato", "resume", "接続先の\"誤り\"<b>を直した。"),
        event(2, "worker-7f3a", "pause", "JP-13: 死亡が多すぎます\nJP-13: too many dead"),
    ]
}

pub(super) fn check(r: In) -> Vec<Sample> {
    let at = || Frame { place: Place::Check, here: "/desk/yearly-check".into(), ..frame(r.0) };
    let page = |overview| CheckOverviewPage::new(at(), overview, vec![]);
    let stopped = CheckOverviewPage::new(at(), Some(overview("paused")), run_events());
    let bare = CheckOverview { professions: vec![], prefectures: vec![], done: 0, ..overview("running") };
    let bare = CheckOverview { per_hour: None, minutes_left: None, ..bare };
    let given = |register: RegisterSummary, standing, given, found, linked| NumbersGiven {
        register,
        standing,
        given,
        found,
        linked,
    };
    let mut registers = registers_list().into_iter();
    let some = [
        (Some(2_075_447), 401_223, 1_200_000, 2_040),
        (Some(42), 0, 0, 0),
        (None, 3, 0, 1),
        (Some(188_083), 188_083, 0, 0),
    ];
    let numbers: Vec<_> = registers
        .by_ref()
        .zip(some)
        .map(|(register, (standing, g, found, linked))| given(register, standing, g, found, linked))
        .collect();
    vec![
        r.sample("yearly-check", "running", page(Some(overview("running")))),
        r.sample("yearly-check", "paused", stopped),
        r.sample("yearly-check", "done", page(Some(overview("done")))),
        r.sample("yearly-check", "begun", page(Some(bare))),
        r.sample("yearly-check", "empty", page(None)),
        r.sample("numbers", "usual", NumbersPage::new(at(), numbers)),
        r.sample("numbers", "empty", NumbersPage::new(at(), vec![])),
    ]
}

fn reasons() -> Vec<LinkReason> {
    let reason = |code, ja: &str, en: &str, waiting| LinkReason { code, words: Both::new(ja, en), waiting };
    vec![
        reason("nobody", "四情報が一致する人がいない", "nobody has all four items", 61_204),
        reason("differs", "一致しない項目がある", "items differ", 1_830),
        reason("several", "複数の人が該当する", "several persons have them", 12),
    ]
}

fn marked(pieces: &[(&str, Likeness)]) -> Vec<Marked> {
    pieces.iter().map(|(text, likeness)| Marked { text: (*text).to_owned(), likeness: *likeness }).collect()
}

/// Both sides of an entry that waits, with an IVS, a private-use character and an address that differs.
fn case(seen: &str, told: Option<Both>) -> LinkCase {
    use Likeness::{Different, Same};
    let item = |item, words, ours, theirs: &[(&str, Likeness)], equal| ItemOfBoth {
        item,
        words,
        ours: marked(ours),
        told: if seen.is_empty() { vec![] } else { marked(theirs) },
        equal,
    };
    let name = [("葛\u{E0100}城", Same), ("<b>", Different), ("　\u{E000}子", Same)];
    let address = [("東京都架空区架空一丁目", Same), ("１番", Different)];
    let moved = [("東京都架空区架空一丁目", Same), ("２番３号", Different)];
    LinkCase {
        register: registers_list().remove(0),
        waiting: LinkWaiting {
            entry: data::ID.into(),
            number: "第1234567号".into(),
            name: "葛\u{E0100}城<b>　\u{E000}子".into(),
            reason: DeskReason::Differs(ItemSet::NONE),
            since: 1_764_460_800_000_000,
        },
        linked: false,
        reported_on: "2026-01-31".into(),
        items: vec![
            item("name", ("氏名", "name"), &name, &[("葛\u{E0100}城", Same), ("　\u{E000}子", Same)], false),
            item(
                "birth-date",
                ("生年月日", "birth date"),
                &[("1988-01-08", Same)],
                &[("1988-01-08", Same)],
                true,
            ),
            item("address", ("住所", "address"), &address, &moved, false),
        ],
        seen: seen.to_owned(),
        told,
    }
}

pub(super) fn bulk(r: In) -> Vec<Sample> {
    let at = || Frame { place: Place::Linking, here: "/desk/linking/bulk".into(), ..frame(r.0) };
    let mut registers = registers_list().into_iter();
    let queues: Vec<_> =
        registers.by_ref().take(2).map(|register| LinkQueue { register, reasons: reasons() }).collect();
    let waiting = |count: usize| -> Vec<LinkWaiting> {
        let one = case("", None).waiting;
        (0..count).map(|place| LinkWaiting { number: format!("第{}号", place + 1), ..one.clone() }).collect()
    };
    let queue = |waiting, reason: &str| BulkQueuePage {
        frame: at(),
        queue: LinkQueue { register: registers_list().remove(0), reasons: reasons() },
        reason: reason.into(),
        waiting,
    };
    let one = Both::new("該当者が一人います。", "Exactly one person.");
    let nobody = Both::new("該当する人はいません。", "Nobody has this name and birth date.");
    let page = |link, errors, ground: &str| BulkLinkPage { frame: at(), link, errors, ground: ground.into() };
    let wrong = errors(&[("ground", r.0.t("判断の根拠を入力してください。", "Give the ground."))]);
    vec![
        r.sample("bulk-links", "usual", BulkQueuesPage { frame: at(), queues }),
        r.sample("bulk-links", "empty", BulkQueuesPage { frame: at(), queues: vec![] }),
        r.sample("bulk-queue", "usual", queue(waiting(50), "nobody")),
        r.sample("bulk-queue", "empty", queue(vec![], "differs")),
        r.sample(
            "bulk-link",
            "one-private-use",
            page(case("9f86", Some(one.clone())), FieldErrors::default(), ""),
        ),
        r.sample(
            "bulk-link",
            "linked",
            page(LinkCase { linked: true, ..case("9f86", Some(one.clone())) }, FieldErrors::default(), ""),
        ),
        r.sample("bulk-link", "nobody", page(case("", Some(nobody)), FieldErrors::default(), "")),
        r.sample("bulk-link", "outage", page(case("", None), FieldErrors::default(), "")),
        r.sample("bulk-link", "error", page(case("9f86", Some(one)), wrong, "\"><b>")),
    ]
}
