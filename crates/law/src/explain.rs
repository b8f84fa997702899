//! The law of one qualification on a day, in sentences with citations.

mod sentences;

use std::fmt;

use jiff::civil::Date;

use crate::dated::{Basis, Established, Gap, Ruled};
use crate::model::QualificationId;
use crate::on::{QualificationOn, RulesOn};
use crate::problem::{Both, Lang};
use crate::words::Confidence;

/// One sentence of the printed law, with everything it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its topic's code (`change`, `fee.reissue` …).
    pub topic: String,
    /// Its topic in words.
    pub heading: String,
    /// The sentence.
    pub text: String,
    /// Its source; none where nothing is established at all.
    pub citation: Option<String>,
    /// How well it is founded; none where nothing is established at all.
    pub confidence: Option<Confidence>,
    /// First day on which it holds.
    pub from: Option<Date>,
    /// Last day on which it holds.
    pub to: Option<Date>,
    lang: Lang,
}

impl Sentence {
    /// Must an officer confirm it before it is relied on?
    pub fn to_be_confirmed(&self) -> bool {
        self.confidence != Some(Confidence::Statute)
    }

    /// The sentence with its source, grade and days, without the heading.
    pub fn sourced(&self) -> String {
        let (Some(citation), Some(confidence)) = (&self.citation, self.confidence) else {
            return self.text.clone();
        };
        let grade = confidence.label(self.lang);
        let mark = match (self.to_be_confirmed(), self.lang) {
            (false, _) => "",
            (true, Lang::Ja) => "・要確認",
            (true, Lang::En) => ", to be confirmed",
        };
        let day = |day: Option<Date>| day.map(|d| d.to_string()).unwrap_or_default();
        let (from, to) = (day(self.from), day(self.to));
        match self.lang {
            Lang::Ja => format!("{}〔{citation}。{grade}{mark}。{from}〜{to}〕", self.text),
            Lang::En => format!("{} [{citation}; {grade}{mark}; {from} – {to}]", self.text),
        }
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.heading, self.sourced())
    }
}

/// The law of one qualification on the day, topic by topic; none where the id is not known.
pub fn explain(on: &RulesOn<'_>, id: &str, lang: Lang) -> Option<Vec<Sentence>> {
    let q = on.qualification(id)?;
    let mut writer = Writer { q, lang, sentences: Vec::new() };
    sentences::write(&mut writer);
    Some(writer.sentences)
}

/// Gathers the sentences of one qualification.
struct Writer<'r> {
    q: QualificationOn<'r>,
    lang: Lang,
    sentences: Vec<Sentence>,
}

impl Writer<'_> {
    /// A sentence about one rule, or the statement that there is none.
    fn say<T>(
        &mut self,
        topic: &str,
        heading: &Both,
        found: Established<Ruled<'_, T>>,
        text: impl FnOnce(&T) -> Both,
    ) {
        match found {
            Established::Yes(ruled) => {
                let mut text = text(ruled.value()).get(self.lang).to_owned();
                if let Some(note) = ruled.basis().note.as_deref() {
                    text.push_str(&match self.lang {
                        Lang::Ja => format!("（{note}）"),
                        Lang::En => format!(" (note: {note})"),
                    });
                }
                self.push(topic, heading, text, Some(ruled.basis()));
            }
            Established::No(gap) => {
                let basis = match &gap {
                    Gap::NotEstablished { basis, .. } => basis.as_ref(),
                    Gap::NotFormalised { .. } => None,
                };
                self.push(topic, heading, gap.message(self.lang), basis);
            }
        }
    }

    fn push(&mut self, topic: &str, heading: &Both, text: String, basis: Option<&Basis>) {
        self.sentences.push(Sentence {
            topic: topic.to_owned(),
            heading: heading.get(self.lang).to_owned(),
            text,
            citation: basis.map(|b| b.citation.clone()),
            confidence: basis.map(|b| b.confidence),
            from: basis.map(|b| b.from),
            to: basis.and_then(|b| b.to),
            lang: self.lang,
        });
    }
}

/// One topic that reads differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The topic's code.
    pub topic: String,
    /// The topic in words.
    pub heading: String,
    /// What the first says; empty: nothing.
    pub left: Vec<Sentence>,
    /// What the second says; empty: nothing.
    pub right: Vec<Sentence>,
}

/// How two qualifications differ on a day; none where one of the ids is not known.
pub fn diff(on: &RulesOn<'_>, a: &str, b: &str, lang: Lang) -> Option<Vec<Difference>> {
    Some(differences(explain(on, a, lang)?, explain(on, b, lang)?))
}

/// How one qualification differs between two days; none where the id is not known.
pub fn diff_between(
    rules: &crate::Rules,
    id: &QualificationId,
    days: (Date, Date),
    lang: Lang,
) -> Option<Vec<Difference>> {
    let left = explain(&rules.on(days.0), id.as_str(), lang)?;
    let right = explain(&rules.on(days.1), id.as_str(), lang)?;
    Some(differences(left, right))
}

fn differences(left: Vec<Sentence>, right: Vec<Sentence>) -> Vec<Difference> {
    let mut topics: Vec<(String, String)> = Vec::new();
    for sentence in left.iter().chain(&right) {
        if !topics.iter().any(|(topic, _)| *topic == sentence.topic) {
            topics.push((sentence.topic.clone(), sentence.heading.clone()));
        }
    }
    let of = |all: &[Sentence], topic: &str| -> Vec<Sentence> {
        all.iter().filter(|s| s.topic == topic).cloned().collect()
    };
    let said = |all: &[Sentence]| -> Vec<String> { all.iter().map(|s| s.text.clone()).collect() };
    topics
        .into_iter()
        .map(|(topic, heading)| Difference {
            left: of(&left, &topic),
            right: of(&right, &topic),
            topic,
            heading,
        })
        .filter(|d| said(&d.left) != said(&d.right))
        .collect()
}
