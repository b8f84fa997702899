//! Reading one TOML table with a place for every fault.
//!
//! Each reader asks a [`Node`] for the keys it knows; what was not asked for is an unknown key.
//! Faults gather in a [`Sink`], so that one run names them all.

use std::cell::RefCell;
use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::problem::{Both, RuleError, nearest, place};

/// Collects the faults of one file.
pub(crate) struct Sink<'t> {
    path: &'t str,
    text: &'t str,
    errors: RefCell<Vec<RuleError>>,
}

impl<'t> Sink<'t> {
    pub(crate) fn new(path: &'t str, text: &'t str) -> Self {
        Self { path, text, errors: RefCell::new(Vec::new()) }
    }

    pub(crate) fn report(&self, offset: usize, message: Both, nearest: Option<String>) {
        let (line, column) = place(self.text, offset);
        self.errors.borrow_mut().push(RuleError {
            path: self.path.to_owned(),
            line,
            column,
            message_ja: message.ja,
            message_en: message.en,
            nearest,
        });
    }

    pub(crate) fn line(&self, offset: usize) -> usize {
        place(self.text, offset).0
    }

    pub(crate) fn into_errors(self) -> Vec<RuleError> {
        self.errors.into_inner()
    }
}

/// Parses the file and hands its root to `read`; gives what was read, or all the faults.
pub(crate) fn read_file<T>(
    path: &str,
    text: &str,
    read: impl FnOnce(&Node<'_>) -> Option<T>,
) -> Result<T, Vec<RuleError>> {
    let sink = Sink::new(path, text);
    let value = match DeTable::parse(text) {
        Ok(table) => {
            let node = Node::new(table.get_ref(), table.span(), &sink);
            let value = read(&node);
            node.finish();
            // A reader that gives up must say why; should one forget, the file is still not passed over.
            if value.is_none() && sink.errors.borrow().is_empty() {
                node.fault("このファイルは読めません", "this file cannot be read");
            }
            value
        }
        Err(error) => {
            let offset = error.span().map_or(0, |s| s.start);
            let ja = format!("TOML として読めません: {}", error.message());
            let en = format!("not readable as TOML: {}", error.message());
            sink.report(offset, Both::new(ja, en), None);
            None
        }
    };
    let mut errors = sink.into_errors();
    errors.sort_by_key(|e| (e.line, e.column));
    match value {
        Some(value) if errors.is_empty() => Ok(value),
        _ => Err(errors),
    }
}

/// One table of a rule file.
pub(crate) struct Node<'a> {
    table: &'a DeTable<'a>,
    span: Range<usize>,
    sink: &'a Sink<'a>,
    asked: RefCell<Vec<&'static str>>,
}

type Found<'a> = &'a Spanned<DeValue<'a>>;

impl<'a> Node<'a> {
    fn new(table: &'a DeTable<'a>, span: Range<usize>, sink: &'a Sink<'a>) -> Self {
        Self { table, span, sink, asked: RefCell::new(Vec::new()) }
    }

    /// The line at which this table begins.
    pub(crate) fn line(&self) -> usize {
        self.sink.line(self.span.start)
    }

    /// A fault of the table as a whole.
    pub(crate) fn fault(&self, ja: impl Into<String>, en: impl Into<String>) {
        self.sink.report(self.span.start, Both::new(ja, en), None);
    }

    /// A fault at one key (or at the table, where the key is not there).
    pub(crate) fn fault_at(&self, key: &str, ja: impl Into<String>, en: impl Into<String>) {
        let offset = self.table.get(key).map_or(self.span.start, |v| v.span().start);
        self.sink.report(offset, Both::new(ja, en), None);
    }

