//! Tasks in words.

use law::Both;
use store::task::TaskRow;

use super::words::{ends_by_note, job_words, kind_words, notice_words, same, to_do, why_words};
use super::{DAY_MICROS, TaskKey};
use crate::cases::{CaseKey, NOTICE};
use crate::link_entry::{PAPER_LINK, UNLINK, entry_of_task};
use crate::second_officer::SECOND;
use crate::time::{now_micros, rfc3339};
use crate::{Actor, App, CheckTask};

/// The kinds of tasks, by their codes, in the order in which lists offer them.
pub const TASK_KINDS: [&str; 12] = [
    "refund",
    "payment-unclear",
    "job-failed",
    "review-by-rule",
    SECOND,
    PAPER_LINK,
    UNLINK,
    "write-certificate",
    NOTICE,
    "yearly-check",
    "yearly-check-keeper",
    "deletion-fell",
];

/// How a task ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TaskEnd {
    /// When, RFC 3339.
    pub at: String,
    /// Who ended it.
    pub by: String,
    /// What was done.
    pub note: String,
}

/// A task.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TaskView {
    /// Which.
    pub key: TaskKey,
    /// What kind, a code of [`TASK_KINDS`].
    pub kind: String,
    /// The kind in words.
    pub words: Both,
    /// What the qualification is called.
    pub qualification: Both,
    /// What the authority is called.
    pub authority: Both,
    /// The case that it is about.
    pub case: Option<CaseKey>,
    /// The entry that it is about; in no list.
    pub entry: Option<String>,
    /// What about it: what each line is called, and what it says; in no list.
    pub about: Vec<(Both, Both)>,
    /// What is to be done.
    pub to_do: Both,
    /// Since when, RFC 3339.
    pub since: String,
    /// For how many whole days.
    pub days: u64,
    /// Who has it in hand; empty for nobody.
    pub in_hand: String,
    /// Whether that is the viewer.
    pub own: bool,
    /// What was done the last time, where it was opened again.
    pub last_note: String,
    /// How it ended; none while it is open.
    pub end: Option<TaskEnd>,
    /// Whether it ends by a note; what two officers do ends by the second one's answer.
    pub by_note: bool,
    /// Whether the second one answers on the page of the entry's link.
    pub of_link: bool,
}

impl App {
    /// The kinds of tasks: code and words.
    #[must_use]
    pub fn task_kinds(&self) -> Vec<(&'static str, Both)> {
        TASK_KINDS.iter().map(|kind| (*kind, kind_words(kind))).collect()
    }

    /// A task as a list shows it: nothing that is personal.
    pub(super) fn task_line(&self, actor: &Actor, row: TaskRow) -> TaskView {
        TaskView { entry: None, about: Vec::new(), ..self.task_view(actor, row) }
    }

    pub(super) fn task_view(&self, actor: &Actor, row: TaskRow) -> TaskView {
        let TaskRow { task, done_at, by, note } = row;
        let names = self.register_of(task.register).map(|r| self.register_names(&r, self.today()));
        let (qualification, authority) =
            names.map_or_else(|| (Both::new("", ""), Both::new("", "")), |n| (n.qualification, n.authority));
        let of_link = [PAPER_LINK, UNLINK].contains(&task.kind.as_str());
        let check = CheckTask::of(&task.kind, &task.about);
        let end = done_at.map(|at| TaskEnd { at: rfc3339(at), by: by.clone(), note: note.clone() });
        let open = end.is_none();
        TaskView {
            key: TaskKey { register: task.register, id: task.id },
            words: kind_words(&task.kind),
            to_do: to_do(&task.kind),
            qualification,
            authority,
            case: task.case.map(|id| CaseKey { register: task.register, id }),
            entry: match &check {
                Some(check) => Some(check.entry.clone()),
                None if of_link => entry_of_task(&task.about),
                None => None,
            },
            about: check.map_or_else(|| about(&task.kind, &task.about), of_check),
            since: rfc3339(task.at),
            days: u64::try_from((now_micros() - task.at) / DAY_MICROS).unwrap_or(0),
            own: open && by == actor.name,
            in_hand: if open { by } else { String::new() },
            last_note: if open { note } else { String::new() },
            end,
            by_note: ends_by_note(&task.kind),
            of_link,
            kind: task.kind,
        }
    }
}

fn of_check(check: CheckTask) -> Vec<(Both, Both)> {
    let mut lines = vec![(Both::new("分かったこと", "Finding"), Both::new(check.what.0, check.what.1))];
    if !check.on.is_empty() {
        lines.push((Both::new("日", "Day"), same(&check.on)));
    }
    let citation = if check.citation.is_empty() {
        Both::new("要確認", "to be confirmed")
    } else {
        same(&check.citation)
    };
    lines.push((Both::new("根拠", "Provision"), citation));
    lines
}

/// What the program noted, line by line. What the first of two officers signed is shown with the case.
fn about(kind: &str, about: &str) -> Vec<(Both, Both)> {
    let money = |yen: &str| Both::new(format!("{yen}円"), format!("{yen} yen"));
    let mut words = about.splitn(3, ' ');
    match (kind, words.next(), words.next(), words.next()) {
        (_, None | Some(""), ..) | (SECOND | PAPER_LINK | UNLINK, ..) => Vec::new(),
        ("refund" | "payment-unclear", Some(number), Some(yen), Some(why)) => vec![
            (Both::new("収納の番号", "Number of the receipt"), same(number)),
            (Both::new("金額", "Amount"), money(yen)),
            (Both::new("理由", "Why"), why_words(why)),
        ],
        (NOTICE, ..) => {
            let words = notice_words(about);
            vec![(Both::new("知らせること", "What is to be told"), words)]
        }
        ("job-failed", ..) => {
            let (job, fault) = about.split_once(": ").unwrap_or((about, ""));
            vec![
                (Both::new("しようとしたこと", "What was tried"), job_words(job)),
                (Both::new("失敗の内容", "What went wrong"), same(fault)),
            ]
        }
        _ => vec![(Both::new("内容", "About"), same(about))],
    }
}
