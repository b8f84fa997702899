//! The pages of a place, served on a socket; officers and the applicant with their cookies.

use std::net::SocketAddr;

use app::{App, NewAccount, Reach, Role};
use registry::ids::HolderId;
use store::portal::{PortalSession, open_session};
use tokio::net::TcpListener;

use crate::client::{Answer, pass_on, send_to};
use crate::support::APPLICANT;

/// Far ahead, Unix microseconds.
const LATER: i64 = 9_000_000_000_000_000;

/// A served place. It ends with the test.
pub(crate) struct Site {
    pub(crate) address: SocketAddr,
    app: App,
}

/// Somebody with a cookie and the secret of their forms.
pub(crate) struct Person {
    pub(crate) cookie: String,
    pub(crate) form_key: String,
}

impl Site {
    pub(crate) async fn of(app: &App) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(web::serve(app.clone(), web::Config::default(), listener, std::future::pending()));
        Self { address, app: app.clone() }
    }

    /// A registrar of an authority.
    pub(crate) async fn officer(&self, login: &str, authority: &str) -> Person {
        let new = NewAccount {
            login: login.to_owned(),
            display_name: login.to_owned(),
            password: format!("{login}-invented-password"),
            roles: vec![Role::Reader, Role::Registrar],
            reach: Reach::Authorities(vec![authority.to_owned()]),
        };
        assert!(self.app.add_account(new).await.unwrap());
        let form = format!("login={login}&password={login}-invented-password&purpose=inquiry");
        let answer = self.send("POST", "/desk/sign-in", "", &form).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let cookie = answer.cookie();
        let form_key = self.send("GET", "/desk", &cookie, "").await.hidden("form_key");
        Person { cookie, form_key }
    }

    /// The applicant of the journeys at the portal, as after the sign-in by card.
    pub(crate) async fn applicant(&self) -> Person {
        let (token, form_key) = ("invented-token", "invented-form-key");
        let hash = registry::hash::sha256(&[token.as_bytes()]);
        let session = PortalSession {
            account: APPLICANT,
            form_key: form_key.to_owned(),
            ends_at: LATER,
            expires_at: LATER,
        };
        open_session(self.app.db(), hash, &session, ("issuer", "subject"), 1).await.unwrap();
        Person { cookie: format!("portal-session={token}"), form_key: form_key.to_owned() }
    }

    /// The applicant's account becomes that of a person whose entries are linked.
    pub(crate) async fn belongs_to(&self, person: HolderId) {
        let belongs: Result<bool, store::StoreError> = self
            .app
            .db()
            .transact("belong", move |tx| {
                Box::pin(async move { store::portal::belong(tx, &APPLICANT, person).await })
            })
            .await;
        assert!(belongs.unwrap());
    }

    async fn send(&self, method: &str, path: &str, cookie: &str, body: &str) -> Answer {
        let headers = [("Cookie", cookie), ("Content-Type", "application/x-www-form-urlencoded")];
        send_to(self.address, (method, path), &headers, body).await
    }

    pub(crate) async fn get(&self, person: &Person, path: &str) -> Answer {
        self.send("GET", path, &person.cookie, "").await
    }

    /// A page that has to be there.
    pub(crate) async fn page(&self, person: &Person, path: &str) -> String {
        let answer = self.get(person, path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.body
    }

    /// Posts a form with files, with the person's own key.
    pub(crate) async fn post_files(&self, person: &Person, path: &str, form: &Files<'_>) -> Answer {
        let body = form.body(&person.form_key);
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nCookie: {}\r\nContent-Type: multipart/form-data; boundary={EDGE}\r\nContent-Length: {}\r\n\r\n",
            self.address,
            person.cookie,
            body.len()
        );
        pass_on(self.address, &[head.as_bytes(), &body].concat()).await
    }

    /// Posts a form with the person's own key.
    pub(crate) async fn post(&self, person: &Person, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = format!("form_key={}", person.form_key);
        for (name, value) in fields {
            form.push_str(&format!("&{name}={}", encoded(value)));
        }
        self.send("POST", path, &person.cookie, &form).await
    }
}

/// A form with files as a browser sends it (RFC 7578).
pub(crate) struct Files<'a> {
    /// The fields that are no files.
    pub(crate) fields: &'a [(&'a str, &'a str)],
    /// The files: field, name, bytes.
    pub(crate) files: &'a [(&'a str, &'a str, &'a [u8])],
}

/// What stands between the parts.
const EDGE: &str = "----an-invented-edge";

impl Files<'_> {
    fn body(&self, form_key: &str) -> Vec<u8> {
        let head =
            |rest: &str| format!("--{EDGE}\r\nContent-Disposition: form-data; {rest}\r\n\r\n").into_bytes();
        let mut body = Vec::new();
        for (name, value) in [("form_key", form_key)].iter().chain(self.fields) {
            body.extend(
                [head(&format!("name=\"{name}\"")), value.as_bytes().to_vec(), b"\r\n".to_vec()].concat(),
            );
        }
        for (field, name, bytes) in self.files {
            let rest = format!("name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: image/png");
            body.extend([head(&rest), bytes.to_vec(), b"\r\n".to_vec()].concat());
        }
        body.extend(format!("--{EDGE}--\r\n").into_bytes());
        body
    }
}

/// Text in a form, every byte of it written out.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
