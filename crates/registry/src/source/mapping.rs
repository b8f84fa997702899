//! Files that do not have our headings: what their columns mean (`rules/import/<name>.toml`).

use toml::de::{DeTable, DeValue};

use super::heading::{distance, plain};
use super::{Encoding, Heading, Separator};
use crate::date::DateStyle;

/// What a mapping file says about the files of one source.
///
/// ```toml
/// title = "甲県 保育士登録簿"     # for people
/// encoding = "cp932"              # utf-8, cp932; left out: found
/// separator = "tab"               # comma, tab; left out: found
/// headings = false                # whether the first line holds headings; true where left out
/// width = 9                       # how many columns a file without headings has
/// dates = "era-code"              # free, compact (19880108, 198801), era-code (3630108, 36301); free where left out
/// ignore = [8, "整理番号"]        # columns that are not taken; any other unknown column is an error
///
/// [columns]                       # our heading = their column, from 1, or their heading
/// "登録番号" = 1
/// "氏名" = "お名前"
///
/// [constants]                     # our heading = the same value for every row
/// "本籍（都道府県名または国籍）" = "不詳"
///
/// [codes."性別"]                   # their value = what we read instead; a value not listed is a fault
/// 1 = "男"
/// 2 = "女"
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mapping {
    /// What the file is, for people.
    pub title: String,
    /// The encoding; none: found from the file.
    pub encoding: Option<Encoding>,
    /// The separator; none: found from the file.
    pub separator: Option<Separator>,
    /// Whether the first line holds headings.
    pub headings: bool,
    /// How many columns there are, where there are no headings.
    pub(super) width: usize,
    pub(super) dates: DateStyle,
    pub(super) columns: Vec<(Heading, Source)>,
    pub(super) ignore: Vec<Source>,
    pub(super) constants: Vec<(Heading, String)>,
    pub(super) codes: Vec<(Heading, Vec<(String, String)>)>,
}

/// Their column: its place from 0, or its heading.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Source {
    Index(usize),
    Heading(String),
}

/// Why a mapping file cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("line {line}, column {column}: {what} / {line}行{column}文字目：{what_ja}")]
pub struct MappingFault {
    /// The line, from 1.
    pub line: usize,
    /// The character in it, from 1.
    pub column: usize,
    /// The reason in English.
    pub what: String,
    /// The reason in Japanese.
    pub what_ja: String,
}

/// Widest file taken: a mapping that counts further has a typing error.
const MAX_WIDTH: i64 = 500;

/// What a mapping may say at its top.
const KEYS: [&str; 10] = [
    "title",
    "encoding",
    "separator",
    "headings",
    "width",
    "dates",
    "ignore",
    "columns",
    "constants",
    "codes",
];

type Found<T> = Result<T, Problem>;

/// A fault with its place in the text, in bytes.
struct Problem {
    at: usize,
    what: String,
    what_ja: String,
}

fn problem<T>(at: usize, what: impl Into<String>, what_ja: impl Into<String>) -> Found<T> {
    Err(Problem { at, what: what.into(), what_ja: what_ja.into() })
}

type Value<'i> = toml::Spanned<DeValue<'i>>;

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// The first [`MappingFault`], with its line: no TOML, an unknown key (named with the nearest known one),
    /// a heading that we do not have, a column given twice, a file without headings and without a width.
    pub fn parse(text: &str) -> Result<Self, MappingFault> {
        let read = DeTable::parse(text).map_err(|error| Problem {
            at: error.span().map_or(0, |span| span.start),
            what: error.message().to_owned(),
            what_ja: format!("TOMLとして読めません（{}）", error.message()),
        });
        read.and_then(|table| Self::from_table(table.get_ref())).map_err(|problem| place(text, problem))
    }

    fn from_table(table: &DeTable<'_>) -> Found<Self> {
        let mut mapping = Self { headings: true, ..Self::default() };
        for (key, value) in table {
            let at = key.span().start;
            match key.get_ref().as_ref() {
                "title" => mapping.title = string(value)?.to_owned(),
                "encoding" => mapping.encoding = Some(encoding(value)?),
                "separator" => mapping.separator = Some(separator(value)?),
                "headings" => mapping.headings = boolean(value)?,
                "width" => mapping.width = count(value)?,
                "dates" => mapping.dates = dates(value)?,
                "ignore" => mapping.ignore = ignored(value)?,
                "columns" => mapping.columns = by_heading(value, source)?,
                "constants" => {
                    mapping.constants = by_heading(value, |value| string(value).map(str::to_owned))?
                }
                "codes" => mapping.codes = by_heading(value, codes)?,
                unknown => return problem_unknown(at, unknown, &KEYS),
            }
        }
        mapping.checked()
    }

    /// What must agree across keys.
    fn checked(self) -> Found<Self> {
        for (heading, _) in &self.constants {
            if self.columns.iter().any(|(other, _)| other == heading) {
                let label = heading.label();
                return problem(
                    0,
                    format!("{label} is both a column and a constant"),
                    format!("「{label}」が列と定数の両方にあります"),
                );
            }
        }
        for (at, (heading, source)) in self.columns.iter().enumerate() {
            if let Some((other, _)) = self.columns.iter().take(at).find(|(_, earlier)| earlier == source) {
                let (a, b) = (other.label(), heading.label());
                return problem(
                    0,
                    format!("{a} and {b} are the same column"),
                    format!("「{a}」と「{b}」が同じ列です"),
                );
            }
        }
        if !self.headings && self.width == 0 {
            return problem(
                0,
                "a file without headings needs `width`",
                "見出しのないファイルには width が要ります",
            );
        }
        Ok(self)
    }
}

