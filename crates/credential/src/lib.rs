//! The digital certificate (デジタル資格者証): what a holder shows on a screen or prints, and what a stranger checks.
//!
//! A code is a COSE_Sign1 (RFC 9052) by ES256, its key named in the protected header, its payload a CBOR map with the two-letter keys that
//! the national system uses, the standard claims for issue, expiry and status (RFC 8392, Token Status List). It travels in the fragment of an
//! address, which browsers send to nobody. `docs/credential.md` describes it for other implementers.
//!
//! Pure: the key, the instant and the randomness are arguments.

#![deny(missing_docs)]

mod cbor;
mod claims;
mod code;
mod fault;
mod key;
mod offer;
mod published;
mod status;
mod verdict;
mod verify;

pub use claims::{Credential, Kind, StatusPlace, shown_key};
pub use code::{MAX_CODE_BYTES, MAX_CODE_CHARS, code_of, fuzz_code, link_of};
pub use fault::Fault;
pub use key::{CredentialKey, KeyFault, PublicKey};
pub use offer::{ALWAYS_SHOWN, SHOWN_AT_FIRST, items_on_offer};
pub use published::{PublishedKey, PublishedKeys};
pub use status::{
    MAX_LIST_BYTES, STATUS_LIST_TYPE, Status, StatusList, Suspension, fuzz_status_list, status_on,
};
pub use verdict::{Reason, Unsure, Verdict, judge};
pub use verify::{Verified, verify};
