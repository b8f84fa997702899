//! `shikaku rules`.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use law::Lang;
use serde_json::json;

use crate::cli::{Common, RulesCommand};
use crate::output::{Failure, Outcome, print, print_json, say};

pub(crate) fn run(common: &Common, command: &RulesCommand) -> Result<Outcome, Failure> {
    let dir = |given: &Option<PathBuf>| {
        given.clone().or_else(|| common.rules.clone()).unwrap_or_else(app::default_rules_dir)
    };
    match command {
        RulesCommand::Check { dir: given } => check(common, &dir(given)),
        RulesCommand::Explain { id, on } => explain(common, &dir(&None), id, on.as_deref()),
        RulesCommand::Diff { a, b, between } => match (b, between.as_deref()) {
            (_, Some([d1, d2])) => diff_between(common, &dir(&None), a, (d1, d2)),
            (Some(b), _) => diff(common, &dir(&None), a, b),
            _ => Err(Failure::usage("比べる相手を指定してください。", "say what to compare with")),
        },
        RulesCommand::New { id } => new(common, &dir(&None), id),
    }
}

/// A file to fill in, and where it belongs.
fn new(common: &Common, dir: &Path, id: &str) -> Result<Outcome, Failure> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.is_empty() || !id.chars().all(plain) {
        return Err(Failure::usage(
            format!("資格 ID は英小文字・数字・ハイフンです: {id}"),
            format!("an id has lower-case letters, digits and hyphens: {id}"),
        ));
    }
    print(&law::template(id));
    let file = dir.join("qualifications").join(format!("{id}.toml"));
    // an empty one is where this very output goes
    let taken = std::fs::metadata(&file).is_ok_and(|of| of.len() > 0);
    let (ja, en) = if taken {
        ("その資格のファイルはもうあります", "there is a file of that qualification already")
    } else {
        ("保存する場所", "save it as")
    };
    eprintln!(
        "{}",
        say(common.lang(), format!("{ja}: {}", file.display()), format!("{en}: {}", file.display()))
    );
    Ok(Outcome::Done)
}

fn check(common: &Common, dir: &Path) -> Result<Outcome, Failure> {
    let lang = common.lang();
    let files = app::read_rule_files(dir)?;
    let mut findings: Vec<serde_json::Value> = law::check(&files)
        .into_iter()
        .map(|finding| {
            let e = finding.error;
            let message = say(lang, e.message_ja, e.message_en);
            json!({ "file": dir.join(&e.path), "line": e.line, "column": e.column, "message": message })
        })
        .collect();
    findings.extend(mapping_findings(dir, lang));
    // Rules that cannot be read have no examples to count.
    let examples = law::Rules::parse(&files).map_or(0, |rules| rules.examples().len());
    if common.json {
        print_json(&json!({ "files": files.len(), "examples": examples, "findings": findings }));
    } else {
        for f in &findings {
            let text = |key: &str| f.get(key).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
            let number = |key: &str| f.get(key).and_then(serde_json::Value::as_u64).unwrap_or(0);
            print(&format!("{}:{}:{}: {}", text("file"), number("line"), number("column"), text("message")));
        }
        if findings.is_empty() {
            print(&say(
                lang,
                format!("{} 個のファイルと {examples} 個の事例に誤りはありません。", files.len()),
                format!("{} files with {examples} examples, nothing wrong.", files.len()),
            ));
        }
    }
    Ok(if findings.is_empty() { Outcome::Done } else { Outcome::Found })
}

/// The mappings of imports are checked with the rules that they lie beside.
fn mapping_findings(dir: &Path, lang: Lang) -> Vec<serde_json::Value> {
    let folder = dir.join("import");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
        .map(|entries| entries.filter_map(|e| Some(e.ok()?.path())).collect())
        .unwrap_or_default();
    paths.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    paths.sort();
    paths
        .iter()
        .filter_map(|path| {
            let text = std::fs::read_to_string(path).ok()?;
            let fault = registry::source::Mapping::parse(&text).err()?;
            let message = say(lang, fault.what_ja, fault.what);
            Some(json!({ "file": path, "line": fault.line, "column": fault.column, "message": message }))
        })
        .collect()
}

