//! What a person at the desk has to look at: refunds, jobs that failed, decisions by rule to be looked at again, certificates to be written.

use law::Both;
use registry::ids::{CaseId, EntryId, RegisterId};
use store::task::{self, NewTask};

use crate::cases::CaseKey;
use crate::handle_case::may_handle;
use crate::second_officer::SECOND;
use crate::time::{now_micros, rfc3339};
use crate::{Actor, App, AppError, ErrorKind};

/// Tasks of one register that a list shows.
const SHOWN: u32 = 200;
/// Characters of a note: some sentences.
const LONGEST_NOTE: usize = 500;

/// Which task.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TaskKey {
    /// Its register.
    pub register: RegisterId,
    /// Its id.
    pub id: EntryId,
}

/// A task as it is listed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TaskView {
    /// Which.
    pub key: TaskKey,
    /// What kind: `refund`, `payment-unclear`, `job-failed`, `review-by-rule`, `second-signature`, `write-certificate`.
    pub kind: String,
    /// The kind in words.
    pub words: Both,
    /// The case.
    pub case: Option<CaseKey>,
    /// What about it, as the program noted it.
    pub about: String,
    /// Since when, RFC 3339.
    pub since: String,
}

impl TaskKey {
    /// The task of an address: `REGISTER` and `TASK` as [`TaskKey::address`] writes them.
    ///
    /// # Errors
    /// It is no task's address.
    pub fn parse(register: &str, task: &str) -> Result<Self, AppError> {
        let register = register.parse().map(RegisterId::from_stored).map_err(|_| not_there())?;
        Ok(Self { register, id: EntryId::parse(task).map_err(|_| not_there())? })
    }

    /// The part of an address that names it: `REGISTER/TASK`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}/{}", self.register.stored(), self.id)
    }
}

impl App {
    /// The open tasks within an officer's reach, the oldest first.
    ///
    /// # Errors
    /// Not an officer's.
    pub async fn list_tasks(&self, actor: &Actor) -> Result<Vec<TaskView>, AppError> {
        may_handle(actor)?;
        let registers = self.registers();
        let reached: Vec<_> =
            registers.iter().filter(|r| actor.reach.covers(&r.authority)).map(|r| r.id).collect();
        let tasks = task::open(&mut self.0.db.reader().await?, &reached, SHOWN).await?;
        Ok(tasks.into_iter().map(view).collect())
    }

    /// Ends a task, with a note of what was done. A second signature is ended by signing, and by nothing else.
    ///
    /// # Errors
    /// Not this officer's; done already; without a note.
    pub async fn end_task(&self, actor: &Actor, key: TaskKey, note: &str) -> Result<(), AppError> {
        may_handle(actor)?;
        let register = self.register_of(key.register).filter(|r| actor.reach.covers(&r.authority));
        register.ok_or_else(not_there)?;
        let note = note.trim().to_owned();
        if note.is_empty() || note.chars().count() > LONGEST_NOTE {
            return Err(AppError::new(
                ErrorKind::BadInput,
                "何をしたかを500文字までで入力してください。",
                "Say what was done, up to 500 characters.",
            ));
        }
        let by = (now_micros(), actor.name.clone(), note);
        if task::finish(&self.0.db, (key.register, key.id), by, SECOND).await? {
            return Ok(());
        }
        Err(not_there())
    }
}

fn view(task: NewTask) -> TaskView {
    let case = task.case.map(|id: CaseId| CaseKey { register: task.register, id });
    let (ja, en) = match task.kind.as_str() {
        "refund" => ("還付", "money to be paid back"),
        "payment-unclear" => ("納付の確認", "a payment to be looked at"),
        "job-failed" => ("送信・照会の失敗", "something that could not be sent or asked"),
        "review-by-rule" => ("規則による決定の見直し", "a decision by rule to be looked at again"),
        "write-certificate" => ("免許証等の作成", "a certificate to be written"),
        SECOND => ("二人目の署名", "a second signature"),
        other => (other, other),
    };
    TaskView {
        key: TaskKey { register: task.register, id: task.id },
        words: Both::new(ja, en),
        // What the first officer signed is shown with the case and signed there.
        about: if task.kind == SECOND { String::new() } else { task.about },
        kind: task.kind,
        case,
        since: rfc3339(task.at),
    }
}

fn not_there() -> AppError {
    AppError::new(ErrorKind::NotFound, "該当する作業はありません。", "There is no such task.")
}
