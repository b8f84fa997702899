//! The sealed message from a phone: a neutral interface of ours (the published sign-in has no such scope). What is in it,
//! who may send it and how it is refused stands in this crate's README.

use std::borrow::Cow;

use serde::Deserialize;

use super::jwe::Sealed;
use super::key::Jwk;
use crate::crypto::sha256;
use crate::number::MyNumber;
use crate::proof::{Proof, Source};
use crate::seal::Once;
use crate::{SealedNumber, Use, Vault, VaultError};

/// How long a message may be valid at most, and so how long it is remembered: a phone sends at once.
const VALID_AT_MOST_SECONDS: i64 = 15 * 60;
/// Characters of a message's own id.
const ID_LENGTH: std::ops::RangeInclusive<usize> = 16..=128;
const MICROS: i64 = 1_000_000;

/// Why a message was not taken. It holds nothing of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageFault {
    /// It is not a message of this interface, or was changed on its way.
    Unreadable,
    /// It is for a key that is not in use (any more): fetch the key and send anew.
    UnknownKey,
    /// Its time is over, or lies further ahead than a message may.
    Expired,
    /// It is for another case.
    OtherCase,
    /// It was taken before.
    Replayed,
    /// What it carries is no number.
    NoNumber,
}

impl MessageFault {
    /// In words, Japanese and English.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Unreadable => {
                ("端末からの番号を読み取れませんでした。", "The number from the device could not be read.")
            }
            Self::UnknownKey => (
                "鍵が新しくなりました。端末からもう一度送ってください。",
                "The key has been renewed; please send again from the device.",
            ),
            Self::Expired => (
                "時間が過ぎました。端末からもう一度送ってください。",
                "Its time is over; please send again from the device.",
            ),
            Self::OtherCase => ("別の手続の番号です。", "The number is for another procedure."),
            Self::Replayed => ("この番号は受け取り済みです。", "This message was taken already."),
            Self::NoNumber => ("個人番号の形ではありません。", "What was sent is not a My Number."),
        }
    }
}

/// What a message says, once it is open. Borrowed from the buffer that is wiped.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Content<'m> {
    /// Not copied: an escape in it, which digits do not need, is refused.
    my_number: &'m str,
    #[serde(borrow)]
    case: Cow<'m, str>,
    /// Unix seconds.
    exp: i64,
    #[serde(borrow)]
    jti: Cow<'m, str>,
}

impl Vault {
    /// The key to which phones encrypt now.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] when there is none; the engine's.
    pub async fn intake_key(&self) -> Result<Jwk, VaultError> {
        // loaded anew: another process may have made the next one
        let ring = self.reload().await?;
        let key = ring.intake.first().ok_or_else(|| VaultError::Damaged("no intake key".to_owned()))?;
        Ok(key.jwk().clone())
    }

    /// Takes the number out of a sealed message, for the case of this use and no other. `proof` is what the sign-in on
    /// line proved.
    ///
    /// # Errors
    /// The engine's. A message that is not taken is no error: the person is told and sends again.
    pub async fn take_message(
        &self,
        message: &[u8],
        proof: Proof,
        by: &Use,
    ) -> Result<Result<SealedNumber, MessageFault>, VaultError> {
        let Some(sealed) = Sealed::parse(message) else { return Ok(Err(MessageFault::Unreadable)) };
        let Some(opened) = self.open_message(&sealed).await? else {
            return Ok(Err(MessageFault::UnknownKey));
        };
        let Some(opened) = opened else { return Ok(Err(MessageFault::Unreadable)) };
        let (number, once) = match read(&opened, by.case(), self.now()) {
            Ok(read) => read,
            Err(fault) => return Ok(Err(fault)),
        };
        match self.seal_once(&number, &Source::GivenByHolder(proof), by, once).await {
            Ok(sealed) => Ok(Ok(sealed)),
            Err(VaultError::Replay) => Ok(Err(MessageFault::Replayed)),
            Err(error) => Err(error),
        }
    }

    /// `None`: the key is not known; `Some(None)`: the message does not open with it.
    async fn open_message(
        &self,
        sealed: &Sealed<'_>,
    ) -> Result<Option<Option<zeroize::Zeroizing<Vec<u8>>>>, VaultError> {
        let mut ring = self.ring();
        if !ring.intake.iter().any(|key| key.jwk().kid == sealed.kid) {
            ring = self.reload().await?;
        }
        let key = ring.intake.iter().find(|key| key.jwk().kid == sealed.kid);
        Ok(key.map(|key| sealed.open(key.private())))
    }
}

fn read(opened: &[u8], case: &str, now: i64) -> Result<(MyNumber, Once), MessageFault> {
    let content: Content<'_> = serde_json::from_slice(opened).map_err(|_| MessageFault::Unreadable)?;
    if content.case != case {
        return Err(MessageFault::OtherCase);
    }
    let seconds = now.div_euclid(MICROS);
    if content.exp <= seconds || content.exp > seconds.saturating_add(VALID_AT_MOST_SECONDS) {
        return Err(MessageFault::Expired);
    }
    if !ID_LENGTH.contains(&content.jti.len()) {
        return Err(MessageFault::Unreadable);
    }
    let number = MyNumber::of_digits(content.my_number.as_bytes()).map_err(|_| MessageFault::NoNumber)?;
    let id = sha256(&[b"shikaku vault message\0", content.jti.as_bytes()]);
    // exp is at most a quarter of an hour ahead, so this cannot overflow
    Ok((number, Once::Message { id, expires_at: content.exp.saturating_mul(MICROS) }))
}

/// Whatever bytes come: taken apart, and as the content of a message, without a panic.
pub fn fuzz_sealed_message(bytes: &[u8]) {
    if let Some(sealed) = Sealed::parse(bytes)
        && let Ok(secret) = super::IntakeKey::fresh_secret()
        && let Ok(key) = super::IntakeKey::new(&secret)
    {
        let _ = sealed.open(key.private());
    }
    let _ = read(bytes, "case", 0);
}
