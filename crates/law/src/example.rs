//! Examples: facts and their lawful result, with the source. A ministry can write them.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use toml::de::DeValue;

use crate::decode::{Node, civil};

/// One example of `rules/examples/<id>/`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "事例")]
pub struct Example {
    /// The qualification: the folder's name.
    pub qualification: String,
    /// The file.
    pub path: String,
    /// The line at which it begins.
    pub line: usize,
    /// What it shows.
    pub title: String,
    /// What is asked (`change-due`, `tax`, `attachments` …).
    pub question: String,
    /// The day on which it is asked.
    pub on: Date,
    /// The facts.
    pub given: BTreeMap<String, Value>,
    /// The result; every key must agree.
    pub expect: BTreeMap<String, Value>,
    /// Its source.
    pub citation: String,
}

/// A plain value of an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A word or text.
    Text(String),
    /// A number.
    Number(i64),
    /// A yes or no.
    Bool(bool),
    /// A day.
    Day(Date),
    /// Several words, in any order.
    List(Vec<String>),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::Bool(yes) => write!(f, "{yes}"),
            Self::Day(day) => write!(f, "{day}"),
            Self::List(list) => write!(f, "[{}]", list.join(", ")),
        }
    }
}

impl Value {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// Equal; lists in any order.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        let sorted = |list: &[String]| {
            let mut list = list.to_vec();
            list.sort();
            list
        };
        match (self, other) {
            (Self::List(a), Self::List(b)) => sorted(a) == sorted(b),
            (a, b) => a == b,
        }
    }
}

impl Example {
    pub(crate) fn read_all(node: &Node<'_>, path: &str, qualification: &str) -> Vec<Self> {
        node.tables("example", |n| Self::read(n, path, qualification))
    }

    fn read(node: &Node<'_>, path: &str, qualification: &str) -> Option<Self> {
        let title = node.text("title");
        let question = node.text("question");
        let on = node.date("on");
        let citation = node.text("cite");
        let given = node.opt_table("given", read_facts).unwrap_or_default();
        let expect = node.opt_table("expect", read_facts).unwrap_or_default();
        if expect.is_empty() {
            node.fault("expect がありません", "expect is missing");
        }
        Some(Self {
            qualification: qualification.to_owned(),
            path: path.to_owned(),
            line: node.line(),
            title: title?,
            question: question?,
            on: on?,
            given,
            expect,
            citation: citation?,
        })
    }
}

fn read_facts(node: &Node<'_>) -> Option<BTreeMap<String, Value>> {
    let mut facts = BTreeMap::new();
    for (key, _, value) in node.raw() {
        match read_fact(value) {
            Some(fact) => {
                facts.insert(key.to_owned(), fact);
            }
            None => node.fault_at(
                key,
                format!("{key} の値は使えません"),
                format!("the value of {key} cannot be used"),
            ),
        }
    }
    node.accept_all();
    Some(facts)
}

fn read_fact(value: &DeValue<'_>) -> Option<Value> {
    Some(match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => Value::Number(i64::from_str_radix(number.as_str(), number.radix()).ok()?),
        DeValue::Boolean(yes) => Value::Bool(*yes),
        DeValue::Datetime(datetime) => Value::Day(civil(datetime)?),
        DeValue::Array(array) => {
            let texts = array.iter().map(|v| v.get_ref().as_str().map(str::to_owned));
            Value::List(texts.collect::<Option<_>>()?)
        }
        DeValue::Float(_) | DeValue::Table(_) => return None,
    })
}
