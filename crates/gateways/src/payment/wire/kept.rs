//! What was learned of a payment as our side keeps it: in the words of the wire, each thing in one form.

use super::{IssuedBody, KeyBody, ReportBody, any_issued, report};
use crate::neutral::{self, Malformed};
use crate::payment::state::Event;
use crate::payment::{PaymentKey, Withdrawn};

/// Something learned of a payment as it is kept: what it is, the key that it is told again under, and the bytes, which are the same
/// whether it came by a push or by asking. Stamps are kept by the desk and give `None`.
#[must_use]
pub fn kept(event: &Event) -> Option<(&'static str, String, Vec<u8>)> {
    let key_body = |key: &PaymentKey| KeyBody {
        collector_number: key.collector().to_owned(),
        payment_number: key.payment().to_owned(),
    };
    let (kind, key, bytes) = match event {
        Event::Issued(issued) => {
            let numbers = &issued.numbers;
            let body = IssuedBody {
                id: numbers.key.payment().to_owned(),
                key: key_body(&numbers.key),
                confirmation_number: numbers.confirmation().to_owned(),
                category: numbers.category().to_owned(),
                amount: issued.amount.0,
                expires_on: issued.expires_on.to_string(),
                link: issued.link.to_string(),
            };
            (ISSUED, body.id.clone(), serde_json::to_vec(&body))
        }
        Event::Reported(report) => {
            let body = ReportBody {
                report_id: report.id.as_str().to_owned(),
                key: key_body(&report.key),
                amount: report.amount.0,
                paid_at: report.paid_at.to_string(),
                counts_on: report.counts_on.to_string(),
            };
            (REPORTED, body.report_id.clone(), serde_json::to_vec(&body))
        }
        Event::Withdrawn(Withdrawn { key }) => {
            (WITHDRAWN, key.payment().to_owned(), serde_json::to_vec(&key_body(key)))
        }
        Event::Stamped(_) => return None,
    };
    Some((kind, key, bytes.ok()?))
}

const ISSUED: &str = "issued";
const REPORTED: &str = "reported";
const WITHDRAWN: &str = "withdrawn";

/// What was kept.
///
/// # Errors
/// It is of another kind, or is not what [`kept`] writes.
pub fn from_kept(kind: &str, bytes: &[u8]) -> Result<Event, Malformed> {
    match kind {
        ISSUED => any_issued(bytes).map(|(_, issued)| Event::Issued(issued)),
        REPORTED => report(neutral::from_json(bytes)?).map(Event::Reported),
        WITHDRAWN => {
            neutral::from_json::<KeyBody>(bytes)?.read().map(|key| Event::Withdrawn(Withdrawn { key }))
        }
        _ => Err(Malformed("nothing that is kept of a payment")),
    }
}
