//! Questions about duties, deadlines, money and papers.

use jiff::civil::Date;

use super::{Answer, Asked, Case, Question, list, of, put_due, unestablished};
use crate::calendar::Due;
use crate::dated::Established;
use crate::example::Value;
use crate::model::Deadline;
use crate::words::{Channel, DeadlineStart};

pub(super) const QUESTIONS: &[Question] = &[
    Question { name: "new-registration", given: &["filed"], answer: new_registration },
    Question { name: "change-due", given: &["item", "filed"], answer: change_due },
    Question { name: "death-due", given: &["facts", "known", "filed"], answer: death_due },
    Question { name: "rewriting", given: &[], answer: rewriting },
    Question { name: "tax", given: &["procedure"], answer: tax },
    Question { name: "fee", given: &["procedure", "channel", "authority"], answer: fee },
    Question { name: "attachments", given: &["procedure", "facts"], answer: attachments },
    Question { name: "online", given: &["procedure", "facts", "document"], answer: online },
    Question { name: "found-certificate", given: &["filed"], answer: found_certificate },
    Question { name: "return-after-revocation", given: &["filed"], answer: return_after_revocation },
    Question { name: "periodic-report", given: &["year", "filed"], answer: periodic_report },
    Question { name: "leaving-report", given: &[], answer: leaving_report },
    Question { name: "collection", given: &[], answer: collection },
];

impl Case<'_> {
    /// Adds the end of a period that begins on `start`, with whether what was filed is late.
    fn put_due(&self, answer: &mut Answer, deadline: Deadline, start: Date) -> Asked<()> {
        let due = self.on.rules().calendar().due(deadline, start);
        put_due(answer, due, self.day("filed")?);
        Ok(())
    }

    /// An answer that is nothing but a deadline from the example's day.
    fn only_due(&self, deadline: Established<Deadline>) -> Asked<Answer> {
        let deadline = match deadline {
            Established::Yes(deadline) => deadline,
            Established::No(gap) => return Ok(unestablished(&gap)),
        };
        let mut answer = Answer::new();
        self.put_due(&mut answer, deadline, self.example.on)?;
        Ok(answer)
    }
}

fn new_registration(case: &Case<'_>) -> Asked<Answer> {
    case.only_due(case.qualification.new_registration().map(|r| r.value().deadline))
}

fn change_due(case: &Case<'_>) -> Asked<Answer> {
    let item = case.text("item")?;
    let duty = match case.qualification.change() {
        Established::Yes(ruled) => ruled.value(),
        Established::No(gap) => return Ok(unestablished(&gap)),
    };
    let triggered = duty.is_triggered_by(item);
    let mut answer =
        Answer::from([("duty", Value::Bool(triggered)), ("kind", Value::text(duty.kind.code()))]);
    if triggered {
        case.put_due(&mut answer, duty.deadline, case.example.on)?;
    }
    Ok(answer)
}

fn death_due(case: &Case<'_>) -> Asked<Answer> {
    let facts = case.facts()?;
    let known = case.day("known")?;
    let duty = match case.qualification.death() {
        Established::Yes(ruled) => ruled.value(),
        Established::No(gap) => return Ok(unestablished(&gap)),
    };
    let lifted = duty.is_lifted(&facts);
    let mut answer = Answer::from([
        ("duty", Value::text(if lifted { "lifted" } else { "owed" })),
        ("notifier", Value::text(duty.notifier.code())),
        ("ex_officio", Value::Bool(duty.allows_ex_officio(&facts))),
        ("covers_disappearance", Value::Bool(duty.covers_disappearance)),
        ("certificate_return", Value::Bool(duty.certificate_return && !lifted)),
    ]);
    if !lifted {
        let start = match duty.deadline {
            Deadline::Days { from: DeadlineStart::KnowingOfDeath, .. } => known.unwrap_or(case.example.on),
            _ => case.example.on,
        };
        case.put_due(&mut answer, duty.deadline, start)?;
    }
    Ok(answer)
}

fn rewriting(case: &Case<'_>) -> Asked<Answer> {
    of(case.qualification.rewriting(), |ruled| {
        let rewriting = ruled.value();
        let mut answer = Answer::from([
            ("rule", Value::text(rewriting.rule.code())),
            ("entry_confirmation", Value::Bool(rewriting.entry_confirmation)),
            ("confidence", Value::text(ruled.confidence().code())),
        ]);
        if let Some(instrument) = rewriting.instrument {
            answer.insert("instrument", Value::text(instrument.code()));
        }
        if let Some(old) = rewriting.old_certificate {
            answer.insert("old_certificate", Value::text(old.code()));
        }
        answer
    })
}

