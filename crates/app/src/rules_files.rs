//! Reading the rule files from their folder.

use std::path::{Path, PathBuf};

use law::{RuleFile, Rules};

use crate::{AppError, ErrorKind};

/// Bytes of one rule file at most: the largest of ours has 30 KB; more is no rule file.
const MAX_RULE_FILE_BYTES: u64 = 4 << 20;

/// Where the rules are when nobody says: `rules` here, else beside the program's own source or installation.
#[must_use]
pub fn default_rules_dir() -> PathBuf {
    let near_program = std::env::current_exe().ok().and_then(|exe| {
        exe.ancestors()
            .skip(1)
            .take(5)
            .map(|folder| folder.join("rules"))
            .find(|dir| dir.join("acts.toml").is_file())
    });
    let here = PathBuf::from("rules");
    if here.join("acts.toml").is_file() {
        return here;
    }
    near_program.unwrap_or(here)
}

/// All rule files below a folder (the mappings of `import/` are not rules), by path.
///
/// # Errors
/// When the folder or a file cannot be read.
pub fn read_rule_files(dir: &Path) -> Result<Vec<RuleFile>, AppError> {
    let mut files = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|e| unreadable(&folder, &e))?;
        for entry in entries {
            let path = entry.map_err(|e| unreadable(&folder, &e))?.path();
            if path.is_dir() {
                if path.file_name().is_none_or(|name| name != "import") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|e| e == "toml") {
                files.push(read_one(dir, &path)?);
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn read_one(dir: &Path, path: &Path) -> Result<RuleFile, AppError> {
    let size = std::fs::metadata(path).map_err(|e| unreadable(path, &e))?.len();
    if size > MAX_RULE_FILE_BYTES {
        return Err(unreadable(path, &format!("{size} bytes")));
    }
    let text = std::fs::read_to_string(path).map_err(|e| unreadable(path, &e))?;
    // The digest is over paths below the folder, so that it is the same wherever the folder lies.
    let below = path.strip_prefix(dir).unwrap_or(path);
    Ok(RuleFile { path: below.to_string_lossy().replace('\\', "/"), text })
}

fn unreadable(path: &Path, why: &dyn std::fmt::Display) -> AppError {
    AppError::new(
        ErrorKind::BadInput,
        format!("法令データを読めません: {}（{why}）。--rules で場所を指定してください。", path.display()),
        format!("cannot read the rules: {} ({why}); say where they are with --rules", path.display()),
    )
}

/// The rules of a folder.
///
/// # Errors
/// When they cannot be read, or a file is wrong: the first fault is named, with file and line.
pub fn read_rules(dir: &Path) -> Result<Rules, AppError> {
    Rules::parse(&read_rule_files(dir)?).map_err(|errors| {
        let (mut ja, mut en) = (Vec::new(), Vec::new());
        for error in errors.iter().take(5) {
            let place = format!("{}:{}:{}", dir.join(&error.path).display(), error.line, error.column);
            ja.push(format!("{place}: {}", error.message_ja));
            en.push(format!("{place}: {}", error.message_en));
        }
        let more = errors.len().saturating_sub(5);
        if more > 0 {
            ja.push(format!("ほか{more}件"));
            en.push(format!("and {more} more"));
        }
        AppError::new(ErrorKind::BadInput, ja.join("\n"), en.join("\n"))
    })
}
