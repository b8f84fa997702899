//! A draft that is opened for its form pages, and saved from them: read once a request.

use registry::ids::CaseId;

use crate::start_case::OpenDraft;
use crate::{App, AppError, Application, Applying, FormView, PaperView};

/// A draft that was opened for its form pages: what they show, and what it was made of.
#[derive(Clone)]
pub struct OpenForm {
    /// What the pages show.
    pub view: FormView,
    pub(crate) open: OpenDraft,
}

impl std::fmt::Debug for OpenForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenForm").field("view", &self.view).finish_non_exhaustive()
    }
}

impl OpenForm {
    /// The same with what was typed and not saved.
    #[must_use]
    pub fn typed(mut self, application: &Application) -> Self {
        self.view.application = application.clone();
        self
    }
}

impl App {
    /// A draft for its form pages.
    ///
    /// # Errors
    /// There is no such draft of this account.
    pub async fn show_form(&self, who: &Applying, id: CaseId) -> Result<FormView, AppError> {
        Ok(self.open_form(who, id).await?.view)
    }

    /// A draft opened for its form pages.
    ///
    /// # Errors
    /// There is no such draft of this account.
    pub async fn open_form(&self, who: &Applying, id: CaseId) -> Result<OpenForm, AppError> {
        let open = self.open_draft(who, id).await?;
        Ok(OpenForm { view: self.form_view(&open), open })
    }

    /// Keeps what was typed upon the version that was seen; the form as it is then.
    ///
    /// # Errors
    /// As [`App::save_draft`].
    pub async fn save_form(
        &self,
        who: &Applying,
        form: &OpenForm,
        (application, seen): (&Application, i64),
    ) -> Result<OpenForm, AppError> {
        let mut open = form.open.clone();
        open.draft.version = self.save_draft(who, open.draft.id, (application, seen)).await?;
        open.application = Application { sent_on: String::new(), ..application.clone() };
        Ok(OpenForm { view: self.form_view(&open), open })
    }

    /// The papers that were sent for a form.
    ///
    /// # Errors
    /// The store's.
    pub async fn papers_of_form(&self, form: &OpenForm) -> Result<Vec<PaperView>, AppError> {
        let of = (&form.open.draft.account, form.open.draft.id);
        let papers = store::upload::of_draft(&mut self.0.db.quick_reader().await?, of).await?;
        Ok(papers.iter().map(PaperView::of).collect())
    }
}
