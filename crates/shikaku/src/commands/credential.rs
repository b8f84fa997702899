//! `shikaku credential`.

use app::rotate_credential_key;
use serde_json::json;

use crate::cli::{Common, CredentialCommand};
use crate::output::{Failure, Outcome, print, print_json, say};
use crate::session::{open, settings};

pub(crate) async fn run(common: &Common, command: &CredentialCommand) -> Result<Outcome, Failure> {
    match command {
        // A set of keys is JSON for people and for programs.
        CredentialCommand::Keys => print(&open(common).await?.key_set().await?),
        CredentialCommand::Rotate => {
            let done = rotate_credential_key(&settings(common)).await?;
            if common.json {
                print_json(&json!(done));
            } else {
                print(&say(
                    common.lang(),
                    format!(
                        "新しい鍵 {} にしました。{} までに、動いている serve を起動し直してください。",
                        done.key, done.restart_until
                    ),
                    format!(
                        "The new key is {}. Start every running serve again before {}.",
                        done.key, done.restart_until
                    ),
                ));
            }
        }
    }
    Ok(Outcome::Done)
}
