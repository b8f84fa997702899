//! Whether the facts allow a decision by rule, or why a person decides.
//!
//! What may be decided so, on which facts, from which sources, how fresh, and what never, stands in
//! `rules/deciding.toml`. A fact counts only if it agrees exactly; a name in which characters were replaced by substitutes
//! (as signing certificates do) never does.

mod reason;

use jiff::civil::Date;
use law::{CaseStage, Channel, Group, NeverByRule, PersonKind, Procedure, Ruled, RulesOn, Weighed};

use super::event::Answer;
use super::state::{Case, State};
pub use reason::Reason;

/// A fact as a source gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFact {
    /// Its code: an item, `identity`, `exam` or `entry`.
    pub fact: String,
    /// The source's code.
    pub source: String,
    /// Exactly what was applied for (NFC and width alone apart)?
    pub equal: bool,
    /// Were characters of it replaced by substitutes?
    pub substitutes: bool,
    /// The day of the source's answer, in Japan.
    pub on: Date,
}

/// What the question turns on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question<'q> {
    /// The qualification's id.
    pub qualification: &'q str,
    /// The procedure.
    pub procedure: Procedure,
    /// Who applies.
    pub kind: PersonKind,
    /// Codes of the items that change.
    pub changed: &'q [&'q str],
    /// What a person has to weigh (see [`weighed`]).
    pub weighed: &'q [Weighed],
    /// What the sources gave.
    pub facts: &'q [FoundFact],
    /// The signed files that it rests on, by their codes: each has to be confirmed.
    pub signed: &'q [&'q str],
    /// Has the authority switched it on for this procedure, on this day?
    pub switched_on: bool,
}

/// By rule, or at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "規則による決定")]
pub enum Verdict {
    /// Every fact agrees: these, on these grounds.
    ByRule {
        /// Fact, source, citation.
        facts: Vec<UsedFact>,
    },
    /// A person decides; never without a reason.
    Desk {
        /// Why.
        reasons: Vec<Reason>,
    },
}

/// A fact that a decision by rule rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedFact {
    /// Its code.
    pub fact: String,
    /// The source.
    pub source: String,
    /// The rule that lets it count.
    pub citation: String,
}

impl Verdict {
    /// Whether it is by rule.
    #[must_use]
    pub const fn is_by_rule(&self) -> bool {
        matches!(self, Self::ByRule { .. })
    }
}

