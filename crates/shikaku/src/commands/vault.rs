//! `shikaku vault`: the operator's hand on the vault. No command shows or takes a number.

use serde_json::json;
use vault::{KeySource, LogFinding, LogHead, Use, Vault, VaultError};

use crate::cli::{Common, VaultArgs, VaultCommand, VaultPlace};
use crate::output::{Failure, Outcome, Progress, print, print_json, say, table};
use crate::session::{actor, vault_key};

/// Lines that one call shows.
const LINES_AT_MOST: u32 = 10_000;
/// What stands over the columns of the log.
const HEADINGS: [(&str, &str); 7] = [
    ("番号", "no."),
    ("日時", "at"),
    ("行為", "act"),
    ("件数", "count"),
    ("操作者", "operator"),
    ("案件", "case"),
    ("目的", "purpose"),
];

pub(crate) async fn run(common: &Common, args: &VaultArgs) -> Result<Outcome, Failure> {
    let key = vault_key((&args.place.key_file, &args.place.key))?;
    match &args.command {
        VaultCommand::Init => init(common, &args.place, &key).await,
        VaultCommand::Rekey { finish: true, .. } => finish(common, &args.place, &key).await,
        VaultCommand::Rekey { new_key_file, .. } => {
            let new = new_key_file.clone().map(KeySource::File);
            rekey(common, &args.place, (&key, new.as_ref())).await
        }
        VaultCommand::Log { verify: true, head, .. } => {
            verify(common, &args.place, &key, head.as_deref()).await
        }
        VaultCommand::Log { after, limit, .. } => log(common, &args.place, &key, (*after, *limit)).await,
    }
}

/// The use of an operator: the operating-system user, with the purpose given.
fn operation(common: &Common) -> Result<Use, Failure> {
    let actor = actor(common);
    Use::new(actor.purpose, "operation", actor.name).map_err(|fault| VaultError::from(fault).into())
}

async fn init(common: &Common, place: &VaultPlace, key: &KeySource) -> Result<Outcome, Failure> {
    let made = vault::init(&place.vault, key, &operation(common)?).await?;
    let vault = Vault::open(&place.vault, key).await?;
    let names = vault.key_names().await?;
    if common.json {
        let file = place.key_file.as_ref();
        print_json(&json!({ "vault": "made", "key_made": made, "key_file": file, "keys": names }));
        return Ok(Outcome::Done);
    }
    let name = names.join(" ");
    print(&say(
        common.lang(),
        format!(
            "空の金庫を作りました。\n鍵: {name}（金庫とは別に保管し、控えを取ってください。鍵を失うと番号は読めません）"
        ),
        format!(
            "An empty vault was made.\nKey: {name} (keep it apart from the vault, and a copy: without it no number can be read)"
        ),
    ));
    Ok(Outcome::Done)
}

async fn rekey(
    common: &Common,
    place: &VaultPlace,
    (key, new): (&KeySource, Option<&KeySource>),
) -> Result<Outcome, Failure> {
    let vault = Vault::open(&place.vault, key).await?;
    let progress = Progress::new(common.lang());
    let what = say(common.lang(), "鍵の更新", "re-keying");
    let done = vault.rekey(new, &operation(common)?, |rows| progress.at(&what, (rows, 0), rows)).await?;
    progress.finish();
    let old_open = done.keys.len() > 1;
    if common.json {
        print_json(&json!({
            "generation": done.generation, "rows": done.rows, "resumed": done.resumed, "keys": done.keys,
            "old_key_opens": old_open,
        }));
        return Ok(Outcome::Done);
    }
    print(&say(
        common.lang(),
        format!("{} 件を第 {} 世代の鍵にしました。", done.rows, done.generation),
        format!("{} numbers are under the keys of generation {}.", done.rows, done.generation),
    ));
    if old_open {
        print(&say(
            common.lang(),
            "旧い鍵でもまだ開きます。すべてのプログラムに新しい鍵を渡した後、新しい鍵で `shikaku vault rekey --finish` を実行してください。",
            "The old key still opens the vault. When every program has the new one, run `shikaku vault rekey --finish` with the new key.",
        ));
    }
    Ok(Outcome::Done)
}

