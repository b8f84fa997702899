//! The call to those who have not given their number (番号の提供の呼びかけ): a list and letters for an association or a body of employers, which
//! hands them on. Register numbers and names, no birth date, no address, and never a 個人番号: the register has none.
//!
//! An association that knows its members, or an employer its staff, may give their registration numbers: then only of those it is told who has not
//! given a number. It hands names to somebody outside, so it needs a ground, and each page of it is a look under every entry on it, durable before the page is written.

mod desk;
mod files;
mod read;
mod roster;
mod text;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use registry::ids::{EntryId, RegisterId};
use registry::item::{EntryItem, get};
use store::disclosure::Disclosure;
use store::register::Register;

pub use desk::{CallPart, CallPlan};
pub use roster::Roster;

use crate::time::now_micros;
use crate::yearly_check::{ground_of, may_check};
use crate::{Actor, App, AppError, ErrorKind};
use files::CallFiles;
use text::Sheet;

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
    /// Of whom alone it is told; none: of the whole register.
    pub only: Option<Arc<Roster>>,
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
    /// Entries that stand; of a list, those of its numbers.
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
    only: Option<Arc<Roster>>,
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
        let (mut reached, mut seen) = (ready.begin(), 0);
        loop {
            if !watch(seen) {
                return Ok(NumberCalled { stopped: true, ..NumberCalled::default() });
            }
            let Some((page, next)) = self.next_called(&ready, reached).await? else { break };
            (reached, seen) = (next, seen + page.read);
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
        Ok(Ready { register, sheet, ground, only: call.only.clone() })
    }

    /// Of how many of a list it is known: those that stand, and those who are called. Reads nobody's name out.
    ///
    /// # Errors
    /// As [`Self::call_numbers`].
    pub async fn count_call(&self, actor: &Actor, call: &NumberCall) -> Result<(u64, u64), AppError> {
        let authority = self.one_authority(&call.qualification, call.authority.as_deref())?;
        let ready = self.ready(actor, call, RegisterId::of(&call.qualification, &authority))?;
        let (mut reached, mut counts) = (ready.begin(), (0, 0));
        while let Some((page, next)) = self.next_called(&ready, reached).await? {
            reached = next;
            counts = (counts.0 + page.standing, counts.1 + page.called.len() as u64);
        }
        Ok(counts)
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
        let Ready { register, sheet, ground, only } = ready;
        let what = only.as_ref().map_or_else(|| what.to_owned(), |of| format!("{what} {}", of.words()));
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
