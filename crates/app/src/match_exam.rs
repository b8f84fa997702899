//! Whether the applicant is the examinee: by the lists that examining bodies gave, exactly or not. What is not exact never passes by
//! rule, and at the desk on a ground only.

use law::{Both, ExamPart, Lang};
use registry::exam::{Examinee, Found, Passed, Sitting, certificate_key, find_by_certificate};
use registry::item::EntryItem;
use registry::name::equal_identity;

use crate::cases::Loaded;
use crate::time::shown_date;
use crate::{App, AppError, DeskDecision, ErrorKind};

/// Characters of a ground at most: some sentences.
const LONGEST_GROUND: usize = 500;

/// The examination that a case names, beside what the list has there.
#[derive(Clone, PartialEq, Eq, Debug)]
#[doc(alias = "合格者の名簿との突合")]
pub struct ExamView {
    /// The month, the place, the number: the sitting as the applicant names it, else as the list has it; empty where neither does.
    pub sitting: [String; 3],
    /// Items side by side: what each is called, what the list has, what the applicant says, whether they are equal.
    pub compared: Vec<(Both, String, String, bool)>,
    /// The number of the pass certificate in the list; empty where it has none.
    pub certificate: String,
    /// The same as the applicant writes it; empty where they do not.
    pub written: String,
    /// What came of it.
    pub found: Both,
    /// Whether the list has exactly this applicant.
    pub exact: bool,
    /// What a grant will record of the month, where that is not what the register's item is called; an officer may have to correct it.
    pub month_noted: Option<Both>,
}

impl App {
    pub(crate) async fn exam_of(&self, loaded: &Loaded) -> Result<Option<Found>, AppError> {
        let rows = self.listed(loaded).await?;
        Ok(rows.map(|rows| found(loaded, &rows)))
    }

    /// The sitting that a grant rests on: as the applicant wrote it, else of the one row that the list has of them.
    pub(crate) async fn sitting_of(&self, loaded: &Loaded) -> Result<Option<Sitting>, AppError> {
        if let Some(sitting) = loaded.form.exam.sitting() {
            return Ok(Some(sitting));
        }
        let rows = self.listed(loaded).await?.filter(|rows| found(loaded, rows).is_exact());
        Ok(rows.and_then(|mut rows| rows.pop()).map(|row| row.sitting))
    }

    /// The same for the page of the case; nothing where no examination is named.
    pub(crate) async fn exam_view(&self, loaded: &Loaded) -> Result<Option<ExamView>, AppError> {
        let Some(rows) = self.listed(loaded).await? else { return Ok(None) };
        let (applicant, found) = (examinee(loaded), found(loaded, &rows));
        // Of several rows none is shown: which of these people is meant is not known.
        let row = rows.into_iter().next().filter(|_| found != Found::Several);
        let side = |name: Both, listed: &str, said: &str, equal: bool| {
            (name, listed.to_owned(), said.to_owned(), equal)
        };
        let item = |item: EntryItem, listed: &str, said: &str| {
            let name = crate::show_case::label(self.rules(), item.code());
            side(name, listed, said, equal_identity(listed, said))
        };
        let compared = row.as_ref().map(|row| {
            let mut compared = vec![
                item(EntryItem::Name, &row.name, applicant.name),
                item(EntryItem::Born, &row.born, applicant.born),
            ];
            if !applicant.certificate.is_empty() && !row.certificate.is_empty() {
                let name = Both::new("合格証書の番号", "Pass certificate");
                let equal = certificate_key(applicant.certificate).as_ref() == Some(&row.certificate);
                compared.push(side(name, &row.certificate, applicant.certificate, equal));
            }
            compared
        });
        let certificate = row.as_ref().map(|row| row.certificate.clone()).unwrap_or_default();
        let sitting = loaded.form.exam.sitting().or_else(|| row.map(|row| row.sitting));
        let month_noted = sitting.as_ref().and_then(|sitting| self.month_noted(loaded, &sitting.month));
        Ok(Some(ExamView {
            month_noted,
            sitting: sitting
                .map(|sitting| [sitting.month, sitting.place, sitting.number])
                .unwrap_or_default(),
            compared: compared.unwrap_or_default(),
            certificate,
            written: applicant.certificate.to_owned(),
            found: words(found),
            exact: found.is_exact(),
        }))
    }

    /// The registers hold the month of passing. The form and the lists have that of the sitting, and the rules do not establish when results
    /// are announced: what is recorded is the latter, and whoever decides is told so.
    fn month_noted(&self, loaded: &Loaded, month: &str) -> Option<Both> {
        let rules = self.rules().on(crate::cases::today_for(&loaded.form, self));
        let register = rules.qualification(&loaded.register.qualification)?.register().yes()?;
        let mut held = register.value().items.iter().filter_map(|code| self.rules().item(code));
        let item = held.find(|item| item.exam == Some(ExamPart::Month))?;
        let (ja, en) = (shown_date(month, Lang::Ja), shown_date(month, Lang::En));
        (!month.is_empty()).then(|| {
            Both::new(
                format!(
                    "要確認：登録簿の「{}」には、試験の施行年月（{ja}）を書きます。合格の発表が後の月のときは、認めたあとで訂正してください。",
                    item.label_ja
                ),
                format!(
                    "To be confirmed: as {}, the month of the sitting ({en}) is recorded. If the results were announced in a later month, \
                     correct it after the grant.",
                    item.label_en
                ),
            )
        })
    }

    /// What the lists have of the examination that a case names: by its sitting, or, where only that is written, by the number of the pass
    /// certificate. Nothing where none is named.
    async fn listed(&self, loaded: &Loaded) -> Result<Option<Vec<Passed>>, AppError> {
        let (exam, qualification) = (&loaded.form.exam, &loaded.register.qualification);
        let mut reader = self.0.db.reader().await?;
        if let Some(sitting) = exam.sitting() {
            let row = store::exam::find(&mut reader, qualification, &sitting).await?;
            return Ok(Some(row.into_iter().collect()));
        }
        match certificate_key(&exam.certificate) {
            Some(number) => Ok(Some(store::exam::by_certificate(&mut reader, qualification, &number).await?)),
            None => Ok(None),
        }
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
    let certificate = loaded.form.exam.certificate.trim();
    Examinee { name: said(EntryItem::Name), born: said(EntryItem::Born), certificate }
}

fn found(loaded: &Loaded, rows: &[Passed]) -> Found {
    find_by_certificate(rows, &examinee(loaded))
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
        Found::OtherCertificate => Both::new(
            "合格者の名簿では合格証書の番号が違います",
            "The list has another number of the pass certificate there",
        ),
        Found::Several => Both::new(
            "合格者の名簿に、この合格証書の番号の人が二人以上います",
            "The lists have several people with this pass certificate",
        ),
        Found::Nobody => Both::new("合格者の名簿にありません", "No list has this examinee"),
    }
}
