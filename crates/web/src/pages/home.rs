//! `/desk`: the search form and the registers.

use app::view::RegisterSummary;
use askama::Template;

use super::Frame;
use crate::forms::{FieldErrors, SearchForm};
use crate::html;
use crate::lang::Lang;

/// The desk's home.
#[derive(Template)]
#[template(path = "desk/home.html")]
pub(crate) struct HomePage {
    pub frame: Frame,
    pub form: SearchForm,
    pub errors: FieldErrors,
    /// For the select: rule id and name.
    pub qualifications: Vec<(String, String)>,
    /// Those with entries, the largest first.
    pub registers: Vec<RegisterSummary>,
}

/// The qualifications of some registers, each once, in their order: rule id and name.
pub(crate) fn qualifications(registers: &[RegisterSummary], lang: Lang) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for register in registers {
        if !all.iter().any(|(id, _)| *id == register.qualification) {
            let name = lang.t(&register.qualification_name, &register.qualification_name_en);
            all.push((register.qualification.clone(), name.to_owned()));
        }
    }
    all
}

/// At most so many registers on the desk's home; all of them stand on their own page.
const SHOWN: usize = 8;

/// The registers with entries or with an import under way, the largest first.
pub(crate) fn largest(registers: &[RegisterSummary]) -> Vec<RegisterSummary> {
    let in_use =
        |register: &&RegisterSummary| register.importing.is_some() || register.entries.unwrap_or(0) > 0;
    let mut all: Vec<RegisterSummary> = registers.iter().filter(in_use).cloned().collect();
    all.sort_by_key(|register| std::cmp::Reverse(register.entries.max(register.importing)));
    all.truncate(SHOWN);
    all
}
