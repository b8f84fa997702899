//! An entry in words: the labels of its items, its deletion, its restrictions, the state of its paper, in both languages.

use jiff::civil::Date;
use law::{Both, Lang, Rules};
use registry::act::Act;
use registry::date::PartialDate;
use registry::item::EntryItem;
use registry::present::{CLEARED, Existence, Present, Restriction, Standing};
use registry::record::Record;

use crate::time::shown_date;
use crate::view::{ItemView, RecordView, RestrictionView};

/// How a ground begins that is an imported file; its digest follows.
pub(crate) const FILE_GROUND: &str = "file sha256:";

/// The same date in both languages, within a sentence.
fn with_date(date: &str, words: impl Fn(Lang, String) -> String) -> Both {
    Both::new(words(Lang::Ja, shown_date(date, Lang::Ja)), words(Lang::En, shown_date(date, Lang::En)))
}

/// What an item is called: by the rules, or by us where only our own records have it.
pub(crate) fn item_label(rules: &Rules, item: EntryItem, code: &str) -> Both {
    let (ja, en) = match item {
        EntryItem::Kana => ("フリガナ", "Kana"),
        EntryItem::FormerName => ("旧姓", "Former name"),
        EntryItem::CertificateNumber => ("免許証番号", "Number of the certificate"),
        EntryItem::CertificateIssuedOn => ("証の交付年月日", "Certificate issued on"),
        EntryItem::Note => ("備考", "Note"),
        EntryItem::ExamNumber => ("受験番号", "Examinee's number"),
        EntryItem::Reason => ("理由", "Reason"),
        EntryItem::DiedOn => ("死亡の日", "Date of death"),
        EntryItem::LinkedEntry => ("つながる登録", "Linked entry"),
        EntryItem::PracticeSuspended => ("業務の停止", "Suspension of practice"),
        EntryItem::TitleSuspended => ("名称使用の停止", "Suspension of the use of the title"),
        EntryItem::Admonished => ("戒告", "Admonition"),
        EntryItem::SourceLine => ("取込元の行", "Line of the imported file"),
        EntryItem::ErasedVersion => ("消去した記録の番号", "Version of the erased record"),
        _ => {
            let known = rules.item(code);
            return known.map_or_else(
                || Both::new(code, code),
                |item| Both::new(&item.label_ja, capital(&item.label_en)),
            );
        }
    };
    Both::new(ja, en)
}

