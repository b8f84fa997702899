//! Share codes: a holder lets somebody ask about one entry, says which items, for whom and until when, and may take it back.

use jiff::civil::Date;
use registry::ids::{EntryId, RegisterId};
use registry::item::EntryItem;
use serde::Serialize;
use store::entry::EntryRow;
use store::share::ShareCode;

use crate::time::{day_in_japan, end_of_day, now_micros, rfc3339};
use crate::{Actor, App, AppError, ErrorKind};

/// Letters of a code, without those that are mistaken for each other: 100 bits.
const LETTERS: [u8; 32] = *b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 20;
/// Letters in a group, as they are read out.
const GROUP: usize = 4;
/// A recipient's name, at most.
const MAX_RECIPIENT: usize = 100;
const MICROS: i64 = 1_000_000;

/// What a holder lets somebody ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareOrder {
    /// The entry's id.
    pub entry: String,
    /// The items, by rule code; empty: only whether it is registered.
    pub items: Vec<String>,
    /// For whom.
    pub recipient: String,
    /// The last day.
    pub until: Date,
}

/// A share code as its holder sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShareView {
    /// The code itself: only when it was made, never again.
    pub code: String,
    /// What it is called when it is taken back.
    pub id: String,
    /// For whom.
    pub recipient: String,
    /// Rule codes.
    pub items: Vec<String>,
    /// RFC 3339.
    pub made_at: String,
    /// RFC 3339.
    pub ends_at: String,
    /// RFC 3339; empty while it stands.
    pub revoked_at: String,
}

/// The hash that a code is kept by: however its letters are grouped, in small or large letters.
pub(crate) fn hash_of(code: &str) -> [u8; 32] {
    let letters: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    registry::hash::sha256(&[b"share/", letters.to_ascii_uppercase().as_bytes()])
}

fn fresh_code() -> Result<String, AppError> {
    let mut random = [0; LENGTH];
    getrandom::fill(&mut random).map_err(|e| {
        AppError::new(ErrorKind::Internal, "乱数を得られません。", "No randomness.").with_detail(e)
    })?;
    let mut code = String::with_capacity(LENGTH + LENGTH / GROUP);
    for (at, byte) in random.iter().enumerate() {
        if at > 0 && at % GROUP == 0 {
            code.push('-');
        }
        code.push(LETTERS.get(usize::from(byte & 31)).map_or('0', |letter| char::from(*letter)));
    }
    Ok(code)
}

fn view(code: ShareCode, shown: String) -> ShareView {
    ShareView {
        code: shown,
        id: registry::hash::hex(&code.hash),
        recipient: code.recipient,
        items: code.items.split_whitespace().map(str::to_owned).collect(),
        made_at: rfc3339(code.made_at),
        ends_at: rfc3339(code.ends_at),
        revoked_at: code.revoked_at.map(rfc3339).unwrap_or_default(),
    }
}

impl App {
    /// Makes a code for an entry within the actor's reach.
    ///
    /// # Errors
    /// When the end is past or too far away, the recipient is not named, or an item is none.
    pub async fn share_entry(&self, actor: &Actor, order: &ShareOrder) -> Result<ShareView, AppError> {
        let (row, _) = self.entry_in_reach(actor, &order.entry).await?;
        self.make_share(&row, order).await
    }

    /// Makes a code; whoever calls has shown that the entry is theirs to share.
    pub(crate) async fn make_share(&self, row: &EntryRow, order: &ShareOrder) -> Result<ShareView, AppError> {
        let now = now_micros();
        let recipient = order.recipient.trim();
        if recipient.is_empty() || recipient.chars().count() > MAX_RECIPIENT {
            let (ja, en) =
                ("相手の名を100文字以内で入力してください。", "Name the recipient, in up to 100 letters.");
            return Err(AppError::new(ErrorKind::BadInput, ja, en));
        }
        if order.items.iter().any(|code| EntryItem::of_code(code).is_none()) {
            return Err(AppError::new(
                ErrorKind::BadInput,
                "その事項はありません。",
                "There is no such item.",
            ));
        }
        let longest = self.credential_seconds("share-code-life", day_in_japan(now))?;
        let ends_at = end_of_day(order.until).unwrap_or(0);
        if ends_at <= now || ends_at > now.saturating_add(longest.saturating_mul(MICROS)) {
            let (ja, en) = (
                format!("期限は、今日から{}日以内の日にしてください。", longest / 86_400),
                format!("The last day must lie within {} days from today.", longest / 86_400),
            );
            return Err(AppError::new(ErrorKind::BadInput, ja, en));
        }
        let shown = fresh_code()?;
        let code = ShareCode {
            register: row.register,
            hash: hash_of(&shown),
            entry: row.id,
            items: order.items.join(" "),
            recipient: recipient.to_owned(),
            made_at: now,
            ends_at,
            revoked_at: None,
        };
        store::share::add(&self.0.db, code.clone()).await?;
        Ok(view(code, shown))
    }

    /// The codes of an entry, the newest first.
    ///
    /// # Errors
    /// When the entry is not within reach.
    pub async fn shares_of_entry(&self, actor: &Actor, entry: &str) -> Result<Vec<ShareView>, AppError> {
        let (row, _) = self.entry_in_reach(actor, entry).await?;
        self.shares((row.register, row.id)).await
    }

    pub(crate) async fn shares(&self, key: (RegisterId, EntryId)) -> Result<Vec<ShareView>, AppError> {
        let codes = store::share::of_entry(&mut self.0.db.reader().await?, key).await?;
        Ok(codes.into_iter().map(|code| view(code, String::new())).collect())
    }

    /// Takes a code back.
    ///
    /// # Errors
    /// When there is none that stands.
    pub async fn revoke_share(&self, actor: &Actor, entry: &str, id: &str) -> Result<(), AppError> {
        let (row, _) = self.entry_in_reach(actor, entry).await?;
        self.end_share((row.register, row.id), id).await
    }

    pub(crate) async fn end_share(&self, key: (RegisterId, EntryId), id: &str) -> Result<(), AppError> {
        let codes = store::share::of_entry(&mut self.0.db.reader().await?, key).await?;
        let nothing =
            || AppError::new(ErrorKind::NotFound, "その符号はありません。", "There is no such code.");
        let code =
            codes.into_iter().find(|code| registry::hash::hex(&code.hash) == id).ok_or_else(nothing)?;
        if store::share::revoke(&self.0.db, key, code.hash, now_micros()).await? {
            Ok(())
        } else {
            Err(nothing())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_however_it_is_written() {
        let code = fresh_code().unwrap();
        assert_eq!(code.len(), LENGTH + LENGTH / GROUP - 1, "{code}");
        assert_eq!(hash_of(&code), hash_of(&code.replace('-', " ").to_lowercase()));
        assert_ne!(hash_of(&code), hash_of(&fresh_code().unwrap()));
    }
}
