//! What the story's pages show.

use app::{Both, CheckOverview, CodeView};

/// What a button does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// Lets the days pass until the bride is married and has her new certificate.
    Wedding,
    /// Suspends the one at work.
    Suspend,
    /// Lets a year pass, and checks everybody.
    Year,
    /// Lets the quarantine of proposed deletions pass, and asks about them again.
    Wait,
    /// Flips a byte in the database behind everybody's back, and audits.
    Flip,
    /// Puts the byte back, and audits.
    Mend,
    /// Begins the story again.
    Reset,
}

impl Step {
    const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::Wedding, "wedding", "/demo#bride"),
        (Self::Suspend, "suspend", "/demo/code/sanctioned"),
        (Self::Year, "year", "/demo/year"),
        (Self::Wait, "wait", "/demo/year"),
        (Self::Flip, "flip", "/demo/ledger"),
        (Self::Mend, "mend", "/demo/ledger"),
        (Self::Reset, "reset", "/demo"),
    ];

    /// The step of a posted word.
    pub(crate) fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, of, _)| *of == code).map(|(step, _, _)| *step)
    }

    /// Where one sees what came of it.
    pub(crate) fn leads_to(self) -> &'static str {
        Self::ALL.iter().find(|(step, _, _)| *step == self).map_or("/demo", |(_, _, to)| to)
    }
}

/// A part of the story.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Marries.
    Bride,
    /// Comes from another country.
    Foreigner,
    /// Is suspended.
    Sanctioned,
}

impl Part {
    /// All of them, with their words in addresses.
    pub(crate) const ALL: [(Self, &'static str); 3] =
        [(Self::Bride, "bride"), (Self::Foreigner, "foreigner"), (Self::Sanctioned, "sanctioned")];

    pub(crate) fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, of)| *of == code).map(|(part, _)| *part)
    }

    pub(crate) fn code(self) -> &'static str {
        Self::ALL.iter().find(|(part, _)| *part == self).map_or("", |(_, code)| code)
    }
}

/// What a forger does to a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bend {
    /// Nothing.
    None,
    /// Writes another name into it.
    Name,
    /// Flips one bit of the signature.
    Byte,
    /// Writes another name, and signs it anew with a key of their own under the true key's name.
    Resigned,
}

impl Bend {
    /// All of them, with their words in addresses, in Japanese and in English.
    pub(crate) const ALL: [(Self, &'static str, &'static str, &'static str); 4] = [
        (Self::None, "none", "本物のまま", "As it is"),
        (Self::Name, "name", "氏名を書き換える", "Change the name"),
        (Self::Byte, "byte", "1ビット反転する", "Flip one bit"),
        (Self::Resigned, "resigned", "別の鍵で署名し直す", "Sign it anew with another key"),
    ];

    pub(crate) fn of_code(code: &str) -> Self {
        Self::ALL.iter().find(|(_, of, _, _)| *of == code).map_or(Self::None, |(bend, ..)| *bend)
    }
}

/// Somebody of the story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Player {
    /// The name in the entry.
    pub name: String,
    /// ISO.
    pub born: String,
    /// In words.
    pub qualification: Both,
    /// As it stands in the register.
    pub number: String,
    /// The domicile, or the nationality.
    pub domicile: String,
    /// The entry's id; empty while the register is being filled.
    pub entry: String,
    /// What the story waits for.
    pub turn: Option<Turn>,
}

/// What happens to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// ISO.
    pub day: String,
    /// The new name; of a death the name of who is left.
    pub name: String,
    /// Whether the story can go on.
    pub came: bool,
}

/// All who play; in a small country somebody may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Players {
    /// About to marry.
    pub bride: Option<Player>,
    /// A national of another country.
    pub foreigner: Option<Player>,
    /// To be suspended.
    pub sanctioned: Option<Player>,
    /// Dies within the year.
    pub widowed: Option<Player>,
}

/// Pages of the simulators.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outside {
    /// The page that shows the way to all.
    pub start: String,
    /// The bank.
    pub bank: String,
    /// The letters that were sent.
    pub post: String,
}

/// A byte that was flipped, and what the audit says since.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flipped {
    /// The entry's id.
    pub entry: String,
    /// What stood there, and what stands there now.
    pub before: String,
    /// See `before`.
    pub after: String,
    /// Whether it was put back.
    pub mended: bool,
    /// What the audit found: what, where, expected, found.
    pub findings: Vec<[String; 4]>,
    /// Records and entries that it read.
    pub records: u64,
    /// See `records`.
    pub entries: u64,
    /// How long it took, milliseconds.
    pub millis: u64,
}

/// How the story stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scene {
    /// The day of the invented country, ISO.
    pub today: String,
    /// What is being done now; `None` when the story can go on.
    pub at_work: Option<Both>,
    /// What went wrong last.
    pub fault: Option<Both>,
    /// Who plays.
    pub players: Players,
    /// Entries whose holders' numbers are known, in the registers that are checked.
    pub linked: u64,
    /// The check, once there was one.
    pub check: Option<CheckOverview>,
    /// How many of those who stand in the checked registers truly died in the time that passed.
    pub deaths: u64,
    /// The byte that was flipped.
    pub flipped: Option<Flipped>,
    /// The simulators' pages.
    pub outside: Outside,
    /// Whether it can begin again: the demonstration has made this register itself.
    pub can_reset: bool,
}

/// A stretch of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodePart {
    /// In words.
    pub name: Both,
    /// First byte, and the one after the last.
    pub from: usize,
    /// See `from`.
    pub until: usize,
    /// What is wrong here; empty where nothing was done.
    pub bent: Option<Both>,
}

/// A code and what a check says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BentCode {
    /// Whose it is.
    pub name: String,
    /// In words.
    pub qualification: Both,
    /// `#c=…`, to be put behind the page that checks.
    pub fragment: String,
    /// Its parts, in order.
    pub parts: Vec<CodePart>,
    /// What a check says.
    pub checked: CodeView,
}
