//! Cases: opened once, moved by one hand at a time, written with everything that goes with a step.

use jiff::civil::date;
use registry::act::Act;
use registry::ids::{CaseId, EntryId, RegisterId};
use registry::item::EntryItem;
use store::case::{self, Beside, CaseRow, CaseStep, NewEvent, Opened, Stepped};
use store::draft::{self, Draft};
use store::ledger::Appended;
use store::outbox::{self, NewJob};
use store::portal::AccountKey;
use store::task::{self, NewTask};
use store::upload::{self, Upload, UploadHead};

use crate::support::{Place, fresh_entry, on_both_engines, registration};

on_both_engines!(
    a_draft_sent_twice_is_one_case,
    a_draft_changed_on_another_page_opens_no_case,
    of_two_hands_one_moves_a_case,
    a_decision_is_written_whole,
    an_act_that_cannot_stand_leaves_the_case_where_it_was,
    a_job_ended_before_moves_nothing,
    the_queue_shows_who_waits_longest,
    a_draft_thrown_away_takes_its_papers_along,
    a_step_of_a_case_is_two_flights_whatever_goes_with_it,
);

pub(crate) const ACCOUNT: AccountKey = [3; 16];

pub(crate) fn case_id(n: u8) -> CaseId {
    CaseId::new(u64::from(n), [n; 10])
}

pub(crate) fn first(register: RegisterId, n: u8) -> CaseStep {
    let after = CaseRow {
        register,
        id: case_id(n),
        procedure: "change".to_owned(),
        entry: None,
        account: Some(ACCOUNT),
        holder: None,
        state: "submitted".to_owned(),
        version: 0,
        folded: "state submitted\n".to_owned(),
        opened_at: i64::from(n),
        moved_at: i64::from(n),
    };
    CaseStep { after, events: vec![event("submitted")], act: None, beside: vec![] }
}

fn event(kind: &str) -> NewEvent {
    NewEvent { kind: kind.to_owned(), at: 5, actor: "portal".to_owned(), body: format!("{kind}\n") }
}

pub(crate) fn job(register: RegisterId, n: u8) -> NewJob {
    NewJob {
        register,
        id: EntryId::new(u64::from(n), [n; 10]),
        kind: "tell",
        case: Some(case_id(1)),
        body: "body".to_owned(),
        at: 10,
        due_at: 10,
    }
}

/// The next step of a case that stands.
fn next(case: CaseRow, state: &str) -> CaseStep {
    let after = CaseRow { state: state.to_owned(), moved_at: case.moved_at + 1, ..case };
    CaseStep { after, events: vec![event(state)], act: None, beside: vec![] }
}

impl Place {
    pub(crate) async fn case(&self, register: RegisterId, n: u8) -> CaseRow {
        let mut reader = self.db.reader().await.unwrap();
        case::by_id(&mut reader, (register, case_id(n))).await.unwrap().unwrap()
    }

    /// What every test of a journey asks at its end: nothing is left to be sent.
    pub(crate) async fn no_job_is_left(&self) {
        let open = outbox::waiting(&mut self.db.reader().await.unwrap()).await.unwrap();
        assert!(open.is_empty(), "jobs left over: {open:?}");
    }

    async fn draft(&self, register: RegisterId, n: u8) -> Draft {
        let draft = Draft {
            account: ACCOUNT,
            id: case_id(n),
            register,
            entry: None,
            procedure: "change".to_owned(),
            fields: "name=渡邉\n".to_owned(),
            version: 1,
            saved_at: 1,
        };
        draft::begin(&self.db, draft.clone()).await.unwrap();
        draft
    }
}

async fn a_step_of_a_case_is_two_flights_whatever_goes_with_it(place: Place) {
    let nurses = place.nurses().await;
    place.draft(nurses, 1).await;
    let mut sent = first(nurses, 1);
    sent.beside.extend([Beside::Job(job(nurses, 1)), Beside::Record("form", b"text".to_vec())]);
    case::open(&place.db, sent, Some((ACCOUNT, 1))).await.unwrap();
    let mut moved = next(place.case(nurses, 1).await, "granted");
    let act = registration(nurses, "1", "渡邉 花子");
    moved.beside.extend([Beside::Done(job(nurses, 1).id), Beside::Job(job(nurses, 2))]);
    moved.act = Some(act);
    let stepped = case::advance(&place.db, moved).await.unwrap();
    assert!(matches!(stepped, Stepped::Written { version: 2, act: Some(Appended::Written { .. }) }));
    let all = place.db.transactions();
    let of = |name: &str| all.iter().find(|(found, _)| *found == name).map(|(_, stats)| stats.flights);
    assert_eq!((of("open-case"), of("advance-case")), (Some(2), Some(2)));
    assert_eq!((of("open-case-with-care"), of("advance-case-with-care")), (None, None));
}

