//! `shikaku ledger`.

use std::path::Path;

use registry::log::{LedgerProof, VerifierKey};
use serde_json::json;

use crate::cli::{Common, LedgerCommand};
use crate::output::{Failure, Outcome, print, print_json, say};
use crate::session::{actor, open};

pub(crate) async fn run(common: &Common, command: &LedgerCommand) -> Result<Outcome, Failure> {
    match command {
        LedgerCommand::Checkpoint => checkpoint(common).await,
        LedgerCommand::Prove { entry, version } => {
            let app = open(common).await?;
            let proof = app.prove_record(&actor(common), entry, *version).await?;
            if common.json {
                print_json(&json!({ "proof": proof }));
            } else {
                print(&proof);
            }
            Ok(Outcome::Done)
        }
        LedgerCommand::Verify { file, key } => verify(common, file, key.as_deref()).await,
        LedgerCommand::Export { dir } => {
            let files = open(common).await?.export_log(dir).await?;
            if common.json {
                print_json(&json!({ "files": files, "dir": dir }));
            } else {
                let shown = dir.display();
                print(&say(
                    common.lang(),
                    format!("{files} 個のファイルを {shown} に書き出しました。"),
                    format!("Wrote {files} files to {shown}."),
                ));
            }
            Ok(Outcome::Done)
        }
    }
}

async fn checkpoint(common: &Common) -> Result<Outcome, Failure> {
    let app = open(common).await?;
    app.sequence_now().await?;
    let note = app.checkpoint().await?;
    if common.json {
        let head = app.ledger_head().await?;
        print_json(
            &json!({ "size": head.size, "root": head.root, "checkpoint": note, "verifier": app.log_verifier() }),
        );
    } else {
        print(&note);
    }
    Ok(Outcome::Done)
}

async fn verify(common: &Common, file: &Path, key: Option<&str>) -> Result<Outcome, Failure> {
    let text = std::fs::read_to_string(file).map_err(|e| {
        Failure::usage(
            format!("{} を読めません（{e}）。", file.display()),
            format!("cannot read {}: {e}", file.display()),
        )
    })?;
    let key_text = match key {
        Some(key) => key.to_owned(),
        None => open(common).await?.log_verifier(),
    };
    let key: VerifierKey = key_text.parse().map_err(|e| {
        Failure::usage(format!("検証鍵を読めません（{e}）。"), format!("not a verifier key: {e}"))
    })?;
    let origin = key.name().to_owned();
    let outcome =
        LedgerProof::parse(&text).and_then(|proof| proof.verify(&origin, &[key]).map(|c| (proof.index, c)));
    let (valid, words) = match &outcome {
        Ok((index, checkpoint)) => (
            true,
            say(
                common.lang(),
                format!(
                    "証明は正しい: {origin} の台帳（{} 件）の {index} 番目の記録です。",
                    checkpoint.head.size
                ),
                format!(
                    "The proof is good: record {index} of the log {origin} with {} records.",
                    checkpoint.head.size
                ),
            ),
        ),
        Err(error) => (
            false,
            say(
                common.lang(),
                format!("証明は正しくありません: {error}"),
                format!("The proof is not good: {error}"),
            ),
        ),
    };
    if common.json {
        print_json(&json!({ "valid": valid, "detail": words }));
    } else {
        print(&words);
    }
    Ok(if valid { Outcome::Done } else { Outcome::Found })
}
