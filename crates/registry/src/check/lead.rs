//! What a finding leads to: by the rules of the qualification on the day, and by how the number became known.

use law::{Established, Fact, QualificationOn, RulesOn};

use super::{Doubt, Finding, Found};

coded! {
    /// The next step.
    Lead {
        /// Nothing.
        Nothing "nothing" "なし" "nothing",
        /// Asked again, by the next run.
        AskAgain "ask-again" "再照会" "ask again",
        /// 届出勧奨: the holder is reminded.
        Remind "remind" "届出勧奨" "reminder",
        /// The family register is asked for the 本籍.
        AskKoseki "ask-koseki" "戸籍の確認" "ask the family register",
        /// Proposed for deletion ex officio: still quarantined, sampled and decided by two officers.
        ProposeDeletion "propose-deletion" "職権消除の案" "proposed for deletion",
        /// A task for whoever keeps the register: notice and return of the paper stay required.
        KeepersTask "keepers-task" "登録機関の案件（届出と返納は必要）" "a task for the keeper; notice and return stay required",
        /// An officer decides.
        Desk "desk" "職員の判断" "an officer decides",
    }
}

/// The next step, and by what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Led<'r> {
    /// The step.
    pub lead: Lead,
    /// The rule that says so; `None` where none is established (要確認).
    pub citation: Option<&'r str>,
    /// Whether the family register is asked as well: a change of name changes the 本籍 as a rule, and a death under another name is confirmed one
    /// by one.
    pub ask_koseki: bool,
}

impl Led<'_> {
    const fn plain(lead: Lead) -> Self {
        Self { lead, citation: None, ask_koseki: false }
    }
}

/// What a finding leads to. `fact`: how the register came to know the number.
#[must_use]
pub fn lead<'r>(found: Found, fact: Option<Fact>, rules: RulesOn<'r>, qualification: &str) -> Led<'r> {
    let Some(of) = rules.qualification(qualification) else { return Led::plain(Lead::Desk) };
    match found.finding {
        Finding::Unchanged | Finding::MinorAddress => Led::plain(Lead::Nothing),
        Finding::NoAnswer => Led::plain(Lead::AskAgain),
        Finding::Died => of_death(found, fact, of),
        Finding::NameChanged => of_change(&["name"], fact, of, Lead::Remind),
        Finding::AddressChanged => of_change(&["address"], fact, of, Lead::Remind),
        Finding::DomicileToAsk => of_change(&["domicile"], fact, of, Lead::AskKoseki),
        Finding::StruckExOfficio
        | Finding::MovedAbroad
        | Finding::NotFound
        | Finding::Several
        | Finding::Unclear => Led::plain(Lead::Desk),
    }
}

fn of_death<'r>(found: Found, fact: Option<Fact>, of: QualificationOn<'r>) -> Led<'r> {
    let Established::Yes(duty) = of.death() else { return Led::plain(Lead::Desk) };
    let facts: Vec<Fact> = fact.into_iter().collect();
    let lead = if duty.value().ex_officio_when.is_empty() {
        Lead::KeepersTask
    } else if duty.value().allows_ex_officio(&facts) && found.doubt != Doubt::Variant {
        Lead::ProposeDeletion
    } else {
        Lead::Desk
    };
    Led { lead, citation: Some(duty.citation()), ask_koseki: found.doubt != Doubt::None }
}

/// A change binds only where its item triggers the holder's duty; a number that was only found by inquiry leads to an officer.
fn of_change<'r>(items: &[&str], fact: Option<Fact>, of: QualificationOn<'r>, lead: Lead) -> Led<'r> {
    let Established::Yes(duty) = of.change() else { return Led::plain(Lead::Desk) };
    let triggered = items.iter().any(|item| duty.value().is_triggered_by(item));
    let given = fact == Some(Fact::MyNumberGiven);
    let ask_koseki = lead == Lead::AskKoseki || duty.value().is_triggered_by("domicile");
    Led {
        lead: if triggered && given { lead } else { Lead::Desk },
        citation: triggered.then(|| duty.citation()),
        ask_koseki: triggered && ask_koseki,
    }
}
