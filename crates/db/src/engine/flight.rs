//! Statements on their way to the server together: one round trip for all of them.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use deadpool_postgres::Object;
use futures_util::TryStreamExt;
use futures_util::future::{try_join, try_join_all};
use tokio_postgres::{Row, RowStream};

use crate::{BoxFuture, DbError, Param};

/// A connection to the server: one of one's own, or one on which the short reads of many go behind each other.
#[derive(Debug)]
enum Line {
    Own(Box<Object>),
    Shared(Arc<Object>),
}

/// A connection to the server, and whether the BEGIN of its transaction is still to be sent.
#[derive(Debug)]
pub(crate) struct Session {
    line: Line,
    unsent_begin: bool,
}

impl Session {
    pub(crate) fn reading(client: Object) -> Self {
        Self { line: Line::Own(Box::new(client)), unsent_begin: false }
    }

    /// For short reads alone: what others ask at the same time is on its way on the same connection.
    pub(crate) const fn sharing(client: Arc<Object>) -> Self {
        Self { line: Line::Shared(client), unsent_begin: false }
    }

    /// For a transaction: what opens it goes along with its first statements, and costs no round trip of its own.
    pub(crate) fn beginning(client: Object) -> Self {
        Self { line: Line::Own(Box::new(client)), unsent_begin: true }
    }

    /// The connection, and the BEGIN that goes ahead of what is sent next.
    pub(crate) fn open(&mut self) -> (&Object, Begin) {
        let client: &Object = match &self.line {
            Line::Own(client) => client,
            Line::Shared(client) => client,
        };
        (client, Begin(std::mem::take(&mut self.unsent_begin)))
    }

    pub(crate) const fn has_begun(&self) -> bool {
        !self.unsent_begin
    }

    /// Closes the connection rather than giving it back with an open transaction in it.
    pub(crate) fn close(self) {
        if let Line::Own(client) = self.line {
            drop(Object::take(*client));
        }
    }
}

/// Whether BEGIN goes ahead.
pub(crate) struct Begin(bool);

impl Begin {
    /// Runs the work, with BEGIN ahead of it in the same flight. (The work in a box: what is generic in the rows must not
    /// be compiled anew, with all of the driver, for each statement of the store.)
    pub(crate) async fn ahead_of<T: Send>(
        self,
        client: &Object,
        work: BoxFuture<'_, Result<T, DbError>>,
    ) -> Result<T, DbError> {
        if !self.0 {
            return work.await;
        }
        // The first is polled first, and sends when it is: whatever the work sends comes after it.
        let begin = async { Ok(client.batch_execute("BEGIN").await?) };
        try_join(begin, work).await.map(|((), done)| done)
    }
}

