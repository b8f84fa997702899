//! `shikaku audit`.

use crate::cli::{AuditArgs, Common};
use crate::output::{Failure, Outcome};

pub(crate) async fn run(_common: &Common, _args: &AuditArgs) -> Result<Outcome, Failure> {
    Err(Failure::usage("準備中", "not yet"))
}
