//! What an officer can do with proposed deletions, each as a step that is confirmed: what it does, on what ground.

use app::{BatchCommand, DeletionBatchView};

use super::deletions::register_of;
use super::desk_step::{DeskStep, Fact};
use crate::forms::Confirm;
use crate::html;
use crate::lang::Lang;

pub(super) const ALL: &str = "/desk/yearly-check/deletions";

/// The words of a step: title, what it does, what its ground is called with an example, how it is confirmed, its button.
type Words = (&'static str, Vec<String>, Option<(&'static str, &'static str)>, Confirm, &'static str);

pub(super) fn own(sentences: &[&str]) -> Vec<String> {
    sentences.iter().map(|sentence| (*sentence).to_owned()).collect()
}

/// A step with a whole batch; none for what is not done from a page.
pub(crate) fn batch_step(l: Lang, batch: &DeletionBatchView, command: BatchCommand) -> Option<DeskStep> {
    let (title, happens, ground, confirm, button) = words(l, batch, command)?;
    let (register, authority) = register_of(l, batch);
    let back = format!("{ALL}/{}", batch.id);
    Some(DeskStep {
        path: path(l, &register, &back),
        title: title.to_owned(),
        about: format!("{authority}　{register}　{}", batch.period),
        happens,
        facts: facts(l, batch),
        ground: ground.map(|(label, hint)| (label.to_owned(), hint.to_owned())),
        confirm,
        button: button.to_owned(),
        action: format!("{back}/{}", command.code()),
        back,
        seen: batch.seen(),
    })
}

pub(super) fn path(l: Lang, register: &str, back: &str) -> Vec<(String, String)> {
    vec![
        ("/desk/yearly-check".to_owned(), l.t("年1回の確認", "Yearly check").to_owned()),
        (ALL.to_owned(), l.t("死亡による消除の案", "Proposed deletions").to_owned()),
        (back.to_owned(), register.to_owned()),
    ]
}

fn words(l: Lang, batch: &DeletionBatchView, command: BatchCommand) -> Option<Words> {
    Some(match command {
        BatchCommand::Approve => approve(l, batch),
        BatchCommand::Delete => delete(l, batch),
        BatchCommand::Release => (
            l.t("停止を解除する", "Let it go on"),
            own(&[
                l.t("案の全体が、もう一度留置きから始まります。", "The whole batch goes into quarantine again."),
                l.t(
                    "そのあと、全員の再照会と戸籍との照合を、はじめからやり直します。前の回答と決裁は使いません。",
                    "Then everybody is asked for again, and a new sample is drawn. Nothing of the earlier answers or approvals counts.",
                ),
            ]),
            Some((
                l.t("続けてよい理由", "Why it may go on"),
                l.t(
                    "何が原因で、何を確かめたかを書きます（例：接続先の誤りで、直したことを確認）。記録に残ります。",
                    "What the reason was, and what you saw (for instance: a wrong connection, set right). It is kept.",
                ),
            )),
            Confirm::Tick,
            l.t("解除する", "Let it go on"),
        ),
        BatchCommand::Dismiss => (
            l.t("案の全体を取り下げる", "Dismiss the whole batch"),
            own(&[
                l.t("残っている案は、すべて取り下げられます。", "Nothing of what is left is proposed any more."),
                l.t("この案からは、これ以上だれも消除されません。", "Nobody else is deleted by this batch."),
                l.t("取下げは元に戻せません。次の年の確認で、あらためて案になります。", "This cannot be undone. The next yearly check proposes anew."),
            ]),
            Some((l.t("取り下げる理由", "Why it is dismissed"), l.t("記録に残ります。", "It is kept."))),
            Confirm::Tick,
            l.t("取り下げる", "Dismiss"),
        ),
        BatchCommand::Restore => restore(l, batch),
        BatchCommand::Check => return None,
    })
}

fn approve(l: Lang, batch: &DeletionBatchView) -> Words {
    let second = !batch.officers.is_empty();
    let next = if second {
        l.t(
            "あなたは二人目です。決裁すると、消除を実行できるようになります。まだ消除はされません。",
            "You are the second. After your approval the deletions can be carried out; nothing is deleted yet.",
        )
    } else {
        l.t(
            "あなたは一人目です。消除には、別の職員の決裁がもう一つ要ります。",
            "You are the first. Another officer has to approve before anything is deleted.",
        )
    };
    let count = html::thousands(&batch.counts.proposed);
    let whole = match l {
        Lang::Ja => format!(
            "この案の{count}件すべてについて決裁します。見たあとに変わった登録は、実行のときに除かれます。"
        ),
        Lang::En => format!(
            "You approve all {count} proposals. What changes afterwards falls out when they are carried out."
        ),
    };
    (
        if second {
            l.t("二人目として決裁する", "Approve as the second officer")
        } else {
            l.t("一人目として決裁する", "Approve as the first officer")
        },
        unconfirmed(l, batch).into_iter().chain([whole, next.to_owned()]).collect(),
        Some((
            l.t("決裁の根拠", "The ground"),
            l.t(
                "何を確かめたかを書きます（例：照合の結果と除外の理由を確認）。記録に残ります。",
                "What you looked at (for instance the sample and why some fell out). It is kept.",
            ),
        )),
        Confirm::Tick,
        l.t("決裁する", "Approve"),
    )
}

