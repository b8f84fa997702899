//! The call to those who have not given their number (番号の提供の呼びかけ): a list and letters for an association or a body of employers, which
//! hands them on. Register numbers and names, no birth date, no address, and never a 個人番号: the register has none.
//!
//! It hands names to somebody outside, so it needs a ground, and each page of it is a look under every entry on it, durable before the page is written.

mod desk;
mod files;
mod text;

use std::path::{Path, PathBuf};

use registry::ids::{EntryId, RegisterId};
use registry::item::{EntryItem, get};
use registry::present::{Existence, existence_of};
use store::disclosure::Disclosure;
use store::holder::NumberFact;
use store::register::Register;

pub use desk::{CallPart, CallPlan};

use crate::time::now_micros;
use crate::yearly_check::{before_all, ground_of, may_check};
use crate::{Actor, App, AppError, ErrorKind};
use files::CallFiles;
use text::Sheet;

/// Entries that are read at once, and stand in one record of a look.
const AT_ONCE: u32 = 500;
/// Letters in a file: what a browser prints without trouble.
const LETTERS: u64 = 500;
/// Characters of the recipient's name.
const NAME_AT_MOST: usize = 100;
/// The code of the words.
const WORDING: &str = "number-call";

/// A call.
#[derive(Clone, PartialEq, Eq, Debug)]
#[doc(alias = "番号の提供の呼びかけ")]
pub struct NumberCall {
    /// Rule id.
    pub qualification: String,
    /// The authority's code; may be left out where there is only one.
    pub authority: Option<String>,
    /// The association or body that hands the letters on.
    pub to: String,
    /// By what it gets the names.
    pub ground: String,
}

impl NumberCall {
    /// What is wrong with what was typed, each at its field: `to`, `ground`.
    #[must_use]
    pub fn faults(&self) -> Vec<(&'static str, AppError)> {
        let to = recipient(&self.to).err().map(|error| ("to", error));
        let ground = ground_of(&self.ground).err().map(|error| ("ground", error));
        to.into_iter().chain(ground).collect()
    }
}

/// What was written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NumberCalled {
    /// Entries that stand.
    pub standing: u64,
    /// Of those, the ones whose holder is called.
    pub called: u64,
    /// The files; none when it was stopped.
    pub files: Vec<PathBuf>,
    /// Whether it was asked to stop: nothing is left then.
    pub stopped: bool,
}

/// A call that may be made.
struct Ready {
    register: Register,
    sheet: Sheet,
    ground: String,
}

/// Entries that were read.
struct Page {
    last: EntryId,
    read: u64,
    standing: u64,
    /// Those whose holder has not given a number.
    called: Vec<(EntryId, String)>,
}

impl App {
    /// Writes the list and the letters of a register into a folder that is not there yet. `watch` is told how many entries were read, and says
    /// whether to go on.
    ///
    /// # Errors
    /// Registrars of that authority only; without recipient or ground; where the rules have no words; a folder that is there or cannot be written.
    pub async fn call_numbers(
        &self,
        actor: &Actor,
        (call, folder): (&NumberCall, &Path),
        watch: &(dyn Fn(u64) -> bool + Sync),
    ) -> Result<NumberCalled, AppError> {
        may_check(actor)?;
        let authority = self.one_authority(&call.qualification, call.authority.as_deref())?;
        let ready = self.ready(actor, call, RegisterId::of(&call.qualification, &authority))?;
        let mut files = CallFiles::new(folder, &ready.sheet)?;
        let mut called = NumberCalled::default();
        let (mut after, mut seen) = (before_all(), 0);
        loop {
            if !watch(seen) {
                files.take_back();
                return Ok(NumberCalled { stopped: true, ..NumberCalled::default() });
            }
            let Some(page) = self.page_called(ready.register.id, after).await? else { break };
            (after, seen) = (page.last, seen + page.read);
            called.standing += page.standing;
            self.look_at_called(actor, (&ready, "list and letters"), &page.called).await?;
            for (_, present) in &page.called {
                called.called += 1;
                files.add(called.called, cells(present))?;
            }
        }
        called.files = files.finish()?;
        Ok(called)
    }

    /// Whether this officer may make this call, with its words.
    fn ready(&self, actor: &Actor, call: &NumberCall, id: RegisterId) -> Result<Ready, AppError> {
        may_check(actor)?;
        let ground = ground_of(&call.ground)?;
        let to = recipient(&call.to)?;
        let register = self.register_called(actor, id)?;
        let sheet = self.sheet(&register, to)?;
        Ok(Ready { register, sheet, ground })
    }

