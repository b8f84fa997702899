//! What a command does to a case: events, or a refusal. Nothing is changed here.

use law::{CaseStage, Established, Procedure, ProcedureRule, Ruled, RulesOn};

use super::allowed::{Who, in_table};
use super::apply::apply;
use super::command::{Command, Facts};
use super::event::Event;
use super::refusal::Refusal;
use super::state::{Case, DecidedBy, Decision, State};
use super::{money, sources, submit};

/// What `command` does to the case, with these facts and by the rules of this day.
///
/// An empty list means that it was done before: the same receipt, the same answer.
///
/// # Errors
/// The [`Refusal`] says why not, with its citation.
pub fn step(
    case: &Case,
    command: &Command,
    facts: &Facts<'_>,
    rules: &RulesOn<'_>,
) -> Result<Vec<Event>, Refusal> {
    if !in_table(case, command.kind(), facts.who) {
        return Err(Refusal::NotHere { stage: case.stage(), command: command.kind(), who: facts.who });
    }
    let unknown = || Refusal::NotEstablished(case.procedure.clone());
    let procedure = Procedure::from_code(&case.procedure).ok_or_else(unknown)?;
    let rule = match rules.procedure(procedure) {
        Established::Yes(rule) => rule,
        Established::No(_) => return Err(unknown()),
    };
    let mut events = first(case, command, facts, (&rule, rules))?;
    if !events.is_empty() {
        let after = events.iter().fold(case.clone(), apply);
        events.extend(payment_due(&after));
    }
    match events.iter().filter_map(leads_to).find(|stage| !rule.value().visits(*stage)) {
        Some(stage) => Err(Refusal::NotOfThisProcedure { stage, citation: rule.citation().to_owned() }),
        None => Ok(events),
    }
}

fn first(
    case: &Case,
    command: &Command,
    facts: &Facts<'_>,
    (rule, rules): (&Ruled<'_, ProcedureRule>, &RulesOn<'_>),
) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::Save => Ok(vec![Event::Saved]),
        Command::Submit(choices) => submit::submit(choices, facts),
        Command::Receive => Ok(submit::receive(case)),
        Command::Ask { source } if sources::is_asked(case, source) => Ok(Vec::new()),
        Command::Ask { source } => Ok(vec![Event::Asked { source: source.clone() }]),
        Command::Answer { source, answer } => sources::answered(case, rule.value(), source, *answer),
        Command::NoAnswer { source, why } => sources::silent(case, source, why),
        Command::GiveMeans { way, answer } => sources::means(case, facts.who, (way, *answer)),
        Command::PaperCame { document } => paper(case, document),
        Command::StampsCame { receipt, yen } => money::stamps(case, receipt, *yen),
        Command::FixAmount(line) => money::fix(case, line),
        Command::AskPayment { wish, until } => {
            Ok(vec![Event::PaymentAsked { wish: wish.clone(), until: until.clone() }])
        }
        Command::ConfirmPayment { receipt, yen } => Ok(money::confirm(case, receipt, *yen)),
        Command::FailPayment { wish, why } => Ok(failed(case, wish, why)),
        Command::AskSupplement { what, until } => {
            Ok(vec![Event::SupplementAsked { what: what.clone(), until: until.clone() }])
        }
        Command::Supplement(choices) => submit::supplement(case, choices.as_ref(), facts),
        Command::Grant { by, ground } => grant(case, (by, ground), facts, (rule, rules)),
        Command::Refuse { by, ground, citation } => {
            refuse(case, by, facts, (ground, citation, rules.rules().digest().to_string()))
        }
        Command::Withdraw => {
            let mut events = money::give_back(case, "withdrawn");
            events.push(Event::Withdrawn);
            Ok(events)
        }
    }
}

fn paper(case: &Case, document: &str) -> Result<Vec<Event>, Refusal> {
    let awaited = matches!(&case.state, State::Waiting(waits) if waits.paper.contains(document));
    match (awaited, case.arrived.contains(document)) {
        (true, _) => Ok(vec![Event::PaperArrived { document: document.to_owned() }]),
        (false, true) => Ok(Vec::new()),
        (false, false) => Err(Refusal::NotAwaited(document.to_owned())),
    }
}

