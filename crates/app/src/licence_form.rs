//! What the form for a new licence has besides: the items that an applicant writes, the examination, what the papers turn on.

use jiff::civil::Date;
use law::{Both, Deadline, Fact, Lang, PrerequisiteKind, Procedure, QualificationOn, WrittenAs};
use registry::date::PartialDate;
use registry::requirement::{NumberFact, Requirement, assess};
use store::register::Register;

use crate::act_body::items_of;
use crate::cases::{BY_DETAILS, CERTIFICATE_WAY, DETAILS_WAY, today_for};
use crate::fill_draft::ChangeableItem;
use crate::show_case::label;
use crate::start_case::OpenDraft;
use crate::time::parse_date;
use crate::{App, AppError, Application, ErrorKind};

/// How a pass is shown when it is shown by papers: nothing is written.
const BY_PAPERS: &str = "papers";

/// The examination on which a licence rests, and what can be written of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExamAsked {
    /// Its name, in Japanese.
    pub name: String,
    /// Who holds it, in Japanese.
    pub body: String,
    /// Where that is said.
    pub citation: String,
    /// A paper that shows the pass need not come where month, place and number are written.
    pub details: bool,
    /// The paper that shows the pass, by its code; empty where none is asked for.
    pub document: String,
    /// It need not come where the number of the pass certificate is written.
    pub certificate: bool,
}

/// What the form for a new licence has besides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LicenceForm {
    /// The items that the applicant writes; those without which there is no entry are marked.
    pub written: Vec<(ChangeableItem, bool)>,
    /// The examination, where there is one.
    pub exam: Option<ExamAsked>,
    /// From which day the time to apply counts, where the law sets one.
    pub counted_from: Option<Both>,
    /// Do papers turn on whether it rests on graduation?
    pub by_graduation: bool,
    /// Do papers turn on whether they bear another name?
    pub names_differ: bool,
}

impl App {
    /// What the form of a draft for a new licence has besides; none where it is about an entry.
    pub(crate) fn licence_form(&self, open: &OpenDraft) -> Option<LicenceForm> {
        if open.is_new() { self.licence_form_of(&open.register, &open.application) } else { None }
    }

    /// The same of a case that has no entry yet.
    pub(crate) fn licence_form_of(
        &self,
        register: &Register,
        application: &Application,
    ) -> Option<LicenceForm> {
        let rules = self.rules().on(today_for(application, self));
        let of = rules.qualification(&register.qualification)?;
        let held = of.register().yes().map_or(&[][..], |r| r.value().items.as_slice());
        let written = held.iter().filter_map(|code| {
            let item = self.rules().item(code).filter(|item| item.applicant)?;
            let name = label(self.rules(), code);
            let (code, old, written) = (code.clone(), String::new(), item.written);
            Some((ChangeableItem { code, name, old, written }, item.identity))
        });
        Some(LicenceForm {
            written: written.collect(),
            // Whoever is qualified by graduation has passed none.
            exam: if application.by_graduation { None } else { self.exam_asked(&of, &register.authority) },
            counted_from: counted_from(&of),
            by_graduation: turns_on(&of, Fact::GraduateRoute),
            names_differ: turns_on(&of, Fact::NamesDiffer),
        })
    }

    /// The examination of a qualification, and what can be written of it in the place of papers.
    pub(crate) fn exam_asked(&self, of: &QualificationOn<'_>, authority: &str) -> Option<ExamAsked> {
        let exam = of.exam().yes().filter(|exam| exam.value().exists)?;
        let rules = self.rules().on(of.day());
        let mut application = Application::default();
        application.exam.how = BY_PAPERS.to_owned();
        let asked = application.situation(
            of.file().id().as_str(),
            Procedure::NewRegistration,
            (authority, NumberFact::Given),
        );
        let asked = assess(&rules, &asked).ok();
        let takes = |item: &Requirement, code: &str| item.ways().iter().any(|way| way.code == code);
        let items = asked.iter().flat_map(|asked| &asked.items);
        let shows = items.into_iter().find(|item| takes(item, DETAILS_WAY) || takes(item, CERTIFICATE_WAY));
        Some(ExamAsked {
            name: exam.value().name.clone().unwrap_or_default(),
            body: exam.value().body.clone().unwrap_or_default(),
            citation: exam.citation().to_owned(),
            details: shows.is_some_and(|item| takes(item, DETAILS_WAY)),
            certificate: shows.is_some_and(|item| takes(item, CERTIFICATE_WAY)),
            document: shows.map(|item| item.code.clone()).unwrap_or_default(),
        })
    }

