//! Tries a sign-in by hand against a provider: `sign_in ISSUER CLIENT_ID REDIRECT_URI KEY.pem`.
//!
//! Prints our public keys and the address to open; takes the address that the browser was sent back to, from standard input; prints who
//! signed in. For trying an environment before anything else is set up.

use std::error::Error;
use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

use gateways::Outcome;
use gateways::digital_auth::{DigitalAuth, HttpDigitalAuth, Items, Settings, Wish};
use gateways::jose::SigningKey;
use url::Url;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [issuer, client_id, redirect_uri, key] = arguments.as_slice() else {
        return Err("usage: sign_in ISSUER CLIENT_ID REDIRECT_URI KEY.pem".into());
    };
    let key = SigningKey::from_pem(&std::fs::read_to_string(key)?)?;
    let settings = Settings::new(Url::parse(issuer)?, client_id, Url::parse(redirect_uri)?, key);
    let client = HttpDigitalAuth::new(settings)?;
    println!("{}", client.client_keys());
    let start = match client.start(&Wish { items: Items::ALL, ..Wish::default() }).await {
        Outcome::Answered(start) => start,
        other => return Err(format!("{other:?}").into()),
    };
    println!("{}", start.go_to);
    let mut came_back = String::new();
    io::stdin().read_line(&mut came_back)?;
    let came_back = Url::parse(came_back.trim())?;
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())?;
    let accepted = start.pending.accept(came_back.query().unwrap_or_default(), now)?;
    let signed_in = match client.finish(accepted).await {
        Outcome::Answered(signed_in) => signed_in,
        other => return Err(format!("{other:?}").into()),
    };
    // By name: as a whole it does not print what stands on a card.
    let card = &signed_in.card;
    println!("{:?} {:?}", signed_in.subject, signed_in.acr);
    println!("{:?} {:?} {:?} {:?}", card.name, card.address, card.birthdate, card.gender);
    Ok(())
}
