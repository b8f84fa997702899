//! Who calls: the client assertion (private_key_jwt; RFC 7523 §3, OpenID Connect Core §9).

use serde_json::Value;

use super::{Party, Provider};
use crate::systems::card::Fields;
use crate::systems::card::jose::{checked, decode};
use crate::systems::card::kept::clock;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Seconds that an assertion may hold at most, and that clocks may differ.
const LONGEST: i64 = 10 * 60;
const SKEW: i64 = 30;

/// The relying party that an assertion proves, or why it proves none.
pub(super) fn party(provider: &Provider, fields: &Fields) -> Result<Party, &'static str> {
    if fields.get("client_assertion_type") != Some(ASSERTION_TYPE) {
        return Err("private_key_jwt is required");
    }
    let token = fields.get("client_assertion").ok_or("no client_assertion")?;
    let party =
        named(token).and_then(|id| provider.parties.get(&id)).ok_or("the client is not registered")?;
    if fields.get("client_id").is_some_and(|id| id != party.client_id) {
        return Err("client_id is another one");
    }
    let claims = checked(token, &party.jwks).ok_or("the signature is wrong")?;
    for name in ["iss", "sub"] {
        if claims.get(name).and_then(Value::as_str) != Some(&party.client_id) {
            return Err("iss and sub must be the client_id");
        }
    }
    if !is_for(provider, claims.get("aud")) {
        return Err("aud must be the token endpoint");
    }
    let now = clock();
    let until = claims.get("exp").and_then(Value::as_i64).ok_or("exp is required")?;
    let issued = claims.get("iat").map_or(Some(now), Value::as_i64).ok_or("iat is no number")?;
    if until <= now - SKEW || until > now + LONGEST || issued > now + SKEW {
        return Err("the assertion is not of now");
    }
    let name =
        claims.get("jti").and_then(Value::as_str).filter(|jti| !jti.is_empty()).ok_or("jti is required")?;
    let name = format!("{}:{name}", party.client_id);
    let mut memory = provider.memory();
    if memory.assertions.get(&name).is_some() {
        return Err("the assertion was used before");
    }
    memory.assertions.put(name, until + SKEW, ());
    Ok(party)
}

/// Whom an assertion says that it is of; believed only after the signature.
fn named(token: &str) -> Option<String> {
    let claims: Value = serde_json::from_slice(&decode(token.split('.').nth(1)?)?).ok()?;
    Some(claims.get("iss")?.as_str()?.to_owned())
}

fn is_for(provider: &Provider, audience: Option<&Value>) -> bool {
    let ours = |value: &Value| {
        value.as_str().is_some_and(|text| text == provider.endpoint("token") || text == provider.issuer)
    };
    match audience {
        Some(Value::Array(all)) => all.iter().any(ours),
        Some(one) => ours(one),
        None => false,
    }
}
