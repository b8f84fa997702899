//! The call to those who have not given their number (番号の提供の呼びかけ): a list and letters for an association or a body of employers, which
//! hands them on. Register numbers and names, no birth date, no address, and never a 個人番号: the register has none.
//!
//! It hands names to somebody outside, so it needs a ground, and each page of it is a look under every entry on it, durable before the page is written.

mod files;

use std::path::PathBuf;

use registry::ids::{EntryId, RegisterId};
use registry::item::{EntryItem, get};
use registry::present::{Existence, existence_of};
use store::disclosure::Disclosure;
use store::holder::NumberFact;
use store::register::Register;

use crate::time::now_micros;
use crate::yearly_check::{ground_of, may_check};
use crate::{Actor, App, AppError, ErrorKind};
use files::{CallFiles, Sheet};

/// Entries that are read at once, and stand in one record of a look.
const AT_ONCE: u32 = 500;
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
    /// Where the files go: a folder that is not there yet.
    pub folder: PathBuf,
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

impl App {
    /// Writes the list and the letters of a register. `watch` is told how many entries were read, and says whether to go on.
    ///
    /// # Errors
    /// Registrars of that authority only; without recipient or ground; where the rules have no words; a folder that is there or cannot be written.
    pub async fn call_numbers(
        &self,
        actor: &Actor,
        call: &NumberCall,
        watch: &(dyn Fn(u64) -> bool + Sync),
    ) -> Result<NumberCalled, AppError> {
        may_check(actor)?;
        let ground = ground_of(&call.ground)?;
        let to = recipient(&call.to)?;
        let register = self.register_called(actor, call)?;
        let sheet = self.sheet(&register, to)?;
        let mut files = CallFiles::new(&call.folder, &sheet)?;
        let mut called = NumberCalled::default();
        let (mut after, mut seen) = (super::yearly_check::before_all(), 0);
        loop {
            if !watch(seen) {
                files.take_back();
                return Ok(NumberCalled { stopped: true, ..NumberCalled::default() });
            }
            let page = self.page_of(register.id, after).await?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            seen += page.len() as u64;
            let mut standing = page;
            standing.retain(|(_, present)| existence_of(present) == Existence::Registered);
            called.standing += standing.len() as u64;
            let not_given = self.not_given(register.id, standing).await?;
            if not_given.is_empty() {
                continue;
            }
            self.look_at_called(actor, &register, (to, &ground), &not_given).await?;
            for (_, present) in &not_given {
                called.called += 1;
                let item = |item| get(present, item).unwrap_or_default();
                files.add(
                    called.called,
                    [item(EntryItem::Number), item(EntryItem::Name), item(EntryItem::Kana)],
                )?;
            }
        }
        called.files = files.finish()?;
        Ok(called)
    }

    fn register_called(&self, actor: &Actor, call: &NumberCall) -> Result<Register, AppError> {
        let authority = self.one_authority(&call.qualification, call.authority.as_deref())?;
        let nothing = || {
            AppError::new(ErrorKind::NotFound, "該当する登録簿はありません。", "There is no such register.")
        };
        if !actor.reach.covers(&authority) {
            return Err(nothing());
        }
        self.register_of(RegisterId::of(&call.qualification, &authority)).ok_or_else(nothing)
    }

    /// The words, with what is the same on every letter.
    fn sheet(&self, register: &Register, to: &str) -> Result<Sheet, AppError> {
        let rules = self.rules().on(self.check_day());
        let words =
            rules.check_wording(WORDING).yes().map(|ruled| ruled.value().clone()).ok_or_else(|| {
                AppError::new(
                    ErrorKind::Conflict,
                    format!("規則に文面がありません（rules/yearly-check.toml の wording、{WORDING}）。"),
                    format!("the rules have no wording for {WORDING}: rules/yearly-check.toml"),
                )
            })?;
        let names = self.register_names(register, self.check_day());
        let fill = |text: &String| {
            let text = text.replace("{qualification}", &names.qualification.ja);
            text.replace("{office}", &names.authority.ja).replace("{association}", to)
        };
        Ok(Sheet {
            subject: fill(&words.subject),
            paragraphs: words.paragraphs.iter().map(fill).collect(),
            sender: names.authority.ja.clone(),
            to: to.to_owned(),
            day: crate::time::shown_date(&self.check_day().to_string(), law::Lang::Ja),
        })
    }

    async fn page_of(
        &self,
        register: RegisterId,
        after: EntryId,
    ) -> Result<Vec<(EntryId, String)>, AppError> {
        let mut page = Vec::new();
        let see = |row: &db::RowRef<'_>| {
            let id = EntryId::from_stored(row.bytes(1)?)
                .ok_or_else(|| db::DbError::Column { column: 1, detail: "not 16 bytes".to_owned() })?;
            page.push((id, row.text(4)?.to_owned()));
            Ok(())
        };
        store::entry::walk(&mut self.0.db.reader().await?, register, after, AT_ONCE, see).await?;
        Ok(page)
    }

    async fn not_given(
        &self,
        register: RegisterId,
        mut entries: Vec<(EntryId, String)>,
    ) -> Result<Vec<(EntryId, String)>, AppError> {
        let keys: Vec<_> = entries.iter().map(|(id, _)| (register, *id)).collect();
        let links = store::holder::of_entries(&mut self.0.db.reader().await?, &keys).await?;
        let gave = |id: &EntryId| {
            let link = links.iter().find(|link| link.entry == *id);
            link.and_then(|link| link.number.as_ref()).is_some_and(|known| known.fact == NumberFact::Given)
        };
        entries.retain(|(id, _)| !gave(id));
        Ok(entries)
    }

    async fn look_at_called(
        &self,
        actor: &Actor,
        register: &Register,
        (to, ground): (&str, &str),
        entries: &[(EntryId, String)],
    ) -> Result<(), AppError> {
        let look = Disclosure {
            at: now_micros(),
            actor: actor.name.clone(),
            purpose: actor.purpose.clone(),
            channel: actor.channel.code(),
            request: format!("call for numbers, handed to {to}: {ground} ({})", register.authority),
            entries: entries.iter().map(|(id, _)| (register.id, *id)).collect(),
        };
        Ok(self.0.writer.look(look).await?)
    }
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
