//! `shikaku act`.

use app::ActOrder;
use registry::act::Act;
use serde_json::json;

use crate::cli::{ActArgs, Common};
use crate::output::{Failure, Outcome, print, print_json, say};
use crate::session::{actor, open};

pub(crate) async fn run(common: &Common, args: &ActArgs) -> Result<Outcome, Failure> {
    let Some(act) = Act::of_code(&args.act) else {
        let known: Vec<&str> = Act::ALL.iter().map(|act| act.code()).collect();
        let known = known.join(" ");
        return Err(Failure::usage(
            format!("行為 {} はありません。次のいずれかです: {known}", args.act),
            format!("there is no act {}; one of: {known}", args.act),
        ));
    };
    let mut items = Vec::new();
    for item in &args.items {
        let Some((code, value)) = item.split_once('=') else {
            return Err(Failure::usage(
                format!("--item は CODE=VALUE の形です: {item}"),
                format!("--item is CODE=VALUE: {item}"),
            ));
        };
        items.push((code.to_owned(), value.to_owned()));
    }
    let effective_on = match &args.effective_on {
        Some(day) => app::parse_date(day)?,
        None => app::today_in_japan(),
    };
    let app = open(common).await?;
    let order = ActOrder {
        target: args.target.clone(),
        act,
        effective_on,
        ground: args.ground.clone(),
        items,
        seen_version: args.seen_version,
        key: args.key.clone(),
    };
    let outcome = app.record_act(&actor(common), &order).await?;
    app.sequence_now().await?;
    if common.json {
        print_json(
            &json!({ "entry": outcome.entry, "version": outcome.version, "repeated": outcome.repeated }),
        );
    } else {
        let (ja, en) = act.label();
        let again = outcome.repeated;
        print(&say(
            common.lang(),
            format!(
                "{}{ja}: {} 版 {}",
                if again { "記録済みです。" } else { "記録しました。" },
                outcome.entry,
                outcome.version
            ),
            format!(
                "{}{en}: {} version {}",
                if again { "Recorded before. " } else { "Recorded. " },
                outcome.entry,
                outcome.version
            ),
        ));
    }
    Ok(Outcome::Done)
}
