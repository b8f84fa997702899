//! Whether a change is still one: the entry as it was compared, the resident register asked again, the family register for a 本籍.

use gateways::Outcome;
use gateways::juki::{AskId, Asking, Ground, Inquiry, Juki, Key, Told, Wanted};
use registry::check::{ChangeEnd, Finding, Reminder, compare, still_changed};
use registry::hash::{hex, sha256};
use registry::item::{EntryItem, get};
use registry::name::equal_identity;
use registry::present::{Existence, existence_of};
use store::change::{Change, Moved};
use store::check::Checked;
use store::holder::NumberFact;
use store::register::Register;
use vault::{SealedNumber, Use};

use super::Carriers;
use super::work::{ended, later, to_desk};
use crate::holders::NUMBER_CASE;
use crate::network_records::Occasion;
use crate::time::now_micros;
use crate::yearly_check::ask::{PURPOSE, internal, own, reason};
use crate::yearly_check::deletion::Person;
use crate::yearly_check::join::{held, told};
use crate::{App, AppError};

/// The holder, as the network is asked about them.
pub(super) fn person_of(change: &Change, row: &Checked) -> Result<Person, AppError> {
    let of = Occasion::of_check(change.register, &change.run, row.holder)?;
    Ok(Person { of, number: change.found.number })
}

impl App {
    /// The entry as it was compared, of the same person, by a number that was given.
    pub(super) async fn still_ours(&self, change: &Change) -> Result<Result<Checked, ChangeEnd>, AppError> {
        let key = (change.register, change.found.entry);
        let mut reader = self.0.db.reader().await?;
        let entry = store::entry::by_ids(&mut reader, &[key]).await?.pop();
        let link = store::holder::of_entry(&mut reader, key).await?;
        drop(reader);
        let Some(entry) = entry else { return Ok(Err(ChangeEnd::Overtaken)) };
        if existence_of(&entry.present) != Existence::Registered {
            return Ok(Err(ChangeEnd::Overtaken));
        }
        if entry.version != change.found.version {
            let (ours, theirs) =
                (get(&entry.present, EntryItem::Name), get(&change.found.seen, EntryItem::Name));
            let notified = ours.zip(theirs).is_some_and(|(ours, theirs)| equal_identity(ours, theirs));
            let name = change.found.finding == Finding::NameChanged.code();
            return Ok(Err(if name && notified { ChangeEnd::Notified } else { ChangeEnd::Overtaken }));
        }
        let number = link.as_ref().and_then(|link| link.number.as_ref());
        let given =
            number.filter(|known| known.fact == NumberFact::Given && known.number == change.found.number);
        let (Some(link), Some(_)) = (&link, given) else { return Ok(Err(ChangeEnd::LinkChanged)) };
        Ok(Ok(Checked::of(link, &entry)))
    }

    pub(super) async fn ask_one(
        &self,
        carriers: &Carriers<'_>,
        register: &Register,
        change: &Change,
        row: &Checked,
    ) -> Result<Result<Told, String>, AppError> {
        let number = Key::Number(SealedNumber::from_bytes(change.found.number));
        // the day of birth is compared with everything else: that it is another one is an answer, and an officer's
        let inquiry = Inquiry { key: number, born: None };
        let words = format!("{} {} {}", row.entry, change.found.step.code(), now_micros());
        let asking = Asking {
            request: AskId::new(hex(sha256(&[words.as_bytes()]).get(..16).unwrap_or_default()))
                .map_err(internal)?,
            ground: Ground {
                basis: carriers.basis.clone(),
                purpose: PURPOSE.to_owned(),
                operator: register.authority.clone(),
            },
            wanted: Wanted::default(),
            by: Use::new(PURPOSE, NUMBER_CASE, carriers.actor.name.as_str()).map_err(internal)?,
        };
        Ok(match carriers.tools.juki.inquire(&inquiry, &asking).await.map_err(own)? {
            Outcome::Answered(told) => Ok(told),
            other => Err(reason(&other)),
        })
    }

    /// Whether the answer tells of the same change, to the same name.
    pub(super) fn says_the_same(
        &self,
        change: &Change,
        row: &Checked,
        answer: &Told,
    ) -> Option<Result<(), ChangeEnd>> {
        let before = Finding::of_code(&change.found.finding).unwrap_or(Finding::NoAnswer);
        let found = compare(&held(row, false, None), &told(Some(answer), None, self.check_day()));
        let same = still_changed(before, &found)?;
        let name = match answer {
            Told::Found(record) => record.items.name.as_str(),
            _ => "",
        };
        // another marriage since: nobody was reminded of that, and what a run found of it meanwhile began no way while this one was open
        let other = before == Finding::NameChanged
            && get(&change.found.seen, EntryItem::Name).is_none_or(|seen| !equal_identity(seen, name));
        Some(if same.is_ok() && other { Err(ChangeEnd::Desk) } else { same })
    }

    /// The family register says whether anything happened since the registration with which a 本籍 changes; where it is, it does not say.
    pub(super) async fn ask_for_domicile(
        &self,
        carriers: &Carriers<'_>,
        change: &Change,
        row: &Checked,
    ) -> Result<Moved, AppError> {
        let key = format!("domicile {} {}", hex(&change.run), row.entry);
        let facts = match carriers.family.facts(carriers.actor, person_of(change, row)?, key).await? {
            Ok(Some(facts)) => facts,
            Ok(None) => return Ok(to_desk(change)),
            Err(fault) => return Ok(later(fault)),
        };
        let registered = get(&row.present, EntryItem::RegisteredOn).unwrap_or_default().to_owned();
        let since = |fact: &gateways::koseki::Fact| match fact.when {
            gateways::koseki::When::On(day) | gateways::koseki::When::Between(_, day) => {
                day.to_string() > registered
            }
            gateways::koseki::When::Unknown => true,
        };
        if facts.facts.iter().any(|fact| fact.kind.may_change_name() && since(fact)) {
            let today = self.check_day().to_string();
            return Ok(Moved::Step {
                step: Reminder::First,
                due_on: today,
                notice: String::new(),
                on: String::new(),
                inbox: None,
                act: None,
                tasks: Vec::new(),
            });
        }
        Ok(ended(ChangeEnd::Nothing))
    }
}
