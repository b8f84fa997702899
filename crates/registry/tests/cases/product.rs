//! Over the whole product of qualification, procedure, channel, person, number, changed items, lateness and wishes.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use law::{Channel, DeclarationKind, DocumentForm, Due, Fact, PersonKind, Procedure};
use registry::requirement::{
    Applicant, Known, Need, NumberFact, Requirement, Requirements, Situation, UNLISTED, Unfit, assess,
};

use crate::real::rules;

const PROCEDURES: [Procedure; 5] = [
    Procedure::Linking,
    Procedure::NewRegistration,
    Procedure::Change,
    Procedure::Rewriting,
    Procedure::EntryConfirmation,
];
const DAYS: [Date; 4] = [date(2018, 6, 1), date(2024, 5, 26), date(2024, 5, 27), date(2026, 11, 23)];
const NUMBERS: [NumberFact; 3] = [NumberFact::None, NumberFact::Given, NumberFact::Found];

/// Every situation of the product on one day, with the procedure's own questions only.
fn every(day: Date, mut look: impl FnMut(&Situation)) {
    for id in rules().qualifications() {
        let q = rules().on(day);
        let Some(q) = q.qualification(id.as_str()) else { continue };
        let items = q.register().yes().map(|r| r.value().items.clone()).unwrap_or_default();
        for procedure in PROCEDURES {
            for wish in wishes(procedure, &items, day) {
                for (_, kind) in PersonKind::ALL {
                    for number in NUMBERS {
                        let applicant = Applicant { kind: *kind, number, ..wish.applicant };
                        let s =
                            Situation { qualification: id.as_str().to_owned(), applicant, ..wish.clone() };
                        look(&s);
                    }
                }
            }
        }
    }
}

fn wishes(procedure: Procedure, items: &[String], day: Date) -> Vec<Situation> {
    let plain = Situation::online("", procedure);
    match procedure {
        Procedure::Change => {
            let changeable = ["name", "domicile", "sex", "birth-date", "address", "office"];
            let held: Vec<&str> = changeable.into_iter().filter(|c| items.iter().any(|i| i == c)).collect();
            let mut sets: Vec<Vec<&str>> = held.iter().map(|item| vec![*item]).collect();
            sets.push(held);
            let happened = [None, Some(day), day.checked_sub(400.days()).ok()];
            let mut all = Vec::new();
            for set in sets {
                for happened_on in happened {
                    for rewriting_wanted in [false, true] {
                        let s = plain.clone().changing(set.iter().copied());
                        all.push(Situation { happened_on, rewriting_wanted, ..s });
                    }
                }
            }
            all
        }
        Procedure::NewRegistration => {
            let mut all = Vec::new();
            for bits in 0..8_u8 {
                let on = |bit: u8| bits & (1 << bit) != 0;
                all.push(Situation {
                    exam_details_written: on(0),
                    names_differ: on(1),
                    by_graduation: on(2),
                    happened_on: day.checked_sub(400.days()).ok().filter(|_| on(2)),
                    ..plain.clone()
                });
            }
            all
        }
        _ => vec![plain],
    }
}

fn asked(day: Date, s: &Situation) -> Option<Requirements> {
    match assess(&rules().on(day), s) {
        Ok(asked) => Some(asked),
        Err(Unfit::NotEstablished { .. }) => None,
        Err(unfit) => panic!("{unfit} in {s:?}"),
    }
}

fn codes(asked: &Requirements) -> BTreeSet<&str> {
    let declared = asked.declarations.iter().map(|d| d.kind.code());
    asked.items.iter().map(|i| i.code.as_str()).chain(declared).collect()
}

/// Both channels of every situation that the rules know.
fn both_channels(mut look: impl FnMut(Date, &Situation, &Requirements, &Requirements)) {
    let mut seen = 0_u32;
    for day in DAYS {
        every(day, |s| {
            let Some(online) = asked(day, s) else { return };
            let paper = asked(day, &s.clone().on_paper()).unwrap();
            seen += 1;
            look(day, s, &online, &paper);
        });
    }
    assert!(seen > 40_000, "the product is not there: {seen}");
}

#[test]
fn nothing_is_asked_twice() {
    both_channels(|day, s, online, paper| {
        for asked in [online, paper] {
            let all = asked.items.len() + asked.declarations.len();
            assert_eq!(codes(asked).len(), all, "{day} {s:?}");
            for item in &asked.items {
                let ways: BTreeSet<_> = item.ways().iter().map(|w| w.code.as_str()).collect();
                assert_eq!(ways.len(), item.ways().len(), "{day} {s:?}: {item:?}");
            }
        }
    });
}

