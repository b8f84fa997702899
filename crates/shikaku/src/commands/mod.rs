//! One file a command.

mod account;
mod act;
mod audit;
mod by_rule;
#[cfg(feature = "demo")]
mod country;
mod credential;
#[cfg(feature = "demo")]
mod demo;
mod exam_results;
mod find;
mod first_link;
mod import;
mod init;
mod ledger;
mod numbers;
mod read_picture;
mod rules;
mod serve;
mod show;
mod vault;
mod yearly_check;

use crate::cli::{Cli, Command};
use crate::output::{Failure, Outcome};

/// Runs the command.
pub(crate) async fn run(cli: Cli) -> Result<Outcome, Failure> {
    let common = cli.common;
    match cli.command {
        Command::Rules(command) => rules::run(&common, &command),
        Command::Init => init::init(&common).await,
        Command::Migrate => init::migrate(&common).await,
        Command::Import(args) => import::run(&common, &args).await,
        Command::ExamResults(command) => exam_results::run(&common, &command).await,
        Command::Find(args) => find::run(&common, &args).await,
        Command::FirstLink(args) => first_link::run(&common, &args).await,
        Command::Show(args) => show::run(&common, &args).await,
        Command::Act(args) => act::run(&common, &args).await,
        Command::Audit(args) => audit::run(&common, &args).await,
        Command::Ledger(command) => ledger::run(&common, &command).await,
        Command::Account(command) => account::run(&common, &command).await,
        Command::Credential(command) => credential::run(&common, &command).await,
        Command::ByRule(command) => by_rule::run(&common, &command).await,
        Command::Vault(args) => vault::run(&common, &args).await,
        Command::Numbers(command) => numbers::run(&common, &command).await,
        Command::YearlyCheck(args) => yearly_check::run(&common, &args).await,
        Command::Serve(args) => serve::run(&common, &args).await,
        Command::ReadPicture => read_picture::run(),
        #[cfg(feature = "demo")]
        Command::Demo(args) => demo::run(&common, &args).await,
        #[cfg(feature = "demo")]
        Command::Country(command) => country::run(&common, &command).await,
    }
}
