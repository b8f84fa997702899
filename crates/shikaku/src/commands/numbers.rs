//! `shikaku numbers`.

use std::path::Path;
use std::sync::atomic::Ordering;

use app::{App, NumberCall, NumberCalled, NumbersGiven};
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
            };
            let called = write(common, &app, (&call, &args.folder)).await?;
            tell_called(common, &called);
            Ok(if called.stopped { Outcome::Stopped } else { Outcome::Done })
        }
    }
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
    let total = registers.iter().find(of).and_then(|of| of.entries).unwrap_or(0);
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

fn tell_called(common: &Common, called: &NumberCalled) {
    let files: Vec<String> = called.files.iter().map(|path| path.display().to_string()).collect();
    if common.json {
        return print_json(&json!({
            "standing": called.standing, "called": called.called, "files": files, "stopped": called.stopped,
        }));
    }
    if called.stopped {
        return print(&say(
            common.lang(),
            "途中で止めました。ファイルは残していません。",
            "Stopped; no file is left.",
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
