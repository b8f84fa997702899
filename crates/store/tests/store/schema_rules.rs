//! The schema against the rules of a distributed PostgreSQL (Citus): each rule is a check that gives the breaches it
//! finds, held against the text, the statements and the catalog, and each check is shown schemas that break it.

use std::collections::{BTreeMap, BTreeSet};

use db::{Db, Engine, clustered_ddl};
use store::schema::{POSTGRES_GUARDS as GUARDS, Placement, SCHEMA, TABLES};
use store::statements;

use crate::support::Place;

const KEY: &str = "register_id";

/// A table as its text or the catalog describes it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Table {
    columns: BTreeSet<String>,
    /// The columns of each primary key, unique constraint and unique index.
    unique: Vec<Vec<String>>,
    /// The columns of each foreign key and the table it points to.
    foreign: Vec<(Vec<String>, String)>,
}

type Tables = BTreeMap<String, Table>;

/// The text without comments, as words: names in small letters, each punctuation mark a word.
fn words(sql: &str) -> Vec<String> {
    let mut text = String::new();
    let mut rest = sql;
    while let Some(at) = [rest.find("--"), rest.find("/*")].into_iter().flatten().min() {
        let (before, comment) = rest.split_at(at);
        text.push_str(before);
        text.push(' ');
        let end = if comment.starts_with("--") { "\n" } else { "*/" };
        rest = comment.split_once(end).map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    for mark in ["(", ")", ",", ";", "="] {
        text = text.replace(mark, &format!(" {mark} "));
    }
    text.to_lowercase().split_whitespace().map(str::to_owned).collect()
}

/// What stands between the bracket at `open` and its partner, and where that is.
fn bracket(words: &[String], open: usize) -> (&[String], usize) {
    let mut depth = 0;
    for (at, word) in words.iter().enumerate().skip(open) {
        depth += i32::from(word == "(") - i32::from(word == ")");
        if depth == 0 {
            return (&words[open + 1..at], at);
        }
    }
    panic!("a bracket is never closed: {:?}", &words[open..]);
}

fn names(words: &[String]) -> Vec<String> {
    words.iter().filter(|word| *word != ",").cloned().collect()
}

/// The parts of a table's text, split at its own commas.
fn parts(body: &[String]) -> Vec<&[String]> {
    let mut depth = 0;
    body.split(|word| {
        depth += i32::from(word == "(") - i32::from(word == ")");
        depth == 0 && word == ","
    })
    .collect()
}

fn find(words: &[String], phrase: &[&str]) -> Option<usize> {
    words.windows(phrase.len()).position(|window| window.iter().eq(phrase))
}

fn tables_of_text(schema: &str) -> Tables {
    let words = words(schema);
    let mut tables = Tables::new();
    for statement in words.split(|word| word == ";").filter(|statement| !statement.is_empty()) {
        if find(statement, &["create", "table"]) == Some(0) {
            tables.insert(statement[2].clone(), table_of(bracket(statement, 3).0));
        } else if let Some(at) = find(statement, &["unique", "index"]) {
            let (table, columns) = (statement[at + 4].clone(), names(bracket(statement, at + 5).0));
            tables.get_mut(&table).expect("the table of an index").unique.push(columns);
        }
    }
    tables
}

fn table_of(body: &[String]) -> Table {
    let mut table = Table::default();
    for part in parts(body) {
        let constraint = ["primary", "unique", "foreign", "constraint", "check"].contains(&part[0].as_str());
        let column = (!constraint).then(|| vec![part[0].clone()]);
        table.columns.extend(column.clone().unwrap_or_default());
        let listed = |at: usize| {
            let open = part.iter().skip(at).position(|word| word == "(").map(|offset| at + offset);
            column.clone().unwrap_or_else(|| names(bracket(part, open.expect("a list of columns")).0))
        };
        if let Some(at) = find(part, &["primary", "key"]).or_else(|| find(part, &["unique"])) {
            table.unique.push(listed(at));
        }
        if let Some(at) = find(part, &["references"]) {
            table.foreign.push((listed(0), part[at + 1].clone()));
        }
    }
    table
}

fn placement(tables: &[(&str, Placement)], name: &str) -> Option<Placement> {
    tables.iter().find(|(table, _)| *table == name).map(|(_, placement)| *placement)
}

const fn key_of(placement: Placement) -> Option<&'static str> {
    match placement {
        Placement::ByRegister => Some(KEY),
        Placement::By(column) => Some(column),
        Placement::Reference | Placement::Local => None,
    }
}

