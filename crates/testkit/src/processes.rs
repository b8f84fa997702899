//! Killing a whole server at once, as a power cut would.

use std::fs;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::error::{Error, io_error};

/// How long a killed process may take to leave the process table.
const GONE_WITHIN: Duration = Duration::from_secs(10);

/// Sends SIGKILL to a process and its children in one go, and waits until the children are gone.
///
/// The caller waits for the process itself: it is the parent.
///
/// # Errors
/// When the signal cannot be sent.
pub(crate) fn kill_with_children(parent: u32) -> Result<Vec<u32>, Error> {
    let children = children_of(parent);
    let list: Vec<String> = [parent].iter().chain(&children).map(u32::to_string).collect();
    // the shell's own kill: the program of that name is not on every machine; a child that has just ended is no fault
    let script = format!("kill -9 {} 2>/dev/null || true", list.join(" "));
    Command::new("sh").args(["-c", &script]).status().map_err(io_error("sh"))?;
    Ok(children)
}

/// Waits until none of these runs any more.
pub(crate) fn wait_until_gone(processes: &[u32]) {
    let start = Instant::now();
    while processes.iter().any(|id| runs(*id)) && start.elapsed() < GONE_WITHIN {
        sleep(Duration::from_millis(5));
    }
}

fn children_of(parent: u32) -> Vec<u32> {
    let Ok(folder) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    folder
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|id| parent_and_state(*id).is_some_and(|(of, _)| of == parent))
        .collect()
}

/// Running, that is: neither gone nor a zombie that nobody has collected.
fn runs(id: u32) -> bool {
    parent_and_state(id).is_some_and(|(_, state)| state != 'Z')
}

fn parent_and_state(id: u32) -> Option<(u32, char)> {
    // "id (name) state parent …", where the name may hold spaces and brackets
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(") ")?;
    let mut fields = rest.split(' ');
    let state = fields.next()?.chars().next()?;
    Some((fields.next()?.parse().ok()?, state))
}
