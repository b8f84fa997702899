//! The reminders of a holder: on-line where there is a portal account, else, or where that does not arrive, by post. The words are the rules'.

use gateways::Outcome;
use gateways::notice::{Delivery, NoticeId, Notices};
use jiff::civil::Date;
use law::{CheckWording, Lang};
use registry::check::Reminder;
use registry::hash::hex;
use registry::ids::EntryId;
use registry::item::{EntryItem, get};
use store::change::{Change, Moved};
use store::outbox::NewJob;
use store::register::Register;
use store::writer::fresh_stamp;

use super::Carriers;
use super::way::Sent;
use super::work::{Now, later, to_desk};
use crate::cases::{TELL, Told};
use crate::tell_applicant::{CHECK_TOLD, CheckTold};
use crate::time::shown_date;
use crate::yearly_check::ask::{internal, reason};
use crate::{App, AppError, ErrorKind};

impl App {
    /// A reminder; the step after it comes after the days of the rules.
    pub(super) async fn remind(
        &self,
        carriers: &Carriers<'_>,
        register: &Register,
        change: &Change,
        now: &Now,
    ) -> Result<Moved, AppError> {
        if change.found.step == Reminder::Second {
            match self.arrived(carriers, change).await? {
                Ok(true) => {}
                // nobody was reminded: another letter to the same address would not arrive either
                Ok(false) => return Ok(to_desk(change)),
                Err(fault) => return Ok(later(fault)),
            }
        }
        let due_on = self.next_day(change.found.step)?;
        let inbox = self.inbox_job(change, now, (change.found.step.code(), &due_on)).await?;
        let sent =
            self.tell_holder(carriers, register, change, (now, change.found.step.code(), &due_on)).await?;
        Ok(match sent {
            Sent::Later(fault) => later(fault),
            Sent::Never => to_desk(change),
            Sent::Taken(notice) => Moved::Step {
                step: if change.found.step == Reminder::First {
                    Reminder::Second
                } else {
                    Reminder::Correction
                },
                due_on,
                notice,
                on: self.check_day().to_string(),
                inbox: inbox.map(Box::new),
                act: None,
                tasks: Vec::new(),
            },
        })
    }

    /// The same for the holder's inbox here, if he or she has an account; it is written with the step.
    pub(super) async fn inbox_job(
        &self,
        change: &Change,
        now: &Now,
        (what, due_on): (&str, &str),
    ) -> Result<Option<NewJob>, AppError> {
        let account = store::holder::account_of(&mut self.0.db.reader().await?, now.row.holder).await?;
        let Some(account) = account else { return Ok(None) };
        let stamp = fresh_stamp()?;
        let told = CheckTold {
            qualification: self.qualification_of(change.register),
            item: change.found.item.clone(),
            deadline: due_on.to_owned(),
        };
        let told = Told {
            account: hex(&account),
            kind: format!("{CHECK_TOLD}{what}"),
            about: serde_json::to_string(&told).map_err(internal)?,
        };
        Ok(Some(NewJob {
            register: change.register,
            id: EntryId::new(u64::try_from(stamp.recorded_at / 1_000).unwrap_or(0), stamp.random),
            kind: TELL,
            case: None,
            body: serde_json::to_string(&told).map_err(internal)?,
            at: stamp.recorded_at,
            due_at: stamp.recorded_at,
        }))
    }

    /// Whether the last notice arrived, or may still.
    pub(super) async fn arrived(
        &self,
        carriers: &Carriers<'_>,
        change: &Change,
    ) -> Result<Result<bool, String>, AppError> {
        let Some(notice) = NoticeId::parse(&change.notice) else { return Ok(Ok(true)) };
        Ok(match carriers.notices.delivery(&notice).await {
            Outcome::Answered(Delivery::Failed { .. }) => Ok(false),
            Outcome::Answered(Delivery::Waiting | Delivery::Arrived { .. }) => Ok(true),
            other => Err(reason(&other)),
        })
    }

    /// The words with everything filled in: subject, paragraphs, sender.
    pub(super) fn words(
        &self,
        register: &Register,
        change: &Change,
        (now, what, due_on): (&Now, &str, &str),
    ) -> Result<(String, Vec<String>, String), AppError> {
        let rules = self.0.rules.on(self.check_day());
        let unknown = || {
            AppError::new(
                ErrorKind::Conflict,
                format!("規則に文面がありません（rules/yearly-check.toml の wording、{what}）。"),
                format!("the rules have no wording for {what}: rules/yearly-check.toml"),
            )
        };
        let CheckWording { subject, paragraphs, .. } =
            rules.check_wording(what).yes().map(|ruled| ruled.value().clone()).ok_or_else(unknown)?;
        let office = rules.authority(&register.authority).map_or(register.authority.as_str(), |a| &a.name_ja);
        let qualification = self.0.rules.qualification(&register.qualification);
        let qualification = qualification.map_or(register.qualification.as_str(), |of| of.name_ja());
        let item = self.0.rules.item(&change.found.item).map_or(change.found.item.as_str(), |i| &i.label_ja);
        let name = get(&now.row.present, EntryItem::Name).unwrap_or_default();
        let deadline = due_on.parse::<Date>().map_err(internal)?;
        let deadline = shown_date(&deadline.to_string(), Lang::Ja);
        let fill = |text: &String| {
            text.replace("{name}", name)
                .replace("{qualification}", qualification)
                .replace("{item}", item)
                .replace("{deadline}", &deadline)
                .replace("{office}", office)
        };
        Ok((fill(&subject), paragraphs.iter().map(fill).collect(), office.to_owned()))
    }
}
