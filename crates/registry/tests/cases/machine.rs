//! The case machine: total, never unpaid, never twice, never changed once decided; buttons are the table.

use std::collections::BTreeMap;

use jiff::civil::date;
use law::{CaseStage, DeclarationKind, PersonKind, Procedure, RulesOn};
use proptest::prelude::*;
use registry::case::{
    Agreed, Answer, Case, Choices, Command, CommandKind, DecidedBy, Declared, Event, Facts, Refusal,
    Signature, State, Who, allowed, allowed_in, apply, commands, fold, step, tells,
};
use registry::requirement::{Need, Requirements, Situation, assess};

use crate::real::rules;

fn on() -> RulesOn<'static> {
    rules().on(date(2026, 11, 23))
}

/// Everything on-line where that is possible, else by post; nothing disqualifies, everything asked is declared.
pub(crate) fn choices(asked: &Requirements) -> Choices {
    let ways = asked.items.iter().filter_map(|i| Some((i.code.clone(), i.ways().first()?.code.clone())));
    let declared = asked.declarations.iter().map(|d| {
        let yes = d.kind == DeclarationKind::OldCertificateDestroyed;
        (d.kind.code().to_owned(), Declared { yes, words: "入院していたため".to_owned() })
    });
    Choices { ways: ways.collect(), declared: declared.collect() }
}

struct Journey {
    case: Case,
    asked: Requirements,
    events: Vec<Event>,
}

impl Journey {
    fn new(s: &Situation) -> Self {
        let asked = assess(&on(), s).unwrap();
        Self { case: Case::opened(&s.qualification, s.procedure), asked, events: Vec::new() }
    }

    fn facts(&self, who: Who) -> Facts<'_> {
        Facts {
            who,
            asked: Some(&self.asked),
            signature: Signature::Good,
            by_rule: true,
            two_officers: false,
        }
    }

    fn tried(&self, who: Who, command: &Command) -> Result<Vec<Event>, Refusal> {
        step(&self.case, command, &self.facts(who), &on())
    }

    fn take(&mut self, events: Vec<Event>) {
        for event in events {
            assert_eq!(Event::from_text(&event.to_text()).unwrap(), event);
            self.case = apply(self.case.clone(), &event);
            self.events.push(event);
        }
        assert_eq!(Case::from_text(&self.case.to_text()).unwrap(), self.case);
    }

    fn does(&mut self, who: Who, command: Command) -> &mut Self {
        let events = self.tried(who, &command).unwrap_or_else(|no| panic!("{command:?}: {no}"));
        self.take(events);
        self
    }

    fn begun(s: &Situation) -> Self {
        let mut journey = Self::new(s);
        let choices = choices(&journey.asked);
        journey.does(Who::Applicant, Command::Submit(choices)).does(Who::System, Command::Receive);
        journey
    }

    fn answers(&mut self, source: &str, answer: Answer) -> &mut Self {
        self.does(Who::System, Command::Answer { source: source.to_owned(), answer })
    }

    fn pays(&mut self, receipt: &str) -> &mut Self {
        let State::Waiting(waits) = &self.case.state else { panic!("{:?}", self.case.state) };
        let yen = waits.payment.as_ref().unwrap().yen;
        self.does(Who::System, Command::AskPayment { wish: "w1".into(), until: "2026-12-23".into() });
        self.does(Who::Collector, Command::ConfirmPayment { receipt: receipt.to_owned(), yen })
    }

    fn granted_by_rule(&mut self) -> &mut Self {
        self.does(Who::System, Command::Grant { by: DecidedBy::Rule, ground: String::new() })
    }
}

fn marriage(id: &str) -> Situation {
    let s = Situation::online(id, Procedure::Change).changing(["name"]);
    Situation { happened_on: Some(date(2026, 11, 10)), ..s }
}