    /// Is the key there, whatever stands under it? (Does not mark it as known.)
    pub(crate) fn contains(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    fn find(&self, key: &'static str) -> Option<Found<'a>> {
        self.asked.borrow_mut().push(key);
        self.table.get(key)
    }

    fn require(&self, key: &'static str) -> Option<Found<'a>> {
        let found = self.find(key);
        if found.is_none() {
            self.fault(format!("キー {key} がありません"), format!("the key {key} is missing"));
        }
        found
    }

    fn wrong_type(&self, value: Found<'a>, key: &str, ja: &str, en: &str) {
        if value.get_ref().as_str().is_some_and(|text| text.trim().is_empty()) {
            self.still_empty(value, key);
            return;
        }
        let (is_ja, is_en) = type_name(value.get_ref());
        self.sink.report(
            value.span().start,
            Both::new(
                format!("{key} は{ja}でなければなりません（{is_ja}が書かれています）"),
                format!("{key} must be {en}, not {is_en}"),
            ),
            None,
        );
    }

    fn still_empty(&self, value: Found<'a>, key: &str) {
        let message =
            Both::new(format!("{key} がまだ書かれていません"), format!("{key} is still to be filled in"));
        self.sink.report(value.span().start, message, None);
    }

    /// A text that must be there and filled in.
    pub(crate) fn text(&self, key: &'static str) -> Option<String> {
        let value = self.require(key)?;
        self.read_text(key, value)
    }

    /// A text that may be left out.
    pub(crate) fn opt_text(&self, key: &'static str) -> Option<String> {
        let value = self.find(key)?;
        self.read_text(key, value)
    }

    fn read_text(&self, key: &str, value: Found<'a>) -> Option<String> {
        match value.get_ref().as_str() {
            Some(s) if s.trim().is_empty() => {
                self.still_empty(value, key);
                None
            }
            Some(s) => Some(s.to_owned()),
            None => {
                self.wrong_type(value, key, "文字列", "a text");
                None
            }
        }
    }

    /// A list of texts; empty where the key is not there.
    pub(crate) fn texts(&self, key: &'static str) -> Vec<String> {
        let Some(value) = self.find(key) else {
            return Vec::new();
        };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(value, key, "配列", "a list");
            return Vec::new();
        };
        array.iter().filter_map(|v| self.read_text(key, v)).collect()
    }

    /// A yes or no that may be left out.
    pub(crate) fn opt_bool(&self, key: &'static str) -> Option<bool> {
        let value = self.find(key)?;
        let read = value.get_ref().as_bool();
        if read.is_none() {
            self.wrong_type(value, key, " true か false ", "true or false");
        }
        read
    }

    /// A yes or no that must be there.
    pub(crate) fn bool(&self, key: &'static str) -> Option<bool> {
        self.require(key)?;
        self.opt_bool(key)
    }

    /// A whole number, zero or more, that may be left out.
    pub(crate) fn opt_number(&self, key: &'static str) -> Option<u32> {
        let value = self.find(key)?;
        let read = value.get_ref().as_integer().and_then(|i| u32::from_str_radix(i.as_str(), i.radix()).ok());
        if read.is_none() {
            self.wrong_type(value, key, " 0 以上の整数", "a whole number, zero or more");
        }
        read
    }

    /// A whole number that must be there.
    pub(crate) fn number(&self, key: &'static str) -> Option<u32> {
        self.require(key)?;
        self.opt_number(key)
    }

    /// A civil date (`2024-05-27`, unquoted) that may be left out.
    pub(crate) fn opt_date(&self, key: &'static str) -> Option<Date> {
        let value = self.find(key)?;
        let read = value.get_ref().as_datetime().and_then(civil);
        if read.is_none() {
            self.wrong_type(
                value,
                key,
                "日付（2024-05-27 の形、引用符なし）",
                "a date (like 2024-05-27, without quotes)",
            );
        }
        read
    }

    /// A civil date that must be there.
    pub(crate) fn date(&self, key: &'static str) -> Option<Date> {
        self.require(key)?;
        self.opt_date(key)
    }

    /// A list of civil dates; empty where the key is not there.
    pub(crate) fn dates(&self, key: &'static str) -> Vec<Date> {
        let Some(value) = self.find(key) else {
            return Vec::new();
        };
        let dates = value.get_ref().as_array().and_then(|array| {
            array.iter().map(|v| v.get_ref().as_datetime().and_then(civil)).collect::<Option<Vec<Date>>>()
        });
        if dates.is_none() {
            self.wrong_type(value, key, "日付の配列", "a list of dates");
        }
        dates.unwrap_or_default()
    }

    /// One word out of a fixed list, or nothing where the key is not there.
    pub(crate) fn opt_word<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        let value = self.find(key)?;
        let text = self.read_text(key, value)?;
        self.look_up(key, value, &text, words)
    }

    /// One word out of a fixed list.
    pub(crate) fn word<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        self.require(key)?;
        self.opt_word(key, words)
    }

