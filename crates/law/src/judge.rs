//! Putting an example's question to the rules.

mod duties;
mod standing;

use std::collections::BTreeMap;
use std::fmt::Display;

use jiff::civil::Date;

use crate::calendar::Due;
use crate::dated::{Established, Gap};
use crate::example::{Example, Value};
use crate::on::{QualificationOn, RulesOn};
use crate::problem::{Both, nearest};
use crate::rules::Rules;
use crate::words::{Fact, Procedure};

/// The answer to a question: each part under its name.
pub(crate) type Answer = BTreeMap<&'static str, Value>;

/// Why a question cannot be answered at all (a fault of the example).
pub(crate) type Asked<T> = Result<T, Both>;

/// A question: its name, the facts it knows, and how it is answered.
struct Question {
    name: &'static str,
    given: &'static [&'static str],
    answer: fn(&Case<'_>) -> Asked<Answer>,
}

const QUESTIONS: &[&[Question]] = &[duties::QUESTIONS, standing::QUESTIONS];

/// The questions that an example may put, each with the facts it knows.
pub fn questions() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    QUESTIONS.iter().flat_map(|group| group.iter()).map(|q| (q.name, q.given))
}

/// One example before the rules of its day.
pub(crate) struct Case<'r> {
    example: &'r Example,
    on: RulesOn<'r>,
    qualification: QualificationOn<'r>,
}

/// Compares what the rules answer with what the example expects; says what differs.
pub(crate) fn judge(rules: &Rules, example: &Example) -> Result<(), Both> {
    let id = &example.qualification;
    let on = rules.on(example.on);
    let qualification = on.qualification(id).ok_or_else(|| {
        Both::new(format!("資格 {id} の規則がありません"), format!("there are no rules for {id}"))
    })?;
    let question = question(&example.question)?;
    known(example.given.keys(), question.given, "given")?;
    let answer = (question.answer)(&Case { example, on, qualification })?;
    for (key, expected) in &example.expect {
        let Some(found) = answer.get(key.as_str()) else {
            let keys: Vec<&str> = answer.keys().copied().collect();
            known([key], &keys, "expect")?;
            continue;
        };
        if !found.agrees(expected) {
            return Err(Both::new(
                format!("{}: {key} は {expected} のはずが、規則では {found}", example.title),
                format!("{}: {key} should be {expected}, the rules say {found}", example.title),
            ));
        }
    }
    Ok(())
}

fn question(name: &str) -> Asked<&'static Question> {
    let mut all = QUESTIONS.iter().flat_map(|group| group.iter());
    all.find(|q| q.name == name).ok_or_else(|| {
        let names: Vec<&str> = questions().map(|(name, _)| name).collect();
        unknown("question", name, &names)
    })
}

fn known<S: AsRef<str>>(keys: impl IntoIterator<Item = S>, known: &[&str], what: &str) -> Asked<()> {
    for key in keys {
        if !known.contains(&key.as_ref()) {
            return Err(unknown(what, key.as_ref(), known));
        }
    }
    Ok(())
}

fn unknown(what: &str, word: &str, known: &[&str]) -> Both {
    let hint = nearest(word, known).map_or_else(|| known.join(", "), str::to_owned);
    Both::new(format!("知らない {what} {word} です（{hint} ?）"), format!("unknown {what} {word} ({hint}?)"))
}

impl<'r> Case<'r> {
    fn given(&self, key: &str) -> Option<&'r Value> {
        self.example.given.get(key)
    }

    fn missing(key: &str) -> Both {
        Both::new(format!("given.{key} が要ります"), format!("given.{key} is needed"))
    }

    fn text(&self, key: &str) -> Asked<&'r str> {
        match self.given(key) {
            Some(Value::Text(text)) => Ok(text),
            _ => Err(Self::missing(key)),
        }
    }

    fn word<T: Copy>(&self, key: &str, words: &[(&'static str, T)]) -> Asked<T> {
        let text = self.text(key)?;
        let found = words.iter().find(|(code, _)| *code == text).map(|(_, word)| *word);
        found.ok_or_else(|| {
            let codes: Vec<&str> = words.iter().map(|(code, _)| *code).collect();
            unknown(key, text, &codes)
        })
    }

    fn procedure(&self) -> Asked<Procedure> {
        self.word("procedure", Procedure::ALL)
    }

    fn day(&self, key: &str) -> Asked<Option<Date>> {
        match self.given(key) {
            None => Ok(None),
            Some(Value::Day(day)) => Ok(Some(*day)),
            Some(_) => Err(Self::missing(key)),
        }
    }

    fn facts(&self) -> Asked<Vec<Fact>> {
        let codes = match self.given("facts") {
            None => return Ok(Vec::new()),
            Some(Value::List(codes)) => codes,
            Some(_) => return Err(Self::missing("facts")),
        };
        let codes = codes.iter().map(|code| {
            Fact::from_code(code).ok_or_else(|| {
                let known: Vec<&str> = Fact::ALL.iter().map(|(code, _)| *code).collect();
                unknown("fact", code, &known)
            })
        });
        codes.collect()
    }
}

/// Answers out of a rule, or names the gap under `answer`.
fn of<T>(found: Established<T>, answer: impl FnOnce(T) -> Answer) -> Asked<Answer> {
    Ok(match found {
        Established::Yes(value) => answer(value),
        Established::No(gap) => unestablished(&gap),
    })
}

fn unestablished(gap: &Gap) -> Answer {
    Answer::from([("answer", Value::text(gap.code()))])
}

/// Adds `due` and, where something was filed, `late`.
fn put_due(answer: &mut Answer, due: Established<Due>, filed: Option<Date>) {
    let (value, late) = match due {
        Established::Yes(Due::On(due)) => (Value::Day(due.day), filed.map(|f| due.is_late(f))),
        Established::Yes(Due::WithoutDelay) => (Value::text("without-delay"), None),
        Established::Yes(Due::Promptly) => (Value::text("promptly"), None),
        Established::Yes(Due::NoDeadline) => (Value::text("none"), None),
        Established::No(gap) => (Value::text(gap.code()), None),
    };
    answer.insert("due", value);
    if let Some(late) = late {
        answer.insert("late", Value::Bool(late));
    }
}

fn list<S: Display>(values: impl IntoIterator<Item = S>) -> Value {
    Value::List(values.into_iter().map(|v| v.to_string()).collect())
}