#[test]
fn a_name_changes_from_the_draft_to_the_register() {
    let mut nurse = Journey::begun(&marriage("nurse"));
    assert_eq!(nurse.case.stages(), [CaseStage::Asked]);
    nurse.answers("koseki-inquiry", Answer::Agrees);
    assert_eq!(nurse.case.stage(), CaseStage::Payment);
    nurse.pays("r1");
    assert_eq!(nurse.case.stage(), CaseStage::Examination);
    nurse.granted_by_rule();
    let State::Granted(decision) = &nurse.case.state else { panic!("not granted") };
    assert!(decision.citations.iter().any(|c| c.contains("保健師助産師看護師法施行令第3条")), "{decision:?}");
    assert_eq!(decision.rules, rules().digest().to_string());
    assert_eq!(fold(Case::opened("nurse", Procedure::Change), &nurse.events), nurse.case);
}

#[test]
fn koseki_cannot_tell_and_the_same_case_goes_on() {
    let mut nurse = Journey::begun(&marriage("nurse"));
    nurse.answers("koseki-inquiry", Answer::CannotTell);
    assert_eq!(nurse.case.stage(), CaseStage::Means);
    let told = tells(&nurse.case);
    assert!(told[0].about.contains(&"koseki-certificate-code".to_owned()), "{told:?}");
    let strange = Command::GiveMeans { way: "photo".into(), answer: Answer::Given };
    assert!(matches!(nurse.tried(Who::Applicant, &strange), Err(Refusal::NotAWay(_))));
    nurse.does(
        Who::Applicant,
        Command::GiveMeans { way: "koseki-certificate-code".into(), answer: Answer::Given },
    );
    assert_eq!(nurse.case.stage(), CaseStage::Payment);
    let late = nurse
        .tried(Who::System, &Command::Answer { source: "koseki-inquiry".into(), answer: Answer::Agrees });
    assert!(late.is_err() || late.unwrap().is_empty());
}

#[test]
fn an_outage_is_asked_again_and_refuses_nothing() {
    let mut nurse = Journey::begun(&marriage("nurse"));
    for _ in 0..50 {
        nurse.does(Who::System, Command::NoAnswer { source: "koseki-inquiry".into(), why: "503".into() });
        assert_eq!(nurse.case.stages(), [CaseStage::Asked]);
        assert!(
            nurse.tried(Who::System, &Command::Ask { source: "koseki-inquiry".into() }).is_err_or_empty()
        );
    }
    assert!(tells(&nurse.case)[0].now.ja.contains("まだ回答がありません"));
    assert!(!allowed(&nurse.case, CommandKind::Refuse, Who::Officer));
    nurse.answers("koseki-inquiry", Answer::Agrees).pays("r1").granted_by_rule();
}

trait OrEmpty {
    fn is_err_or_empty(&self) -> bool;
}

impl OrEmpty for Result<Vec<Event>, Refusal> {
    fn is_err_or_empty(&self) -> bool {
        self.as_ref().map_or(true, Vec::is_empty)
    }
}

/// A nurse who applies with a signed certificate.
fn licence() -> Journey {
    Journey::begun(&Situation::online("nurse", Procedure::NewRegistration))
}

const SIGNED: &str = "hpki-signed-medical-certificate";

#[test]
fn a_signed_file_is_a_source_and_one_that_shows_nothing_is_sent_anew() {
    let mut nurse = licence();
    let State::Waiting(waits) = &nurse.case.state else { panic!("{:?}", nurse.case.state) };
    assert!(waits.asked.iter().any(|asked| asked.source == SIGNED), "{waits:?}");
    nurse.answers(SIGNED, Answer::CannotTell);
    let State::Waiting(waits) = &nurse.case.state else { panic!("{:?}", nurse.case.state) };
    assert_eq!(waits.means.as_ref().unwrap().ways, [SIGNED, "medical-certificate"]);
    nurse.does(Who::System, Command::Ask { source: SIGNED.to_owned() });
    nurse.does(Who::Applicant, Command::GiveMeans { way: SIGNED.to_owned(), answer: Answer::Given });
    let State::Waiting(waits) = &nurse.case.state else { panic!("{:?}", nurse.case.state) };
    assert!(
        waits.means.is_none() && waits.payment.is_none(),
        "nothing is due before it was looked at: {waits:?}"
    );
    nurse.answers(SIGNED, Answer::Agrees);
    let said: Vec<_> = nurse.case.answers.iter().filter(|a| a.source == SIGNED).map(|a| a.answer).collect();
    assert_eq!(said, [Answer::Agrees]);
}

