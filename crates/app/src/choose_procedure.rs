//! Which procedures there are for an entry of one's own, with what is due and what it costs.

use law::{Both, Established, Procedure, RulesOn};
use registry::act::Act;
use registry::ids::EntryId;
use registry::requirement::{Applicant, NumberFact, Situation, assess};

use crate::fill_draft::procedure_words;
use crate::view::{AskedView, EntryHead, LawSentence};
use crate::{App, AppError, Applying};

/// A procedure to choose.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProcedureChoice {
    /// Its code.
    pub code: &'static str,
    /// In words.
    pub name: Both,
    /// What the law asks; none where the rules leave the procedure open for this qualification.
    pub asked: Option<AskedView>,
    /// Why it is not there; empty where it is.
    pub closed: Option<Both>,
}

/// The procedures of an entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProcedureChoices {
    /// The entry.
    pub entry: EntryHead,
    /// The procedures.
    pub procedures: Vec<ProcedureChoice>,
    /// The law of the qualification, in sentences.
    pub law: Vec<LawSentence>,
}

impl App {
    /// The procedures that the holder of an entry can begin on line.
    ///
    /// # Errors
    /// The entry is not the applicant's.
    pub async fn list_procedures(
        &self,
        who: &Applying,
        entry: EntryId,
    ) -> Result<ProcedureChoices, AppError> {
        let (row, number) = self.own_entry(who, entry).await?;
        let register = self.register_of(row.register).ok_or_else(crate::cases::not_there)?;
        let names = self.register_names(&register, self.today());
        let rules = self.rules().on(self.today());
        let of = (register.qualification.as_str(), register.authority.as_str());
        let all = Procedure::ALL.iter().map(|(_, procedure)| *procedure);
        let procedures = all
            .filter(|procedure| is_for_holders(&rules, *procedure))
            .map(|p| self.choice(p, of, number))
            .collect();
        Ok(ProcedureChoices {
            entry: EntryHead {
                id: row.id.to_string(),
                qualification: names.qualification,
                authority: names.authority,
                number: registry::item::get(&row.present, registry::item::EntryItem::Number)
                    .unwrap_or_default()
                    .to_owned(),
            },
            procedures,
            law: self.law_of(&register.qualification),
        })
    }

    pub(crate) fn choice(
        &self,
        procedure: Procedure,
        (qualification, authority): (&str, &str),
        number: NumberFact,
    ) -> ProcedureChoice {
        let rules = self.rules().on(self.today());
        let online = Situation::online(qualification, procedure);
        let changed = first_item(&rules, qualification).filter(|_| procedure == Procedure::Change);
        let situation = Situation {
            applicant: Applicant { number, ..online.applicant },
            authority: Some(authority.to_owned()),
            changed: changed.into_iter().collect(),
            ..online
        };
        let (asked, closed) = match assess(&rules, &situation) {
            Ok(asked) => (Some(AskedView::of(&asked, |code| self.code_words(code))), None),
            Err(found) => {
                let why = crate::cases::unfit(&found);
                (None, Some(Both::new(why.for_person, why.for_person_en)))
            }
        };
        ProcedureChoice { code: procedure.code(), name: procedure_words(procedure), asked, closed }
    }
}

/// The item by which a change is explained before anybody has said what changes.
fn first_item(rules: &RulesOn<'_>, qualification: &str) -> Option<String> {
    let qualification = rules.qualification(qualification)?;
    let registered = &qualification.register().yes()?.value().items;
    let duty = qualification.change().yes();
    let spoken =
        registered.iter().find(|code| duty.as_ref().is_some_and(|d| d.value().is_triggered_by(code)));
    spoken.or_else(|| registered.first()).cloned()
}

/// Whether the rules say how a procedure about an entry that is there runs on line; linking has a way of its own.
fn is_for_holders(rules: &RulesOn<'_>, procedure: Procedure) -> bool {
    let Established::Yes(rule) = rules.procedure(procedure) else { return false };
    let begins = rule.value().ledger_act.as_deref().and_then(Act::of_code).is_some_and(Act::begins);
    procedure != Procedure::Linking && !begins
}
