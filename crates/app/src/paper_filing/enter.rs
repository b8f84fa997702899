//! Typing what the paper says, and handing it to the other officer.

use std::collections::BTreeSet;

use law::Both;
use registry::case::Terms;
use registry::item::{EntryItem, get};
use registry::requirement::Requirements;
use store::draft;

use super::{OpenPaper, being_compared, fault};
use crate::cases::{Application, CaseKey, PaperFiling, draft_changed};
use crate::fill_draft::ChangeableItem;
use crate::time::now_micros;
use crate::{Actor, App, AppError, FormView, PaperView};

/// What is missing or wrong, each at its field.
pub type PaperFaults = Vec<(String, Both)>;

/// An application on paper, as far as it was typed.
#[derive(Clone, Debug)]
pub struct PaperFilingView {
    /// Which.
    pub key: CaseKey,
    /// What was typed, and what the law asks of it.
    pub form: FormView,
    /// How it came.
    pub filing: PaperFiling,
    /// The entry, its holder's name and date of birth (ISO) as registered; none for a new licence.
    pub entry: Option<(String, String, String)>,
    /// The items that can be written, with what is registered now.
    pub items: Vec<ChangeableItem>,
    /// Has the viewer typed it? Then another one compares it.
    pub own: bool,
    /// What is to be paid, whole yen; none while an amount is open.
    pub due: Option<u32>,
    /// The scans.
    pub scans: Vec<PaperView>,
}

impl App {
    /// An application on paper that is being entered; the look is recorded.
    ///
    /// # Errors
    /// There is none within this officer's reach.
    pub async fn show_paper_filing(&self, actor: &Actor, key: CaseKey) -> Result<PaperFilingView, AppError> {
        let paper = self.paper_in_reach(actor, key).await?;
        self.paper_view(actor, paper).await
    }

    async fn paper_view(&self, actor: &Actor, paper: OpenPaper) -> Result<PaperFilingView, AppError> {
        let form = self.form_view(&paper.open);
        let items = match &form.licence {
            Some(licence) => licence.written.iter().map(|(item, _)| item.clone()).collect(),
            None => form.items.clone(),
        };
        let of = (&paper.account(), paper.open.draft.id);
        let scans = store::upload::of_draft(&mut self.0.db.quick_reader().await?, of).await?;
        let text = |item| get(&paper.open.entry.present, item).unwrap_or_default().to_owned();
        let asked = self.requirements(&paper.open).ok();
        Ok(PaperFilingView {
            key: paper.key(),
            entry: paper
                .open
                .draft
                .entry
                .map(|entry| (entry.to_string(), text(EntryItem::Name), text(EntryItem::Born))),
            items,
            own: paper.filing.entered_by.contains(&actor.name),
            due: asked.as_ref().and_then(due),
            scans: scans.iter().map(PaperView::of).collect(),
            filing: paper.filing,
            form,
        })
    }

    /// Keeps what was typed, whatever is still missing; tells the version now. Of `typed.paper` the day of arrival, what came with it and
    /// the stamps are the typist's, the rest is ours.
    ///
    /// # Errors
    /// Another page was faster; it waits for the second officer; what was typed is too long.
    pub async fn save_paper_filing(
        &self,
        actor: &Actor,
        key: CaseKey,
        (typed, seen): (&Application, i64),
    ) -> Result<i64, AppError> {
        let mut paper = self.paper_in_reach(actor, key).await?;
        if paper.filing.to_compare {
            return Err(being_compared());
        }
        let of_typed = typed.paper.as_deref().cloned().unwrap_or_default();
        let mut entered_by = paper.filing.entered_by.clone();
        entered_by.insert(actor.name.clone());
        let filing = PaperFiling {
            corrects: paper.filing.corrects,
            // The day of the first paper stays: by it the case is judged.
            received_on: match paper.filing.corrects {
                true => paper.filing.received_on.clone(),
                false => of_typed.received_on,
            },
            reply_to: of_typed.reply_to.trim().to_owned(),
            enclosed: of_typed.enclosed,
            receipt: of_typed.receipt.trim().to_owned(),
            yen: of_typed.yen,
            entered_by,
            to_compare: false,
            returned: paper.filing.returned.clone(),
            compared_by: String::new(),
        };
        paper.open.application =
            Application { sent_on: String::new(), paper: Some(Box::new(filing)), ..typed.clone() };
        if let Ok(asked) = self.requirements(&paper.open) {
            on_paper(&mut paper.open.application, &asked);
        }
        self.keep(&paper, seen).await
    }

    /// Keeps it at the version that was seen; tells the version then.
    pub(super) async fn keep(&self, paper: &OpenPaper, seen: i64) -> Result<i64, AppError> {
        let application = &paper.open.application;
        application.check()?;
        let of = (paper.account(), paper.open.draft.id);
        let kept = draft::save(&self.0.db, of, application.to_text(), (seen, now_micros())).await?;
        if kept { Ok(seen + 1) } else { Err(draft_changed()) }
    }

