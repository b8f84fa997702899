//! How procedures run, and what stands in the place of attachments.

use super::super::Writer;
use super::both;
use crate::dated::Established;
use crate::model::{ProcedureRule, Replacement};
use crate::problem::{Both, Lang};
use crate::words::{DeclarationKind, Procedure};

/// The procedures whose way is data.
pub(super) const PROCEDURES: &[Procedure] = &[
    Procedure::Linking,
    Procedure::NewRegistration,
    Procedure::Change,
    Procedure::Rewriting,
    Procedure::EntryConfirmation,
];

pub(super) fn write(w: &mut Writer<'_>) {
    let on = w.q.rules().on(w.q.day());
    for procedure in PROCEDURES {
        let heading = both(
            format!("手続の進み方（{}）", procedure.label(Lang::Ja)),
            format!("How it runs ({})", procedure.label(Lang::En)),
        );
        w.say(&format!("procedure.{procedure}"), &heading, on.procedure(*procedure), way);
    }
    let documents: Vec<String> = w.q.all_attachments().map(|(key, _)| key.code.clone()).collect();
    let all: Vec<_> = crate::on::in_force(&w.q.rules().shared.replacements, w.q.day()).collect();
    let applies = |r: &Replacement| r.documents.iter().any(|d| documents.contains(d));
    for ruled in all.into_iter().filter(|r| applies(r.value())) {
        let heading = both("添付に代わるもの", "In the place of attachments");
        let name = |code: &str, lang| w.q.rules().document(code).map(|d| d.label(lang).to_owned());
        let said =
            stands_for(ruled.value(), &|code, lang| name(code, lang).unwrap_or_else(|| code.to_owned()));
        let topic = format!("replacement.{}", ruled.value().by);
        w.say(&topic, &heading, Established::Yes(ruled), |_| said);
    }
}

fn way(rule: &ProcedureRule) -> Both {
    let list = |lang: Lang, sep: &str| {
        let stages: Vec<&str> = rule.visits.iter().map(|stage| stage.label(lang)).collect();
        stages.join(sep)
    };
    let declared = |lang: Lang| {
        let kinds: Vec<&str> =
            rule.declarations.iter().map(|kind: &DeclarationKind| kind.label(lang)).collect();
        kinds.join(if lang == Lang::Ja { "、" } else { ", " })
    };
    let mut said =
        both(format!("段階: {}", list(Lang::Ja, "、")), format!("stages: {}", list(Lang::En, ", ")));
    if !rule.declarations.is_empty() {
        said = both(
            format!("{}。申述: {}", said.ja, declared(Lang::Ja)),
            format!("{}; declared: {}", said.en, declared(Lang::En)),
        );
    }
    said
}

fn stands_for(rule: &Replacement, name: &dyn Fn(&str, Lang) -> String) -> Both {
    let names = |codes: &[String], lang| codes.iter().map(|c| name(c, lang)).collect::<Vec<_>>();
    let who = |lang| rule.holders.iter().map(|h| h.label(lang)).collect::<Vec<_>>();
    both(
        format!(
            "{}は、{}について{}で代える。分からないときは{}",
            names(&rule.documents, Lang::Ja).join("、"),
            who(Lang::Ja).join("、"),
            name(&rule.by, Lang::Ja),
            names(&rule.otherwise, Lang::Ja).join("、")
        ),
        format!(
            "{}: for {}, in their place {}; where it cannot tell, {}",
            names(&rule.documents, Lang::En).join(", "),
            who(Lang::En).join(", "),
            name(&rule.by, Lang::En),
            names(&rule.otherwise, Lang::En).join(", ")
        ),
    )
}
