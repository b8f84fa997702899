//! Folding events into a case. It never fails, and a decision never changes.

use super::event::{Answer, Event};
use super::state::{Answered, Case, Paid, Refund, State};
use super::waits::{Asked, MeansWanted, Supplementation, Waits, Wish};

/// The case after an event. Total: whatever the order, something sensible stands, and what is decided stays.
#[must_use]
pub fn apply(mut case: Case, event: &Event) -> Case {
    case.version = case.version.saturating_add(1);
    if case.is_closed() {
        // Money that comes afterwards is kept in mind; nothing else moves.
        if let Event::RefundDue { receipt, yen, why } = event {
            case.refunds.push(Refund { receipt: receipt.clone(), yen: *yen, why: why.clone() });
        }
        return case;
    }
    match event {
        Event::Saved => {}
        Event::Submitted { terms } => {
            case.terms = Some(terms.clone());
            case.state = State::Submitted;
        }
        Event::Amended { terms } => case.terms = Some(terms.clone()),
        Event::Received => case.state = State::Examination,
        Event::AmountFixed { line } => {
            let lines = case.terms.iter_mut().flat_map(|terms| &mut terms.charge);
            for old in lines.filter(|old| old.kind == line.kind && old.procedure == line.procedure) {
                old.clone_from(line);
            }
        }
        Event::RefundDue { receipt, yen, why } => {
            case.refunds.push(Refund { receipt: receipt.clone(), yen: *yen, why: why.clone() });
        }
        Event::Granted { decision } => case.state = State::Granted(decision.clone()),
        Event::Refused { decision } => case.state = State::Refused(decision.clone()),
        Event::Withdrawn => case.state = State::Withdrawn,
        other => wait(&mut case, other),
    }
    case
}

/// The case that these events make of a new one.
#[must_use]
pub fn fold<'e>(opened: Case, events: impl IntoIterator<Item = &'e Event>) -> Case {
    events.into_iter().fold(opened, apply)
}

/// Events about what is waited for: they open and close waits; when the last is closed, the examination begins.
fn wait(case: &mut Case, event: &Event) {
    let mut waits = match std::mem::replace(&mut case.state, State::Examination) {
        State::Waiting(waits) => waits,
        _ => Waits::default(),
    };
    match event {
        Event::Asked { source } => {
            waits.asked.push(Asked { source: source.clone(), unanswered: 0, why: String::new() });
        }
        Event::NotAnswered { source, why } => {
            for asked in waits.asked.iter_mut().filter(|a| a.source == *source) {
                asked.unanswered = asked.unanswered.saturating_add(1);
                asked.why.clone_from(why);
            }
        }
        Event::Answered { source, answer } => answered(case, &mut waits, source, *answer),
        Event::MeansWanted { source, ways } => {
            waits.means = Some(MeansWanted { source: source.clone(), ways: ways.clone() });
        }
        Event::MeansGiven { way } => {
            waits.means = None;
            case.answers.retain(|old| old.source != *way);
            case.answers.push(Answered { source: way.clone(), answer: Answer::Given });
        }
        Event::PaperWanted { documents } => waits.paper.extend(documents.iter().cloned()),
        Event::PaperArrived { document } => {
            waits.paper.remove(document);
            case.arrived.insert(document.clone());
        }
        Event::SupplementAsked { what, until } => {
            waits.supplement = Some(Supplementation { what: what.clone(), until: until.clone() });
        }
        Event::Supplemented => waits.supplement = None,
        _ => pay(case, &mut waits, event),
    }
    if !waits.is_over() {
        case.state = State::Waiting(waits);
    }
}

fn answered(case: &mut Case, waits: &mut Waits, source: &str, answer: Answer) {
    waits.asked.retain(|asked| asked.source != source);
    case.answers.retain(|old| old.source != source);
    case.answers.push(Answered { source: source.to_owned(), answer });
}

fn pay(case: &mut Case, waits: &mut Waits, event: &Event) {
    match event {
        Event::PaymentDue { yen } => {
            waits.payment = Some(Wish { yen: *yen, wish: None, until: None, failed: None });
        }
        Event::PaymentAsked { wish, until } => {
            if let Some(payment) = &mut waits.payment {
                payment.wish = Some(wish.clone());
                payment.until = Some(until.clone());
                payment.failed = None;
            }
        }
        Event::PaymentFailed { why, .. } => {
            if let Some(payment) = &mut waits.payment {
                payment.failed = Some(why.clone());
            }
        }
        Event::PaymentConfirmed { receipt, yen } => {
            waits.payment = None;
            case.paid.push(Paid { receipt: receipt.clone(), yen: *yen });
        }
        _ => {}
    }
}
