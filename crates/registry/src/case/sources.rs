//! Sources that are asked: an answer closes the asking, no answer leaves it open, "cannot tell" asks for another means.

use law::{CaseStage, ProcedureRule};

use super::allowed::Who;
use super::event::{Answer, Event};
use super::refusal::Refusal;
use super::state::{Answered, Case, State};
use super::waits::MeansWanted;

/// What an answer does. A source that answers twice is heard once.
pub(super) fn answered(
    case: &Case,
    rule: &ProcedureRule,
    source: &str,
    answer: Answer,
) -> Result<Vec<Event>, Refusal> {
    if !is_asked(case, source) {
        let before = case.answers.iter().any(|a| a.source == source);
        return if before { Ok(Vec::new()) } else { Err(Refusal::NotAsked(source.to_owned())) };
    }
    let mut events = vec![Event::Answered { source: source.to_owned(), answer }];
    let ways = case.terms.as_ref().and_then(|terms| terms.otherwise.get(source));
    // One after the other: what is asked for already is not put aside.
    if answer == Answer::CannotTell
        && wanted(case).is_none()
        && rule.visits(CaseStage::Means)
        && let Some(ways) = ways.filter(|ways| !ways.is_empty())
    {
        events.push(Event::MeansWanted { source: source.to_owned(), ways: ways.clone() });
    }
    Ok(events)
}

/// No answer is no answer: it is noted, and the case waits on.
pub(super) fn silent(case: &Case, source: &str, why: &str) -> Result<Vec<Event>, Refusal> {
    if !is_asked(case, source) {
        return Err(Refusal::NotAsked(source.to_owned()));
    }
    Ok(vec![Event::NotAnswered { source: source.to_owned(), why: why.to_owned() }])
}

/// Another means, out of those that the rules name; where its source was asked at once, with what that said. What its applicant will send
/// by post is waited for; an officer who says so has it.
pub(super) fn means(case: &Case, who: Who, (way, answer): (&str, Answer)) -> Result<Vec<Event>, Refusal> {
    let wanted = wanted(case).filter(|means| means.ways.iter().any(|w| w == way));
    let means = wanted.ok_or_else(|| Refusal::NotAWay(way.to_owned()))?;
    let mut events = vec![Event::MeansGiven { way: way.to_owned() }];
    if answer != Answer::Given {
        events.push(Event::Answered { source: way.to_owned(), answer });
    }
    if who == Who::Applicant && case.terms.as_ref().is_some_and(|terms| terms.posts.contains(way)) {
        events.push(Event::PaperWanted { documents: vec![way.to_owned()] });
    }
    events.extend(next_untold(case, &means.source));
    Ok(events)
}

fn wanted(case: &Case) -> Option<&MeansWanted> {
    match &case.state {
        State::Waiting(waits) => waits.means.as_ref(),
        _ => None,
    }
}

/// The next source that could not tell while another means was wanted for this one, and in whose place nothing was given.
fn next_untold(case: &Case, done: &str) -> Option<Event> {
    let terms = case.terms.as_ref()?;
    let told = |way: &String| {
        case.answers.iter().any(|other| other.source == *way && other.answer != Answer::CannotTell)
    };
    let untold = |other: &&Answered| other.answer == Answer::CannotTell && other.source != done;
    case.answers.iter().filter(untold).find_map(|other| {
        let ways = terms.otherwise.get(&other.source).filter(|ways| !ways.is_empty())?;
        let wanted = || Event::MeansWanted { source: other.source.clone(), ways: ways.clone() };
        (!ways.iter().any(told)).then(wanted)
    })
}

pub(super) fn is_asked(case: &Case, source: &str) -> bool {
    matches!(&case.state, State::Waiting(waits) if waits.asked.iter().any(|a| a.source == source))
}
