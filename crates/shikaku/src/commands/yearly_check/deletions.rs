//! What follows from a run: proposed deletions and what is decided about them.

use std::sync::atomic::Ordering;

use app::{App, BatchCheck, BatchEvent, CarriedOut, CheckTools, EventAbout};
use serde_json::{Value, json};

use super::told::{batch_json, tell, tell_changes, tell_followed};
use crate::cli::{CheckCommand, Common, DecisionArgs};
use crate::output::{Failure, Outcome, Progress, print, print_json, say};
use crate::session::{actor, stop_asked};

pub(super) async fn run(common: &Common, app: &App, command: &CheckCommand) -> Result<Outcome, Failure> {
    let who = actor(common);
    match command {
        CheckCommand::Follow { place, period } => {
            let followed = app.follow_check(&who, period.as_deref()).await?;
            let (mut checked, mut changes) = (Vec::new(), app::ChangesWorked::default());
            if app.systems().is_some() {
                let tools = CheckTools::of(app.systems(), place.folder.clone())?;
                changes = app.work_changes(&who, &tools).await?;
                checked = app.check_due_deletions(&who, &tools).await?;
                app.sequence_now().await?;
            }
            tell_followed(common, followed, changes, &checked);
            let stopped = |(_, check): &(String, BatchCheck)| matches!(check, BatchCheck::Stopped(_));
            Ok(if checked.iter().any(stopped) { Outcome::Found } else { Outcome::Done })
        }
        CheckCommand::Proposals { batch: None } => {
            tell(common, &app.list_deletion_batches(&who).await?);
            Ok(Outcome::Done)
        }
        CheckCommand::Proposals { batch: Some(id) } => {
            let (batch, events) = app.show_deletion_batch(&who, id).await?;
            if common.json {
                let events: Vec<Value> = events.iter().map(event_json).collect();
                let mut shown = batch_json(&batch);
                if let Some(members) = shown.as_object_mut() {
                    members.insert("history".to_owned(), Value::Array(events));
                }
                print_json(&shown);
            } else {
                tell(common, &[batch]);
                for event in &events {
                    let EventAbout { ground, entry } = EventAbout::of(event);
                    let (ground, entry) = (ground.get(common.lang()), entry.unwrap_or_default());
                    print(format!("{}  {}  {ground}  {entry}", event.what, event.actor).trim_end());
                }
            }
            Ok(Outcome::Done)
        }
        CheckCommand::Changes { period } => {
            tell_changes(common, &app.list_changes(&who, period.as_deref()).await?);
            Ok(Outcome::Done)
        }
        CheckCommand::Approve(DecisionArgs { batch, ground, .. }) => {
            app.approve_deletions(&who, batch, ground).await?;
            tell_one(common, app, batch).await
        }
        CheckCommand::Release(DecisionArgs { batch, ground, .. }) => {
            app.release_deletions(&who, batch, ground).await?;
            tell_one(common, app, batch).await
        }
        CheckCommand::Dismiss(DecisionArgs { batch, ground, .. }) => {
            app.dismiss_deletions(&who, batch, ground).await?;
            tell_one(common, app, batch).await
        }
        CheckCommand::Delete { batch, .. } => carry(common, app, (batch, None)).await,
        CheckCommand::Restore(DecisionArgs { batch, ground, .. }) => {
            carry(common, app, (batch, Some(ground))).await
        }
        _ => Err(Failure::usage("この命令はここでは扱いません。", "not a command of this part")),
    }
}

/// Deletes, or with a ground takes back.
async fn carry(
    common: &Common,
    app: &App,
    (batch, restore): (&str, Option<&str>),
) -> Result<Outcome, Failure> {
    let (who, lang) = (actor(common), common.lang());
    let (view, _) = app.show_deletion_batch(&who, batch).await?;
    let total = if restore.is_some() { view.counts.deleted } else { view.counts.proposed };
    let progress = Progress::of(lang, ("件", "entries"));
    let stop = stop_asked();
    let what = match restore {
        Some(_) => say(lang, "回復", "restoring"),
        None => say(lang, "消除", "deleting"),
    };
    let watch = |done: u64| {
        progress.at(&what, (done, total), done);
        !stop.load(Ordering::Relaxed)
    };
    let carried = match restore {
        Some(ground) => app.restore_deletions(&who, batch, ground, &watch).await,
        None => app.carry_out_deletions(&who, batch, &watch).await,
    };
    progress.finish();
    let CarriedOut { recorded, fallen, stopped } = carried?;
    app.sequence_now().await?;
    if common.json {
        print_json(&json!({ "batch": batch, "recorded": recorded, "fallen": fallen, "stopped": stopped }));
    } else {
        print(&say(
            lang,
            format!("{what} {recorded}件、除外 {fallen}件"),
            format!("{what}: {recorded}, fallen out: {fallen}"),
        ));
    }
    Ok(match (stopped, fallen) {
        (true, _) => Outcome::Stopped,
        (false, 0) => Outcome::Done,
        (false, _) => Outcome::Found,
    })
}

async fn tell_one(common: &Common, app: &App, id: &str) -> Result<Outcome, Failure> {
    let (batch, _) = app.show_deletion_batch(&actor(common), id).await?;
    tell(common, &[batch]);
    Ok(Outcome::Done)
}

/// An event for programs: `about` is the ground, in Japanese, and behind a line end the entry that it is about.
fn event_json(event: &BatchEvent) -> Value {
    let EventAbout { ground, entry } = EventAbout::of(event);
    let about: Vec<String> = std::iter::once(ground.ja).chain(entry).collect();
    json!({
        "at": event.at,
        "actor": event.actor,
        "what": event.what,
        "about": about.join("\n"),
        "about_en": ground.en,
    })
}
