//! Asking a source about an applicant. No answer is no answer: the case says 確認中 and the job asks again.

use gateways::Outcome;
use gateways::jpki::Service;
use gateways::pki::Failure;
use registry::case::{Answer, Command, Who};
use store::case::Beside;
use store::outbox::Job;

use crate::cases::{By, CaseKey, Loaded, Moving, Question, SYSTEM};
use crate::time::now_micros;
use crate::work_outbox::Worked;
use crate::{App, AppError};

/// The source that says whether a signing certificate still stood when the form came in.
const SIGNING_CERTIFICATE: &str = "signing-certificate";

/// What a source said, or why it said nothing.
enum Heard {
    Answer(Answer),
    Silence(String, Option<i64>),
}

impl App {
    pub(crate) async fn ask_source(&self, job: &Job) -> Result<Worked, AppError> {
        let Some(key) = CaseKey::of(job) else { return Ok(Worked::Never("no case".to_owned())) };
        let Ok(question) = serde_json::from_str::<Question>(&job.body) else {
            return Ok(Worked::Never("unreadable".to_owned()));
        };
        let loaded = self.load_case(key).await?;
        // Withdrawn meanwhile: nobody is asked about somebody who no longer wants it.
        if loaded.case.is_closed() {
            store::outbox::done(&self.0.db, job, now_micros()).await?;
            return Ok(Worked::Done);
        }
        let heard = match question.source.as_str() {
            SIGNING_CERTIFICATE => self.ask_for_certificate(&loaded).await,
            // The network asks by the authority's own code for the person. Where it has none it cannot be asked, which is known at
            // once: the same case goes on by another means.
            _ => Heard::Answer(Answer::CannotTell),
        };
        let by = By::plain(Who::System, SYSTEM);
        let source = question.source;
        match heard {
            Heard::Answer(answer) => {
                let mut moving = Moving::of(self, loaded)?;
                moving.take(&Command::Answer { source, answer }, by)?;
                moving.beside(Beside::Done(job.id));
                moving.drive()?;
                moving.write().await?;
                Ok(Worked::Done)
            }
            Heard::Silence(why, until) => {
                // Noted once, so that the applicant reads 確認中 with its reason; not with every try.
                if job.attempts == 1 {
                    let mut moving = Moving::of(self, loaded)?;
                    moving.take(&Command::NoAnswer { source, why: why.clone() }, by)?;
                    moving.write().await?;
                }
                Ok(Worked::Again(why, until))
            }
        }
    }

    async fn ask_for_certificate(&self, loaded: &Loaded) -> Heard {
        let Some((systems, cards)) = self.systems().and_then(|s| Some((s, s.jpki()?))) else {
            return Heard::Silence("not connected".to_owned(), None);
        };
        let mut records = loaded.records.iter().rev();
        let Some(certificate) = records.find(|record| record.kind == SIGNING_CERTIFICATE) else {
            return Heard::Answer(Answer::Nobody);
        };
        let unconfirmed = match cards.signing.check_certificate(&certificate.said, systems.now()) {
            Ok(unconfirmed) => unconfirmed,
            Err(_) => return Heard::Answer(Answer::Differs),
        };
        match cards.service.confirm(unconfirmed).await {
            Outcome::Answered(Ok(_)) => Heard::Answer(Answer::Agrees),
            Outcome::Answered(Err(Failure::Revoked { .. })) => Heard::Answer(Answer::Differs),
            Outcome::Answered(Err(failure)) => Heard::Silence(failure.to_string(), None),
            Outcome::Unavailable { until } => Heard::Silence("unavailable".to_owned(), micros(until)),
            Outcome::Refused { code } => Heard::Silence(format!("refused {code}"), None),
            Outcome::Unintelligible { saved } => Heard::Silence(saved.why, None),
        }
    }
}

/// An announced instant in Unix microseconds.
pub(crate) fn micros(until: Option<std::time::SystemTime>) -> Option<i64> {
    let since = until?.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_micros()).ok()
}