/// By rule, with the facts and their grounds; or the desk, with every reason.
#[must_use]
pub fn by_rule(on: &RulesOn<'_>, question: &Question<'_>) -> Verdict {
    let mut reasons = Vec::new();
    if !question.switched_on {
        reasons.push(Reason::NotSwitchedOn);
    }
    let group = on.qualification(question.qualification).map(|q| q.file().group());
    let written = written(on, question);
    reasons.extend(
        on.never_by_rule()
            .filter(|never| applies(never.value(), question, group, &written))
            .map(|r| never(&r)),
    );
    let Some(needed) = needed(on, question) else {
        reasons.push(Reason::NotOfThisProcedure);
        return Verdict::Desk { reasons };
    };
    let mut facts = Vec::new();
    for fact in needed {
        match confirmed(on, question, &fact) {
            Ok(used) => facts.push(used),
            Err(reason) => reasons.push(reason),
        }
    }
    // Nothing that was found, whether it is needed or not, may speak against it.
    let contrary = question
        .facts
        .iter()
        .filter(|f| !f.equal && !f.substitutes)
        .map(|f| Reason::NotEqual { fact: f.fact.clone(), source_code: f.source.clone() });
    for reason in contrary {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    if reasons.is_empty() { Verdict::ByRule { facts } } else { Verdict::Desk { reasons } }
}

/// What a person has to weigh in this case.
#[must_use]
pub fn weighed(case: &Case, channel: Channel) -> Vec<Weighed> {
    let terms = case.terms.as_ref();
    let answer = |wanted: fn(Answer) -> bool| case.answers.iter().any(|a| wanted(a.answer));
    let there = [
        (terms.is_some_and(|t| t.declares_disqualification()), Weighed::DeclaredYes),
        (terms.is_some_and(|t| t.late), Weighed::Late),
        (terms.is_some_and(|t| t.open), Weighed::OpenRule),
        (
            answer(|a| matches!(a, Answer::Differs | Answer::Nobody)) || is_untold(case),
            Weighed::SourceDiffers,
        ),
        (answer(|a| a == Answer::Given), Weighed::GivenMeans),
        (!case.arrived.is_empty() || waits_for_paper(case), Weighed::PaperEvidence),
        (terms.is_some_and(|t| t.images), Weighed::ImageEvidence),
        (channel == Channel::Paper, Weighed::PaperFiling),
    ];
    there.into_iter().filter(|(holds, _)| *holds).map(|(_, weighed)| weighed).collect()
}

/// A source could not tell, and nothing that may stand in its place has told either.
fn is_untold(case: &Case) -> bool {
    let agrees = |way: &String| case.answers.iter().any(|a| a.source == *way && a.answer == Answer::Agrees);
    let otherwise = |source: &str| case.terms.as_ref().and_then(|terms| terms.otherwise.get(source));
    let untold = |a: &&super::state::Answered| a.answer == Answer::CannotTell;
    case.answers
        .iter()
        .filter(untold)
        .any(|a| !otherwise(&a.source).is_some_and(|ways| ways.iter().any(agrees)))
}

fn waits_for_paper(case: &Case) -> bool {
    matches!(case.state, State::Waiting(_)) && case.stages().contains(&CaseStage::Paper)
}

/// The items that the decision writes: those that change, or all of a new entry.
fn written(on: &RulesOn<'_>, question: &Question<'_>) -> Vec<String> {
    if question.procedure != Procedure::NewRegistration {
        return question.changed.iter().map(|item| (*item).to_owned()).collect();
    }
    let register = on.qualification(question.qualification).and_then(|q| q.register().yes());
    register.map(|r| r.value().items.clone()).unwrap_or_default()
}

fn applies(never: &NeverByRule, question: &Question<'_>, group: Option<Group>, written: &[String]) -> bool {
    let procedure = never.procedures.is_empty() || never.procedures.contains(&question.procedure);
    // A qualification that nobody knows is of every group.
    let group = never.groups.is_empty() || group.is_none_or(|g| never.groups.contains(&g));
    let item = never.items.is_empty() || never.items.iter().any(|item| written.contains(item));
    let holder = never.holders.is_empty() || never.holders.contains(&question.kind);
    let when = never.when.is_empty() || never.when.iter().any(|w| question.weighed.contains(w));
    procedure && group && item && holder && when
}

fn never(rule: &Ruled<'_, NeverByRule>) -> Reason {
    let value = rule.value();
    Reason::Never {
        code: value.code.clone(),
        label_ja: value.label_ja.clone(),
        label_en: value.label_en.clone(),
        citation: rule.citation().to_owned(),
    }
}

/// The facts that have to be confirmed; none: never by rule.
fn needed(on: &RulesOn<'_>, question: &Question<'_>) -> Option<Vec<String>> {
    let need = on.deciding_need(question.procedure)?.value();
    let register = on.qualification(question.qualification)?.register().yes()?.value();
    // An item that this register does not hold is not written, so nothing confirms it.
    let held = |fact: &&String| on.rules().item(fact).is_none() || register.items.contains(fact);
    let mut facts: Vec<String> = need.facts.iter().filter(held).cloned().collect();
    if need.changed_items {
        facts.extend(question.changed.iter().map(|item| (*item).to_owned()));
    }
    facts.extend(question.signed.iter().map(|file| (*file).to_owned()));
    Some(facts)
}

/// The fact as some source that counts has it; else the best reason why not.
fn confirmed(on: &RulesOn<'_>, question: &Question<'_>, fact: &str) -> Result<UsedFact, Reason> {
    let mut reason = Reason::NotConfirmed { fact: fact.to_owned() };
    let rules = on.deciding(question.procedure);
    for rule in rules.filter(|r| r.value().fact == fact && r.value().holders.contains(&question.kind)) {
        let counts = |f: &&FoundFact| f.fact == fact && rule.value().sources.contains(&f.source);
        for found in question.facts.iter().filter(counts) {
            let source_code = found.source.clone();
            if found.substitutes {
                reason = Reason::Substitutes { fact: fact.to_owned(), source_code };
            } else if !found.equal {
                return Err(Reason::NotEqual { fact: fact.to_owned(), source_code });
            } else if !is_fresh(found.on, on.day(), rule.value().fresh_days) {
                reason = Reason::Stale { fact: fact.to_owned() };
            } else {
                let citation = rule.citation().to_owned();
                return Ok(UsedFact { fact: fact.to_owned(), source: source_code, citation });
            }
        }
    }
    Err(reason)
}

/// Neither too old nor of a day to come.
fn is_fresh(found: Date, today: Date, days: u32) -> bool {
    let age = (today - found).get_days();
    u32::try_from(age).is_ok_and(|age| age <= days)
}
