//! `shikaku by-rule`.

use app::{DecidingOrder, DecidingView, parse_date};
use law::Procedure;
use serde_json::json;

use crate::cli::{ByRuleArgs, ByRuleCommand, Common};
use crate::output::{Failure, Outcome, print, print_json, say};
use crate::session::{actor, open};

pub(crate) async fn run(common: &Common, command: &ByRuleCommand) -> Result<Outcome, Failure> {
    let app = open(common).await?;
    let day = |text: &Option<String>| text.as_deref().map(parse_date).transpose();
    match command {
        ByRuleCommand::List => {}
        ByRuleCommand::On { of, from, until } => {
            let from = day(from)?.unwrap_or_else(|| app.today());
            let order = DecidingOrder { from: Some(from), until: day(until)?, ..off(of)? };
            app.switch_deciding(&actor(common), &order).await?;
        }
        ByRuleCommand::Off { of } => app.switch_deciding(&actor(common), &off(of)?).await?,
    }
    let all = app.list_deciding(&actor(common)).await?;
    if common.json {
        let rows: Vec<_> = all
            .iter()
            .map(|v| {
                json!({
                    "authority": v.authority, "procedure": v.procedure.0, "on": v.on, "from": v.from,
                    "until": v.until, "by": v.by, "at": v.at, "ground": v.ground,
                })
            })
            .collect();
        print_json(&json!({ "switches": rows }));
    } else {
        all.iter().for_each(|view| print(&line(common, view)));
    }
    Ok(Outcome::Done)
}

/// Switched off.
fn off(of: &ByRuleArgs) -> Result<DecidingOrder, Failure> {
    let procedure = Procedure::from_code(&of.procedure).ok_or_else(|| {
        let codes: Vec<&str> = Procedure::ALL.iter().map(|(code, _)| *code).collect();
        Failure::usage(
            format!("知らない手続です: {}（{}）", of.procedure, codes.join("、")),
            format!("no such procedure: {} ({})", of.procedure, codes.join(", ")),
        )
    })?;
    Ok(DecidingOrder {
        authority: of.authority.clone(),
        procedure,
        from: None,
        until: None,
        ground: of.ground.clone(),
    })
}

fn line(common: &Common, view: &DecidingView) -> String {
    let until = view.until.as_deref().unwrap_or("");
    let state = if view.on {
        say(common.lang(), "規則", "by rule")
    } else {
        say(common.lang(), "職員", "officers")
    };
    format!(
        "{} {} {state} {}..{until} {} {}",
        view.authority, view.procedure.0, view.from, view.by, view.ground
    )
    .trim_end()
    .to_owned()
}
