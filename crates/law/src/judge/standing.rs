//! Questions about registers, authorities, certificates and sanctions.

use super::{Answer, Asked, Case, Question, list, of, unestablished};
use crate::dated::{Established, Gap};
use crate::example::Value;
use crate::model::Validity;
use crate::words::{HolderScope, PrerequisiteKind, SanctionKind};

pub(super) const QUESTIONS: &[Question] = &[
    Question { name: "register", given: &[], answer: register },
    Question { name: "item", given: &["item"], answer: item },
    Question { name: "certificate", given: &["issued"], answer: certificate },
    Question { name: "authority", given: &[], answer: authority },
    Question { name: "receiving", given: &["procedure", "holder"], answer: receiving },
    Question { name: "prerequisites", given: &[], answer: prerequisites },
    Question { name: "deletion-on-request", given: &[], answer: deletion_on_request },
    Question { name: "transfer", given: &[], answer: transfer },
    Question { name: "sanctions", given: &[], answer: sanctions },
    Question { name: "sanction", given: &["kind"], answer: sanction },
    Question { name: "relicence", given: &[], answer: relicence },
    Question { name: "minimum-age", given: &[], answer: minimum_age },
    Question { name: "disqualification", given: &[], answer: disqualification },
    Question { name: "act", given: &["act"], answer: act },
    Question { name: "disclosure", given: &["asker", "item"], answer: disclosure },
    Question { name: "linking", given: &["way"], answer: linking },
    Question { name: "closed-day", given: &[], answer: closed_day },
];

fn register(case: &Case<'_>) -> Asked<Answer> {
    of(case.qualification.register(), |ruled| {
        Answer::from([
            ("name", Value::text(&ruled.value().name)),
            ("items", list(&ruled.value().items)),
            ("expires", Value::Bool(ruled.value().validity != Validity::Permanent)),
        ])
    })
}

fn item(case: &Case<'_>) -> Asked<Answer> {
    let code = case.text("item")?;
    of(case.qualification.register(), |ruled| {
        let mut answer = Answer::from([("registered", Value::Bool(ruled.value().has_item(code)))]);
        if let Some(change) = case.qualification.change().yes() {
            answer.insert("triggers_change", Value::Bool(change.value().is_triggered_by(code)));
        }
        answer
    })
}

fn certificate(case: &Case<'_>) -> Asked<Answer> {
    let issued = case.day("issued")?;
    of(case.qualification.certificate(), |ruled| {
        let certificate = ruled.value();
        let mut answer = Answer::from([
            ("name", Value::text(&certificate.name)),
            ("kind", Value::text(certificate.kind.code())),
            ("separate_application", Value::Bool(certificate.separate_application)),
        ]);
        let expiry = issued.map(|issued| case.qualification.certificate_expiry(issued));
        if let Some(Established::Yes(expiry)) = expiry {
            answer.insert("last_day", expiry.map_or(Value::text("never"), Value::Day));
        }
        answer
    })
}

fn authority(case: &Case<'_>) -> Asked<Answer> {
    of(case.qualification.authority(), |ruled| {
        let parts = ruled.value();
        let registers = case.on.authorities_of(&case.example.qualification).len();
        Answer::from([
            ("licenses", list(&parts.licenses)),
            ("keeps", list(&parts.keeps)),
            ("sanctions", list(&parts.sanctions)),
            ("registers", Value::Number(i64::try_from(registers).unwrap_or(i64::MAX))),
        ])
    })
}

fn receiving(case: &Case<'_>) -> Asked<Answer> {
    let holder = case.word("holder", HolderScope::ALL)?;
    of(case.qualification.receiving(case.procedure()?, holder), |ruled| {
        Answer::from([
            ("office", Value::text(ruled.value().office.code())),
            ("mode", Value::text(ruled.value().mode.code())),
            ("voluntary", Value::Bool(ruled.value().voluntary)),
        ])
    })
}

