//! A phone: its cookies, its connections, and how long each page took. It does what a browser does and as little besides as it can, since it runs
//! on the same cores as what is measured.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// After so long a browser gives a page up.
const PATIENCE: Duration = Duration::from_secs(60);
/// The longest head of an answer.
const LONGEST_HEAD: usize = 16 * 1024;
/// Between the parts of a form with files; it occurs in none of ours.
pub(super) const BOUNDARY: &str = "----phone-7MA4YWxkTrZu0gW";

/// A page that was asked for: by its method and path, whatever is named in it left out.
pub(super) type Span = (String, Duration);

/// An answer.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// Where it came from.
    pub(super) url: String,
    pub(super) location: Option<String>,
    /// After so many seconds a browser looks again by itself.
    pub(super) refresh: Option<u64>,
    pub(super) body: String,
}

/// What is posted: its media type, and the bytes.
pub(super) type Posted = (String, Vec<u8>);

/// A phone.
#[derive(Debug)]
pub(super) struct Phone {
    /// Our own server: `127.0.0.1:PORT`. Its pages are measured, and its cookies kept.
    host: String,
    /// Whose address the proxy in front of our server tells.
    address: String,
    cookies: BTreeMap<String, String>,
    lines: BTreeMap<String, TcpStream>,
    pub(super) spans: Vec<Span>,
}

impl Phone {
    pub(super) fn new(host: &str, number: usize) -> Self {
        let [.., a, b, c] = number.to_be_bytes();
        Self {
            host: host.to_owned(),
            address: format!("10.{a}.{b}.{c}"),
            cookies: BTreeMap::new(),
            lines: BTreeMap::new(),
            spans: Vec::new(),
        }
    }

    pub(super) async fn get(&mut self, url: &str) -> Result<Answer> {
        self.ask("GET", url, None).await
    }

    pub(super) async fn post(&mut self, url: &str, body: Posted) -> Result<Answer> {
        self.ask("POST", url, Some(body)).await
    }

    /// Follows an answer as a browser does, as long as it leads on to a page of our server.
    pub(super) async fn follow(&mut self, mut answer: Answer) -> Result<Answer> {
        while let Some(to) = answer.location.clone().filter(|to| self.is_ours(to)) {
            answer = self.get(&to).await?;
        }
        Ok(answer)
    }

    pub(super) fn is_ours(&self, url: &str) -> bool {
        host_of(url) == self.host
    }

    /// The same address on our server.
    pub(super) fn ours(&self, path: &str) -> String {
        format!("http://{}{path}", self.host)
    }

    /// Hangs up: what is asked next goes over a new connection.
    pub(super) fn hang_up(&mut self) {
        self.lines.clear();
    }

    async fn ask(&mut self, method: &str, url: &str, body: Option<Posted>) -> Result<Answer> {
        let request = self.request(method, url, body);
        let started = Instant::now();
        let host = host_of(url).to_owned();
        let asked = async {
            let reused = self.lines.remove(&host);
            let is_new = reused.is_none();
            let mut line = match reused {
                Some(line) => line,
                None => connect(&host).await?,
            };
            let answer = match exchange(&mut line, &request).await {
                // The other side has hung up meanwhile, as it may between two pages.
                Err(_) if !is_new => {
                    line = connect(&host).await?;
                    exchange(&mut line, &request).await?
                }
                answer => answer?,
            };
            self.lines.insert(host, line);
            anyhow::Ok(answer)
        };
        let (head, body) = timeout(PATIENCE, asked).await.context("a page did not come")??;
        if self.is_ours(url) {
            self.spans.push((page_of(method, url), started.elapsed()));
        }
        self.answer(url, &head, body)
    }

