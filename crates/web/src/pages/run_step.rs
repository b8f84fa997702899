//! Pausing a run of the yearly check and letting it go on, each as a step that is confirmed.

use app::{CheckOverview, RunCommand};

use super::desk_step::{DeskStep, Fact};
use crate::forms::Confirm;
use crate::lang::Lang;

const OVERVIEW: &str = "/desk/yearly-check";

/// The step.
pub(crate) fn run_step(l: Lang, run: &CheckOverview, command: RunCommand) -> DeskStep {
    let fact = |label: &str, value: String, japanese| Fact { label: label.to_owned(), value, japanese };
    let (title, happens, ground, button) = words(l, command);
    let mut facts = vec![fact(
        l.t("進みぐあい", "Progress"),
        match l {
            Lang::Ja => format!("{}区分のうち{}区分", run.slices, run.done),
            Lang::En => format!("{} of {} slices", run.done, run.slices),
        },
        false,
    )];
    if command == RunCommand::Resume {
        facts.push(fact(l.t("停止の理由", "Why it was paused"), l.both(&run.reason).to_owned(), false));
        facts.push(fact(l.t("停止した職員・処理", "Paused by"), run.changed_by.clone(), true));
    }
    DeskStep {
        path: vec![(OVERVIEW.to_owned(), l.t("年1回の確認", "Yearly check").to_owned())],
        title: title.to_owned(),
        about: format!("{}{}", l.t("年1回の確認　", "Yearly check "), run.period),
        happens: happens.iter().map(|sentence| (*sentence).to_owned()).collect(),
        facts,
        ground: Some((ground.0.to_owned(), ground.1.to_owned())),
        confirm: Confirm::Tick,
        button: button.to_owned(),
        action: format!("{OVERVIEW}/run/{}", command.code()),
        back: OVERVIEW.to_owned(),
        seen: seen(run),
    }
}

/// What was seen of the run: another pause has another reason.
fn seen(run: &CheckOverview) -> String {
    format!("{} {}", run.period, run.changed_at)
}

type Words = (&'static str, [&'static str; 2], (&'static str, &'static str), &'static str);

fn words(l: Lang, command: RunCommand) -> Words {
    match command {
        RunCommand::Pause => (
            l.t("確認を一時停止する", "Pause the check"),
            [
                l.t("どの作業も、いまの区分を終えたところで止まります。", "Every worker ends with the slice that it is at."),
                l.t("すべての機関の確認が止まります。終わった区分の結果はそのままです。", "The check stops for all authorities. What was found stays."),
            ],
            (
                l.t("停止する理由", "Why it is paused"),
                l.t("画面に表示され、記録に残ります。", "It is shown, and kept."),
            ),
            l.t("一時停止する", "Pause it"),
        ),
        RunCommand::Resume => (
            l.t("確認を再開する", "Let the check go on"),
            [
                l.t("残りの区分の確認を続けられるようになります。", "The slices that are left can be worked on again."),
                l.t("これまでの集計では、もう停止しません。すべての機関について、数え直しから始まります。", "What was counted until now does not pause it again: counting begins anew, for all authorities."),
            ],
            (
                l.t("続けてよい理由", "Why it may go on"),
                l.t("停止の理由について、何を確かめたかを書きます。記録に残ります。", "What you saw about the reason. It is kept."),
            ),
            l.t("再開する", "Let it go on"),
        ),
    }
}
