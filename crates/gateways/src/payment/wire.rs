//! The neutral messages about payments: JSON and types. Pure; nothing here panics.

use jiff::ToSpan;
use jiff::civil::Date;
use law::Yen;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{
    Issued, PaymentKey, PaymentNumbers, PaymentRequest, Report, ReportId, RequestId, Standing, Way, Withdrawn,
};
use crate::neutral::{self, Malformed};
use crate::push::Delivery;

mod kept;

pub use kept::{from_kept, kept};

/// How many days after it was made a payment may count for at most: a week holds the longest rest of banks, the turn of the year.
const LONGEST_CARRY: i32 = 7;
/// The longest address of a page, bytes: what browsers and proxies take without complaint.
const LONGEST_LINK: usize = 2_000;

#[derive(Serialize)]
struct RequestBody<'a> {
    id: &'a str,
    amount: u32,
    expires_on: String,
    subject: &'a str,
    way: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_to: Option<&'a str>,
}

#[derive(Serialize, Deserialize)]
struct KeyBody {
    collector_number: String,
    payment_number: String,
}

impl KeyBody {
    fn read(&self) -> Result<PaymentKey, Malformed> {
        PaymentKey::parse(&self.collector_number, &self.payment_number)
            .ok_or(Malformed("numbers of a payment that are none"))
    }
}

#[derive(Serialize, Deserialize)]
struct IssuedBody {
    id: String,
    #[serde(flatten)]
    key: KeyBody,
    confirmation_number: String,
    category: String,
    amount: u32,
    expires_on: String,
    link: String,
}

#[derive(Serialize, Deserialize)]
struct ReportBody {
    report_id: String,
    #[serde(flatten)]
    key: KeyBody,
    amount: u32,
    paid_at: String,
    counts_on: String,
}

#[derive(Deserialize)]
struct StandingBody {
    #[serde(flatten)]
    key: KeyBody,
    withdrawn: bool,
    reports: Vec<ReportBody>,
}

/// The wish for numbers as it is sent.
///
/// # Errors
/// A subject that is empty or too long, or has control characters; an amount of nothing.
pub fn request(request: &PaymentRequest) -> Result<Vec<u8>, Malformed> {
    let longest = PaymentRequest::LONGEST_SUBJECT;
    let subject = neutral::text(request.subject.clone(), longest, "a subject that no bank shows")?;
    if request.amount == Yen(0) {
        return Err(Malformed("nothing is to be paid"));
    }
    let body = RequestBody {
        id: request.id.as_str(),
        amount: request.amount.0,
        expires_on: request.expires_on.to_string(),
        subject: &subject,
        way: match request.way {
            Way::Bank => "bank",
            Way::Card => "card",
        },
        return_to: request.return_to.as_ref().map(Url::as_str),
    };
    serde_json::to_vec(&body).map_err(|_| Malformed("cannot be written"))
}

/// Numbers that were issued, for this request and no other.
///
/// # Errors
/// They cannot be read, or they are for something else: another id, amount or day.
pub fn issued(bytes: &[u8], request: &PaymentRequest) -> Result<Issued, Malformed> {
    let (id, issued) = any_issued(bytes)?;
    if id != request.id {
        return Err(Malformed("numbers for another request"));
    }
    if (issued.amount, issued.expires_on) != (request.amount, request.expires_on) {
        return Err(Malformed("numbers for another amount or day"));
    }
    Ok(issued)
}

fn any_issued(bytes: &[u8]) -> Result<(RequestId, Issued), Malformed> {
    let body: IssuedBody = neutral::from_json(bytes)?;
    let id = RequestId::parse(&body.id).ok_or(Malformed("no id of a request"))?;
    let numbers = PaymentNumbers::new(body.key.read()?, &body.confirmation_number, &body.category)
        .ok_or(Malformed("numbers of a payment that are none"))?;
    let expires_on = neutral::day(&body.expires_on, "no day on which the numbers end")?;
    Ok((id, Issued { numbers, amount: Yen(body.amount), expires_on, link: link(&body.link)? }))
}

/// A payment that was pushed to us. Only a push whose signature was good gets here.
///
/// # Errors
/// It cannot be read, or its days contradict each other.
pub fn pushed(delivery: &Delivery<'_>) -> Result<Report, Malformed> {
    report(neutral::from_json(delivery.body())?)
}

/// What is known of numbers, these and no others.
///
/// # Errors
/// It cannot be read, or is about other numbers.
pub fn standing(bytes: &[u8], asked: &PaymentKey) -> Result<Standing, Malformed> {
    let standing = any_standing(bytes)?;
    let is_about = standing.reports.iter().map(|report| &report.key).chain([&standing.key]);
    if is_about.into_iter().any(|key| key != asked) {
        return Err(Malformed("about other numbers"));
    }
    Ok(standing)
}

fn any_standing(bytes: &[u8]) -> Result<Standing, Malformed> {
    let body: StandingBody = neutral::from_json(bytes)?;
    if body.reports.len() > Standing::MOST_REPORTS {
        return Err(Malformed("more payments than one set of numbers can have"));
    }
    let reports = body.reports.into_iter().map(report).collect::<Result<_, _>>()?;
    Ok(Standing { key: body.key.read()?, withdrawn: body.withdrawn, reports })
}

/// Numbers that were withdrawn, these and no others.
///
/// # Errors
/// As for [`standing`], or they are not withdrawn after all.
pub fn withdrawn(bytes: &[u8], asked: &PaymentKey) -> Result<Withdrawn, Malformed> {
    let standing = standing(bytes, asked)?;
    if !standing.withdrawn {
        return Err(Malformed("neither withdrawn nor refused"));
    }
    Ok(Withdrawn { key: standing.key })
}

fn report(body: ReportBody) -> Result<Report, Malformed> {
    let id = ReportId::parse(&body.report_id).ok_or(Malformed("a report without its key"))?;
    if body.amount == 0 {
        return Err(Malformed("a payment of nothing"));
    }
    let paid_at = neutral::instant(&body.paid_at, "no time of a payment")?;
    let counts_on = neutral::day(&body.counts_on, "no day for which a payment counts")?;
    if !may_count(neutral::in_japan(paid_at).date(), counts_on) {
        return Err(Malformed("a payment that counts for a day on which it cannot"));
    }
    Ok(Report { counts_on, paid_at, id, key: body.key.read()?, amount: Yen(body.amount) })
}

fn may_count(paid_on: Date, counts_on: Date) -> bool {
    let last = paid_on.checked_add(LONGEST_CARRY.days()).unwrap_or(Date::MAX);
    (paid_on..=last).contains(&counts_on)
}

/// Only a page that a browser loads: no `javascript:` and the like can come from a peer onto our page.
fn link(text: &str) -> Result<Url, Malformed> {
    let url = Url::parse(text).ok().filter(|_| text.len() <= LONGEST_LINK);
    let is_page = |url: &Url| matches!(url.scheme(), "https" | "http") && url.username().is_empty();
    url.filter(is_page).ok_or(Malformed("no address of a page"))
}

/// For a fuzzer: any bytes as each of the messages.
pub fn fuzz_payment(bytes: &[u8]) {
    _ = any_issued(bytes);
    _ = any_standing(bytes);
    _ = neutral::from_json(bytes).and_then(report);
}

#[cfg(test)]
mod tests;
