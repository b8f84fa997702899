//! The lines that are printed.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};

use super::JourneyArgs;
use super::cost::Costs;
use super::count::Truth;
use super::people::Traveller;
use super::phone::Span;
use super::ready::CARD_KEYS;
use super::walk::{End, PICTURE, Walked};
use crate::report::Measured;

/// How long each page took, by page.
#[derive(Default)]
pub(super) struct Spans(Mutex<BTreeMap<String, Vec<Duration>>>);

impl Spans {
    pub(super) fn keep(&self, spans: Vec<Span>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (page, span) in spans {
            all.entry(page).or_default().push(span);
        }
    }

    /// All of them sorted, and each page's.
    fn sorted(&self) -> (Vec<Duration>, BTreeMap<String, Vec<Duration>>) {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        pages.values_mut().for_each(|spans| spans.sort_unstable());
        let mut all: Vec<Duration> = pages.values().flatten().copied().collect();
        all.sort_unstable();
        (all, pages)
    }
}

/// What is told of.
pub(super) struct Ended<'e> {
    pub(super) args: &'e JourneyArgs,
    pub(super) people: &'e [Traveller],
    pub(super) seconds: f64,
    pub(super) walked: &'e [(Duration, Walked)],
    pub(super) costs: &'e Costs,
    pub(super) peak_mb: u64,
    pub(super) truth: &'e Truth,
}

impl Ended<'_> {
    pub(super) fn lines(&self, spans: &Spans) -> Result<Vec<String>> {
        let (all, pages) = spans.sorted();
        let mut complete: Vec<Duration> = self.complete().map(|(_, one)| one.whole).collect();
        complete.sort_unstable();
        let mut waited: Vec<Duration> = self.complete().map(|(_, one)| one.waited).collect();
        waited.sort_unstable();
        let (count, seconds) = self.steady();
        let measured = Measured {
            bench: "journey",
            engine: self.args.size.engine.word(),
            part: Some(if self.args.per_hour.is_some() { "paced" } else { "complete" }.to_owned()),
            size: u64::try_from(self.walked.len())?,
            seconds,
            count,
            latencies: complete,
            db_bytes: self.truth.db_bytes,
            limit: Some((
                "the same cores for the server and its engine alone, by the processor time they took",
                self.alone(),
            )),
            note: Some(note(self.args)),
        };
        let mut line = measured.json();
        let truth = self.truth;
        let figures = json!({
            "whole_seconds": rounded(self.seconds),
            "peak_rss_mb": self.peak_mb,
            "ends": self.ends(),
            "states": truth.states,
            "allowed": truth.allowed,
            "by_rule": truth.by_rule,
            "by_rule_share": share(truth.by_rule, truth.allowed),
            "wrong": truth.wrong,
            "waited_s": seconds_of(&waited),
            "paid_to_register_s": seconds_of(&truth.to_register),
            "page_ms": millis_of(&all),
            "pages": pages.iter().map(|(page, spans)| (page.clone(), millis_of(spans))).collect::<serde_json::Map<_, _>>(),
            "cpu_ms_each": self.costs_each(),
        });
        if let (Some(line), Some(figures)) = (line.as_object_mut(), figures.as_object()) {
            line.extend(figures.clone());
        }
        Ok(vec![line.to_string()])
    }

    /// Whoever came to an end.
    fn complete(&self) -> impl Iterator<Item = &(Duration, Walked)> {
        self.walked.iter().filter(|(_, one)| matches!(one.end, End::Granted | End::AtDesk | End::NotSigned))
    }

    /// How it ended, by what people did.
    fn ends(&self) -> BTreeMap<&'static str, BTreeMap<&'static str, usize>> {
        let mut ends: BTreeMap<_, BTreeMap<_, usize>> = BTreeMap::new();
        for (_, one) in self.walked {
            let kind = self.people.get(one.at).map_or("", |person| person.kind.word());
            *ends.entry(kind).or_default().entry(one.end.word()).or_default() += 1;
        }
        ends
    }

    /// How many came to their end between the tenth and the ninetieth of a hundred, and within which time: at the beginning nobody can have
    /// come to an end, and at the end fewer and fewer are on the way.
    fn steady(&self) -> (u64, f64) {
        let mut ends: Vec<Duration> = self.complete().map(|(at, _)| *at).collect();
        ends.sort_unstable();
        let (from, to) = (ends.len() / 10, ends.len() * 9 / 10);
        // Where nearly all are on the way at once there is no such middle.
        let has_middle = to > from && self.walked.len() >= 2 * self.args.at_once;
        match (ends.get(from), ends.get(to)) {
            (Some(first), Some(last)) if has_middle => {
                (u64::try_from(to - from).unwrap_or(0), (*last - *first).as_secs_f64())
            }
            _ => (u64::try_from(ends.len()).unwrap_or(0), self.seconds),
        }
    }

    /// Applications a second if server and engine had the machine for themselves.
    fn alone(&self) -> f64 {
        let cores = f64::from(u32::try_from(cores()).unwrap_or(1));
        let own = (self.costs.server + self.costs.engine).as_secs_f64();
        self.many() * cores / own.max(1e-9)
    }

    fn many(&self) -> f64 {
        f64::from(u32::try_from(self.complete().count()).unwrap_or(u32::MAX))
    }

    fn costs_each(&self) -> Value {
        let each = |cost: Duration| rounded(cost.as_secs_f64() * 1e3 / self.many().max(1.0));
        let costs = self.costs;
        json!({
            "server": each(costs.server), "engine": each(costs.engine), "simulators": each(costs.simulators),
            "people": each(costs.people), "others": each(costs.others()),
        })
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn note(args: &JourneyArgs) -> String {
    let load = match args.per_hour {
        Some(people) => format!("{people} an hour, each at its own time"),
        None => format!("{} people beside each other", args.at_once),
    };
    format!(
        "{load}; server, engine, simulators and people on the same cores, a process each; a page that looks again by itself is waited for; \
         the rate is that between the tenth and the ninetieth of a hundred; the cards share {CARD_KEYS} RSA keys, made before; what is uploaded is a picture of {} kB",
        PICTURE / 1_000
    )
}

fn at(spans: &[Duration], percent: usize) -> f64 {
    let index = spans.len().saturating_sub(1) * percent / 100;
    spans.get(index).map_or(0.0, Duration::as_secs_f64)
}

fn millis_of(spans: &[Duration]) -> Value {
    let of = |percent| rounded(at(spans, percent) * 1e3);
    json!({ "count": spans.len(), "p50": of(50), "p99": of(99), "most": of(100) })
}

fn seconds_of(spans: &[Duration]) -> Value {
    let of = |percent| rounded(at(spans, percent));
    json!({ "count": spans.len(), "p50": of(50), "p99": of(99), "most": of(100) })
}

fn share(part: usize, whole: usize) -> Value {
    let of = |count| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    if whole == 0 { Value::Null } else { json!(rounded(of(part) / of(whole))) }
}

fn rounded(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}