async fn a_draft_sent_twice_is_one_case(place: Place) {
    let nurses = place.nurses().await;
    place.draft(nurses, 1).await;
    let mut sent = first(nurses, 1);
    sent.beside.push(Beside::Job(job(nurses, 1)));
    assert_eq!(case::open(&place.db, sent.clone(), Some((ACCOUNT, 1))).await.unwrap(), Opened::Opened);
    assert_eq!(case::open(&place.db, sent, Some((ACCOUNT, 1))).await.unwrap(), Opened::Already);
    let mut reader = place.db.reader().await.unwrap();
    assert_eq!(case::of_account(&mut reader, &ACCOUNT).await.unwrap().len(), 1);
    assert_eq!(draft::of_account(&mut reader, &ACCOUNT).await.unwrap(), [], "the draft ended with it");
    assert_eq!(outbox::waiting(&mut reader).await.unwrap(), [("tell".to_owned(), 1, 10)], "one job");
    let events = case::events(&mut reader, (nurses, case_id(1))).await.unwrap();
    assert_eq!((events.len(), events[0].version, events[0].kind.as_str()), (1, 1, "submitted"));
}

async fn a_draft_changed_on_another_page_opens_no_case(place: Place) {
    let nurses = place.nurses().await;
    let draft = place.draft(nurses, 1).await;
    let save = async |seen, text: &str| {
        draft::save(&place.db, (ACCOUNT, draft.id), text.to_owned(), (seen, 2)).await.unwrap()
    };
    assert!(save(1, "name=渡邊\n").await);
    assert!(!save(1, "name=渡辺\n").await, "the second tab saw version 1");
    let outcome = case::open(&place.db, first(nurses, 1), Some((ACCOUNT, 1))).await.unwrap();
    assert_eq!(outcome, Opened::DraftChanged);
    assert_eq!(place.count("SELECT COUNT(*) FROM case_file").await, 0, "nothing was opened");
    let mut reader = place.db.reader().await.unwrap();
    let kept = draft::by_id(&mut reader, (&ACCOUNT, draft.id)).await.unwrap().unwrap();
    assert_eq!((kept.fields.as_str(), kept.version), ("name=渡邊\n", 2), "what was typed is kept");
    assert_eq!(case::open(&place.db, first(nurses, 1), Some((ACCOUNT, 2))).await.unwrap(), Opened::Opened);
}

async fn of_two_hands_one_moves_a_case(place: Place) {
    let nurses = place.nurses().await;
    case::open(&place.db, first(nurses, 1), None).await.unwrap();
    let seen = place.case(nurses, 1).await;
    let (one, other) = (next(seen.clone(), "examination"), next(seen, "withdrawn"));
    assert_eq!(case::advance(&place.db, one).await.unwrap(), Stepped::Written { version: 2, act: None });
    assert_eq!(case::advance(&place.db, other).await.unwrap(), Stepped::Moved { found: Some(2) });
    assert_eq!(place.case(nurses, 1).await.state, "examination");
    assert_eq!(place.count("SELECT COUNT(*) FROM case_event").await, 2, "the loser left nothing");
    let nobody = next(first(nurses, 9).after, "granted");
    assert_eq!(case::advance(&place.db, nobody).await.unwrap(), Stepped::Moved { found: None });
}

async fn a_decision_is_written_whole(place: Place) {
    let nurses = place.nurses().await;
    let began = registration(nurses, "1", "髙橋 花子");
    let entry = began.entry;
    place.write(began).await;
    case::open(&place.db, first(nurses, 1), None).await.unwrap();
    let mut step = next(place.case(nurses, 1).await, "granted");
    step.after.entry = Some(entry);
    let on = date(2026, 11, 20);
    let act =
        place.decide((nurses, entry), Act::RegisterCorrection, on, &[(EntryItem::Name, "渡邉 花子")]).await;
    step.act = Some(act);
    step.beside = vec![Beside::Job(job(nurses, 1)), Beside::Job(job(nurses, 2))];
    let outcome = case::advance(&place.db, step.clone()).await.unwrap();
    assert!(matches!(
        outcome,
        Stepped::Written { version: 2, act: Some(Appended::Written { version: 2, .. }) }
    ));
    assert_eq!(place.history(nurses, entry).await.len(), 2);
    assert_eq!(case::advance(&place.db, step).await.unwrap(), Stepped::Moved { found: Some(2) }, "once");
    assert_eq!(place.history(nurses, entry).await.len(), 2);
    let mut reader = place.db.reader().await.unwrap();
    let of_entry = case::of_entry(&mut reader, (nurses, entry), 5).await.unwrap();
    assert_eq!(of_entry.len(), 1);
    assert_eq!(outbox::of_case(&mut reader, (nurses, case_id(1))).await.unwrap().len(), 2);
}

