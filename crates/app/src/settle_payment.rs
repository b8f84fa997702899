//! From what the collecting side said to the case: what is due is confirmed once, what is too much goes back, what is unclear is a
//! person's.

use gateways::payment::state::{Finding, Means, Status, Wrong};
use law::Yen;
use registry::case::{Command, Who, allowed};
use registry::hash::sha256;
use registry::ids::EntryId;
use store::case::Beside;
use store::outbox::Job;
use store::task::NewTask;

use crate::cases::{By, CaseKey, Moving};
use crate::{App, AppError};

const COLLECTOR: &str = "collector";

impl App {
    /// Takes what a payment amounts to into its case, and ends the job, in one transaction.
    pub(crate) async fn settle_payment(&self, key: CaseKey, job: &Job, wish: &str) -> Result<(), AppError> {
        let learned = self.payment(key, wish).await?;
        let mut moving = Moving::of(self, self.load_case(key).await?)?;
        if let Some(learned) = learned {
            let findings = match learned.payment.status(self.today()) {
                Status::Settled(settled) => {
                    let good =
                        Finding { means: settled.by, amount: learned.payment.due(), wrong: Wrong::Double };
                    confirm(&mut moving, &good)?;
                    moving.beside(Beside::Settled(wish.to_owned()));
                    settled.besides
                }
                Status::Desk(findings) => findings,
                Status::Quoted | Status::Awaiting { .. } | Status::Expired | Status::Withdrawn => Vec::new(),
            };
            for finding in &findings {
                match finding.wrong {
                    // The state machine knows what is not due, and that it goes back.
                    Wrong::Double | Wrong::Short | Wrong::Over => confirm(&mut moving, finding)?,
                    Wrong::Late | Wrong::UnknownNumbers | Wrong::Contradiction => {
                        let task = unclear(&moving, key, finding, job);
                        moving.beside(Beside::Task(task));
                    }
                }
            }
        }
        moving.beside(Beside::Done(job.id));
        moving.drive()?;
        moving.write().await
    }
}

fn confirm(moving: &mut Moving<'_>, money: &Finding) -> Result<(), AppError> {
    let (Means::Report(receipt), Yen(yen)) = (&money.means, money.amount) else { return Ok(()) };
    let command = Command::ConfirmPayment { receipt: receipt.as_str().to_owned(), yen };
    if allowed(moving.case(), command.kind(), Who::Collector) {
        moving.take(&command, By::plain(Who::Collector, COLLECTOR))?;
    }
    Ok(())
}

/// Money that a person has to look at: one task, however often it is found.
fn unclear(moving: &Moving<'_>, key: CaseKey, finding: &Finding, job: &Job) -> NewTask {
    let name = match &finding.means {
        Means::Report(receipt) => receipt.as_str().to_owned(),
        Means::Stamps(sheet) => sheet.as_str().to_owned(),
    };
    let digest = sha256(&[b"payment", name.as_bytes()]);
    let id = digest.get(..16).and_then(EntryId::from_stored).unwrap_or(job.id);
    NewTask {
        register: key.register,
        id,
        kind: "payment-unclear".to_owned(),
        case: Some(key.id),
        about: format!("{name} {} {:?}", finding.amount.0, finding.wrong),
        at: moving.now(),
    }
}
