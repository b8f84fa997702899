//! `shikaku act`.

use app::{ActOrder, TransferOrder, TransferOutcome};
use jiff::civil::Date;
use registry::act::Act;
use serde_json::json;

use crate::cli::{ActArgs, Common};
use crate::output::{Failure, Outcome, print, print_json, say};
use crate::session::{actor, open};

/// The word for both halves of a transfer; no act of the ledger has it.
const TRANSFER: &str = "transfer";

pub(crate) async fn run(common: &Common, args: &ActArgs) -> Result<Outcome, Failure> {
    let to = match (args.act.as_str(), &args.to) {
        (TRANSFER, Some(to)) => return transfer(common, args, to).await,
        (TRANSFER, None) => Some(("transfer には --to が要ります", "transfer needs --to")),
        (_, Some(_)) => Some(("--to は transfer だけに付けられます", "--to goes with transfer alone")),
        (_, None) => None,
    };
    if let Some((ja, en)) = to {
        return Err(Failure::usage(ja, en));
    }
    let Some(act) = Act::of_code(&args.act) else {
        let known: Vec<&str> = Act::ALL.iter().map(|act| act.code()).collect();
        let known = known.join(" ");
        return Err(Failure::usage(
            format!("行為 {} はありません。次のいずれかです: {known} {TRANSFER}", args.act),
            format!("there is no act {}; one of: {known} {TRANSFER}", args.act),
        ));
    };
    let (items, effective_on) = what_and_when(args)?;
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

/// The items and the day of effect.
fn what_and_when(args: &ActArgs) -> Result<(Vec<(String, String)>, Date), Failure> {
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
    Ok((items, effective_on))
}

async fn transfer(common: &Common, args: &ActArgs, to: &str) -> Result<Outcome, Failure> {
    let (items, effective_on) = what_and_when(args)?;
    let app = open(common).await?;
    let order = TransferOrder {
        entry: args.target.clone(),
        to: to.to_owned(),
        effective_on,
        ground: args.ground.clone(),
        items,
        seen_version: args.seen_version,
        key: args.key.clone(),
    };
    let TransferOutcome { left, arrived } = app.transfer_entry(&actor(common), &order).await?;
    app.sequence_now().await?;
    if common.json {
        print_json(&json!({
            "left": { "entry": left.entry, "version": left.version },
            "arrived": { "entry": arrived.entry, "version": arrived.version },
            "repeated": left.repeated,
        }));
        return Ok(Outcome::Done);
    }
    let (ja, en) = if left.repeated {
        ("記録済みです。", "Recorded before. ")
    } else {
        ("記録しました。", "Recorded. ")
    };
    print(&say(
        common.lang(),
        format!("{ja}登録の移転: {} → {}", left.entry, arrived.entry),
        format!("{en}Transfer: {} → {}", left.entry, arrived.entry),
    ));
    Ok(Outcome::Done)
}
