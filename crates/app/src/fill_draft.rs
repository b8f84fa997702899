//! The pages of a form: what is known filled in, what can change, what is still missing.

use law::{AuthorityKind, Both, Lang, PersonKind, Procedure, WrittenAs};
use registry::item::EntryItem;
use registry::present::CLEARED;

use crate::act_body::items_of;
use crate::cases::today_for;
use crate::licence_form::LicenceForm;
use crate::show_case::label;
use crate::start_case::OpenDraft;
use crate::time::parse_date;
use crate::view::{AskedView, PersonChoice, declaration_faults};
use crate::{App, AppError, Application};

/// The document under which a paper is kept that was added to a case on request.
pub const SUPPLEMENTED: &str = "supplementation";

/// The document under which the scans of an application lie that came on paper.
pub const SCANNED: &str = "scanned-application";

/// An item that the form can change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangeableItem {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub name: Both,
    /// What is registered now.
    pub old: String,
    /// As what kind of date it is written; none where it is no date.
    pub written: Option<WrittenAs>,
}

/// A draft as its form pages show it.
#[derive(Clone, Debug)]
pub struct FormView {
    /// The draft's id, and later the case's.
    pub id: String,
    /// What the qualification is called.
    pub qualification: Both,
    /// Who keeps the register.
    pub authority: Both,
    /// The procedure, by its code and in words.
    pub procedure: (&'static str, Both),
    /// As printed; empty for a new licence.
    pub number: String,
    /// What a new licence has besides; none where the procedure is about an entry.
    pub licence: Option<LicenceForm>,
    /// The items that a change can be about; none where the procedure changes none.
    pub items: Vec<ChangeableItem>,
    /// Who may speak for the applicant.
    pub persons: Vec<PersonChoice>,
    /// Whether the applicant's number came with it; none where it cannot: the procedure is about an entry, or it is known already, or no card
    /// is read here.
    pub number_given: Option<bool>,
    /// What was filled in.
    pub application: Application,
    /// What the next saving names.
    pub version: i64,
    /// What the law asks, or why the procedure is not there for this situation.
    pub asked: Result<AskedView, AppError>,
    /// What is missing or wrong before it can be sent, each at its field.
    pub faults: Vec<(String, Both)>,
}

impl App {
    pub(crate) fn form_view(&self, open: &OpenDraft) -> FormView {
        let names = self.register_names(&open.register, self.today());
        let asked = self.requirements(open);
        let licence = self.licence_form(open);
        let mut faults = match &licence {
            Some(form) => self.licence_faults(&open.application, form),
            None => self.change_faults(open),
        };
        if let Ok(asked) = &asked {
            faults.extend(declaration_faults(asked, &open.application.declared));
        }
        let view = asked.map(|asked| AskedView::of(&asked, |code| self.code_words(code)));
        FormView {
            id: open.draft.id.to_string(),
            qualification: names.qualification,
            authority: names.authority,
            procedure: (open.procedure.code(), procedure_words(open.procedure)),
            number: registry::item::get(&open.entry.present, EntryItem::Number)
                .unwrap_or_default()
                .to_owned(),
            items: self.changeable(open),
            licence,
            persons: self.expected_persons(&open.entry.present),
            version: open.draft.version,
            number_given: self.number_offer(open),
            asked: view,
            faults,
            application: open.application.clone(),
        }
    }

    /// Who may speak for the applicant; whoever the entry leads to expect is the first.
    fn expected_persons(&self, present: &str) -> Vec<PersonChoice> {
        let registered = registry::item::get(present, EntryItem::Domicile).unwrap_or_default();
        let all = self.rules().authorities().iter();
        let prefectures = all.filter(|authority| authority.kind == AuthorityKind::Prefecture);
        PersonChoice::expected(registered, prefectures.map(|prefecture| prefecture.name_ja.as_str()))
    }

    /// The items that can change: those whose change the law speaks of, else those that identify the person.
    fn changeable(&self, open: &OpenDraft) -> Vec<ChangeableItem> {
        if open.procedure != Procedure::Change {
            return Vec::new();
        }
        let rules = self.rules().on(today_for(&open.application, self));
        let Some(qualification) = rules.qualification(&open.register.qualification) else {
            return Vec::new();
        };
        let registered = qualification.register().yes().map_or(&[][..], |r| r.value().items.as_slice());
        let duty = qualification.change().yes();
        let spoken = |code: &String| match &duty {
            Some(duty) => duty.value().is_triggered_by(code),
            None => self.rules().item(code).is_some_and(|item| item.identity),
        };
        registered
            .iter()
            .filter(|code| spoken(code))
            .map(|code| ChangeableItem {
                code: code.clone(),
                name: label(self.rules(), code),
                old: old_value(&open.entry.present, code),
                written: self.rules().item(code).and_then(|item| item.written),
            })
            .collect()
    }

