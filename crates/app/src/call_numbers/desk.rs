//! The call as the desk makes it: how many there are, the list as it is read, and the letters in parts that a browser prints. Nothing is kept.

use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use registry::ids::{EntryId, RegisterId};

use super::read::Reached;
use super::text::{END, HEAD, line};
use super::{LETTERS, NumberCall, Ready, cells};
use crate::view::RegisterSummary;
use crate::yearly_check::{before_all, may_check};
use crate::{Actor, App, AppError, ErrorKind, NumbersGiven};

/// Parts that a page offers.
const PARTS: usize = 20;
/// Entries that are read for a page of parts, or for one of them: a second or two.
const READ_AT_MOST: u64 = 100_000;
/// Letters of a part whose holders' numbers were taken back since the page was shown, beside those that it offered: more, and the page is an old one.
const MORE_LETTERS: u64 = 100;

/// A part of the letters: those after one entry and up to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallPart {
    /// After which entry.
    pub after: String,
    /// Up to which.
    pub until: String,
    /// The number of the first letter, as in the list.
    pub first: u64,
    /// Letters.
    pub letters: u64,
}

impl CallPart {
    /// The number of the last letter.
    #[must_use]
    pub const fn last(&self) -> u64 {
        (self.first + self.letters).saturating_sub(1)
    }
}

/// What a call can be made of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallPlan {
    /// The register.
    pub register: RegisterSummary,
    /// Who has given a number and who has not; none where nothing was counted.
    pub numbers: Option<NumbersGiven>,
    /// Parts of the letters.
    pub parts: Vec<CallPart>,
    /// Where further parts begin: after which entry, with which letter.
    pub next: Option<(String, u64)>,
}

/// Parts while the register is read.
struct Parts {
    done: Vec<CallPart>,
    /// After which entry the part begins that is being filled, with which letter, and how many it has.
    open: (EntryId, u64, u64),
    read: u64,
}

impl Parts {
    fn add(&mut self, entry: EntryId) {
        self.open.2 += 1;
        if self.open.2 == LETTERS {
            self.close(entry);
        }
    }

    fn close(&mut self, until: EntryId) {
        let (after, first, letters) = self.open;
        if letters > 0 {
            let (after, last) = (after.to_string(), until.to_string());
            self.done.push(CallPart { after, until: last, first, letters });
        }
        self.open = (until, first + letters, 0);
    }
}

/// How far a list is.
struct Walk {
    app: App,
    actor: Actor,
    ready: Ready,
    reached: Reached,
    written: u64,
}

impl App {
    /// How many a call is about, and the parts of its letters, from an entry and a letter on. No name is read out of it.
    ///
    /// # Errors
    /// Registrars of that authority only; where the rules have no words.
    pub async fn plan_call(
        &self,
        actor: &Actor,
        (qualification, authority): (&str, &str),
        from: Option<(&str, u64)>,
    ) -> Result<CallPlan, AppError> {
        may_check(actor)?;
        let register = self.register_called(actor, RegisterId::of(qualification, authority))?;
        self.sheet(&register, "")?;
        let (after, first) = match from {
            Some((entry, first)) => (EntryId::parse(entry).map_err(|_| old_page())?, first),
            None => (before_all(), 1),
        };
        let mut parts = Parts { done: Vec::new(), open: (after, first, 0), read: 0 };
        let mut last = after;
        let more = loop {
            let Some(page) = self.page_called(register.id, last).await? else { break false };
            last = page.last;
            parts.read += page.read;
            page.called.iter().for_each(|(entry, _)| parts.add(*entry));
            if parts.done.len() >= PARTS || parts.read >= READ_AT_MOST {
                break true;
            }
        };
        let whole = parts.done.len() >= PARTS;
        if !whole {
            parts.close(last);
        }
        let all = self.count_numbers_given(actor).await?;
        let is = |of: &NumbersGiven| {
            of.register.qualification == qualification && of.register.authority == authority
        };
        let (after, first, _) = parts.open;
        Ok(CallPlan {
            register: self.summary(&register, None, None),
            numbers: all.into_iter().find(is),
            parts: parts.done,
            next: more.then(|| (after.to_string(), first)),
        })
    }

