//! Whether the applicant is the examinee: by the lists that examining bodies gave, exactly or not.

use law::Both;
use registry::exam::{Examinee, Found, find};
use registry::item::EntryItem;

use crate::cases::{CaseKey, Compared, Loaded};
use crate::{Actor, App, AppError};

impl App {
    /// What the lists say of the examination that a case names: in words for the desk; nothing where none is named.
    ///
    /// # Errors
    /// There is no such case within this officer's reach.
    pub async fn show_exam_of_case(&self, actor: &Actor, key: CaseKey) -> Result<Option<Both>, AppError> {
        crate::handle_case::may_handle(actor)?;
        let loaded = self.case_in_reach(actor, key).await?;
        Ok(self.exam_of(&loaded).await?.map(words))
    }

    pub(crate) async fn exam_of(&self, loaded: &Loaded) -> Result<Option<Found>, AppError> {
        let Some(sitting) = loaded.form.exam.sitting() else { return Ok(None) };
        let mut reader = self.0.db.reader().await?;
        let row = store::exam::find(&mut reader, &loaded.register.qualification, &sitting).await?;
        let compared = Compared { form: &loaded.form, present: "" };
        let applicant =
            Examinee { name: compared.said(EntryItem::Name), born: compared.said(EntryItem::Born) };
        Ok(Some(find(row.as_ref(), &applicant)))
    }
}

fn words(found: Found) -> Both {
    match found {
        Found::Same => Both::new("合格者の名簿と一致します", "as the list of those who passed has it"),
        Found::OtherName => Both::new(
            "合格者の名簿では氏名が違います（改氏名か確かめてください）",
            "the list has another name there: changed since?",
        ),
        Found::OtherBirthDate => {
            Both::new("合格者の名簿では生年月日が違います", "the list has another date of birth there")
        }
        Found::Nobody => Both::new("合格者の名簿にありません", "no list has this examinee"),
    }
}
