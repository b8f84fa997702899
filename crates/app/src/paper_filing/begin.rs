//! Beginning: which register, which procedure, whose entry, and when it arrived; and what was begun.

use law::{Both, Established, Procedure};
use registry::case::{CommandKind, Who, allowed};
use registry::ids::{CaseId, EntryId, RegisterId};
use registry::number::normalise_number;
use registry::present::{Existence, existence_of};
use store::draft::{self, Draft, PAPER};
use store::writer::fresh_stamp;

use super::procedure_of;
use crate::cases::{Application, CaseKey, PaperFiling, desk_account};
use crate::fill_draft::procedure_words;
use crate::handle_case::may_handle;
use crate::time::{now_micros, parse_date, rfc3339};
use crate::{Actor, App, AppError, ErrorKind};

/// Which paper it is, as it was typed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PaperStart {
    /// The id that the case will have, of [`PaperChoices::id`]: the form sent twice begins once.
    pub id: String,
    /// The register: `QUALIFICATION/AUTHORITY`.
    pub register: String,
    /// The procedure's code.
    pub procedure: String,
    /// The registration number, where the procedure is about an entry.
    pub number: String,
    /// The day on which it arrived.
    pub received_on: String,
}

/// What can be chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaperChoices {
    /// A new id.
    pub id: String,
    /// Registers within reach: `QUALIFICATION/AUTHORITY`, what the qualification and the authority are called.
    pub registers: Vec<(String, Both, Both)>,
    /// Procedures: code, words, and whether each is about an entry that is there.
    pub procedures: Vec<(&'static str, Both, bool)>,
}

/// A line of the list of what is being entered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaperLine {
    /// Which.
    pub key: CaseKey,
    /// What the qualification is called.
    pub qualification: Both,
    /// What the authority is called.
    pub authority: Both,
    /// What the procedure is called.
    pub procedure: Both,
    /// When it arrived, ISO.
    pub received_on: String,
    /// Does it wait for another officer who compares it?
    pub to_compare: bool,
    /// Was it given back?
    pub returned: bool,
    /// Has the viewer typed it?
    pub own: bool,
    /// When it was saved last, RFC 3339.
    pub saved_at: String,
}