#[test]
fn nothing_is_omitted_without_a_ground_and_found_omits_nothing() {
    let mut omitted = BTreeSet::new();
    both_channels(|day, s, online, paper| {
        for item in online.items.iter().chain(&paper.items) {
            let Need::Omitted { by, grounds, form, otherwise, .. } = &item.need else { continue };
            assert!(grounds.iter().all(|g| !g.citation.is_empty()), "{day} {s:?}: {item:?}");
            assert!(!otherwise.is_empty(), "a case must be able to go on: {item:?}");
            if *form == DocumentForm::Inquiry {
                assert_eq!(s.applicant.number, NumberFact::Given, "{day} {s:?}: {item:?}");
                assert_ne!(s.applicant.kind, PersonKind::Other, "no record speaks for them: {s:?}");
            } else {
                assert!(s.exam_details_written, "{day} {s:?}: {item:?}");
            }
            omitted.insert((item.code.clone(), by.clone()));
        }
        if s.applicant.number == NumberFact::Found {
            let applicant = Applicant { number: NumberFact::None, ..s.applicant };
            let unknown = asked(day, &Situation { applicant, ..s.clone() }).unwrap();
            assert_eq!(*online, unknown, "a number found by inquiry changes nothing: {day} {s:?}");
        }
    });
    let seen = |code: &str, by: &str| omitted.contains(&(code.to_owned(), by.to_owned()));
    assert!(seen("koseki", "koseki-inquiry") && seen("juminhyo", "resident-register-inquiry"), "{omitted:?}");
    assert!(seen("exam-pass-certificate", "exam-details-in-form"), "{omitted:?}");
}

#[test]
fn what_paper_asks_for_is_not_dropped_online() {
    let mut by_post = BTreeSet::new();
    both_channels(|day, s, online, paper| {
        assert_eq!(codes(online), codes(paper), "{day} {s:?}");
        let need = |item: &Requirement| std::mem::discriminant(&item.need);
        for item in &online.items {
            let same = paper.items.iter().find(|p| p.code == item.code).unwrap();
            assert_eq!(need(item), need(same), "{day} {s:?}: {item:?}");
            if let Need::Needed { ways } = &item.need {
                assert!(!ways.is_empty() && ways.iter().all(|w| !w.ground.citation.is_empty()));
                assert!(ways.iter().filter(|w| w.by_post).count() <= 1, "{item:?}");
            }
        }
        by_post.extend(online.by_post_only().map(|i| (s.qualification.clone(), i.code.clone())));
    });
    let tag = ("labor-and-social-security-attorney".to_owned(), "current-certificate".to_owned());
    assert!(by_post.contains(&tag), "the case waits for the tag by post");
}

#[test]
fn every_document_of_the_rules_appears_where_its_conditions_hold() {
    both_channels(|day, s, _, paper| {
        let on = rules().on(day);
        let q = on.qualification(&s.qualification).unwrap();
        let of = q.all_attachments().filter(|(key, _)| key.procedure == s.procedure);
        for (key, found) in of {
            let always = found
                .yes()
                .is_none_or(|a| a.value().only_when.iter().all(|fact| *fact == Fact::CounterPractice));
            let instead = on.alternatives(&key.code).find(|a| a.value().holder == s.applicant.kind.code());
            let there = |code: &str| paper.items.iter().any(|i| i.code == code);
            let present = there(&key.code) || instead.is_some_and(|a| there(&a.value().document));
            assert!(!always || present, "{day} {s:?}: {}", key.code);
        }
    });
}