    /// The list as text for spreadsheets, as it is read: each piece of it is recorded under the entries in it before it is given.
    ///
    /// # Errors
    /// As [`Self::call_numbers`]; in the middle of it when the database fails: what was given until then is a broken list.
    pub fn call_list(
        &self,
        actor: &Actor,
        call: &NumberCall,
    ) -> Result<BoxStream<'static, Result<Vec<u8>, AppError>>, AppError> {
        let authority = call.authority.as_deref().unwrap_or_default();
        let ready = self.ready(actor, call, RegisterId::of(&call.qualification, authority))?;
        let (app, actor) = (self.clone(), actor.clone());
        let walk = Walk { app, actor, reached: ready.begin(), ready, written: 0 };
        let head = stream::once(async { Ok(HEAD.as_bytes().to_vec()) });
        let lines = stream::try_unfold(walk, |mut walk| async move {
            Ok(walk.lines().await?.map(|lines| (lines.into_bytes(), walk)))
        });
        Ok(head.chain(lines).boxed())
    }

    /// The letters of a part, each on a sheet of its own, recorded under the entries that they are about.
    ///
    /// # Errors
    /// As [`Self::call_numbers`]; when the part is not as it was offered.
    pub async fn call_letters(
        &self,
        actor: &Actor,
        call: &NumberCall,
        part: &CallPart,
    ) -> Result<String, AppError> {
        let authority = call.authority.as_deref().unwrap_or_default();
        let ready = self.ready(actor, call, RegisterId::of(&call.qualification, authority))?;
        let entry = |text: &str| EntryId::parse(text).map_err(|_| old_page());
        let (mut after, until) = (entry(&part.after)?, entry(&part.until)?);
        let (mut text, mut number, mut read) = (ready.sheet.head(), part.first, 0);
        while after < until {
            let Some(mut page) = self.page_called(ready.register.id, after).await? else { break };
            (after, read) = (page.last, read + page.read);
            page.called.retain(|(entry, _)| *entry <= until);
            let letters = number.saturating_sub(part.first) + page.called.len() as u64;
            if letters > LETTERS + MORE_LETTERS || read > 2 * READ_AT_MOST {
                return Err(old_page());
            }
            self.look_at_called(actor, (&ready, "letters"), &page.called).await?;
            number = ready.sheet.add_letters(&page.called, number, &mut text);
        }
        text.push_str(END);
        Ok(text)
    }

    /// The letters to everybody of a list, each on a sheet of its own, as [`Self::call_letters`].
    ///
    /// # Errors
    /// As [`Self::call_numbers`]; when the list is none, or longer than one file of letters.
    pub async fn call_listed_letters(&self, actor: &Actor, call: &NumberCall) -> Result<String, AppError> {
        let fits = call.only.as_ref().is_some_and(|only| only.numbers() <= LETTERS);
        if !fits {
            return Err(too_long());
        }
        let authority = call.authority.as_deref().unwrap_or_default();
        let ready = self.ready(actor, call, RegisterId::of(&call.qualification, authority))?;
        let (mut text, mut number, mut reached) = (ready.sheet.head(), 1, ready.begin());
        while let Some((page, next)) = self.next_called(&ready, reached).await? {
            reached = next;
            self.look_at_called(actor, (&ready, "letters"), &page.called).await?;
            number = ready.sheet.add_letters(&page.called, number, &mut text);
        }
        text.push_str(END);
        Ok(text)
    }
}

impl Walk {
    /// The next lines of the list; `None` after the last.
    async fn lines(&mut self) -> Result<Option<String>, AppError> {
        while let Some((page, next)) = self.app.next_called(&self.ready, self.reached).await? {
            self.reached = next;
            if page.called.is_empty() {
                continue;
            }
            self.app.look_at_called(&self.actor, (&self.ready, "list"), &page.called).await?;
            let mut lines = String::new();
            for (_, present) in &page.called {
                self.written += 1;
                lines.push_str(&line(self.written, cells(present)));
            }
            return Ok(Some(lines));
        }
        Ok(None)
    }
}

fn too_long() -> AppError {
    AppError::new(
        ErrorKind::BadInput,
        format!("名簿は{LETTERS}件までにしてください。これより多いときは、管理者が命令で作ります。"),
        format!("A list of {LETTERS} numbers at most; an operator makes letters for more by the command."),
    )
}

fn old_page() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "この画面を開いたあとに登録が変わりました。画面を開き直してください。",
        "The register changed after you opened this page. Open it again.",
    )
}
