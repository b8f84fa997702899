//! The rules on one day.

mod qualification;

use jiff::civil::Date;

use crate::dated::{Dated, Established, Gap, Ruled, on_day};
use crate::model::{
    ActRule, Alternative, Authority, CaseValue, CheckAsking, CheckCorrection, CheckValue, CheckWording,
    CredentialTerm, DecidingNeed, DecidingRule, DisclosureRule, LinkingWay, NeverByRule, NumberProofWay,
    OnlineWay, ProcedureRule, Replacement, Retention, Signatory,
};
use crate::rules::Rules;
use crate::words::{PersonKind, Procedure};

pub use qualification::{AttachmentOn, QualificationOn};

/// The rules as they stand on a day.
#[derive(Debug, Clone, Copy)]
pub struct RulesOn<'r> {
    rules: &'r Rules,
    day: Date,
}

impl<'r> RulesOn<'r> {
    pub(crate) const fn new(rules: &'r Rules, day: Date) -> Self {
        Self { rules, day }
    }

    /// The day.
    pub const fn day(&self) -> Date {
        self.day
    }

    /// All rules, on all days.
    pub const fn rules(&self) -> &'r Rules {
        self.rules
    }

    /// One qualification on the day.
    pub fn qualification(&self, id: &str) -> Option<QualificationOn<'r>> {
        let file = self.rules.qualification(id)?;
        Some(QualificationOn::new(self.rules, file, self.day))
    }

    /// One authority by its code, if it acts on the day.
    pub fn authority(&self, code: &str) -> Option<&'r Authority> {
        self.rules.shared.authorities.iter().find(|a| a.code == code && a.basis.holds_on(self.day))
    }

    /// The authorities that keep a register of this qualification on the day: one register for each.
    pub fn authorities_of(&self, id: &str) -> Vec<&'r Authority> {
        self.qualification(id).map(|q| q.authorities()).unwrap_or_default()
    }

    /// How a legal act of the ledger takes effect.
    pub fn act_rule(&self, act: &str) -> Established<Ruled<'r, ActRule>> {
        match self.rules.shared.acts.get(act) {
            Some(values) => on_day(values.iter(), self.day),
            None => Established::No(Gap::UNKNOWN),
        }
    }

    /// The citation of an act for one qualification: its own where the file knows it, else the general one.
    pub fn act_citation(&self, act: &str, id: &str) -> Option<&'r str> {
        let rule = self.act_rule(act).yes()?;
        let own = rule
            .value()
            .topic
            .as_deref()
            .and_then(|topic| self.qualification(id).and_then(|q| q.citation_of(topic, act)));
        Some(own.unwrap_or_else(|| rule.citation()))
    }

    /// Who may learn what, on the day.
    pub fn disclosure(&self) -> impl Iterator<Item = Ruled<'r, DisclosureRule>> {
        in_force(&self.rules.shared.disclosure, self.day)
    }

    /// The rule by which this asker may learn this item without more; none: not without consent or ground.
    pub fn may_disclose(&self, asker: &str, id: &str, item: &str) -> Option<Ruled<'r, DisclosureRule>> {
        self.disclosure().find(|rule| {
            let rule = rule.value();
            let covers = rule.qualifications.is_empty() || rule.qualifications.iter().any(|q| q == id);
            rule.asker == asker && covers && rule.items.iter().any(|i| i == item)
        })
    }

    /// By which ways an entry may be linked to a person without an officer, on the day.
    pub fn linking(&self) -> impl Iterator<Item = Ruled<'r, LinkingWay>> {
        in_force(&self.rules.shared.linking, self.day)
    }

    /// What proves a number that its holder gives, on the day; anything else is not accepted.
    pub fn number_proofs(&self) -> impl Iterator<Item = Ruled<'r, NumberProofWay>> {
        in_force(&self.rules.shared.number_proofs, self.day)
    }

    /// How a case of this procedure runs.
    pub fn procedure(&self, procedure: Procedure) -> Established<Ruled<'r, ProcedureRule>> {
        let of = |d: &&Dated<ProcedureRule>| d.value.as_ref().is_ok_and(|p| p.procedure == procedure);
        on_day(self.rules.shared.procedures.iter().filter(of), self.day)
    }

    /// A number of cases: for how long numbers for a payment can be used, how many decisions by rule are looked at again.
    pub fn case_value(&self, what: &str) -> Established<Ruled<'r, CaseValue>> {
        let of = |d: &&Dated<CaseValue>| d.value.as_ref().is_ok_and(|v| v.what == what);
        on_day(self.rules.shared.case_values.iter().filter(of), self.day)
    }

    /// The facts on which this procedure may be decided by rule, each with its sources.
    pub fn deciding(&self, procedure: Procedure) -> impl Iterator<Item = Ruled<'r, DecidingRule>> {
        in_force(&self.rules.shared.deciding, self.day).filter(move |r| r.value().procedure == procedure)
    }

    /// The facts without which this procedure is not decided by rule; none: it never is.
    pub fn deciding_need(&self, procedure: Procedure) -> Option<Ruled<'r, DecidingNeed>> {
        in_force(&self.rules.shared.deciding_needs, self.day).find(|r| r.value().procedure == procedure)
    }

    /// What is never decided by rule.
    pub fn never_by_rule(&self) -> impl Iterator<Item = Ruled<'r, NeverByRule>> {
        in_force(&self.rules.shared.never_by_rule, self.day)
    }

    /// What may stand in the place of this document on the day.
    pub fn replacements(&self, document: &str) -> impl Iterator<Item = Ruled<'r, Replacement>> {
        let all = in_force(&self.rules.shared.replacements, self.day);
        all.filter(move |r| r.value().documents.iter().any(|d| d == document))
    }

    /// Why somebody of this kind cannot have this document, so that what they attach is not established.
    pub fn lacks(&self, document: &str, kind: PersonKind) -> Option<Ruled<'r, PersonKind>> {
        let found = self.rules.document(document)?;
        in_force(&found.lacking, self.day).find(|who| *who.value() == kind)
    }

    /// How this document may come on-line in any procedure.
    pub fn online_ways(&self, document: &str) -> impl Iterator<Item = Ruled<'r, OnlineWay>> {
        let found = self.rules.document(document);
        let day = self.day;
        found.into_iter().flat_map(move |d| in_force(&d.online, day))
    }

    /// Who has to have signed this document, where it is a signed file.
    pub fn signatory(&self, document: &str) -> Established<Ruled<'r, Signatory>> {
        let found = self.rules.document(document);
        on_day(found.into_iter().flat_map(|d| &d.signatory), self.day)
    }

    /// The greatest age, in months, at which this document is taken.
    pub fn max_age_months(&self, document: &str) -> Established<Ruled<'r, u32>> {
        let found = self.rules.document(document);
        on_day(found.into_iter().flat_map(|d| &d.max_age_months), self.day)
    }

    /// What somebody without Japanese nationality attaches instead of a document.
    pub fn alternatives(&self, document: &str) -> impl Iterator<Item = Ruled<'r, Alternative>> {
        let all = in_force(&self.rules.shared.alternatives, self.day);
        all.filter(move |a| a.value().for_documents.iter().any(|d| d == document))
    }

    /// For how long something is kept.
    pub fn retention(&self, what: &str) -> Established<Ruled<'r, Retention>> {
        let of = |d: &&Dated<Retention>| d.value.as_ref().is_ok_and(|r| r.what == what);
        on_day(self.rules.shared.retention.iter().filter(of), self.day)
    }

    /// For how long something about a digital certificate stands.
    pub fn credential_term(&self, what: &str) -> Established<Ruled<'r, CredentialTerm>> {
        let of = |d: &&Dated<CredentialTerm>| d.value.as_ref().is_ok_and(|r| r.what == what);
        on_day(self.rules.shared.credential.iter().filter(of), self.day)
    }

    /// On what ground the yearly check may correct an item (by its code) ex officio; none: it may not.
    pub fn check_correction(&self, item: &str) -> Established<Ruled<'r, CheckCorrection>> {
        let of = |d: &&Dated<CheckCorrection>| {
            d.value.as_ref().is_ok_and(|c| c.items.iter().any(|code| code == item))
        };
        on_day(self.rules.shared.check_corrections.iter().filter(of), self.day)
    }

    /// A number of the yearly check: how long it waits, how many it samples.
    pub fn check_value(&self, what: &str) -> Established<Ruled<'r, CheckValue>> {
        let of = |d: &&Dated<CheckValue>| d.value.as_ref().is_ok_and(|v| v.what == what);
        on_day(self.rules.shared.check_values.iter().filter(of), self.day)
    }

    /// All numbers of the yearly check.
    pub fn check_values(&self) -> impl Iterator<Item = Ruled<'r, CheckValue>> {
        in_force(&self.rules.shared.check_values, self.day)
    }

    /// By what another register is asked in the course of the yearly check.
    pub fn check_asking(&self, of: &str) -> Established<Ruled<'r, CheckAsking>> {
        let is = |d: &&Dated<CheckAsking>| d.value.as_ref().is_ok_and(|asking| asking.of == of);
        on_day(self.rules.shared.check_askings.iter().filter(is), self.day)
    }

    /// The words of something that the yearly check tells a holder.
    pub fn check_wording(&self, what: &str) -> Established<Ruled<'r, CheckWording>> {
        let is = |d: &&Dated<CheckWording>| d.value.as_ref().is_ok_and(|wording| wording.what == what);
        on_day(self.rules.shared.check_wordings.iter().filter(is), self.day)
    }

    pub(crate) fn prefectures(&self) -> Vec<&'r Authority> {
        let day = self.day;
        let all = self.rules.shared.authorities.iter();
        all.filter(|a| a.kind == crate::AuthorityKind::Prefecture && a.basis.holds_on(day)).collect()
    }
}

pub(crate) fn in_force<T>(values: &[Dated<T>], day: Date) -> impl Iterator<Item = Ruled<'_, T>> {
    values.iter().filter(move |d| d.basis.holds_on(day)).filter_map(|d| d.ruled().yes())
}