    /// What is wrong with the values of a change, each at its field.
    fn change_faults(&self, open: &OpenDraft) -> Vec<(String, Both)> {
        if open.procedure != Procedure::Change {
            return Vec::new();
        }
        self.faults_of(&open.application, &open.entry.present)
    }

    pub(crate) fn faults_of(&self, application: &Application, present: &str) -> Vec<(String, Both)> {
        let mut faults = Vec::new();
        for (code, value) in &application.changed {
            let name = label(self.rules(), code);
            let fault = value_fault((code, value), &old_value(present, code), &name);
            faults.extend(fault.map(|words| (code.clone(), words)));
        }
        if application.happened_on.parse::<jiff::civil::Date>().is_err() {
            faults.push((
                "happened_on".to_owned(),
                Both::new("変わった日を入力してください。", "Enter the day of the change."),
            ));
        }
        faults
    }

    /// What a code of the rules means, for people: a document, a way, an inquiry, an item. A word that is no code stays as it is.
    #[must_use]
    pub fn code_words(&self, code: &str) -> Both {
        match self.rules().document(code) {
            Some(document) => {
                Both::new(document.label(Lang::Ja), crate::entry_words::capital(document.label(Lang::En)))
            }
            None if code == "signing-certificate" => {
                Both::new("署名用電子証明書の有効性", "Whether the signing certificate stands")
            }
            None if code == SUPPLEMENTED => Both::new("補正で足した書類", "Added when it was asked for"),
            None if code == SCANNED => Both::new("申請書の読み取り画像", "Scan of the application"),
            None => label(self.rules(), code),
        }
    }

    /// The day of a change as it was typed, as the form keeps it.
    ///
    /// # Errors
    /// It is no whole date, or lies ahead.
    pub fn day_of_change(&self, typed: &str) -> Result<String, Both> {
        if typed.is_empty() {
            return Ok(String::new());
        }
        let day = parse_date(typed).map_err(|error| Both::new(error.for_person, error.for_person_en))?;
        if day > self.today() {
            return Err(Both::new("変わった日が先の日になっています。", "The day of the change lies ahead."));
        }
        Ok(day.to_string())
    }
}

fn old_value(present: &str, code: &str) -> String {
    let item = EntryItem::of_code(code);
    item.and_then(|item| registry::item::get(present, item)).unwrap_or_default().to_owned()
}

fn value_fault((code, value): (&String, &String), old: &str, name: &Both) -> Option<Both> {
    if value.is_empty() || value == CLEARED {
        return Some(Both::new(
            format!("「{}」の変更後の内容を入力してください。", name.ja),
            format!("{}: enter what it is now.", name.en),
        ));
    }
    if value == old {
        return Some(Both::new(
            format!("「{}」が、いまの登録と同じです。", name.ja),
            format!("{}: it is the same as registered.", name.en),
        ));
    }
    let fault = items_of(std::iter::once((code, value))).err()?;
    let without_code = |words: String| words.replacen(code.as_str(), "", 1);
    Some(Both::new(
        format!("{}{}", name.ja, without_code(fault.for_person)),
        format!("{}{}", name.en, without_code(fault.for_person_en)),
    ))
}

/// What a procedure is called.
pub(crate) fn procedure_words(procedure: Procedure) -> Both {
    let en = crate::entry_words::capital(procedure.label(Lang::En));
    Both::new(procedure.label(Lang::Ja), en)
}

impl PersonChoice {
    /// All kinds of persons.
    pub(crate) fn all() -> Vec<Self> {
        let one = |(code, kind): &(&'static str, PersonKind)| Self {
            code,
            name: Both::new(kind.label(Lang::Ja), crate::entry_words::capital(kind.label(Lang::En))),
        };
        PersonKind::ALL.iter().map(one).collect()
    }

    /// All kinds of persons. Where a nationality is registered in the place of a domicile, those who live here with it come first.
    fn expected<'p>(registered: &str, mut prefectures: impl Iterator<Item = &'p str>) -> Vec<Self> {
        let mut all = Self::all();
        let japanese = registered.is_empty() || prefectures.any(|name| registered.starts_with(name));
        if !japanese {
            let resident = PersonKind::Resident.code();
            all.sort_by_key(|choice| choice.code != resident);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registered_nationality_leads_to_expect_a_resident_of_it() {
        let first = |registered| PersonChoice::expected(registered, ["東京都", "北海道"].into_iter())[0].code;
        let japanese = PersonChoice::all()[0].code;
        assert_eq!(first("北海道"), japanese);
        assert_eq!(first("東京都架空区"), japanese);
        assert_eq!(first(""), japanese, "nothing is known");
        assert_eq!(first("韓国"), PersonKind::Resident.code());
    }
}
