//! What a grant writes: the act upon the entry, and where that begins one its number and its link; the confirmation that is issued.

use law::{Established, ExamPart};
use registry::act::Act;
use registry::confirmation::EntryConfirmation;
use registry::ids::CaseId;
use registry::item::EntryItem;
use registry::requirement::{CertificateOutcome, NumberFact, assess};
use store::case::{AccountLink, Beside};
use store::confirmation::IssuedConfirmation;
use store::holder::Link;
use store::ledger::NewRecord;
use store::numbering;

use crate::apply_number::person_to_be;
use crate::cases::{Loaded, Moving, today_for};
use crate::linking::{AT_THE_DESK, BY_HOLDER};
use crate::sign_in::random;
use crate::time::now_micros;
use crate::{ActOrder, Actor, App, AppError, ErrorKind};

/// The series of the numbers of entries.
const ENTRIES: &str = "entry";
/// Digits of a confirmation's number: it cannot be guessed, and can be read out.
const DIGITS: usize = 20;
/// The kind of record under which the number of a confirmation stands beside its case.
pub(crate) const CONFIRMATION: &str = "confirmation";
/// The task of writing a certificate.
const WRITE_CERTIFICATE: &str = "write-certificate";

/// What goes into the register with a grant.
#[derive(Debug, Default)]
pub(crate) struct Granting {
    act: Option<NewRecord>,
    number: Option<i64>,
    link: Option<AccountLink>,
    confirmation: Option<IssuedConfirmation>,
    /// Is a certificate to be written?
    certificate: bool,
}

impl Granting {
    /// Has it written with the step.
    pub(crate) fn go_with(self, moving: &mut Moving<'_>) {
        let beside = [
            self.number.map(|number| Beside::Number(ENTRIES, number)),
            self.link.map(|link| Beside::Link(Box::new(link))),
        ];
        beside.into_iter().flatten().for_each(|thing| moving.beside(thing));
        if let Some(confirmation) = self.confirmation {
            moving
                .beside(Beside::Record(CONFIRMATION, confirmation.confirmation.number.clone().into_bytes()));
            moving.beside(Beside::Confirmation(Box::new(confirmation)));
        }
        if self.certificate {
            moving.task(WRITE_CERTIFICATE, String::new());
        }
        if let Some(act) = self.act {
            moving.with_act(act);
        }
    }
}

impl App {
    /// What a grant of this case writes; nothing is written here. `exact`: the card and the application are of one person, to the
    /// character.
    pub(crate) async fn granting(
        &self,
        actor: &Actor,
        loaded: &Loaded,
        exact: bool,
    ) -> Result<Granting, AppError> {
        let mut granting = Granting::default();
        if let Some(act) = self.act_of(loaded)? {
            let number = if act.begins() { Some(self.next_number(loaded).await?) } else { None };
            let mut order = self.order_of(loaded, act, number)?;
            if number.is_some() {
                order.items.extend(self.exam_items(loaded).await?);
            }
            let record = self.decide(actor, &order).await?;
            if number.is_some() {
                granting.link = self.link_of(actor, loaded, &record, exact).await?;
            }
            granting.number = number;
            granting.act = Some(record);
        }
        if let Some(outcome) = self.certificate_of(loaded) {
            granting.certificate = outcome.written;
            if outcome.confirmation {
                granting.confirmation = self.confirmation_for(loaded, granting.act.as_ref()).await?;
            }
        }
        Ok(granting)
    }

    /// The act that a grant records; none where the procedure changes nothing in the register.
    fn act_of(&self, loaded: &Loaded) -> Result<Option<Act>, AppError> {
        let rules = self.rules().on(today_for(&loaded.form, self));
        let procedure = law::Procedure::from_code(&loaded.row.procedure).ok_or_else(no_act)?;
        let Established::Yes(rule) = rules.procedure(procedure) else { return Err(no_act()) };
        let Some(code) = &rule.value().ledger_act else { return Ok(None) };
        Act::of_code(code).map(Some).ok_or_else(no_act)
    }

