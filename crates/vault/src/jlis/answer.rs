//! Decoding what was answered: numbers are taken out and sealed before anything leaves the vault.

use serde::Deserialize;

use super::broken::Broken;
use super::inquiry::{AskId, Inquiry, Wanted};
use super::line::{self, AnswerLine};
use super::record::{Record, Standing, Told};
use crate::number::{MyNumber, NumberFault, ResidentCode};

/// The numbers of a block, taken out: each with the index of its line.
#[derive(Default)]
pub(super) struct TakenOut {
    pub(super) numbers: Vec<MyNumber>,
    pub(super) codes: Vec<ResidentCode>,
}

/// Reads every line of a block and takes the numbers out.
pub(super) fn take_out(lines: &[u8], first_line: u64, wanted: Wanted) -> Result<TakenOut, Broken> {
    let mut out = TakenOut::default();
    for (at, line) in (first_line..).zip(split(lines)) {
        let (number, code) = AnswerLine::parse(line, at)?.secrets();
        if (!number.is_empty() && !wanted.number) || (!code.is_empty() && !wanted.code) {
            return Err(Broken::Unasked);
        }
        if !number.is_empty() {
            out.numbers.push(my_number(number, at)?);
        }
        if !code.is_empty() {
            out.codes.push(ResidentCode::of_digits(code.as_bytes()).map_err(|_| Broken::Line(at))?);
        }
    }
    Ok(out)
}

fn my_number(digits: &str, at: u64) -> Result<MyNumber, Broken> {
    MyNumber::of_digits(digits.as_bytes()).map_err(|fault| match fault {
        NumberFault::CheckDigit => Broken::CheckDigit(at),
        _ => Broken::Line(at),
    })
}

/// The same lines with handles where the numbers were.
pub(super) fn put_in(
    lines: &[u8],
    first_line: u64,
    numbers: Vec<crate::SealedNumber>,
    codes: Vec<crate::SealedCode>,
) -> Result<Vec<u8>, Broken> {
    let (mut numbers, mut codes) = (numbers.into_iter(), codes.into_iter());
    let mut out = Vec::with_capacity(lines.len() * 5 / 4);
    for (at, line) in (first_line..).zip(split(lines)) {
        let line = AnswerLine::parse(line, at)?;
        let (number, code) = line.secrets();
        let mut number_handle = String::new();
        let mut code_handle = String::new();
        if !number.is_empty() {
            number_handle = numbers.next().ok_or(Broken::Line(at))?.to_hex();
        }
        if !code.is_empty() {
            code_handle = codes.next().ok_or(Broken::Line(at))?.to_hex();
        }
        // what cannot be told is broken now, while the peer can still be asked again
        let start = out.len();
        line.write(&number_handle, &code_handle, &mut out);
        let sealed = out.get(start..out.len().saturating_sub(1)).unwrap_or_default();
        let _ = AnswerLine::parse(sealed, at)?.told(at)?;
    }
    Ok(out)
}

pub(super) fn split(lines: &[u8]) -> impl Iterator<Item = &[u8]> {
    lines.strip_suffix(b"\n").map(|lines| lines.split(|byte| *byte == b'\n')).into_iter().flatten()
}

/// The answer of an immediate inquiry as it stands in the message.
#[derive(Deserialize)]
struct Message<'a> {
    request_id: &'a str,
    result: &'a str,
    #[serde(default, borrow)]
    record: Option<MessageRecord<'a>>,
}

#[derive(Deserialize)]
struct MessageRecord<'a> {
    status: &'a str,
    #[serde(default)]
    kojin_bango: Option<&'a str>,
    #[serde(default)]
    juminhyo_code: Option<&'a str>,
    name: String,
    #[serde(default)]
    former_name: Option<String>,
    #[serde(default)]
    tsusho: Option<String>,
    #[serde(default)]
    kana: Option<String>,
    birth: &'a str,
    #[serde(default)]
    sex: Option<&'a str>,
    #[serde(default)]
    address: Option<String>,
    municipality: &'a str,
    #[serde(default, borrow)]
    last_event: Option<MessageChange<'a>>,
}

#[derive(Deserialize)]
struct MessageChange<'a> {
    kind: &'a str,
    reason: &'a str,
    event_date: &'a str,
    notified_on: &'a str,
}

/// What an immediate answer tells, with the numbers beside it, still to be sealed.
pub(super) fn read_message(
    body: &[u8],
    (id, inquiry, wanted): (&AskId, &Inquiry, Wanted),
) -> Result<(Told, TakenOut), Broken> {
    let message: Message<'_> = serde_json::from_slice(body).map_err(|_| Broken::Message)?;
    if message.request_id != id.as_str() {
        return Err(Broken::OtherRequest);
    }
    let mut out = TakenOut::default();
    let told = match (message.result, message.record) {
        ("none", None) => Told::NotFound,
        ("several", None) => Told::Several,
        ("stopped", None) => Told::Stopped,
        ("found", Some(found)) => {
            secrets(&found, wanted, &mut out)?;
            let record = record(found).ok_or(Broken::Message)?;
            if !inquiry.fits(&record.items) {
                return Err(Broken::OtherPerson);
            }
            Told::Found(Box::new(record))
        }
        _ => return Err(Broken::Message),
    };
    Ok((told, out))
}

fn secrets(found: &MessageRecord<'_>, wanted: Wanted, out: &mut TakenOut) -> Result<(), Broken> {
    if (found.kojin_bango.is_some() && !wanted.number) || (found.juminhyo_code.is_some() && !wanted.code) {
        return Err(Broken::Unasked);
    }
    if let Some(number) = found.kojin_bango {
        out.numbers.push(my_number(number, 1)?);
    }
    if let Some(code) = found.juminhyo_code {
        out.codes.push(ResidentCode::of_digits(code.as_bytes()).map_err(|_| Broken::Message)?);
    }
    Ok(())
}

fn record(found: MessageRecord<'_>) -> Option<Record> {
    let last = match &found.last_event {
        Some(last) => line::change(last.kind, last.reason, last.event_date, last.notified_on)?,
        None => None,
    };
    let (sex, address) = (found.sex.unwrap_or_default(), found.address.as_deref().unwrap_or_default());
    let plain = [
        Some(&found.name),
        found.former_name.as_ref(),
        found.tsusho.as_ref(),
        found.kana.as_ref(),
        found.address.as_ref(),
    ];
    if !plain.into_iter().flatten().all(|value| line::is_plain(value)) {
        return None;
    }
    Some(Record {
        standing: Standing::of(found.status, last.as_ref())?,
        items: line::items(&found.name, found.birth, sex, address)?,
        former_name: found.former_name.filter(|name| !name.is_empty()),
        alias: found.tsusho.filter(|name| !name.is_empty()),
        kana: found.kana.filter(|name| !name.is_empty()),
        municipality: line::municipality(found.municipality)?,
        last_change: last,
        number: None,
        code: None,
    })
}
