//! Samples of the desk's tasks.

use app::{Both, CaseKey, TaskEnd, TaskFilter, TaskKey, TaskView};

use super::{In, Sample, errors, frame, registers_list};
use crate::forms::FieldErrors;
use crate::pages::{Frame, Place, TaskPage, TasksPage};

const ID: &str = "019a0000-0000-7000-8000-000000000001";

fn refund() -> TaskView {
    TaskView {
        key: TaskKey::parse("1234567", ID).unwrap_or_else(|_| unreachable!()),
        kind: "refund".into(),
        words: Both::new("還付", "Money to be paid back"),
        qualification: Both::new("見本管理士", "Sample keeper"),
        authority: Both::new("厚生労働大臣", "Minister of Health, Labour and Welfare"),
        case: CaseKey::parse("1234567", ID).ok(),
        entry: None,
        about: vec![
            (Both::new("収納の番号", "Number of the receipt"), Both::new("R-001", "R-001")),
            (Both::new("金額", "Amount"), Both::new(format!("{}円", 1_000), format!("{} yen", 1_000))),
            (Both::new("理由", "Why"), Both::new("二重の納付", "paid twice")),
        ],
        to_do: Both::new(
            "案件の納付を確かめて還付し、還付した日と方法を書いて終えます。",
            "Pay the money back; note the day and the way.",
        ),
        since: "2026-11-02T01:23:45Z".into(),
        days: 12,
        in_hand: String::new(),
        own: false,
        last_note: String::new(),
        end: None,
        by_note: true,
        of_link: false,
    }
}

/// A task about an entry, in another hand, opened again.
fn finding() -> TaskView {
    TaskView {
        kind: "yearly-check-keeper".into(),
        words: Both::new("年1回の確認の結果（登録機関の手続）", "A finding for whoever keeps the register"),
        case: None,
        entry: Some(ID.into()),
        about: vec![(Both::new("分かったこと", "Finding"), Both::new("死亡\u{E000}<b>", "died <b>"))],
        in_hand: "tanaka".into(),
        last_note: "電話で遺族に連絡した。折り返しを待つ。".repeat(20),
        days: 1,
        ..refund()
    }
}

fn ended() -> TaskView {
    let end = TaskEnd {
        at: "2026-11-03T01:00:00Z".into(),
        by: "sato".into(),
        note: "11月3日に口座へ還付した".into(),
    };
    TaskView { end: Some(end), ..refund() }
}

fn signature() -> TaskView {
    let words = Both::new("書面による結び付けの確認", "A link from paper to be confirmed");
    TaskView {
        kind: "paper-link".into(),
        words,
        case: None,
        entry: Some(ID.into()),
        about: vec![],
        by_note: false,
        of_link: true,
        own: true,
        in_hand: "me".into(),
        ..refund()
    }
}

/// Both pages.
pub(super) fn pages(r: In) -> Vec<Sample> {
    let at = || Frame { place: Place::Tasks, ..frame(r.0) };
    let kinds = || vec![("refund", refund().words), ("yearly-check-keeper", finding().words)];
    let list =
        |filter, tasks, more| TasksPage::new(at(), (filter, tasks, more), (&registers_list(), kinds()));
    let narrow = TaskFilter { authority: "JP".into(), kind: "refund".into(), days: 7 };
    let page = |task| TaskPage {
        frame: at(),
        task,
        errors: FieldErrors::default(),
        note: String::new(),
        refused: String::new(),
    };
    let wrong =
        errors(&[("note", r.0.t("何をしたかを500文字までで入力してください。", "Say what was done."))]);
    let moved =
        r.0.t("この作業は、その間に別の職員が引き受けました。", "Another officer has taken this task.")
            .to_owned();
    vec![
        r.sample("tasks", "usual", list(TaskFilter::default(), vec![refund(), finding(), signature()], true)),
        r.sample("tasks", "empty", list(TaskFilter::default(), vec![], false)),
        r.sample("tasks", "narrow", list(narrow, vec![], false)),
        r.sample("task", "usual", page(refund())),
        r.sample("task", "longest-private-use", page(finding())),
        r.sample("task", "signature", page(signature())),
        r.sample("task", "ended", page(ended())),
        r.sample("task", "error", TaskPage { errors: wrong, note: "<b>".into(), ..page(refund()) }),
        r.sample("task", "moved", TaskPage { refused: moved, ..page(finding()) }),
    ]
}
