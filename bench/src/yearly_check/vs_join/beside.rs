//! The join beside ours.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use unicode_normalization::UnicodeNormalization;

use super::{Counts, ENTRIES, PERSONS, THREADS};

/// The join of somebody else, and what it is.
pub(super) fn beside(dir: &Path) -> Result<(&'static str, Counts, f64)> {
    if let Some(python) = std::env::var_os("SHIKAKU_DUCKDB_PYTHON") {
        let script = format!(
            "import duckdb, time\n\
             started = time.perf_counter()\n\
             con = duckdb.connect()\n\
             con.execute('SET threads TO {THREADS}')\n\
             con.execute('SET enable_progress_bar = false')\n\
             rows = con.execute(\"\"\"{}\"\"\").fetchall()\n\
             print(*rows[0], time.perf_counter() - started)\n",
            sql(
                &format!(
                    "read_csv('{}', delim='\\t', quote='', header=false, columns={{'key':'VARCHAR','name':'VARCHAR','born':'VARCHAR','sex':'VARCHAR'}})",
                    dir.join(ENTRIES).display()
                ),
                &format!(
                    "read_csv('{}', delim='\\t', quote='', header=false, columns={{'key':'VARCHAR','status':'VARCHAR','name':'VARCHAR','born':'VARCHAR','sex':'VARCHAR','died':'VARCHAR'}})",
                    dir.join(PERSONS).display()
                ),
                // the second half is asked only where the first says no
                |a, b| format!("({a} = {b} OR nfc_normalize({a}) = nfc_normalize({b}))"),
            )
        );
        let output = Command::new(python).arg("-c").arg(script).output()?;
        ensure!(output.status.success(), "DuckDB: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout)?;
        let mut words = text.split_whitespace();
        let mut number = || words.next().and_then(|word| word.parse::<f64>().ok()).context("a figure");
        let (entries, died, not_found, other, seconds) =
            (number()?, number()?, number()?, number()?, number()?);
        return Ok(("a hash join in DuckDB, two threads", counts(entries, died, not_found, other), seconds));
    }
    sqlite(dir)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts, printed by another program"
)]
fn counts(entries: f64, died: f64, not_found: f64, other: f64) -> Counts {
    Counts { entries: entries as u64, died: died as u64, other: other as u64, not_found: not_found as u64 }
}

/// The same comparison in SQL: a death counts with the same birth date, sex and given name only. `equal`: whether two names are equal by identity,
/// as in `registry::name`. Characters that Unicode declares to be one (U+FA10 and U+585A 塚) are one, so equal bytes are not enough; the country
/// writes every sign in one width.
fn sql(entries: &str, persons: &str, equal: impl Fn(&str, &str) -> String) -> String {
    let given = |of: &str| format!("substr({of}.name, instr({of}.name, '　'))");
    let (given, name) = (equal(&given("e"), &given("p")), equal("e.name", "p.name"));
    format!(
        "SELECT count(*), coalesce(sum(CASE WHEN f = 1 THEN 1 ELSE 0 END), 0), \
         coalesce(sum(CASE WHEN f = 2 THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN f = 3 THEN 1 ELSE 0 END), 0) \
         FROM (SELECT CASE WHEN p.key IS NULL THEN 2 \
         WHEN e.born = p.born AND e.sex = p.sex AND p.status = 'D' AND p.died <> '' \
         AND {given} THEN 1 \
         WHEN e.born = p.born AND e.sex = p.sex AND {name} AND p.status = 'C' THEN 0 ELSE 3 END AS f \
         FROM {entries} e LEFT JOIN {persons} p ON e.key = p.key) AS compared"
    )
}

/// SQLite knows nothing of Unicode: names are made one on their way in.
pub(super) fn sqlite(dir: &Path) -> Result<(&'static str, Counts, f64)> {
    let started = Instant::now();
    let mut db = rusqlite::Connection::open_in_memory()?;
    let tables: [(&str, &str, &[&str]); 2] = [
        ("e", ENTRIES, &["key", "name", "born", "sex"]),
        ("p", PERSONS, &["key", "status", "name", "born", "sex", "died"]),
    ];
    for (table, file, names) in tables {
        let columns = names.join(", ");
        db.execute_batch(&format!("CREATE TABLE {table} ({columns}, PRIMARY KEY (key)) WITHOUT ROWID"))?;
        let places: Vec<String> = (1..=names.len()).map(|at| format!("?{at}")).collect();
        let tx = db.transaction()?;
        {
            let mut add = tx.prepare(&format!("INSERT INTO {table} VALUES ({})", places.join(", ")))?;
            let mut text = String::new();
            let mut lines = BufReader::with_capacity(1 << 20, File::open(dir.join(file))?);
            while lines.read_line(&mut text)? > 0 {
                let fields =
                    text.trim_end_matches('\n').split('\t').map(|field| field.nfc().collect::<String>());
                add.execute(rusqlite::params_from_iter(fields))?;
                text.clear();
            }
        }
        tx.commit()?;
    }
    let read = |row: &rusqlite::Row<'_>| {
        let number = |at| row.get::<_, i64>(at).map(|count| u64::try_from(count).unwrap_or(0));
        Ok(Counts { entries: number(0)?, died: number(1)?, not_found: number(2)?, other: number(3)? })
    };
    let counts = db.query_row(&sql("e", "p", |a, b| format!("{a} = {b}")), [], read)?;
    Ok((
        "a join in SQLite in memory (DuckDB was not to be had), loading included",
        counts,
        started.elapsed().as_secs_f64(),
    ))
}
