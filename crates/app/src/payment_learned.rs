//! What is known of a payment: all that was learned of it, in the order in which it was.

use gateways::payment::PaymentKey;
use gateways::payment::state::{Event, Payment};
use gateways::payment::wire;
use law::Yen;
use store::payment;

use crate::cases::CaseKey;
use crate::pay_case::unreadable;
use crate::{App, AppError};

/// What was learned of a payment.
pub(crate) struct Learned {
    pub(crate) payment: Payment,
    /// The numbers that were issued for it.
    pub(crate) numbers: Vec<PaymentKey>,
    /// Where it can be paid.
    pub(crate) link: Option<String>,
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
        self.payment.status(today) == gateways::payment::state::Status::Expired
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
    let mut learned = Learned { payment: Payment::quoted(due), numbers: Vec::new(), link: None };
    for event in events.iter().filter(|event| event.wish == wish) {
        learned.hear(&wire::from_kept(&event.kind, &event.said).map_err(unreadable)?);
    }
    Ok(Some(learned))
}
