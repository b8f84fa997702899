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

/// Whom the load asks.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) address: SocketAddr,
    pub(crate) token: &'a str,
    /// What every answer's body holds; anything else is an error of the bench.
    pub(crate) holds: &'static str,
}

/// Sends requests on `connections` sockets until the time is over. `request` writes the next request's path.
pub(crate) fn run(
    asked: Asked<'_>,
    (connections, span): (u64, Duration),
    request: impl Fn(u64) -> Box<dyn FnMut(&mut String) + Send> + Sync,
) -> Result<Load> {
    let stop = AtomicBool::new(false);
    let started = Instant::now();
    let outcomes: Vec<Result<Vec<Duration>>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..connections)
            .map(|number| {
                let (mut next, stop) = (request(number), &stop);
                std::thread::Builder::new()
                    .stack_size(256 * 1024)
                    .spawn_scoped(scope, move || one(asked, &mut *next, stop))
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
    next: &mut (dyn FnMut(&mut String) + Send),
    stop: &AtomicBool,
) -> Result<Vec<Duration>> {
    let mut socket = TcpStream::connect(asked.address)?;
    socket.set_nodelay(true)?;
    let (mut path, mut latencies, mut buffer) = (String::new(), Vec::new(), vec![0; 64 * 1024]);
    while !stop.load(Ordering::Relaxed) {
        path.clear();
        next(&mut path);
        let token = asked.token;
        let request = format!("GET {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\r\n");
        let sent = Instant::now();
        socket.write_all(request.as_bytes())?;
        read_answer(&mut socket, &mut buffer, (&path, asked.holds))?;
        latencies.push(sent.elapsed());
    }
    Ok(latencies)
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
