//! Taking over an examining body's list of those who passed.

use std::path::Path;

use registry::exam::{MAX_LIST_BYTES, Reject, read_list};
use registry::hash::sha256;
use store::exam::{Kept, ListOrigin};

use crate::time::now_micros;
use crate::{Actor, App, AppError, ErrorKind, Role};

/// What became of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamImport {
    /// Rows: new, there already, there already with somebody else.
    pub kept: Kept,
    /// Lines that are no rows, with the reason.
    pub rejects: Vec<Reject>,
}

impl App {
    /// Takes over a list. The same file again is one list; a sitting that stands is never changed.
    ///
    /// # Errors
    /// Not permitted, an unknown qualification, no list, or the store's.
    pub async fn import_exam_results(
        &self,
        actor: &Actor,
        qualification: &str,
        file: &Path,
    ) -> Result<ExamImport, AppError> {
        if !actor.roles.contains(&Role::Registrar) {
            return Err(AppError::new(ErrorKind::NotPermitted, "権限がありません。", "Not permitted."));
        }
        if self.rules().qualification(qualification).is_none() {
            let near = self.rules().nearest_id(qualification).unwrap_or("…");
            return Err(AppError::new(
                ErrorKind::BadInput,
                format!("知らない資格です: {qualification}（{near} ?）"),
                format!("unknown qualification: {qualification} ({near}?)"),
            ));
        }
        let bytes = read(file)?;
        let list = read_list(&bytes).map_err(|fault| AppError::of(ErrorKind::BadInput, fault.words()))?;
        let origin = ListOrigin {
            qualification: qualification.to_owned(),
            digest: sha256(&[&bytes]),
            by: actor.name.clone(),
            at: now_micros(),
        };
        let kept = store::exam::keep(&self.0.db, list.passed, origin).await?;
        Ok(ExamImport { kept, rejects: list.rejects })
    }
}

/// The file; its size is looked at before it is read.
fn read(file: &Path) -> Result<Vec<u8>, AppError> {
    let bad = |why: &dyn std::fmt::Display| {
        let name = file.display();
        AppError::new(
            ErrorKind::BadInput,
            format!("ファイルを読めません: {name}"),
            format!("the file cannot be read: {name}"),
        )
        .with_detail(why)
    };
    let size = std::fs::metadata(file).map_err(|e| bad(&e))?.len();
    if usize::try_from(size).is_ok_and(|size| size <= MAX_LIST_BYTES) {
        return std::fs::read(file).map_err(|e| bad(&e));
    }
    Err(AppError::new(ErrorKind::BadInput, "ファイルが大きすぎます。", "The file is too large."))
}
