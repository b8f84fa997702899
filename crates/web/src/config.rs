//! What an installation sets at the edge.

use std::path::PathBuf;

use crate::story::Stage;

/// Settings of the edge. The default is right for one machine that is reached by plain HTTP on the loop-back address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Whether people reach the pages by HTTPS (usually through a proxy in front). Then the session cookie is `Secure` and has the
    /// `__Host-` prefix, and HSTS is sent.
    pub https: bool,
    /// Whether a proxy of ours stands in front: then the last address of `X-Forwarded-For` is believed to be the visitor's.
    pub behind_proxy: bool,
    /// How often anybody may ask whether somebody is registered.
    pub inquiries: InquiryLimits,
    /// The sign-in service of the authority, when there is one.
    pub provider: Option<Provider>,
    /// The program that reads pictures, called as `PROGRAM read-picture` with a picture on its standard input ([`crate::read_picture`]): what
    /// a picture that was made for it does to its reader, it does to that. None: they are read in this program, without a limit of time.
    pub picture_reader: Option<PathBuf>,
    /// The story, in the demonstration only.
    pub story: Option<Stage>,
}

/// Inquiries within a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InquiryLimits {
    /// From one address.
    pub per_address: u32,
    /// About one number, from wherever.
    pub per_number: u32,
}

/// Inquiries from one address within a minute, unless the installation says otherwise: a reception desk with a queue asks less.
const PER_ADDRESS: u32 = 30;
/// Inquiries about one number within a minute: birth dates cannot be tried one after the other.
const PER_NUMBER: u32 = 10;

impl Default for InquiryLimits {
    fn default() -> Self {
        Self { per_address: PER_ADDRESS, per_number: PER_NUMBER }
    }
}

/// The door for an OpenID Connect provider. When it is set, the sign-in page shows a link to `start`, where the provider's client
/// begins the authorisation request. It ends in the same session as a password does: the client that has verified the ID token
/// calls `App::admit` with the login and the purpose, and gives the browser the same cookie (`desk/outside.rs`, `welcome`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// What the link says, as in 職員認証基盤.
    pub name: String,
    /// Where the link leads: a path of this site or a whole `https` address.
    pub start: String,
}
