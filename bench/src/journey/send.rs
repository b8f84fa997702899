//! A request to a system of this machine, on a connection of its own.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends something to a system of this machine; anything but a 2xx is an error of the bench.
pub(super) async fn send((method, url): (&str, &str), (media, body): (&str, &str)) -> Result<()> {
    let rest = url.strip_prefix("http://").context("no address of this machine")?;
    let (host, path) = rest.split_once('/').context("no path")?;
    let address: SocketAddr = host.parse()?;
    let mut stream = TcpStream::connect(address).await?;
    let head = format!(
        "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {media}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let answer = String::from_utf8_lossy(&answer);
    if answer.starts_with("HTTP/1.1 2") {
        Ok(())
    } else {
        bail!("{url}: {}", answer.lines().next().unwrap_or(""))
    }
}