async fn an_act_that_cannot_stand_leaves_the_case_where_it_was(place: Place) {
    let nurses = place.nurses().await;
    let began = registration(nurses, "1", "髙橋 花子");
    let entry = began.entry;
    place.write(began).await;
    case::open(&place.db, first(nurses, 1), None).await.unwrap();
    let (what, on) = (Act::RegisterCorrection, date(2026, 11, 20));
    let decided = place.decide((nurses, entry), what, on, &[(EntryItem::Name, "渡邉 花子")]).await;
    let other = place.decide((nurses, entry), what, on, &[(EntryItem::Note, "甲")]).await;
    place.write(other).await;
    let mut step = next(place.case(nurses, 1).await, "granted");
    step.act = Some(decided);
    step.beside = vec![Beside::Job(job(nurses, 1))];
    let outcome = case::advance(&place.db, step).await.unwrap();
    assert_eq!(outcome, Stepped::ActRefused(Appended::Conflict { found: Some(2) }));
    assert_eq!(place.case(nurses, 1).await.state, "submitted");
    assert_eq!(place.count("SELECT COUNT(*) FROM case_event").await, 1);
    place.no_job_is_left().await;
}

async fn a_job_ended_before_moves_nothing(place: Place) {
    let nurses = place.nurses().await;
    let mut opened = first(nurses, 1);
    opened.beside.push(Beside::Job(job(nurses, 1)));
    case::open(&place.db, opened, None).await.unwrap();
    let taken = outbox::take(&place.db, 20, 9).await.unwrap().remove(0);
    let mut step = next(place.case(nurses, 1).await, "examination");
    step.beside.push(Beside::Done(taken.id));
    assert!(matches!(case::advance(&place.db, step).await.unwrap(), Stepped::Written { .. }));
    place.no_job_is_left().await;
    let mut again = next(place.case(nurses, 1).await, "means");
    again.beside.push(Beside::Done(taken.id));
    assert_eq!(case::advance(&place.db, again).await.unwrap(), Stepped::JobGone, "answered twice");
    assert_eq!(place.case(nurses, 1).await.state, "examination");
}

async fn the_queue_shows_who_waits_longest(place: Place) {
    let (nurses, others) = (place.nurses().await, place.register("assistant-nurse", "JP-13").await);
    for (register, n) in [(nurses, 3), (others, 2), (nurses, 1)] {
        case::open(&place.db, first(register, n), None).await.unwrap();
    }
    let mut late = next(place.case(nurses, 1).await, "examination");
    late.beside.push(Beside::Task(NewTask {
        register: nurses,
        id: fresh_entry(),
        kind: "double-payment".to_owned(),
        case: Some(case_id(1)),
        about: "r-1".to_owned(),
        at: 4,
    }));
    case::advance(&place.db, late).await.unwrap();
    let mut reader = place.db.reader().await.unwrap();
    let waiting = case::queue(&mut reader, &[nurses, others], &["submitted", "granted"], 10).await.unwrap();
    let ids: Vec<_> = waiting.iter().map(|case| case.id).collect();
    assert_eq!(ids, [case_id(2), case_id(3)], "oldest first, and only in the states asked for");
    let tasks = task::open(&mut reader, &[nurses, others], 10).await.unwrap();
    assert_eq!(tasks.len(), 1);
    let mut step = next(place.case(nurses, 1).await, "granted");
    step.beside.push(Beside::TaskDone(tasks[0].id, "officer".to_owned(), "paid back".to_owned()));
    case::advance(&place.db, step).await.unwrap();
    assert_eq!(task::open(&mut reader, &[nurses, others], 10).await.unwrap(), []);
}

fn room() -> upload::Room {
    upload::Room { most: u64::MAX, decided: vec![] }
}

async fn a_draft_thrown_away_takes_its_papers_along(place: Place) {
    let nurses = place.nurses().await;
    let draft = place.draft(nurses, 1).await;
    let head = UploadHead {
        account: ACCOUNT,
        id: fresh_entry(),
        draft: draft.id,
        document: "koseki-extract".to_owned(),
        file_name: "戸籍.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 4,
        digest: [1; 32],
        key_id: "k1".to_owned(),
        sent_at: 1,
    };
    let sent = Upload { head: head.clone(), sealed: vec![7; 32] };
    assert!(upload::add(&place.db, sent.clone(), Some(room())).await.unwrap());
    assert!(upload::add(&place.db, sent.clone(), Some(room())).await.unwrap());
    let mut reader = place.db.reader().await.unwrap();
    assert_eq!(
        upload::of_draft(&mut reader, (&ACCOUNT, draft.id)).await.unwrap(),
        std::slice::from_ref(&head),
        "once"
    );
    assert_eq!(upload::by_id(&mut reader, (&ACCOUNT, head.id)).await.unwrap(), Some(sent.clone()));
    assert_eq!(upload::by_id(&mut reader, (&[4; 16], head.id)).await.unwrap(), None, "another's account");
    assert!(upload::remove(&place.db, (ACCOUNT, draft.id), head.id).await.unwrap());
    assert!(upload::add(&place.db, sent, Some(room())).await.unwrap());
    assert!(draft::discard(&place.db, (ACCOUNT, draft.id), 1, None).await.unwrap());
    assert_eq!(upload::of_draft(&mut reader, (&ACCOUNT, draft.id)).await.unwrap(), []);
}
