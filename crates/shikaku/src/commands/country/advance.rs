//! `shikaku country advance`: through a simulator that runs, else in the folder.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

use country::Day;
use serde_json::{Value, json};

use super::open;
use crate::cli::Common;
use crate::output::{Failure, Outcome, print, print_json, say};

/// A simulator on this machine answers at once or does not run.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) fn run(common: &Common, dir: &Path, addresses: &Path, days: u32) -> Result<Outcome, Failure> {
    let (day, running) = match through_simulator(addresses, days)? {
        Some(day) => (day, true),
        None => (open(dir)?.advance(days).map_err(|error| refused(&error))?, false),
    };
    if common.json {
        print_json(&json!({ "day": day.to_string(), "running": running }));
    } else {
        print(&say(
            common.lang(),
            format!("この国の今日は {day} です。"),
            format!("It is {day} in the country."),
        ));
    }
    Ok(Outcome::Done)
}

fn refused(error: &dyn std::fmt::Display) -> Failure {
    Failure::usage(
        format!("暦を進められません: {error}"),
        format!("the calendar cannot be advanced: {error}"),
    )
}

/// Asks the first system in the file; all share one calendar. `None` when none runs.
fn through_simulator(addresses: &Path, days: u32) -> Result<Option<Day>, Failure> {
    let Some(address) = std::fs::read(addresses).ok().and_then(|bytes| first_address(&bytes)) else {
        return Ok(None);
    };
    let Ok(mut socket) = TcpStream::connect_timeout(&address, PATIENCE) else {
        return Ok(None);
    };
    socket.set_read_timeout(Some(PATIENCE))?;
    write!(
        socket,
        "POST /control/advance?days={days} HTTP/1.1\r\nHost: {address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    socket.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    match Day::parse(body.trim()) {
        Some(day) if head.starts_with("HTTP/1.1 200") => Ok(Some(day)),
        _ => Err(refused(&body.trim())),
    }
}

fn first_address(file: &[u8]) -> Option<SocketAddr> {
    let file: Value = serde_json::from_slice(file).ok()?;
    let (_, first) = file.get("systems")?.as_object()?.iter().next()?;
    first.get("url")?.as_str()?.strip_prefix("http://")?.parse().ok()
}