#[test]
fn what_is_promised_by_post_is_waited_for_and_what_an_officer_has_is_there() {
    for (who, waits_for_it) in [(Who::Applicant, true), (Who::Officer, false)] {
        let mut nurse = licence();
        nurse.answers(SIGNED, Answer::CannotTell);
        let way = "medical-certificate".to_owned();
        nurse.does(who, Command::GiveMeans { way, answer: Answer::Given });
        assert_eq!(nurse.case.stages().contains(&CaseStage::Paper), waits_for_it, "{who:?}");
    }
}

#[test]
fn of_two_sources_that_cannot_tell_none_is_forgotten() {
    const KOSEKI: &str = "koseki-inquiry";
    let mut nurse = licence();
    let terms = nurse.case.terms.as_mut().unwrap();
    terms.otherwise.insert(KOSEKI.to_owned(), vec!["koseki-image".to_owned()]);
    nurse.take(vec![Event::Asked { source: KOSEKI.to_owned() }]);
    nurse.answers(SIGNED, Answer::CannotTell).answers(KOSEKI, Answer::CannotTell);
    let mut wanted = Vec::new();
    while let State::Waiting(waits) = &nurse.case.state
        && let Some(means) = waits.means.clone()
    {
        wanted.push(means.source);
        let way = means.ways.last().unwrap().clone();
        nurse.does(Who::Officer, Command::GiveMeans { way, answer: Answer::Given });
    }
    assert_eq!(wanted, [SIGNED, KOSEKI], "one after the other");
}

#[test]
fn the_attorneys_tag_is_waited_for_by_post() {
    let mut attorney = Journey::begun(&marriage("labor-and-social-security-attorney"));
    assert_eq!(attorney.case.stages(), [CaseStage::Paper, CaseStage::Asked]);
    attorney.answers("koseki-inquiry", Answer::Agrees);
    assert_eq!(
        attorney.case.stages(),
        [CaseStage::Payment, CaseStage::Paper],
        "paying need not wait for the post"
    );
    attorney.pays("r1");
    assert!(
        attorney.tried(Who::System, &Command::Grant { by: DecidedBy::Rule, ground: String::new() }).is_err()
    );
    let strange = Command::PaperCame { document: "koseki".into() };
    assert!(matches!(attorney.tried(Who::Officer, &strange), Err(Refusal::NotAwaited(_))));
    for document in ["photo", "current-certificate"] {
        attorney.does(Who::Officer, Command::PaperCame { document: document.into() });
    }
    assert_eq!(attorney.case.stage(), CaseStage::Examination);
}

#[test]
fn an_amount_that_the_rules_leave_open_is_fixed_by_an_officer_on_a_ground() {
    let mut s = marriage("dietitian");
    s.authority = Some("JP-13".to_owned());
    let mut dietitian = Journey::begun(&s);
    dietitian.answers("koseki-inquiry", Answer::Agrees);
    assert_eq!(dietitian.case.stage(), CaseStage::Examination);
    let officer = DecidedBy::Officer { name: "a".into(), second: None };
    let grant = Command::Grant { by: officer, ground: String::new() };
    assert_eq!(dietitian.tried(Who::Officer, &grant), Err(Refusal::AmountOpen));
    assert!(!allowed(&dietitian.case, CommandKind::Grant, Who::Officer), "and there is no button for it");
    let line = |yen, citation: &str| Agreed {
        kind: "fee".into(),
        procedure: "change".into(),
        yen: Some(yen),
        citation: citation.into(),
    };
    assert_eq!(dietitian.tried(Who::Officer, &Command::FixAmount(line(1, ""))), Err(Refusal::NoGround));
    let tax = Agreed { kind: "tax".into(), ..line(1, "x") };
    assert!(matches!(dietitian.tried(Who::Officer, &Command::FixAmount(tax)), Err(Refusal::AmountSet(_))));
    dietitian.does(Who::Officer, Command::FixAmount(line(3_200, "条例（架空）第3条")));
    assert_eq!(dietitian.case.stage(), CaseStage::Payment);
    dietitian.pays("r1").does(Who::Officer, grant);
}

