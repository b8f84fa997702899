//! What may be decided by rule, and what never.

use super::super::Writer;
use super::both;
use crate::dated::Established;
use crate::problem::Lang;

pub(super) fn write(w: &mut Writer<'_>) {
    let on = w.q.rules().on(w.q.day());
    let group = w.q.file().group();
    for procedure in super::filing::PROCEDURES {
        for allowed in on.deciding(*procedure) {
            let heading = both(
                format!("規則による決定（{}）", procedure.label(Lang::Ja)),
                format!("Deciding by rule ({})", procedure.label(Lang::En)),
            );
            let topic = format!("deciding.{procedure}.{}", allowed.value().fact);
            w.say(&topic, &heading, Established::Yes(allowed), |rule| {
                let sources = rule.sources.join("・");
                both(
                    format!("{}: {sources} と完全に一致（{}日以内）", rule.fact, rule.fresh_days),
                    format!(
                        "{}: exactly as {sources} has it (at most {} days old)",
                        rule.fact, rule.fresh_days
                    ),
                )
            });
        }
    }
    let never: Vec<_> = on.never_by_rule().collect();
    for rule in never.into_iter().filter(|r| r.value().groups.is_empty() || r.value().groups.contains(&group))
    {
        let heading = both("規則で決定しない場合", "Never by rule");
        let topic = format!("never-by-rule.{}", rule.value().code);
        w.say(&topic, &heading, Established::Yes(rule), |r| both(r.label_ja.clone(), r.label_en.clone()));
    }
}
