//! A register with a few invented people, served on a socket, and a small client.

use std::net::SocketAddr;
use std::path::Path;

use app::{Actor, App, Channel, ImportOptions, Reach, Role, Settings};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Invented people, as a register's file.
const PEOPLE: &str = "\
登録番号,登録年月日,氏名,フリガナ,旧姓,生年月日,性別,本籍（都道府県名または国籍）,試験合格年月
第101号,2010-04-16,髙橋　花子,タカハシ　ハナコ,鈴木,1988-01-08,女,東京都,2010-03
第102号,昭和50年5月1日,高橋\u{E000}子,タカハシ　カズコ,,昭和26年11月3日,女,大阪府,昭和50年3月
第103号,2001-06-01,渡邉　健,ワタナベ　ケン,,1975-02-28,男,北海道,2001-03
";

/// A served register; it ends with its folder.
pub(crate) struct Desk {
    pub(crate) address: SocketAddr,
    /// A program's token.
    pub(crate) token: String,
    _folder: TempDir,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    /// The value of a header; empty when it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        let line = self.head.lines().filter_map(|line| line.split_once(": "));
        line.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    /// The session cookie as the browser sends it back.
    pub(crate) fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap_or("").to_owned()
    }

    /// The value of the first hidden field of a name.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let rest = self.body.split(&start).nth(1).unwrap_or("");
        rest.split('"').next().unwrap_or("").to_owned()
    }
}

impl Desk {
    /// Makes the register, fills it and serves it.
    pub(crate) async fn start() -> Self {
        Self::start_with(None).await
    }

    /// The same, reaching the national systems.
    pub(crate) async fn start_with(systems: Option<app::Systems>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("people.csv");
        std::fs::write(&file, PEOPLE).expect("the people are written");
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
        let database = format!("sqlite:{}", folder.path().join("register.db").display());
        let settings = Settings { demo: true, systems, ..Settings::new(database, rules, None) };
        app::init_register(&settings).await.expect("a register");
        let app = App::open(&settings).await.expect("it opens");
        app.make_demo_accounts().await.expect("accounts");
        fill(&app, &file).await;
        let token = app.issue_token("officer", "勤務先からの照会", 1).await.expect("a token");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(web::serve(app, web::Config::default(), listener, std::future::pending()));
        Self { address, token, _folder: folder }
    }

    /// Sends a request and reads the whole answer.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        send_to(self.address, (method, path), headers, body).await
    }

    /// A page for whoever holds the cookie; an empty one is nobody.
    pub(crate) async fn page(&self, path: &str, cookie: &str) -> Answer {
        self.send("GET", path, &[("Cookie", cookie)], "").await
    }

    /// Posts a form.
    pub(crate) async fn post(&self, path: &str, cookie: &str, form: &str) -> Answer {
        let headers = [("Cookie", cookie), ("Content-Type", "application/x-www-form-urlencoded")];
        self.send("POST", path, &headers, form).await
    }

    /// Asks the interface for programs.
    pub(crate) async fn ask(&self, path: &str) -> Answer {
        self.send("GET", path, &[("Authorization", &format!("Bearer {}", self.token))], "").await
    }

    /// Signs in with an account of the demonstration; the cookie.
    pub(crate) async fn sign_in(&self, login: &str) -> String {
        let form = format!("login={login}&password={login}-demo&purpose=inquiry");
        let answer = self.post("/desk/sign-in", "", &form).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        answer.cookie()
    }

    /// The id of the first entry that a query of the interface finds.
    pub(crate) async fn first_id(&self, query: &str) -> String {
        let answer = self.ask(&format!("/api/entries?{query}")).await;
        answer
            .body
            .split("\"id\":\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .expect("an id")
            .to_owned()
    }
}

/// Sends a request and reads the whole answer.
pub(crate) async fn send_to(
    address: SocketAddr,
    (method, path): (&str, &str),
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    pass_on(address, request.as_bytes()).await
}

/// Sends a request as it is and reads the whole answer.
pub(crate) async fn pass_on(address: SocketAddr, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(request).await.expect("sent");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.expect("an answer");
    let text = String::from_utf8(bytes).expect("UTF-8");
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

async fn fill(app: &App, file: &Path) {
    let actor = Actor {
        name: "test".to_owned(),
        purpose: "test".to_owned(),
        channel: Channel::Command,
        roles: Role::ALL.to_vec(),
        reach: Reach::All,
    };
    let options = ImportOptions {
        qualification: "nurse".to_owned(),
        authority: None,
        mapping: None,
        encoding: None,
        dry_run: false,
        rejects: None,
        file: file.to_owned(),
    };
    let report = app.import_register(&actor, &options, &|_| true).await.expect("an import");
    let rejects = report.reject_file.map(|file| std::fs::read_to_string(file).unwrap_or_default());
    assert_eq!((report.rows, report.entries), (3, 3), "{rejects:?}");
}
