//! `shikaku import`.

use std::sync::atomic::Ordering;

use app::{ImportOptions, ImportProgress, ImportReport};
use law::Lang;
use registry::source::Encoding;
use serde_json::json;

use crate::cli::{Common, ImportArgs};
use crate::output::{Failure, Outcome, Progress, print, print_json, say};
use crate::session::{actor, open, stop_asked};

pub(crate) async fn run(common: &Common, args: &ImportArgs) -> Result<Outcome, Failure> {
    let encoding = args.encoding.as_deref().map(Encoding::from_name).transpose().map_err(|e| {
        let words = e.words();
        Failure::usage(words.ja, words.en)
    })?;
    let app = open(common).await?;
    let options = ImportOptions {
        qualification: args.qualification.clone(),
        authority: args.authority.clone(),
        mapping: args.mapping.clone(),
        encoding,
        dry_run: args.dry_run,
        rejects: args.rejects.clone(),
        file: args.file.clone(),
    };
    let lang = common.lang();
    let progress = Progress::new(lang);
    let stop = stop_asked();
    let watch = |p: ImportProgress| {
        let what = match p.phase {
            "scan" => say(lang, "番号を確認中", "scanning"),
            "rows" => say(lang, "取込み中", "importing"),
            _ => say(lang, "検索キー作成中", "search keys"),
        };
        progress.at(&what, (p.done, p.total), p.rows);
        !stop.load(Ordering::Relaxed)
    };
    let report = app.import_register(&actor(common), &options, &watch).await;
    progress.finish();
    let report = report?;
    tell(common, args, &report);
    Ok(match (report.stopped, report.rejects) {
        (true, _) => Outcome::Stopped,
        (false, 0) => Outcome::Done,
        (false, _) => Outcome::Found,
    })
}

fn tell(common: &Common, args: &ImportArgs, report: &ImportReport) {
    let lang = common.lang();
    for note in &report.notes {
        eprintln!("{}", note.get(lang));
    }
    if common.json {
        let in_language = |lang| report.notes.iter().map(|note| note.get(lang)).collect::<Vec<_>>();
        print_json(&json!({
            "rows": report.rows,
            "entries": report.entries,
            "rejects": report.rejects,
            "seconds": (report.seconds * 1000.0).round() / 1000.0,
            "dry_run": args.dry_run,
            "resumed": report.resumed,
            "stopped": report.stopped,
            "reject_file": report.reject_file,
            "notes": in_language(Lang::Ja),
            "notes_en": in_language(Lang::En),
        }));
        return;
    }
    let ImportReport { rows, entries, rejects, seconds, .. } = report;
    let verb = if args.dry_run {
        say(lang, "（試行。書き込んでいません）", " (dry run, nothing written)")
    } else {
        String::new()
    };
    print(&say(
        lang,
        format!("行 {rows} = 登録 {entries} + 取り込めなかった行 {rejects}  {seconds:.1} 秒{verb}"),
        format!("rows {rows} = entries {entries} + rejects {rejects}  {seconds:.1} s{verb}"),
    ));
    if let Some(file) = &report.reject_file {
        print(&say(
            lang,
            format!("取り込めなかった行と理由: {}", file.display()),
            format!("rejected lines and reasons: {}", file.display()),
        ));
    }
    if report.stopped {
        print(&say(
            lang,
            "途中で止めました。同じコマンドで続きから始まります。",
            "Stopped. The same command goes on from here.",
        ));
    }
}