async fn finish(common: &Common, place: &VaultPlace, key: &KeySource) -> Result<Outcome, Failure> {
    let vault = Vault::open(&place.vault, key).await?;
    let names = vault.refuse_old_keys(&operation(common)?).await?;
    if common.json {
        print_json(&json!({ "keys": names, "old_key_opens": false }));
    } else {
        let name = names.join(" ");
        print(&say(
            common.lang(),
            format!("この鍵だけで開きます: {name}"),
            format!("Only this key opens the vault: {name}"),
        ));
    }
    Ok(Outcome::Done)
}

async fn log(
    common: &Common,
    place: &VaultPlace,
    key: &KeySource,
    (after, limit): (i64, u32),
) -> Result<Outcome, Failure> {
    if !(1..=LINES_AT_MOST).contains(&limit) {
        return Err(Failure::usage(
            format!("--limit は 1 から {LINES_AT_MOST} までです。"),
            format!("--limit is 1 to {LINES_AT_MOST}."),
        ));
    }
    let vault = Vault::open(&place.vault, key).await?;
    // the head first: a line that comes meanwhile is then shown without being the head, not the other way
    let head = vault.log_head().await?;
    let lines = vault.log_lines(after, limit).await?;
    if common.json {
        let lines: Vec<_> = lines.iter().map(vault::LogLine::to_json).collect();
        print_json(&json!({ "lines": lines, "head": head }));
        return Ok(Outcome::Done);
    }
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|line| {
            vec![
                line.seq.to_string(),
                instant(line.written_at),
                act(common.lang(), line),
                line.handles.to_string(),
                line.operator.clone(),
                line.case.clone(),
                line.purpose.clone(),
            ]
        })
        .collect();
    let headings = HEADINGS.map(|(ja, en)| if common.lang() == law::Lang::Ja { ja } else { en });
    print(&table(&headings, &rows, &[0, 1, 3]));
    print(&say(common.lang(), format!("終わりの行: {head}"), format!("head: {head}")));
    Ok(Outcome::Done)
}

async fn verify(
    common: &Common,
    place: &VaultPlace,
    key: &KeySource,
    head: Option<&str>,
) -> Result<Outcome, Failure> {
    let kept: Option<LogHead> = head
        .map(|text| {
            text.parse().map_err(|()| Failure::usage("--head は 番号:ハッシュ です。", "--head is SEQ:HASH."))
        })
        .transpose()?;
    let report = Vault::open(&place.vault, key).await?.verify_log(kept.as_ref()).await?;
    let outcome = if report.findings.is_empty() { Outcome::Done } else { Outcome::Found };
    if common.json {
        let findings: Vec<_> = report
            .findings
            .iter()
            .map(|LogFinding { seq, words: (ja, en) }| json!({ "seq": seq, "what": format!("{ja} / {en}") }))
            .collect();
        print_json(&json!({
            "verified": findings.is_empty(), "lines": report.lines, "head": report.head, "findings": findings,
        }));
        return Ok(outcome);
    }
    for finding in &report.findings {
        let (ja, en) = finding.words;
        print(&format!("{}: {}", finding.seq, say(common.lang(), ja, en)));
    }
    let (lines, head) = (report.lines, &report.head);
    print(&say(
        common.lang(),
        format!("{lines} 行を確かめました。終わりの行（別の場所に控えてください）: {head}"),
        format!("{lines} lines were verified. The head (keep it elsewhere): {head}"),
    ));
    Ok(outcome)
}

/// The act in words: a program reads its code by `--json`.
fn act(lang: law::Lang, line: &vault::LogLine) -> String {
    match (lang, line.act()) {
        (law::Lang::Ja, Some(verb)) => verb.label_ja().to_owned(),
        _ => line.verb.clone(),
    }
}

/// An instant of the log in Japan's time, which has no summer time.
fn instant(micros: i64) -> String {
    let offset = jiff::tz::Offset::constant(9);
    jiff::Timestamp::from_microsecond(micros)
        .map(|at| offset.to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string())
        .unwrap_or_default()
}
