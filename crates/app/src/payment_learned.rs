//! What is known of a payment: all that was learned of it, in the order in which it was.

use gateways::payment::PaymentKey;
use gateways::payment::state::{Event, Payment, Status, Wrong};
use gateways::payment::wire;
use law::Yen;
use registry::case::{Case, State};
use store::payment;

use crate::cases::CaseKey;
use crate::pay_case::unreadable;
use crate::time::rfc3339;
use crate::view::PayingView;
use crate::{App, AppError};

/// The payer went to the page where it is paid; the key is when.
pub(crate) const LEFT: &str = "left";
/// The collecting side was asked and has answered, after that; the key is when it was asked.
pub(crate) const LOOKED: &str = "looked";

/// What was learned of a payment.
pub(crate) struct Learned {
    pub(crate) payment: Payment,
    /// The numbers that were issued for it.
    pub(crate) numbers: Vec<PaymentKey>,
    /// Where it can be paid.
    pub(crate) link: Option<String>,
    /// When its payer last went to pay, and when the collecting side was last asked because of it; Unix microseconds.
    pub(crate) left: Option<i64>,
    pub(crate) looked: Option<i64>,
}

impl Learned {
    fn hear(&mut self, event: &Event) {
        if let Event::Issued(issued) = event {
            self.numbers.push(issued.numbers.key.clone());
            self.link = Some(issued.link.to_string());
        }
        self.payment = self.payment.clone().apply(event);
    }

    pub(crate) fn is_expired(&self, today: jiff::civil::Date) -> bool {
        self.payment.status(today) == Status::Expired
    }

    /// Whether its payer went to pay, and the collecting side has not been heard since.
    pub(crate) fn is_begun(&self) -> bool {
        self.left.is_some() && self.left >= self.looked
    }

    /// How far it is, for its payer.
    pub(crate) fn paying(&self, today: jiff::civil::Date) -> PayingView {
        match self.payment.status(today) {
            Status::Quoted | Status::Withdrawn => PayingView::Preparing { yen: self.payment.due().0 },
            Status::Expired => PayingView::Over,
            Status::Settled(_) => PayingView::Confirming,
            // The amount that came goes back, and the numbers are used up.
            Status::Desk(findings) => PayingView::Wrong {
                again: findings.iter().all(|found| matches!(found.wrong, Wrong::Short | Wrong::Over)),
            },
            Status::Awaiting { .. } if self.is_begun() => PayingView::Confirming,
            Status::Awaiting { .. } => match self.looked {
                Some(asked) => PayingView::NotPaid { asked: rfc3339(asked) },
                None => PayingView::Due,
            },
        }
    }

    /// Where it can be paid and how much, while nothing is under way.
    pub(crate) fn payable(&self, today: jiff::civil::Date) -> Option<(String, u32)> {
        match self.paying(today) {
            PayingView::Due | PayingView::NotPaid { .. } => Some((self.link.clone()?, self.payment.due().0)),
            _ => None,
        }
    }
}

/// The wish of the payment that a case waits for, once it was asked.
pub(crate) fn open_wish(case: &Case) -> Option<&str> {
    match &case.state {
        State::Waiting(waits) => waits.payment.as_ref().and_then(|payment| payment.wish.as_deref()),
        _ => None,
    }
}

impl App {
    /// All that was learned of a payment.
    pub(crate) async fn payment(&self, key: CaseKey, wish: &str) -> Result<Option<Learned>, AppError> {
        let mut reader = self.0.db.quick_reader().await?;
        let (payments, events) = payment::with_events(&mut reader, (key.register, key.id)).await?;
        learned(&payments, &events, wish)
    }
}

/// What the events amount to for one payment.
pub(crate) fn learned(
    payments: &[payment::Payment],
    events: &[payment::PaymentEvent],
    wish: &str,
) -> Result<Option<Learned>, AppError> {
    let Some(asked) = payments.iter().find(|payment| payment.wish == wish) else { return Ok(None) };
    let due = Yen(u32::try_from(asked.due).unwrap_or(u32::MAX));
    let (numbers, link) = (Vec::new(), None);
    let mut learned = Learned { payment: Payment::quoted(due), numbers, link, left: None, looked: None };
    for event in events.iter().filter(|event| event.wish == wish) {
        match event.kind.as_str() {
            LEFT => learned.left = learned.left.max(event.key.parse().ok()),
            LOOKED => learned.looked = learned.looked.max(event.key.parse().ok()),
            kind => learned.hear(&wire::from_kept(kind, &event.said).map_err(unreadable)?),
        }
    }
    Ok(Some(learned))
}