#[test]
fn a_supplementation_is_judged_like_what_was_sent() {
    let mut nurse = Journey::begun(&marriage("nurse"));
    nurse.answers("koseki-inquiry", Answer::Agrees).pays("r1");
    nurse.does(Who::Officer, Command::AskSupplement { what: vec!["x".into()], until: None });
    // What is needed by now: another person's papers, one of them by post.
    let mut abroad = marriage("nurse");
    abroad.applicant.kind = PersonKind::JapaneseAbroad;
    nurse.asked = assess(&on(), &abroad).unwrap();
    let corrected = |choices| Command::Supplement(Some(choices));
    let bare = nurse.tried(Who::Applicant, &corrected(Choices::default()));
    assert!(matches!(bare, Err(Refusal::NotAttached { .. })), "{bare:?}");
    let mut whole = choices(&nurse.asked);
    let by_post = nurse.asked.items.iter().find_map(|item| {
        let way = item.ways().iter().find(|way| way.by_post)?;
        Some((item.code.clone(), way.code.clone()))
    });
    let (document, way) = by_post.unwrap();
    whole.ways.insert(document.clone(), way);
    let charge = nurse.case.terms.clone().unwrap().charge;
    nurse.does(Who::Applicant, corrected(whole));
    let State::Waiting(waits) = &nurse.case.state else { panic!("{:?}", nurse.case.state) };
    assert!(waits.supplement.is_none() && waits.paper.contains(&document), "{waits:?}");
    let terms = nurse.case.terms.clone().unwrap();
    assert!(terms.by_post.contains(&document));
    assert_eq!(terms.charge, charge, "the money stays as it was agreed");
}

#[test]
fn a_dead_signing_certificate_is_said_and_an_unknown_one_asked() {
    let nurse = Journey::new(&marriage("nurse"));
    let submit = Command::Submit(choices(&nurse.asked));
    for (signature, why) in [
        (Signature::Revoked, "revoked"),
        (Signature::Expired, "expired"),
        (Signature::Broken, "broken"),
        (Signature::Missing, "missing"),
    ] {
        let facts = Facts { signature, ..nurse.facts(Who::Applicant) };
        let no = step(&nurse.case, &submit, &facts, &on()).unwrap_err();
        assert!(
            matches!(&no, Refusal::NotSigned { why: w, .. } if *w == why) && no.citation().is_some(),
            "{no}"
        );
    }
    let facts = Facts { signature: Signature::NotAnswered, ..nurse.facts(Who::Applicant) };
    let case = fold(nurse.case.clone(), &step(&nurse.case, &submit, &facts, &on()).unwrap());
    let events = step(&case, &Command::Receive, &nurse.facts(Who::System), &on()).unwrap();
    assert!(events.contains(&Event::Asked { source: "signing-certificate".into() }));
}

