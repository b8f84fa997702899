//! What the carriers say of a notice under a key of its own.

use gateways::notice::http::HttpNotices;
use gateways::notice::{Delivery, Failure, Notice, NoticeId, Notices, wire};
use gateways::{Malformed, Outcome};

use super::ask::reason;

/// What carriers say of a notice whose key they know with other words.
const KEY_USED: &str = "id-used";
/// What they say of a key that they do not know.
const UNKNOWN: &str = "unknown-notice";

/// What came of handing a notice over.
pub(super) enum HandedOver {
    /// It is on its way.
    Taken,
    /// Nobody knows: it is handed over again later, under the same key.
    Unknown(String),
    /// It was not taken, and will not be.
    Never(String),
}

/// What the carriers know of a key.
pub(super) enum Known {
    /// Nothing was handed over under it.
    No,
    /// It is on its way, or there, or came back.
    Yes,
    /// It was handed over, and the person has no box there, or does not want notices in it.
    NoBox,
}

/// Hands a notice over. A key is that of one step of one matter: what the carriers have under it was sent before, by somebody who was
/// killed before it was noted, or who did not hear the answer. Its words may be others, with the deadline of another day, or an address that
/// has changed since; it is not sent again for that.
pub(super) async fn hand_over(carriers: &HttpNotices, notice: &Notice) -> HandedOver {
    // Ours, and longer than what is taken: nothing is sent.
    if let Err(Malformed(why)) = wire::notice(notice) {
        return HandedOver::Never(why.to_owned());
    }
    match carriers.send(notice).await {
        Outcome::Answered(_) => HandedOver::Taken,
        Outcome::Refused { code } if code == KEY_USED => HandedOver::Taken,
        no @ Outcome::Refused { .. } => HandedOver::Never(reason(&no)),
        // What cannot be read may have been a yes.
        other @ (Outcome::Unavailable { .. } | Outcome::Unintelligible { .. }) => {
            HandedOver::Unknown(reason(&other))
        }
    }
}

/// What became of a key, or why that is not known now.
pub(super) async fn known(carriers: &HttpNotices, key: &NoticeId) -> Result<Known, String> {
    match carriers.delivery(key).await {
        Outcome::Answered(Delivery::Failed {
            failure: Failure::AccountClosed | Failure::NoConsent, ..
        }) => Ok(Known::NoBox),
        Outcome::Answered(_) => Ok(Known::Yes),
        Outcome::Refused { code } if code == UNKNOWN => Ok(Known::No),
        other => Err(reason(&other)),
    }
}
