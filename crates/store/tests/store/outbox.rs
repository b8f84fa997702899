//! The outbox: taken by one, tried again, never dropped; payments, messages and numbers that go through it.

use std::collections::BTreeSet;

use registry::ids::RegisterId;
use store::StoreError;
use store::case;
use store::inbox::{self, Message};
use store::numbering;
use store::outbox::{self, MOST_ATTEMPTS, TAKEN_FOR_MICROS};
use store::payment::{self, NewPayment, NumbersOf, PaymentEvent, Then};
use store::task;

use crate::cases::{ACCOUNT, case_id, first, job};
use crate::support::{Place, on_both_engines};

on_both_engines!(
    of_many_workers_one_has_a_job,
    a_killed_worker_loses_its_jobs_to_the_next,
    what_fails_is_tried_again_and_then_a_persons,
    a_job_that_goes_on_is_one_after_the_other,
    a_message_brought_twice_is_one,
    a_report_told_twice_is_one_and_a_lie_is_kept_beside,
    numbers_follow_each_other_and_none_is_lost,
);

impl Place {
    async fn jobs(&self, register: RegisterId, count: u8) {
        let added: Result<(), StoreError> = self
            .db
            .transact("add-jobs", move |tx| {
                Box::pin(async move {
                    let jobs: Vec<_> = (1..=count).map(|n| job(register, n)).collect();
                    outbox::add_in(tx, &jobs.iter().collect::<Vec<_>>()).await
                })
            })
            .await;
        added.unwrap();
    }
}

impl Place {
    pub(crate) async fn note_a_payment(&self, register: RegisterId) {
        let of = NumbersOf { register, case: case_id(1), wish: "w-1".to_owned() };
        let event = PaymentEvent {
            wish: of.wish.clone(),
            kind: "issued".to_owned(),
            key: "w-1".to_owned(),
            said: b"{}".to_vec(),
        };
        assert!(payment::note(&self.db, of, event, Then::default(), 4).await.unwrap());
    }
}

async fn of_many_workers_one_has_a_job(place: Place) {
    let nurses = place.nurses().await;
    place.jobs(nurses, 40).await;
    place.jobs(nurses, 40).await;
    let takers: Vec<_> = (0..4)
        .map(|_| {
            let db = place.db.clone();
            tokio::spawn(async move { outbox::take(&db, 100, 15).await.unwrap() })
        })
        .collect();
    let mut taken = Vec::new();
    for taker in takers {
        taken.extend(taker.await.unwrap());
    }
    while let more @ [_, ..] = outbox::take(&place.db, 100, 15).await.unwrap().as_slice() {
        taken.extend_from_slice(more);
    }
    let distinct: BTreeSet<_> = taken.iter().map(|job| job.id).collect();
    assert_eq!((taken.len(), distinct.len()), (40, 40), "each once");
    assert_eq!(outbox::take(&place.db, 9, 15).await.unwrap(), [], "not before it is due");
    for job in &taken {
        assert!(outbox::done(&place.db, job, 200).await.unwrap());
        assert!(!outbox::done(&place.db, job, 200).await.unwrap());
    }
    place.no_job_is_left().await;
    assert_eq!(outbox::forget_done(&place.db, nurses, 200).await.unwrap(), 0);
    assert_eq!(outbox::forget_done(&place.db, nurses, 201).await.unwrap(), 40);
}

async fn a_killed_worker_loses_its_jobs_to_the_next(place: Place) {
    let nurses = place.nurses().await;
    place.jobs(nurses, 1).await;
    let lost = outbox::take(&place.db, 100, 9).await.unwrap().remove(0);
    assert_eq!(outbox::take(&place.db, 99 + TAKEN_FOR_MICROS, 9).await.unwrap(), [], "it is still taken");
    let found = outbox::take(&place.db, 100 + TAKEN_FOR_MICROS, 9).await.unwrap().remove(0);
    assert_eq!(
        (found.id, found.attempts, found.body.as_str()),
        (lost.id, 2, "body"),
        "exactly what was decided"
    );
    // the first one was only slow: what it says of its taking no longer counts
    assert!(!outbox::again(&place.db, &lost, "late", (200, None)).await.unwrap());
    let still = outbox::of_case(&mut place.db.reader().await.unwrap(), (nurses, case_id(1))).await.unwrap();
    assert_eq!(still[0].3, found.until, "the second taking stands");
}

