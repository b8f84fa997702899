//! Files of keys: read, made, and written so that only their owner reads them.

use std::path::Path;

use registry::log::SigningKey;
use store::log::LogKey;

use crate::{AppError, ErrorKind};

fn key_error(path: &Path, why: &dyn std::fmt::Display) -> AppError {
    AppError::new(
        ErrorKind::BadInput,
        format!(
            "台帳の署名鍵を読めません: {}（{why}）。--log-key で場所を指定してください。",
            path.display()
        ),
        format!("cannot read the key of the log: {} ({why}); say where it is with --log-key", path.display()),
    )
}

/// The key that signs checkpoints.
pub(crate) fn read_log_key(path: &Path) -> Result<LogKey, AppError> {
    let text = std::fs::read_to_string(path).map_err(|e| key_error(path, &e))?;
    SigningKey::parse_private(text.trim()).map(LogKey).map_err(|e| key_error(path, &e))
}

/// Makes it, under a name that no other installation has.
pub(crate) fn make_log_key(path: &Path) -> Result<(), AppError> {
    let (mut seed, mut name) = ([0; 32], [0; 4]);
    getrandom::fill(&mut seed).map_err(|e| key_error(path, &e))?;
    getrandom::fill(&mut name).map_err(|e| key_error(path, &e))?;
    // The name tells this installation's log from all others.
    let name = format!("shikaku.invalid/{}", registry::hash::hex(&name));
    let text = SigningKey::private_text(&name, &seed).map_err(|e| key_error(path, &e))?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|e| key_error(path, &e))?;
    }
    write_secret(path, &text).map_err(|e| key_error(path, &e))
}

/// Writes a text, with a line's end, into a file that only its owner reads; one that is there is not touched.
pub(crate) fn write_secret(path: &Path, text: &str) -> std::io::Result<()> {
    write_secret_bytes(path, format!("{text}\n").as_bytes())
}

/// The same for bytes, to the byte.
pub(crate) fn write_secret_bytes(path: &Path, secret: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(secret)?;
    file.sync_all()
}
