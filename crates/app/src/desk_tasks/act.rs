//! What an officer does about a task: takes it in hand, gives it back, ends it.

use store::task;

use super::words::ends_by_note;
use super::{TaskKey, not_there};
use crate::second_officer::SECOND;
use crate::time::now_micros;
use crate::{Actor, App, AppError, ErrorKind};

/// Characters of a note: some sentences.
const LONGEST_NOTE: usize = 500;

/// What is to be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TaskOrder {
    /// Take it in hand, from whoever was seen to have it; nobody is the empty name.
    Take(String),
    /// Give it back to all.
    GiveBack,
    /// End it, with a note of what was done.
    End(String),
}

impl App {
    /// Does something about an open task. A second signature is ended by signing, and by nothing else; a task that another officer has in
    /// hand is ended by whoever takes it from them first.
    ///
    /// # Errors
    /// Not this officer's; ended already; in another hand; without a note.
    pub async fn do_task(&self, actor: &Actor, key: TaskKey, order: &TaskOrder) -> Result<(), AppError> {
        let row = self.task_in_reach(actor, key).await?;
        if row.done_at.is_some() {
            return Err(ended());
        }
        let at = (key.register, key.id);
        let done = match order {
            TaskOrder::Take(from) => task::hand(&self.0.db, at, (from.clone(), actor.name.clone())).await?,
            TaskOrder::GiveBack => task::hand(&self.0.db, at, (actor.name.clone(), String::new())).await?,
            TaskOrder::End(_) if !ends_by_note(&row.task.kind) => return Err(not_there()),
            TaskOrder::End(note) => {
                let by = (now_micros(), actor.name.clone(), checked(note)?);
                task::finish(&self.0.db, at, by, SECOND).await?
            }
        };
        if done { Ok(()) } else { Err(in_another_hand()) }
    }
}

fn checked(note: &str) -> Result<String, AppError> {
    let note = note.trim();
    if note.is_empty() || note.chars().count() > LONGEST_NOTE {
        return Err(AppError::new(
            ErrorKind::BadInput,
            "何をしたかを500文字までで入力してください。",
            "Say what was done, up to 500 characters.",
        ));
    }
    Ok(note.to_owned())
}

fn ended() -> AppError {
    AppError::new(ErrorKind::Conflict, "この作業は終わっています。", "This task was ended already.")
}

fn in_another_hand() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "この作業は、その間に別の職員が引き受けたか、終えています。いまの状態を見直してください。",
        "Another officer has taken or ended this task meanwhile. Please look at it as it stands now.",
    )
}
