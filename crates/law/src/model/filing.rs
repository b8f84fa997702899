//! How a procedure runs, and what stands in a document's place.

use crate::decode::Node;
use crate::words::{AuthorityPart, CaseStage, ChargeKind, DeclarationKind, Fact, PersonKind, Procedure};

/// How a case of one procedure runs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "手続の進み方")]
pub struct ProcedureRule {
    /// The procedure.
    pub procedure: Procedure,
    /// The stages that a case of it may reach.
    pub visits: Vec<CaseStage>,
    /// The act of the ledger that a grant records; none: the register does not change.
    pub ledger_act: Option<String>,
    /// What the applicant declares, each only where the facts ask for it.
    pub declarations: Vec<DeclarationKind>,
    /// What is paid for it; how much stands in the qualification's file.
    pub charges: Vec<ChargeKind>,
    /// Who decides.
    pub decided_by: AuthorityPart,
    /// On-line: is the application signed with the card's signing certificate?
    pub signed: bool,
    /// Are the documents of the qualification's file all there is, even where that names none?
    pub complete: bool,
    /// Must two officers sign what is decided at the desk?
    pub two_officers: bool,
}

impl ProcedureRule {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        let procedure = node.word("code", Procedure::ALL);
        let signed = node.bool("signed");
        let decided_by = node.word("decided_by", AuthorityPart::ALL);
        let rule = Self {
            procedure: procedure?,
            visits: node.words("visits", CaseStage::ALL),
            ledger_act: node.opt_text("ledger_act"),
            declarations: node.words("declarations", DeclarationKind::ALL),
            charges: node.words("charges", ChargeKind::ALL),
            decided_by: decided_by?,
            signed: signed?,
            complete: node.opt_bool("complete").unwrap_or(false),
            two_officers: node.opt_bool("two_officers").unwrap_or(false),
        };
        if !Self::ALWAYS.iter().all(|stage| rule.visits.contains(stage)) {
            let codes: Vec<&str> = Self::ALWAYS.iter().map(|stage| stage.code()).collect();
            node.fault_at(
                "visits",
                format!("visits には少なくとも {} が要ります", codes.join("・")),
                format!("visits needs at least {}", codes.join(", ")),
            );
        }
        Some(rule)
    }

    /// Stages without which nothing could begin, be decided, or be taken back.
    const ALWAYS: &'static [CaseStage] = &[
        CaseStage::Draft,
        CaseStage::Submitted,
        CaseStage::Examination,
        CaseStage::Granted,
        CaseStage::Refused,
        CaseStage::Withdrawn,
    ];

    /// May a case of it reach this stage?
    pub fn visits(&self, stage: CaseStage) -> bool {
        self.visits.contains(&stage)
    }
}

/// What stands in the place of a document, for whom, and what is done where it cannot tell.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "添付書類の省略")]
pub struct Replacement {
    /// Codes of the documents that need not be attached.
    pub documents: Vec<String>,
    /// The fact by which a qualification's file omits them.
    pub when: Fact,
    /// For whom.
    pub holders: Vec<PersonKind>,
    /// Items of which it says nothing: where one of them is at stake the document stays necessary.
    pub silent_on: Vec<String>,
    /// What stands in their place, by its code (`rules/documents.toml`).
    pub by: String,
    /// By what the same case goes on where the replacement cannot tell.
    pub otherwise: Vec<String>,
}

impl Replacement {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        let when = node.word("when", Fact::ALL);
        let by = node.text("by");
        Some(Self {
            documents: node.texts("documents"),
            holders: node.words("holders", PersonKind::ALL),
            silent_on: node.texts("silent_on"),
            otherwise: node.texts("otherwise"),
            when: when?,
            by: by?,
        })
    }
}
