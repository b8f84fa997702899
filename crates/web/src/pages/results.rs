//! `/desk/entries?…`: what a search found.

use app::view::{Found, FoundEntry, RegisterSummary};
use askama::Template;

use super::Frame;
use crate::forms::{FieldErrors, SearchForm};
use crate::html;
use crate::lang::Lang;

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
    /// A state in words.
    pub(crate) fn state(&self, code: &str) -> String {
        self.frame.lang.both(&app::state_words(code)).to_owned()
    }

    /// The name of an entry's register, and of its authority where the register does not tell: 准看護師籍（東京都）.
    pub(crate) fn register_of(&self, entry: &FoundEntry) -> String {
        let same = |register: &&RegisterSummary| {
            register.qualification == entry.qualification && register.authority == entry.authority
        };
        match self.registers.iter().find(same) {
            Some(register) => register_title(register, self.frame.lang),
            None => format!("{} ({})", entry.qualification, entry.authority),
        }
    }
}

/// A register's name, with its authority in brackets when it is not the minister.
pub(crate) fn register_title(register: &RegisterSummary, lang: Lang) -> String {
    let name = lang.t(&register.register_name, &register.register_name_en);
    match (register.authority.as_str(), lang) {
        ("JP", _) => name.to_owned(),
        (_, Lang::Ja) => format!("{name}（{}）", register.authority_name),
        (_, Lang::En) => format!("{name} ({})", register.authority_name_en),
    }
}
