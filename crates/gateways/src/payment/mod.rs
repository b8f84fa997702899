//! Electronic payment of registration tax and fees (電子納付): numbers are issued, somebody pays, the collecting side tells us.
//!
//! What is public of it: the four numbers, and that confirmation is pushed to the ministry and not fetched from the payer. The wire here is
//! ours (README.md). What a payment amounts to is decided by [`state`], from what the *collecting side* said and from nothing else; what the
//! payer's browser brings along is a [`PayerReturn`], which proves nothing and is of a type that cannot settle anything.

pub mod http;
pub mod stamps;
pub mod state;
pub mod wire;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use jiff::civil::Date;
use law::Yen;
use url::Url;

use crate::Outcome;
use crate::neutral::{is_digits, token};

token!(
    /// Our key of a wish for numbers: the same wish sent twice gets the same numbers.
    RequestId,
    64
);
token!(
    /// The collecting side's key of one payment that it received.
    ReportId,
    64
);

/// Which numbers were paid: 収納機関番号 and 納付番号, by which payments are reconciled (消込).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "消込")]
pub struct PaymentKey {
    collector: String,
    payment: String,
}

impl PaymentKey {
    /// Reads the two numbers: 5 digits \[O\], and 1 to 20 \[M\].
    #[must_use]
    pub fn parse(collector: &str, payment: &str) -> Option<Self> {
        let fits = is_digits(collector, 5..=5) && is_digits(payment, 1..=20);
        fits.then(|| Self { collector: collector.to_owned(), payment: payment.to_owned() })
    }

    /// 収納機関番号
    #[must_use]
    pub fn collector(&self) -> &str {
        &self.collector
    }

    /// 納付番号
    #[must_use]
    pub fn payment(&self) -> &str {
        &self.payment
    }
}

/// The four numbers that somebody types into a bank's page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "納付番号")]
pub struct PaymentNumbers {
    /// 収納機関番号 and 納付番号
    pub key: PaymentKey,
    /// 確認番号, 1 to 6 digits \[M\]
    confirmation: String,
    /// 納付区分, 1 to 10 digits \[O: ten with one collecting body\]
    category: String,
}

impl PaymentNumbers {
    /// With 確認番号 and 納付区分.
    #[must_use]
    pub fn new(key: PaymentKey, confirmation: &str, category: &str) -> Option<Self> {
        let fits = is_digits(confirmation, 1..=6) && is_digits(category, 1..=10);
        fits.then(|| Self { key, confirmation: confirmation.to_owned(), category: category.to_owned() })
    }

    /// 確認番号
    #[must_use]
    pub fn confirmation(&self) -> &str {
        &self.confirmation
    }

    /// 納付区分
    #[must_use]
    pub fn category(&self) -> &str {
        &self.category
    }
}

/// How the payer wants to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// At a bank: its page by the link (情報リンク方式), or by typing the numbers.
    Bank,
    /// By credit card.
    Card,
}

/// What numbers are asked for. The amount is fixed before: it is the law's, on the day that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRequest {
    /// Our key of this wish.
    pub id: RequestId,
    /// How much.
    pub amount: Yen,
    /// The last day on which it can be paid.
    pub expires_on: Date,
    /// What it is for, for the payer to read: at most [`PaymentRequest::LONGEST_SUBJECT`] characters, no names.
    pub subject: String,
    /// How.
    pub way: Way,
    /// Where the payer's browser goes afterwards.
    pub return_to: Option<Url>,
}

impl PaymentRequest {
    /// Characters of a subject: banks print some twenty full-width ones.
    pub const LONGEST_SUBJECT: usize = 48;
}

/// Numbers that were issued.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Issued {
    /// The numbers.
    pub numbers: PaymentNumbers,
    /// How much can be paid with them, exactly.
    pub amount: Yen,
    /// The last day on which it can be paid.
    pub expires_on: Date,
    /// The page on which it can be paid.
    pub link: Url,
}

/// The collecting side says that it received money. It is read from a signed push or from an answer of the collecting side ([`wire`]) and made
/// in no other way: whoever stores it stores the bytes and reads them again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[doc(alias = "領収済データ")]
pub struct Report {
    // The order of the fields is the order in time: see `state`.
    counts_on: Date,
    paid_at: Timestamp,
    id: ReportId,
    key: PaymentKey,
    amount: Yen,
}

impl Report {
    /// The collecting side's key of it: told twice, it is one payment.
    #[must_use]
    pub fn id(&self) -> &ReportId {
        &self.id
    }

    /// Which numbers were paid.
    #[must_use]
    pub fn key(&self) -> &PaymentKey {
        &self.key
    }

    /// How much.
    #[must_use]
    pub fn amount(&self) -> Yen {
        self.amount
    }

    /// When.
    #[must_use]
    pub fn paid_at(&self) -> Timestamp {
        self.paid_at
    }

    /// The day for which it counts: near midnight, the next one.
    #[must_use]
    pub fn counts_on(&self) -> Date {
        self.counts_on
    }
}

/// What the collecting side knows of numbers: what a push that got lost would have said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The numbers.
    pub key: PaymentKey,
    /// Whether they were withdrawn.
    pub withdrawn: bool,
    /// What was paid, at most [`Standing::MOST_REPORTS`].
    pub reports: Vec<Report>,
}

impl Standing {
    /// Payments of one set of numbers that are read: a second is a mistake already.
    pub const MOST_REPORTS: usize = 50;
}

/// Numbers that can no longer be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// Which.
    pub key: PaymentKey,
}

/// The payer's browser came back to us. It proves nothing: it may come without a payment, twice, or from anybody who knows the address. All that
/// follows from it is that the collecting side may be asked ([`Payments::standing`]) a little sooner than the timer would.
///
/// ```compile_fail
/// # use gateways::payment::{PayerReturn, RequestId, state::Payment};
/// let back = PayerReturn { request: RequestId::parse("r-1").unwrap() };
/// let payment = Payment::quoted(law::Yen(1)).apply(&back); // does not compile: a return is no event
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayerReturn {
    /// The wish that the address named.
    pub request: RequestId,
}

/// The collecting side.
pub trait Payments: Send + Sync {
    /// Has numbers issued. The same request again gets the same numbers; another one under the same id is refused (`id-used`).
    fn issue<'a>(&'a self, request: &'a PaymentRequest) -> BoxFuture<'a, Outcome<Issued>>;

    /// What is known of numbers.
    fn standing<'a>(&'a self, key: &'a PaymentKey) -> BoxFuture<'a, Outcome<Standing>>;

    /// Withdraws numbers, so that others can be issued. Numbers that were paid are refused (`paid`).
    fn withdraw<'a>(&'a self, key: &'a PaymentKey) -> BoxFuture<'a, Outcome<Withdrawn>>;
}
