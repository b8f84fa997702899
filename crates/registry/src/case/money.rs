//! Paying: asked once, confirmed by the collecting side only, what is too much goes back.

use super::event::Event;
use super::refusal::Refusal;
use super::state::{Case, State};
use super::terms::Agreed;

/// What is outstanding; none while an amount is open.
pub(super) fn outstanding(case: &Case) -> Option<u64> {
    let total = u64::from(case.terms.as_ref()?.total()?);
    Some(total.saturating_sub(case.kept_yen()))
}

/// Refused unless everything is known and paid.
pub(super) fn check_paid(case: &Case) -> Result<(), Refusal> {
    let due = outstanding(case).ok_or(Refusal::AmountOpen)?;
    if due == 0 {
        return Ok(());
    }
    let lines = case.terms.iter().flat_map(|terms| &terms.charge);
    let citations: Vec<&str> =
        lines.filter(|line| line.yen != Some(0)).map(|line| line.citation.as_str()).collect();
    Err(Refusal::NotPaid { due, citation: citations.join("、") })
}

/// What comes from the collecting side: it is due, it is known, or it goes back.
pub(super) fn confirm(case: &Case, receipt: &str, yen: u32) -> Vec<Event> {
    let known = case.has_receipt(receipt) || case.refunds.iter().any(|r| r.receipt == receipt);
    if known {
        return Vec::new();
    }
    let back = |why: &str| vec![Event::RefundDue { receipt: receipt.to_owned(), yen, why: why.to_owned() }];
    match &case.state {
        State::Waiting(waits) => match &waits.payment {
            Some(wish) if wish.yen == yen => {
                vec![Event::PaymentConfirmed { receipt: receipt.to_owned(), yen }]
            }
            Some(_) => back("other-amount"),
            None => back("twice"),
        },
        _ if case.is_closed() => back("closed"),
        _ => back("twice"),
    }
}

/// Stamps or money at the counter: an officer has them before the eyes.
pub(super) fn stamps(case: &Case, receipt: &str, yen: u32) -> Result<Vec<Event>, Refusal> {
    if case.has_receipt(receipt) {
        return Ok(Vec::new());
    }
    match outstanding(case) {
        None => Err(Refusal::AmountOpen),
        Some(due) if due > 0 && due == u64::from(yen) => {
            Ok(vec![Event::PaymentConfirmed { receipt: receipt.to_owned(), yen }])
        }
        Some(_) => Err(Refusal::WrongAmount),
    }
}

/// An officer fixes a line that the rules leave open, on a ground.
pub(super) fn fix(case: &Case, line: &Agreed) -> Result<Vec<Event>, Refusal> {
    let lines = case.terms.iter().flat_map(|terms| &terms.charge);
    let found = lines.into_iter().find(|l| l.kind == line.kind && l.procedure == line.procedure);
    match found {
        None => Err(Refusal::AmountOpen),
        Some(set) if set.yen.is_some() => Err(Refusal::AmountSet(set.citation.clone())),
        Some(_) if line.yen.is_none() || line.citation.trim().is_empty() => Err(Refusal::NoGround),
        Some(_) => Ok(vec![Event::AmountFixed { line: line.clone() }]),
    }
}

/// What was paid and is not kept, when the case ends without what it was paid for.
pub(super) fn give_back(case: &Case, why: &str) -> Vec<Event> {
    let back = |paid: &super::state::Paid| Event::RefundDue {
        receipt: paid.receipt.clone(),
        yen: paid.yen,
        why: why.to_owned(),
    };
    let not_yet = |receipt: &str| !case.refunds.iter().any(|r| r.receipt == receipt);
    case.paid.iter().filter(|paid| not_yet(&paid.receipt)).map(back).collect()
}
