//! Which authority's register a command means.

use crate::time::today_in_japan;
use crate::{App, AppError, ErrorKind};

impl App {
    /// The authority of a command: the one that was named, or the only one that the rules know.
    pub(crate) fn one_authority(
        &self,
        qualification: &str,
        authority: Option<&str>,
    ) -> Result<String, AppError> {
        let rules = self.0.rules.on(today_in_japan());
        if rules.qualification(qualification).is_none() {
            let near = self.0.rules.nearest_id(qualification).map(|id| format!("（{id} のことですか）"));
            return Err(AppError::new(
                ErrorKind::BadInput,
                format!("資格 {qualification} はありません{}", near.clone().unwrap_or_default()),
                format!("there is no qualification {qualification}{}", near.unwrap_or_default()),
            ));
        }
        let known = rules.authorities_of(qualification);
        let codes = || known.iter().map(|a| a.code.as_str()).collect::<Vec<_>>().join(" ");
        match (authority, known.as_slice()) {
            (Some(code), _) if known.iter().any(|a| a.code == code) => Ok(code.to_owned()),
            (None, [only]) => Ok(only.code.clone()),
            _ => Err(AppError::new(
                ErrorKind::BadInput,
                format!("--authority に次のいずれかを指定してください: {}", codes()),
                format!("give --authority, one of: {}", codes()),
            )),
        }
    }
}
