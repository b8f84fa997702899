//! Sending a file of inquiries: encoded block by block while it is sent, going on from any byte that has arrived.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::stream;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use tokio::sync::mpsc;
use tokio::time::timeout;
use vault::jlis::{BLOCK_LINES, InquiryWriter, JlisError};
use zeroize::Zeroizing;

use super::batch::Sent;
use super::{Batch, BatchState, Juki, JukiClient, OwnFault, Source, wire};
use crate::Outcome;
use crate::stream::TAKEN_WITHIN;
use crate::transport::{Answer, Question};

/// Tries without a byte more on the other side; each begins with asking how far it is.
const TRIES: u32 = 4;
/// Blocks that are encoded ahead of the socket.
const AHEAD: usize = 2;

/// Why the encoding of a body ended before its trailer.
enum Stopped {
    /// The other side takes nothing more: what came of the request says why.
    ByPeer,
    Own(OwnFault),
}

type Parts = mpsc::Sender<Bytes>;

impl JukiClient {
    pub(super) async fn upload(
        &self,
        batch: &Batch,
        source: &mut dyn Source,
    ) -> Result<Outcome<BatchState>, OwnFault> {
        batch.claim()?;
        let (mut tries, mut furthest) = (0, None);
        let mut last = Outcome::Unavailable { until: None };
        while tries < TRIES {
            let received = match self.batch_state(&batch.heading.file_id).await {
                Outcome::Answered(BatchState::Unknown) => 0,
                Outcome::Answered(BatchState::Receiving { received }) => received,
                // it says no to what it has: it forgets that, and the next call sends the file anew
                Outcome::Refused { code } => {
                    self.forget_there(batch, &code).await;
                    return Ok(Outcome::Refused { code });
                }
                // it has all of it
                outcome => return Ok(outcome),
            };
            tries = if furthest < Some(received) { 1 } else { tries + 1 };
            furthest = furthest.max(Some(received));
            let sent = self.send_from(batch, source, received).await?;
            match sent.and_then(wire::accepted).and_then(|answer| wire::batch_state(&answer)) {
                // cut, or somebody else sends the same file: look how far it is, and go on
                Outcome::Unavailable { until: None } => last = Outcome::Unavailable { until: None },
                Outcome::Refused { code } if code == wire::OFFSET => last = Outcome::Refused { code },
                // Everything up to the end was taken, and still it is not whole: what lies there is not this file, as when two sent it at the same
                // moment. It would stay so for ever, so it is forgotten there and sent anew.
                Outcome::Answered(BatchState::Receiving { .. }) => {
                    self.forget_there(batch, "broken").await;
                    last = Outcome::Unavailable { until: None };
                }
                outcome => return Ok(outcome),
            }
        }
        Ok(last)
    }

    /// What the other side has under this file's id is not this file. A close that is lost is harmless: it is told again.
    async fn forget_there(&self, batch: &Batch, why: &str) {
        let closed = self.close_batch(&batch.heading.file_id).await;
        tracing::warn!(file = batch.heading.file_id.as_str(), why, ?closed, "a file is sent anew");
    }

    /// Sends everything from a byte on, in one request.
    async fn send_from(
        &self,
        batch: &Batch,
        source: &mut dyn Source,
        received: u64,
    ) -> Result<Outcome<Answer>, OwnFault> {
        let question = Question {
            method: Method::PUT,
            path: format!("v1/files/{}?offset={received}", batch.heading.file_id.as_str()),
            headers: HeaderMap::from_iter([(
                CONTENT_TYPE,
                HeaderValue::from_static("text/plain; charset=utf-8"),
            )]),
            body: Vec::new(),
            may_repeat: false,
        };
        let (parts, mut taken) = mpsc::channel::<Bytes>(AHEAD);
        let (whole, mut is_whole) = tokio::sync::oneshot::channel::<()>();
        let body = stream::poll_fn(move |context| {
            taken.poll_recv(context).map(|part| match part {
                Some(part) => Some(Ok(part)),
                // the end of the parts is the end of the body only if all of them were made
                None => is_whole.try_recv().err().map(|_| Err("the file could not be made to its end")),
            })
        });
        let sending = async { Ok::<_, Infallible>(self.client.send(&question, body).await) };
        let making = async {
            let made = self.make_from(batch, source, received, &parts).await;
            if made.is_ok() {
                // the receiver is gone when the request is
                let _ = whole.send(());
            }
            drop(parts);
            made
        };
        let (sent, made) = tokio::join!(sending, making);
        let Ok(sent) = sent;
        match made {
            Ok(()) | Err(Stopped::ByPeer) => Ok(sent),
            Err(Stopped::Own(fault)) => Err(fault),
        }
    }

    /// Encodes the file from the block in which the byte `received` lies, and leaves out what has arrived.
    async fn make_from(
        &self,
        batch: &Batch,
        source: &mut dyn Source,
        received: u64,
        parts: &Parts,
    ) -> Result<(), Stopped> {
        let own = |fault: OwnFault| Stopped::Own(fault);
        let mut sent = batch.sent().map_err(|error| own(error.into()))?;
        sent.marks.retain(|mark| mark.offset <= received);
        let (mut writer, mut skip) = match sent.marks.last() {
            Some(mark) => (InquiryWriter::resume(*mark), received - mark.offset),
            None => {
                let (writer, header) =
                    InquiryWriter::begin(&batch.heading).map_err(|fault| own(fault.into()))?;
                let skip = put(Zeroizing::new(header), received, parts).await?;
                (writer, skip)
            }
        };
        loop {
            // before the block goes out: after a stop it is known where each block began
            keep_mark(batch, &mut sent, &writer).map_err(|error| own(error.into()))?;
            let first = writer.mark().lines;
            let count = batch.heading.count.saturating_sub(first).min(BLOCK_LINES);
            if count == 0 {
                break;
            }
            let inquiries = source.inquiries(first, count).await.map_err(|error| own(error.into()))?;
            if inquiries.len() as u64 != count {
                return Err(own(OwnFault::Folder(std::io::Error::other(
                    "the source told of another number of people",
                ))));
            }
            let block = writer.block(&self.vault, &inquiries, &batch.by).await.map_err(|error| {
                own(match error {
                    JlisError::NotAsked(fault) => fault.into(),
                    JlisError::Vault(fault) => fault.into(),
                    JlisError::Broken(broken) => std::io::Error::other(broken.to_string()).into(),
                })
            })?;
            skip = put(block, skip, parts).await?;
        }
        put(Zeroizing::new(writer.end()), skip, parts).await.map(|_| ())
    }
}

fn keep_mark(batch: &Batch, sent: &mut Sent, writer: &InquiryWriter) -> std::io::Result<()> {
    if sent.marks.last() == Some(&writer.mark()) {
        return Ok(());
    }
    sent.marks.push(writer.mark());
    batch.keep_sent(sent)
}

/// Puts a part on its way but for its first `skip` bytes; returns how many are still to be left out of the next.
async fn put(part: Zeroizing<Vec<u8>>, skip: u64, parts: &Parts) -> Result<u64, Stopped> {
    let length = part.len() as u64;
    if length <= skip {
        return Ok(skip - length);
    }
    // it stays the vault's kind of memory: wiped when the socket has taken it
    let mut part = Bytes::from_owner(part);
    let skipped = usize::try_from(skip).unwrap_or(usize::MAX).min(part.len());
    let rest = part.split_off(skipped);
    match timeout(TAKEN_WITHIN, parts.send(rest)).await {
        Ok(Ok(())) => Ok(0),
        Ok(Err(_)) | Err(_) => Err(Stopped::ByPeer),
    }
}