/// Whether a table only says whose something is: by its key, and with no other column than the person.
fn is_sign_post(table: &Table, place: Placement) -> bool {
    let Placement::By(key) = place else { return false };
    table.columns.iter().eq(BTreeSet::from([key, "holder_id"]))
}

/// Rules 1, 2 and 7: keys, foreign keys, persons' data; and that every table has its place.
fn breaches_of_tables(found: &Tables, placements: &[(&str, Placement)]) -> Vec<String> {
    let mut breaches = Vec::new();
    for (name, _) in placements {
        if !found.contains_key(*name) {
            breaches.push(format!("{name} is placed and not there"));
        }
    }
    for (name, table) in found {
        let Some(place) = placement(placements, name) else {
            breaches.push(format!("{name} has no place"));
            continue;
        };
        if table.unique.is_empty() {
            breaches.push(format!("{name} has no key"));
        }
        if table.columns.contains("holder_id")
            && place != Placement::By("holder_id")
            && place != Placement::ByRegister
            && !is_sign_post(table, place)
        {
            breaches.push(format!("{name} is a person's data and not by holder_id"));
        }
        let key = key_of(place);
        for columns in
            table.unique.iter().filter(|columns| key.is_some_and(|key| !columns.iter().any(|c| c == key)))
        {
            breaches.push(format!("{name}: the unique {columns:?} lacks the distribution key"));
        }
        for (columns, target) in &table.foreign {
            let beside = match placement(placements, target) {
                Some(Placement::Reference) => true,
                Some(other) => other == place && key.is_none_or(|key| columns.iter().any(|c| c == key)),
                None => false,
            };
            if !beside {
                breaches.push(format!("{name}: the foreign key {columns:?} leaves its shard"));
            }
        }
    }
    breaches
}

/// Rules 1, 3, 4 and 6 for a statement: the key named and never changed, no subquery among values, nothing per node.
fn breaches_of_statement(sql: &str, placements: &[(&str, Placement)]) -> Vec<String> {
    let words = words(sql);
    let mut breaches = forbidden(&words);
    let mut breach = |what: &str| breaches.push(format!("{what}: {sql}"));
    let named: Vec<_> =
        placements.iter().filter(|(table, _)| words.iter().any(|word| word == table)).collect();
    let keys: BTreeSet<&str> = named.iter().filter_map(|(_, place)| key_of(*place)).collect();
    let set = find(&words, &["set"]).unwrap_or(words.len());
    let filter = find(&words, &["where"]).unwrap_or(words.len());
    for key in &keys {
        let changed = words[set..].iter().take_while(|word| *word != "where" && *word != "returning");
        if changed.collect::<Vec<_>>().windows(2).any(|pair| pair[0] == key && pair[1] == "=") {
            breach("the distribution key is updated");
        }
        let changes =
            words[0] == "update" || words[0] == "delete" || find(&words, &["for", "update"]).is_some();
        let names_it = words[filter..].windows(2).any(|pair| {
            pair[0].rsplit('.').next() == Some(*key) && (pair[1] == "=" || pair[1] == ">" || pair[1] == "in")
        });
        // the sweep of what has ended goes over all shards, and waits for nothing
        if changes && !names_it && !sql.contains("expires_at <=") {
            breach("a change does not name the distribution key");
        }
    }
    if let Some(at) = find(&words, &["values"])
        && words[at..].iter().any(|word| word == "select")
    {
        breach("a subquery among the values");
    }
    let registers = named.iter().filter(|(_, place)| *place == Placement::ByRegister).count();
    let joins = words.iter().filter(|word| *word == "join").count();
    let tied = words.windows(3).filter(|triple| {
        triple[0].ends_with(".register_id") && triple[1] == "=" && triple[2].ends_with(".register_id")
    });
    if (joins > 0 && registers > 1 && tied.count() < registers - 1)
        || (words.iter().any(|word| word == "exists") && registers > 0)
    {
        breach("tables that are not joined by the distribution key");
    }
    breaches
}

/// Rules 4 to 6: what would be per node, or run where it should not.
fn forbidden(words: &[String]) -> Vec<String> {
    const NEVER: [&str; 12] = [
        "serial",
        "bigserial",
        "smallserial",
        "sequence",
        "nextval",
        "identity",
        "autoincrement",
        "notify",
        "listen",
        "pg_notify",
        "currval",
        "setval",
    ];
    let bad = |word: &&String| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '_');
        NEVER.contains(&word) || word.contains("advisory_lock") || word.contains("advisory_xact_lock")
    };
    words.iter().filter(bad).map(|word| format!("{word} is per node or runs on the worker")).collect()
}

