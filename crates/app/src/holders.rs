//! Holders as use cases know them: who acts at the portal, and how their numbers lie in the vault.

use registry::hash::hex;
use registry::ids::HolderId;
use store::portal::AccountKey;

use crate::{Actor, Channel, Reach};

/// The vault's case for the numbers of all holders: one number is one handle, so one person is one holder (ADR 7).
pub const NUMBER_CASE: &str = "holder";

/// The purpose of looks at one's own entries.
pub const OWN_VIEW: &str = "own-view";
/// The purpose of looks for a link that somebody asked for.
pub const LINKING: &str = "linking";

/// Somebody who is signed in at the portal.
#[derive(Clone, PartialEq, Eq, Debug)]
#[doc(alias = "資格保有者")]
pub struct HolderActor {
    /// The account: a pseudonym of the sign-in.
    pub account: AccountKey,
    /// The person, once an entry was linked.
    pub holder: Option<HolderId>,
    /// Why they look.
    pub purpose: String,
}

impl HolderActor {
    /// For the use cases that record who acts: the account, no role at the desk, no register of an authority.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor {
            name: account_name(&self.account),
            purpose: self.purpose.clone(),
            channel: Channel::Portal,
            roles: Vec::new(),
            reach: Reach::Authorities(Vec::new()),
        }
    }
}

/// An account's name in records.
pub(crate) fn account_name(account: &AccountKey) -> String {
    format!("portal:{}", hex(account))
}
