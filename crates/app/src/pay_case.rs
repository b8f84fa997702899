//! Paying: numbers are issued, the collecting side reports, and what it reported is looked at. The payer's return proves nothing.

use std::time::SystemTime;

use gateways::Outcome;
use gateways::payment::state::Event;
use gateways::payment::{PaymentKey, PaymentRequest, Payments, Report, RequestId, Way, wire};
use gateways::push::{Delivery, NotBelieved, Received, receive};
use law::Yen;
use registry::case::{Command, Who};
use store::case::Beside;
use store::outbox::{self, Job, NewJob};
use store::payment::{self, NumbersOf, PaymentEvent, Then};
use store::writer::fresh_stamp;

use crate::ask_source::micros;
use crate::cases::{By, CaseKey, Moving, PAYMENT_CHECK, PAYMENT_NEWS, Wanted};
use crate::payment_learned::open_wish;
use crate::time::now_micros;
use crate::work_outbox::Worked;
use crate::{App, AppError, ErrorKind};

/// How the collecting side is named in a case's history.
const COLLECTOR: &str = "collector";
/// Between two looks at a payment that nobody has reported.
const CHECK_EVERY_MICROS: i64 = 3_600 * 1_000_000;

impl App {
    /// Takes what the collecting side pushed: kept as it was said before it is answered for, and acted upon by a job. Told again it
    /// changes nothing. Numbers that nobody knows are kept for a person.
    ///
    /// # Errors
    /// The push is not to be believed, or cannot be read.
    pub async fn take_payment(&self, received: Received<'_>) -> Result<(), AppError> {
        let key = self
            .systems()
            .and_then(|systems| systems.payments_key())
            .ok_or_else(|| not_believed("no key"))?;
        let delivery =
            receive(received, std::slice::from_ref(key), SystemTime::now()).map_err(|fault| match fault {
                NotBelieved::Field(_) | NotBelieved::TooLong => unreadable_push(fault),
                _ => not_believed(fault),
            })?;
        let report = read_report(&delivery)?;
        let number = number_key(report.key());
        let of = payment::by_number(&mut self.0.db.quick_reader().await?, &number).await?;
        match of {
            Some(of) => {
                self.note(&of, Event::Reported(report), None).await?;
                self.0.news.notify_one();
                Ok(())
            }
            None => {
                let (id, said) = (report.id().as_str().to_owned(), delivery.body().to_vec());
                Ok(payment::keep_stray(&self.0.db, id, said, now_micros()).await?)
            }
        }
    }

    /// Notes what was learned of a payment, and has a job look at it. Tells whether it was new.
    /// `done`: the job that learned of it, which ends with that.
    async fn note(&self, of: &NumbersOf, event: Event, done: Option<&Job>) -> Result<bool, AppError> {
        let Some((kind, key, said)) = wire::kept(&event) else { return Ok(false) };
        let number = match &event {
            Event::Issued(issued) => Some(number_key(&issued.numbers.key)),
            _ => None,
        };
        let news = matches!(event, Event::Reported(_));
        let job = if news { Some(new_job(of, PAYMENT_NEWS, of.wish.clone(), 0)?) } else { None };
        let event = PaymentEvent { wish: of.wish.clone(), kind: kind.to_owned(), key, said };
        let then = Then { number, job, done: done.map(|job| job.id) };
        Ok(payment::note(&self.0.db, of.clone(), event, then, now_micros()).await?)
    }

    /// Has numbers issued, exactly as it was decided; sent again they are the same numbers.
    pub(crate) async fn issue_numbers(&self, job: &Job) -> Result<Worked, AppError> {
        let Some((key, wanted, request)) = wanted_of(job) else {
            return Ok(Worked::Never("unreadable".to_owned()));
        };
        let Some(payments) = self.systems().and_then(|systems| systems.payments()) else {
            return Ok(Worked::Again("not connected".to_owned(), None));
        };
        match payments.issue(&request).await {
            Outcome::Answered(issued) => {
                let of = NumbersOf { register: key.register, case: key.id, wish: wanted.wish };
                self.note(&of, Event::Issued(issued), Some(job)).await?;
                Ok(Worked::Done)
            }
            Outcome::Refused { code } => self.fail_payment(key, job, &wanted.wish, &code).await,
            Outcome::Unavailable { until } => Ok(Worked::Again("unavailable".to_owned(), micros(until))),
            Outcome::Unintelligible { saved } => Ok(Worked::Again(saved.why, None)),
        }
    }

    /// The payment failed: the applicant can have numbers issued again. Numbers that are no longer the open ones say nothing.
    pub(crate) async fn fail_payment(
        &self,
        key: CaseKey,
        job: &Job,
        wish: &str,
        why: &str,
    ) -> Result<Worked, AppError> {
        let mut moving = Moving::of(self, self.load_case(key).await?)?;
        let command = Command::FailPayment { wish: wish.to_owned(), why: why.to_owned() };
        let waits = registry::case::allowed(moving.case(), command.kind(), Who::Collector);
        if waits {
            moving.take(&command, By::plain(Who::Collector, COLLECTOR))?;
        }
        moving.beside(Beside::Done(job.id));
        moving.write().await?;
        Ok(Worked::Done)
    }

