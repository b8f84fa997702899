//! Linking (初期設定): an entry that is there, and the person whose it is. On line by the ways of `rules/linking.toml` that are for
//! holders; whatever is not equal to the character is for a person at the desk.

mod by_number;
mod decide;
mod match_up;
mod mine;
mod request;
mod sign;
mod view;

pub use decide::LinkDecision;
pub(crate) use match_up::of_stored;
pub use request::{LinkChoice, LinkWish};
pub(crate) use sign::sex_word;
pub use view::{ComparedView, DeskLinkView, LinkRequestView, LinkState, Mark};

use registry::ids::{EntryId, HolderId, RegisterId};
use store::StoreError;
use store::holder::{self, Joining, Link, LinkOutcome};
use store::portal::{self, AccountKey};

/// The way of `rules/linking.toml` for holders.
pub(crate) const BY_HOLDER: &str = "by-holder";
/// The way of `rules/linking.toml` for holders of a number that was found before.
pub(crate) const BY_NUMBER: &str = "by-number";
/// The way of a link that an officer decided.
pub(crate) const AT_THE_DESK: &str = "desk";
/// Where a request stands, as the table has it.
pub(crate) const TO_SIGN: &str = "to-sign";
pub(crate) const LINKED: &str = "linked";
pub(crate) const UNEQUAL: &str = "unequal";
pub(crate) const DESK: &str = "desk";
pub(crate) const REFUSED: &str = "refused";
/// Linked once; the desk has taken the link back.
pub(crate) const ENDED: &str = "ended";

/// A link for the person behind an account.
#[derive(Clone, Debug)]
struct Attachment {
    account: AccountKey,
    /// For a person who has none yet.
    fresh: HolderId,
    entry: (RegisterId, EntryId),
    way: &'static str,
    ground: String,
    by: String,
    at: i64,
}

impl Attachment {
    /// Links the entry to the account's person. Somebody to whom it is linked already and who has no account yet (in bulk, or at the
    /// desk) is this person: the account becomes theirs, or, where the account has a person by another entry, the two become one. False,
    /// and nothing is changed, where the entry is another person's.
    async fn make(&self, tx: &mut db::Tx) -> Result<bool, StoreError> {
        let own = portal::holder_in(tx, &self.account).await?;
        let link = Link {
            register: self.entry.0,
            entry: self.entry.1,
            holder: own.unwrap_or(self.fresh),
            way: self.way.to_owned(),
            ground: self.ground.clone(),
            by: self.by.clone(),
            at: self.at,
            number: None,
        };
        let holder = match holder::link(tx, &[link]).await?.first() {
            Some(LinkOutcome::Linked | LinkOutcome::Already) => own.unwrap_or(self.fresh),
            Some(LinkOutcome::Others(theirs)) => match own {
                Some(own) => return holder::join(tx, (*theirs, own), &self.joining()).await,
                None => *theirs,
            },
            _ => return Ok(false),
        };
        match own {
            Some(_) => Ok(true),
            None => portal::belong(tx, &self.account, holder).await,
        }
    }

    fn joining(&self) -> Joining<'_> {
        let (ground, by, at) = (self.ground.as_str(), self.by.as_str(), self.at);
        Joining { entry: Some((self.entry, self.way)), number: None, ground, by, at }
    }
}
