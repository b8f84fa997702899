//! A small HTTP load: keep-alive connections on blocking sockets, one request at a time each. It runs on the same
//! cores as the server, as the issue asks, so it does as little as it can.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// What a load measured.
pub(crate) struct Load {
    pub(crate) latencies: Vec<Duration>,
    pub(crate) seconds: f64,
}

/// A request: a path, and a body where it is posted.
#[derive(Debug, Default)]
pub(crate) struct Request {
    pub(crate) path: String,
    /// Empty: the path is got.
    pub(crate) body: String,
}

/// Whom the load asks.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) address: SocketAddr,
    pub(crate) token: &'a str,
    /// What every answer's body holds; anything else is an error of the bench.
    pub(crate) holds: &'static str,
    /// Requests a second of all connections together, each sent at its own time; none: as fast as they are answered.
    pub(crate) pace: Option<u32>,
}

/// Sends requests on `connections` sockets until the time is over. `request` writes the next request. What is sent at its own time is measured
/// from that time: who waits for a slow answer before counts the waiting.
pub(crate) fn run(
    asked: Asked<'_>,
    (connections, span): (u64, Duration),
    request: impl Fn(u64) -> Box<dyn FnMut(&mut Request) + Send> + Sync,
) -> Result<Load> {
    let stop = AtomicBool::new(false);
    let started = Instant::now();
    let outcomes: Vec<Result<Vec<Duration>>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..connections)
            .map(|number| {
                let (mut next, stop) = (request(number), &stop);
                std::thread::Builder::new()
                    .stack_size(256 * 1024)
                    .spawn_scoped(scope, move || one(asked, &mut *next, (stop, number, connections)))
            })
            .collect();
        std::thread::sleep(span);
        stop.store(true, Ordering::Relaxed);
        workers
            .into_iter()
            .map(|worker| match worker {
                Ok(handle) => handle.join().unwrap_or_else(|_| bail!("a connection's thread panicked")),
                Err(error) => Err(error.into()),
            })
            .collect()
    });
    let seconds = started.elapsed().as_secs_f64();
    let mut latencies = Vec::new();
    for outcome in outcomes {
        latencies.extend(outcome?);
    }
    latencies.sort_unstable();
    Ok(Load { latencies, seconds })
}

fn one(
    asked: Asked<'_>,
    next: &mut (dyn FnMut(&mut Request) + Send),
    (stop, number, connections): (&AtomicBool, u64, u64),
) -> Result<Vec<Duration>> {
    let mut socket = TcpStream::connect(asked.address)?;
    socket.set_nodelay(true)?;
    let (mut request, mut latencies, mut buffer) = (Request::default(), Vec::new(), vec![0; 64 * 1024]);
    let between = asked.pace.map(|pace| {
        Duration::from_secs_f64(f64::from(u32::try_from(connections).unwrap_or(1)) / f64::from(pace.max(1)))
    });
    // Connections begin one after the other, so that their requests do not come all together.
    let mut due = Instant::now();
    if let Some(between) = between {
        due += between.mul_f64(
            f64::from(u32::try_from(number).unwrap_or(0))
                / f64::from(u32::try_from(connections).unwrap_or(1)),
        );
    }
    while !stop.load(Ordering::Relaxed) {
        request.path.clear();
        request.body.clear();
        next(&mut request);
        let text = text_of(&request, asked.token);
        let sent = match between {
            Some(between) => {
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
                due += between;
                due - between
            }
            None => Instant::now(),
        };
        socket.write_all(text.as_bytes())?;
        read_answer(&mut socket, &mut buffer, (&request.path, asked.holds))?;
        latencies.push(sent.elapsed());
    }
    Ok(latencies)
}

fn text_of(request: &Request, token: &str) -> String {
    let Request { path, body } = request;
    let bearer = if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
    if body.is_empty() {
        return format!("GET {path} HTTP/1.1\r\nHost: bench\r\n{bearer}\r\n");
    }
    let length = body.len();
    format!("POST {path} HTTP/1.1\r\nHost: bench\r\n{bearer}Content-Length: {length}\r\n\r\n{body}")
}

/// Reads one answer with a Content-Length; anything but a 200 that holds what it must is an error of the bench.
fn read_answer(socket: &mut TcpStream, buffer: &mut [u8], (path, holds): (&str, &str)) -> Result<()> {
    let mut filled = 0;
    loop {
        let room =
            buffer.get_mut(filled..).filter(|room| !room.is_empty()).context("an answer of over 64 KiB")?;
        let count = socket.read(room)?;
        if count == 0 {
            bail!("the server closed the connection");
        }
        filled += count;
        let seen = buffer.get(..filled).unwrap_or_default();
        let Some(head) = seen.windows(4).position(|w| w == b"\r\n\r\n") else { continue };
        let text = std::str::from_utf8(seen.get(..head).unwrap_or_default())?;
        let length: usize = text
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length:").map(|v| v.trim().to_owned())
            })
            .context("no content-length")?
            .parse()?;
        if filled < head + 4 + length {
            continue;
        }
        let body = seen.get(head + 4..).unwrap_or_default();
        if !text.starts_with("HTTP/1.1 200") || !body.windows(holds.len()).any(|w| w == holds.as_bytes()) {
            bail!("{path}: {} {}", text.lines().next().unwrap_or_default(), String::from_utf8_lossy(body));
        }
        return Ok(());
    }
}
