//! Correcting an application that was sent, because an officer asked for it: what can be corrected, what is asked of the corrected one, and
//! what is wrong with a correction.

use law::{Both, Procedure};
use registry::requirement::{NumberFact, Requirements, assess};

use crate::cases::{CaseKey, Loaded, not_there, today_for, unfit};
use crate::fill_draft::ChangeableItem;
use crate::show_case::label;
use crate::view::{AskedView, PersonChoice, declaration_faults};
use crate::{App, AppError, Application, Applying, LicenceForm};

/// What an applicant can correct in an application that was sent.
#[derive(Clone, Debug)]
pub struct Correctable {
    /// The items: of a new licence all that an applicant writes, also those that were left out; else those that the application changes.
    pub items: Vec<ChangeableItem>,
    /// Whose records may speak for the applicant.
    pub persons: Vec<PersonChoice>,
    /// What a new licence asks besides; none where it is about an entry.
    pub licence: Option<LicenceForm>,
    /// What is asked of the corrected application; none where there is no such application.
    pub asked: Option<AskedView>,
}

impl App {
    /// What can be corrected in a case, as it is corrected so far.
    ///
    /// # Errors
    /// There is no such case of this account.
    pub async fn list_correctable(
        &self,
        who: &Applying,
        key: CaseKey,
        corrected: &Application,
    ) -> Result<Correctable, AppError> {
        let loaded = self.own_case(&who.account, key).await?;
        let corrected = sent_then(&loaded, corrected);
        let licence = self.licence_of_case(&loaded, &corrected);
        let item = |code: &String| {
            let name = label(self.rules(), code);
            let written = self.rules().item(code).and_then(|item| item.written);
            ChangeableItem { code: code.clone(), name, old: String::new(), written }
        };
        let items = match &licence {
            Some(form) => form.written.iter().map(|(item, _)| item.clone()).collect(),
            None => loaded.form.changed.keys().map(item).collect(),
        };
        let asked = self.asked_of_case(who, &loaded, &corrected).await.ok();
        let asked = asked.map(|asked| AskedView::of(&asked, |code| self.code_words(code)));
        Ok(Correctable { items, persons: PersonChoice::all(), licence, asked })
    }

    /// What is wrong with a corrected application of a case, each at its field.
    ///
    /// # Errors
    /// There is no such case of this account.
    pub async fn check_correction(
        &self,
        who: &Applying,
        key: CaseKey,
        corrected: &Application,
    ) -> Result<Vec<(String, Both)>, AppError> {
        let loaded = self.own_case(&who.account, key).await?;
        let corrected = sent_then(&loaded, corrected);
        let mut faults = match self.licence_of_case(&loaded, &corrected) {
            Some(form) => {
                let mut faults = self.licence_faults(&corrected, &form);
                let written = |code: &&String| form.written.iter().any(|(item, _)| item.code == **code);
                let others = corrected.changed.keys().filter(|code| !written(code));
                faults.extend(others.map(|code| (code.clone(), not_theirs(&label(self.rules(), code)))));
                faults
            }
            None => match loaded.row.entry {
                Some(entry) if !corrected.changed.is_empty() => {
                    let (entry, _) = self.own_entry(who, entry).await?;
                    self.faults_of(&corrected, &entry.present)
                }
                _ => Vec::new(),
            },
        };
        match self.asked_of_case(who, &loaded, &corrected).await {
            Ok(asked) => faults.extend(declaration_faults(&asked, &corrected.declared)),
            Err(error) => {
                faults.push(("person".to_owned(), Both::new(error.for_person, error.for_person_en)));
            }
        }
        Ok(faults)
    }

    /// What the law of the day of the first sending asks of the application of a case, as it is now.
    pub(crate) async fn asked_of_case(
        &self,
        who: &Applying,
        loaded: &Loaded,
        form: &Application,
    ) -> Result<Requirements, AppError> {
        let procedure = Procedure::from_code(&loaded.row.procedure).ok_or_else(not_there)?;
        let number = match loaded.row.entry {
            _ if !form.sealed_number.is_empty() => NumberFact::Given,
            Some(entry) => self.own_entry(who, entry).await?.1,
            None => self.own_number(who).await?,
        };
        let of = (loaded.register.authority.as_str(), number);
        let situation = form.situation(&loaded.register.qualification, procedure, of);
        let rules = self.rules().on(today_for(form, self));
        assess(&rules, &situation).map_err(|found| unfit(&found))
    }

    fn licence_of_case(&self, loaded: &Loaded, form: &Application) -> Option<LicenceForm> {
        if loaded.row.entry.is_some() {
            return None;
        }
        self.licence_form_of(&loaded.register, form)
    }
}

/// The day of the first sending stays: by it the case is judged. So does the number that came with it.
pub(crate) fn sent_then(loaded: &Loaded, corrected: &Application) -> Application {
    let (sent_on, sealed_number) = (loaded.form.sent_on.clone(), loaded.form.sealed_number.clone());
    Application { sent_on, sealed_number, ..corrected.clone() }
}

fn not_theirs(item: &Both) -> Both {
    Both::new(
        format!("「{}」は申請で決める事項ではありません。", item.ja),
        format!("{}: this is not for the applicant to write.", item.en),
    )
}
