//! A register's page: what it is, its figures, its law.

use registry::ids::RegisterId;

use crate::time::today_in_japan;
use crate::view::{LawSentence, RegisterFigures, RegisterView};
use crate::{Actor, App, AppError, ErrorKind};

impl App {
    /// Shows a register.
    ///
    /// # Errors
    /// Not found, or not within this actor's reach: the same answer.
    pub async fn show_register(
        &self,
        actor: &Actor,
        qualification: &str,
        authority: &str,
    ) -> Result<RegisterView, AppError> {
        let register = self
            .register_known(RegisterId::of(qualification, authority))
            .await?
            .filter(|r| r.qualification == qualification && actor.reach.covers(&r.authority))
            .ok_or_else(|| {
                AppError::new(ErrorKind::NotFound, "該当する籍はありません。", "There is no such register.")
            })?;
        let mut reader = self.0.db.reader().await?;
        let figures: Option<RegisterFigures> = store::statistics::read(&mut reader, register.id)
            .await?
            .and_then(|json| serde_json::from_str(&json).ok());
        let importing = store::import::unfinished(&mut reader).await?;
        let rows = importing.iter().find(|job| job.register == register.id).map(|job| job.rows);
        Ok(RegisterView {
            register: self.summary(&register, figures.as_ref().map(|f| f.entries), rows),
            figures,
            law: self.law_of(qualification),
        })
    }

    /// The law of a qualification today, in sentences with citations.
    pub(crate) fn law_of(&self, qualification: &str) -> Vec<LawSentence> {
        let on = self.0.rules.on(today_in_japan());
        let said = |lang| law::explain(&on, qualification, lang).unwrap_or_default();
        // The same rules in the same order: the two languages stand side by side.
        said(law::Lang::Ja)
            .into_iter()
            .zip(said(law::Lang::En))
            .map(|(ja, en)| LawSentence {
                topic: ja.heading,
                topic_en: en.heading,
                text: ja.text,
                text_en: en.text,
                citation: ja.citation.unwrap_or_default(),
                confidence: ja.confidence.map_or("not-established", law::Confidence::code).to_owned(),
            })
            .collect()
    }
}
