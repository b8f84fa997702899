//! The whole answer.

use law::{
    AuthorityPart, Channel, DeclarationKind, Established, Fact, Gap, OldCertificate, Procedure,
    ProcedureRule, QualificationOn, Receiving, Ruled, RulesOn,
};

use super::papers::Asker;
use super::{
    CertificateOutcome, ChangedItem, Charge, Declaration, Duty, Ground, Known, NumberFact, Requirement,
    Situation,
};
use super::{Unfit, certificate, charge, duty};

/// Codes of the items of which a fact of their own speaks.
const NAME: &str = "name";
const ADDRESS: &str = "address";
/// The document that is a statement of why something is late.
const DELAY_REASON: &str = "delay-reason";

/// Everything that a procedure asks of this situation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "手続の要件")]
pub struct Requirements {
    /// The documents, none twice.
    pub items: Vec<Requirement>,
    /// What the applicant declares.
    pub declarations: Vec<Declaration>,
    /// The changed items.
    pub changes: Vec<ChangedItem>,
    /// The duty and its time.
    pub duty: Known<Duty>,
    /// Tax and fee.
    pub charge: Charge,
    /// Where it is handed in.
    pub receiving: Known<Receiving>,
    /// Codes of the authorities that decide.
    pub decides: Known<Vec<String>>,
    /// What becomes of the certificate.
    pub certificate: Known<CertificateOutcome>,
    /// On what the procedure itself rests.
    pub ground: Ground,
    /// Does the application bear the card's signature?
    pub signed: bool,
}

/// What the law of the day asks of this situation.
///
/// # Errors
/// [`Unfit`] where the procedure is not there for it, with the citation.
pub fn assess(on: &RulesOn<'_>, s: &Situation) -> Result<Requirements, Unfit> {
    let q = on
        .qualification(&s.qualification)
        .ok_or_else(|| Unfit::UnknownQualification(s.qualification.clone()))?;
    let rule = match on.procedure(s.procedure) {
        Established::Yes(rule) => rule,
        Established::No(gap) => return Err(Unfit::NotEstablished { procedure: s.procedure, gap }),
    };
    if s.channel == Channel::Online && rule.value().signed && !s.applicant.has_card {
        return Err(Unfit::CardNeeded { citation: rule.citation().to_owned() });
    }
    let changes = changes(&q, s, &rule)?;
    let duty = duty::duty(&q, s);
    let certificate = certificate::outcome(&q, s);
    let facts = facts(s, &duty, &certificate);
    let asker = Asker { q, on: *on, s, facts };
    let mut items = asker.papers(&rule, &certificate);
    let declarations = declarations(&q, s, &rule, (&duty, &certificate), &mut items);
    Ok(Requirements {
        charge: charge::charge(&q, s, rule.value(), certificate.value()),
        receiving: Known::of(q.receiving(s.procedure, s.applicant.scope), Clone::clone),
        decides: decides(&q, rule.value()),
        ground: Ground::of(&rule),
        signed: rule.value().signed && s.channel == Channel::Online,
        items,
        declarations,
        changes,
        duty,
        certificate,
    })
}

fn changes(
    q: &QualificationOn<'_>,
    s: &Situation,
    rule: &Ruled<'_, ProcedureRule>,
) -> Result<Vec<ChangedItem>, Unfit> {
    if s.procedure != Procedure::Change {
        return Ok(Vec::new());
    }
    let duty = q.change().yes();
    if s.changed.is_empty() {
        let citation = duty.map_or_else(|| rule.citation(), |d| d.citation()).to_owned();
        return Err(Unfit::NothingChanged { citation });
    }
    if let Some(register) = q.register().yes()
        && let Some(item) = s.changed.iter().find(|item| !register.value().items.contains(item))
    {
        return Err(Unfit::NotAnItem { item: item.clone(), citation: register.citation().to_owned() });
    }
    let triggers = |item: &String| duty.is_some_and(|d| d.value().is_triggered_by(item));
    Ok(s.changed.iter().map(|code| ChangedItem { code: code.clone(), triggers: triggers(code) }).collect())
}

