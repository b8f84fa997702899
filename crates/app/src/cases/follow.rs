//! What follows from an event: jobs for the outbox, amounts to be paid, tasks of the desk, messages to the applicant.

use law::{CaseStage, Yen};
use registry::case::{Case, Event, State};
use registry::hash::hex;
use serde::{Deserialize, Serialize};
use store::case::Beside;
use store::outbox::NewJob;
use store::payment::NewPayment;
use store::task::NewTask;

use super::Moving;

/// Asks a source about the applicant.
pub(crate) const ASK: &str = "ask-source";
/// Has numbers for a payment issued.
pub(crate) const PAYMENT_ISSUE: &str = "payment-issue";
/// Looks at what was learned of a payment.
pub(crate) const PAYMENT_NEWS: &str = "payment-news";
/// Asks the collecting side what a lost push would have said.
pub(crate) const PAYMENT_CHECK: &str = "payment-check";
/// Asks it because a payer went to pay.
pub(crate) const PAYMENT_LOOK: &str = "payment-look";
/// Looks whether the facts allow a decision by rule.
pub(crate) const DECIDE: &str = "decide-by-rule";
/// Deletes the number that came with an application that is over.
pub(crate) const FORGET: &str = "forget-number";
/// Puts a message into the applicant's inbox.
pub(crate) const TELL: &str = "tell";

/// The first look at a payment that nobody has reported: by then most people have paid, and the push has come.
const FIRST_CHECK_MICROS: i64 = 600 * 1_000_000;

/// What the applicant is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    /// The account.
    pub(crate) account: String,
    /// The event's kind.
    pub(crate) kind: String,
    /// What its words need.
    pub(crate) about: String,
}

/// A wish for numbers, exactly as it will be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Wanted {
    pub(crate) wish: String,
    pub(crate) yen: u32,
    pub(crate) until: String,
    pub(crate) subject: String,
    /// Where the payer's browser goes afterwards; it was not said of old wishes.
    #[serde(default)]
    pub(crate) back: Option<String>,
}

/// A source that is to be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Question {
    pub(crate) source: String,
}

/// The task of writing to whoever applied on paper.
pub(crate) const NOTICE: &str = "notice-by-post";

pub(super) fn follow(moving: &mut Moving<'_>, event: &Event) {
    match event {
        Event::Asked { source } => {
            let body = text(&Question { source: source.clone() });
            job(moving, ASK, body, 0);
        }
        Event::PaymentAsked { wish, until } => {
            let Some(yen) = outstanding(moving.case()) else { return };
            let wanted = Wanted {
                wish: wish.clone(),
                yen,
                until: until.clone(),
                // The bank's page shows it: the procedure, and nothing of the person.
                subject: "登録免許税等".to_owned(),
                back: moving.way_back(),
            };
            let at = moving.now();
            moving.beside(Beside::Payment(NewPayment {
                wish: wish.clone(),
                due: i64::from(yen),
                expires_on: until.clone(),
                at,
            }));
            let body = text(&wanted);
            job(moving, PAYMENT_ISSUE, body.clone(), 0);
            job(moving, PAYMENT_CHECK, body, FIRST_CHECK_MICROS);
            tell(moving, event, Yen(yen).0.to_string());
        }
        Event::RefundDue { receipt, yen, why } => task(moving, "refund", format!("{receipt} {yen} {why}")),
        Event::MeansWanted { .. } | Event::PaperWanted { .. } | Event::SupplementAsked { .. } => {
            tell(moving, event, String::new());
        }
        Event::Submitted { .. } | Event::PaymentConfirmed { .. } | Event::PaymentFailed { .. } => {
            tell(moving, event, String::new());
        }
        Event::Granted { .. } | Event::Refused { .. } | Event::Withdrawn => {
            let refund = Some(moving.case().refund_yen()).filter(|yen| *yen > 0);
            tell(moving, event, refund.map(|yen| yen.to_string()).unwrap_or_default());
            // What the entry is linked by, if there is one, is the holder's own.
            let sealed = moving.form().sealed_number.clone();
            if !sealed.is_empty() {
                job(moving, FORGET, sealed, 0);
            }
        }
        _ => {}
    }
}

/// The amount of the payment that is waited for.
fn outstanding(case: &Case) -> Option<u32> {
    match &case.state {
        State::Waiting(waits) => waits.payment.as_ref().map(|payment| payment.yen),
        _ => None,
    }
}

pub(crate) fn text<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

pub(super) fn job(moving: &mut Moving<'_>, kind: &'static str, body: String, after: i64) {
    let (id, at) = (moving.id(), moving.now());
    let row = moving.row();
    let job = NewJob {
        register: row.register,
        id,
        kind,
        case: Some(row.id),
        body,
        at,
        due_at: at.saturating_add(after),
    };
    moving.beside(Beside::Job(job));
}

fn tell(moving: &mut Moving<'_>, event: &Event, about: String) {
    // Whoever applied on paper is told on paper.
    let Some(account) = moving.row().account else { return };
    let told = Told { account: hex(&account), kind: event.kind().to_owned(), about };
    job(moving, TELL, text(&told), 0);
}

/// Whoever applied on paper is told on paper: what this step has brought about and still stands is a task of the desk, one for all of it.
pub(super) fn tell_by_post(moving: &mut Moving<'_>) {
    if moving.form().paper.is_none() {
        return;
    }
    let stages = moving.case().stages();
    let told: Vec<&str> =
        moving.kinds().filter(|kind| stage_told(kind).is_some_and(|stage| stages.contains(&stage))).collect();
    let told = told.join(" ");
    if !told.is_empty() {
        task(moving, NOTICE, told);
    }
}

/// The stage that an event opens of which its applicant has to know.
fn stage_told(kind: &str) -> Option<CaseStage> {
    match kind {
        "means-wanted" => Some(CaseStage::Means),
        "paper-wanted" => Some(CaseStage::Paper),
        "payment-due" => Some(CaseStage::Payment),
        "supplement-asked" => Some(CaseStage::Supplementation),
        "granted" => Some(CaseStage::Granted),
        "refused" => Some(CaseStage::Refused),
        "withdrawn" => Some(CaseStage::Withdrawn),
        _ => None,
    }
}

pub(super) fn task(moving: &mut Moving<'_>, kind: &str, about: String) {
    let (id, at) = (moving.id(), moving.now());
    let row = moving.row();
    let task = NewTask { register: row.register, id, kind: kind.to_owned(), case: Some(row.id), about, at };
    moving.beside(Beside::Task(task));
}
