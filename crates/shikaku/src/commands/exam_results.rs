//! `shikaku exam-results`.

use serde_json::json;

use crate::cli::{Common, ExamResultsCommand};
use crate::output::{Failure, Outcome, print, print_json, say};
use crate::session::{actor, open};

pub(crate) async fn run(common: &Common, command: &ExamResultsCommand) -> Result<Outcome, Failure> {
    let ExamResultsCommand::Import { qualification, file } = command;
    let done = open(common).await?.import_exam_results(&actor(common), qualification, file).await?;
    let lang = common.lang();
    if common.json {
        let rejects = done.rejects.iter().map(|r| json!({ "line": r.line, "reason": r.reason.to_string() }));
        print_json(&json!({
            "new": done.kept.new,
            "same": done.kept.same,
            "other": done.kept.other,
            "rejects": rejects.collect::<Vec<_>>(),
        }));
    } else {
        let kept = done.kept;
        print(&say(
            lang,
            format!(
                "新規 {}、既存 {}、別人 {}、拒否 {}",
                kept.new,
                kept.same,
                kept.other,
                done.rejects.len()
            ),
            format!(
                "new {}, there already {}, somebody else {}, rejected {}",
                kept.new,
                kept.same,
                kept.other,
                done.rejects.len()
            ),
        ));
        for reject in &done.rejects {
            eprintln!("{}: {}", reject.line, reject.reason.words().get(lang));
        }
    }
    // Somebody else under a sitting that stands is for a person to see, as a reject is.
    Ok(if done.rejects.is_empty() && done.kept.other == 0 { Outcome::Done } else { Outcome::Found })
}