/// Rule 5: no triggers but the append-only guards: they refuse and do nothing else.
fn breaches_of_guards(guards: &str) -> Vec<String> {
    let words = words(guards);
    let mut breaches = forbidden(&words);
    for verb in ["insert into", "delete from", "perform ", "select into", "copy "] {
        if guards.to_lowercase().contains(verb) {
            breaches.push(format!("a guard does more than refuse: {verb}"));
        }
    }
    for at in (0..words.len()).filter(|at| words[*at] == "trigger" && words[at - 1] == "create") {
        let end = at + words[at..].iter().position(|word| word == ";").expect("an end");
        let trigger = &words[at + 1..end];
        let guards = ["refuse_change", "only_erase"].iter().any(|f| trigger.iter().any(|word| word == f));
        if !guards || trigger[1] != "before" || trigger.iter().any(|word| word == "insert") {
            breaches.push(format!("{} is no guard", trigger[0]));
        }
    }
    breaches
}

#[test]
fn the_text_keeps_the_rules() {
    let found = tables_of_text(&clustered_ddl(Engine::Postgres, SCHEMA));
    assert!(found.len() == TABLES.len() && found["entry"].unique.len() == 2, "{found:?}");
    assert_eq!(breaches_of_tables(&found, TABLES), Vec::<String>::new());
    assert_eq!(forbidden(&words(SCHEMA)), Vec::<String>::new());
    assert_eq!(breaches_of_guards(GUARDS), Vec::<String>::new());
}

