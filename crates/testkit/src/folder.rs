//! A folder copied, so that a test may change what it is given.

use std::io;
use std::path::Path;

/// Copies a folder and everything in it: rules of a test's own, to be changed.
///
/// # Errors
/// Something cannot be read, or not written there.
pub fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::create_dir_all(to)?;
    for file in std::fs::read_dir(from)? {
        let file = file?;
        let there = to.join(file.file_name());
        if file.file_type()?.is_dir() {
            copy_folder(&file.path(), &there)?;
        } else {
            std::fs::copy(file.path(), there)?;
        }
    }
    Ok(())
}
