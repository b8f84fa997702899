//! Applications that come on paper (書面による申請): an officer types what the paper says and keeps its scan, another one compares both, and
//! from then on it is a case as any other. What is typed lies as a draft of the desk; its id becomes the case's.

mod begin;
mod compare;
mod enter;
mod scans;

pub use begin::{PaperChoices, PaperLine, PaperStart};
pub use enter::{PaperFaults, PaperFilingView};

use law::{Both, Procedure};
use registry::ids::HolderId;
use registry::requirement::NumberFact;
use store::disclosure::Disclosure;
use store::draft::{self, Draft, PAPER};
use store::portal::AccountKey;

use crate::cases::{Application, CaseKey, PaperFiling, desk_account};
use crate::handle_case::may_handle;
use crate::own_entries::entry_to_be;
use crate::start_case::OpenDraft;
use crate::{Actor, App, AppError, ErrorKind};

/// A draft of what came on paper.
pub(crate) struct OpenPaper {
    pub(crate) open: OpenDraft,
    pub(crate) filing: PaperFiling,
    /// Whose the entry is, where it is linked.
    pub(crate) holder: Option<HolderId>,
}

impl OpenPaper {
    fn account(&self) -> AccountKey {
        self.open.draft.account
    }

    fn key(&self) -> CaseKey {
        CaseKey { register: self.open.draft.register, id: self.open.draft.id }
    }
}

impl App {
    /// What was typed of a paper within an officer's reach; the look at its entry is recorded.
    async fn paper_in_reach(&self, actor: &Actor, key: CaseKey) -> Result<OpenPaper, AppError> {
        may_handle(actor)?;
        let register = self.register_known(key.register).await?.ok_or_else(not_there)?;
        if !actor.reach.covers(&register.authority) {
            return Err(not_there());
        }
        let account = desk_account(key.register);
        let found = draft::by_id(&mut self.0.db.quick_reader().await?, (&account, key.id)).await?;
        let draft = found.ok_or_else(not_there)?;
        let procedure = procedure_of(&draft).ok_or_else(not_there)?;
        let application = Application::from_text(&draft.fields)?;
        let filing = application.paper.as_deref().cloned().unwrap_or_default();
        let (entry, number, holder) = match draft.entry {
            None => (entry_to_be(&draft), NumberFact::None, None),
            Some(entry) => {
                let mut reader = self.0.db.quick_reader().await?;
                let (row, link) = store::holder::with_entry(&mut reader, (draft.register, entry)).await?;
                drop(reader);
                let holder = link.as_ref().map(|link| link.holder);
                let fact = link.and_then(|link| link.number);
                let fact = fact.map_or(NumberFact::None, |number| NumberFact::of_code(number.fact.code()));
                (row.ok_or_else(entry_gone)?, fact, holder)
            }
        };
        self.note_filing_look(actor, &draft, format!("paper application {}", draft.id)).await?;
        let open = OpenDraft { draft, application, procedure, register, entry, number };
        Ok(OpenPaper { open, filing, holder })
    }

    async fn note_filing_look(&self, actor: &Actor, draft: &Draft, request: String) -> Result<(), AppError> {
        let look = Disclosure {
            at: crate::time::now_micros(),
            actor: actor.name.clone(),
            purpose: actor.purpose.clone(),
            channel: actor.channel.code(),
            request,
            entries: draft.entry.map(|entry| (draft.register, entry)).into_iter().collect(),
        };
        Ok(self.0.writer.look(look).await?)
    }
}

/// The procedure of a draft of what came on paper.
fn procedure_of(draft: &Draft) -> Option<Procedure> {
    Procedure::from_code(draft.procedure.strip_prefix(PAPER)?)
}

fn fault(field: &str, ja: &str, en: &str) -> (String, Both) {
    (field.to_owned(), Both::new(ja, en))
}

fn not_there() -> AppError {
    AppError::new(
        ErrorKind::NotFound,
        "入力中の書面の申請が見つかりません。",
        "There is no such application on paper that is being entered.",
    )
}

fn entry_gone() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "この登録は別の登録簿に移っています。移った先で入力してください。",
        "The entry has moved to another register; enter the application there.",
    )
}

fn being_compared() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "二人目の照合に回っています。直すには、いったん差し戻してください。",
        "It waits for the second officer. Give it back first to change it.",
    )
}
