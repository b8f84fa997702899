//! Tax and fee: two things, kept on two lines.

use law::{ChargeKind, Procedure, ProcedureRule, QualificationOn, Yen};

use super::{CertificateOutcome, Known, Situation};

/// What is paid for a case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[doc(alias = "納付すべき額")]
pub struct Charge {
    /// A line for the tax, a line for each fee.
    pub lines: Vec<ChargeLine>,
}

/// One line of a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargeLine {
    /// Tax or fee.
    pub kind: ChargeKind,
    /// For what: a rewriting that goes with a change has a line of its own.
    pub procedure: Procedure,
    /// How much.
    pub amount: Known<Yen>,
    /// To whom, where it is not the registering authority (or, for the tax, the state).
    pub payee: Option<String>,
    /// What exactly it is for, or for what unit, in the rule's words.
    pub label: Option<String>,
}

impl Charge {
    /// The sum, if every line is established.
    #[must_use]
    pub fn total(&self) -> Option<Yen> {
        self.lines.iter().try_fold(Yen(0), |sum, line| {
            let yen = line.amount.value()?;
            sum.0.checked_add(yen.0).map(Yen)
        })
    }

    /// The lines whose amount an officer has to fix.
    pub fn open(&self) -> impl Iterator<Item = &ChargeLine> {
        self.lines.iter().filter(|line| line.amount.is_open())
    }
}

/// What this situation costs.
pub(super) fn charge(
    q: &QualificationOn<'_>,
    s: &Situation,
    rule: &ProcedureRule,
    certificate: Option<&CertificateOutcome>,
) -> Charge {
    let mut lines = Vec::new();
    if rule.charges.contains(&ChargeKind::Tax) {
        let found = q.registration_tax(s.procedure);
        let label = found.clone().yes().and_then(|tax| tax.value().per.clone());
        lines.push(ChargeLine {
            kind: ChargeKind::Tax,
            procedure: s.procedure,
            amount: Known::of(found, |tax| tax.yen),
            payee: None,
            label,
        });
    }
    if rule.charges.contains(&ChargeKind::Fee) {
        let rewritten = s.procedure == Procedure::Change && certificate.is_some_and(|c| c.written);
        let rewriting = rewritten.then(|| fee(q, s, Procedure::Rewriting));
        let covered = rewriting.as_ref().is_some_and(|(_, covers)| *covers);
        if !covered {
            lines.push(fee(q, s, s.procedure).0);
        }
        lines.extend(rewriting.map(|(line, _)| line));
    }
    Charge { lines }
}

/// The line of a procedure's fee, and whether it takes the place of the change's own.
fn fee(q: &QualificationOn<'_>, s: &Situation, procedure: Procedure) -> (ChargeLine, bool) {
    let found = q.fee(procedure, s.channel, s.authority.as_deref());
    let value = found.clone().yes().map(|fee| fee.value());
    let line = ChargeLine {
        kind: ChargeKind::Fee,
        procedure,
        amount: Known::of(found, |fee| fee.yen),
        payee: value.and_then(|fee| fee.payee.clone()),
        label: value.and_then(|fee| fee.label.clone()),
    };
    (line, value.is_some_and(|fee| fee.covers_change))
}
