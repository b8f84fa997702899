//! What an applicant has begun and not sent, in words.

use law::{Both, Procedure};

use crate::fill_draft::procedure_words;
use crate::{App, AppError, Applying};

/// A line of a list of drafts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DraftLine {
    /// Its id.
    pub id: String,
    /// What the qualification is called.
    pub qualification: Both,
    /// What the procedure is called.
    pub procedure: Both,
    /// When it was saved last, RFC 3339.
    pub saved_at: String,
    /// The last day on which it is kept, ISO; empty where the rules name no time.
    pub kept_until: String,
}

impl App {
    /// The applicant's drafts, the latest first, in words.
    ///
    /// # Errors
    /// The store's.
    pub async fn draft_lines(&self, who: &Applying) -> Result<Vec<DraftLine>, AppError> {
        let drafts = store::draft::of_account(&mut self.0.db.quick_reader().await?, &who.account).await?;
        let line = |draft: store::draft::Draft| {
            let register = self.register_of(draft.register)?;
            Some(DraftLine {
                id: draft.id.to_string(),
                qualification: self.register_names(&register, self.today()).qualification,
                procedure: procedure_words(Procedure::from_code(&draft.procedure)?),
                saved_at: crate::time::rfc3339(draft.saved_at),
                kept_until: self.kept_until(draft.saved_at),
            })
        };
        Ok(drafts.into_iter().filter_map(line).collect())
    }
}
