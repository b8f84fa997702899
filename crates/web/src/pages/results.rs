//! `/desk/entries?…`: what a search found.

use app::view::{Found, FoundEntry, RegisterSummary};
use askama::Template;

use super::Frame;
use crate::forms::{FieldErrors, SearchForm};
use crate::html;

/// The results of a search, with its form.
#[derive(Template)]
#[template(path = "desk/results.html")]
pub(crate) struct ResultsPage {
    pub frame: Frame,
    pub form: SearchForm,
    pub errors: FieldErrors,
    /// Why the search was refused as a whole; empty when it was not.
    pub refused: String,
    pub qualifications: Vec<(String, String)>,
    /// To name the register of an entry.
    pub registers: Vec<RegisterSummary>,
    /// `None` when the form was wrong.
    pub found: Option<Found>,
}

impl ResultsPage {
    /// The name of an entry's register, and of its authority where the register does not tell: 准看護師籍（東京都）.
    pub(crate) fn register_of(&self, entry: &FoundEntry) -> String {
        let same = |register: &&RegisterSummary| {
            register.qualification == entry.qualification && register.authority == entry.authority
        };
        match self.registers.iter().find(same) {
            Some(register) => register_title(register),
            None => format!("{}（{}）", entry.qualification, entry.authority),
        }
    }
}

/// A register's name, with its authority in brackets when it is not the minister.
pub(crate) fn register_title(register: &RegisterSummary) -> String {
    if register.authority == "JP" {
        register.register_name.clone()
    } else {
        format!("{}（{}）", register.register_name, register.authority_name)
    }
}

/// A state in words; the entry's page takes the words of the use case.
pub(crate) fn state_name(state: &str) -> &str {
    match state {
        "active" => "登録中",
        "suspended" => "停止中",
        "revoked" => "取消し",
        "deleted" => "抹消",
        other => other,
    }
}
