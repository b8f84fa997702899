//! The simulators' own side of JOSE (RFC 7515 to 7518): signs and checks ES256, seals to P-256 and RSA keys.

use std::io;
use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::digest::{Context, SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey};
use aws_lc_rs::signature::{
    self, ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::nation::write_whole;

pub(in crate::systems) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(in crate::systems) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

pub(in crate::systems) fn sha256(parts: &[&[u8]]) -> Vec<u8> {
    digest(&SHA256, &parts.concat()).as_ref().to_vec()
}

/// A signing key that is kept in a file.
#[derive(Debug)]
pub(in crate::systems) struct Signer {
    pair: EcdsaKeyPair,
    kid: String,
}

impl Signer {
    /// The key of a file, made when there is none.
    pub(in crate::systems) fn kept(path: &Path) -> io::Result<Self> {
        let refused = |_| io::Error::other("the library makes no key");
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let made =
                    EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
                let made = made.map_err(refused)?;
                write_whole(path, made.as_ref())?;
                made.as_ref().to_vec()
            }
            Err(error) => return Err(error),
        };
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &bytes).map_err(io::Error::other)?;
        let kid = encode(&sha256(&[pair.public_key().as_ref()]));
        Ok(Self { pair, kid })
    }

    pub(in crate::systems) fn jwk(&self) -> Value {
        let (x, y) = self
            .pair
            .public_key()
            .as_ref()
            .get(1..)
            .unwrap_or_default()
            .split_at_checked(32)
            .unwrap_or_default();
        json!({"kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y), "kid": self.kid, "use": "sig", "alg": "ES256"})
    }

    pub(in crate::systems) fn sign(&self, claims: &Value) -> io::Result<String> {
        let header = json!({"alg": "ES256", "typ": "JWT", "kid": self.kid}).to_string();
        let input = format!("{}.{}", encode(header.as_bytes()), encode(claims.to_string().as_bytes()));
        let signed = self.pair.sign(&SystemRandom::new(), input.as_bytes()).map_err(io::Error::other)?;
        Ok(format!("{input}.{}", encode(signed.as_ref())))
    }
}

fn point(jwk: &Value) -> Option<Vec<u8>> {
    let coordinate = |name| decode(jwk.get(name)?.as_str()?).filter(|bytes| bytes.len() == 32);
    let p256 = jwk.get("kty")? == "EC" && jwk.get("crv")? == "P-256";
    p256.then_some(())?;
    Some([vec![4], coordinate("x")?, coordinate("y")?].concat())
}

fn is_for(jwk: &Value, purpose: &str) -> bool {
    jwk.get("use").is_none_or(|stated| stated == purpose)
}

/// The claims of an ES256 token that a key of the set signed.
pub(in crate::systems) fn checked(token: &str, keys: &Value) -> Option<Value> {
    let (input, signed) = token.rsplit_once('.')?;
    let (header, claims) = input.split_once('.')?;
    let header: Value = serde_json::from_slice(&decode(header)?).ok()?;
    if header.get("alg")? != "ES256" || header.get("crit").is_some() {
        return None;
    }
    let signed = decode(signed)?;
    let kid = header.get("kid");
    let fits = |key: &&Value| {
        is_for(key, "sig") && (kid.is_none() || key.get("kid").is_none() || key.get("kid") == kid)
    };
    let proves = |key: &Value| {
        point(key).is_some_and(|point| {
            let key = signature::UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
            key.verify(input.as_bytes(), &signed).is_ok()
        })
    };
    keys.get("keys")?.as_array()?.iter().filter(fits).find(|key| proves(key))?;
    serde_json::from_slice(&decode(claims)?).ok()
}

/// Seals a message to a public key as compact JWE with A256GCM: ECDH-ES for a P-256 key, RSA-OAEP-256 for an RSA key.
pub(in crate::systems) fn seal(message: &[u8], to: &Value) -> Option<String> {
    let (mut header, encrypted_key, key) = match to.get("kty")?.as_str()? {
        "EC" => agreed(to)?,
        "RSA" => transported(to)?,
        _ => return None,
    };
    if let (Some(kid), Some(members)) = (to.get("kid"), header.as_object_mut()) {
        members.insert("kid".to_owned(), kid.clone());
    }
    let header = encode(header.to_string().as_bytes());
    let mut nonce = [0; NONCE_LEN];
    getrandom::fill(&mut nonce).ok()?;
    let mut content = message.to_vec();
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key).ok()?);
    let aad = Aad::from(header.as_bytes());
    let tag = key.seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), aad, &mut content).ok()?;
    Some(format!("{header}.{encrypted_key}.{}.{}.{}", encode(&nonce), encode(&content), encode(tag.as_ref())))
}

/// Header, encrypted key, content key.
type Keyed = (Value, String, Vec<u8>);

fn agreed(to: &Value) -> Option<Keyed> {
    let own = PrivateKey::generate(&ECDH_P256).ok()?;
    let public = own.compute_public_key().ok()?;
    let (x, y) = public.as_ref().get(1..)?.split_at_checked(32)?;
    let header = json!({"alg": "ECDH-ES", "enc": "A256GCM",
        "epk": {"kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y)}});
    let key = agree(&own, UnparsedPublicKey::new(&ECDH_P256, point(to)?), (), |secret| {
        let mut hash = Context::new(&SHA256);
        // Round 1, the secret, the algorithm's name with its length, two empty parties, 256 bits (RFC 7518 §4.6.2).
        for part in [
            &1_u32.to_be_bytes()[..],
            secret,
            &7_u32.to_be_bytes(),
            b"A256GCM",
            &[0; 8],
            &256_u32.to_be_bytes(),
        ] {
            hash.update(part);
        }
        Ok(hash.finish().as_ref().to_vec())
    });
    Some((header, String::new(), key.ok()?))
}

fn transported(to: &Value) -> Option<Keyed> {
    let number = |name| decode(to.get(name)?.as_str()?);
    let public = PublicEncryptingKey::from_der(&public_key_info(&number("n")?, &number("e")?)).ok()?;
    let public = OaepPublicEncryptingKey::new(public).ok()?;
    let mut key = vec![0; 32];
    getrandom::fill(&mut key).ok()?;
    let mut room = vec![0; public.ciphertext_size()];
    let sealed = public.encrypt(&OAEP_SHA256_MGF1SHA256, &key, &mut room, None).ok()?;
    Some((json!({"alg": "RSA-OAEP-256", "enc": "A256GCM"}), encode(sealed), key))
}

/// SubjectPublicKeyInfo of an RSA key (RFC 8017 A.1).
fn public_key_info(n: &[u8], e: &[u8]) -> Vec<u8> {
    const RSA_ENCRYPTION: [u8; 15] = [0x30, 0x0d, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];
    let unsigned = |number: &[u8]| {
        let sign: &[u8] = if number.first().is_some_and(|first| *first > 127) { &[0] } else { &[] };
        der(2, &[sign, number].concat())
    };
    let key = der(0x30, &[unsigned(n), unsigned(e)].concat());
    der(0x30, &[RSA_ENCRYPTION.to_vec(), der(3, &[vec![0], key].concat())].concat())
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let bytes: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    let head = if length < 128 {
        vec![tag, length as u8]
    } else {
        [vec![tag, 0x80 | bytes.len() as u8], bytes].concat()
    };
    [head, content.to_vec()].concat()
}