fn prerequisites(case: &Case<'_>) -> Asked<Answer> {
    let of_kind = |kind: PrerequisiteKind| {
        let all = case.qualification.prerequisites().filter(move |p| p.value().kind == kind);
        list(all.filter_map(|p| p.value().qualification.as_ref()))
    };
    Ok(Answer::from([
        ("exams", of_kind(PrerequisiteKind::Exam)),
        ("licences", of_kind(PrerequisiteKind::Licence)),
        ("kinds", list(case.qualification.prerequisites().map(|p| p.value().kind))),
    ]))
}

fn deletion_on_request(case: &Case<'_>) -> Asked<Answer> {
    of(case.qualification.deletion_on_request(), |ruled| {
        Answer::from([
            ("possible", Value::Bool(ruled.value().possible)),
            ("held_back", Value::text(ruled.value().held_back.code())),
            ("certificate_return", Value::Bool(ruled.value().certificate_return)),
        ])
    })
}

fn transfer(case: &Case<'_>) -> Asked<Answer> {
    of(case.qualification.transfer(), |ruled| {
        Answer::from([
            ("possible", Value::Bool(ruled.value().possible)),
            ("card_lapses", Value::Bool(ruled.value().card_lapses)),
        ])
    })
}

fn sanctions(case: &Case<'_>) -> Asked<Answer> {
    Ok(Answer::from([("kinds", list(case.qualification.sanctions().map(|(kind, _)| kind)))]))
}

fn sanction(case: &Case<'_>) -> Asked<Answer> {
    let kind = case.word("kind", SanctionKind::ALL)?;
    of(case.qualification.sanction(kind), |ruled| {
        let years = ruled.value().max_years;
        let years = years.map_or(Value::text("not-limited"), |y| Value::Number(i64::from(y)));
        Answer::from([("max_years", years), ("label", Value::text(&ruled.value().label))])
    })
}

fn relicence(case: &Case<'_>) -> Asked<Answer> {
    of(case.qualification.relicence(), |ruled| {
        Answer::from([("bar_years", Value::Number(i64::from(ruled.value().bar_years)))])
    })
}

fn minimum_age(case: &Case<'_>) -> Asked<Answer> {
    of(case.qualification.minimum_age(), |ruled| {
        Answer::from([("years", Value::Number(i64::from(ruled.value().years)))])
    })
}

fn disqualification(case: &Case<'_>) -> Asked<Answer> {
    of(case.qualification.disqualification(), |ruled| {
        Answer::from([
            ("absolute", list(&ruled.value().absolute)),
            ("relative", list(&ruled.value().relative)),
            ("confidence", Value::text(ruled.confidence().code())),
        ])
    })
}

fn act(case: &Case<'_>) -> Asked<Answer> {
    let act = case.text("act")?;
    of(case.on.act_rule(act), |ruled| {
        let citation = case.on.act_citation(act, &case.example.qualification);
        Answer::from([
            ("effective_on", Value::text(ruled.value().effective_on.code())),
            ("citation", Value::text(citation.unwrap_or_else(|| ruled.citation()))),
        ])
    })
}

fn disclosure(case: &Case<'_>) -> Asked<Answer> {
    let (asker, item) = (case.text("asker")?, case.text("item")?);
    let may = case.on.may_disclose(asker, &case.example.qualification, item).is_some();
    Ok(Answer::from([("may", Value::Bool(may))]))
}

fn linking(case: &Case<'_>) -> Asked<Answer> {
    let way = case.text("way")?;
    let Some(found) = case.on.linking().find(|w| w.value().code == way) else {
        return Ok(unestablished(&Gap::UNKNOWN));
    };
    of(case.qualification.register(), |register| {
        let open = found.value().items.iter().all(|item| register.value().has_item(item));
        Answer::from([("open", Value::Bool(open)), ("items", list(&found.value().items))])
    })
}

fn closed_day(case: &Case<'_>) -> Asked<Answer> {
    of(case.on.rules().calendar().is_closed(case.example.on), |closed| {
        Answer::from([("closed", Value::Bool(closed))])
    })
}