    /// Looks at what was reported of a payment.
    pub(crate) async fn learn_of_payment(&self, job: &Job) -> Result<Worked, AppError> {
        let Some(key) = CaseKey::of(job) else { return Ok(Worked::Never("no case".to_owned())) };
        self.settle_payment(key, job, &job.body).await?;
        Ok(Worked::Done)
    }

    /// Asks the collecting side what a lost push would have said; as long as nothing has come it looks again later.
    pub(crate) async fn check_payment(&self, job: &Job) -> Result<Worked, AppError> {
        let Some((key, wanted, _)) = wanted_of(job) else {
            return Ok(Worked::Never("unreadable".to_owned()));
        };
        let of = NumbersOf { register: key.register, case: key.id, wish: wanted.wish.clone() };
        if let Some(worked) = self.hear_standing(&of).await? {
            return Ok(worked);
        }
        if self.is_over(key, &wanted.wish).await? {
            outbox::done(&self.0.db, job, now_micros()).await?;
            return Ok(Worked::Done);
        }
        if self.payment(key, &wanted.wish).await?.is_some_and(|payment| payment.is_expired(self.today())) {
            return self.fail_payment(key, job, &wanted.wish, "expired").await;
        }
        let next = new_job(&of, PAYMENT_CHECK, job.body.clone(), CHECK_EVERY_MICROS)?;
        outbox::go_on(&self.0.db, job, next).await?;
        Ok(Worked::Done)
    }

    /// What the collecting side knows of the numbers that were issued is noted; no answer of it is an outcome of its own.
    pub(crate) async fn hear_standing(&self, of: &NumbersOf) -> Result<Option<Worked>, AppError> {
        let Some(payments) = self.systems().and_then(|systems| systems.payments()) else {
            return Ok(Some(Worked::Again("not connected".to_owned(), None)));
        };
        let key = CaseKey { register: of.register, id: of.case };
        let Some(payment) = self.payment(key, &of.wish).await? else { return Ok(None) };
        for numbers in &payment.numbers {
            match payments.standing(numbers).await {
                Outcome::Answered(standing) => {
                    for report in standing.reports {
                        self.note(of, Event::Reported(report), None).await?;
                    }
                }
                Outcome::Unavailable { until } => {
                    return Ok(Some(Worked::Again("unavailable".to_owned(), micros(until))));
                }
                Outcome::Refused { code } => return Ok(Some(Worked::Again(format!("refused {code}"), None))),
                Outcome::Unintelligible { saved } => return Ok(Some(Worked::Again(saved.why, None))),
            }
        }
        Ok(None)
    }

    /// Whether nothing more is waited for: it is settled, or the case no longer waits for these numbers.
    async fn is_over(&self, key: CaseKey, wish: &str) -> Result<bool, AppError> {
        let loaded = self.load_case(key).await?;
        Ok(open_wish(&loaded.case) != Some(wish))
    }
}

fn wanted_of(job: &Job) -> Option<(CaseKey, Wanted, PaymentRequest)> {
    let wanted: Wanted = serde_json::from_str(&job.body).ok()?;
    let request = PaymentRequest {
        id: RequestId::parse(&wanted.wish)?,
        amount: Yen(wanted.yen),
        expires_on: wanted.until.parse().ok()?,
        subject: wanted.subject.clone(),
        way: Way::Bank,
        return_to: wanted.back.as_ref().and_then(|back| back.parse().ok()),
    };
    Some((CaseKey::of(job)?, wanted, request))
}

/// A job of the collecting side's news, with an id of its own.
fn new_job(of: &NumbersOf, kind: &'static str, body: String, after: i64) -> Result<NewJob, AppError> {
    let stamp = fresh_stamp()?;
    let millis = u64::try_from(stamp.recorded_at / 1_000).unwrap_or(0);
    Ok(NewJob {
        register: of.register,
        id: registry::ids::EntryId::new(millis, stamp.random),
        kind,
        case: Some(of.case),
        body,
        at: stamp.recorded_at,
        due_at: stamp.recorded_at.saturating_add(after),
    })
}

fn number_key(key: &PaymentKey) -> String {
    format!("{}/{}", key.collector(), key.payment())
}

fn read_report(delivery: &Delivery<'_>) -> Result<Report, AppError> {
    wire::pushed(delivery).map_err(unreadable_push)
}

pub(crate) fn unreadable_push(why: impl std::fmt::Display) -> AppError {
    AppError::new(ErrorKind::BadInput, "読めない通知です。", "The push cannot be read.").with_detail(why)
}

pub(crate) fn not_believed(why: impl std::fmt::Display) -> AppError {
    AppError::new(ErrorKind::NotSignedIn, "署名を確認できません。", "The push is not believed.")
        .with_detail(why)
}

pub(crate) fn unreadable(malformed: gateways::Malformed) -> AppError {
    AppError::new(
        ErrorKind::Internal,
        "納付の記録を読めません。",
        "The record of the payment cannot be read.",
    )
    .with_detail(malformed)
}
