//! The real rule files, read from the checkout.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use law::{RuleFile, Rules};

/// The real rules, parsed once.
pub(crate) fn rules() -> &'static Rules {
    static RULES: LazyLock<Rules> =
        LazyLock::new(|| Rules::parse(&files()).unwrap_or_else(|e| panic!("{e:?}")));
    &RULES
}

fn files() -> Vec<RuleFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let mut files = Vec::new();
    walk(&root, &root, &mut files);
    assert!(files.len() > 40, "the rule files are not where they are expected");
    files
}

#[expect(
    clippy::disallowed_methods,
    reason = "the crate is pure; its tests must get the files from somewhere"
)]
fn walk(root: &Path, folder: &Path, files: &mut Vec<RuleFile>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(root, &path, files);
        } else if path.extension().is_some_and(|e| e == "toml") {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            let text = std::fs::read_to_string(&path).unwrap();
            files.push(RuleFile { path: format!("rules/{name}"), text });
        }
    }
}
