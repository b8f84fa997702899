//! Sources that are asked: an answer closes the asking, no answer leaves it open, "cannot tell" asks for another means.

use law::{CaseStage, ProcedureRule};

use super::event::{Answer, Event};
use super::refusal::Refusal;
use super::state::{Case, State};

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
    if answer == Answer::CannotTell
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

/// Another means, out of those that the rules name; where its source was asked at once, with what that said.
pub(super) fn means(case: &Case, way: &str, answer: Answer) -> Result<Vec<Event>, Refusal> {
    let wanted = match &case.state {
        State::Waiting(waits) => waits.means.as_ref(),
        _ => None,
    };
    match wanted {
        Some(means) if means.ways.iter().any(|w| w == way) => {
            let mut events = vec![Event::MeansGiven { way: way.to_owned() }];
            if answer != Answer::Given {
                events.push(Event::Answered { source: way.to_owned(), answer });
            }
            Ok(events)
        }
        _ => Err(Refusal::NotAWay(way.to_owned())),
    }
}

pub(super) fn is_asked(case: &Case, source: &str) -> bool {
    matches!(&case.state, State::Waiting(waits) if waits.asked.iter().any(|a| a.source == source))
}
