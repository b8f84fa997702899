//! Who asks for what.

use std::collections::BTreeSet;

use jiff::civil::Date;
use law::{Channel, HolderScope, PersonKind, Procedure};

/// What the register knows of a person's number. *Given* and *found* are two facts; only *given* lifts anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[doc(alias = "個人番号の提供")]
pub enum NumberFact {
    /// Nothing.
    #[default]
    None,
    /// The holder gave it.
    Given,
    /// It was found by inquiry.
    Found,
}

impl NumberFact {
    /// The code under which the link of an entry keeps it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Given => "given",
            Self::Found => "found",
        }
    }

    /// The fact of a code; anything unknown is no number.
    #[must_use]
    pub fn of_code(code: &str) -> Self {
        match code {
            "given" => Self::Given,
            "found" => Self::Found,
            _ => Self::None,
        }
    }
}

/// Whoever files: perhaps not yet, or no longer, a holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(alias = "申請者")]
pub struct Applicant {
    /// Which records speak for them.
    pub kind: PersonKind,
    /// Is their number known, and how?
    pub number: NumberFact,
    /// Do they hold a card with a signing certificate?
    pub has_card: bool,
    /// On what the office that receives may turn (at work, by graduation …).
    pub scope: HolderScope,
}

/// Who asks for what, how, and with which facts. The day is that of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    /// The qualification's id.
    pub qualification: String,
    /// The procedure.
    pub procedure: Procedure,
    /// On-line or on paper.
    pub channel: Channel,
    /// Who asks.
    pub applicant: Applicant,
    /// The authority that keeps the register: fees may be its own.
    pub authority: Option<String>,
    /// Codes of the items that change.
    pub changed: BTreeSet<String>,
    /// The day of the change, or whatever the duty counts from.
    pub happened_on: Option<Date>,
    /// Is a rewritten certificate wanted?
    pub rewriting_wanted: bool,
    /// Does the name differ from that on the supporting papers?
    pub names_differ: bool,
    /// Are date, place and number of the examination written in the form?
    pub exam_details_written: bool,
    /// Does the qualification rest on graduation?
    pub by_graduation: bool,
}

impl Situation {
    /// A Japanese national living in Japan who has a card, gave the number, and files on-line.
    #[must_use]
    pub fn online(qualification: &str, procedure: Procedure) -> Self {
        Self {
            qualification: qualification.to_owned(),
            procedure,
            channel: Channel::Online,
            applicant: Applicant {
                kind: PersonKind::JapaneseInJapan,
                number: NumberFact::Given,
                has_card: true,
                scope: HolderScope::Any,
            },
            authority: None,
            changed: BTreeSet::new(),
            happened_on: None,
            rewriting_wanted: false,
            names_differ: false,
            exam_details_written: false,
            by_graduation: false,
        }
    }

    /// The same on paper.
    #[must_use]
    pub fn on_paper(mut self) -> Self {
        self.channel = Channel::Paper;
        self
    }

    /// The same with these items changing.
    #[must_use]
    pub fn changing<'a>(mut self, items: impl IntoIterator<Item = &'a str>) -> Self {
        self.changed = items.into_iter().map(str::to_owned).collect();
        self
    }

    pub(super) fn changes(&self, item: &str) -> bool {
        self.changed.contains(item)
    }
}
