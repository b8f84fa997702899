//! The neutral messages about notices: JSON and types. Pure; nothing here panics.

use serde::{Deserialize, Serialize};

use super::{Delivery, Failure, Notice, NoticeId, PostalAddress, Recipient, Taken};
use crate::Outcome;
use crate::neutral::{self, Malformed, is_digits};

#[derive(Serialize)]
struct NoticeBody<'a> {
    notice_id: &'a str,
    to: RecipientBody<'a>,
    subject: &'a str,
    paragraphs: &'a [String],
    sender: &'a str,
}

#[derive(Serialize)]
#[serde(tag = "way", rename_all = "kebab-case")]
enum RecipientBody<'a> {
    Portal {
        institution: &'a str,
        linkage_code: &'a str,
    },
    Post {
        #[serde(skip_serializing_if = "Option::is_none")]
        postcode: Option<&'a str>,
        address: &'a str,
        name: &'a str,
    },
}

#[derive(Deserialize)]
struct TakenBody {
    notice_id: String,
    taken_at: String,
}

#[derive(Deserialize)]
struct DeliveryBody {
    notice_id: String,
    state: String,
    at: Option<String>,
    read_at: Option<String>,
    failure: Option<String>,
}

/// A notice as it is sent.
///
/// # Errors
/// A text that is empty or too long or has control characters, or a postcode that is none.
pub fn notice(notice: &Notice) -> Result<Vec<u8>, Malformed> {
    let fits = |text: &str, longest, why| neutral::text(text.to_owned(), longest, why).map(drop);
    fits(&notice.subject, Notice::LONGEST_SUBJECT, "no subject")?;
    fits(&notice.sender, Notice::LONGEST_SUBJECT, "no sender")?;
    if notice.paragraphs.is_empty() || notice.paragraphs.len() > Notice::MOST_PARAGRAPHS {
        return Err(Malformed("no paragraphs, or too many"));
    }
    for paragraph in &notice.paragraphs {
        fits(paragraph, Notice::LONGEST_PARAGRAPH, "no paragraph")?;
    }
    let to = match &notice.to {
        Recipient::Portal { institution, person } => {
            RecipientBody::Portal { institution: institution.as_str(), linkage_code: person.expose() }
        }
        Recipient::Post(PostalAddress { postcode, address, name }) => {
            fits(address, PostalAddress::LONGEST, "no address")?;
            fits(name, PostalAddress::LONGEST, "no name")?;
            if postcode.as_ref().is_some_and(|digits| !is_digits(digits, 7..=7)) {
                return Err(Malformed("no postcode"));
            }
            RecipientBody::Post { postcode: postcode.as_deref(), address, name }
        }
    };
    let Notice { id, subject, paragraphs, sender, .. } = notice;
    let body = NoticeBody { notice_id: id.as_str(), to, subject, paragraphs, sender };
    serde_json::to_vec(&body).map_err(|_| Malformed("cannot be written"))
}

/// This notice was taken, and no other.
///
/// # Errors
/// It cannot be read, or is about another notice.
pub fn taken(bytes: &[u8], sent: &NoticeId) -> Result<Taken, Malformed> {
    let body: TakenBody = neutral::from_json(bytes)?;
    is_about(&body.notice_id, sent)?;
    Ok(Taken { notice: sent.clone(), at: neutral::instant(&body.taken_at, "no time of a notice")? })
}

/// What became of this notice, and no other.
///
/// # Errors
/// It cannot be read, contradicts itself, or is about another notice.
pub fn delivery(bytes: &[u8], sent: &NoticeId) -> Result<Delivery, Malformed> {
    let body: DeliveryBody = neutral::from_json(bytes)?;
    is_about(&body.notice_id, sent)?;
    read_delivery(body)
}

fn is_about(id: &str, sent: &NoticeId) -> Result<(), Malformed> {
    if id == sent.as_str() { Ok(()) } else { Err(Malformed("about another notice")) }
}

fn read_delivery(body: DeliveryBody) -> Result<Delivery, Malformed> {
    let instant = |text: String| neutral::instant(&text, "no time of a notice");
    let at = body.at.map(instant).transpose()?;
    let read_at = body.read_at.map(instant).transpose()?;
    match (body.state.as_str(), at, body.failure) {
        ("waiting", None, None) if read_at.is_none() => Ok(Delivery::Waiting),
        ("arrived", Some(at), None) if read_at.is_none_or(|read| at <= read) => {
            Ok(Delivery::Arrived { at, read_at })
        }
        ("failed", Some(at), Some(word)) if read_at.is_none() => {
            Ok(Delivery::Failed { at, failure: failure(word)? })
        }
        _ => Err(Malformed("a delivery that contradicts itself")),
    }
}

fn failure(word: String) -> Result<Failure, Malformed> {
    Ok(match word.as_str() {
        "account-closed" => Failure::AccountClosed,
        "no-consent" => Failure::NoConsent,
        "address-unknown" => Failure::AddressUnknown,
        "moved" => Failure::Moved,
        "not-taken" => Failure::NotTaken,
        _ => Failure::Other(neutral::text(word, Outcome::<()>::LONGEST_CODE, "a failure without a word")?),
    })
}

/// For a fuzzer: any bytes as each of the messages.
pub fn fuzz_notice(bytes: &[u8]) {
    _ = neutral::from_json(bytes).and_then(read_delivery);
    _ = neutral::from_json::<TakenBody>(bytes).and_then(|body| neutral::instant(&body.taken_at, ""));
}

#[cfg(test)]
mod tests;
