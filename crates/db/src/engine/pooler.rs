//! Whether a pooler that gives each transaction another connection stands before the server.
//!
//! Behind one, what a connection remembers (a prepared statement above all) may be another client's: `PgBouncer` 1.18 in
//! transaction pooling answered 3,262 of 8,000 queries wrongly, without an error. So the program does not start there.

use std::time::Duration;

use tokio_postgres::{Client, SimpleQueryMessage};

use crate::DbError;

/// How long a pooler may take to find a second connection. When it has none, the question was answered before.
const SECOND_CONNECTION: Duration = Duration::from_secs(3);

/// Refuses when two clients' settings do not stay with them.
pub(super) async fn refuse_transaction_pooling(a: &Client, b: &Client) -> Result<(), DbError> {
    // Each client notes its name in its session. If one connection serves both, the second note overwrites the first.
    note(a, "a").await?;
    note(b, "b").await?;
    if noted(a).await? != "a" || noted(b).await? != "b" {
        return Err(refusal());
    }
    // If several do, one is held by the second client's transaction, and the first gets another.
    b.batch_execute("BEGIN").await?;
    let of_a = tokio::time::timeout(SECOND_CONNECTION, noted(a)).await;
    let of_b = noted(b).await;
    b.batch_execute("ROLLBACK").await?;
    match (of_a, of_b?.as_str()) {
        (Ok(Ok(of_a)), "b") if of_a == "a" => Ok(()),
        (Ok(Err(error)), _) => Err(error),
        _ => Err(refusal()),
    }
}

async fn note(client: &Client, name: &str) -> Result<(), DbError> {
    Ok(client.batch_execute(&format!("SET shikaku.session = '{name}'")).await?)
}

/// What the session has noted, by the simple protocol: nothing is prepared.
async fn noted(client: &Client) -> Result<String, DbError> {
    let rows = client.simple_query("SELECT current_setting('shikaku.session', true)").await?;
    let text = rows.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    Ok(text.unwrap_or_default().to_owned())
}

fn refusal() -> DbError {
    DbError::Unfit {
        ja: "データベースの前に、接続をトランザクションごとに替えるプーラ（PgBouncer の pool_mode = transaction など）があります。\
         誤った答えが返るため起動しません。プーラを通さずに接続するか、pool_mode = session にしてください"
            .to_owned(),
        en: "A pooler that changes connections with each transaction (such as PgBouncer with pool_mode = transaction) stands \
         before the database. Answers could be wrong, so the program does not start: connect without the pooler, or set \
         pool_mode = session"
            .to_owned(),
    }
}