    fn request(&self, method: &str, url: &str, body: Option<Posted>) -> Vec<u8> {
        let host = host_of(url);
        let path = url.split_once(host).map_or("/", |(_, path)| path);
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Language: ja\r\n");
        if self.is_ours(url) {
            _ = write!(head, "X-Forwarded-For: {}\r\n", self.address);
            let cookies: Vec<_> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            if !cookies.is_empty() {
                _ = write!(head, "Cookie: {}\r\n", cookies.join("; "));
            }
        }
        let (media, body) = body.unwrap_or_default();
        if method == "POST" {
            _ = write!(
                head,
                "Origin: http://{host}\r\nContent-Type: {media}\r\nContent-Length: {}\r\n",
                body.len()
            );
        }
        head.push_str("\r\n");
        let mut request = head.into_bytes();
        request.extend(body);
        request
    }

    fn answer(&mut self, url: &str, head: &str, body: Vec<u8>) -> Result<Answer> {
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
        let mut answer =
            Answer { status: status.context("no status")?, url: url.to_owned(), ..Answer::default() };
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            match name {
                "location" => answer.location = Some(absolute(url, value)),
                "refresh" => answer.refresh = value.parse().ok(),
                "set-cookie" if self.is_ours(url) => {
                    let pair = value.split(';').next().and_then(|pair| pair.split_once('='));
                    let (name, value) = pair.context("no cookie")?;
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
                _ => {}
            }
        }
        answer.body = String::from_utf8(body)?;
        Ok(answer)
    }
}

async fn connect(host: &str) -> Result<TcpStream> {
    let line =
        TcpStream::connect(host).await.with_context(|| format!("{host} does not take a connection"))?;
    line.set_nodelay(true)?;
    Ok(line)
}

/// Head and body of an answer.
async fn exchange(line: &mut TcpStream, request: &[u8]) -> Result<(String, Vec<u8>)> {
    line.write_all(request).await?;
    let mut bytes = Vec::with_capacity(16 * 1024);
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        ensure!(bytes.len() < LONGEST_HEAD, "a head without an end");
        ensure!(line.read_buf(&mut bytes).await? > 0, "the line was cut");
    };
    let mut body = bytes.split_off(end + 4);
    bytes.truncate(end);
    let head = String::from_utf8(bytes)?;
    let length = head.split("\r\n").find_map(|line| line.strip_prefix("content-length: "));
    let Some(length) = length else {
        // Nothing of ours is sent in parts: it would have to be put together here.
        if head.contains("transfer-encoding") {
            bail!("an answer in parts: {head}");
        }
        return Ok((head, body));
    };
    let length: usize = length.trim().parse()?;
    while body.len() < length {
        ensure!(line.read_buf(&mut body).await? > 0, "the line was cut");
    }
    Ok((head, body))
}

/// Host and port of an address.
pub(super) fn host_of(url: &str) -> &str {
    let rest = url.strip_prefix("http://").unwrap_or(url);
    rest.split(['/', '?']).next().unwrap_or(rest)
}

/// Where a link on a page leads.
pub(super) fn absolute(page: &str, link: &str) -> String {
    if link.starts_with('/') { format!("http://{}{link}", host_of(page)) } else { link.to_owned() }
}

/// Method and path, with a star for whatever is somebody's own.
fn page_of(method: &str, url: &str) -> String {
    let path = url.split_once(host_of(url)).map_or("/", |(_, path)| path);
    let path = path.split('?').next().unwrap_or(path);
    let own = |part: &str| part.len() > 20 || part.bytes().any(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = path.split('/').map(|part| if own(part) { "*" } else { part }).collect();
    format!("{method} {}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_named_without_what_is_somebodys_own() {
        let url = "http://127.0.0.1:80/portal/drafts/0198a1b2-0000-7000-8000-000000000000/sign?version=3";
        assert_eq!(page_of("GET", url), "GET /portal/drafts/*/sign");
        assert_eq!(page_of("POST", "http://127.0.0.1:80/portal/cases/12/0198a"), "POST /portal/cases/*/*");
        assert_eq!(absolute(url, "/portal"), "http://127.0.0.1:80/portal");
        assert_eq!(absolute(url, "http://x/y"), "http://x/y");
    }
}
