//! A country with its sign-in app, a browser, and a client.

use country::systems::{Simulator, serve_one};
use country::{AS_OF, Country, Nation, PersonId, RegisterPlan, Tables};
use gateways::digital_auth::{HttpDigitalAuth, Pending, Settings};
use gateways::jose::{DecryptionKey, SigningKey};
use reqwest::Url;
use reqwest::header::LOCATION;
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// Where browsers come back to. Nothing listens there: the test reads the address.
pub(crate) const BACK: &str = "http://127.0.0.1:9/portal/return";

pub(crate) struct World {
    pub(crate) nation: Nation,
    pub(crate) url: String,
    _simulator: Simulator,
    _home: tempfile::TempDir,
}

pub(crate) fn nation(home: &std::path::Path) -> Nation {
    let tables = Tables::load().unwrap();
    let plan = RegisterPlan::new(&tables, 3_000, |_| vec!["JP".to_owned()]);
    Nation::new(Country::new(tables, 11, plan), AS_OF, home.to_owned())
}

impl World {
    pub(crate) async fn of(system: &str) -> World {
        let home = tempfile::tempdir().unwrap();
        let nation = nation(home.path());
        let simulator = serve_one(&nation, system).await.unwrap().unwrap();
        World { nation, url: simulator.url.clone(), _simulator: simulator, _home: home }
    }

    pub(crate) fn issuer(&self) -> Url {
        Url::parse(&format!("{}/api/realms/main", self.url)).unwrap()
    }

    /// A client of that name, registered.
    pub(crate) async fn client(&self, id: &str) -> HttpDigitalAuth {
        let client = HttpDigitalAuth::new(settings(self.issuer(), id)).unwrap();
        self.register(id, client.client_keys()).await;
        client
    }

    pub(crate) async fn register(&self, id: &str, keys: Value) {
        let party = json!({"client_id": id, "name": "国家資格の窓口", "redirect_uris": [BACK], "jwks": keys});
        let put = reqwest::Client::new().put(format!("{}/control/clients", self.url)).body(party.to_string());
        let answer = put.send().await.unwrap();
        assert_eq!(answer.status(), 204, "{}", answer.text().await.unwrap());
    }

    /// A person whose card the start page calls good (or not): the numbers in the first column.
    pub(crate) async fn sample(&self, state: &str) -> PersonId {
        let page = Browser::new().get(&self.url).await;
        let row = page
            .text
            .split("<tr>")
            .find(|row| row.contains(state))
            .unwrap_or_else(|| panic!("nobody is {state}: {}", page.text));
        PersonId(between(row, "<td>", "</td>").parse().unwrap())
    }
}

pub(crate) fn settings(issuer: Url, id: &str) -> Settings {
    let key = SigningKey::from_pkcs8(&SigningKey::generate_pkcs8().unwrap()).unwrap();
    let mut settings = Settings::new(issuer, id, Url::parse(BACK).unwrap(), key);
    settings.opens = Some(DecryptionKey::from_pkcs8(&new_key()).unwrap());
    settings
}

pub(crate) fn new_key() -> Zeroizing<Vec<u8>> {
    SigningKey::generate_pkcs8().unwrap()
}

/// A browser that follows nothing by itself.
pub(crate) struct Browser(reqwest::Client);

pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) text: String,
    /// Where it sends on to, as an address.
    pub(crate) to: Option<Url>,
}

impl Page {
    pub(crate) fn pin(&self) -> &str {
        between(self.text.split("class=\"hint\"").nth(1).expect("a hint"), "<span class=\"mono\">", "</span>")
    }

    /// The query of the callback.
    pub(crate) fn callback(&self) -> &str {
        let to = self.to.as_ref().unwrap_or_else(|| panic!("{} {}", self.status, self.text));
        assert!(to.as_str().starts_with(BACK), "{to}");
        to.query().unwrap()
    }
}

pub(crate) fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    text.split_once(before)
        .and_then(|(_, rest)| rest.split_once(after))
        .unwrap_or_else(|| panic!("{before} in {text}"))
        .0
}

impl Browser {
    pub(crate) fn new() -> Browser {
        Browser(
            reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .no_proxy()
                .build()
                .unwrap(),
        )
    }

    async fn page(&self, request: reqwest::RequestBuilder) -> Page {
        let answer = request.send().await.unwrap();
        let to = answer.headers().get(LOCATION).map(|to| answer.url().join(to.to_str().unwrap()).unwrap());
        Page { status: answer.status().as_u16(), to, text: answer.text().await.unwrap() }
    }

    pub(crate) async fn get(&self, url: &str) -> Page {
        self.page(self.0.get(url)).await
    }

    pub(crate) async fn post(&self, url: &str, form: &str) -> Page {
        let request = self.0.post(url).header("content-type", "application/x-www-form-urlencoded");
        self.page(request.body(form.to_owned())).await
    }

    /// Opens the provider's page: its address.
    pub(crate) async fn open(&self, url: &Url) -> String {
        let page = self.get(url.as_str()).await;
        page.to.unwrap_or_else(|| panic!("{} {}", page.status, page.text)).to_string()
    }

    /// Takes a card and types its PIN as the page tells it.
    pub(crate) async fn sign_in(&self, url: &Url, person: PersonId) -> Page {
        let app = self.open(url).await;
        let card = format!("{app}/card/{}", person.0);
        let page = self.get(&card).await;
        assert_eq!(page.status, 200, "{}", page.text);
        self.post(&card, &format!("pin={}", page.pin())).await
    }
}

/// The time now.
pub(crate) fn now() -> i64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64
}

/// Through a session and back, as the portal keeps it.
pub(crate) fn kept(pending: &Pending) -> Pending {
    serde_json::from_str(&serde_json::to_string(pending).unwrap()).unwrap()
}
