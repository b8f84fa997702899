//! TLS towards the server, with a certificate that a root of ours made for `localhost` (tests/engines/tls, until 2120).

use std::time::{Duration, Instant};

use db::{Db, DbError};
use testkit::{Cluster, Durability};

const CERTIFICATE: &str = include_str!("tls/server.pem");
const KEY: &str = include_str!("tls/server.key");

/// The server's own process writes the files: it is the one that must own them.
fn with_tls() -> Cluster {
    let cluster = Cluster::start_with(Durability::Skipped).unwrap();
    for (name, pem) in [("server.crt", CERTIFICATE), ("server.key", KEY)] {
        let program = format!("umask 077; cat > {name}");
        let sql = format!(
            "COPY (SELECT regexp_split_to_table($pem${}$pem$, E'\\n')) TO PROGRAM '{program}'",
            pem.trim_end()
        );
        cluster.sql(&sql).unwrap();
    }
    cluster.sql("ALTER SYSTEM SET ssl = on").unwrap();
    cluster.sql("SELECT pg_reload_conf()").unwrap();
    let started = Instant::now();
    while cluster.sql("SHOW ssl").unwrap().trim() != "on" {
        assert!(started.elapsed() < Duration::from_secs(20), "{}", cluster.log_tail());
        std::thread::sleep(Duration::from_millis(20));
    }
    cluster
}

fn roots(name: &str) -> String {
    format!("{}/tests/engines/tls/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Whether the connection is encrypted, by the server's word.
async fn encrypted(url: &str) -> Result<bool, DbError> {
    let db = Db::open(url).await?;
    let sql = "SELECT CAST(ssl AS text) FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let found = db.reader().await?.query(sql, &[], |row| Ok(row.text(0)? == "true")).await?;
    Ok(found == [true])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_address_asks_for_is_kept() {
    let cluster = with_tls();
    let by_number = cluster.url();
    let by_name = by_number.replace("127.0.0.1", "localhost");
    let (ours, others) = (roots("ca.pem"), roots("other.pem"));
    for (url, query, expected) in [
        (&by_number, String::new(), false),
        (&by_number, "?sslmode=disable".to_owned(), false),
        (&by_name, format!("?sslmode=verify-full&sslrootcert={ours}"), true),
        (&by_name, format!("?sslmode=require&sslrootcert={ours}"), true),
        // another name than the certificate's: only verify-full minds
        (&by_number, format!("?sslmode=require&sslrootcert={ours}"), true),
        (&by_number, format!("?sslmode=verify-ca&sslrootcert={ours}"), true),
    ] {
        assert_eq!(encrypted(&format!("{url}{query}")).await.unwrap(), expected, "{query}");
    }
    for (url, query, why) in [
        (&by_number, format!("?sslmode=verify-full&sslrootcert={ours}"), "not valid for name"),
        (&by_name, format!("?sslmode=verify-full&sslrootcert={others}"), "certificate"),
        (&by_name, format!("?sslmode=require&sslrootcert={others}"), "certificate"),
        // the system's roots know nothing of ours, or there are none
        (&by_name, "?sslmode=verify-full".to_owned(), "certificate"),
    ] {
        let refused = encrypted(&format!("{url}{query}")).await.unwrap_err();
        assert!(matches!(refused, DbError::Unreachable(_) | DbError::Unfit { .. }), "{query}: {refused:?}");
        assert!(refused.to_string().contains(why), "{query}: {refused}");
    }
    // bulk and large answers go through it too
    let db = Db::open(&format!("{by_name}?sslmode=verify-full&sslrootcert={ours}")).await.unwrap();
    let sql = "SELECT repeat('渡邉', 1000000)";
    let long =
        db.reader().await.unwrap().query(sql, &[], |row| Ok(row.text(0)?.chars().count())).await.unwrap();
    assert_eq!(long, [2_000_000]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_it_is_not_used_in_the_clear() {
    let cluster = Cluster::start_with(Durability::Skipped).unwrap();
    let url = format!("{}?sslmode=require&sslrootcert={}", cluster.url(), roots("ca.pem"));
    let refused = Db::open(&url).await.unwrap_err();
    assert!(matches!(refused, DbError::Unreachable(_)), "{refused:?}");
}

#[tokio::test]
async fn roots_that_are_none_are_told() {
    for path in [roots("no-such.pem"), roots("server.key"), roots("../main.rs")] {
        let url = format!("postgres://u@127.0.0.1:1/r?sslmode=verify-full&sslrootcert={path}");
        let refused = Db::open(&url).await.unwrap_err();
        assert!(
            matches!(&refused, DbError::Unfit { ja, en } if ja.contains(&path) && en.contains(&path)),
            "{path}: {refused:?}"
        );
    }
}