#[test]
fn what_is_missing_is_named_with_its_citation() {
    let s = Situation { happened_on: Some(date(2026, 4, 1)), ..marriage("nurse") };
    let nurse = Journey::new(&s);
    let mut all = choices(&nurse.asked);
    let none =
        nurse.tried(Who::Applicant, &Command::Submit(Choices { ways: BTreeMap::new(), ..all.clone() }));
    assert!(
        matches!(&none, Err(Refusal::NotAttached { document, .. }) if document == "registration-tax-payment")
    );
    assert!(none.unwrap_err().citation().is_some_and(|c| !c.is_empty()));
    let ground = Declared { yes: true, words: "　".to_owned() };
    let licence = Situation::online("nurse", Procedure::NewRegistration);
    let licence = Journey::new(&licence);
    let mut untold = choices(&licence.asked);
    untold.declared.insert("disqualification".to_owned(), ground);
    let untold = licence.tried(Who::Applicant, &Command::Submit(untold));
    assert!(
        matches!(&untold, Err(Refusal::NotDeclared { declaration, .. }) if declaration == "disqualification"),
        "{untold:?}"
    );
    all.declared.get_mut("delay-reason").unwrap().words = " ".into();
    let silent = nurse.tried(Who::Applicant, &Command::Submit(all));
    assert!(
        matches!(&silent, Err(Refusal::NotDeclared { declaration, .. }) if declaration == "delay-reason")
    );
    let mut late = Journey::begun(&s);
    late.answers("koseki-inquiry", Answer::Agrees).pays("r1");
    let by_rule = late.tried(Who::System, &Command::Grant { by: DecidedBy::Rule, ground: String::new() });
    assert_eq!(by_rule, Err(Refusal::NotByRule), "a late filing is weighed by a person");
}

#[test]
fn paid_twice_paid_wrongly_paid_late_goes_back_and_registers_nothing() {
    let mut nurse = Journey::begun(&marriage("nurse"));
    nurse.answers("koseki-inquiry", Answer::Agrees);
    nurse.does(Who::System, Command::AskPayment { wish: "w1".into(), until: "2026-12-23".into() });
    nurse.does(Who::Collector, Command::ConfirmPayment { receipt: "wrong".into(), yen: 999 });
    assert_eq!(nurse.case.stage(), CaseStage::Payment, "another amount is no payment");
    nurse.does(Who::Collector, Command::FailPayment { wish: "w1".into(), why: "expired".into() });
    assert!(tells(&nurse.case)[0].now.ja.contains("納付できませんでした"));
    assert!(
        nurse.tried(Who::Applicant, &Command::ConfirmPayment { receipt: "r".into(), yen: 1_000 }).is_err()
    );
    nurse.pays("r1");
    for _ in 0..2 {
        nurse.does(Who::Collector, Command::ConfirmPayment { receipt: "r1".into(), yen: 1_000 });
        nurse.does(Who::Collector, Command::ConfirmPayment { receipt: "r2".into(), yen: 1_000 });
    }
    nurse.granted_by_rule();
    let decided = nurse.case.state.clone();
    nurse.does(Who::Collector, Command::ConfirmPayment { receipt: "r3".into(), yen: 1_000 });
    assert_eq!(nurse.case.state, decided);
    let back: Vec<(&str, &str)> =
        nurse.case.refunds.iter().map(|r| (r.receipt.as_str(), r.why.as_str())).collect();
    assert_eq!(back, [("wrong", "other-amount"), ("r2", "twice"), ("r3", "closed")]);
    assert_eq!(nurse.case.kept_yen(), 1_000);
}

#[test]
fn two_officers_are_two_and_a_refusal_has_its_ground() {
    let mut nurse = Journey::begun(&marriage("nurse"));
    nurse.answers("koseki-inquiry", Answer::Differs).pays("r1");
    let facts = Facts { two_officers: true, ..nurse.facts(Who::Officer) };
    let by =
        |second: Option<&str>| DecidedBy::Officer { name: "a".into(), second: second.map(str::to_owned) };
    for (second, ok) in [(None, false), (Some("a"), false), (Some("b"), true)] {
        assert_eq!(
            step(&nurse.case, &Command::Grant { by: by(second), ground: String::new() }, &facts, &on())
                .is_ok(),
            ok
        );
    }
    let refuse =
        |ground: &str| Command::Refuse { by: by(None), ground: ground.into(), citation: "令第3条".into() };
    assert_eq!(nurse.tried(Who::Officer, &refuse("")), Err(Refusal::NoGround));
    assert!(nurse.tried(Who::System, &refuse("x")).is_err(), "nobody but an officer refuses");
    nurse.does(Who::Officer, refuse("戸籍の氏名と違う"));
    assert_eq!(nurse.case.kept_yen(), 0, "what was paid goes back");
    assert!(tells(&nurse.case)[0].about.iter().any(|a| a == "令第3条"));
}

