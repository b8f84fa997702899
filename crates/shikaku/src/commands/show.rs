//! `shikaku show`.

use app::view::EntryView;

use crate::cli::{Common, ShowArgs};
use crate::output::{Failure, Outcome, print, print_json, say};
use crate::session::{actor, open};

pub(crate) async fn run(common: &Common, args: &ShowArgs) -> Result<Outcome, Failure> {
    let app = open(common).await?;
    let day = args.as_of.as_deref().map(app::parse_date).transpose()?;
    let known = args.known_at.as_deref().map(app::parse_instant).transpose()?;
    let view = app.show_entry(&actor(common), &args.entry, day, known).await?;
    if common.json {
        print_json(&serde_json::to_value(&view).map_err(Failure::internal)?);
    } else {
        print(&as_text(common, &view));
    }
    Ok(Outcome::Done)
}

fn as_text(common: &Common, view: &EntryView) -> String {
    let lang = common.lang();
    let mut lines = vec![format!(
        "{}  {}  {}  {}",
        view.qualification_name, view.entry.number, view.entry.name, view.state_label
    )];
    lines.push(format!("{} {}  {}", view.register_name, view.authority_name, view.entry.id));
    lines.push(say(lang, format!("{} 現在", view.as_of), format!("as of {}", view.as_of)));
    lines.extend(view.deletion.iter().map(|d| say(lang, format!("抹消: {d}"), format!("deleted: {d}"))));
    lines.extend(view.items.iter().map(|item| format!("  {}: {}", item.label, item.value)));
    for restriction in &view.restrictions {
        lines.push(format!("  {}: {} – {}", restriction.label, restriction.from, restriction.until));
    }
    lines.push(format!("  {}: {}", view.certificate.name, view.certificate.state));
    lines.push(say(lang, "履歴", "history"));
    for record in &view.history {
        let recorded = app::japan_time(&record.recorded_at);
        lines.push(format!(
            "  {}. {}  {}  ({}: {recorded}, {})",
            record.version,
            record.effective_on,
            record.act_label,
            say(lang, "記録", "recorded"),
            record.actor
        ));
        lines.push(format!("     {} / {}", record.citation, record.ground));
        if record.erased {
            lines.push(format!(
                "     {}",
                say(lang, "本文は法令により消去されています", "the body was erased by order of law")
            ));
        }
        if record.version > 1 {
            lines.extend(record.items.iter().map(|item| format!("     {}: {}", item.label, item.value)));
        }
    }
    lines.join("\n")
}
