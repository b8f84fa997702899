//! What an officer can do with one proposed deletion alone, each as a step that is confirmed.

use app::{DeletionBatchView, ProposalView};

use super::deletion_steps::{ALL, own, path};
use super::deletions::register_of;
use super::desk_step::{DeskStep, Fact};
use crate::forms::Confirm;
use crate::lang::Lang;

/// What is done with one proposal alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Single {
    TakeOut,
    Restore,
}

impl Single {
    /// The one of a word in an address.
    pub(crate) fn of_code(code: &str) -> Option<Self> {
        match code {
            "take-out" => Some(Self::TakeOut),
            "restore" => Some(Self::Restore),
            _ => None,
        }
    }

    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::TakeOut => "take-out",
            Self::Restore => "restore",
        }
    }
}

/// A step with one proposal alone.
pub(crate) fn single_step(
    l: Lang,
    (batch, one): (&DeletionBatchView, &ProposalView),
    command: Single,
) -> DeskStep {
    let (register, authority) = register_of(l, batch);
    let back = format!("{ALL}/{}", batch.id);
    let day = |iso: &str| app::shown_date(iso, l.into());
    let fact = |label: &str, value: String, japanese| Fact { label: label.to_owned(), value, japanese };
    let (title, happens, ground, button) = single_words(l, command);
    DeskStep {
        path: path(l, &register, &back),
        title: title.to_owned(),
        about: format!("{authority}　{register}　{}", batch.period),
        happens,
        facts: vec![
            fact(l.t("登録番号", "Registration number"), one.number.clone(), true),
            fact(l.t("氏名", "Name"), one.name.clone(), true),
            fact(l.t("生年月日", "Date of birth"), day(&one.born), false),
            fact(l.t("死亡日", "Day of death"), day(&one.died_on), false),
        ],
        ground: Some((ground.0.to_owned(), ground.1.to_owned())),
        confirm: Confirm::Tick,
        button: button.to_owned(),
        action: format!("{back}/entries/{}/{}", one.entry, command.code()),
        back,
        seen: one.state.code().to_owned(),
    }
}

fn single_words(
    l: Lang,
    command: Single,
) -> (&'static str, Vec<String>, (&'static str, &'static str), &'static str) {
    match command {
        Single::TakeOut => (
            l.t("一件を案から外す", "Take one proposal out"),
            own(&[
                l.t("この登録だけが案から外れ、この案では消除されません。", "This entry alone is no longer proposed, and not deleted by this batch."),
                l.t("ほかの案と、済んだ決裁はそのままです。", "The others stand, and so do approvals."),
            ]),
            (
                l.t("外す理由", "Why it is taken out"),
                l.t("例：本人から生存の申出があり、窓口で確認。記録に残ります。", "For instance: the person came to the counter. It is kept."),
            ),
            l.t("案から外す", "Take it out"),
        ),
        Single::Restore => (
            l.t("一件の消除を回復する", "Restore one entry"),
            own(&[
                l.t("この登録が、消除の前の内容で回復します。今日の日付で履歴に記録されます。", "The entry stands again as before the deletion. It is recorded in its history, as of today."),
                l.t("ほかの消除はそのままです。", "Other deletions stand."),
            ]),
            (
                l.t("回復する理由", "Why it is restored"),
                l.t("例：本人の生存を、窓口で本人確認書類により確認。記録に残ります。", "For instance: the person lives, seen at the counter with an identity document. It is kept."),
            ),
            l.t("回復する", "Restore"),
        ),
    }
}