/// A noun of the rules as a heading.
pub(crate) fn capital(noun: &str) -> String {
    let mut rest = noun.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

impl ItemView {
    /// Whether [`Self::shown`] writes it in words of the language asked for; else it is registered text.
    #[must_use]
    pub fn is_in_words(&self) -> bool {
        self.shown(Lang::Ja) != self.value
    }

    /// The value as people read it: dates in both calendars, periods and reasons in words, all else to the character.
    #[must_use]
    pub fn shown(&self, lang: Lang) -> String {
        shown_value((&self.code, &self.value), lang)
    }
}

/// The value of an item as people read it.
#[must_use]
pub fn shown_value((code, value): (&str, &str), lang: Lang) -> String {
    use EntryItem as I;
    match EntryItem::of_code(code) {
        Some(
            I::Born
            | I::RegisteredOn
            | I::ExamMonth
            | I::CertificateIssuedOn
            | I::CertificateUntil
            | I::DiedOn
            | I::Admonished
            | I::ReEducated
            | I::Relicensed,
        ) => shown_date(value, lang),
        Some(I::PracticeSuspended | I::TitleSuspended) => {
            period(value.split_once('/').unwrap_or((value, "")), lang)
        }
        Some(I::Deleted) => {
            let (reason, on) = value.rsplit_once(' ').unwrap_or((value, ""));
            let words = deletion_reason(reason);
            let date = if on.is_empty() { String::new() } else { format!("　{}", shown_date(on, lang)) };
            format!("{}{date}", words.get(lang))
        }
        Some(I::Reason) => deletion_reason(value).get(lang).to_owned(),
        // What only the rules know may be a date: it is kept as dates are.
        None | Some(I::Other)
            if matches!(PartialDate::from_iso(value), Ok(PartialDate::Month(..) | PartialDate::Day(_))) =>
        {
            shown_date(value, lang)
        }
        _ => value.to_owned(),
    }
}

impl RestrictionView {
    /// From when to when it binds, in words.
    #[must_use]
    pub fn period(&self, lang: Lang) -> String {
        period((&self.from, &self.until), lang)
    }
}

impl RecordView {
    /// The SHA-256 of the file whose import is the record's ground (`App::import_register` writes it so).
    #[must_use]
    pub fn imported_from(&self) -> Option<&str> {
        self.ground.strip_prefix(FILE_GROUND)
    }

    /// The value of one of its items as people read it; a correction may take an item away.
    #[must_use]
    pub fn shown(&self, item: &ItemView, lang: Lang) -> String {
        let corrects =
            [Act::RegisterCorrection, Act::ClericalCorrection].map(Act::code).contains(&self.act.as_str());
        match lang {
            Lang::Ja if corrects && item.value == CLEARED => "（記載を消した）".to_owned(),
            Lang::En if corrects && item.value == CLEARED => "(taken away)".to_owned(),
            _ => item.shown(lang),
        }
    }
}

/// A period in words; without a last day it goes on until it is lifted.
fn period((from, until): (&str, &str), lang: Lang) -> String {
    let from = shown_date(from, lang);
    match (until.is_empty(), lang) {
        (true, Lang::Ja) => format!("{from}から（期間の定めなし）"),
        (true, Lang::En) => format!("from {from}, without term"),
        (false, Lang::Ja) => format!("{from}から{}まで", shown_date(until, lang)),
        (false, Lang::En) => format!("{from} to {}", shown_date(until, lang)),
    }
}

/// A reason's code in words; imported registers have their own words, which stay.
fn deletion_reason(code: &str) -> Both {
    match code {
        "death" => Both::new("死亡", "death"),
        "disappearance" => Both::new("失踪の宣告", "adjudicated disappearance"),
        "request" => Both::new("本人の申請", "the holder's application"),
        registry::present::REVOKED => Both::new("免許・登録の取消し", "revocation"),
        registry::present::TRANSFERRED => Both::new("他の登録権者への移転", "transfer to another authority"),
        "unstated" => Both::new("理由の記載なし", "no reason stated"),
        other => Both::new(other, other),
    }
}

/// Why and when the entry was deleted.
pub(crate) fn deletion_words(present: &Present) -> Option<Both> {
    let Existence::Deleted { reason, on } = present.existence() else { return None };
    let mut words = deletion_reason(&reason);
    let died = present.items().get(EntryItem::DiedOn).unwrap_or_default();
    for (date, ja, en) in [(on.as_str(), "抹消の日", "deleted on"), (died, "死亡の日", "died on")] {
        if !date.is_empty() {
            words.ja.push_str(&format!("　{ja}：{}", shown_date(date, Lang::Ja)));
            words.en.push_str(&format!("; {en} {}", shown_date(date, Lang::En)));
        }
    }
    Some(words)
}

/// What binds the holder or did, and whether it binds on a day.
pub(crate) fn restrictions(present: &Present, day: Date) -> Vec<RestrictionView> {
    let day = day.to_string();
    let view = |restriction| {
        let (item, from, until) = match restriction {
            Restriction::PracticeSuspended { from, until } => {
                (("業務の停止", "Suspension of practice"), from, until)
            }
            Restriction::TitleSuspended { from, until } => {
                (("名称使用の停止", "Suspension of the use of the title"), from, until)
            }
            // An admonition is given and binds nobody afterwards.
            Restriction::Admonished { on } => (("戒告", "Admonition"), on.clone(), on),
        };
        let in_force = item.0 != "戒告" && from <= day && (until.is_empty() || day <= until);
        RestrictionView { label: item.0.to_owned(), label_en: item.1.to_owned(), from, until, in_force }
    };
    present.restrictions().into_iter().map(view).collect()
}

/// The state of the paper, as far as the register knows it.
pub(crate) fn certificate_words(
    present: &Present,
    history: &[Record],
    (valid_until, has_term): (Option<&str>, bool),
    day: Date,
) -> Both {
    let last =
        history.iter().rev().find(|r| matches!(r.act, Act::CertificateRenewal | Act::CertificateReissue));
    match (present.existence(), last, valid_until) {
        (Existence::Deleted { .. }, ..) => {
            Both::new("返納の対象（登録は抹消されています）", "to be returned (the entry is deleted)")
        }
        (_, _, Some(until)) if is_past(until, day) => with_date(until, |lang, date| match lang {
            Lang::Ja => format!("有効期間満了　{date}"),
            Lang::En => format!("expired on {date}"),
        }),
        (_, Some(record), _) => with_date(&record.effective_on, |lang, date| match lang {
            Lang::Ja => format!("{}　{date}", record.act.label().0),
            Lang::En => format!("{}, {date}", record.act.label().1),
        }),
        (_, None, None) if has_term => Both::new(
            "有効期間は要確認（この籍に記載がありません）",
            "term to be confirmed (the register does not hold it)",
        ),
        _ if present.items().get(EntryItem::CertificateIssuedOn).is_some() => Both::new("交付済み", "issued"),
        // Of an entry that was taken over its keeper has said that it stands, with its paper.
        _ if history.first().is_none_or(|first| first.act == Act::Transcription) => {
            Both::new("交付済み（登録時のもの）", "issued at registration")
        }
        // It is written and sent by people after the registration: nothing here says that it has been.
        _ => Both::new(
            "登録のあとに作成して交付（交付した日は、この籍に記録されていません）",
            "written and issued after the registration; the register does not hold the day",
        ),
    }
}

/// Whether a date, perhaps partial, has passed whatever it means.
fn is_past(date: &str, day: Date) -> bool {
    PartialDate::from_iso(date).ok().and_then(PartialDate::latest).is_some_and(|last| last < day)
}

/// A state of an entry, by the code that lists and JSON have, in words.
#[must_use]
pub fn state_words(code: &str) -> Both {
    let all = [Standing::Active, Standing::Suspended, Standing::Revoked, Standing::Deleted];
    match all.into_iter().find(|known| known.code() == code).map(Standing::label) {
        Some((ja, en)) => Both::new(ja, en),
        None => Both::new(code, code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(code: &str, value: &str) -> ItemView {
        ItemView {
            code: code.to_owned(),
            label: String::new(),
            label_en: String::new(),
            value: value.to_owned(),
        }
    }

    #[test]
    fn values_are_shown_by_what_their_item_holds() {
        for (code, value, ja, en) in [
            ("birth-date", "1988-01", "昭和63年1月（1988-01）", "January 1988 (Showa 63)"),
            ("birth-date", "昭和の末", "昭和の末", "昭和の末"),
            // Not every text of that shape is a date.
            ("address", "1988-01", "1988-01", "1988-01"),
            (
                "practice-suspension",
                "2024-05-27/",
                "令和6年5月27日（2024-05-27）から（期間の定めなし）",
                "from 27 May 2024 (Reiwa 6), without term",
            ),
            (
                "deletion",
                "death 2024-05-27",
                "死亡　令和6年5月27日（2024-05-27）",
                "death　27 May 2024 (Reiwa 6)",
            ),
            ("deletion", "転 出 ", "転 出", "転 出"),
            ("reason", "request", "本人の申請", "the holder's application"),
            ("no-item-of-ours", "x", "x", "x"),
        ] {
            let item = item(code, value);
            assert_eq!(
                (item.shown(Lang::Ja).as_str(), item.shown(Lang::En).as_str()),
                (ja, en),
                "{code} {value}"
            );
        }
    }

    #[test]
    fn nothing_is_said_to_be_issued_that_nobody_has_recorded() {
        use registry::record::Basis;
        let day = jiff::civil::date(2026, 11, 30);
        let words = |act, items: &[(EntryItem, &str)]| {
            let mut body = registry::item::ItemLines::new();
            for (item, value) in items {
                body.set(*item, value).unwrap();
            }
            let record = Record {
                version: 1,
                act,
                effective_on: "2026-11-30".to_owned(),
                recorded_at: 0,
                basis: Basis {
                    actor: String::new(),
                    ground: String::new(),
                    citation: String::new(),
                    rules_digest: [0; 32],
                },
                body: Some(body.into_stored()),
                position: None,
            };
            let history = [record];
            certificate_words(&registry::step::fold(&history), &history, (None, false), day).ja
        };
        let name = (EntryItem::Name, "見本　花子");
        assert!(!words(Act::NewRegistration, &[name]).contains("交付済み"));
        assert!(words(Act::Transcription, &[name]).contains("交付済み"));
        let issued = [name, (EntryItem::CertificateIssuedOn, "2026-11-30")];
        assert_eq!(words(Act::NewRegistration, &issued), "交付済み");
    }

    #[test]
    fn a_partial_date_has_passed_when_its_last_day_has() {
        let day = jiff::civil::date(2024, 3, 15);
        assert!(is_past("2024-02", day) && is_past("2024-03-14", day) && is_past("2023", day));
        assert!(!is_past("2024-03", day) && !is_past("2024-03-15", day) && !is_past("", day));
    }
}