async fn what_fails_is_tried_again_and_then_a_persons(place: Place) {
    let nurses = place.nurses().await;
    place.jobs(nurses, 1).await;
    let (mut now, mut waits) = (100, Vec::new());
    let job = loop {
        let job = outbox::take(&place.db, now, 9).await.unwrap().remove(0);
        if outbox::again(&place.db, &job, "unavailable", (now, None)).await.unwrap() {
            break job;
        }
        let due = outbox::next_try(job.attempts, now, None);
        assert_eq!(outbox::take(&place.db, due - 1, 9).await.unwrap(), [], "not before");
        waits.push(due - now);
        now = due;
    };
    assert_eq!(job.attempts, MOST_ATTEMPTS);
    assert!(waits.windows(2).all(|pair| pair[0] <= pair[1]) && waits[1] == 2 * waits[0], "{waits:?}");
    place.no_job_is_left().await;
    let mut reader = place.db.reader().await.unwrap();
    let tasks = task::open(&mut reader, &[nurses], 9).await.unwrap();
    assert_eq!((tasks.len(), tasks[0].about.as_str()), (1, "tell: unavailable"));
    assert!(outbox::reopen(&place.db, (nurses, job.id), (now, "officer".to_owned())).await.unwrap());
    assert!(!outbox::reopen(&place.db, (nurses, job.id), (now, "officer".to_owned())).await.unwrap());
    let again = outbox::take(&place.db, now, 9).await.unwrap().remove(0);
    assert_eq!((again.id, again.attempts, again.body), (job.id, 1, job.body.clone()), "never dropped");
    assert_eq!(task::open(&mut reader, &[nurses], 9).await.unwrap(), []);
    let announced = outbox::next_try(1, 0, Some(i64::MAX));
    assert!(announced < 86_400 * 1_000_000, "nobody puts a job to sleep for ever: {announced}");
}

async fn a_job_that_goes_on_is_one_after_the_other(place: Place) {
    let nurses = place.nurses().await;
    place.jobs(nurses, 1).await;
    let first = outbox::take(&place.db, 100, 9).await.unwrap().remove(0);
    assert!(outbox::go_on(&place.db, &first, job(nurses, 2)).await.unwrap());
    assert!(!outbox::go_on(&place.db, &first, job(nurses, 3)).await.unwrap(), "gone on with once");
    let next = outbox::take(&place.db, 100, 9).await.unwrap();
    assert_eq!(next.iter().map(|job| job.id).collect::<Vec<_>>(), [job(nurses, 2).id]);
}

async fn a_message_brought_twice_is_one(place: Place) {
    let nurses = place.nurses().await;
    place.jobs(nurses, 1).await;
    let job = outbox::take(&place.db, 100, 9).await.unwrap().remove(0);
    let message = Message {
        account: ACCOUNT,
        id: job.id,
        case: job.case,
        kind: "granted".to_owned(),
        about: String::new(),
        at: 7,
        read_at: None,
    };
    for _ in 0..2 {
        inbox::bring_all(&place.db, vec![(message.clone(), job.register)]).await.unwrap();
    }
    let mut reader = place.db.reader().await.unwrap();
    assert_eq!(inbox::of_account(&mut reader, &ACCOUNT, 9).await.unwrap(), [message]);
    inbox::read(&place.db, ACCOUNT, 8).await.unwrap();
    assert_eq!(inbox::of_account(&mut reader, &ACCOUNT, 9).await.unwrap()[0].read_at, Some(8));
    place.no_job_is_left().await;
}

