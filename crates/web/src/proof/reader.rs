//! Reading a picture in a process of its own: it may take so long and no longer, and what brings it down brings nothing else down.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;

use super::picture::read;

/// How long a picture may be read: the largest takes some three seconds on a slow machine.
const READ_WITHIN: Duration = Duration::from_secs(20);
/// The longest text of a code, bytes (ISO/IEC 18004: 7,089 digits).
const LONGEST_TEXT: u64 = 8 * 1024;

/// The text of a picture's code, by the program that reads pictures, or here where there is none. A picture that takes too long, or
/// brings its reader down, is one that cannot be read.
pub(crate) async fn read_within(bytes: Vec<u8>, program: Option<&Path>) -> Option<String> {
    let Some(program) = program else {
        return tokio::task::spawn_blocking(move || read(&bytes)).await.unwrap_or_default();
    };
    match tokio::time::timeout(READ_WITHIN, by_program(&bytes, program)).await {
        Ok(Ok(text)) => text,
        Ok(Err(error)) => {
            tracing::error!(%error, "the program that reads pictures");
            None
        }
        // It is ended as it is dropped.
        Err(_) => None,
    }
}

async fn by_program(bytes: &[u8], program: &Path) -> std::io::Result<Option<String>> {
    let mut child = Command::new(program)
        .arg(crate::READ_PICTURE)
        // It needs nothing of ours, and is told nothing: the database's address may stand there.
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let (Some(mut stdin), Some(stdout)) = (stdin, stdout) else { return Ok(None) };
    // It reads all before it says anything. One that ended before has its reason, which its answer tells.
    _ = stdin.write_all(bytes).await;
    drop(stdin);
    let mut text = String::new();
    stdout.take(LONGEST_TEXT).read_to_string(&mut text).await?;
    let is_done = child.wait().await?.success();
    let text = text.trim_end_matches('\n');
    Ok((is_done && !text.is_empty()).then(|| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_reader_that_takes_too_long_or_falls_has_read_nothing() {
        let program = |text: &str| {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("reader");
            std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("written");
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
            std::fs::set_permissions(&path, mode).expect("to be run");
            (folder, path)
        };
        for (text, expected) in [
            ("cat >/dev/null; printf '%s' \"$1\"", Some("read-picture")),
            ("cat >/dev/null", None),
            ("cat >/dev/null; printf text; exit 1", None),
            ("printf text; kill -9 $$", None),
            ("exit 0", None),
        ] {
            let (_folder, path) = program(text);
            assert_eq!(read_within(vec![0; 1_000_000], Some(&path)).await.as_deref(), expected, "{text}");
        }
        let nowhere = std::path::Path::new("/nowhere/reader");
        assert_eq!(read_within(vec![0; 10], Some(nowhere)).await, None);
        assert_eq!(read_within(vec![0; 10], None).await, None, "without a program it is read here");
    }
}
