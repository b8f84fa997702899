//! Between going to pay and the word of the collecting side: nobody is invited to pay a second time while a first try is not known.

use std::time::Duration;

use app::view::PayingView;
use app::{CaseKey, ErrorKind};

use crate::support::{Place, nurse, on_both_engines};

on_both_engines!(
    who_went_to_pay_is_not_invited_again_before_it_is_known,
    no_answer_of_the_collecting_side_is_no_answer,
    another_amount_goes_back_and_is_paid_with_new_numbers,
);

/// Looks at the payment as the page does, while the jobs are worked beside it.
async fn looked(place: &Place, key: CaseKey) {
    let beside = async {
        loop {
            place.work_due().await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let who = nurse();
    tokio::select! {
        looked = place.app.look_for_payment(&who, key) => looked.unwrap(),
        () = beside => {}
    }
}

async fn who_went_to_pay_is_not_invited_again_before_it_is_known(place: &Place) {
    let (key, link) = place.payable(&place.somebody()).await;
    let due = place.own(key).await;
    assert_eq!(due.paying, Some(PayingView::Due));
    assert!(!due.may.contains(&"ask-payment"), "no second numbers while these can be paid");
    assert_eq!(place.app.pay_again(&nurse(), key).await.unwrap_err().kind, ErrorKind::Conflict);

    assert_eq!(place.app.leave_to_pay(&nurse(), key).await.unwrap(), Some(link.clone()));
    let gone = place.own(key).await;
    assert_eq!((gone.paying, gone.pay), (Some(PayingView::Confirming), None));
    assert_eq!((gone.tells[0].stage, gone.tells[0].turn), ("payment", "authority"));
    assert!(!gone.may.contains(&"ask-payment"));
    assert_eq!(place.app.leave_to_pay(&nurse(), key).await.unwrap(), None, "from an old tab as well");
    assert_eq!(place.app.pay_again(&nurse(), key).await.unwrap_err().kind, ErrorKind::Conflict);

    // Nothing was paid: the collecting side says so, and then it can be.
    looked(place, key).await;
    let not_paid = place.own(key).await;
    assert!(matches!(not_paid.paying, Some(PayingView::NotPaid { .. })), "{:?}", not_paid.paying);
    assert_eq!(not_paid.pay.map(|(link, _)| link), Some(link.clone()), "the same numbers");

    assert!(place.app.leave_to_pay(&nurse(), key).await.unwrap().is_some());
    assert_eq!(place.pay(&link, "action=pay-twice").await, 200);
    assert_eq!(place.own(key).await.paying, Some(PayingView::Confirming), "nobody has heard of it");
    looked(place, key).await;
    place.work().await;
    assert_eq!(place.stages(key).await, ["examination"], "paid, though no push came");
    assert_eq!(place.tasks().await, ["refund"], "and the second goes back");
    assert_eq!(place.own(key).await.paying, None);
    place.no_job_is_left().await;
}

async fn no_answer_of_the_collecting_side_is_no_answer(place: &Place) {
    let (key, _) = place.payable(&place.somebody()).await;
    place.app.leave_to_pay(&nurse(), key).await.unwrap();
    let outage = country::Scenario::from_toml("[systems.payment.outage]\nretry_after = 60\n");
    place.nation.set_scenario(outage.unwrap());
    looked(place, key).await;
    assert_eq!(place.own(key).await.paying, Some(PayingView::Confirming));
    place.nation.set_scenario(country::Scenario::default());
    place.work().await;
    assert!(matches!(place.own(key).await.paying, Some(PayingView::NotPaid { .. })), "asked again");
}

async fn another_amount_goes_back_and_is_paid_with_new_numbers(place: &Place) {
    let (key, link) = place.payable(&place.somebody()).await;
    place.app.leave_to_pay(&nurse(), key).await.unwrap();
    assert_eq!(place.pay(&link, "action=pay-other&amount=1").await, 200);
    looked(place, key).await;
    place.work_due().await;
    let wrong = place.own(key).await;
    assert_eq!(
        (wrong.paying, wrong.pay),
        (Some(PayingView::Wrong { again: true }), None),
        "these are used up"
    );
    assert!(wrong.may.contains(&"ask-payment"));
    place.app.pay_again(&nurse(), key).await.unwrap();
    place.work_due().await;
    let (other, _) = place.own(key).await.pay.unwrap();
    assert_ne!(other, link);
    assert_eq!(place.pay(&other, "action=pay").await, 200);
    place.work().await;
    assert_eq!(place.stages(key).await, ["examination"]);
    assert_eq!(place.tasks().await, ["refund"]);
}
