//! The present state of an entry, as it follows from its records.

use jiff::civil::Date;

use crate::act::Act;
use crate::item::{ControlCharacter, EntryItem, ItemLines, lines_of};

/// The value in a correction's body that takes an item away.
pub const CLEARED: &str = "-";

/// Whether the entry stands in the register.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Existence {
    /// It stands.
    Registered,
    /// It was deleted (抹消・消除), revoked or transferred away.
    Deleted {
        /// A code: `death`, `request`, `revocation`, `transfer`, or the imported words.
        reason: String,
        /// The day of effect, ISO, perhaps partial or empty when the old register does not say.
        on: String,
    },
}

/// The reason code of a deletion that a revocation makes.
pub const REVOKED: &str = "revocation";
/// The reason code of a deletion that a transfer makes.
pub const TRANSFERRED: &str = "transfer";

/// What binds the holder of an entry that stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Restriction {
    /// 業務停止: practice suspended from a day until the end of a day.
    PracticeSuspended {
        /// First day.
        from: String,
        /// Last day, or empty when without term.
        until: String,
    },
    /// 名称使用停止.
    TitleSuspended {
        /// First day.
        from: String,
        /// Last day, or empty when without term.
        until: String,
    },
    /// 戒告 on record since a day.
    Admonished {
        /// Its day.
        on: String,
    },
}

/// In one word, what a reader must know of an entry on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// In force.
    Active,
    /// Practice or the title suspended on that day.
    Suspended,
    /// Revoked.
    Revoked,
    /// Deleted for another reason.
    Deleted,
}

impl Standing {
    /// The word in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
            Self::Deleted => "deleted",
        }
    }

    /// The words for people.
    #[must_use]
    pub const fn label(self) -> (&'static str, &'static str) {
        match self {
            Self::Active => ("登録中", "registered"),
            Self::Suspended => ("停止中", "suspended"),
            Self::Revoked => ("取消し", "revoked"),
            Self::Deleted => ("抹消", "deleted"),
        }
    }
}

/// The present of an entry: its items in force, and what was done to it, in one canonical line text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Present(ItemLines);

impl Present {
    /// Takes the text of the present as stored.
    #[must_use]
    pub const fn from_stored(text: String) -> Self {
        Self(ItemLines::from_stored(text))
    }

    /// The text for the database.
    #[must_use]
    pub fn stored(&self) -> &str {
        self.0.stored()
    }

    /// The items.
    #[must_use]
    pub const fn items(&self) -> &ItemLines {
        &self.0
    }

    /// Whether it stands.
    #[must_use]
    pub fn existence(&self) -> Existence {
        existence_of(self.stored())
    }

    /// What binds the holder, oldest first.
    #[must_use]
    pub fn restrictions(&self) -> Vec<Restriction> {
        lines_of(self.stored()).filter_map(|(item, value)| restriction(item, value)).collect()
    }

    /// In one word, on a day. A suspension ends by itself: nobody writes its end.
    #[must_use]
    pub fn standing(&self, today: Date) -> Standing {
        standing_of(self.stored(), today)
    }

    /// Applies an act. Total: a record that is in the ledger is applied, whatever it says; whether an act *may* be
    /// recorded is decided before, by [`crate::step`].
    #[must_use]
    pub fn apply(mut self, act: Act, effective_on: &str, body: &str) -> Self {
        // The values come from a stored text, which cannot hold what `set` refuses: the result is always Ok.
        let outcome = self.applied(act, effective_on, body);
        debug_assert!(outcome.is_ok(), "a stored body holds no control character");
        self
    }

