//! Drafts that nobody goes on with: kept for the time that the rules name, and then thrown away with their papers. Whoever began one is told.

use law::{Established, Lang, Procedure};
use registry::hash::hex;
use registry::ids::EntryId;
use store::draft::{self, Draft};
use store::outbox::NewJob;

use crate::apply_number::forget_job;
use crate::cases::{TELL, Told, text};
use crate::time::now_micros;
use crate::{App, AppError, Application};

/// The rules' number: for how many days a draft is kept after it was last saved.
const KEPT_DAYS: &str = "draft-kept-days";
/// A day, microseconds.
const DAY_MICROS: i64 = 86_400 * 1_000_000;
/// Drafts of one round: few enough that nothing else waits long.
const AT_ONCE: u32 = 200;
/// What is told.
const SWEPT: &str = "draft-swept";

impl App {
    /// For how many days a draft is kept after it was last saved; none where the rules do not say: then it is kept.
    fn draft_kept_days(&self) -> Option<u32> {
        match self.rules().on(self.today()).case_value(KEPT_DAYS) {
            Established::Yes(value) => Some(value.value().number),
            Established::No(_) => None,
        }
    }

    /// The last day on which a draft is kept, ISO; empty where the rules name no time.
    pub(crate) fn kept_until(&self, saved_at: i64) -> String {
        let end = self.draft_kept_days().map(|days| saved_at.saturating_add(i64::from(days) * DAY_MICROS));
        end.map_or_else(String::new, |end| crate::time::day_in_japan(end).to_string())
    }

    /// Throws away the drafts whose time is over at an instant; tells how many.
    ///
    /// # Errors
    /// The store's; what was swept stays swept.
    pub async fn sweep_drafts_at(&self, now: i64) -> Result<usize, AppError> {
        let Some(days) = self.draft_kept_days() else { return Ok(0) };
        let before = now.saturating_sub(i64::from(days) * DAY_MICROS);
        let mut swept = 0;
        loop {
            let round = draft::abandoned(&mut self.0.db.reader().await?, before, AT_ONCE).await?;
            let mut gone = 0;
            for draft in round {
                let mut jobs = vec![self.swept_message(&draft).await?];
                let sealed = Application::from_text(&draft.fields)?.sealed_number;
                jobs.extend(forget_job((draft.register, draft.id), &sealed)?);
                gone += usize::from(draft::sweep(&self.0.db, draft, jobs).await?);
            }
            swept += gone;
            if gone == 0 {
                return Ok(swept);
            }
        }
    }

    /// Throws away what has lain too long by now.
    ///
    /// # Errors
    /// The store's.
    pub async fn sweep_drafts(&self) -> Result<usize, AppError> {
        let swept = self.sweep_drafts_at(now_micros()).await?;
        if swept > 0 {
            tracing::info!(swept, "drafts that nobody went on with were thrown away");
            self.0.news.notify_one();
        }
        Ok(swept)
    }

    async fn swept_message(&self, draft: &Draft) -> Result<NewJob, AppError> {
        let register = self.register_known(draft.register).await?;
        let name = register.map(|r| self.register_names(&r, self.today()).qualification.ja);
        let procedure = Procedure::from_code(&draft.procedure).map_or("", |of| of.label(Lang::Ja));
        let told = Told {
            account: hex(&draft.account),
            kind: SWEPT.to_owned(),
            about: format!("{}　{procedure}", name.unwrap_or_default()),
        };
        let at = now_micros();
        // One draft is one message, however often this is begun.
        let id = EntryId::from_stored(draft.id.stored()).ok_or_else(|| crate::ask_koseki::own(&"no id"))?;
        let body = text(&told);
        Ok(NewJob { register: draft.register, id, kind: TELL, case: None, body, at, due_at: at })
    }
}
