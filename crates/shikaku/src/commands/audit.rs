//! `shikaku audit`.

use app::audit::{AuditReport, Progress as Done};

use crate::cli::{AuditArgs, Common};
use crate::output::{Failure, Outcome, Progress, print, print_json, say};
use crate::session::open;

pub(crate) async fn run(common: &Common, args: &AuditArgs) -> Result<Outcome, Failure> {
    let from = match &args.from {
        None => None,
        Some(path) => Some(std::fs::read_to_string(path).map_err(|e| {
            Failure::usage(
                format!("{} を読めません（{e}）。", path.display()),
                format!("cannot read {}: {e}", path.display()),
            )
        })?),
    };
    let app = open(common).await?;
    let lang = common.lang();
    let progress = Progress::new(lang);
    let tell = |done: Done| {
        progress.at(
            &say(lang, "監査中", "auditing"),
            (done.done_records, done.total_records),
            done.done_records,
        );
    };
    let report = app.audit_register(from, true, &tell).await;
    progress.finish();
    let report = report?;
    if common.json {
        print_json(&serde_json::to_value(&report).map_err(Failure::internal)?);
    } else {
        print(&as_text(common, &report));
    }
    Ok(if report.is_clean() { Outcome::Done } else { Outcome::Found })
}

fn as_text(common: &Common, report: &AuditReport) -> String {
    let lang = common.lang();
    let mut lines = vec![
        say(
            lang,
            format!(
                "記録 {} 件、登録 {} 件、台帳の木 {} 件",
                report.records, report.entries, report.tree_size
            ),
            format!(
                "{} records, {} entries, {} records in the tree",
                report.records, report.entries, report.tree_size
            ),
        ),
        format!("root {}", report.root),
    ];
    for finding in &report.findings {
        lines.push(format!("✗ {} — {}", finding.what, finding.place));
        lines.push(format!("    {} {}", say(lang, "あるべき値:", "expected:"), finding.expected));
        lines.push(format!("    {} {}", say(lang, "実際の値:", "found:"), finding.found));
    }
    if report.further_findings > 0 {
        let more = report.further_findings;
        lines.push(say(lang, format!("ほかに {more} 件"), format!("and {more} more")));
    }
    if report.is_clean() {
        lines.push(say(lang, "異常はありません。", "Nothing differs."));
    }
    lines.join("\n")
}
