//! What an applicant fills in: kept as a draft, signed as a form, stored as it was sent.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use law::{Channel, Established, PersonKind, Procedure, RulesOn};
use registry::case::{Choices, Declared};
use registry::exam::Sitting;
use registry::requirement::{Applicant, NumberFact, Situation, Unfit};
use serde::{Deserialize, Serialize};

use super::PaperFiling;
use crate::time::today_in_japan;
use crate::{App, AppError, ErrorKind};

/// The kind of record under which the form that was sent stands.
pub(crate) const FORM: &str = "form";
/// Changed items of one application at most: no register has more.
const MOST_ITEMS: usize = 40;
/// Characters of one value.
const LONGEST: usize = 2_000;
/// The pass is shown by month, place and number of the examination, written in the form.
pub(crate) const BY_DETAILS: &str = "details";
/// The ways of a document in which something about the examination is written down: that, and the number of the pass certificate.
pub(crate) const DETAILS_WAY: &str = "exam-date-place-number-entry";
pub(crate) const CERTIFICATE_WAY: &str = "pass-certificate-number-entry";

/// An application, as far as it is filled in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[doc(alias = "申請")]
pub struct Application {
    /// What changes: the item's code and its new value.
    pub changed: BTreeMap<String, String>,
    /// The day of the change, ISO; empty while it is not known.
    pub happened_on: String,
    /// Is a rewritten certificate wanted?
    pub rewriting: bool,
    /// Which records speak for the applicant: a code of `PersonKind`.
    pub person: String,
    /// For a new licence: does it rest on graduation?
    pub by_graduation: bool,
    /// For a new licence: do the papers bear another name than the applicant has now?
    pub names_differ: bool,
    /// How each needed document comes.
    pub ways: BTreeMap<String, String>,
    /// For a new licence: where, when and under which number the examination was passed.
    pub exam: ExamEntry,
    /// The code of an electronic certificate of the family register, where a document comes in that way. It is used when the
    /// application is sent, and not kept.
    pub koseki_code: String,
    /// For a new licence: the vault's handle of the number that came with it from the card, in hexadecimal; empty where none did. Nobody
    /// types it.
    pub sealed_number: String,
    /// What is declared.
    pub declared: BTreeMap<String, Declared>,
    /// The day on which it was sent, ISO; empty in a draft.
    pub sent_on: String,
    /// How it came on paper; none where it was filled in on line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper: Option<Box<PaperFiling>>,
}

/// An examination as an applicant writes it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[doc(alias = "試験の施行年月・受験地・受験番号")]
pub struct ExamEntry {
    /// The month, `2026-02` or as people write it.
    pub month: String,
    /// The place.
    pub place: String,
    /// The number of the examinee.
    pub number: String,
    /// The number of the pass certificate, where that is written.
    pub certificate: String,
    /// How the pass is shown: `details`, `certificate`, `papers`; empty where nothing turns on it.
    pub how: String,
}

impl ExamEntry {
    /// The sitting, as the lists have it; none where it is not written or cannot be read.
    pub(crate) fn sitting(&self) -> Option<Sitting> {
        Sitting::read(&self.month, &self.place, &self.number).ok()
    }

    /// Are month, place and number written, or, in a draft, chosen to be?
    fn is_by_details(&self, sent_on: &str) -> bool {
        self.sitting().is_some() || sent_on.is_empty() && self.how == BY_DETAILS
    }
}

impl Application {
    /// The text that is kept.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The application of a text; an empty one is an application in which nothing is filled in.
    ///
    /// # Errors
    /// When it is no application's.
    pub fn from_text(text: &str) -> Result<Self, AppError> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_str(text).map_err(|error| {
            AppError::new(ErrorKind::Internal, "申請を読めません。", "The application cannot be read.")
                .with_detail(error)
        })
    }

    /// Whether it may be kept as it is.
    pub(crate) fn check(&self) -> Result<(), AppError> {
        let exam = [&self.exam.month, &self.exam.place, &self.exam.number, &self.exam.certificate];
        let values = self.changed.values().chain(self.declared.values().map(|declared| &declared.words));
        let paper = self.paper.iter().flat_map(|paper| [&paper.receipt, &paper.reply_to]);
        let values = values.chain(exam).chain([&self.koseki_code]).chain(paper);
        let longest = values.map(|value| value.chars().count()).max().unwrap_or(0);
        if self.changed.len() > MOST_ITEMS || longest > LONGEST {
            return Err(AppError::new(
                ErrorKind::BadInput,
                "入力が長すぎます。短くしてください。",
                "What was typed is too long. Please make it shorter.",
            ));
        }
        Ok(())
    }

    /// Which records speak for the applicant.
    pub(crate) fn kind(&self) -> PersonKind {
        PersonKind::from_code(&self.person).unwrap_or(PersonKind::JapaneseInJapan)
    }

    /// On line, or on paper.
    pub(crate) const fn channel(&self) -> Channel {
        if self.paper.is_some() { Channel::Paper } else { Channel::Online }
    }

    /// What the requirement engine is asked.
    pub(crate) fn situation(
        &self,
        qualification: &str,
        procedure: Procedure,
        (authority, number): (&str, NumberFact),
    ) -> Situation {
        let online = Situation::online(qualification, procedure);
        Situation {
            channel: self.channel(),
            applicant: Applicant { kind: self.kind(), number, ..online.applicant },
            authority: Some(authority.to_owned()),
            changed: self.changed.keys().cloned().collect(),
            happened_on: self.happened_on.parse().ok(),
            rewriting_wanted: self.rewriting,
            exam_details_written: !self.by_graduation && self.exam.is_by_details(&self.sent_on),
            by_graduation: self.by_graduation,
            names_differ: self.names_differ,
            ..online
        }
    }

    /// What the state machine is told.
    pub(crate) fn choices(&self) -> Choices {
        Choices { ways: self.ways.clone(), declared: self.declared.clone() }
    }
}

/// The day by whose rules a case is judged: that on which it was sent, or on paper arrived.
pub(crate) fn today_for(application: &Application, app: &App) -> Date {
    let arrived = application.paper.as_ref().map(|paper| paper.received_on.as_str());
    let day = [Some(application.sent_on.as_str()), arrived].into_iter().flatten();
    day.filter_map(|day| day.parse().ok()).next().unwrap_or_else(|| app.today())
}

/// A procedure that is not there for a situation.
pub(crate) fn unfit(unfit: &Unfit) -> AppError {
    AppError::of(ErrorKind::BadInput, unfit.words())
}

/// Whether two officers sign what is decided at the desk.
pub(crate) fn two_officers(rules: &RulesOn<'_>, procedure: &str) -> bool {
    let rule = Procedure::from_code(procedure).map(|procedure| rules.procedure(procedure));
    rule.and_then(Established::yes).is_some_and(|rule| rule.value().two_officers)
}

impl App {
    /// The day so many days after another, by a number of `rules/procedures.toml`; an end on a closed day of offices moves on.
    pub(crate) fn day_after(&self, what: &str, day: Date) -> Option<Date> {
        let days = self.rules().on(day).case_value(what).yes()?.value().number;
        let last = day.checked_add(i64::from(days).days()).ok()?;
        Some(self.rules().calendar().rolled(last).yes().map_or(last, |due| due.day))
    }

    /// The day: the national systems', where there are any (an invented country has its own), else the clock's.
    #[must_use]
    pub fn today(&self) -> Date {
        self.systems().map_or_else(today_in_japan, |systems| systems.today())
    }
}