async fn a_report_told_twice_is_one_and_a_lie_is_kept_beside(place: Place) {
    let nurses = place.nurses().await;
    let of = NumbersOf { register: nurses, case: case_id(1), wish: "w-1".to_owned() };
    let mut opened = first(nurses, 1);
    opened.beside.push(case::Beside::Payment(NewPayment {
        wish: of.wish.clone(),
        due: 1_000,
        expires_on: "2026-12-28".to_owned(),
        at: 3,
    }));
    case::open(&place.db, opened, None).await.unwrap();
    let event = |kind: &str, key: &str, said: &str| PaymentEvent {
        wish: of.wish.clone(),
        kind: kind.to_owned(),
        key: key.to_owned(),
        said: said.as_bytes().to_vec(),
    };
    let note = async |event: PaymentEvent, number: Option<&str>, n: u8| {
        let number = number.map(str::to_owned);
        let then = Then { number, job: Some(job(nurses, n)), done: None };
        payment::note(&place.db, of.clone(), event, then, 4).await.unwrap()
    };
    assert!(note(event("issued", "w-1", "{}"), Some("00100/123"), 1).await);
    assert!(note(event("reported", "p-1", "1000"), None, 2).await);
    assert!(!note(event("reported", "p-1", "1000"), None, 3).await, "pushed again");
    assert!(note(event("reported", "p-1", "9000"), None, 4).await, "one key, two contents: both are kept");
    assert!(!note(event("reported", "p-1", "9000"), None, 5).await);
    let mut reader = place.db.reader().await.unwrap();
    assert_eq!(outbox::of_case(&mut reader, (nurses, case_id(1))).await.unwrap().len(), 3, "a job each");
    assert_eq!(payment::events(&mut reader, (nurses, case_id(1))).await.unwrap().len(), 3);
    assert_eq!(payment::by_number(&mut reader, "00100/123").await.unwrap(), Some(of.clone()));
    assert_eq!(payment::by_number(&mut reader, "00100/124").await.unwrap(), None);
    for _ in 0..2 {
        payment::keep_stray(&place.db, "p-9".to_owned(), b"500".to_vec(), 5).await.unwrap();
    }
    assert_eq!(payment::strays(&mut reader, 9).await.unwrap(), [("p-9".to_owned(), b"500".to_vec(), 5)]);
    let paid = payment::of_case(&mut reader, (nurses, case_id(1))).await.unwrap();
    assert_eq!((paid.len(), paid[0].due, paid[0].settled_at), (1, 1_000, None));
    let mut step =
        case::CaseStep { after: place.case(nurses, 1).await, events: vec![], act: None, beside: vec![] };
    step.beside.push(case::Beside::Settled("w-1".to_owned()));
    case::advance(&place.db, step).await.unwrap();
    let paid = payment::of_case(&mut reader, (nurses, case_id(1))).await.unwrap();
    assert!(paid[0].settled_at.is_some());
}

async fn numbers_follow_each_other_and_none_is_lost(place: Place) {
    let (nurses, others) = (place.nurses().await, place.register("assistant-nurse", "JP-13").await);
    let next = async |register, fails: bool| -> Result<i64, StoreError> {
        place
            .db
            .transact("next", move |tx| {
                Box::pin(async move {
                    let given = numbering::next_in(tx, register, "entry", 101).await?;
                    if fails { Err(StoreError::KeyReused) } else { Ok(given) }
                })
            })
            .await
    };
    assert_eq!(next(nurses, false).await.unwrap(), 101);
    assert!(next(nurses, true).await.is_err());
    assert_eq!(next(nurses, false).await.unwrap(), 102, "the one of the failed transaction was given back");
    assert_eq!(next(others, false).await.unwrap(), 101, "each register has its own");
}