#[test]
fn the_statements_keep_the_rules() {
    for sql in statements::all() {
        assert_eq!(breaches_of_statement(sql, TABLES), Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_catalog_says_the_same_as_the_text() {
    let place = Place::postgres().await;
    let found = tables_of_catalog(&place.db).await;
    assert_eq!(breaches_of_tables(&found, TABLES), Vec::<String>::new());
    assert_eq!(breaches_of_catalog(&place.db).await, Vec::<String>::new());
    let mut text = tables_of_text(&clustered_ddl(Engine::Postgres, SCHEMA));
    text.values_mut().for_each(|table| table.unique.sort());
    assert_eq!(found, text, "the parser of the text reads what PostgreSQL reads");
}

async fn tables_of_catalog(db: &Db) -> Tables {
    let mut reader = db.reader().await.unwrap();
    let sql = "SELECT c.relname::text, a.attname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
         WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 \
         AND NOT a.attisdropped";
    let mut tables = Tables::new();
    for (table, column) in reader.query(sql, &[], two_texts).await.unwrap() {
        tables.entry(table).or_default().columns.insert(column);
    }
    let sql = "SELECT i.indrelid::regclass::text, (SELECT string_agg(a.attname::text, ' ' ORDER BY k.n) \
         FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS k(attnum, n) \
         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum) \
         FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid \
         WHERE i.indisunique AND c.relnamespace = current_schema()::regnamespace";
    for (table, columns) in reader.query(sql, &[], two_texts).await.unwrap() {
        tables.get_mut(&table).unwrap().unique.push(columns.split(' ').map(str::to_owned).collect());
    }
    let sql = "SELECT f.conrelid::regclass::text, (SELECT string_agg(a.attname::text, ' ' ORDER BY k.n) \
         FROM unnest(f.conkey) WITH ORDINALITY AS k(attnum, n) \
         JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.attnum) || '>' || f.confrelid::regclass::text \
         FROM pg_constraint f WHERE f.contype = 'f' AND f.connamespace = current_schema()::regnamespace";
    for (table, foreign) in reader.query(sql, &[], two_texts).await.unwrap() {
        let (columns, target) = foreign.split_once('>').unwrap();
        let columns = columns.split(' ').map(str::to_owned).collect();
        tables.get_mut(&table).unwrap().foreign.push((columns, target.to_owned()));
    }
    tables.values_mut().for_each(|table| table.unique.sort());
    tables
}

fn two_texts(row: &db::RowRef<'_>) -> Result<(String, String), db::DbError> {
    Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned()))
}

/// Sequences, identity columns, defaults that draw from one, triggers that are no guards.
async fn breaches_of_catalog(db: &Db) -> Vec<String> {
    let sql = "SELECT c.relname::text, 'is a sequence' FROM pg_class c \
         WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'S' \
         UNION ALL SELECT c.relname::text || '.' || a.attname::text, 'is an identity' FROM pg_attribute a \
         JOIN pg_class c ON c.oid = a.attrelid \
         WHERE c.relnamespace = current_schema()::regnamespace AND a.attidentity <> '' \
         UNION ALL SELECT t.tgname::text, 'is no guard' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
         JOIN pg_proc p ON p.oid = t.tgfoid WHERE c.relnamespace = current_schema()::regnamespace \
         AND NOT t.tgisinternal AND p.proname NOT IN ('refuse_change', 'only_erase') ORDER BY 1";
    let found = db.reader().await.unwrap().query(sql, &[], two_texts).await.unwrap();
    found.into_iter().map(|(what, why)| format!("{what} {why}")).collect()
}

// ------------------------------------------------------------------- the checks themselves: each one finds its breach

const TRIAL: &[(&str, Placement)] = &[
    ("rule", Placement::Reference),
    ("a", Placement::ByRegister),
    ("b", Placement::ByRegister),
    ("c", Placement::By("case_id")),
    ("tail", Placement::Local),
];
const GOOD: &str = "CREATE TABLE rule (rule_id TEXT NOT NULL PRIMARY KEY);
    CREATE TABLE a (register_id BIGINT NOT NULL, x BIGINT, rule_id TEXT REFERENCES rule (rule_id),
      PRIMARY KEY (register_id, x), UNIQUE (x, register_id));
    CREATE TABLE b (register_id BIGINT NOT NULL PRIMARY KEY, x BIGINT, -- beside a
      FOREIGN KEY (register_id, x) REFERENCES a (register_id, x));
    CREATE TABLE c (case_id BYTEA NOT NULL PRIMARY KEY);
    CREATE TABLE tail (first BIGINT NOT NULL PRIMARY KEY, x BIGINT UNIQUE);
    CREATE UNIQUE INDEX a_x ON a (x, register_id);";

#[test]
fn each_breach_of_a_table_is_found() {
    assert_eq!(breaches_of_tables(&tables_of_text(GOOD), TRIAL), Vec::<String>::new());
    let broken = [
        ("PRIMARY KEY (register_id, x), UNIQUE", "PRIMARY KEY (x), UNIQUE", "lacks the distribution key"),
        ("UNIQUE (x, register_id));", "UNIQUE (x));", "lacks the distribution key"),
        (
            "UNIQUE (x, register_id));",
            "UNIQUE (x, register_id), CONSTRAINT u UNIQUE (x));",
            "lacks the distribution key",
        ),
        ("rule_id TEXT REFERENCES", "rule_id TEXT UNIQUE REFERENCES", "lacks the distribution key"),
        ("ON a (x, register_id)", "ON a (x)", "lacks the distribution key"),
        (
            "case_id BYTEA NOT NULL PRIMARY KEY",
            "case_id BYTEA, n BIGINT PRIMARY KEY",
            "lacks the distribution key",
        ),
        (
            "FOREIGN KEY (register_id, x) REFERENCES a (register_id, x)",
            "FOREIGN KEY (x) REFERENCES a (x)",
            "leaves its shard",
        ),
        (
            "FOREIGN KEY (register_id, x) REFERENCES a",
            "FOREIGN KEY (register_id) REFERENCES c",
            "leaves its shard",
        ),
        (
            "FOREIGN KEY (register_id, x) REFERENCES a",
            "FOREIGN KEY (register_id) REFERENCES tail",
            "leaves its shard",
        ),
        (
            "CREATE TABLE tail",
            "CREATE TABLE stray (n BIGINT PRIMARY KEY); CREATE TABLE tail",
            "stray has no place",
        ),
        ("CREATE TABLE c (case_id BYTEA NOT NULL PRIMARY KEY);", "", "c is placed and not there"),
        ("case_id BYTEA NOT NULL PRIMARY KEY", "case_id BYTEA NOT NULL", "c has no key"),
        ("case_id BYTEA NOT NULL", "holder_id BYTEA, x TEXT, case_id BYTEA NOT NULL", "not by holder_id"),
    ];
    for (good, bad, expected) in broken {
        let schema = GOOD.replacen(good, bad, 1);
        assert_ne!(schema, GOOD, "{good}");
        let breaches = breaches_of_tables(&tables_of_text(&schema), TRIAL);
        assert!(breaches.len() == 1 && breaches[0].contains(expected), "{bad}: {breaches:?}");
    }
}

#[test]
fn each_breach_of_a_statement_is_found() {
    let good = [
        "UPDATE a SET x = $2 WHERE register_id = $1 AND x = $3",
        "INSERT INTO a (register_id, x) VALUES ($1, $2) ON CONFLICT (register_id, x) DO UPDATE SET x = excluded.x",
        "SELECT x FROM a WHERE register_id = $1 FOR UPDATE",
        "SELECT 1 FROM a JOIN b ON b.register_id = a.register_id AND b.x = a.x WHERE a.register_id = $1",
        "DELETE FROM tail WHERE first = $1",
    ];
    for sql in good {
        assert_eq!(breaches_of_statement(sql, TRIAL), Vec::<String>::new());
    }
    let bad = [
        ("UPDATE a SET register_id = $2 WHERE register_id = $1", "is updated"),
        ("UPDATE a SET x = 1, register_id=$2 WHERE register_id = $1", "is updated"),
        (
            "INSERT INTO a (register_id) VALUES ($1) ON CONFLICT (register_id) DO UPDATE SET register_id = 2",
            "is updated",
        ),
        ("UPDATE a SET x = $2 WHERE x = $1", "does not name"),
        ("DELETE FROM c WHERE n = $1", "does not name"),
        ("SELECT x FROM a WHERE x = $1 FOR UPDATE", "does not name"),
        ("INSERT INTO a (x) VALUES ((SELECT MAX(x) FROM tail))", "among the values"),
        ("SELECT 1 FROM a JOIN b ON b.x = a.x WHERE a.register_id = $1", "not joined"),
        ("SELECT 1 FROM a WHERE EXISTS (SELECT 1 FROM c)", "not joined"),
        ("SELECT pg_advisory_lock(1)", "per node"),
        ("SELECT pg_try_advisory_xact_lock(1)", "per node"),
        ("NOTIFY changed", "per node"),
        ("SELECT pg_notify('a', 'b')", "per node"),
        ("SELECT nextval('s')", "per node"),
    ];
    for (sql, expected) in bad {
        let breaches = breaches_of_statement(sql, TRIAL);
        assert!(breaches.iter().any(|breach| breach.contains(expected)), "{sql}: {breaches:?}");
    }
}

#[test]
fn each_breach_of_ddl_and_guards_is_found() {
    for ddl in [
        "CREATE TABLE t (n BIGSERIAL PRIMARY KEY)",
        "CREATE SEQUENCE s",
        "CREATE TABLE t (n BIGINT GENERATED ALWAYS AS IDENTITY)",
        "CREATE TABLE t (n INTEGER PRIMARY KEY AUTOINCREMENT)",
        "CREATE TABLE t (n BIGINT DEFAULT nextval('s'))",
    ] {
        assert_eq!(forbidden(&words(ddl)).len(), 1, "{ddl}");
    }
    let trigger =
        "CREATE TRIGGER g BEFORE UPDATE OR DELETE ON a FOR EACH ROW EXECUTE FUNCTION refuse_change();";
    assert_eq!(breaches_of_guards(trigger), Vec::<String>::new());
    for (good, bad) in [
        ("refuse_change", "count_rows"),
        ("BEFORE UPDATE", "AFTER UPDATE"),
        ("UPDATE OR", "INSERT OR"),
        ("CREATE TRIGGER", "INSERT INTO a VALUES (1); CREATE TRIGGER"),
        ("CREATE TRIGGER", "PERFORM pg_notify('a', ''); CREATE TRIGGER"),
    ] {
        assert_ne!(breaches_of_guards(&trigger.replacen(good, bad, 1)), Vec::<String>::new(), "{bad}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_breach_in_a_catalog_is_found() {
    let place = Place::empty(testkit::fresh_postgres().unwrap()).await;
    let broken =
        "CREATE TABLE s (register_id BIGINT, n BIGSERIAL PRIMARY KEY, i BIGINT GENERATED ALWAYS AS IDENTITY);
        CREATE TABLE t (register_id BIGINT, n BIGINT REFERENCES s (n));
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
        CREATE TRIGGER busy AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();";
    let made: Result<(), db::DbError> =
        place.db.transact("break", |tx| Box::pin(async move { tx.batch(broken).await })).await;
    made.unwrap();
    let found = breaches_of_catalog(&place.db).await;
    assert_eq!(
        found,
        ["busy is no guard", "s.i is an identity", "s_i_seq is a sequence", "s_n_seq is a sequence"]
    );
    let placements = [("s", Placement::ByRegister), ("t", Placement::ByRegister)];
    let found = breaches_of_tables(&tables_of_catalog(&place.db).await, &placements);
    assert_eq!(found.len(), 3, "the key of s, the reference to it, no key on t: {found:?}");
}
