//! What is asked of the machine: programs, folders, ports.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::binaries::Binaries;
use crate::error::{Error, io_error};

/// A path to a socket may have 107 bytes, so a long TMPDIR cannot be used.
const LONGEST_TEMP: usize = 60;

/// Runs a program to its end.
///
/// # Errors
/// With what it wrote, when it cannot be started or ends badly.
pub(crate) fn run(command: &mut Command) -> Result<String, Error> {
    let program = Path::new(command.get_program()).display().to_string();
    let output = command.stdin(Stdio::null()).output().map_err(io_error(program.clone()))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Error::Failed { program, said })
}

pub(crate) fn run_psql(binaries: &Binaries, url: &str, statement: &str) -> Result<String, Error> {
    let mut psql = Command::new(binaries.program("psql"));
    psql.args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1"]);
    psql.args(["--dbname", url, "--command", statement]);
    run(&mut psql)
}

/// A folder that only we may enter; the watcher removes it.
pub(crate) fn new_folder() -> Result<PathBuf, Error> {
    let temp = std::env::temp_dir();
    let root = if temp.as_os_str().len() > LONGEST_TEMP { PathBuf::from("/tmp") } else { temp };
    let folder =
        tempfile::Builder::new().prefix("shikaku-pg-").tempdir_in(root).map_err(io_error("temp folder"))?;
    Ok(folder.keep())
}

pub(crate) fn free_port() -> Result<u16, Error> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(io_error("127.0.0.1"))?;
    Ok(listener.local_addr().map_err(io_error("127.0.0.1"))?.port())
}

/// The port is open to every user of the machine, so the superuser has a password.
pub(crate) fn secret() -> Result<String, Error> {
    fs::read_to_string("/proc/sys/kernel/random/uuid")
        .map(|text| text.trim().to_owned())
        .map_err(io_error("/proc/sys/kernel/random/uuid"))
}
