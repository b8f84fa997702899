//! 住基ネット: the network of resident registers. Who somebody is today, asked one by one or by the million.
//!
//! The network's own protocol is not public: this speaks a neutral one of ours (`README.md`). Numbers pass through as bytes that only
//! `vault::jlis` makes and reads; the types here know handles.

mod acquisition;
mod batch;
mod download;
mod http;
mod spool;
mod upload;
pub mod wire;

use std::future::Future;
use std::io;

use futures_util::future::BoxFuture;
pub use vault::jlis::{
    AskId, Birth, Change, ChangeKind, ChangeReason, Ground, Heading, Inquiry, Items, Key, NotAsked, PassedOn,
    Record, Sex, Standing, Told, Wanted,
};

pub use self::batch::Batch;
pub use self::http::JukiClient;
pub use self::spool::{Answers, Finding, SLICE, Slice};
use crate::Outcome;

/// The network of resident registers, as we need it.
#[doc(alias = "住民基本台帳ネットワークシステム")]
pub trait Juki: Send + Sync {
    /// Asks about one person at once (即時照会).
    fn inquire(
        &self,
        inquiry: &Inquiry,
        asking: &Asking,
    ) -> impl Future<Output = Result<Outcome<Told>, OwnFault>> + Send;

    /// Sends a file of inquiries (一括照会), or the rest of it when a part has arrived before. Sending the same file twice is
    /// sending it once. [`Outcome::Refused`] when the other side holds another content under this id.
    fn send_batch(
        &self,
        batch: &Batch,
        source: &mut dyn Source,
    ) -> impl Future<Output = Result<Outcome<BatchState>, OwnFault>> + Send;

    /// How a batch stands on the other side.
    fn batch_state(&self, file: &AskId) -> impl Future<Output = Outcome<BatchState>> + Send;

    /// Fetches the answers, or the rest of them, into the batch's folder. Only when all of them are there, with the right count and
    /// digest, is any of them an answer.
    fn fetch_batch(&self, batch: &Batch) -> impl Future<Output = Result<Outcome<Answers>, OwnFault>> + Send;

    /// Lets the other side forget a batch whose answers were used.
    fn close_batch(&self, file: &AskId) -> impl Future<Output = Outcome<()>> + Send;
}

/// With what one person is asked for.
#[derive(Debug, Clone)]
pub struct Asking {
    /// The request: the same id is the same request, however often it is sent.
    pub request: AskId,
    /// Why and by whom, for the other side's record.
    pub ground: Ground,
    /// Which secrets the answer shall bring.
    pub wanted: Wanted,
    /// The use, for the vault's log.
    pub by: vault::Use,
}

/// Whom a batch asks for. It is asked again for the same ones when a transfer was cut, and must say the same.
pub trait Source: Send {
    /// The inquiries from the request `first` on, `count` of them.
    fn inquiries(&mut self, first: u64, count: u64) -> BoxFuture<'_, io::Result<Vec<Inquiry>>>;
}

/// How a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchState {
    /// Nothing of it is known there.
    Unknown,
    /// A part of it has arrived.
    Receiving {
        /// Bytes of it.
        received: u64,
    },
    /// It is being answered.
    Working {
        /// Inquiries answered so far.
        answered: u64,
    },
    /// The answers can be fetched.
    Ready {
        /// Bytes of their file.
        bytes: u64,
    },
}

/// What failed on our own side. It says nothing about the other side, and nothing about a person.
#[derive(Debug, thiserror::Error)]
pub enum OwnFault {
    /// It cannot be asked like this.
    #[error(transparent)]
    NotAsked(#[from] NotAsked),
    /// The vault cannot open or seal.
    #[error(transparent)]
    Vault(#[from] vault::VaultError),
    /// The batch's folder cannot be read or written, or its people cannot be told.
    #[error("the folder of the batch: {0}")]
    Folder(#[from] io::Error),
    /// The folder belongs to another batch.
    #[error("the folder belongs to another batch")]
    OtherBatch,
}
