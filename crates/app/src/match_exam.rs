//! Whether the applicant is the examinee: by the lists that examining bodies gave, exactly or not. What is not exact never passes by
//! rule, and at the desk on a ground only.

use law::Both;
use registry::exam::{Examinee, Found, Passed, Sitting, find};
use registry::item::EntryItem;
use registry::name::equal_identity;

use crate::cases::Loaded;
use crate::{App, AppError, DeskDecision, ErrorKind};

/// Characters of a ground at most: some sentences.
const LONGEST_GROUND: usize = 500;

/// The examination that a case names, beside what the list has there.
#[derive(Clone, PartialEq, Eq, Debug)]
#[doc(alias = "合格者の名簿との突合")]
pub struct ExamView {
    /// The month, the place, the number: the sitting as the applicant names it.
    pub sitting: [String; 3],
    /// Items side by side: what each is called, what the list has, what the applicant says, whether they are equal.
    pub compared: Vec<(Both, String, String, bool)>,
    /// The number of the pass certificate in the list; empty where it has none.
    pub certificate: String,
    /// What came of it.
    pub found: Both,
    /// Whether the list has exactly this applicant.
    pub exact: bool,
}

impl App {
    pub(crate) async fn exam_of(&self, loaded: &Loaded) -> Result<Option<Found>, AppError> {
        let Some(sitting) = loaded.form.exam.sitting() else { return Ok(None) };
        let row = self.passed(loaded, &sitting).await?;
        Ok(Some(find(row.as_ref(), &examinee(loaded))))
    }

    /// The same for the page of the case; nothing where no examination is named.
    pub(crate) async fn exam_view(&self, loaded: &Loaded) -> Result<Option<ExamView>, AppError> {
        let Some(sitting) = loaded.form.exam.sitting() else { return Ok(None) };
        let row = self.passed(loaded, &sitting).await?;
        let applicant = examinee(loaded);
        let found = find(row.as_ref(), &applicant);
        let side = |item: EntryItem, listed: &str, said: &str| {
            let name = crate::show_case::label(self.rules(), item.code());
            (name, listed.to_owned(), said.to_owned(), equal_identity(listed, said))
        };
        let compared = row.as_ref().map(|row| {
            vec![
                side(EntryItem::Name, &row.name, applicant.name),
                side(EntryItem::Born, &row.born, applicant.born),
            ]
        });
        Ok(Some(ExamView {
            sitting: [sitting.month, sitting.place, sitting.number],
            compared: compared.unwrap_or_default(),
            certificate: row.map(|row| row.certificate).unwrap_or_default(),
            found: words(found),
            exact: found.is_exact(),
        }))
    }

    async fn passed(&self, loaded: &Loaded, sitting: &Sitting) -> Result<Option<Passed>, AppError> {
        let mut reader = self.0.db.reader().await?;
        Ok(store::exam::find(&mut reader, &loaded.register.qualification, sitting).await?)
    }

    /// Refused where the list does not have exactly this applicant and the officer gives no ground for granting all the same.
    pub(crate) async fn exam_allows(&self, loaded: &Loaded, decision: &DeskDecision) -> Result<(), AppError> {
        let ground = match decision {
            DeskDecision::Refuse { .. } => return Ok(()),
            DeskDecision::Grant => "",
            DeskDecision::GrantOn { ground } => ground.trim(),
        };
        if ground.chars().count() > LONGEST_GROUND {
            return Err(AppError::new(
                ErrorKind::BadInput,
                "根拠は500文字までで入力してください。",
                "Give the ground in up to 500 characters.",
            ));
        }
        let inexact = self.exam_of(loaded).await?.is_some_and(|found| !found.is_exact());
        if inexact && ground.is_empty() {
            return Err(AppError::new(
                ErrorKind::BadInput,
                "合格者の名簿と一致していません。認めるときは、何で確かめたかを入力してください。",
                "The list of those who passed does not have exactly this applicant. To grant it, say what you saw.",
            ));
        }
        Ok(())
    }
}

fn examinee(loaded: &Loaded) -> Examinee<'_> {
    let said = |item: EntryItem| loaded.form.changed.get(item.code()).map_or("", String::as_str);
    Examinee { name: said(EntryItem::Name), born: said(EntryItem::Born) }
}

fn words(found: Found) -> Both {
    match found {
        Found::Same => Both::new("合格者の名簿と一致します", "As the list of those who passed has it"),
        Found::OtherName => Both::new(
            "合格者の名簿では氏名が違います（改氏名か確かめてください）",
            "The list has another name there: changed since?",
        ),
        Found::OtherBirthDate => {
            Both::new("合格者の名簿では生年月日が違います", "The list has another date of birth there")
        }
        Found::Nobody => Both::new("合格者の名簿にありません", "No list has this examinee"),
    }
}
