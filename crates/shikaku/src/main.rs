//! shikaku: Japan's register of professional qualifications. The commands are in `cli`, what they do in `commands`.

mod cli;
mod commands;
mod output;
mod session;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::Cli;
use crate::output::Failure;

fn main() -> ExitCode {
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_env("SHIKAKU_LOG"))
        .with_writer(std::io::stderr)
        .init();
    let lang = cli.common.lang();
    match run(cli) {
        Ok(outcome) => outcome.exit_code(),
        Err(failure) => {
            failure.tell(lang);
            failure.exit_code()
        }
    }
}

fn run(cli: Cli) -> Result<output::Outcome, Failure> {
    // Two workers for pages and look-ups; commits and imports have threads of their own.
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::internal)?;
    let outcome = runtime.block_on(commands::run(cli));
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    outcome
}
