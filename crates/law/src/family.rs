//! Do the members of a family agree where `rules/families.toml` says that they share a value?

use std::collections::BTreeMap;
use std::fmt::Display;

use jiff::civil::Date;

use crate::dated::{Established, Ruled};
use crate::model::{Deadline, Family, FamilyAxis, Validity};
use crate::on::{QualificationOn, RulesOn};
use crate::problem::{RuleError, nearest};
use crate::rules::Rules;
use crate::words::{Channel, Procedure};

/// How one shared value is read off a qualification.
type Read = fn(&QualificationOn<'_>) -> Shown;

/// A shared value in words, and the line where it stands.
struct Shown {
    text: String,
    line: usize,
}

/// The values that members of a family may share, by name.
const AXES: &[(&str, Read)] = &[
    ("authority.licenses", |q| shown(q.authority(), |a| a.licenses.join("+"))),
    ("authority.keeps", |q| shown(q.authority(), |a| a.keeps.join("+"))),
    ("authority.sanctions", |q| shown(q.authority(), |a| a.sanctions.join("+"))),
    ("certificate.kind", |q| shown(q.certificate(), |c| c.kind)),
    ("certificate.validity", |q| {
        shown(q.certificate(), |c| match c.validity {
            Validity::Permanent => "permanent".to_owned(),
            Validity::Years(years) => format!("{years} years"),
        })
    }),
    ("change.kind", |q| shown(q.change(), |c| c.kind)),
    ("change.deadline", |q| shown(q.change(), |c| deadline(c.deadline))),
    ("death.deadline", |q| shown(q.death(), |d| deadline(d.deadline))),
    ("death.notifier", |q| shown(q.death(), |d| d.notifier)),
    ("death.lifted_when", |q| {
        shown(q.death(), |d| d.lifted_when.iter().map(|f| f.code()).collect::<Vec<_>>().join("+"))
    }),
    ("rewriting.rule", |q| shown(q.rewriting(), |r| r.rule)),
    ("tax.new-registration", |q| shown(q.registration_tax(Procedure::NewRegistration), |t| t.yen)),
    ("tax.change", |q| shown(q.registration_tax(Procedure::Change), |t| t.yen)),
    ("fee.new-registration", |q| shown(q.fee(Procedure::NewRegistration, Channel::Paper, None), |f| f.yen)),
    ("fee.change", |q| shown(q.fee(Procedure::Change, Channel::Paper, None), |f| f.yen)),
    ("fee.reissue", |q| shown(q.fee(Procedure::Reissue, Channel::Paper, None), |f| f.yen)),
];

fn shown<T, S: Display>(found: Established<Ruled<'_, T>>, show: impl FnOnce(&T) -> S) -> Shown {
    match found {
        Established::Yes(ruled) => Shown { text: show(ruled.value()).to_string(), line: ruled.basis().line },
        Established::No(gap) => Shown { text: gap.code().to_owned(), line: 1 },
    }
}

fn deadline(deadline: Deadline) -> String {
    match deadline {
        Deadline::Days { days, from, .. } => format!("{days} days from {from}"),
        Deadline::Months { months, from, .. } => format!("{months} months from {from}"),
        Deadline::WithoutDelay => "without-delay".to_owned(),
        Deadline::Promptly => "promptly".to_owned(),
        Deadline::NoDeadline => "none".to_owned(),
    }
}

/// What the members of a family share on a day, for people who want to see it printed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "類型の一致")]
pub struct Agreement {
    /// The family's id.
    pub family: String,
    /// What is shared (`change.deadline` …).
    pub axis: String,
    /// Each value with the ids of the members that have it; one value: they agree.
    pub values: Vec<(String, Vec<String>)>,
    /// Members that are known to differ.
    pub except: Vec<String>,
}

/// All shared values of all families on a day.
pub fn agreements(on: &RulesOn<'_>) -> Vec<Agreement> {
    let rules = on.rules();
    let axes =
        rules.families().iter().flat_map(|family| family.shares.iter().map(move |axis| (family, axis)));
    axes.filter_map(|(family, axis)| {
        let (_, read) = AXES.iter().find(|(name, _)| *name == axis.axis)?;
        let by_value = by_value(on, family, axis, *read);
        let ids = |members: Vec<Member<'_>>| members.iter().map(|(_, q)| q.file().id().to_string()).collect();
        Some(Agreement {
            family: family.id.clone(),
            axis: axis.axis.clone(),
            values: by_value.into_iter().map(|(value, members)| (value, ids(members))).collect(),
            except: axis.except.clone(),
        })
    })
    .collect()
}

/// A member with the line at which its value stands.
type Member<'r> = (usize, QualificationOn<'r>);

