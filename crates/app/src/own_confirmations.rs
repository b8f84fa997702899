//! The confirmations (登録済証明書) of an entry of one's own: what was issued, what is under way, whether one can be asked for.

use law::{Both, Procedure};
use registry::ids::{CaseId, EntryId, RegisterId};
use registry::item::EntryItem;
use store::case::CaseRow;

use crate::cases::read;
use crate::choose_procedure::ProcedureChoice;
use crate::fill_draft::procedure_words;
use crate::grant::CONFIRMATION;
use crate::holders::{HolderActor, account_name};
use crate::view::{CaseLine, EntryHead};
use crate::{App, AppError, Applying, Channel, ConfirmationView, ErrorKind};

/// Cases of an entry among which they are looked for, the latest first: nobody has more.
const CASES: u32 = 200;

/// A confirmation in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedLine {
    /// The case in which it was issued.
    pub case: String,
    /// In which procedure.
    pub procedure: Both,
    /// Its number.
    pub number: String,
    /// The day of issue, ISO.
    pub issued_on: String,
    /// Is the entry still as it says?
    pub is_current: bool,
}

/// The confirmations of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnConfirmations {
    /// The entry.
    pub entry: EntryHead,
    /// What was issued, the newest first.
    pub issued: Vec<IssuedLine>,
    /// What was asked for and is not decided.
    pub under_way: Vec<CaseLine>,
    /// The procedure by which one is asked for; none where the rules know of none.
    pub offered: Option<ProcedureChoice>,
}

impl App {
    /// The confirmations of an entry of one's own. The look is recorded before the answer is given.
    ///
    /// # Errors
    /// The entry is not the asker's.
    pub async fn own_confirmations(
        &self,
        holder: &HolderActor,
        entry: &str,
    ) -> Result<OwnConfirmations, AppError> {
        let (row, number) = self.own_entry(&Applying::from(holder), entry_id(entry)?).await?;
        let key = (row.register, row.id);
        self.note_own_look(holder, ("my-confirmations", vec![key])).await?;
        let register = self.register_of(row.register).ok_or_else(nothing)?;
        let names = self.register_names(&register, self.today());
        let mut reader = self.0.db.quick_reader().await?;
        let cases = store::case::of_entry(&mut reader, key, CASES).await?;
        let keys: Vec<(RegisterId, CaseId)> = cases.iter().map(|case| (case.register, case.id)).collect();
        let issued = store::confirmation::of_cases(&mut reader, &keys, CONFIRMATION).await?;
        drop(reader);
        let procedure = |case: CaseId| {
            let found = cases.iter().find(|row| row.id == case).map_or("", |row| row.procedure.as_str());
            Procedure::from_code(found).map_or_else(|| Both::new(found, found), procedure_words)
        };
        let line = |issued: store::confirmation::IssuedConfirmation| IssuedLine {
            case: issued.case.to_string(),
            procedure: procedure(issued.case),
            is_current: issued.confirmation.is_current(&row.present),
            issued_on: issued.confirmation.issued_on,
            number: issued.confirmation.number,
        };
        let asked_for = |case: &&CaseRow| {
            Procedure::from_code(&case.procedure) == Some(Procedure::EntryConfirmation)
                && case.account.as_ref() == Some(&holder.account)
                && read(case).is_ok_and(|case| !case.is_closed())
        };
        let of = (register.qualification.as_str(), register.authority.as_str());
        let choice = self.choice(Procedure::EntryConfirmation, of, number);
        Ok(OwnConfirmations {
            entry: EntryHead {
                id: row.id.to_string(),
                qualification: names.qualification,
                authority: names.authority,
                number: registry::item::get(&row.present, EntryItem::Number).unwrap_or_default().to_owned(),
            },
            under_way: cases.iter().filter(asked_for).filter_map(|case| self.line(case)).collect(),
            issued: issued.into_iter().filter(|issued| issued.entry == row.id).map(line).collect(),
            offered: Some(choice).filter(|choice| choice.asked.is_some()),
        })
    }

    /// A confirmation of an entry of one's own, by the case in which it was issued.
    ///
    /// # Errors
    /// The entry is not the asker's, or none was issued in that case.
    pub async fn show_own_confirmation(
        &self,
        holder: &HolderActor,
        (entry, case): (&str, &str),
    ) -> Result<ConfirmationView, AppError> {
        let (row, _) = self.own_entry(&Applying::from(holder), entry_id(entry)?).await?;
        let case = CaseId::parse(case).map_err(|_| nothing())?;
        let mut reader = self.0.db.quick_reader().await?;
        let issued =
            store::confirmation::of_cases(&mut reader, &[(row.register, case)], CONFIRMATION).await?;
        drop(reader);
        let issued = issued.into_iter().rev().find(|issued| issued.entry == row.id).ok_or_else(nothing)?;
        let name = account_name(&holder.account);
        self.confirmation(&issued.confirmation.number, (&name, Channel::Portal.code())).await
    }
}

fn entry_id(text: &str) -> Result<EntryId, AppError> {
    EntryId::parse(text).map_err(|_| nothing())
}

fn nothing() -> AppError {
    AppError::new(ErrorKind::NotFound, "該当する登録はありません。", "There is no such entry.")
}
