//! `shikaku show`.

use app::Lang;
use app::view::{DisclosureView, EntryView, ItemView, RecordView};

use crate::cli::{Common, ShowArgs};
use crate::output::{Failure, Outcome, print, print_json, say};
use crate::session::{actor, open};

pub(crate) async fn run(common: &Common, args: &ShowArgs) -> Result<Outcome, Failure> {
    let app = open(common).await?;
    let day = args.as_of.as_deref().map(app::parse_date).transpose()?;
    let known = args.known_at.as_deref().map(app::parse_instant).transpose()?;
    let view = app.show_entry(&actor(common), &args.entry, day, known).await?;
    let looks = match args.who_looked {
        true => Some(app.list_disclosures(&actor(common), &args.entry).await?),
        false => None,
    };
    if common.json {
        let mut value = serde_json::to_value(&view).map_err(Failure::internal)?;
        if let (Some(looks), Some(fields)) = (looks, value.as_object_mut()) {
            fields.insert("looks".to_owned(), serde_json::to_value(&looks).map_err(Failure::internal)?);
        }
        print_json(&value);
    } else {
        print(&as_text(common.lang(), &view));
        if let Some(looks) = looks {
            print(&looks_as_text(common.lang(), &looks));
        }
    }
    Ok(Outcome::Done)
}

/// Newest first; this very look is the first of them.
fn looks_as_text(lang: Lang, looks: &[DisclosureView]) -> String {
    let mut lines = vec![say(lang, "閲覧の記録", "who looked")];
    lines.extend(looks.iter().map(|look| {
        let DisclosureView { at, actor, purpose, channel, request } = look;
        format!("  {}  {actor}  {purpose}  ({channel}: {request})", app::shown_instant(at, lang))
    }));
    lines.join("\n")
}

/// The entry for people: words in the language of the messages, registered text to the character.
fn as_text(lang: Lang, view: &EntryView) -> String {
    let t = |ja: &str, en: &str| say(lang, ja, en);
    let date = |iso: &str| app::shown_date(iso, lang);
    let mut lines = vec![
        format!(
            "{}  {}  {}  {}",
            t(&view.qualification_name, &view.qualification_name_en),
            view.entry.number,
            view.entry.name,
            t(&view.state_label, &view.state_label_en)
        ),
        format!(
            "{}  {}  {}",
            t(&view.register_name, &view.register_name_en),
            t(&view.authority_name, &view.authority_name_en),
            view.entry.id
        ),
        say(lang, format!("{} 現在", date(&view.as_of)), format!("as of {}", date(&view.as_of))),
    ];
    if let (Some(ja), Some(en)) = (&view.deletion, &view.deletion_en) {
        lines.push(say(lang, format!("抹消: {ja}"), format!("deleted: {en}")));
    }
    let item = |item: &ItemView| format!("{}: {}", t(&item.label, &item.label_en), item.shown(lang));
    lines.extend(view.items.iter().map(|one| format!("  {}", item(one))));
    for restriction in &view.restrictions {
        let label = t(&restriction.label, &restriction.label_en);
        let until = if restriction.until.is_empty() { String::new() } else { date(&restriction.until) };
        lines.push(format!("  {label}: {} – {until}", date(&restriction.from)));
    }
    let paper = &view.certificate;
    lines.push(format!("  {}: {}", t(&paper.name, &paper.name_en), t(&paper.state, &paper.state_en)));
    lines.push(t("履歴", "history"));
    lines.extend(view.history.iter().flat_map(|record| record_lines(lang, record)));
    lines.join("\n")
}

fn record_lines(lang: Lang, record: &RecordView) -> Vec<String> {
    let t = |ja: &str, en: &str| say(lang, ja, en);
    let mut lines = vec![
        format!(
            "  {}. {}  {}  ({}: {}, {})",
            record.version,
            app::shown_date(&record.effective_on, lang),
            t(&record.act_label, &record.act_label_en),
            t("記録", "recorded"),
            app::shown_instant(&record.recorded_at, lang),
            record.actor
        ),
        format!("     {} / {}", record.citation, record.ground),
    ];
    if record.erased {
        lines.push(t("     本文は法令により消去されています", "     the body was erased by order of law"));
    }
    // The first record holds what the entry began with, which stands above unless it was changed.
    if record.version > 1 {
        let item = |item: &ItemView| {
            format!("     {}: {}", t(&item.label, &item.label_en), record.shown(item, lang))
        };
        lines.extend(record.items.iter().map(item));
    }
    lines
}
