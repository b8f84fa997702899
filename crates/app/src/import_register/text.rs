//! A row of a file as the line text of an entry.

use std::collections::HashSet;
use std::fmt::Write;

use law::Both;
use registry::item::EntryItem;
use registry::present::REVOKED;
use registry::source::{Heading, Layout, SourceEntry};

/// Columns that are taken over only where the qualification registers them.
pub(super) const OWN_ITEM_COLUMNS: [(Heading, &str); 5] = [
    (Heading::Sex, "sex"),
    (Heading::Domicile, "domicile"),
    (Heading::ExamMonth, "exam-pass-month"),
    (Heading::ExamPlace, "exam-prefecture"),
    (Heading::ExamNumber, "exam-pass-month"),
];

/// Columns that this register's law does not know and that are nobody's contact: said, not dropped silently.
pub(super) fn notes(layout: &Layout, items: &HashSet<String>) -> Vec<Both> {
    let left = OWN_ITEM_COLUMNS
        .iter()
        .filter(|(heading, item)| layout.gives(*heading) && !items.contains(*item))
        .map(|(heading, _)| Heading::label(*heading));
    left.map(|label| {
        Both::new(
            format!("「{label}」はこの資格の登録事項ではないため、取り込みません。"),
            format!("The column {label} is no registered item of this qualification and is not taken over."),
        )
    })
    .collect()
}

/// Which columns this register takes over.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Taken {
    pub(super) sex: bool,
    pub(super) domicile: bool,
    pub(super) exam: bool,
    pub(super) exam_place: bool,
    pub(super) address: bool,
}

/// Writes the line text: tags ascending, values to the character. The reading has refused control characters.
pub(super) fn write(entry: &SourceEntry<'_>, taken: Taken, line: u64, out: &mut String) {
    out.clear();
    let mut put = |item: EntryItem, value: Option<&str>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            out.push(char::from(item.tag()));
            out.push_str(value);
            out.push('\n');
        }
    };
    let date = |d: registry::date::PartialDate| if d.is_unknown() { None } else { Some(d.to_string()) };
    let (born, registered, exam) = (date(entry.born), date(entry.registered_on), date(entry.exam_month));
    put(EntryItem::Number, Some(entry.number));
    put(EntryItem::Address, entry.address.filter(|_| taken.address));
    put(EntryItem::Born, born.as_deref());
    put(EntryItem::CertificateNumber, entry.certificate_number);
    put(EntryItem::RegisteredOn, registered.as_deref());
    put(EntryItem::ExamMonth, exam.as_deref().filter(|_| taken.exam));
    put(EntryItem::FormerName, entry.former_name);
    put(EntryItem::Kana, entry.kana);
    put(EntryItem::Domicile, entry.domicile.filter(|_| taken.domicile));
    put(EntryItem::Note, entry.note);
    put(EntryItem::Name, Some(entry.name));
    put(EntryItem::ExamPlace, entry.exam_place.filter(|_| taken.exam_place));
    put(EntryItem::ExamNumber, entry.exam_number.filter(|_| taken.exam));
    put(EntryItem::Sex, entry.sex.filter(|_| taken.sex).map(registry::source::Sex::label));
    put(EntryItem::SanctionText, entry.sanctions);
    let deleted = deletion(entry);
    put(EntryItem::Deleted, deleted.as_deref());
    if let Some((item, value)) = entry.sanctions.and_then(sanction) {
        put(item, Some(value));
    }
    let _ = writeln!(out, "{}{line}", char::from(EntryItem::SourceLine.tag()));
}

fn deletion(entry: &SourceEntry<'_>) -> Option<String> {
    let on = entry.deleted_on?;
    let reason = match entry.deletion_reason.unwrap_or_default() {
        "" => "unstated",
        "死亡" => "death",
        "失踪の宣告" | "失踪" => "disappearance",
        "申請" | "本人の申請" => "request",
        "免許の取消し" | "登録の取消し" | "取消し" => REVOKED,
        other => other,
    };
    Some(format!("{reason} {}", if on.is_unknown() { String::new() } else { on.to_string() }))
}

/// A sanction in the one form that can be understood without guessing: kind, first day, last day. Everything else
/// stays as the words of the old register.
fn sanction(text: &str) -> Option<(EntryItem, &str)> {
    let (kind, term) = text.split_once(' ')?;
    let whole_day = |text: &str| text.parse::<jiff::civil::Date>().is_ok();
    match (kind, term.split_once('/')) {
        ("業務停止", Some((from, until))) if whole_day(from) && whole_day(until) => {
            Some((EntryItem::PracticeSuspended, term))
        }
        ("名称使用停止", Some((from, until))) if whole_day(from) && whole_day(until) => {
            Some((EntryItem::TitleSuspended, term))
        }
        ("戒告", None) if whole_day(term) => Some((EntryItem::Admonished, term)),
        _ => None,
    }
}