/// A failure of a wish that is no longer the open one says nothing.
fn failed(case: &Case, wish: &str, why: &str) -> Vec<Event> {
    let open = match &case.state {
        State::Waiting(waits) => waits.payment.as_ref().and_then(|p| p.wish.as_deref()) == Some(wish),
        _ => false,
    };
    if open { vec![Event::PaymentFailed { wish: wish.to_owned(), why: why.to_owned() }] } else { Vec::new() }
}

/// What is to be paid is asked for when nothing else has to be known first, and once.
fn payment_due(case: &Case) -> Option<Event> {
    let waits = match &case.state {
        State::Examination => None,
        State::Waiting(waits) => Some(waits),
        _ => return None,
    };
    let first = waits.is_some_and(|w| {
        !w.asked.is_empty() || w.means.is_some() || w.supplement.is_some() || w.payment.is_some()
    });
    let by_stamps = case.terms.as_ref().is_some_and(|terms| terms.stamps);
    let stamps_on_their_way = by_stamps && waits.is_some_and(|w| !w.paper.is_empty());
    if first || stamps_on_their_way {
        return None;
    }
    let due = money::outstanding(case).filter(|due| *due > 0)?;
    u32::try_from(due).ok().map(|yen| Event::PaymentDue { yen })
}

fn grant(
    case: &Case,
    (by, ground): (&DecidedBy, &str),
    facts: &Facts<'_>,
    (rule, rules): (&Ruled<'_, ProcedureRule>, &RulesOn<'_>),
) -> Result<Vec<Event>, Refusal> {
    money::check_paid(case)?;
    signed(by, facts)?;
    if *by == DecidedBy::Rule {
        let weighed = case.terms.as_ref().is_none_or(|t| t.open || t.late || t.declares_disqualification());
        if !facts.by_rule || weighed {
            return Err(Refusal::NotByRule);
        }
    }
    let act = rule.value().ledger_act.as_deref();
    let own = act.and_then(|act| rules.act_citation(act, &case.qualification));
    let mut citations = vec![rule.citation().to_owned()];
    citations.extend(own.map(str::to_owned));
    let rules = rules.rules().digest().to_string();
    Ok(vec![Event::Granted {
        decision: Decision { by: by.clone(), citations, ground: ground.trim().to_owned(), rules },
    }])
}

fn refuse(
    case: &Case,
    by: &DecidedBy,
    facts: &Facts<'_>,
    (ground, citation, rules): (&str, &str, String),
) -> Result<Vec<Event>, Refusal> {
    if *by == DecidedBy::Rule {
        return Err(Refusal::NotByRule);
    }
    signed(by, facts)?;
    if ground.trim().is_empty() || citation.trim().is_empty() {
        return Err(Refusal::NoGround);
    }
    let mut events = money::give_back(case, "refused");
    let citations = vec![citation.to_owned()];
    events.push(Event::Refused {
        decision: Decision { by: by.clone(), citations, ground: ground.to_owned(), rules },
    });
    Ok(events)
}

/// An officer decides as an officer, the register by rule; where two must sign, they are two.
fn signed(by: &DecidedBy, facts: &Facts<'_>) -> Result<(), Refusal> {
    match (by, facts.who) {
        (DecidedBy::Rule, Who::System) => Ok(()),
        (DecidedBy::Officer { name, second }, Who::Officer) => {
            let other = second.as_ref().is_some_and(|second| second != name);
            if facts.two_officers && !other { Err(Refusal::SecondOfficer) } else { Ok(()) }
        }
        _ => Err(Refusal::NotByRule),
    }
}

/// The stage that an event opens.
const fn leads_to(event: &Event) -> Option<CaseStage> {
    match event {
        Event::Submitted { .. } => Some(CaseStage::Submitted),
        Event::Asked { .. } => Some(CaseStage::Asked),
        Event::MeansWanted { .. } => Some(CaseStage::Means),
        Event::PaperWanted { .. } => Some(CaseStage::Paper),
        Event::PaymentDue { .. } => Some(CaseStage::Payment),
        Event::SupplementAsked { .. } => Some(CaseStage::Supplementation),
        Event::Granted { .. } => Some(CaseStage::Granted),
        Event::Refused { .. } => Some(CaseStage::Refused),
        Event::Withdrawn => Some(CaseStage::Withdrawn),
        _ => None,
    }
}
