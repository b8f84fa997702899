//! Checking a code on the server: for browsers without scripts. In the browser the page does the same itself and sends nothing.

use credential::{Credential, Fault, Reason, Unsure, Verdict, code_of, judge, verify};
use registry::ids::RegisterId;
use registry::item::EntryItem;
use serde::Serialize;

use crate::entry_words::item_label;
use crate::time::{now_micros, rfc3339};
use crate::view::ItemView;
use crate::{App, AppError};

const MICROS: i64 = 1_000_000;

/// What came of a check.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// 有効.
    Valid,
    /// Deleted or revoked.
    Ended,
    /// Suspended today.
    Suspended,
    /// A newer proof takes its place.
    Replaced,
    /// The signature does not fit.
    Forged,
    /// Not our key.
    UnknownKey,
    /// Our key, and not in use then.
    KeyNotThen,
    /// Its time is over.
    Expired,
    /// Too long.
    Oversized,
    /// Not a code.
    Malformed,
    /// Good signature, old status.
    AsOf,
    /// Good signature, no status.
    NoList,
    /// The clock is wrong.
    Clock,
    /// There are no keys to check with.
    NoKeys,
}

impl Outcome {
    /// All of them: the page carries the words of each.
    pub const ALL: [Self; 14] = [
        Self::Valid,
        Self::Ended,
        Self::Suspended,
        Self::Replaced,
        Self::Forged,
        Self::UnknownKey,
        Self::KeyNotThen,
        Self::Expired,
        Self::Oversized,
        Self::Malformed,
        Self::AsOf,
        Self::NoList,
        Self::Clock,
        Self::NoKeys,
    ];

    /// The word for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Ended => "ended",
            Self::Suspended => "suspended",
            Self::Replaced => "replaced",
            Self::Forged => "forged",
            Self::UnknownKey => "unknown-key",
            Self::KeyNotThen => "key-not-then",
            Self::Expired => "expired",
            Self::Oversized => "oversized",
            Self::Malformed => "malformed",
            Self::AsOf => "as-of",
            Self::NoList => "no-list",
            Self::Clock => "clock",
            Self::NoKeys => "no-keys",
        }
    }

    /// `valid`, `invalid` or `unsure`: the colour.
    #[must_use]
    pub const fn verdict(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::AsOf | Self::NoList | Self::Clock | Self::NoKeys => "unsure",
            _ => "invalid",
        }
    }
}

impl From<&Fault> for Outcome {
    fn from(fault: &Fault) -> Self {
        match fault {
            Fault::Oversized => Self::Oversized,
            Fault::Malformed(_) => Self::Malformed,
            Fault::UnknownKey(_) => Self::UnknownKey,
            Fault::Forged => Self::Forged,
            Fault::KeyNotThen => Self::KeyNotThen,
            Fault::Expired(_) => Self::Expired,
            Fault::FromTheFuture => Self::Clock,
        }
    }
}

/// A checked code, for a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodeView {
    /// What came of it, as a word.
    pub outcome: &'static str,
    /// The name of the qualification; empty when the code says nothing that can be believed.
    pub qualification_name: String,
    /// Who keeps the register.
    pub authority_name: String,
    /// What the code shows.
    pub items: Vec<ItemView>,
    /// Whether it is of the kind for paper.
    pub printed: bool,
    /// RFC 3339; empty when the code says nothing that can be believed.
    pub expires_at: String,
    /// RFC 3339: of when the status is; empty when there is none.
    pub as_of: String,
    /// The same, for a page.
    #[serde(skip)]
    pub what: Outcome,
}

impl CodeView {
    /// A view of an outcome that shows nothing else.
    #[must_use]
    pub const fn bare(outcome: Outcome) -> Self {
        Self {
            outcome: outcome.code(),
            qualification_name: String::new(),
            authority_name: String::new(),
            items: Vec::new(),
            printed: false,
            expires_at: String::new(),
            as_of: String::new(),
            what: outcome,
        }
    }
}

impl App {
    /// Checks what somebody scanned or pasted. It shows what the code itself says and its place in the list, and reads no entry.
    ///
    /// # Errors
    /// The engine's.
    pub async fn check_code(&self, text: &str) -> Result<CodeView, AppError> {
        let keys = self.published_keys().await?;
        let now = now_micros();
        let verified = code_of(text).and_then(|code| verify(&code, &keys, now.div_euclid(MICROS)));
        let verified = match verified {
            Ok(verified) => verified,
            Err(fault) => return Ok(CodeView::bare(Outcome::from(&fault))),
        };
        let credential = verified.credential;
        let list = match place_of(&credential.status.list) {
            Some(place) => Some(self.made_list(place, now).await?),
            None => None,
        };
        let (outcome, as_of) = match judge(&credential, list.as_ref(), now.div_euclid(MICROS)) {
            Verdict::Valid { as_of } => (Outcome::Valid, Some(as_of)),
            Verdict::Invalid(Reason::Ended) => (Outcome::Ended, None),
            Verdict::Invalid(Reason::Suspended) => (Outcome::Suspended, None),
            Verdict::Invalid(Reason::Replaced) => (Outcome::Replaced, None),
            Verdict::Unsure(Unsure::NoList) => (Outcome::NoList, None),
            Verdict::Unsure(Unsure::AsOf(at)) => (Outcome::AsOf, Some(at)),
            Verdict::Unsure(Unsure::Clock) => (Outcome::Clock, None),
        };
        Ok(self.code_view(&credential, outcome, as_of))
    }

    fn code_view(&self, credential: &Credential, outcome: Outcome, as_of: Option<i64>) -> CodeView {
        let items = EntryItem::ALL.iter().filter_map(|item| {
            let value = credential.shown(*item)?.to_owned();
            let label = item_label(&self.0.rules, *item, item.code());
            Some(ItemView { code: item.code().to_owned(), label: label.ja, label_en: label.en, value })
        });
        let mut items: Vec<ItemView> = items.collect();
        items.sort_by_key(|item| item.code != EntryItem::Name.code());
        CodeView {
            qualification_name: credential.qualification_name.clone(),
            authority_name: credential.authority_name.clone(),
            items,
            printed: credential.kind == credential::Kind::Printed,
            expires_at: rfc3339(credential.expires_at * MICROS),
            as_of: as_of.map(|at| rfc3339(at * MICROS)).unwrap_or_default(),
            ..CodeView::bare(outcome)
        }
    }
}

/// The list of an address of ours.
fn place_of(address: &str) -> Option<(RegisterId, i64)> {
    let (register, list) = address.strip_prefix("/status/")?.split_once('/')?;
    Some((RegisterId::from_stored(register.parse().ok()?), list.parse().ok()?))
}
