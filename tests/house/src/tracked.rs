//! The files under version control.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;

/// The project's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").components().collect()
}

/// The paths of all tracked files that are there, from the project's folder.
///
/// # Errors
/// Outside of a clone.
pub fn tracked() -> Result<Vec<String>, Failure> {
    let output = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let list = String::from_utf8(output.stdout)?;
    Ok(list.split_terminator('\0').filter(|path| root().join(path).is_file()).map(str::to_owned).collect())
}

/// A tracked file's text; `None` when it is not text.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &str) -> Result<Option<String>, Failure> {
    let bytes = fs::read(root().join(path)).map_err(|error| format!("{path}: {error}"))?;
    Ok(String::from_utf8(bytes).ok())
}
