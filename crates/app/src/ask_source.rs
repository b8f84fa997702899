//! Asking a source about an applicant. No answer is no answer: the case says 確認中 and the job asks again.

use gateways::Outcome;
use gateways::jpki::Service;
use gateways::pki::Failure;
use registry::case::{Answer, Command, Who};
use store::case::Beside;
use store::outbox::Job;

use crate::ask_koseki::unheard;
use crate::cases::{
    By, CARD, CaseKey, EVIDENCE, Evidence, KOSEKI_INQUIRY, Loaded, Moving, Question, RESIDENTS, SYSTEM,
};
use crate::submit_case::CERTIFICATE;
use crate::time::now_micros;
use crate::work_outbox::Worked;
use crate::{App, AppError};

/// What a source said (with what stands beside the case of it), or why it said nothing and until when.
pub(crate) enum Heard {
    Answer(Answer, Option<Evidence>),
    Silence(String, Option<i64>),
}

impl Heard {
    pub(crate) fn silence(why: &str) -> Self {
        Self::Silence(why.to_owned(), None)
    }
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
            CARD => self.ask_for_certificate(&loaded).await,
            KOSEKI_INQUIRY => self.ask_for_koseki(&loaded, job).await?,
            RESIDENTS => self.ask_for_resident(&loaded, job).await?,
            source if loaded.form.ways.values().any(|way| way == source) => {
                self.ask_for_signed(&loaded, source).await?
            }
            // Nobody to ask, which is known at once: the same case goes on by another means.
            _ => Heard::Answer(Answer::CannotTell, None),
        };
        let by = By::plain(Who::System, SYSTEM);
        let source = question.source;
        match heard {
            Heard::Answer(answer, evidence) => {
                let mut moving = Moving::of(self, loaded)?;
                moving.take(&Command::Answer { source, answer }, by)?;
                if let Some(evidence) = evidence {
                    moving.beside(Beside::Record(EVIDENCE, evidence.to_bytes()));
                }
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
            return Heard::silence("not connected");
        };
        let mut records = loaded.records.iter().rev();
        let Some(certificate) = records.find(|record| record.kind == CERTIFICATE) else {
            return Heard::Answer(Answer::Nobody, None);
        };
        let unconfirmed = match cards.signing.check_certificate(&certificate.said, systems.now()) {
            Ok(unconfirmed) => unconfirmed,
            Err(_) => return Heard::Answer(Answer::Differs, None),
        };
        match cards.service.confirm(unconfirmed).await {
            Outcome::Answered(Ok(confirmed)) => {
                Heard::Answer(Answer::Agrees, self.evidence_of(confirmed.items.as_ref()))
            }
            Outcome::Answered(Err(Failure::Revoked { .. })) => Heard::Answer(Answer::Differs, None),
            Outcome::Answered(Err(failure)) => Heard::silence(&failure.to_string()),
            other => unheard(other),
        }
    }
}

/// An announced instant in Unix microseconds.
pub(crate) fn micros(until: Option<std::time::SystemTime>) -> Option<i64> {
    let since = until?.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_micros()).ok()
}