#[test]
fn every_procedure_of_every_qualification_comes_to_its_end() {
    let officer = || DecidedBy::Officer { name: "a".into(), second: Some("b".into()) };
    for id in rules().qualifications() {
        for procedure in [
            Procedure::Linking,
            Procedure::NewRegistration,
            Procedure::Change,
            Procedure::Rewriting,
            Procedure::EntryConfirmation,
        ] {
            let mut s = Situation::online(id.as_str(), procedure);
            s = if procedure == Procedure::Change { s.changing(["name"]) } else { s };
            let mut journey = Journey::begun(&s);
            while let State::Waiting(waits) = journey.case.state.clone() {
                if let Some(asked) = waits.asked.first() {
                    journey.answers(&asked.source, Answer::Agrees);
                } else if let Some(document) = waits.paper.first() {
                    journey.does(Who::Officer, Command::PaperCame { document: document.clone() });
                } else {
                    journey.pays("r1");
                }
            }
            for line in journey.case.terms.clone().unwrap().charge.into_iter().filter(|l| l.yen.is_none()) {
                let line = Agreed { yen: Some(0), citation: "条例（架空）".into(), ..line };
                journey.does(Who::Officer, Command::FixAmount(line));
            }
            if matches!(&journey.case.state, State::Waiting(w) if w.payment.is_some()) {
                journey.pays("r2");
            }
            journey.does(Who::Officer, Command::Grant { by: officer(), ground: String::new() });
            assert!(journey.case.is_closed(), "{id} {procedure}");
            let open = journey.asked.items.iter().any(|i| matches!(i.need, Need::ToConfirm { .. }));
            assert!(!open || journey.case.terms.as_ref().unwrap().open, "{id} {procedure}");
        }
    }
}

fn any_who() -> impl Strategy<Value = Who> {
    prop::sample::select(Who::ALL.to_vec())
}

