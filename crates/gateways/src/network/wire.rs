//! The neutral messages of the network: JSON and types. Pure; nothing here panics, and no message has a member for a 個人番号.

mod body;

use serde::Serialize;

use super::record::End;
use super::{
    Acknowledged, Acquisition, AcquisitionNumber, DisclosureRecord, Inquiry, InquiryId, Institution,
    ItemReply, LinkageCode, Reply, ReplyState, Said, TableCode,
};
use crate::Outcome;
use crate::neutral::{self, Malformed};
use crate::push::Delivery;
use body::{
    AcknowledgedBody, AcquireBody, AcquisitionBody, InquiryBody, ItemBody, RecordBody, RecordsAnswer,
    RecordsBody, ReplyBody, ReplyStateBody,
};

/// Records of one answer: years of inquiries about one person.
const MOST_RECORDS: usize = 2_000;

/// Asks for a code.
pub(super) fn acquire(institution: &Institution, number: &AcquisitionNumber) -> Result<Vec<u8>, Malformed> {
    write(&AcquireBody { institution: institution.as_str(), acquisition_number: number.expose() })
}

/// Asks for records.
pub(super) fn ask_records(institution: &Institution, person: &LinkageCode) -> Result<Vec<u8>, Malformed> {
    write(&RecordsBody { institution: institution.as_str(), linkage_code: person.expose() })
}

/// An inquiry as it is sent.
///
/// # Errors
/// No items, too many, one twice, or a citation that is empty or too long.
pub fn inquiry(inquiry: &Inquiry) -> Result<Vec<u8>, Malformed> {
    let items: Vec<_> = inquiry.items.iter().map(TableCode::as_str).collect();
    let is_twice =
        items.iter().enumerate().any(|(at, item)| items.iter().skip(at + 1).any(|next| next == item));
    if items.is_empty() || items.len() > Inquiry::MOST_ITEMS || is_twice {
        return Err(Malformed("no items, too many, or one twice"));
    }
    neutral::text(inquiry.basis.clone(), Inquiry::LONGEST_BASIS, "no citation")?;
    write(&InquiryBody {
        inquiry_id: inquiry.id.as_str(),
        inquirer: inquiry.inquirer.as_str(),
        provider: inquiry.provider.as_str(),
        affair: inquiry.affair.as_str(),
        procedure: inquiry.procedure.as_str(),
        items,
        basis: &inquiry.basis,
        linkage_code: inquiry.person.expose(),
    })
}

fn write(body: &impl Serialize) -> Result<Vec<u8>, Malformed> {
    serde_json::to_vec(body).map_err(|_| Malformed("cannot be written"))
}

/// A code, for this acquisition number and no other.
///
/// # Errors
/// It cannot be read, or is the answer to another number.
pub fn acquisition(bytes: &[u8], asked: &AcquisitionNumber) -> Result<Acquisition, Malformed> {
    match neutral::from_json(bytes)? {
        AcquisitionBody::Pending => Ok(Acquisition::Pending),
        AcquisitionBody::Given { acquisition_number, .. } if acquisition_number != asked.expose() => {
            Err(Malformed("a code for another acquisition number"))
        }
        AcquisitionBody::Given { linkage_code, .. } => {
            LinkageCode::parse(&linkage_code).map(Acquisition::Given).ok_or(Malformed("no linkage code"))
        }
    }
}

/// An acknowledgement of this inquiry and no other.
///
/// # Errors
/// It cannot be read, or is of another inquiry.
pub fn acknowledged(bytes: &[u8], asked: &InquiryId) -> Result<Acknowledged, Malformed> {
    let body: AcknowledgedBody = neutral::from_json(bytes)?;
    let acknowledged = Acknowledged {
        inquiry: InquiryId::parse(&body.inquiry_id).ok_or(Malformed("no key of an inquiry"))?,
        asked_at: neutral::instant(&body.asked_at, "no time of an inquiry")?,
    };
    if acknowledged.inquiry == *asked {
        Ok(acknowledged)
    } else {
        Err(Malformed("acknowledges another inquiry"))
    }
}

/// Where the reply to this inquiry stands.
///
/// # Errors
/// It cannot be read, or does not answer this inquiry item by item.
pub fn reply_state(bytes: &[u8], asked: &Inquiry) -> Result<ReplyState, Malformed> {
    match neutral::from_json(bytes)? {
        ReplyStateBody::Pending { inquiry_id } if inquiry_id == asked.id.as_str() => Ok(ReplyState::Pending),
        ReplyStateBody::Pending { .. } => Err(Malformed("a reply to another inquiry")),
        ReplyStateBody::Here(body) => answering(reply(body)?, asked).map(ReplyState::Here),
    }
}

