//! Correcting an application that was sent, because an officer asked for it: what can be corrected, and what is wrong with a correction.

use law::Both;

use crate::cases::CaseKey;
use crate::fill_draft::ChangeableItem;
use crate::show_case::label;
use crate::{App, AppError, Application, Applying};

impl App {
    /// The items that an applicant can correct: of a new licence all that an applicant writes, also those that were left out; else those
    /// that the application changes.
    ///
    /// # Errors
    /// There is no such case of this account.
    pub async fn list_correctable(
        &self,
        who: &Applying,
        key: CaseKey,
    ) -> Result<Vec<ChangeableItem>, AppError> {
        let loaded = self.own_case(&who.account, key).await?;
        if loaded.row.entry.is_none()
            && let Some(form) = self.licence_form_of(&loaded.register, &loaded.form)
        {
            return Ok(form.written.into_iter().map(|(item, _)| item).collect());
        }
        let item = |code: &String| {
            let name = label(self.rules(), code);
            ChangeableItem { code: code.clone(), name, old: String::new() }
        };
        Ok(loaded.form.changed.keys().map(item).collect())
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
        let Some(entry) = loaded.row.entry else {
            let Some(form) = self.licence_form_of(&loaded.register, corrected) else { return Ok(Vec::new()) };
            let mut faults = self.licence_faults(corrected, &form);
            let written = |code: &&String| form.written.iter().any(|(item, _)| item.code == **code);
            let others = corrected.changed.keys().filter(|code| !written(code));
            faults.extend(others.map(|code| (code.clone(), not_theirs(&label(self.rules(), code)))));
            return Ok(faults);
        };
        if corrected.changed.is_empty() {
            return Ok(Vec::new());
        }
        let (entry, _) = self.own_entry(who, entry).await?;
        Ok(self.faults_of(corrected, &entry.present))
    }
}

fn not_theirs(item: &Both) -> Both {
    Both::new(
        format!("「{}」は申請で決める事項ではありません。", item.ja),
        format!("{}: this is not for the applicant to write.", item.en),
    )
}
