//! What the carriers' answer means for a notice under a key of its own.

use gateways::Outcome;
use gateways::notice::Taken;

/// What carriers say of a notice whose key they know with other words.
const KEY_USED: &str = "id-used";

/// Whether a notice is on its way. A key is that of one step of one matter: what the carriers have under it was sent before, by somebody who was
/// killed before it was noted, or who did not hear the answer. Its words may be others, with the deadline of another day, or an address that
/// has changed since; it is not sent again for that.
pub(super) fn is_on_its_way(answer: &Outcome<Taken>) -> bool {
    match answer {
        Outcome::Answered(_) => true,
        Outcome::Refused { code } => code == KEY_USED,
        Outcome::Unavailable { .. } | Outcome::Unintelligible { .. } => false,
    }
}