/// What is wrong, each at its field.
type Faults = Vec<(&'static str, AppError)>;

impl App {
    /// What can be chosen when a paper is entered.
    ///
    /// # Errors
    /// Not an officer's.
    pub fn paper_choices(&self, actor: &Actor) -> Result<PaperChoices, AppError> {
        may_handle(actor)?;
        let stamp = fresh_stamp()?;
        let id = CaseId::new(u64::try_from(stamp.recorded_at / 1_000).unwrap_or(0), stamp.random);
        let rules = self.rules().on(self.today());
        let mut registers = Vec::new();
        for qualification in self.licence_choices() {
            let keepers = rules.authorities_of(&qualification.id);
            for keeper in keepers.iter().filter(|keeper| actor.reach.covers(&keeper.code)) {
                let name = Both::new(&keeper.name_ja, &keeper.name_en);
                let code = format!("{}/{}", qualification.id, keeper.code);
                registers.push((code, qualification.name.clone(), name));
            }
        }
        let all = Procedure::ALL.iter().map(|(_, procedure)| *procedure);
        let runs =
            |p: &Procedure| *p != Procedure::Linking && matches!(rules.procedure(*p), Established::Yes(_));
        let procedures =
            all.filter(runs).map(|p| (p.code(), procedure_words(p), p != Procedure::NewRegistration));
        Ok(PaperChoices { id: id.to_string(), registers, procedures: procedures.collect() })
    }

    /// Begins to enter a paper; begun twice under one id it is one.
    ///
    /// # Errors
    /// What is missing or wrong, each at its field; of what is about no field, the name is empty.
    pub async fn begin_paper_filing(&self, actor: &Actor, start: &PaperStart) -> Result<CaseKey, Faults> {
        let one = |error: AppError| vec![("", error)];
        may_handle(actor).map_err(one)?;
        let id = CaseId::parse(&start.id).map_err(|_| one(super::not_there()))?;
        let chosen = self.paper_choices(actor).map_err(one)?;
        let register = chosen.registers.iter().find(|(code, ..)| *code == start.register);
        let procedure = Procedure::from_code(&start.procedure)
            .filter(|p| chosen.procedures.iter().any(|(code, ..)| *code == p.code()));
        let arrived = self.day_of_arrival(&start.received_on);
        let (Some((code, ..)), Some(procedure), Ok(arrived)) = (register, procedure, &arrived) else {
            let mut faults = Vec::new();
            if register.is_none() {
                faults.push(("register", choose("登録簿を選んでください。", "Choose the register.")));
            }
            if procedure.is_none() {
                faults.push(("procedure", choose("手続を選んでください。", "Choose the procedure.")));
            }
            faults.extend(arrived.err().map(|error| ("received_on", error)));
            return Err(faults);
        };
        let (qualification, authority) = code.split_once('/').unwrap_or_default();
        let register = self.ensure_register(qualification, authority).await.map_err(one)?;
        let entry = match procedure {
            Procedure::NewRegistration => None,
            _ => Some(self.entry_of_paper(register, &start.number).await.map_err(|e| vec![("number", e)])?),
        };
        let filing = PaperFiling {
            received_on: arrived.to_string(),
            entered_by: [actor.name.clone()].into(),
            ..PaperFiling::default()
        };
        let application = Application { paper: Some(Box::new(filing)), ..Application::default() };
        let draft = Draft {
            account: desk_account(register),
            id,
            register,
            entry,
            procedure: format!("{PAPER}{}", procedure.code()),
            fields: application.to_text(),
            version: 1,
            saved_at: now_micros(),
        };
        draft::begin(&self.0.db, draft).await.map_err(|error| one(error.into()))?;
        Ok(CaseKey { register, id })
    }

    /// Begins to enter the corrected paper of a case that came on paper and was asked to be corrected; begun twice it is one.
    ///
    /// # Errors
    /// There is no such case within reach, or nothing was asked for.
    pub async fn begin_paper_correction(&self, actor: &Actor, key: CaseKey) -> Result<(), AppError> {
        may_handle(actor)?;
        let loaded = self.case_in_reach(actor, key).await?;
        let filing = loaded.form.paper.as_deref().ok_or_else(super::not_there)?;
        if !allowed(&loaded.case, CommandKind::Supplement, Who::Officer) {
            return Err(crate::cases::moved());
        }
        let filing = PaperFiling {
            corrects: true,
            received_on: filing.received_on.clone(),
            reply_to: filing.reply_to.clone(),
            enclosed: loaded.case.arrived.clone(),
            entered_by: [actor.name.clone()].into(),
            ..PaperFiling::default()
        };
        let form = Application { paper: Some(Box::new(filing)), ..loaded.form.clone() };
        let draft = Draft {
            account: desk_account(key.register),
            id: key.id,
            register: key.register,
            entry: loaded.row.entry,
            procedure: format!("{PAPER}{}", loaded.row.procedure),
            fields: Application { sent_on: String::new(), ..form }.to_text(),
            version: 1,
            saved_at: now_micros(),
        };
        Ok(draft::begin(&self.0.db, draft).await?)
    }

    /// The day on which a paper arrived, as it was typed.
    pub(super) fn day_of_arrival(&self, typed: &str) -> Result<jiff::civil::Date, AppError> {
        if typed.trim().is_empty() {
            return Err(choose("受け付けた日を入力してください。", "Enter the day on which it arrived."));
        }
        let day = parse_date(typed)?;
        if day > self.today() {
            return Err(choose("受け付けた日が先の日になっています。", "That day lies ahead."));
        }
        Ok(day)
    }

    async fn entry_of_paper(&self, register: RegisterId, typed: &str) -> Result<EntryId, AppError> {
        if typed.trim().is_empty() {
            return Err(choose("登録番号を入力してください。", "Enter the registration number."));
        }
        let number = normalise_number(typed)
            .map_err(|fault| AppError::new(ErrorKind::BadInput, fault.ja(), fault.to_string()))?;
        let found = self.0.lookups.by_number(register, &number).await?;
        let stands = found.filter(|row| existence_of(&row.present) == Existence::Registered);
        stands.map(|row| row.id).ok_or_else(|| {
            choose(
                "この登録簿に、この登録番号の登録はありません。",
                "There is no entry of this number in that register.",
            )
        })
    }

    /// What is being entered within an officer's reach: what waits for a second officer first, then by the day of arrival.
    ///
    /// # Errors
    /// Not an officer's.
    pub async fn list_paper_filings(&self, actor: &Actor) -> Result<Vec<PaperLine>, AppError> {
        may_handle(actor)?;
        let registers = self.registers();
        let reached = registers.iter().filter(|register| actor.reach.covers(&register.authority));
        let accounts: Vec<_> = reached.map(|register| desk_account(register.id)).collect();
        let drafts = draft::of_accounts(&mut self.0.db.reader().await?, &accounts).await?;
        let mut lines: Vec<_> = drafts.iter().filter_map(|draft| self.paper_line(actor, draft)).collect();
        lines.sort_by(|a, b| (!a.to_compare, &a.received_on).cmp(&(!b.to_compare, &b.received_on)));
        Ok(lines)
    }

    fn paper_line(&self, actor: &Actor, draft: &Draft) -> Option<PaperLine> {
        let register = self.register_of(draft.register)?;
        let names = self.register_names(&register, self.today());
        let filing = *Application::from_text(&draft.fields).ok()?.paper?;
        Some(PaperLine {
            key: CaseKey { register: draft.register, id: draft.id },
            qualification: names.qualification,
            authority: names.authority,
            procedure: procedure_words(procedure_of(draft)?),
            to_compare: filing.to_compare,
            returned: filing.returned.is_some(),
            own: filing.entered_by.contains(&actor.name),
            received_on: filing.received_on,
            saved_at: rfc3339(draft.saved_at),
        })
    }
}

fn choose(ja: &str, en: &str) -> AppError {
    AppError::new(ErrorKind::BadInput, ja, en)
}
