//! Another relying party against the simulator: written from the RFCs with nothing of our client, so a mistake that client and simulator
//! share is seen here.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use reqwest::Url;
use serde_json::{Value, json};

use crate::support::{BACK, Browser, World, now};

const VERIFIER: &str = "a-verifier-of-forty-three-characters-or-more-0123456789";
const ASSERTION: &str = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";

struct Party {
    world: World,
    metadata: Value,
    key: EcdsaKeyPair,
}

impl Party {
    async fn new() -> Party {
        let world = World::of("digital-auth").await;
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let point = key.public_key().as_ref();
        let jwk = json!({"kty": "EC", "crv": "P-256", "x": B64.encode(&point[1..33]), "y": B64.encode(&point[33..])});
        world.register("Other1", json!({"keys": [jwk]})).await;
        let metadata =
            Browser::new().get(&format!("{}/.well-known/openid-configuration", world.issuer())).await;
        Party { metadata: serde_json::from_str(&metadata.text).unwrap(), world, key }
    }

    fn endpoint(&self, name: &str) -> &str {
        self.metadata[name].as_str().unwrap()
    }

    fn authorization(&self, change: impl FnOnce(&mut Vec<(&str, String)>)) -> Url {
        let challenge = B64.encode(digest(&SHA256, VERIFIER.as_bytes()).as_ref());
        let mut asked: Vec<(&str, String)> = [
            ("response_type", "code"),
            ("client_id", "Other1"),
            ("redirect_uri", BACK),
            ("scope", "openid name"),
            ("state", "the-state"),
            ("nonce", "the-nonce"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .to_vec();
        change(&mut asked);
        let mut url = Url::parse(self.endpoint("authorization_endpoint")).unwrap();
        url.query_pairs_mut().extend_pairs(asked);
        url
    }

    fn assertion(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut claims = json!({"iss": "Other1", "sub": "Other1", "aud": self.endpoint("token_endpoint"),
            "jti": format!("{:?}", std::time::Instant::now()), "iat": now(), "exp": now() + 5});
        change(&mut claims);
        let input = format!("{}.{}", B64.encode(r#"{"alg":"ES256"}"#), B64.encode(claims.to_string()));
        let signature = self.key.sign(&SystemRandom::new(), input.as_bytes()).unwrap();
        format!("{input}.{}", B64.encode(signature.as_ref()))
    }

    async fn code(&self) -> String {
        let person = self.world.sample("利用可").await;
        let page = Browser::new().sign_in(&self.authorization(|_| ()), person).await;
        let to = page.to.unwrap();
        let said: std::collections::BTreeMap<_, _> = to.query_pairs().into_owned().collect();
        assert_eq!(said["state"], "the-state");
        assert_eq!(said["iss"], self.endpoint("issuer"));
        said["code"].clone()
    }

    async fn change(&self, code: &str, verifier: &str, assertion: &str) -> (u16, Value) {
        let back: String = reqwest::Url::parse_with_params("x:/", [("redirect_uri", BACK)])
            .unwrap()
            .query()
            .unwrap()
            .to_owned();
        let form = format!(
            "grant_type=authorization_code&code={code}&{back}&code_verifier={verifier}&client_assertion_type={ASSERTION}&client_assertion={assertion}"
        );
        let page = Browser::new().post(self.endpoint("token_endpoint"), &form).await;
        (page.status, serde_json::from_str(&page.text).unwrap())
    }
}

#[tokio::test]
async fn the_simulator_is_a_provider_as_the_standards_want_it() {
    let party = Party::new().await;
    let code = party.code().await;
    let (status, tokens) = party.change(&code, VERIFIER, &party.assertion(|_| ())).await;
    assert_eq!(status, 200, "{tokens}");
    let token = tokens["id_token"].as_str().unwrap();
    let (input, signature) = token.rsplit_once('.').unwrap();
    let keys: Value =
        serde_json::from_str(&Browser::new().get(party.endpoint("jwks_uri")).await.text).unwrap();
    let part = |name: &str| B64.decode(keys["keys"][0][name].as_str().unwrap()).unwrap();
    let point = [vec![4], part("x"), part("y")].concat();
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
    key.verify(input.as_bytes(), &B64.decode(signature).unwrap()).unwrap();
    let claims: Value =
        serde_json::from_slice(&B64.decode(input.split('.').nth(1).unwrap()).unwrap()).unwrap();
    assert_eq!(
        (claims["iss"].as_str(), claims["aud"].as_str()),
        (party.metadata["issuer"].as_str(), Some("Other1"))
    );
    assert_eq!(claims["nonce"], "the-nonce");
    assert!(claims["exp"].as_i64().unwrap() > now() && claims["iat"].as_i64().unwrap() <= now());
}

#[tokio::test]
async fn a_code_wants_its_verifier_and_only_once() {
    let party = Party::new().await;
    let code = party.code().await;
    let wrong = party
        .change(&code, "another-verifier-that-is-long-enough-to-be-one-0", &party.assertion(|_| ()))
        .await;
    assert_eq!((wrong.0, wrong.1["error"].as_str()), (400, Some("invalid_grant")));
    let again = party.change(&code, VERIFIER, &party.assertion(|_| ())).await;
    assert_eq!(again.1["error"], "invalid_grant", "an attempt with a wrong proof uses it up");
}

#[tokio::test]
async fn an_assertion_is_good_once_and_for_this_endpoint_and_time() {
    let party = Party::new().await;
    let once = party.assertion(|_| ());
    let (first, second) = (party.code().await, party.code().await);
    assert_eq!(party.change(&first, VERIFIER, &once).await.0, 200);
    assert_eq!(party.change(&second, VERIFIER, &once).await.1["error"], "invalid_client", "replayed");
    let wrong: [(&str, Value); 7] = [
        ("aud", "https://elsewhere.example/token".into()),
        ("exp", (now() - 120).into()),
        ("exp", (now() + 86_400).into()),
        ("iss", "Other2".into()),
        ("sub", "Other2".into()),
        ("jti", Value::Null),
        ("iat", (now() + 600).into()),
    ];
    for (claim, value) in wrong {
        let said =
            party.change(&second, VERIFIER, &party.assertion(|claims| claims[claim] = value.clone())).await;
        assert_eq!(said.1["error"], "invalid_client", "{claim} = {value}");
    }
    assert_eq!(
        party.change(&second, VERIFIER, &party.assertion(|_| ())).await.0,
        200,
        "the code is still good"
    );
}

#[tokio::test]
async fn a_wrong_request_goes_back_with_its_error_or_to_nobody() {
    let party = Party::new().await;
    let browser = Browser::new();
    for (name, value) in [
        ("client_id", "Other2"),
        ("redirect_uri", "http://127.0.0.1:9/portal/return/"),
        ("redirect_uri", "https://evil.example"),
    ] {
        let url = party.authorization(|asked| {
            asked.iter_mut().filter(|(n, _)| *n == name).for_each(|(_, v)| *v = value.to_owned())
        });
        let page = browser.get(url.as_str()).await;
        assert!(page.status == 400 && page.to.is_none(), "{name}");
    }
    let wrong = [
        ("nonce", "", "invalid_request"),
        ("state", "", "invalid_request"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("response_type", "token", "unsupported_response_type"),
        ("scope", "name", "invalid_scope"),
        ("scope", "openid sign", "invalid_request"),
    ];
    for (name, value, error) in wrong {
        let url = party.authorization(|asked| {
            asked.iter_mut().filter(|(n, _)| *n == name).for_each(|(_, v)| *v = value.to_owned())
        });
        let to = browser.get(url.as_str()).await.to.unwrap();
        let said: std::collections::BTreeMap<_, _> = to.query_pairs().into_owned().collect();
        assert_eq!(said["error"], error, "{name} = {value}");
    }
}