/// The members of a family, but for the known exceptions, by the value they have.
fn by_value<'r>(
    on: &RulesOn<'r>,
    family: &Family,
    axis: &FamilyAxis,
    read: Read,
) -> BTreeMap<String, Vec<Member<'r>>> {
    let rules = on.rules();
    let ids = rules.qualifications().filter(|id| !axis.except.iter().any(|e| e == id.as_str()));
    let members =
        ids.filter_map(|id| on.qualification(id.as_str())).filter(|q| q.file().family() == family.id);
    let mut by_value: BTreeMap<String, Vec<Member<'r>>> = BTreeMap::new();
    for member in members {
        let shown = read(&member);
        by_value.entry(shown.text).or_default().push((shown.line, member));
    }
    by_value
}

/// Every disagreement, and every axis that nobody knows. Each names both files.
pub(crate) fn disagreements(rules: &Rules) -> Vec<RuleError> {
    let mut errors = Vec::new();
    for family in rules.families() {
        for axis in &family.shares {
            match AXES.iter().find(|(name, _)| *name == axis.axis) {
                Some((_, read)) => errors.extend(disagreement(rules, family, axis, *read)),
                None => errors.push(unknown_axis(rules, axis)),
            }
        }
    }
    errors
}

/// The first day on which a member differs from the others.
fn disagreement(rules: &Rules, family: &Family, axis: &FamilyAxis, read: Read) -> Option<RuleError> {
    rules.shared.families_on.iter().find_map(|day| differing(rules, family, axis, read, *day))
}

fn differing(rules: &Rules, family: &Family, axis: &FamilyAxis, read: Read, day: Date) -> Option<RuleError> {
    let by_value = by_value(&rules.on(day), family, axis, read);
    let (usual, usual_members) = by_value.iter().max_by_key(|(_, members)| members.len())?;
    let (other, other_members) = by_value.iter().find(|(value, _)| *value != usual)?;
    let ((line, one), (_, another)) = (other_members.first()?, usual_members.first()?);
    let (one, another) = (one.file(), another.file());
    let name = &axis.axis;
    Some(RuleError {
        path: one.path().to_owned(),
        line: *line,
        column: 1,
        message_ja: format!(
            "類型「{}」の {name} が食い違っています（{day}）: ここでは {other}、{} では {usual}",
            family.name_ja,
            another.path()
        ),
        message_en: format!(
            "family {} disagrees on {name} ({day}): {other} here, {usual} in {}",
            family.id,
            another.path()
        ),
        nearest: None,
    })
}

fn unknown_axis(rules: &Rules, axis: &FamilyAxis) -> RuleError {
    let names: Vec<&str> = AXES.iter().map(|(name, _)| *name).collect();
    let near = nearest(&axis.axis, &names);
    let hint = near.map_or_else(|| names.join(", "), str::to_owned);
    RuleError {
        path: rules.shared.families_path.clone(),
        line: axis.line,
        column: 1,
        message_ja: format!("知らない axis {} です（{hint} ?）", axis.axis),
        message_en: format!("unknown axis {} ({hint}?)", axis.axis),
        nearest: near.map(str::to_owned),
    }
}
