//! The pages of a program that serves, as a browser without scripts sees them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use crate::support::{Place, Said, signal};

/// A program that serves; it ends with this.
pub(crate) struct Served {
    child: Child,
    address: String,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

/// A browser in which somebody is signed in.
pub(crate) struct Browser<'s> {
    served: &'s Served,
    cookie: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        // one that was killed is no more
        if matches!(self.child.try_wait(), Ok(None)) {
            signal(&self.child, "TERM");
            let _ = self.child.wait();
        }
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    /// The value of the first hidden field of a name.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let rest = self.body.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or("");
        rest.split('"').next().unwrap_or("").to_owned()
    }

    /// It is a page of this status with these words on it.
    pub(crate) fn says(self, status: u16, words: &str) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        assert!(self.body.contains(words), "{words:?} is not in {}", self.body);
        self
    }

    pub(crate) fn lacks(self, words: &str) -> Self {
        assert!(!self.body.contains(words), "{words:?} is in {}", self.body);
        self
    }

    /// It leads on to another page.
    pub(crate) fn leads(self, to: &str) {
        assert_eq!((self.status, self.header("location")), (303, to), "{}", self.body);
    }
}

impl Served {
    pub(crate) fn start(place: &Place, more: &[&str]) -> Self {
        Self::of(place.spawn(&[&["serve", "--listen", "127.0.0.1:0"], more].concat())).unwrap()
    }

    /// A program that has just begun; nothing when it ended before it served.
    pub(crate) fn of(mut child: Child) -> Option<Self> {
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        match lines.next() {
            Some(start) => {
                let address = start.strip_prefix("start http://").unwrap().trim_end_matches('/').to_owned();
                Some(Self { child, address })
            }
            None => {
                child.wait().unwrap();
                None
            }
        }
    }

    /// Whether it has not ended by itself.
    #[cfg(feature = "demo")]
    pub(crate) fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends it without a word (-9).
    #[cfg(feature = "demo")]
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn send(&self, what: (&str, &str), cookie: &str, body: &str) -> Answer {
        send(&self.address, what, cookie, body)
    }

    /// Signs an account in, whose password is its login.
    pub(crate) fn sign_in(&self, login: &str) -> Browser<'_> {
        let form = format!("login={login}&password=password-{login}&purpose=inquiry");
        let answer = self.send(("POST", "/desk/sign-in"), "", &form);
        assert_eq!(answer.status, 303, "{}", answer.body);
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        Browser { served: self, cookie }
    }
}

impl Browser<'_> {
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.served.send(("GET", path), &self.cookie, "")
    }

    pub(crate) fn post(&self, path: &str, form: &str) -> Answer {
        self.served.send(("POST", path), &self.cookie, form)
    }

    /// Opens the page of a form and posts it with the fields that it hides, and these.
    pub(crate) fn fill(&self, path: &str, fields: &str) -> Answer {
        let page = self.get(path);
        assert_eq!(page.status, 200, "{}", page.body);
        self.post(
            path,
            &format!("form_key={}&seen={}&{fields}", page.hidden("form_key"), plus(&page.hidden("seen"))),
        )
    }
}

/// What an address answers.
pub(crate) fn send(address: &str, (method, path): (&str, &str), cookie: &str, body: &str) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

/// A value in a form.
fn plus(value: &str) -> String {
    value.replace(' ', "+")
}

/// Adds an account, whose password is made of its login.
pub(crate) fn add_account(place: &Place, login: &str, more: &[&str]) {
    let args = [&["account", "add", login, "--name", login], more].concat();
    let mut command = place.command(&args);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "password-{login}").unwrap();
    Said::of(child.wait_with_output().unwrap()).expect(0, "Added");
}