/// What nobody may overlook who signs for a batch of which the family register confirms nothing.
fn unconfirmed(l: Lang, batch: &DeletionBatchView) -> Option<String> {
    let words = l.t(
        "戸籍で確かめられた案は一件もありません。停止を解除した職員が示した理由と、死亡を確かめた資料を見てください。",
        "The family register confirms not a single one of these. Look at the ground on which the batch was let go on, and at what showed the deaths.",
    );
    batch.is_unconfirmed().then(|| words.to_owned())
}

fn delete(l: Lang, batch: &DeletionBatchView) -> Words {
    let count = html::thousands(&batch.counts.proposed);
    let what = match l {
        Lang::Ja => format!("{count}件の登録を、死亡により消除します。"),
        Lang::En => format!("{count} entries are deleted by death."),
    };
    (
        l.t("消除を実行する", "Carry out the deletions"),
        unconfirmed(l, batch).into_iter().chain([
            what,
            l.t("登録の履歴に記録され、デジタル資格者証は無効になります。", "Each is recorded in its history, and its digital proofs end.").to_owned(),
            l.t("確認のあとに変わった登録は、除外されて職員の案件になります。", "What changed since the check falls out, and becomes a task of the desk.").to_owned(),
            l.t("件数が多いときは、画面を離れても処理が続きます。止まったときは、同じ操作で続きから始まります。", "Many take a while and go on when you leave the page. If they stop, the same step goes on from there.").to_owned(),
        ]).collect(),
        None,
        Confirm::Count(batch.counts.proposed),
        l.t("消除を実行する", "Carry them out"),
    )
}

fn restore(l: Lang, batch: &DeletionBatchView) -> Words {
    let count = html::thousands(&batch.counts.deleted);
    let what = match l {
        Lang::Ja => format!("この案で消除した{count}件の登録を、まとめて回復します。"),
        Lang::En => format!("{count} entries that this batch deleted are restored."),
    };
    (
        l.t("消除をまとめて回復する", "Restore all that was deleted"),
        vec![
            what,
            l.t("残っている案は取り下げられます。", "Nothing of what is left is proposed any more.")
                .to_owned(),
            l.t(
                "消除のあとに別の記録がある登録は回復されません。履歴を見て、一件ずつ処理します。",
                "An entry upon which something was recorded since is left for an officer.",
            )
            .to_owned(),
        ],
        Some((
            l.t("回復する理由", "Why they are restored"),
            l.t(
                "記録に残り、それぞれの登録の履歴にも載ります。",
                "It is kept, and stands in the history of each entry.",
            ),
        )),
        Confirm::Count(batch.counts.deleted),
        l.t("回復する", "Restore"),
    )
}

fn facts(l: Lang, batch: &DeletionBatchView) -> Vec<Fact> {
    let fact = |label: &str, value: String, japanese| Fact { label: label.to_owned(), value, japanese };
    let day = |iso: &str| app::shown_date(iso, l.into());
    let counts = &batch.counts;
    let said: Vec<String> = counts
        .said
        .iter()
        .map(|(said, count)| {
            let (ja, en) = said.label();
            format!("{} {}", l.t(ja, en), html::thousands(count))
        })
        .collect();
    let mut all = vec![
        fact(l.t("いまの案", "Proposed now"), html::thousands(&counts.proposed), false),
        fact(l.t("除外", "Fallen out"), html::thousands(&counts.fallen.values().sum()), false),
        fact(l.t("消除済み", "Deleted"), html::thousands(&counts.deleted), false),
        fact(l.t("戸籍との照合", "The family register says"), said.join(l.t("、", ", ")), false),
        fact(l.t("確認した日", "Checked on"), day(&batch.checked_on), false),
    ];
    for officer in &batch.officers {
        let label = l.t("決裁した職員", "Approved by");
        all.push(fact(label, format!("{}（{}）", officer.by, officer.ground), true));
    }
    all.retain(|fact| !fact.value.is_empty());
    all
}
