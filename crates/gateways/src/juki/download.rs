//! Fetching the answers: block by block, each with the right digest before it is looked into, going on from any byte.

use reqwest::header::{HeaderValue, RANGE};
use vault::jlis::{self, AnswerReader, Broken, JlisError, Part};

use super::http::outcome_of;
use super::spool::{Spool, SpoolFault};
use super::{Answers, Batch, JukiClient, OwnFault, wire};
use crate::Outcome;
use crate::transport::Question;

/// Tries without a byte more.
const TRIES: u32 = 4;

/// What came of one connection.
enum Came {
    /// To the trailer.
    Whole,
    /// Cut: there may be more.
    Cut,
    /// The other side said no, or nothing for now.
    Said(Outcome<Answers>),
}

impl JukiClient {
    pub(super) async fn download(&self, batch: &Batch) -> Result<Outcome<Answers>, OwnFault> {
        batch.claim()?;
        let fetched = batch.fetched()?;
        if fetched.whole {
            return Ok(Outcome::Answered(Answers::of(batch, &fetched)));
        }
        let mut reader = match fetched.mark {
            Some(mark) => AnswerReader::resume(&batch.heading, mark),
            None => AnswerReader::new(&batch.heading, batch.sent()?.chain(batch.heading.count)),
        };
        let mut spool = Spool::open(batch, fetched)?;
        let mut tries = 0;
        while tries < TRIES {
            let before = reader.position();
            match self.fetch_on(batch, &mut reader, &mut spool).await {
                Ok(Came::Whole) => return Ok(Outcome::Answered(spool.finish(batch)?)),
                Ok(Came::Said(outcome)) => return Ok(outcome),
                Ok(Came::Cut) => tries = if reader.position() > before { 1 } else { tries + 1 },
                Err(Fault::Own(fault)) => return Err(fault),
                Err(Fault::Read(JlisError::Broken(broken))) => {
                    tracing::warn!(file = batch.heading.file_id.as_str(), %broken, "answers that cannot be read");
                    // nothing of it counts; the next fetch begins anew
                    batch.forget_fetched()?;
                    return outcome_of(broken.into());
                }
                Err(Fault::Read(error)) => return outcome_of(error),
            }
        }
        Ok(Outcome::Unavailable { until: None })
    }

    /// Reads from where the reader stands as far as one connection goes.
    async fn fetch_on(
        &self,
        batch: &Batch,
        reader: &mut AnswerReader,
        spool: &mut Spool,
    ) -> Result<Came, Fault> {
        let from = reader.position();
        let mut question = Question::get(format!("v1/files/{}/answers", batch.heading.file_id.as_str()));
        if let Ok(range) = HeaderValue::from_str(&format!("bytes={from}-")) {
            question.headers.insert(RANGE, range);
        }
        let mut answer = match self.client.open(&question).await {
            Outcome::Answered(answer) => answer,
            Outcome::Unavailable { until: None } => return Ok(Came::Cut),
            other => return Ok(Came::Said(other.and_then(|_| Outcome::Unavailable { until: None }))),
        };
        match answer.status {
            206 if answer.offset == from => {}
            200 if from == 0 => {}
            // it began, and has no byte more than we have
            416 if from > 0 => return Err(Broken::Half.into()),
            200 | 206 => {
                return Ok(Came::Said(Outcome::unintelligible(
                    "another part of the file than was asked for",
                    &[],
                )));
            }
            _ => return Ok(Came::Said(refusal(answer.short(&self.client).await))),
        }
        loop {
            let part = match answer.next().await {
                Outcome::Answered(Some(part)) => part,
                Outcome::Answered(None) => break,
                // cut behind the trailer: nothing is missing
                _ if reader.finish().is_ok() => break,
                _ => return Ok(Came::Cut),
            };
            reader.push(&part);
            self.take_parts(batch, reader, spool).await?;
        }
        reader.finish()?;
        Ok(Came::Whole)
    }

    /// Takes every whole part out of the reader.
    async fn take_parts(
        &self,
        batch: &Batch,
        reader: &mut AnswerReader,
        spool: &mut Spool,
    ) -> Result<(), Fault> {
        while let Some(part) = reader.next_part()? {
            match part {
                Part::Header { as_of } => spool.begin(as_of),
                Part::Block(block) => {
                    let lines = jlis::seal_block(&self.vault, block, batch.heading.wanted, &batch.by).await?;
                    spool.add(&lines)?;
                }
                Part::End => {}
            }
            if let Some(mark) = reader.mark() {
                spool.keep(batch, mark).map_err(OwnFault::from)?;
            }
        }
        Ok(())
    }
}

fn refusal(answer: Outcome<crate::transport::Answer>) -> Outcome<Answers> {
    match answer.and_then(wire::accepted) {
        Outcome::Answered(_) => Outcome::unintelligible("no answers came", &[]),
        // it works on them: nothing is wrong, and nothing is told yet
        Outcome::Refused { code } if code == wire::NOT_READY => Outcome::Unavailable { until: None },
        other => other.and_then(|_| Outcome::Unavailable { until: None }),
    }
}

enum Fault {
    Own(OwnFault),
    Read(JlisError),
}

impl From<JlisError> for Fault {
    fn from(error: JlisError) -> Self {
        Self::Read(error)
    }
}

impl From<Broken> for Fault {
    fn from(broken: Broken) -> Self {
        Self::Read(broken.into())
    }
}

impl From<OwnFault> for Fault {
    fn from(fault: OwnFault) -> Self {
        Self::Own(fault)
    }
}

impl From<SpoolFault> for Fault {
    fn from(fault: SpoolFault) -> Self {
        match fault {
            SpoolFault::Broken(broken) => broken.into(),
            SpoolFault::Io(error) => Self::Own(error.into()),
        }
    }
}