    /// Hands it to the other officer, who compares it with the paper. What is missing or wrong is told and it stays; nothing where it went.
    ///
    /// # Errors
    /// It was changed meanwhile; there is none within this officer's reach.
    pub async fn hand_paper_filing(
        &self,
        actor: &Actor,
        key: CaseKey,
        seen: i64,
    ) -> Result<PaperFaults, AppError> {
        let mut paper = self.paper_in_reach(actor, key).await?;
        if paper.filing.to_compare {
            return Err(being_compared());
        }
        let faults = self.faults_of_paper(&paper).await?;
        if !faults.is_empty() {
            return Ok(faults);
        }
        let filing = PaperFiling { to_compare: true, returned: None, ..paper.filing.clone() };
        paper.open.application.paper = Some(Box::new(filing));
        self.keep(&paper, seen).await?;
        Ok(Vec::new())
    }

    async fn faults_of_paper(&self, paper: &OpenPaper) -> Result<PaperFaults, AppError> {
        let application = &paper.open.application;
        let mut faults = self.form_view(&paper.open).faults;
        if self.day_of_arrival(&paper.filing.received_on).is_err() {
            faults.push(fault(
                "received_on",
                "受け付けた日を入力してください。",
                "Enter the day on which it arrived.",
            ));
        }
        if paper.filing.reply_to.is_empty() {
            faults.push(fault(
                "reply_to",
                "申請者に知らせを送る住所を入力してください。",
                "Enter the address to which the applicant is written.",
            ));
        }
        match self.requirements(&paper.open) {
            Err(error) => faults.push(("item".to_owned(), Both::new(error.for_person, error.for_person_en))),
            Ok(asked) => {
                if faults.is_empty()
                    && let Err(refusal) = Terms::agree(&asked, &application.choices())
                {
                    let error = crate::cases::refused(&refusal);
                    faults.push(("declared".to_owned(), Both::new(error.for_person, error.for_person_en)));
                }
                let stamps = stamps_fault(&paper.filing, due(&asked));
                faults.extend(stamps.filter(|_| !paper.filing.corrects));
            }
        }
        if paper.open.is_new()
            && let Err(error) = self.check_new(&paper.open)
            && faults.is_empty()
        {
            faults.push(("item".to_owned(), Both::new(error.for_person, error.for_person_en)));
        }
        let of = (&paper.account(), paper.open.draft.id);
        if store::upload::of_draft(&mut self.0.db.quick_reader().await?, of).await?.is_empty() {
            faults.push(fault(
                "scan",
                "申請書を読み取った画像又はPDFを入れてください。二人目の職員が見比べます。",
                "Add a scan of the application: the second officer compares it.",
            ));
        }
        Ok(faults)
    }
}

/// On paper everything comes as a paper; what came with it is told apart from what is still waited for.
fn on_paper(application: &mut Application, asked: &Requirements) {
    let first = |item: &registry::requirement::Requirement| {
        item.ways().first().map(|way| (item.code.clone(), way.code.clone()))
    };
    application.ways = asked.items.iter().filter_map(first).collect();
    let needed: BTreeSet<&String> = application.ways.keys().collect();
    if let Some(filing) = &mut application.paper {
        filing.enclosed.retain(|code| needed.contains(code));
    }
}

/// What is to be paid; none while an amount is open.
fn due(asked: &Requirements) -> Option<u32> {
    let amounts = asked.charge.lines.iter().map(|line| line.amount.value().map(|yen| yen.0));
    amounts.into_iter().try_fold(0_u32, |sum, yen| sum.checked_add(yen?))
}

/// Stamps are whole: a number, and exactly what is due.
fn stamps_fault(filing: &PaperFiling, due: Option<u32>) -> Option<(String, Both)> {
    let written = !filing.receipt.is_empty();
    match (written, filing.yen, due) {
        (false, None, _) => None,
        (true, Some(yen), Some(due)) if yen == due && due > 0 => None,
        (false, Some(_), _) => Some(fault(
            "receipt",
            "保管の番号を入力してください。",
            "Enter the number under which they are kept.",
        )),
        (true, None, _) => Some(fault("yen", "額を入力してください。", "Enter the amount.")),
        (true, Some(_), None) => Some(fault(
            "yen",
            "納める額がまだ定まりません。受け付けたあと、案件の画面で額を定めてから記録してください。",
            "What is due is open. Record it on the page of the case when the amount is fixed.",
        )),
        (true, Some(_), Some(due)) => Some((
            "yen".to_owned(),
            Both::new(
                format!(
                    "納めるべき額（{due}円）と違います。違う額の印紙は受け取らず、申請者に返してください。"
                ),
                format!("{due} yen are due. Give stamps of another amount back to the applicant."),
            ),
        )),
    }
}
