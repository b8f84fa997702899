//! `shikaku numbers`.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use app::{App, NumberCall, NumberCalled, NumbersGiven, Roster};
use law::Lang;
use serde_json::{Value, json};

use crate::cli::{Common, NumbersCommand};
use crate::output::{Failure, Outcome, Progress, print, print_json, say, table};
use crate::session::{actor, open, stop_asked};

pub(crate) async fn run(common: &Common, command: &NumbersCommand) -> Result<Outcome, Failure> {
    let app = open(common).await?;
    match command {
        NumbersCommand::Status => {
            tell_status(common, &app.count_numbers_given(&actor(common)).await?);
            Ok(Outcome::Done)
        }
        NumbersCommand::Call(args) => {
            let call = NumberCall {
                qualification: args.qualification.clone(),
                authority: args.authority.clone(),
                to: args.to.clone(),
                ground: args.ground.clone(),
                only: args.only.as_deref().map(roster).transpose()?.map(Arc::new),
            };
            let called = write(common, &app, (&call, &args.folder)).await?;
            tell_called(common, call.only.as_deref(), &called);
            Ok(if called.stopped { Outcome::Stopped } else { Outcome::Done })
        }
    }
}

/// The list of an employer or an association.
fn roster(path: &Path) -> Result<Roster, Failure> {
    let shown = path.display();
    let unusable = |why: &dyn std::fmt::Display| {
        Failure::usage(format!("{shown} を使えません: {why}"), format!("{shown} cannot be used: {why}"))
    };
    let bytes = std::fs::read(path).map_err(|error| unusable(&error))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::usage(
            format!("{shown} は UTF-8 ではありません。UTF-8 で保存し直してください。"),
            format!("{shown} is not UTF-8: save it as UTF-8"),
        )
    })?;
    Ok(Roster::read(&text)?)
}

async fn write(
    common: &Common,
    app: &App,
    (call, folder): (&NumberCall, &Path),
) -> Result<NumberCalled, Failure> {
    let lang = common.lang();
    let registers = app.list_registers(&actor(common)).await?;
    let of = |of: &&app::view::RegisterSummary| {
        let authority = call.authority.as_ref().is_none_or(|code| *code == of.authority);
        of.qualification == call.qualification && authority
    };
    let whole = || registers.iter().find(of).and_then(|of| of.entries).unwrap_or(0);
    let total = call.only.as_ref().map_or_else(whole, |only| only.numbers());
    let progress = Progress::of(lang, ("件", "entries"));
    let stop = stop_asked();
    let what = say(lang, "書面の作成", "writing letters");
    let watch = |seen: u64| {
        progress.at(&what, (seen, total), seen);
        !stop.load(Ordering::Relaxed)
    };
    let called = app.call_numbers(&actor(common), (call, folder), &watch).await;
    progress.finish();
    Ok(called?)
}

fn tell_called(common: &Common, only: Option<&Roster>, called: &NumberCalled) {
    let files: Vec<String> = called.files.iter().map(|path| path.display().to_string()).collect();
    if common.json {
        return print_json(&json!({
            "standing": called.standing, "called": called.called, "files": files, "stopped": called.stopped,
            "listed": only.map(Roster::numbers), "unreadable": only.map(Roster::unreadable),
        }));
    }
    if called.stopped {
        return print(&say(
            common.lang(),
            "途中で止めました。ファイルは残していません。",
            "Stopped; no file is left.",
        ));
    }
    if let Some(only) = only {
        let (numbers, unreadable) = (only.numbers(), only.unreadable());
        print(&say(
            common.lang(),
            format!("名簿の登録番号 {numbers}件（読めない行 {unreadable}）"),
            format!("numbers on the list: {numbers} (lines that cannot be read: {unreadable})"),
        ));
    }
    print(&say(
        common.lang(),
        format!("登録 {}件のうち、呼びかける登録 {}件", called.standing, called.called),
        format!("entries: {}, called: {}", called.standing, called.called),
    ));
    files.iter().for_each(|file| print(file));
}

fn tell_status(common: &Common, all: &[NumbersGiven]) {
    if common.json {
        let rows: Vec<Value> = all
            .iter()
            .map(|of| {
                json!({
                    "qualification": of.register.qualification, "authority": of.register.authority,
                    "standing": of.standing, "given": of.given, "found": of.found, "linked": of.linked,
                    "not_given": of.not_given(),
                })
            })
            .collect();
        return print_json(&json!({ "registers": rows }));
    }
    let count = |count: Option<u64>| count.map_or_else(|| "―".to_owned(), |count| count.to_string());
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|of| {
            vec![
                format!("{}/{}", of.register.qualification, of.register.authority),
                count(of.standing),
                of.given.to_string(),
                count(of.not_given()),
                of.found.to_string(),
            ]
        })
        .collect();
    let headings = match common.lang() {
        Lang::Ja => ["資格・機関", "登録中", "提供あり", "提供なし", "うち照会で判明"],
        Lang::En => ["register", "standing", "given", "not given", "of these found"],
    };
    print(&table(&headings, &rows, &[1, 2, 3, 4]));
}