fn place(text: &str, problem: Problem) -> MappingFault {
    let before = text.get(..problem.at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    MappingFault {
        line: before.matches('\n').count() + 1,
        column: before.get(line_start..).map_or(0, |line| line.chars().count()) + 1,
        what: problem.what,
        what_ja: problem.what_ja,
    }
}

fn problem_unknown<T>(at: usize, key: &str, known: &[&str]) -> Found<T> {
    let nearest =
        known.iter().min_by_key(|name| distance(&plain(key), &plain(name))).copied().unwrap_or_default();
    problem(
        at,
        format!("unknown key \"{key}\"; the nearest known one is \"{nearest}\""),
        format!("「{key}」は分かりません。近いもの：「{nearest}」"),
    )
}

fn string<'v>(value: &'v Value<'_>) -> Found<&'v str> {
    match value.get_ref() {
        DeValue::String(text) => Ok(text),
        _ => problem(value.span().start, "a text is expected here", "ここは文字列です"),
    }
}

fn boolean(value: &Value<'_>) -> Found<bool> {
    match value.get_ref() {
        DeValue::Boolean(value) => Ok(*value),
        _ => problem(value.span().start, "true or false is expected here", "ここは true か false です"),
    }
}

/// A number of columns or a column's place, from 1.
fn count(value: &Value<'_>) -> Found<usize> {
    let number = match value.get_ref() {
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => None,
    };
    number
        .filter(|number| (1..=MAX_WIDTH).contains(number))
        .and_then(|number| usize::try_from(number).ok())
        .map_or_else(
            || {
                problem(
                    value.span().start,
                    format!("a number from 1 to {MAX_WIDTH} is expected here"),
                    format!("ここは1から{MAX_WIDTH}の数です"),
                )
            },
            Ok,
        )
}

fn encoding(value: &Value<'_>) -> Found<Encoding> {
    Encoding::from_name(string(value)?)
        .or_else(|_| problem_unknown(value.span().start, string(value)?, &["utf-8", "cp932"]))
}

fn separator(value: &Value<'_>) -> Found<Separator> {
    match string(value)? {
        "comma" => Ok(Separator::Comma),
        "tab" => Ok(Separator::Tab),
        other => problem_unknown(value.span().start, other, &["comma", "tab"]),
    }
}

fn dates(value: &Value<'_>) -> Found<DateStyle> {
    match string(value)? {
        "free" => Ok(DateStyle::Free),
        "compact" => Ok(DateStyle::Compact),
        "era-code" => Ok(DateStyle::EraCode),
        other => problem_unknown(value.span().start, other, &["free", "compact", "era-code"]),
    }
}

fn source(value: &Value<'_>) -> Found<Source> {
    match value.get_ref() {
        DeValue::Integer(_) => Ok(Source::Index(count(value)?.saturating_sub(1))),
        DeValue::String(text) => Ok(Source::Heading(text.to_string())),
        _ => problem(
            value.span().start,
            "a column's number or heading is expected here",
            "ここは列の番号か見出しです",
        ),
    }
}

fn ignored(value: &Value<'_>) -> Found<Vec<Source>> {
    match value.get_ref() {
        DeValue::Array(values) => values.iter().map(source).collect(),
        _ => problem(value.span().start, "a list is expected here", "ここは並びです"),
    }
}

fn codes(value: &Value<'_>) -> Found<Vec<(String, String)>> {
    entries(value)?
        .iter()
        .map(|(code, value)| Ok((code.get_ref().to_string(), string(value)?.to_owned())))
        .collect()
}

fn entries<'v, 'i>(value: &'v Value<'i>) -> Found<&'v DeTable<'i>> {
    match value.get_ref() {
        DeValue::Table(table) => Ok(table),
        _ => problem(value.span().start, "a table is expected here", "ここは表です"),
    }
}

/// A table whose keys are our headings.
fn by_heading<T>(value: &Value<'_>, read: impl Fn(&Value<'_>) -> Found<T>) -> Found<Vec<(Heading, T)>> {
    let mut found: Vec<(Heading, T)> = Vec::new();
    for (key, value) in entries(value)? {
        let (at, name) = (key.span().start, key.get_ref());
        let Some(heading) = Heading::from_text(name) else {
            return problem_unknown(at, name, &Heading::ALL.map(Heading::label));
        };
        if found.iter().any(|(other, _)| *other == heading) {
            let label = heading.label();
            return problem(at, format!("{label} stands here twice"), format!("「{label}」が二度あります"));
        }
        found.push((heading, read(value)?));
    }
    Ok(found)
}
