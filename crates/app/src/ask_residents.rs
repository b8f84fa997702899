//! Asking the resident register about an applicant: who the person is today, and where they live.

use gateways::Outcome;
use gateways::juki::{Inquiry, Juki, Key, Record, Standing, Told, Wanted};
use registry::case::Answer;
use registry::item::EntryItem;
use registry::name::equal_identity;
use store::outbox::Job;

use crate::ask_koseki::{own, unheard};
use crate::ask_source::Heard;
use crate::cases::{Compared, Evidence, Loaded, RESIDENTS};
use crate::{App, AppError};

impl App {
    pub(crate) async fn ask_for_resident(&self, loaded: &Loaded, job: &Job) -> Result<Heard, AppError> {
        let Some(juki) = self.systems().and_then(|systems| systems.juki()) else {
            return Ok(Heard::silence("not connected"));
        };
        let Some(known) = self.number_of(loaded).await? else {
            return Ok(Heard::Answer(Answer::CannotTell, None));
        };
        self.note_case_look(loaded, format!("resident register {}", job.id)).await?;
        let inquiry = Inquiry { key: Key::Number(known.number), born: None };
        let asking = self.asking(job, "case", Wanted::default())?;
        let told = match juki.inquire(&inquiry, &asking).await.map_err(|error| own(&error))? {
            Outcome::Answered(told) => told,
            other => return Ok(unheard(other)),
        };
        let present = self.entry_of(loaded).await?.map(|entry| entry.present).unwrap_or_default();
        let compared = Compared { form: &loaded.form, present: &present };
        Ok(match told {
            Told::Found(record) => {
                let evidence = self.of_record(&record);
                Heard::Answer(concluded(&record, &evidence, &compared), Some(evidence))
            }
            Told::NotFound => Heard::Answer(Answer::Nobody, None),
            Told::Several | Told::Stopped => Heard::Answer(Answer::CannotTell, None),
        })
    }

    fn of_record(&self, record: &Record) -> Evidence {
        let mut evidence = Evidence::of(RESIDENTS, self.today());
        let mut note = |item: EntryItem, value: &str| {
            evidence.items.insert(item.code().to_owned(), value.to_owned());
        };
        note(EntryItem::Name, &record.items.name);
        note(EntryItem::Born, record.items.birth.as_str());
        if let Some(address) = &record.items.address {
            note(EntryItem::Address, address);
        }
        evidence
    }
}

/// Whoever is to be registered lives, and is as they say. What the entry does not hold is not compared.
fn concluded(record: &Record, evidence: &Evidence, compared: &Compared<'_>) -> Answer {
    let agrees = |item: EntryItem| {
        let said = compared.said(item);
        let found = evidence.items.get(item.code()).map_or("", String::as_str);
        said.is_empty() || equal_identity(said, found)
    };
    let all = [EntryItem::Name, EntryItem::Born, EntryItem::Address].into_iter().all(agrees);
    if record.standing == Standing::Current && all { Answer::Agrees } else { Answer::Differs }
}
