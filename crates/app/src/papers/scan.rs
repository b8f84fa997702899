//! The scanner: a command that an installation names. It reads a paper from its standard input and says by its exit code what it
//! found: 0 nothing, 1 something, anything else that it cannot tell (what `clamdscan -` does).

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// How long a scan may take: far longer than ten megabytes need, and shorter than a browser waits.
const LONGEST: Duration = Duration::from_secs(30);

/// What a scan says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Finding {
    /// Nothing was found.
    Clean,
    /// Something was found.
    Harmful,
    /// It could not be told: the paper is not taken now.
    Unknown,
}

/// Who looks through papers.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Scanner {
    /// Nobody.
    #[default]
    None,
    /// A command.
    Command(PathBuf),
}

impl Scanner {
    /// Looks through a paper.
    pub async fn look(&self, paper: &[u8]) -> Finding {
        match self {
            Self::None => Finding::Clean,
            Self::Command(path) => {
                tokio::time::timeout(LONGEST, run(path, paper)).await.unwrap_or(Finding::Unknown)
            }
        }
    }
}

async fn run(path: &PathBuf, paper: &[u8]) -> Finding {
    let started = Command::new(path)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn();
    let Ok(mut child) = started else { return Finding::Unknown };
    if let Some(mut input) = child.stdin.take() {
        // One that has seen enough closes its input: its verdict counts all the same.
        let _ = input.write_all(paper).await;
    }
    match child.wait().await.ok().and_then(|status| status.code()) {
        Some(0) => Finding::Clean,
        Some(1) => Finding::Harmful,
        _ => Finding::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_exit_code_is_the_verdict() {
        let folder = tempfile::tempdir().unwrap();
        let script = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
            #[cfg(unix)]
            std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
            Scanner::Command(path)
        };
        let eicar = script("eicar", "grep -q EICAR && exit 1; exit 0");
        assert_eq!(eicar.look(b"a letter").await, Finding::Clean);
        assert_eq!(eicar.look(b"X5O!P%@AP EICAR").await, Finding::Harmful);
        assert_eq!(script("ill", "exit 2").look(b"").await, Finding::Unknown);
        let early = script("early", "exit 1");
        assert_eq!(early.look(&vec![0; 1 << 20]).await, Finding::Harmful, "it need not read to the end");
        assert_eq!(Scanner::Command(folder.path().join("none")).look(b"").await, Finding::Unknown);
        assert_eq!(Scanner::None.look(b"").await, Finding::Clean);
    }
}
