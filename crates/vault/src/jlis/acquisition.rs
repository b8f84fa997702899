//! The message by which a person's code at an institution (機関別符号) is got: J-LIS is told the person and an acquisition number, and
//! passes both on to the information network, which gives the code to the institution that shows the number (番号法 第21条の2).
//!
//! The only message beside inquiries in which a number travels; it brings none back.

use serde::Deserialize;
use zeroize::Zeroizing;

use super::ask::{self, Opened};
use super::broken::Broken;
use super::inquiry::{AskId, Ground, Inquiry, Key, NotAsked};
use super::{JlisError, open};
use crate::number::{MyNumber, ResidentCode};
use crate::{Use, Vault};

/// Characters of an acquisition number: ours has 32.
const NUMBER_AT_MOST: usize = 64;

/// Whose code is wanted, for whom, under which number.
#[derive(Debug, Clone, Copy)]
pub struct Acquiring<'a> {
    /// The person: by 個人番号 or 住民票コード. Items are not enough, they may be those of several.
    pub key: &'a Key,
    /// The institution that will show the number.
    pub institution: &'a AskId,
    /// The acquisition number (取得番号), letters and digits.
    pub number: &'a str,
    /// Why and by whom.
    pub ground: &'a Ground,
}

/// What J-LIS did with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassedOn {
    /// It is on its way to the network.
    Done,
    /// There is nobody with this number or code.
    NotFound,
    /// Nothing is given about this person (提供停止).
    Stopped,
}

/// The message; its bytes hold a number and are wiped when dropped.
///
/// # Errors
/// When it cannot be asked, or the vault cannot open the number.
pub async fn encode_acquisition(
    vault: &Vault,
    id: &AskId,
    asked: Acquiring<'_>,
    by: &Use,
) -> Result<Zeroizing<Vec<u8>>, JlisError> {
    let Acquiring { key, institution, number, ground } = asked;
    ground.check()?;
    let fine =
        (1..=NUMBER_AT_MOST).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_alphanumeric());
    if !fine {
        return Err(NotAsked::Id.into());
    }
    if matches!(key, Key::Items(_)) {
        return Err(NotAsked::NoNumber.into());
    }
    let inquiries = [Inquiry { key: key.clone(), born: None }];
    let split = ask::split(&inquiries)?;
    let numbers = open::<MyNumber>(vault, &split.numbers, by).await?;
    let codes = open::<ResidentCode>(vault, &split.codes, by).await?;
    let opened = ask::put_together(0, &inquiries, numbers, codes)?;
    let (name, digits) = match opened.first() {
        Some(Opened::Number(number)) => ("kojin_bango", ask::digits(number.digits())),
        Some(Opened::Code(code)) => ("juminhyo_code", ask::digits(code.digits())),
        Some(Opened::Items(_)) | None => return Err(NotAsked::NoNumber.into()),
    };
    let message = serde_json::json!({
        "request_id": id.as_str(),
        "basis": ground.basis,
        "purpose": ground.purpose,
        "operator": ground.operator,
        "institution": institution.as_str(),
        "acquisition_number": number,
        "key": { name: digits },
    });
    Ok(Zeroizing::new(message.to_string().into_bytes()))
}

#[derive(Deserialize)]
struct Message<'a> {
    request_id: &'a str,
    result: &'a str,
}

/// What the answer says.
///
/// # Errors
/// [`Broken::Message`], [`Broken::OtherRequest`].
pub fn decode_acquisition(body: &[u8], id: &AskId) -> Result<PassedOn, Broken> {
    let Message { request_id, result } = serde_json::from_slice(body).map_err(|_| Broken::Message)?;
    if request_id != id.as_str() {
        return Err(Broken::OtherRequest);
    }
    match result {
        "passed-on" => Ok(PassedOn::Done),
        "none" => Ok(PassedOn::NotFound),
        "stopped" => Ok(PassedOn::Stopped),
        _ => Err(Broken::Message),
    }
}
