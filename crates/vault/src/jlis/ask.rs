//! Encoding what is asked: the only place where a number goes onto a wire.

use zeroize::Zeroizing;

use super::chain::Mark;
use super::inquiry::{AskId, Ground, Heading, Inquiry, Key, NotAsked, Wanted};
use crate::number::{MyNumber, ResidentCode};

/// The word with which a file of inquiries begins.
const INQUIRIES: &str = "juki-inquiry-1";

/// A key whose number, if it has one, was opened.
pub(super) enum Opened<'a> {
    Number(MyNumber),
    Code(ResidentCode),
    Items(&'a super::record::Items),
}

/// The header line of a file.
pub(super) fn header(heading: &Heading) -> Vec<u8> {
    let Heading { file_id, count, period, made_at, ground, wanted } = heading;
    let Ground { basis, purpose, operator } = ground;
    let (id, wanted) = (file_id.as_str(), wanted.word());
    format!("H\t{INQUIRIES}\t{id}\t{count}\t{period}\t{made_at}\t{basis}\t{purpose}\t{operator}\t{wanted}\n")
        .into_bytes()
}

/// A block of inquiries, the first of which has this request id, with its closing line.
pub(super) fn block(first: u64, keys: &[Opened<'_>], mark: &mut Mark) -> Vec<u8> {
    let mut out = Vec::with_capacity(keys.len() * 32 + 128);
    for (request, key) in (first..).zip(keys) {
        out.extend_from_slice(format!("Q\t{request}\t").as_bytes());
        match key {
            Opened::Number(number) => {
                out.extend_from_slice(b"number\t");
                out.extend_from_slice(number.digits());
            }
            Opened::Code(code) => {
                out.extend_from_slice(b"code\t");
                out.extend_from_slice(code.digits());
            }
            Opened::Items(items) => {
                let sex = items.sex.map_or("", super::record::Sex::word);
                let address = items.address.as_deref().unwrap_or_default();
                let line = format!("items\t{}\t{}\t{sex}\t{address}", items.name, items.birth.as_str());
                out.extend_from_slice(line.as_bytes());
            }
        }
        out.push(b'\n');
    }
    mark.close_block(&mut out, keys.len() as u64);
    out
}

/// The message of an immediate inquiry, wiped when it has been sent.
pub(super) fn message(id: &AskId, ground: &Ground, wanted: Wanted, key: &Opened<'_>) -> Zeroizing<Vec<u8>> {
    let key = match key {
        Opened::Number(number) => serde_json::json!({ "kojin_bango": digits(number.digits()) }),
        Opened::Code(code) => serde_json::json!({ "juminhyo_code": digits(code.digits()) }),
        Opened::Items(items) => serde_json::json!({
            "name": items.name,
            "birth": items.birth.as_str(),
            "sex": items.sex.map(super::record::Sex::word),
            "address": items.address,
        }),
    };
    let message = serde_json::json!({
        "request_id": id.as_str(),
        "basis": ground.basis,
        "purpose": ground.purpose,
        "operator": ground.operator,
        "want_number": wanted.number,
        "want_code": wanted.code,
        "key": key,
    });
    Zeroizing::new(message.to_string().into_bytes())
}

pub(super) fn digits(digits: &[u8]) -> String {
    digits.iter().copied().map(char::from).collect()
}

/// Splits inquiries into what must be opened and what need not, checked; the order is kept by [`put_together`].
pub(super) struct Split {
    pub(super) numbers: Vec<crate::SealedNumber>,
    pub(super) codes: Vec<crate::SealedCode>,
}

pub(super) fn split(inquiries: &[Inquiry]) -> Result<Split, NotAsked> {
    let mut split = Split { numbers: Vec::new(), codes: Vec::new() };
    for inquiry in inquiries {
        inquiry.check()?;
        match &inquiry.key {
            Key::Number(number) => split.numbers.push(*number),
            Key::Code(code) => split.codes.push(*code),
            Key::Items(_) => {}
        }
    }
    Ok(split)
}

/// Puts what was opened back to its inquiries.
pub(super) fn put_together(
    first: u64,
    inquiries: &[Inquiry],
    numbers: Vec<Option<MyNumber>>,
    codes: Vec<Option<ResidentCode>>,
) -> Result<Vec<Opened<'_>>, NotAsked> {
    let (mut numbers, mut codes) = (numbers.into_iter(), codes.into_iter());
    let opened = (first..).zip(inquiries).map(|(request, inquiry)| match &inquiry.key {
        Key::Number(_) => numbers.next().flatten().map(Opened::Number).ok_or(NotAsked::Gone(request)),
        Key::Code(_) => codes.next().flatten().map(Opened::Code).ok_or(NotAsked::Gone(request)),
        Key::Items(items) => Ok(Opened::Items(items)),
    });
    opened.collect()
}