    /// Several words out of a fixed list.
    pub(crate) fn words<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Vec<T> {
        let Some(value) = self.find(key) else {
            return Vec::new();
        };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(value, key, "配列", "a list");
            return Vec::new();
        };
        array
            .iter()
            .filter_map(|v| {
                let text = self.read_text(key, v)?;
                self.look_up(key, v, &text, words)
            })
            .collect()
    }

    fn look_up<T: Copy>(&self, key: &str, at: Found<'a>, text: &str, words: &[(&str, T)]) -> Option<T> {
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        self.unknown(at.span().start, &format!("{key} の値"), &format!("value of {key}"), text, &known);
        None
    }

    fn unknown(&self, offset: usize, what_ja: &str, what_en: &str, text: &str, known: &[&str]) {
        let near = nearest(text, known);
        let (hint_ja, hint_en) = match near {
            Some(word) => (format!("{word} のことですか"), format!("did you mean {word}?")),
            None => (format!("使えるのは {}", known.join(", ")), format!("known are {}", known.join(", "))),
        };
        self.sink.report(
            offset,
            Both::new(
                format!("知らない{what_ja} {text} です。{hint_ja}"),
                format!("unknown {what_en} {text}; {hint_en}"),
            ),
            near.map(str::to_owned),
        );
    }

    /// The tables of `[[key]]`, each read by `read`; what cannot be read is reported and left out.
    pub(crate) fn tables<T>(&self, key: &'static str, read: impl Fn(&Node<'_>) -> Option<T>) -> Vec<T> {
        let Some(value) = self.find(key) else {
            return Vec::new();
        };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(value, key, "表の配列（[[…]]）", "a list of tables ([[…]])");
            return Vec::new();
        };
        array.iter().filter_map(|v| self.child(key, v, &read)).collect()
    }

    /// The table of `[key]`.
    pub(crate) fn opt_table<T>(&self, key: &'static str, read: impl Fn(&Node<'_>) -> Option<T>) -> Option<T> {
        let value = self.find(key)?;
        self.child(key, value, &read)
    }

    fn child<T>(&self, key: &str, value: Found<'a>, read: &impl Fn(&Node<'_>) -> Option<T>) -> Option<T> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type(value, key, "表", "a table");
            return None;
        };
        let node = Node::new(table, value.span(), self.sink);
        let read = read(&node);
        node.finish();
        read
    }

    /// The table's own values as they stand, for tables whose keys depend on their kind.
    pub(crate) fn raw(&self) -> impl Iterator<Item = (&'a str, usize, &'a DeValue<'a>)> {
        let table: &'a DeTable<'a> = self.table;
        table.iter().map(|(key, value)| (key.get_ref().as_ref(), value.span().start, value.get_ref()))
    }

    /// Marks every key as known.
    pub(crate) fn accept_all(&self) {
        *self.asked.borrow_mut() = vec!["*"];
    }

    /// Reports the keys that nobody asked for.
    fn finish(&self) {
        let asked = self.asked.borrow();
        if asked.as_slice() == ["*"] {
            return;
        }
        for (key, _) in self.table.iter() {
            let name: &str = key.get_ref().as_ref();
            if !asked.contains(&name) {
                self.unknown(key.span().start, "キー", "key", name, &asked);
            }
        }
    }
}

/// What kind of value stands there, in words.
const fn type_name(value: &DeValue<'_>) -> (&'static str, &'static str) {
    match value {
        DeValue::String(_) => ("文字列", "a text"),
        DeValue::Integer(_) => ("整数", "a whole number"),
        DeValue::Float(_) => ("小数", "a decimal number"),
        DeValue::Boolean(_) => ("true・false", "true or false"),
        DeValue::Datetime(_) => ("日付・時刻", "a date or time"),
        DeValue::Array(_) => ("配列", "a list"),
        DeValue::Table(_) => ("表", "a table"),
    }
}

/// The civil date of a TOML date without a time.
pub(crate) fn civil(value: &toml::value::Datetime) -> Option<Date> {
    if value.time.is_some() || value.offset.is_some() {
        return None;
    }
    let date = value.date?;
    Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?)
        .ok()
}
