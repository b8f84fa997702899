//! Notices to people: to their マイナポータル, or as a letter.
//!
//! The interface of マイナポータル's notices was not to be read, nor has a printer of letters a public one: the protocol is ours (README.md). What is sent
//! is one notice with an id; sent again it is the same notice. That it was *taken* says nothing about whether it *arrived*: that is asked later
//! ([`Notices::delivery`]), and each way not to arrive is a case of [`Failure`].

pub mod http;
pub mod wire;

use std::fmt;

use futures_util::future::BoxFuture;
use jiff::Timestamp;

use crate::Outcome;
use crate::network::{Institution, LinkageCode};
use crate::neutral::token;

token!(
    /// Our key of a notice: the same notice sent twice arrives once.
    NoticeId,
    64
);

/// Something that a person is told.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "お知らせ")]
pub struct Notice {
    /// Our key.
    pub id: NoticeId,
    /// To whom, by which way.
    pub to: Recipient,
    /// The subject, at most [`Notice::LONGEST_SUBJECT`] characters.
    pub subject: String,
    /// The paragraphs, plain text.
    pub paragraphs: Vec<String>,
    /// Who sends it, as it is signed.
    pub sender: String,
}

impl Notice {
    /// Characters of a subject, and of a sender.
    pub const LONGEST_SUBJECT: usize = 100;
    /// Paragraphs of a notice: more do not fit on the sheet.
    pub const MOST_PARAGRAPHS: usize = 20;
    /// Characters of a paragraph.
    pub const LONGEST_PARAGRAPH: usize = 1_000;
}

/// To whom a notice goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// To the person's マイナポータル, by the code at the sending institution.
    Portal {
        /// Who sends.
        institution: Institution,
        /// The person.
        person: LinkageCode,
    },
    /// By post. The address is fetched when the letter is sent and not kept.
    Post(PostalAddress),
}

/// Where a letter goes. It does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct PostalAddress {
    /// Seven digits, if known.
    pub postcode: Option<String>,
    /// The address.
    pub address: String,
    /// The name, without 様.
    pub name: String,
}

impl PostalAddress {
    /// Characters of an address, and of a name: as much as the window of an envelope shows in four lines.
    pub const LONGEST: usize = 200;
}

impl fmt::Debug for PostalAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostalAddress(…)")
    }
}

/// A notice was taken. It is on its way, no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Which.
    pub notice: NoticeId,
    /// When; of one that was sent before, when that was.
    pub at: Timestamp,
}

/// What became of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// On its way.
    Waiting,
    /// In the person's box, or handed over by the post.
    Arrived {
        /// When.
        at: Timestamp,
        /// When it was opened, where that can be known. Not having opened it is no failure.
        read_at: Option<Timestamp>,
    },
    /// It did not arrive, and will not.
    Failed {
        /// When that was known.
        at: Timestamp,
        /// Why.
        failure: Failure,
    },
}

/// Why a notice did not arrive. Each calls for another next step, so each has a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The person has no account, or closed it: send a letter.
    AccountClosed,
    /// The person does not want notices there: send a letter.
    NoConsent,
    /// There is no such address (あて所に尋ねあたりません): ask the resident register.
    AddressUnknown,
    /// The person moved and no forwarding was asked for (転居先不明): ask the resident register.
    Moved,
    /// The letter was not taken, or not collected in time (受取拒絶, 保管期間経過).
    NotTaken,
    /// Something that this program has no word for; for a person to look at.
    Other(String),
}

/// The carriers of notices.
pub trait Notices: Send + Sync {
    /// Hands a notice over. Another notice under the same id is refused (`id-used`).
    fn send<'a>(&'a self, notice: &'a Notice) -> BoxFuture<'a, Outcome<Taken>>;

    /// What became of it.
    fn delivery<'a>(&'a self, notice: &'a NoticeId) -> BoxFuture<'a, Outcome<Delivery>>;
}