fn any_command() -> impl Strategy<Value = Command> {
    let source = prop::sample::select(vec!["koseki-inquiry", "resident-register-inquiry", "nobody"]);
    let receipt = prop::sample::select(vec!["r1", "r2", "r3"]);
    let yen = prop::sample::select(vec![0_u32, 1_000, 2_000]);
    let answer =
        prop::sample::select(vec![Answer::Agrees, Answer::Differs, Answer::CannotTell, Answer::Nobody]);
    let by =
        prop::sample::select(vec![DecidedBy::Rule, DecidedBy::Officer { name: "a".into(), second: None }]);
    let line =
        |yen| Agreed { kind: "fee".into(), procedure: "change".into(), yen: Some(yen), citation: "c".into() };
    let whole = choices(&assess(&on(), &marriage("nurse")).unwrap());
    prop_oneof![
        Just(Command::Save),
        Just(Command::Submit(whole)),
        Just(Command::Submit(Choices::default())),
        Just(Command::Receive),
        Just(Command::Supplement(None)),
        Just(Command::Supplement(Some(choices(&assess(&on(), &marriage("nurse")).unwrap())))),
        Just(Command::Supplement(Some(Choices::default()))),
        Just(Command::Withdraw),
        source.clone().prop_map(|s| Command::Ask { source: s.into() }),
        source.clone().prop_map(|s| Command::NoAnswer { source: s.into(), why: "?".into() }),
        (source, answer).prop_map(|(s, answer)| Command::Answer { source: s.into(), answer }),
        Just(Command::GiveMeans { way: "koseki-image".into(), answer: Answer::Given }),
        Just(Command::PaperCame { document: "koseki".into() }),
        (receipt.clone(), yen.clone())
            .prop_map(|(r, yen)| Command::ConfirmPayment { receipt: r.into(), yen }),
        (receipt, yen.clone()).prop_map(|(r, yen)| Command::StampsCame { receipt: r.into(), yen }),
        Just(Command::AskPayment { wish: "w".into(), until: "2026-12-01".into() }),
        Just(Command::FailPayment { wish: "w".into(), why: "refused".into() }),
        yen.prop_map(move |yen| Command::FixAmount(line(yen))),
        Just(Command::AskSupplement { what: vec!["x".into()], until: None }),
        by.clone().prop_map(|by| Command::Grant { by, ground: String::new() }),
        by.prop_map(|by| Command::Refuse { by, ground: "g".into(), citation: "c".into() }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_commanded_the_machine_stays_in_its_states(
        all in prop::collection::vec((any_who(), any_command()), 1..60)
    ) {
        let mut nurse = Journey::new(&marriage("nurse"));
        let mut grants = 0;
        for (who, command) in all {
            let before = nurse.case.clone();
            let may = allowed(&before, command.kind(), who);
            prop_assert_eq!(may, commands(&before, who).contains(&command.kind()), "buttons are the table");
            let stepped = nurse.tried(who, &command);
            if !may {
                let refused = match stepped {
                    Err(Refusal::NotHere { .. }) => true,
                    Err(Refusal::NotPaid { .. } | Refusal::AmountOpen) => command.kind() == CommandKind::Grant,
                    _ => false,
                };
                prop_assert!(refused, "what has no button is refused");
                continue;
            }
            let Ok(events) = stepped else { continue };
            grants += events.iter().filter(|e| matches!(e, Event::Granted { .. })).count();
            if events.iter().any(|e| matches!(e, Event::Granted { .. })) {
                prop_assert_eq!(before.kept_yen(), 1_000, "nothing is registered unpaid");
            }
            nurse.take(events);
            if before.is_closed() {
                prop_assert_eq!(&nurse.case.state, &before.state, "a decision never changes");
            }
            if let State::Waiting(waits) = &nurse.case.state {
                prop_assert!(!waits.is_over(), "nothing waits for nothing");
            }
            prop_assert!(!tells(&nurse.case).is_empty());
            prop_assert!(nurse.case.kept_yen() <= 1_000, "nothing is kept twice");
        }
        prop_assert!(grants <= 1, "nothing is registered twice");
        let whole = fold(Case::opened("nurse", Procedure::Change), &nurse.events);
        prop_assert_eq!(whole, nurse.case);
    }

    #[test]
    fn apply_is_total_in_any_order(order in prop::collection::vec(0..1_000_usize, 0..40)) {
        let mut nurse = Journey::begun(&marriage("nurse"));
        nurse.answers("koseki-inquiry", Answer::CannotTell);
        nurse.does(Who::Applicant, Command::GiveMeans { way: "koseki-image".into(), answer: Answer::Given }).pays("r1");
        nurse.does(Who::Officer, Command::AskSupplement { what: vec!["x".into()], until: None });
        nurse.does(Who::Applicant, Command::Supplement(None)).granted_by_rule();
        let mut case = Case::opened("nurse", Procedure::Change);
        for at in order {
            let before = case.clone();
            case = apply(case, &nurse.events[at % nurse.events.len()]);
            prop_assert_eq!(case.version, before.version + 1);
            prop_assert!(!before.is_closed() || case.state == before.state);
            prop_assert!(!case.stages().is_empty());
        }
    }
}

#[test]
fn the_table_lets_nobody_decide_what_is_closed_and_no_payer_confirm() {
    for (_, stage) in CaseStage::ALL {
        for kind in CommandKind::ALL {
            let who = allowed_in(*stage, *kind);
            let closed = matches!(stage, CaseStage::Granted | CaseStage::Refused | CaseStage::Withdrawn);
            assert!(!closed || *kind == CommandKind::ConfirmPayment || who.is_empty(), "{stage} {kind:?}");
            if *kind == CommandKind::ConfirmPayment {
                assert!(who.iter().all(|w| *w == Who::Collector), "{stage}");
            }
            if *kind == CommandKind::Refuse {
                assert!(who.iter().all(|w| *w == Who::Officer), "{stage}");
            }
        }
    }
}
