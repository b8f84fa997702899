//! References between the shared files.

use crate::problem::{RuleError, nearest};
use crate::rules::{RuleFile, Rules};

/// The references of the shared files that lead nowhere.
pub(super) fn dangling(rules: &Rules, files: &[RuleFile]) -> Vec<RuleError> {
    let documents: Vec<&str> = rules.shared.documents.iter().map(|d| d.code.as_str()).collect();
    let items: Vec<&str> = rules.items().iter().map(|i| i.code.as_str()).collect();
    let acts: Vec<&str> = rules.shared.acts.keys().map(String::as_str).collect();
    let ids: Vec<&str> = rules.qualifications().map(crate::QualificationId::as_str).collect();
    let mut errors = Vec::new();
    let mut look = |file: &str,
                    line: usize,
                    kind: (&str, &str),
                    known: &[&str],
                    codes: &mut dyn Iterator<Item = &String>| {
        let path = files.iter().find(|f| f.path.ends_with(file)).map_or(file, |f| f.path.as_str());
        let missing = codes.filter(|code| !known.contains(&code.as_str()));
        errors.extend(missing.map(|code| error(path, line, kind, code, known)));
    };
    let document = ("書類", "document");
    for rule in &rules.shared.replacements {
        let Ok(value) = &rule.value else { continue };
        let mut codes = value.documents.iter().chain(&value.otherwise).chain([&value.by]);
        look("replacements.toml", rule.basis.line, document, &documents, &mut codes);
        look("replacements.toml", rule.basis.line, ("登録事項", "item"), &items, &mut value.silent_on.iter());
    }
    for rule in &rules.shared.procedures {
        let Ok(value) = &rule.value else { continue };
        look("procedures.toml", rule.basis.line, ("行為", "act"), &acts, &mut value.ledger_act.iter());
    }
    for rule in &rules.shared.alternatives {
        let Ok(value) = &rule.value else { continue };
        let mut codes = value.for_documents.iter().chain([&value.document]).chain(&value.also);
        look("documents.toml", rule.basis.line, document, &documents, &mut codes);
    }
    for rule in &rules.shared.never_by_rule {
        let Ok(value) = &rule.value else { continue };
        look("deciding.toml", rule.basis.line, ("登録事項", "item"), &items, &mut value.items.iter());
    }
    for found in &rules.shared.documents {
        for way in &found.online {
            let mut codes = way.value.iter().map(|w| &w.0);
            look("documents.toml", way.basis.line, document, &documents, &mut codes);
        }
        for signatory in &found.signatory {
            let mut codes = signatory.value.iter().filter_map(crate::Signatory::qualification);
            look("documents.toml", signatory.basis.line, ("資格", "qualification"), &ids, &mut codes);
        }
    }
    errors
}

fn error(path: &str, line: usize, kind: (&str, &str), code: &str, known: &[&str]) -> RuleError {
    let near = nearest(code, known);
    let hint_ja = near.map_or(String::new(), |n| format!("。{n} のことですか"));
    let hint_en = near.map_or(String::new(), |n| format!("; did you mean {n}?"));
    RuleError {
        path: path.to_owned(),
        line,
        column: 1,
        message_ja: format!("知らない{} {code} です{hint_ja}", kind.0),
        message_en: format!("unknown {} {code}{hint_en}", kind.1),
        nearest: near.map(str::to_owned),
    }
}
