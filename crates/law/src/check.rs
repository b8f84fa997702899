//! Checking every file, family and example at once.

use crate::family;
use crate::judge::judge;
use crate::problem::RuleError;
use crate::rules::{RuleFile, Rules};

/// What kind of thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingKind {
    /// A file cannot be read as the rules ask.
    File,
    /// Members of a family disagree.
    Family,
    /// An example does not come out as written.
    Example,
}

/// One thing that was found, with its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{error}")]
pub struct Finding {
    /// Its kind.
    pub kind: FindingKind,
    /// Place and message.
    pub error: RuleError,
}

/// Checks the files: first each by itself and what they name of each other, then families, then examples.
/// Nothing found: an empty list.
pub fn check(files: &[RuleFile]) -> Vec<Finding> {
    let rules = match Rules::parse(files) {
        Ok(rules) => rules,
        Err(errors) => {
            let kind = FindingKind::File;
            return errors.into_iter().map(|error| Finding { kind, error }).collect();
        }
    };
    let families = family::disagreements(&rules);
    let families = families.into_iter().map(|error| Finding { kind: FindingKind::Family, error });
    let examples = failing_examples(&rules);
    let examples = examples.into_iter().map(|error| Finding { kind: FindingKind::Example, error });
    families.chain(examples).collect()
}

fn failing_examples(rules: &Rules) -> Vec<RuleError> {
    let judged = rules.examples().iter().filter_map(|example| {
        let message = judge(rules, example).err()?;
        Some(RuleError {
            path: example.path.clone(),
            line: example.line,
            column: 1,
            message_ja: message.ja,
            message_en: message.en,
            nearest: None,
        })
    });
    judged.collect()
}
