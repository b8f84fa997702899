//! `with-postgres [--durable] COMMAND…`: starts a throw-away server, runs the command with its address in
//! `SHIKAKU_TEST_POSTGRES`, and takes the server away again. Ends with the command's exit code.

use std::env;
use std::ffi::OsString;
use std::process::{Command, ExitCode};

use testkit::{ADMIN_URL, Cluster, Durability};

/// The command could not be run at all.
const CANNOT: u8 = 3;
/// Wrong use.
const WRONG_USE: u8 = 2;

fn main() -> ExitCode {
    let mut words: Vec<OsString> = env::args_os().skip(1).collect();
    let durable = words.first().is_some_and(|word| word == "--durable");
    if durable {
        words.remove(0);
    }
    let Some((program, arguments)) = words.split_first() else {
        eprintln!("usage: with-postgres [--durable] COMMAND [ARGUMENT…]");
        return ExitCode::from(WRONG_USE);
    };
    let durability = if durable { Durability::Kept } else { Durability::Skipped };
    let cluster = match Cluster::start_with(durability) {
        Ok(cluster) => cluster,
        Err(error) => {
            eprintln!("with-postgres: {error}");
            return ExitCode::from(CANNOT);
        }
    };
    match Command::new(program).args(arguments).env(ADMIN_URL, cluster.url()).status() {
        Ok(status) => {
            status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
        }
        Err(error) => {
            eprintln!("with-postgres: {}: {error}", program.display());
            ExitCode::from(CANNOT)
        }
    }
}