fn unknown(rules: &law::Rules, id: &str) -> Failure {
    let near = rules.nearest_id(id);
    Failure::usage(
        format!(
            "資格 {id} はありません{}",
            near.map(|n| format!("（{n} のことですか）")).unwrap_or_default()
        ),
        format!(
            "there is no qualification {id}{}",
            near.map(|n| format!(" (did you mean {n}?)")).unwrap_or_default()
        ),
    )
}

fn day(text: Option<&str>) -> Result<Date, Failure> {
    Ok(text.map(app::parse_date).transpose()?.unwrap_or_else(app::today_in_japan))
}

fn explain(common: &Common, dir: &Path, id: &str, on: Option<&str>) -> Result<Outcome, Failure> {
    let rules = app::read_rules(dir)?;
    let day = day(on)?;
    let sentences = law::explain(&rules.on(day), id, common.lang()).ok_or_else(|| unknown(&rules, id))?;
    if common.json {
        let list: Vec<_> = sentences.iter().map(sentence_json).collect();
        print_json(&json!({ "qualification": id, "on": day.to_string(), "sentences": list }));
        return Ok(Outcome::Done);
    }
    let lines: Vec<String> =
        sentences.iter().map(|s| format!("■ {}\n  {}", s.heading, s.sourced())).collect();
    print(&lines.join("\n"));
    Ok(Outcome::Done)
}

fn sentence_json(s: &law::Sentence) -> serde_json::Value {
    json!({
        "topic": s.topic, "heading": s.heading, "text": s.text, "citation": s.citation,
        "confidence": s.confidence.map(law::Confidence::code),
        "from": s.from.map(|d| d.to_string()), "to": s.to.map(|d| d.to_string()),
    })
}

fn diff(common: &Common, dir: &Path, a: &str, b: &str) -> Result<Outcome, Failure> {
    let rules = app::read_rules(dir)?;
    let on = rules.on(app::today_in_japan());
    for id in [a, b] {
        if on.qualification(id).is_none() {
            return Err(unknown(&rules, id));
        }
    }
    let differences = law::diff(&on, a, b, common.lang()).unwrap_or_default();
    tell_differences(common, (a, b), &differences);
    Ok(Outcome::Done)
}

fn diff_between(common: &Common, dir: &Path, id: &str, (d1, d2): (&str, &str)) -> Result<Outcome, Failure> {
    let rules = app::read_rules(dir)?;
    let days = (day(Some(d1))?, day(Some(d2))?);
    let known =
        rules.qualifications().find(|known| known.as_str() == id).ok_or_else(|| unknown(&rules, id))?;
    let differences = law::diff_between(&rules, known, days, common.lang()).unwrap_or_default();
    tell_differences(common, (&days.0.to_string(), &days.1.to_string()), &differences);
    Ok(Outcome::Done)
}

fn tell_differences(common: &Common, (left, right): (&str, &str), differences: &[law::Difference]) {
    if common.json {
        let list: Vec<_> = differences
            .iter()
            .map(|d| {
                let side = |all: &[law::Sentence]| all.iter().map(sentence_json).collect::<Vec<_>>();
                json!({ "topic": d.topic, "heading": d.heading, "left": side(&d.left), "right": side(&d.right) })
            })
            .collect();
        print_json(&json!({ "left": left, "right": right, "differences": list }));
        return;
    }
    if differences.is_empty() {
        print(&say(common.lang(), "違いはありません。", "No difference."));
    }
    for d in differences {
        print(&format!("■ {}", d.heading));
        for (name, side) in [(left, &d.left), (right, &d.right)] {
            if side.is_empty() {
                print(&format!("  {name}: –"));
            }
            for sentence in side {
                print(&format!("  {name}: {sentence}"));
            }
        }
    }
}