#[test]
fn what_is_not_established_comes_out_to_be_confirmed() {
    let mut open = BTreeSet::new();
    both_channels(|day, s, online, paper| {
        for (asked, channel) in [(online, Channel::Online), (paper, Channel::Paper)] {
            let on = rules().on(day);
            let q = on.qualification(&s.qualification).unwrap();
            let rule = on.procedure(s.procedure).yes().unwrap();
            let fee = q.fee(s.procedure, channel, None);
            let fees = || asked.charge.lines.iter().filter(|l| l.kind == law::ChargeKind::Fee);
            if rule.value().charges.contains(&law::ChargeKind::Fee) && fee.gap().is_some() {
                let line = fees().find(|l| l.procedure == s.procedure);
                let covered = fees().any(|l| l.procedure == Procedure::Rewriting);
                assert!(line.map_or(covered, |l| l.amount.is_open()), "{day} {s:?}");
            }
            assert_eq!(asked.charge.total().is_none(), asked.charge.open().next().is_some());
            let named = q.all_attachments().any(|(key, _)| key.procedure == s.procedure);
            let said = asked.items.iter().any(|i| i.code == UNLISTED);
            assert_eq!(said, !named && !rule.value().complete, "{day} {s:?}");
            open.extend(
                asked
                    .items
                    .iter()
                    .filter(|i| matches!(i.need, Need::ToConfirm { .. }))
                    .map(|i| i.code.clone()),
            );
        }
        if s.procedure == Procedure::Change {
            let q = rules().on(day);
            let gap = q.qualification(&s.qualification).unwrap().change().gap().is_some();
            assert_eq!(online.duty.is_open(), gap, "{day} {s:?}");
            assert!(!gap || online.is_open());
        }
    });
    assert!(
        open.contains(UNLISTED) && open.contains("exam-pass-certificate") && open.contains("juminhyo"),
        "{open:?}"
    );
}

#[test]
fn without_delay_is_never_a_number_and_lateness_is_known_only_by_one() {
    let mut late = 0;
    both_channels(|day, s, online, _| {
        let Known::Yes { value, ground } = &online.duty else { return };
        assert!(!ground.citation.is_empty());
        let number = matches!(value.due, Some(Due::On(_)));
        assert_eq!(value.late.is_some(), number, "{day} {s:?}");
        assert!(!number || s.happened_on.is_some());
        let reason = online.declarations.iter().find(|d| d.kind == DeclarationKind::DelayReason);
        assert_eq!(reason.is_some(), online.is_late(), "late, so why is asked: {day} {s:?}");
        late += u32::from(online.is_late());
    });
    assert!(late > 1_000, "{late}");
}

#[test]
fn a_nationality_is_always_shown_by_evidence() {
    both_channels(|day, s, online, _| {
        let resident = s.applicant.kind == PersonKind::Resident;
        if resident && s.procedure == Procedure::Change && s.changes_item("domicile") {
            let shown = online.items.iter().find(|i| i.code == "juminhyo-with-nationality");
            let koseki_asked = rules().on(day);
            let q = koseki_asked.qualification(&s.qualification).unwrap();
            let asked = q.all_attachments().any(|(k, _)| k.procedure == s.procedure && k.code == "koseki");
            assert!(!asked || shown.is_some_and(|i| matches!(i.need, Need::Needed { .. })), "{day} {s:?}");
        }
        if matches!(s.applicant.kind, PersonKind::Resident | PersonKind::Other) {
            let koseki = online.items.iter().find(|i| i.code == "koseki");
            assert!(koseki.is_none_or(|i| !matches!(i.need, Need::Needed { .. })), "no koseki: {day} {s:?}");
        }
    });
}

trait Changes {
    fn changes_item(&self, item: &str) -> bool;
}

impl Changes for Situation {
    fn changes_item(&self, item: &str) -> bool {
        self.changed.contains(item)
    }
}

#[test]
fn without_a_card_nothing_is_filed_online_and_paper_stays_open() {
    let on = rules().on(date(2026, 11, 23));
    for procedure in PROCEDURES {
        let mut s = Situation::online("nurse", procedure).changing(["name"]);
        s.applicant.has_card = false;
        let refused = assess(&on, &s).unwrap_err();
        assert!(matches!(&refused, Unfit::CardNeeded { citation } if !citation.is_empty()), "{refused}");
        assert!(assess(&on, &s.on_paper()).is_ok());
    }
}

#[test]
fn what_is_no_item_of_the_register_cannot_be_changed_in_it() {
    let on = rules().on(date(2026, 11, 23));
    let of = |id: &str, items: &[&str]| {
        assess(&on, &Situation::online(id, Procedure::Change).changing(items.iter().copied()))
    };
    assert!(matches!(of("nurse", &["address"]), Err(Unfit::NotAnItem { .. })));
    assert!(matches!(of("midwife", &["sex"]), Err(Unfit::NotAnItem { .. })));
    assert!(matches!(of("nurse", &[]), Err(Unfit::NothingChanged { .. })));
    assert!(matches!(of("no-such", &["name"]), Err(Unfit::UnknownQualification(_))));
    assert!(of("labor-and-social-security-attorney", &["address"]).is_ok());
    assert!(matches!(
        assess(&on, &Situation::online("nurse", Procedure::Reissue)),
        Err(Unfit::NotEstablished { .. })
    ));
}
