//! The audit as a use case: with this installation's own key.

use crate::audit::{AuditOptions, AuditReport, Progress, audit};
use crate::{App, AppError};

impl App {
    /// Reads everything back and verifies it; writes nothing. `from` is a checkpoint kept elsewhere, which the log must
    /// continue.
    ///
    /// # Errors
    /// When the database cannot be read, or `from` is no checkpoint of this log. What is found is in the report.
    pub async fn audit_register(
        &self,
        from: Option<String>,
        engine_check: bool,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<AuditReport, AppError> {
        let options = AuditOptions {
            from,
            verifier_keys: vec![self.0.key.0.verifier().clone()],
            origin: self.0.key.origin().to_owned(),
            engine_check,
        };
        audit(&self.0.db, options, progress).await
    }
}
