//! A pooler before the server: one that keeps a connection for each client, and one that changes it with each transaction.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};

use db::{Db, DbError};
use testkit::shared_postgres;

/// Which connection a transaction gets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// Each client has its own for as long as it stays.
    Session,
    /// The one that was given back last, as `PgBouncer` does unless told otherwise.
    Last,
    /// The one that was given back first (`server_round_robin`).
    First,
    /// One connection for all.
    Single,
}

/// Connections to the server that no client holds.
#[derive(Default)]
struct Idle(Mutex<Vec<TcpStream>>, Condvar);

impl Idle {
    fn put(&self, connection: TcpStream) {
        self.0.lock().unwrap().push(connection);
        self.1.notify_one();
    }

    fn take(&self, kind: Kind) -> TcpStream {
        let mut idle = self.1.wait_while(self.0.lock().unwrap(), |idle| idle.is_empty()).unwrap();
        if kind == Kind::First { idle.remove(0) } else { idle.pop().unwrap() }
    }
}

/// A message of the protocol: its letter (none in the first message of a client), length, content.
fn message(from: &mut TcpStream, lettered: bool) -> Option<Vec<u8>> {
    let mut head = vec![0; 4 + usize::from(lettered)];
    from.read_exact(&mut head).ok()?;
    let length = u32::from_be_bytes(head[head.len() - 4..].try_into().unwrap());
    let mut content = vec![0; usize::try_from(length).unwrap() - 4];
    from.read_exact(&mut content).ok()?;
    head.extend(content);
    Some(head)
}

/// Brings a client's sign-in to the server, until it is ready.
fn sign_in(client: &mut TcpStream, server: &mut TcpStream) -> Option<()> {
    server.write_all(&message(client, false)?).ok()?;
    loop {
        let said = message(server, true)?;
        client.write_all(&said).ok()?;
        let asks = said[0] == b'R' && ![0, 12].contains(&u32::from_be_bytes(said[5..9].try_into().unwrap()));
        if asks {
            server.write_all(&message(client, true)?).ok()?;
        }
        if said[0] == b'Z' {
            return Some(());
        }
    }
}

fn serve(mut client: TcpStream, server: &str, kind: Kind, idle: &Idle, first: bool) -> Option<()> {
    let mut own = TcpStream::connect(server).ok()?;
    sign_in(&mut client, &mut own)?;
    let mut held = Some(own);
    if kind != Kind::Session && (first || kind != Kind::Single) {
        idle.put(held.take()?);
    } else if kind == Kind::Single {
        held = None;
    }
    while let Some(asked) = message(&mut client, true).filter(|asked| asked[0] != b'X') {
        let mut server = held.take().unwrap_or_else(|| idle.take(kind));
        server.write_all(&asked).ok()?;
        held = Some(server.try_clone().ok()?);
        while [b'Q', b'S'].contains(&asked[0]) {
            let said = message(&mut server, true)?;
            // Given back before the client is told, as poolers do: its next request may get the same.
            if said[0] == b'Z' && said[5] == b'I' && kind != Kind::Session {
                idle.put(held.take()?);
            }
            client.write_all(&said).ok()?;
            if said[0] == b'Z' {
                break;
            }
        }
    }
    Some(())
}

/// Starts a pooler before the shared server; gives the address through it.
fn pooler(kind: Kind) -> String {
    let url = shared_postgres().unwrap();
    let (account, rest) = url.split_once('@').unwrap();
    let (server, database) = rest.split_once('/').unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = listener.local_addr().unwrap();
    let (server, idle) = (server.to_owned(), Arc::new(Idle::default()));
    std::thread::spawn(move || {
        for (number, client) in listener.incoming().map_while(Result::ok).enumerate() {
            let (server, idle) = (server.clone(), Arc::clone(&idle));
            std::thread::spawn(move || serve(client, &server, kind, &idle, number == 0));
        }
    });
    format!("{account}@{place}/{database}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_changes_connections_with_each_transaction_is_refused() {
    for kind in [Kind::Last, Kind::First, Kind::Single] {
        let refused = Db::open(&pooler(kind)).await;
        let Err(DbError::Unfit { ja, en }) = refused else { panic!("{kind:?}: {refused:?}") };
        assert!(ja.contains("pool_mode = session") && ja.contains("プーラ"), "{ja}");
        assert!(en.contains("pool_mode = session") && en.contains("pooler"), "{en}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_keeps_a_connection_for_each_client_serves() {
    let db = Db::open(&pooler(Kind::Session)).await.unwrap();
    let found = db.reader().await.unwrap().query("SELECT 'x'", &[], |row| Ok(row.text(0)?.to_owned())).await;
    assert_eq!(found.unwrap(), ["x"]);
}