    fn order_of(&self, loaded: &Loaded, act: Act, number: Option<i64>) -> Result<ActOrder, AppError> {
        let today = self.today();
        let mut items: Vec<(String, String)> =
            loaded.form.changed.iter().map(|(code, value)| (code.clone(), value.clone())).collect();
        let target = match number {
            Some(number) => {
                items.push((EntryItem::Number.code().to_owned(), format!("第{number}号")));
                items.push((EntryItem::RegisteredOn.code().to_owned(), today.to_string()));
                format!("{}/{}", loaded.register.qualification, loaded.register.authority)
            }
            None => loaded.row.entry.ok_or_else(no_act)?.to_string(),
        };
        Ok(ActOrder {
            target,
            act,
            effective_on: today,
            ground: ground_of(loaded.row.id),
            items,
            seen_version: None,
            // One case is one act, whoever asks again.
            key: Some(ground_of(loaded.row.id)),
        })
    }

    /// What the register holds of the examination that a licence rests on.
    async fn exam_items(&self, loaded: &Loaded) -> Result<Vec<(String, String)>, AppError> {
        let rules = self.rules().on(today_for(&loaded.form, self));
        let register = rules.qualification(&loaded.register.qualification).and_then(|q| q.register().yes());
        let (Some(register), Some(sitting)) = (register, self.sitting_of(loaded).await?) else {
            return Ok(Vec::new());
        };
        let of_exam = |code: &String| {
            let part = self.rules().item(code)?.exam?;
            let value = match part {
                ExamPart::Month => &sitting.month,
                ExamPart::Place => &sitting.place,
            };
            Some((code.clone(), value.clone())).filter(|(_, value)| !value.is_empty())
        };
        Ok(register.value().items.iter().filter_map(of_exam).collect())
    }

    async fn next_number(&self, loaded: &Loaded) -> Result<i64, AppError> {
        Ok(numbering::expected(&mut self.0.db.quick_reader().await?, loaded.row.register, ENTRIES).await?)
    }

    /// The new entry's link: by the holder's own signed application where that agrees with the card, else by the officer who decides.
    async fn link_of(
        &self,
        actor: &Actor,
        loaded: &Loaded,
        record: &NewRecord,
        exact: bool,
    ) -> Result<Option<AccountLink>, AppError> {
        // Whoever applied on paper is linked when they come with a card.
        let Some(account) = loaded.row.account else { return Ok(None) };
        let applied = self.applied_number(loaded).await?;
        let same = applied.as_ref().and_then(|applied| applied.same);
        let link = Link {
            register: record.register,
            entry: record.entry,
            holder: person_to_be(loaded.row.id)?,
            way: if exact { BY_HOLDER } else { AT_THE_DESK }.to_owned(),
            ground: ground_of(loaded.row.id),
            by: actor.name.clone(),
            at: now_micros(),
            number: applied.map(|applied| applied.known),
        };
        Ok(Some(AccountLink { account, link, same }))
    }

    /// What the rules make of the certificate.
    fn certificate_of(&self, loaded: &Loaded) -> Option<CertificateOutcome> {
        let rules = self.rules().on(today_for(&loaded.form, self));
        let procedure = law::Procedure::from_code(&loaded.row.procedure)?;
        let of = (loaded.register.authority.as_str(), NumberFact::None);
        let situation = loaded.form.situation(&loaded.register.qualification, procedure, of);
        assess(&rules, &situation).ok()?.certificate.value().cloned()
    }

    async fn confirmation_for(
        &self,
        loaded: &Loaded,
        act: Option<&NewRecord>,
    ) -> Result<Option<IssuedConfirmation>, AppError> {
        let (entry, version, present) = match act {
            Some(record) => (record.entry, record.version, record.after.clone()),
            None => match self.entry_of(loaded).await? {
                Some(entry) => (entry.id, entry.version, entry.present),
                None => return Ok(None),
            },
        };
        let confirmation = EntryConfirmation::of(&present, fresh_number()?, self.today().to_string())
            .map_err(|error| crate::ask_koseki::own(&error))?;
        Ok(Some(IssuedConfirmation {
            confirmation,
            register: loaded.row.register,
            entry,
            version,
            case: loaded.row.id,
            issued_at: now_micros(),
        }))
    }
}

/// What an act and a link rest on that a case has made.
pub(crate) fn ground_of(case: CaseId) -> String {
    format!("case {case}")
}

fn fresh_number() -> Result<String, AppError> {
    let drawn = u128::from_be_bytes(random::<16>()?) % 10_u128.pow(20);
    Ok(format!("{drawn:0DIGITS$}"))
}

fn no_act() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "この手続で台帳に何を記録するかが確かめられていません（要確認）。",
        "What this procedure records in the register is not established.",
    )
}
