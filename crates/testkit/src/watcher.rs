//! What cleans up when nobody else can: a process outside of the test's.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::error::{Error, io_error};

/// Waits until our end of the pipe closes, which happens when the owner lets go or when its process dies by whatever
/// means. Then stops the server in that folder, if it runs, and removes the folder. Line 7 of `postmaster.pid` names
/// the server's piece of shared memory, which outlives a `kill -9`.
const SCRIPT: &str = r#"
cat >/dev/null
pidfile=$1/data/postmaster.pid
pid=$(sed -n 1p "$pidfile" 2>/dev/null)
memory=$(sed -n '7s/.* //p' "$pidfile" 2>/dev/null)
if [ -n "$pid" ] && tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qxF "$1/data"; then
  kill -QUIT "$pid"
  for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$pid" 2>/dev/null || break; sleep 0.2; done
  kill -KILL "$pid" 2>/dev/null
fi
[ -n "$memory" ] && ipcrm -m "$memory" 2>/dev/null
rm -rf -- "$1"
"#;

/// The watcher of one folder.
#[derive(Debug)]
pub(crate) struct Watcher(Child);

impl Watcher {
    pub(crate) fn over(folder: &Path) -> Result<Self, Error> {
        Command::new("sh")
            .args(["-c", SCRIPT, "watcher"])
            .arg(folder)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // a group of its own: Ctrl-C and a runner's time-out go to the test's group, and must not stop the cleaning
            .process_group(0)
            .spawn()
            .map(Self)
            .map_err(io_error("sh"))
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // it ends by itself; a failure here leaves a folder in the temp directory and nothing else
        let _ = self.0.wait();
    }
}