/// The rows of a statement, as they come.
pub(crate) async fn rows(
    session: &mut Session,
    sql: &str,
    params: &[Param<'_>],
) -> Result<Pin<Box<RowStream>>, DbError> {
    let (client, begin) = session.open();
    let rows = async {
        let statement = client.prepare_cached(sql).await?;
        Ok(Box::pin(client.query_raw(&statement, params.iter().copied()).await?))
    };
    begin.ahead_of(client, Box::pin(rows)).await
}

/// The rows of one statement for each set of parameters, in one flight.
pub(crate) async fn rows_of_each(
    session: &mut Session,
    sql: &str,
    sets: &[Vec<Param<'_>>],
) -> Result<Vec<Vec<Row>>, DbError> {
    let (client, begin) = session.open();
    let rows = async {
        let statement = client.prepare_cached(sql).await?;
        let flights = sets.iter().map(async |params| {
            let rows = client.query_raw(&statement, params.iter().copied()).await?;
            rows.try_collect::<Vec<_>>().await
        });
        Ok(try_join_all(flights).await?)
    };
    begin.ahead_of(client, Box::pin(rows)).await
}

/// The rows of several statements, each with its own parameters, in one flight.
pub(crate) async fn rows_of_all(
    session: &mut Session,
    statements: &[(&str, Vec<Param<'_>>)],
) -> Result<Vec<Vec<Row>>, DbError> {
    let (client, begin) = session.open();
    let rows = async {
        let mut prepared = Vec::with_capacity(statements.len());
        for (sql, params) in statements {
            prepared.push((client.prepare_cached(sql).await?, params));
        }
        let flights = prepared.iter().map(async |(statement, params)| {
            let rows = client.query_raw(statement, params.iter().copied()).await?;
            rows.try_collect::<Vec<_>>().await
        });
        Ok(try_join_all(flights).await?)
    };
    begin.ahead_of(client, Box::pin(rows)).await
}

/// The rows of one statement that is a transaction by itself: no BEGIN goes ahead of it, and it is committed when it is answered.
pub(crate) async fn alone(
    session: &mut Session,
    sql: &str,
    params: &[Param<'_>],
) -> Result<(Vec<Row>, u64), DbError> {
    let (client, _begin) = session.open();
    let statement = client.prepare_cached(sql).await?;
    let mut stream = Box::pin(client.query_raw(&statement, params.iter().copied()).await?);
    let mut rows = Vec::new();
    while let Some(row) = stream.try_next().await? {
        rows.push(row);
    }
    let count = stream.rows_affected().unwrap_or(0);
    Ok((rows, count))
}

/// One statement for each set of parameters, in one flight: one round trip for all.
pub(crate) async fn execute_for_each(
    session: &mut Session,
    sql: &str,
    sets: &[Vec<Param<'_>>],
) -> Result<Vec<u64>, DbError> {
    let (client, begin) = session.open();
    let done = async {
        let statement = client.prepare_cached(sql).await?;
        let flights = sets.iter().map(|row| client.execute_raw(&statement, row.iter().copied()));
        Ok(try_join_all(flights).await?)
    };
    begin.ahead_of(client, Box::pin(done)).await
}

/// Statements without parameters or rows.
pub(crate) async fn batch(session: &mut Session, sql: &str) -> Result<(), DbError> {
    let (client, begin) = session.open();
    begin.ahead_of(client, Box::pin(async { Ok(client.batch_execute(sql).await?) })).await
}

/// Prepares a statement without running it.
pub(crate) async fn prepares(session: &mut Session, sql: &str) -> Result<(), DbError> {
    let (client, begin) = session.open();
    begin.ahead_of(client, Box::pin(async { Ok(client.prepare(sql).await.map(|_| ())?) })).await
}

/// Statements, each with its parameters, in one flight; for each the number of rows it touched.
pub(crate) async fn in_one_flight(
    session: &mut Session,
    statements: &[(&str, Vec<Param<'_>>)],
    commit: bool,
) -> Result<Vec<u64>, DbError> {
    let (client, begin) = session.open();
    let done = async {
        let mut prepared = Vec::with_capacity(statements.len());
        for (sql, params) in statements {
            prepared.push((client.prepare_cached(sql).await?, params));
        }
        let mut flights: Vec<BoxFuture<'_, Result<u64, tokio_postgres::Error>>> =
            Vec::with_capacity(statements.len() + 1);
        for (statement, params) in &prepared {
            flights.push(Box::pin(client.execute_raw(statement, params.iter().copied())));
        }
        if commit {
            // After a statement that failed the server takes it for a rollback, and the failure is what is told here.
            flights.push(Box::pin(async { client.batch_execute("COMMIT").await.map(|()| 0) }));
        }
        Ok(in_order(flights).await?)
    };
    begin.ahead_of(client, Box::pin(done)).await
}

/// Runs them side by side, polled in their order: each sends when it is polled for the first time, so they are sent in
/// it. (`try_join_all` promises no order, and a COMMIT that overtakes its statements would leave them outside.)
async fn in_order<T, E>(mut flights: Vec<BoxFuture<'_, Result<T, E>>>) -> Result<Vec<T>, E> {
    let mut landed: Vec<Option<T>> = flights.iter().map(|_| None).collect();
    poll_fn(|context| {
        let mut waits = false;
        for (flight, landed) in flights.iter_mut().zip(&mut landed).filter(|(_, landed)| landed.is_none()) {
            match flight.as_mut().poll(context) {
                Poll::Ready(Ok(value)) => *landed = Some(value),
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => waits = true,
            }
        }
        if waits { Poll::Pending } else { Poll::Ready(Ok(())) }
    })
    .await?;
    Ok(landed.into_iter().flatten().collect())
}
