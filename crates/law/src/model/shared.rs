//! The files that belong to no single qualification.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::dated::Dated;
use crate::decode::Node;
use crate::model::{
    ActRule, Alternative, Authority, CaseValue, CheckAsking, CheckCorrection, CheckValue, CheckWording,
    CredentialTerm, DecidingNeed, DecidingRule, DisclosureRule, Document, Family, Item, Law, LinkingWay,
    NeverByRule, NumberProofWay, ProcedureRule, Replacement, Retention,
};

/// All shared files together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shared {
    pub(crate) items: Vec<Item>,
    pub(crate) documents: Vec<Document>,
    pub(crate) alternatives: Vec<Dated<Alternative>>,
    pub(crate) laws: Vec<Law>,
    pub(crate) authorities: Vec<Authority>,
    pub(crate) acts: BTreeMap<String, Vec<Dated<ActRule>>>,
    pub(crate) disclosure: Vec<Dated<DisclosureRule>>,
    pub(crate) linking: Vec<Dated<LinkingWay>>,
    pub(crate) number_proofs: Vec<Dated<NumberProofWay>>,
    pub(crate) procedures: Vec<Dated<ProcedureRule>>,
    pub(crate) case_values: Vec<Dated<CaseValue>>,
    pub(crate) replacements: Vec<Dated<Replacement>>,
    pub(crate) deciding: Vec<Dated<DecidingRule>>,
    pub(crate) deciding_needs: Vec<Dated<DecidingNeed>>,
    pub(crate) never_by_rule: Vec<Dated<NeverByRule>>,
    pub(crate) retention: Vec<Dated<Retention>>,
    pub(crate) credential: Vec<Dated<CredentialTerm>>,
    pub(crate) check_corrections: Vec<Dated<CheckCorrection>>,
    pub(crate) check_values: Vec<Dated<CheckValue>>,
    pub(crate) check_askings: Vec<Dated<CheckAsking>>,
    pub(crate) check_wordings: Vec<Dated<CheckWording>>,
    pub(crate) families: Vec<Family>,
    pub(crate) families_on: Vec<Date>,
    pub(crate) families_path: String,
    pub(crate) calendar: Calendar,
}

impl Shared {
    /// The names of the shared files.
    pub(crate) const FILES: &'static [&'static str] = &[
        "items.toml",
        "documents.toml",
        "laws.toml",
        "authorities.toml",
        "acts.toml",
        "disclosure.toml",
        "linking.toml",
        "number-proof.toml",
        "procedures.toml",
        "replacements.toml",
        "deciding.toml",
        "retention.toml",
        "credential.toml",
        "yearly-check.toml",
        "families.toml",
        "calendar.toml",
    ];

    /// Reads one shared file by its name; `None` where the name is not known.
    pub(crate) fn read(&mut self, name: &str, node: &Node<'_>) -> Option<()> {
        match name {
            "items.toml" => self.items = node.tables("item", Item::read),
            "documents.toml" => {
                self.documents = node.tables("document", Document::read);
                self.alternatives = node.tables("alternative", |n| Dated::read(n, Alternative::read));
            }
            "laws.toml" => self.laws = node.tables("law", Law::read),
            "authorities.toml" => self.authorities = node.tables("authority", Authority::read),
            "acts.toml" => self.read_acts(node),
            "disclosure.toml" => {
                self.disclosure = node.tables("may", |n| Dated::read(n, DisclosureRule::read));
            }
            "linking.toml" => self.linking = node.tables("way", |n| Dated::read(n, LinkingWay::read)),
            "number-proof.toml" => {
                self.number_proofs = node.tables("way", |n| Dated::read(n, NumberProofWay::read));
            }
            "procedures.toml" => {
                self.procedures = node.tables("procedure", |n| Dated::read(n, ProcedureRule::read));
                self.case_values = node.tables("value", |n| Dated::read(n, CaseValue::read));
            }
            "replacements.toml" => {
                self.replacements = node.tables("replacement", |n| Dated::read(n, Replacement::read));
            }
            "deciding.toml" => {
                self.deciding = node.tables("allow", |n| Dated::read(n, DecidingRule::read));
                self.deciding_needs = node.tables("need", |n| Dated::read(n, DecidingNeed::read));
                self.never_by_rule = node.tables("never", |n| Dated::read(n, NeverByRule::read));
            }
            "retention.toml" => self.retention = node.tables("keep", |n| Dated::read(n, Retention::read)),
            "credential.toml" => {
                self.credential = node.tables("term", |n| Dated::read(n, CredentialTerm::read));
            }
            "yearly-check.toml" => {
                self.check_corrections = node.tables("correction", |n| Dated::read(n, CheckCorrection::read));
                self.check_values = node.tables("value", |n| Dated::read(n, CheckValue::read));
                self.check_askings = node.tables("asking", |n| Dated::read(n, CheckAsking::read));
                self.check_wordings = node.tables("wording", |n| Dated::read(n, CheckWording::read));
            }
            "families.toml" => {
                self.families_on = node.dates("check_on");
                self.families = node.tables("family", Family::read);
            }
            "calendar.toml" => self.calendar = Calendar::read(node)?,
            _ => return None,
        }
        Some(())
    }

    fn read_acts(&mut self, node: &Node<'_>) {
        let acts = node.tables("act", |n| {
            let code = n.text("code");
            let dated = Dated::read(n, ActRule::read);
            Some((code?, dated?))
        });
        for (code, mut dated) in acts {
            if let Ok(rule) = &mut dated.value {
                rule.code.clone_from(&code);
            }
            self.acts.entry(code).or_default().push(dated);
        }
    }
}
