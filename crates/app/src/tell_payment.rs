//! What a case says of a payment, with what is known of it: nobody is invited to pay a second time while a first try is not known.

use law::{Both, CaseStage};
use registry::case::{CommandKind, Who, allowed, commands};
use store::case::Around;

use crate::AppError;
use crate::cases::Loaded;
use crate::payment_learned::{Learned, learned, open_wish};
use crate::view::case::command_code;
use crate::view::{PayingView, ToldView};

/// What is known of the payment that is waited for; none where it is to be asked for, or failed.
pub(crate) fn waited_for(loaded: &Loaded, around: &Around) -> Result<Option<Learned>, AppError> {
    match open_wish(&loaded.case) {
        Some(wish) if !loaded.has_failed_payment() => learned(&around.payments, &around.learned, wish),
        _ => Ok(None),
    }
}

/// What the viewer may do: new numbers are not to be had while old ones can be paid, or were perhaps.
pub(crate) fn offered(loaded: &Loaded, (who, paying): (Who, Option<&PayingView>)) -> Vec<&'static str> {
    let anew = may_ask_anew(loaded, paying);
    let mut may = commands(&loaded.case, who);
    // Whoever applied on paper takes it back on paper: the desk writes it down.
    if who == Who::Officer
        && loaded.form.paper.is_some()
        && allowed(&loaded.case, CommandKind::Withdraw, Who::Applicant)
    {
        may.push(CommandKind::Withdraw);
    }
    may.into_iter().filter(|kind| *kind != CommandKind::AskPayment || anew).map(command_code).collect()
}

/// Whether numbers can be issued anew: only where something failed. While they are issued for the first time nobody has to ask.
pub(crate) fn may_ask_anew(loaded: &Loaded, paying: Option<&PayingView>) -> bool {
    loaded.has_failed_payment()
        || matches!(paying, Some(PayingView::Over | PayingView::Wrong { again: true }))
}

/// What a case says of a payment, with what is known of it.
pub(crate) fn retold(told: ToldView, (paying, on_paper): (Option<&PayingView>, bool)) -> ToldView {
    if on_paper && told.stage == CaseStage::Payment.code() {
        let now = Both::new(
            "収入印紙又は窓口での納付を待っています",
            "Waiting for stamps, or money at the counter",
        );
        let next =
            Both::new("届いたら納付を記録すると、先へ進みます", "It goes on when the payment is recorded");
        return ToldView { now, next, turn: "applicant", ..told };
    }
    let Some(paying) = paying.filter(|_| told.stage == CaseStage::Payment.code()) else { return told };
    let (turn, now, next) = match paying {
        PayingView::Due | PayingView::NotPaid { .. } => return told,
        PayingView::Preparing { .. } => (
            "authority",
            Both::new("納付の番号を発行しています", "Your numbers for the payment are being issued"),
            Both::new(
                "発行されると、このページから納付できます。することはありません",
                "As soon as they are there you can pay from this page; there is nothing to do until then",
            ),
        ),
        PayingView::Confirming => (
            "authority",
            Both::new("納付を確認しています", "Your payment is being confirmed"),
            Both::new(
                "収納機関からの知らせがあると先へ進みます。することはありません",
                "It goes on when the collecting side confirms it; there is nothing more to do",
            ),
        ),
        PayingView::Wrong { again: true } => (
            "applicant",
            Both::new("納付された額が違います", "Another amount was paid than is due"),
            Both::new(
                "納付された額は、還付の対象として職員に引き継ぎました。新しい番号で、もう一度納付してください",
                "What was paid was handed to an officer to be paid back. Please pay again, with new numbers",
            ),
        ),
        PayingView::Wrong { again: false } => (
            "authority",
            Both::new("納付を職員が確かめています", "An officer looks at your payment"),
            Both::new(
                "確かめるまで、もう一度納付しないでください",
                "Please do not pay again before that is done",
            ),
        ),
        PayingView::Over => (
            "applicant",
            Both::new("納付の期限が過ぎました", "The last day of the payment is over"),
            Both::new("新しい番号で納付できます", "You can pay with new numbers"),
        ),
    };
    ToldView { turn, now, next, ..told }
}