    /// How the pass is shown as long as the applicant has not said: in the way that needs no paper.
    pub(crate) fn usual_exam(&self, of: &QualificationOn<'_>, authority: &str) -> &'static str {
        let rests = of.prerequisites().any(|rule| rule.value().kind == PrerequisiteKind::Exam);
        let written = self.exam_asked(of, authority).is_some_and(|exam| exam.details);
        if rests && written { BY_DETAILS } else { "" }
    }

    /// What is wrong with an application for a new licence, each at its field.
    pub(crate) fn licence_faults(
        &self,
        application: &Application,
        form: &LicenceForm,
    ) -> Vec<(String, Both)> {
        let mut faults: Vec<(String, Both)> = Vec::new();
        for (item, needed) in &form.written {
            let value = application.changed.get(&item.code).map_or("", String::as_str);
            let fault = self.written_fault((&item.code, value, *needed), &item.name);
            faults.extend(fault.map(|words| (item.code.clone(), words)));
        }
        let day = application.happened_on.parse::<Date>();
        if let Some(start) = form.counted_from.as_ref().filter(|_| day.is_err()) {
            let words = Both::new(
                format!("「{}」を入力してください。", start.ja),
                format!("Enter the date of {}.", start.en),
            );
            faults.push(("happened_on".to_owned(), words));
        }
        if form.exam.is_some() {
            faults.extend(exam_faults(application));
        }
        faults
    }

    fn written_fault(&self, (code, value, needed): (&String, &str, bool), name: &Both) -> Option<Both> {
        if value.is_empty() {
            return needed.then(|| {
                Both::new(format!("「{}」を入力してください。", name.ja), format!("{}: enter it.", name.en))
            });
        }
        if let Some(read) = self.date_as_kept(code, value) {
            return read.err();
        }
        let fault = items_of(std::iter::once((code, &value.to_owned()))).err()?;
        let plain = |words: String| words.replacen(code.as_str(), "", 1);
        Some(Both::new(
            format!("{}{}", name.ja, plain(fault.for_person)),
            format!("{}{}", name.en, plain(fault.for_person_en)),
        ))
    }

    /// A date that an applicant writes, as forms keep it: a day, or a month where the item is one. None where the item is no date.
    #[must_use]
    pub fn date_as_kept(&self, code: &str, typed: &str) -> Option<Result<String, Both>> {
        Some(match self.rules().item(code)?.written? {
            WrittenAs::Day => self.past_day(typed),
            WrittenAs::Month => self.past_month(typed),
        })
    }

    fn past_month(&self, typed: &str) -> Result<String, Both> {
        match PartialDate::parse(typed.trim()) {
            Ok(month @ PartialDate::Month(..))
                if month.earliest().is_some_and(|first| first > self.today()) =>
            {
                Err(Both::new("先の年月になっています。", "That month lies ahead."))
            }
            Ok(month @ PartialDate::Month(..)) => Ok(month.to_string()),
            _ => Err(Both::new(
                "年と月で入力してください（例：令和8年3月、2026-03）。",
                "Enter year and month, as in 2026-03.",
            )),
        }
    }

    /// A day as it was typed, as forms keep it.
    ///
    /// # Errors
    /// It is no whole date, or lies ahead.
    pub fn past_day(&self, typed: &str) -> Result<String, Both> {
        if typed.is_empty() {
            return Ok(String::new());
        }
        let day = parse_date(typed).map_err(|error| Both::new(error.for_person, error.for_person_en))?;
        if day > self.today() {
            return Err(Both::new("先の日になっています。", "That day lies ahead."));
        }
        Ok(day.to_string())
    }
}

/// What is said to be written of the examination is written.
pub(crate) fn exam_is_written(application: &Application) -> Result<(), AppError> {
    match exam_faults(application).into_iter().next() {
        Some((_, words)) => Err(AppError::new(ErrorKind::BadInput, words.ja, words.en)),
        None => Ok(()),
    }
}

fn exam_faults(application: &Application) -> Vec<(String, Both)> {
    let exam = &application.exam;
    let chosen = |way: &str| application.ways.values().any(|chosen| chosen == way);
    let some = [&exam.month, &exam.place, &exam.number].into_iter().any(|typed| !typed.is_empty());
    let mut faults = Vec::new();
    let mut fault = |field: &str, ja: &str, en: &str| faults.push((field.to_owned(), Both::new(ja, en)));
    // Whoever writes something of it writes what can be found in a list.
    if (exam.how == BY_DETAILS || chosen(DETAILS_WAY) || some) && exam.sitting().is_none() {
        if registry::exam::Sitting::read(&exam.month, "", "1").is_err() {
            fault(
                "exam_month",
                "試験の施行年月を、年と月で入力してください（例：令和8年2月、2026-02）。",
                "Enter year and month of the examination, as in 2026-02.",
            );
        }
        if registry::exam::Sitting::read("2000-01", "", &exam.number).is_err() {
            fault("exam_number", "受験番号を入力してください。", "Enter the number under which you sat it.");
        }
    }
    if (exam.how == "certificate" || chosen(CERTIFICATE_WAY)) && exam.certificate.trim().is_empty() {
        fault(
            "exam_certificate",
            "合格証書の番号を入力してください。",
            "Enter the number of the pass certificate.",
        );
    }
    faults
}

fn counted_from(of: &QualificationOn<'_>) -> Option<Both> {
    match of.new_registration().yes()?.value().deadline {
        Deadline::Days { from, .. } | Deadline::Months { from, .. } => {
            Some(Both::new(from.label(Lang::Ja), from.label(Lang::En)))
        }
        Deadline::WithoutDelay | Deadline::Promptly | Deadline::NoDeadline => None,
    }
}

/// Whether a document of a new registration is asked for only where a fact holds.
fn turns_on(of: &QualificationOn<'_>, fact: Fact) -> bool {
    of.all_attachments()
        .filter(|(key, _)| key.procedure == Procedure::NewRegistration)
        .filter_map(|(_, found)| found.yes())
        .any(|ruled| ruled.value().only_when.contains(&fact))
}