/// The key of the inquiry that a push answers, to find the inquiry by.
///
/// # Errors
/// It cannot be read.
pub fn pushed_inquiry(delivery: &Delivery<'_>) -> Result<InquiryId, Malformed> {
    reply(neutral::from_json(delivery.body())?).map(|reply| reply.inquiry)
}

/// A reply that was pushed, for the inquiry that [`pushed_inquiry`] named.
///
/// # Errors
/// It cannot be read, or does not answer this inquiry item by item.
pub fn pushed(delivery: &Delivery<'_>, asked: &Inquiry) -> Result<Reply, Malformed> {
    answering(reply(neutral::from_json(delivery.body())?)?, asked)
}

fn answering(reply: Reply, asked: &Inquiry) -> Result<Reply, Malformed> {
    let is_answer = reply.inquiry == asked.id
        && reply.provider == asked.provider
        && reply.items.iter().map(|item| &item.item).eq(&asked.items);
    if is_answer { Ok(reply) } else { Err(Malformed("a reply to another inquiry")) }
}

fn reply(body: ReplyBody) -> Result<Reply, Malformed> {
    if body.items.len() > Inquiry::MOST_ITEMS {
        return Err(Malformed("more items than an inquiry has"));
    }
    let reply = Reply {
        inquiry: InquiryId::parse(&body.inquiry_id).ok_or(Malformed("no key of an inquiry"))?,
        provider: Institution::parse(&body.provider).ok_or(Malformed("no institution"))?,
        asked_at: neutral::instant(&body.asked_at, "no time of an inquiry")?,
        provided_at: neutral::instant(&body.provided_at, "no time of a reply")?,
        items: body.items.into_iter().map(item).collect::<Result<_, _>>()?,
    };
    if reply.provided_at < reply.asked_at {
        return Err(Malformed("answered before it was asked"));
    }
    Ok(reply)
}

fn item(body: ItemBody) -> Result<ItemReply, Malformed> {
    let said = match (body.result.as_str(), body.value, body.code) {
        ("provided", Some(value), None) => Said::Provided(value),
        ("nothing-recorded", None, None) => Said::NothingRecorded,
        ("withheld", None, Some(code)) => Said::Withheld(code_of(code)?),
        _ => return Err(Malformed("an item whose answer is none")),
    };
    Ok(ItemReply { item: table_code(&body.item)?, said })
}

/// The network's records.
///
/// # Errors
/// They cannot be read, or are too many.
pub fn records(bytes: &[u8]) -> Result<Vec<DisclosureRecord>, Malformed> {
    let body: RecordsAnswer = neutral::from_json(bytes)?;
    if body.records.len() > MOST_RECORDS {
        return Err(Malformed("more records than one person can have"));
    }
    body.records.into_iter().map(record).collect()
}

fn record(body: RecordBody) -> Result<DisclosureRecord, Malformed> {
    let end = match (body.provided_at, body.refused) {
        (None, None) => End::Open,
        (Some(at), None) => End::Provided(neutral::instant(&at, "no time of a reply")?),
        (None, Some(code)) => End::Refused(code_of(code)?),
        (Some(_), Some(_)) => return Err(Malformed("provided and refused")),
    };
    Ok(DisclosureRecord {
        inquiry: InquiryId::parse(&body.inquiry_id).ok_or(Malformed("no key of an inquiry"))?,
        inquirer: Institution::parse(&body.inquirer).ok_or(Malformed("no institution"))?,
        provider: Institution::parse(&body.provider).ok_or(Malformed("no institution"))?,
        affair: table_code(&body.affair)?,
        procedure: table_code(&body.procedure)?,
        items: body.items.iter().map(|item| table_code(item)).collect::<Result<_, _>>()?,
        asked_at: neutral::instant(&body.asked_at, "no time of an inquiry")?,
        end,
    })
}

fn table_code(text: &str) -> Result<TableCode, Malformed> {
    TableCode::parse(text).ok_or(Malformed("no code of a table"))
}

fn code_of(code: String) -> Result<String, Malformed> {
    neutral::text(code, Outcome::<()>::LONGEST_CODE, "no code of a refusal")
}

/// For a fuzzer: any bytes as each of the messages.
pub fn fuzz_network(bytes: &[u8]) {
    _ = neutral::from_json::<AcquisitionBody>(bytes);
    _ = neutral::from_json::<AcknowledgedBody>(bytes);
    _ = neutral::from_json(bytes).and_then(reply);
    if let Ok(ReplyStateBody::Here(body)) = neutral::from_json(bytes) {
        _ = reply(body);
    }
    _ = records(bytes);
}

#[cfg(test)]
mod tests;
