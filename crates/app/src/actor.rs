//! Who acts, why, and how far they may see.

/// By which door a request came in; part of the disclosure record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Channel {
    /// The desk's pages.
    Desk,
    /// The portal's pages.
    Portal,
    /// The JSON interface.
    Api,
    /// The command line.
    Command,
    /// A job of the program itself.
    Job,
}

impl Channel {
    /// The word in the record.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Portal => "portal",
            Self::Api => "api",
            Self::Command => "command",
            Self::Job => "job",
        }
    }
}

/// What an account may do. The permission table stands in `permission.rs`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// Reads entries and registers (閲覧).
    Reader,
    /// Records legal acts (登録担当).
    Registrar,
    /// Sees who looked and runs the audit (監査).
    Auditor,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Reader, Self::Registrar, Self::Auditor];

    /// The word in the account.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Registrar => "registrar",
            Self::Auditor => "auditor",
        }
    }

    /// The role of a word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// Whose registers an actor may see: "no one sees across authorities".
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reach {
    /// All registers of this installation: the command line on the machine itself, and the auditor.
    All,
    /// The registers of these authorities (`JP`, `JP-13`, a body's id).
    Authorities(Vec<String>),
}

impl Reach {
    /// Whether the registers of `authority` are within it.
    #[must_use]
    pub fn covers(&self, authority: &str) -> bool {
        match self {
            Self::All => true,
            Self::Authorities(codes) => codes.iter().any(|code| code == authority),
        }
    }
}

/// Somebody who asks for something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Actor {
    /// The account's login, or the operating-system user.
    pub name: String,
    /// Why: chosen once per work session, or `--purpose`.
    pub purpose: String,
    /// The door.
    pub channel: Channel,
    /// What the account may do.
    pub roles: Vec<Role>,
    /// Where.
    pub reach: Reach,
}