fn tax(case: &Case<'_>) -> Asked<Answer> {
    let tax = case.qualification.registration_tax(case.procedure()?);
    of(tax, |ruled| yen(ruled.value().yen.0, ruled.confidence().code()))
}

fn fee(case: &Case<'_>) -> Asked<Answer> {
    let channel = match case.given("channel") {
        Some(_) => case.word("channel", Channel::ALL)?,
        None => Channel::Paper,
    };
    let authority = case.given("authority").map(|_| case.text("authority")).transpose()?;
    let fee = case.qualification.fee(case.procedure()?, channel, authority);
    of(fee, |ruled| yen(ruled.value().yen.0, ruled.confidence().code()))
}

fn yen(yen: u32, confidence: &str) -> Answer {
    Answer::from([("yen", Value::Number(i64::from(yen))), ("confidence", Value::text(confidence))])
}

fn attachments(case: &Case<'_>) -> Asked<Answer> {
    let all = case.qualification.attachments(case.procedure()?, &case.facts()?);
    let codes = |omitted: bool| {
        let those = all.iter().filter(|a| a.omitted_by.is_some() == omitted);
        list(those.map(|a| &a.key.code))
    };
    let reasons = all.iter().filter_map(|a| a.omitted_by).map(|fact| fact.value().code());
    Ok(Answer::from([("needed", codes(false)), ("omitted", codes(true)), ("omitted_by", list(reasons))]))
}

fn online(case: &Case<'_>) -> Asked<Answer> {
    let document = case.text("document")?;
    let all = case.qualification.attachments(case.procedure()?, &case.facts()?);
    let ways = all.iter().filter(|a| a.key.code == document).flat_map(|a| a.online());
    Ok(Answer::from([("ways", list(ways.map(|way| &way.value().0)))]))
}

fn found_certificate(case: &Case<'_>) -> Asked<Answer> {
    let deadline = match case.qualification.reissue().map(|r| r.value().found_return) {
        Established::Yes(Some(deadline)) => Established::Yes(deadline),
        Established::Yes(None) => Established::No(crate::Gap::UNKNOWN),
        Established::No(gap) => Established::No(gap),
    };
    case.only_due(deadline)
}

fn return_after_revocation(case: &Case<'_>) -> Asked<Answer> {
    case.only_due(case.qualification.return_after_revocation().map(|r| r.value().deadline))
}

fn periodic_report(case: &Case<'_>) -> Asked<Answer> {
    let report = match case.qualification.periodic_report() {
        Established::Yes(ruled) => ruled.value(),
        Established::No(gap) => return Ok(unestablished(&gap)),
    };
    let mut answer = Answer::from([("exists", Value::Bool(report.exists))]);
    if let Some(who) = report.who {
        answer.insert("who", Value::text(who.code()));
    }
    if let Some(addressee) = &report.addressee {
        answer.insert("addressee", Value::text(addressee));
    }
    if let Some(Value::Number(year)) = case.given("year") {
        let year = i16::try_from(*year).map_err(|_| Case::missing("year"))?;
        let due = report.due_for(year, case.on.rules().calendar());
        answer.insert("asked", Value::Bool(due.is_some()));
        if let Some(due) = due {
            put_due(&mut answer, due.map(Due::On), case.day("filed")?);
        }
    }
    Ok(answer)
}

fn leaving_report(case: &Case<'_>) -> Asked<Answer> {
    of(case.qualification.leaving_report(), |ruled| {
        let report = ruled.value();
        let mut answer =
            Answer::from([("exists", Value::Bool(report.exists)), ("effort", Value::Bool(report.effort))]);
        if let Some(addressee) = &report.addressee {
            answer.insert("addressee", Value::text(addressee));
        }
        answer
    })
}

fn collection(case: &Case<'_>) -> Asked<Answer> {
    of(case.qualification.collection(), |ruled| {
        let collection = ruled.value();
        Answer::from([
            ("procedures", list(&collection.procedures)),
            ("periodic_report", Value::Bool(collection.periodic_report)),
            ("leaving_report", Value::Bool(collection.leaving_report)),
        ])
    })
}
