//! `shikaku first-link`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use app::{App, FirstLinkOrder, FirstLinkOutcome, FirstLinkProgress, ReportsOrder};
use law::Lang;
use registry::linking::in_bulk::{DeskReason, ItemSet};
use serde_json::json;

use crate::cli::{Common, FirstLinkArgs};
use crate::output::{Failure, Outcome, Progress, print, print_json, say};
use crate::session::{actor, open_with_systems, stop_asked};

pub(crate) async fn run(common: &Common, args: &FirstLinkArgs) -> Result<Outcome, Failure> {
    let app = open_with_systems(common, &args.systems).await?;
    let lang = common.lang();
    let total = total(&app, common, args).await?;
    let progress = Progress::of(lang, ("件", "entries"));
    let stop = stop_asked();
    let what = say(lang, "初期設定（一括）", "first link");
    let watch = |p: FirstLinkProgress| {
        progress.at(&what, (p.seen, total), p.seen);
        !stop.load(Ordering::Relaxed)
    };
    let outcome = link(&app, common, args, &watch).await;
    progress.finish();
    let outcome = outcome?;
    tell(common, args, &outcome);
    let left = outcome.desk.len() + outcome.unusable.len();
    Ok(match (outcome.stopped, left > 0 || outcome.no_answer > 0) {
        (true, _) => Outcome::Stopped,
        (false, true) => Outcome::Found,
        (false, false) => Outcome::Done,
    })
}

async fn link(
    app: &App,
    common: &Common,
    args: &FirstLinkArgs,
    watch: app::first_link::Watch<'_>,
) -> Result<FirstLinkOutcome, Failure> {
    let juki = app.systems().and_then(app::Systems::juki);
    let vault = app.systems().and_then(app::Systems::vault);
    let order = FirstLinkOrder {
        qualification: args.qualification.clone(),
        authority: args.authority.clone(),
        folder: args.folder.clone().unwrap_or_else(|| beside(&common.database)),
        dry_run: args.dry_run,
    };
    let who = actor(common);
    if args.dry_run {
        return Ok(app.first_link(&who, juki, &order, watch).await?);
    }
    let (Some(juki), Some(vault)) = (juki, vault) else {
        return Err(Failure::usage(
            "住民基本台帳への照会には --systems と --vault が要ります（--dry-run は照会しません）。",
            "Asking the resident register needs --systems and --vault (--dry-run asks nobody).",
        ));
    };
    let Some(file) = &args.reports else {
        return Ok(app.first_link(&who, Some(juki), &order, watch).await?);
    };
    let reports = ReportsOrder {
        first_link: order,
        file: file.clone(),
        number_proof: args.number_proof.clone().unwrap_or_default(),
        identity_proof: args.identity_proof.clone().unwrap_or_default(),
    };
    Ok(app.first_link_reports(&who, (juki, vault), &reports, watch).await?)
}

/// Of how many it is told how far it is: the entries of the register. A file's reports are counted as they come.
async fn total(app: &App, common: &Common, args: &FirstLinkArgs) -> Result<u64, Failure> {
    if args.reports.is_some() {
        return Ok(0);
    }
    let registers = app.list_registers(&actor(common)).await?;
    let ours = registers.iter().filter(|register| register.qualification == args.qualification);
    let ours = ours.filter(|register| args.authority.as_ref().is_none_or(|code| *code == register.authority));
    Ok(ours.filter_map(|register| register.entries).sum())
}

/// Beside the embedded database, else in `data/`.
fn beside(database: &str) -> PathBuf {
    database
        .strip_prefix("sqlite:")
        .map_or_else(|| PathBuf::from("data/first-link"), |path| Path::new(path).with_extension("first-link"))
}

fn tell(common: &Common, args: &FirstLinkArgs, outcome: &FirstLinkOutcome) {
    if common.json {
        print_json(&json!({
            "entries": outcome.entries,
            "linked": outcome.linked,
            "linked_before": outcome.linked_before,
            "given": outcome.given,
            "desk": outcome.desk,
            "desk_before": outcome.desk_before,
            "not_open": outcome.not_open,
            "open": outcome.open,
            "no_answer": outcome.no_answer,
            "unusable": outcome.unusable,
            "dry_run": args.dry_run,
            "stopped": outcome.stopped,
            "seconds": (outcome.seconds * 1000.0).round() / 1000.0,
        }));
        return;
    }
    let lang = common.lang();
    let line = |ja: &str, en: &str, count: u64| {
        if count > 0 {
            print(&format!("{:>10}  {}", count, say(lang, ja, en)));
        }
    };
    line("件のうち", "looked at, of them", outcome.entries);
    line("結び付けた", "linked now", outcome.linked);
    line("以前に結び付けた", "linked before", outcome.linked_before);
    line("提供された番号になった", "whose number is now one that was given", outcome.given);
    line("対象になる（照会していない）", "open (nobody was asked)", outcome.open);
    line("以前から窓口で判断待ち", "at the desk before", outcome.desk_before);
    for (code, count) in &outcome.desk {
        let reason = DeskReason::of_code(code, ItemSet::NONE);
        let (ja, en) = reason.map_or((code.as_str(), code.as_str()), |reason| reason.words());
        line(&format!("窓口へ：{ja}"), &format!("to the desk: {en}"), *count);
    }
    lines_of(&outcome.not_open, lang, &line);
    line("回答がない（次回また照会）", "no answer (asked again next time)", outcome.no_answer);
    for (why, count) in &outcome.unusable {
        line(&format!("使えない届出（{why}）"), &format!("reports that cannot be used ({why})"), *count);
    }
    if outcome.stopped {
        print(&say(
            lang,
            "途中で止めました。同じコマンドで続きから始まります。",
            "Stopped. The same command goes on from here.",
        ));
    }
}

/// Why the way is not open, in words.
fn lines_of(not_open: &BTreeMap<String, u64>, lang: Lang, line: &dyn Fn(&str, &str, u64)) {
    for (codes, count) in not_open {
        let items = ItemSet::of_codes(codes);
        let words = |pick: fn((&'static str, &'static str)) -> &'static str| {
            items
                .iter()
                .map(|item| pick(item.words()))
                .collect::<Vec<_>>()
                .join(say(lang, "・", ", ").as_str())
        };
        let (ja, en) = (words(|(ja, _)| ja), words(|(_, en)| en));
        line(
            &format!("対象にならない：{ja}が籍にも届出にもない"),
            &format!("not open: neither entry nor report gives {en}"),
            *count,
        );
    }
}
