//! What an order of an act says, as the ledger keeps it.

use registry::date::PartialDate;
use registry::hash::sha256;
use registry::item::{EntryItem, ItemLines};
use registry::name::check_name;
use registry::number::normalise_number;

use crate::{ActOrder, AppError, ErrorKind};

/// The line text of an order's items.
pub(crate) fn body_of(order: &ActOrder) -> Result<ItemLines, AppError> {
    items_of(order.items.iter().map(|(code, value)| (code, value)))
}

/// The line text of items, each by its code.
pub(crate) fn items_of<'a>(
    items: impl Iterator<Item = (&'a String, &'a String)>,
) -> Result<ItemLines, AppError> {
    let mut body = ItemLines::new();
    for (code, value) in items {
        let bad = |why: &dyn std::fmt::Display| {
            AppError::new(ErrorKind::BadInput, format!("{code}: {why}"), format!("{code}: {why}"))
        };
        match EntryItem::of_code(code).filter(|item| *item != EntryItem::Other) {
            Some(item) => body.set(item, &as_registered(item, value)?).map_err(|e| bad(&e))?,
            None => body.set(EntryItem::Other, &format!("{code}={value}")).map_err(|e| bad(&e))?,
        }
    }
    Ok(body)
}

/// A value as the register keeps it: dates in ISO, whatever way they were typed; names and numbers as they are, once
/// they are found sound. What takes an item away stays.
fn as_registered(item: EntryItem, value: &str) -> Result<String, AppError> {
    let bad = |ja: String, en: String| {
        let code = item.code();
        AppError::new(
            ErrorKind::BadInput,
            format!("{code}「{value}」: {ja}"),
            format!("{code} \"{value}\": {en}"),
        )
    };
    if value == registry::present::CLEARED {
        return Ok(value.to_owned());
    }
    match item {
        EntryItem::Born
        | EntryItem::RegisteredOn
        | EntryItem::DiedOn
        | EntryItem::ExamMonth
        | EntryItem::CertificateIssuedOn
        | EntryItem::CertificateUntil => {
            PartialDate::parse(value).map(|date| date.to_string()).map_err(|f| bad(f.ja(), f.to_string()))
        }
        EntryItem::Name | EntryItem::FormerName | EntryItem::Kana => {
            check_name(value).map(|()| value.to_owned()).map_err(|f| bad(f.ja(), f.to_string()))
        }
        EntryItem::Number => {
            normalise_number(value).map(|_| value.to_owned()).map_err(|f| bad(f.ja(), f.to_string()))
        }
        _ => Ok(value.to_owned()),
    }
}

/// What the order's key stands for: SHA-256 over everything that it says.
pub(crate) fn digest(order: &ActOrder, body: &ItemLines) -> [u8; 32] {
    let day = order.effective_on.to_string();
    let parts = [order.target.as_str(), order.act.code(), &day, &order.ground, body.stored()];
    let lengths: Vec<[u8; 8]> = parts.iter().map(|p| p.len().to_be_bytes()).collect();
    let all: Vec<&[u8]> = parts.iter().zip(&lengths).flat_map(|(p, l)| [&l[..], p.as_bytes()]).collect();
    sha256(&all)
}
