//! What this installation may ask over the information network, and as whom. The real tables (データ標準レイアウト) are given to connected
//! bodies only, so their codes are configuration and stand in the file of the systems.

use std::collections::BTreeMap;

use gateways::network::{Institution, TableCode};
use serde::Deserialize;

/// For authorities that the file does not name.
const ANY: &str = "*";

/// The part of the file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct NetworkTable {
    /// As which institution an authority asks, by its code; `*` for all others.
    institutions: BTreeMap<String, String>,
    /// 戸籍関係情報.
    koseki: Option<KosekiTable>,
}

#[derive(Debug, Clone, Deserialize)]
struct KosekiTable {
    provider: String,
    affair: String,
    item: String,
    /// 事務手続, by the code of our procedure.
    procedures: BTreeMap<String, String>,
}

/// A question that the table allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableQuestion {
    /// Who asks.
    pub inquirer: Institution,
    /// Who is to answer.
    pub provider: Institution,
    /// 事務
    pub affair: TableCode,
    /// 事務手続
    pub procedure: TableCode,
    /// 特定個人情報の項目
    pub item: TableCode,
}

impl NetworkTable {
    /// What an authority may ask of the family register in a procedure; `None`: nothing.
    #[must_use]
    pub fn koseki(&self, authority: &str, procedure: &str) -> Option<TableQuestion> {
        let koseki = self.koseki.as_ref()?;
        let inquirer = self.institutions.get(authority).or_else(|| self.institutions.get(ANY))?;
        Some(TableQuestion {
            inquirer: Institution::parse(inquirer)?,
            provider: Institution::parse(&koseki.provider)?,
            affair: TableCode::parse(&koseki.affair)?,
            procedure: TableCode::parse(koseki.procedures.get(procedure)?)?,
            item: TableCode::parse(&koseki.item)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_table_names_may_be_asked() {
        let text = r#"{"institutions": {"*": "bodies", "JP": "ministry"},
            "koseki": {"provider": "moj", "affair": "a", "item": "k", "procedures": {"change": "correction"}}}"#;
        let table: NetworkTable = serde_json::from_str(text).unwrap();
        let asks = |authority| table.koseki(authority, "change").unwrap().inquirer.as_str().to_owned();
        assert_eq!((asks("JP"), asks("JP-13")), ("ministry".to_owned(), "bodies".to_owned()));
        assert!(table.koseki("JP", "entry-confirmation").is_none());
        assert!(NetworkTable::default().koseki("JP", "change").is_none());
    }
}