/// The facts of the law's vocabulary that hold in this situation.
fn facts(s: &Situation, duty: &Known<Duty>, certificate: &Known<CertificateOutcome>) -> Vec<Fact> {
    let number = match s.applicant.number {
        NumberFact::Given => Some(Fact::MyNumberGiven),
        NumberFact::Found => Some(Fact::MyNumberFound),
        NumberFact::None => None,
    };
    let late = duty.value().is_some_and(|d| d.late == Some(true));
    let written = s.procedure == Procedure::Change && certificate.value().is_some_and(|c| c.written);
    let change = |item| s.procedure == Procedure::Change && s.changes(item);
    let holds = [
        (Fact::ExamDetailsWritten, s.exam_details_written),
        (Fact::Late, late),
        (Fact::RewritingWanted, written),
        (Fact::NameChanged, change(NAME)),
        (Fact::AddressChanged, change(ADDRESS)),
        (Fact::NamesDiffer, s.names_differ),
        (Fact::GraduateRoute, s.by_graduation),
        (Fact::ExamRoute, !s.by_graduation),
    ];
    number.into_iter().chain(holds.into_iter().filter(|(_, holds)| *holds).map(|(fact, _)| fact)).collect()
}

/// What is declared. A statement that is a document on paper is declared in the form on-line, and then is no document.
fn declarations(
    q: &QualificationOn<'_>,
    s: &Situation,
    rule: &Ruled<'_, ProcedureRule>,
    (duty, certificate): (&Known<Duty>, &Known<CertificateOutcome>),
    items: &mut Vec<Requirement>,
) -> Vec<Declaration> {
    let mut all = Vec::new();
    for kind in &rule.value().declarations {
        let grounds = match kind {
            DeclarationKind::Disqualification => Some(Known::of(q.disqualification(), |d| {
                d.absolute.iter().chain(&d.relative).cloned().collect()
            })),
            DeclarationKind::DelayReason => delay_reason(s, duty, items),
            DeclarationKind::OldCertificateDestroyed => match certificate {
                Known::Yes { value, ground } if value.old == Some(OldCertificate::DestroyedByHolder) => {
                    Some(Known::Yes { value: Vec::new(), ground: ground.clone() })
                }
                _ => None,
            },
        };
        all.extend(grounds.map(|grounds| Declaration { kind: *kind, grounds }));
    }
    all
}

fn delay_reason(
    s: &Situation,
    duty: &Known<Duty>,
    items: &mut Vec<Requirement>,
) -> Option<Known<Vec<String>>> {
    if duty.value().is_none_or(|d| d.late != Some(true)) {
        return None;
    }
    let Some(at) = items.iter().position(|item| item.code == DELAY_REASON) else {
        // Late, but no rule says what is to be handed in: the officer asks.
        return Some(Known::gap(&Gap::UNKNOWN));
    };
    if s.channel == Channel::Paper {
        return None;
    }
    let item = items.remove(at);
    let name = item.name.ja;
    item.ground.map(|ground| Known::Yes { value: vec![name], ground })
}

fn decides(q: &QualificationOn<'_>, rule: &ProcedureRule) -> Known<Vec<String>> {
    Known::of(q.authority(), |parts| {
        let codes = match rule.decided_by {
            AuthorityPart::Licenses => &parts.licenses,
            AuthorityPart::Keeps => &parts.keeps,
        };
        q.expand(codes).into_iter().map(|authority| authority.code.clone()).collect()
    })
}

impl Requirements {
    /// The inquiries that stand in the place of documents, by their codes, none twice.
    #[must_use]
    pub fn inquiries(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for code in self.items.iter().filter_map(Requirement::inquiry) {
            if !all.contains(&code) {
                all.push(code);
            }
        }
        all
    }

    /// The documents that can come by post only: a case filed on-line waits for them.
    pub fn by_post_only(&self) -> impl Iterator<Item = &Requirement> {
        self.items.iter().filter(|item| item.only_by_post())
    }

    /// Whether the rules leave something open that an officer has to settle before a decision.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let need = |item: &Requirement| matches!(item.need, super::Need::ToConfirm { .. });
        self.items.iter().any(need)
            || self.declarations.iter().any(|d| d.grounds.is_open())
            || self.duty.is_open()
            || self.charge.open().next().is_some()
            || self.decides.is_open()
            || self.certificate.is_open()
    }

    /// Filed after its time, as far as the rules give a number.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.duty.value().is_some_and(|duty| duty.late == Some(true))
    }
}