    fn register_called(&self, actor: &Actor, id: RegisterId) -> Result<Register, AppError> {
        let register = self.register_of(id).filter(|of| actor.reach.covers(&of.authority));
        register.ok_or_else(|| {
            AppError::new(ErrorKind::NotFound, "該当する登録簿はありません。", "There is no such register.")
        })
    }

    /// The words, with what is the same on every letter.
    fn sheet(&self, register: &Register, to: &str) -> Result<Sheet, AppError> {
        let day = self.check_day();
        let rules = self.rules().on(day);
        let words = rules.check_wording(WORDING).yes().ok_or_else(|| {
            AppError::new(
                ErrorKind::Conflict,
                format!("規則に文面がありません（rules/yearly-check.toml の wording、{WORDING}）。"),
                format!("the rules have no wording for {WORDING}: rules/yearly-check.toml"),
            )
        })?;
        let names = self.register_names(register, day);
        let of = (names.qualification.ja.as_str(), names.authority.ja.as_str());
        Ok(Sheet::new(words.value(), of, to, day))
    }

    /// The next entries of a register with those who are called; `None` after the last. Shows nobody anything.
    async fn page_called(&self, register: RegisterId, after: EntryId) -> Result<Option<Page>, AppError> {
        let mut rows = Vec::new();
        let see = |row: &db::RowRef<'_>| {
            let id = EntryId::from_stored(row.bytes(1)?)
                .ok_or_else(|| db::DbError::Column { column: 1, detail: "not 16 bytes".to_owned() })?;
            rows.push((id, row.text(4)?.to_owned()));
            Ok(())
        };
        store::entry::walk(&mut self.0.db.reader().await?, register, after, AT_ONCE, see).await?;
        let Some((last, _)) = rows.last() else { return Ok(None) };
        let (last, read) = (*last, rows.len() as u64);
        rows.retain(|(_, present)| existence_of(present) == Existence::Registered);
        let standing = rows.len() as u64;
        Ok(Some(Page { last, read, standing, called: self.not_given(register, rows).await? }))
    }

    async fn not_given(
        &self,
        register: RegisterId,
        mut entries: Vec<(EntryId, String)>,
    ) -> Result<Vec<(EntryId, String)>, AppError> {
        let keys: Vec<_> = entries.iter().map(|(id, _)| (register, *id)).collect();
        let links = store::holder::of_entries(&mut self.0.db.reader().await?, &keys).await?;
        let gave: std::collections::BTreeSet<EntryId> = links
            .iter()
            .filter(|link| link.number.as_ref().is_some_and(|known| known.fact == NumberFact::Given))
            .map(|link| link.entry)
            .collect();
        entries.retain(|(id, _)| !gave.contains(id));
        Ok(entries)
    }

    /// The record that names are handed over, under every one of them.
    async fn look_at_called(
        &self,
        actor: &Actor,
        (ready, what): (&Ready, &str),
        entries: &[(EntryId, String)],
    ) -> Result<(), AppError> {
        if entries.is_empty() {
            return Ok(());
        }
        let Ready { register, sheet, ground } = ready;
        let look = Disclosure {
            at: now_micros(),
            actor: actor.name.clone(),
            purpose: actor.purpose.clone(),
            channel: actor.channel.code(),
            request: format!(
                "call for numbers ({what}), handed to {}: {ground} ({})",
                sheet.to, register.authority
            ),
            entries: entries.iter().map(|(id, _)| (register.id, *id)).collect(),
        };
        Ok(self.0.writer.look(look).await?)
    }
}

/// What of an entry is handed over: number, name, reading.
fn cells(present: &str) -> [&str; 3] {
    [EntryItem::Number, EntryItem::Name, EntryItem::Kana].map(|item| get(present, item).unwrap_or_default())
}

fn recipient(to: &str) -> Result<&str, AppError> {
    let to = to.trim();
    let fine = !to.is_empty() && to.chars().count() <= NAME_AT_MOST && !to.chars().any(char::is_control);
    if fine {
        return Ok(to);
    }
    Err(AppError::new(
        ErrorKind::BadInput,
        format!("渡す先の団体の名称を入力してください（{NAME_AT_MOST}文字まで）。"),
        format!("Name the association or body that gets it: at most {NAME_AT_MOST} characters."),
    ))
}