    fn applied(&mut self, act: Act, effective_on: &str, body: &str) -> Result<(), ControlCharacter> {
        match act {
            Act::Transcription | Act::NewRegistration | Act::TransferIn => {
                self.0 = ItemLines::from_stored(body.to_owned());
            }
            Act::RegisterCorrection | Act::ClericalCorrection | Act::ReEducation => self.take_over(body)?,
            Act::CertificateRenewal | Act::CertificateReissue => {
                for (item, value) in lines_of(body).filter(|(item, _)| is_of_certificate(*item)) {
                    self.0.set(item, value)?;
                }
            }
            Act::Admonition => self.0.set(EntryItem::Admonished, effective_on)?,
            Act::PracticeSuspension => self.take_over(body)?,
            Act::TitleSuspension => self.take_over(body)?,
            Act::Revocation => self.0.set(EntryItem::Deleted, &deleted(REVOKED, effective_on))?,
            Act::TransferOut => {
                self.0.set(EntryItem::Deleted, &deleted(TRANSFERRED, effective_on))?;
                self.take_over(body)?;
            }
            Act::Deletion => {
                let reason = crate::item::get(body, EntryItem::Reason).unwrap_or_default().to_owned();
                self.0.set(EntryItem::Deleted, &deleted(&reason, effective_on))?;
                if let Some(died) = crate::item::get(body, EntryItem::DiedOn) {
                    self.0.set(EntryItem::DiedOn, died)?;
                }
            }
            Act::Restoration => {
                self.0.set(EntryItem::Deleted, "")?;
                self.0.set(EntryItem::DiedOn, "")?;
            }
            Act::Relicence => {
                self.0.set(EntryItem::Deleted, "")?;
                self.0.set(EntryItem::PracticeSuspended, "")?;
                self.0.set(EntryItem::TitleSuspended, "")?;
                self.0.set(EntryItem::Relicensed, effective_on)?;
            }
            // What was erased is gone from the present too; the number stays, so that the entry is still found by it.
            Act::Erasure => {
                if let Some(number) = crate::item::get(body, EntryItem::Number) {
                    self.0.set(EntryItem::Number, number)?;
                }
            }
        }
        Ok(())
    }

    fn take_over(&mut self, body: &str) -> Result<(), ControlCharacter> {
        for (item, value) in lines_of(body).filter(|(item, _)| *item != EntryItem::Reason) {
            self.0.set(item, if value == CLEARED { "" } else { value })?;
        }
        Ok(())
    }
}

const fn is_of_certificate(item: EntryItem) -> bool {
    matches!(
        item,
        EntryItem::CertificateNumber | EntryItem::CertificateIssuedOn | EntryItem::CertificateUntil
    )
}

fn deleted(reason: &str, on: &str) -> String {
    format!("{} {on}", if reason.is_empty() { "unstated" } else { reason })
}

/// Whether an entry stands, from its stored text.
#[must_use]
pub fn existence_of(present: &str) -> Existence {
    match crate::item::get(present, EntryItem::Deleted) {
        None => Existence::Registered,
        Some(value) => {
            // The date is the last word: imported reasons may hold spaces.
            let (reason, on) = value.rsplit_once(' ').unwrap_or((value, ""));
            Existence::Deleted { reason: reason.to_owned(), on: on.to_owned() }
        }
    }
}

/// The standing on a day, from the stored text.
#[must_use]
pub fn standing_of(present: &str, today: Date) -> Standing {
    match existence_of(present) {
        Existence::Deleted { reason, .. } if reason == REVOKED => Standing::Revoked,
        Existence::Deleted { .. } => Standing::Deleted,
        Existence::Registered => {
            let today = today.to_string();
            let suspended =
                lines_of(present).filter_map(|(item, value)| restriction(item, value)).any(|r| match r {
                    Restriction::PracticeSuspended { from, until }
                    | Restriction::TitleSuspended { from, until } => {
                        from <= today && (until.is_empty() || today <= until)
                    }
                    Restriction::Admonished { .. } => false,
                });
            if suspended { Standing::Suspended } else { Standing::Active }
        }
    }
}

fn restriction(item: EntryItem, value: &str) -> Option<Restriction> {
    let term = || {
        let (from, until) = value.split_once('/').unwrap_or((value, ""));
        (from.to_owned(), until.to_owned())
    };
    match item {
        EntryItem::PracticeSuspended => {
            let (from, until) = term();
            Some(Restriction::PracticeSuspended { from, until })
        }
        EntryItem::TitleSuspended => {
            let (from, until) = term();
            Some(Restriction::TitleSuspended { from, until })
        }
        EntryItem::Admonished => Some(Restriction::Admonished { on: value.to_owned() }),
        _ => None,
    }
}
