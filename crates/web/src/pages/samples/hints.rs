//! The desk's page on hints between the years.

use app::{Both, FindingCount, HintAuthority, HintRun, HintSwitchView, HintsView};

use super::super::{Frame, HintsPage, Place};
use super::{In, Sample, frame};

pub(super) fn pages(r: In) -> Vec<Sample> {
    let at = || Frame { place: Place::Check, here: "/desk/yearly-check/hints".into(), ..frame(r.0) };
    let page = |hints| HintsPage { frame: at(), hints };
    let nobody = HintSwitchView {
        on: false,
        from: String::new(),
        until: String::new(),
        by: String::new(),
        at: String::new(),
        ground: String::new(),
    };
    let on = HintSwitchView {
        on: true,
        from: "2026-04-01".into(),
        until: "2027-03-31".into(),
        by: "厚生労働省　\u{E000}城　一郎".into(),
        at: "2026-03-30T01:00:00Z".into(),
        ground: "架空の決裁 第12号（根拠の条を記す）<b>".into(),
    };
    let authority = |code: &str, name: (&str, &str), switch, [watched, waiting, asked]: [u64; 3]| {
        HintAuthority { code: code.into(), name: Both::new(name.0, name.1), switch, watched, waiting, asked }
    };
    let found = |code, ja: &str, en: &str, entries| FindingCount {
        code,
        words: Both::new(ja, en),
        follows: Both::new("職員が判断します。", "An officer decides."),
        entries,
    };
    let run = HintRun {
        period: "hints-2026-11-30-1".into(),
        state: "done".into(),
        started_at: "2026-11-30T01:12:00Z".into(),
        checked: 1_204,
        findings: vec![
            found("unchanged", "変更なし", "unchanged", 812),
            found("name-changed", "氏名の変更", "name changed", 391),
            found("died", "死亡", "death", 1),
        ],
    };
    let long = (
        "見本検査士・見本調製士・見本代理士登録のための指定登録機関",
        "Designated body for a very long name",
    );
    let view = HintsView {
        citation: "検討会報告書（将来的に）".into(),
        established: false,
        allowed: true,
        authorities: vec![
            authority("JP", ("厚生労働大臣", "Minister of Health"), on.clone(), [401_223, 12, 9_204]),
            authority("body", long, HintSwitchView { on: false, ..on }, [0, 0, 3]),
            authority("JP-13", ("東京都知事", "Governor of Tokyo"), nobody, [0, 0, 0]),
        ],
        runs: vec![run],
    };
    let bare = HintsView { established: true, authorities: vec![], runs: vec![], ..view.clone() };
    vec![r.sample("hints", "usual", page(view)), r.sample("hints", "empty", page(bare))]
}
