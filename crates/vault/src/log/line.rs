//! A line of the log and its hash.

use serde::Serialize;

use crate::crypto::{framed, sha256};
use crate::handle::hex;
use crate::usage::Use;

/// What the first line has for the hash of the one before.
pub(crate) const FIRST: [u8; 32] = [0; 32];

/// What was done, or is about to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// The vault was made.
    Init,
    /// Numbers were taken in.
    Seal,
    /// Numbers are opened for an inquiry at J-LIS.
    OpenForJlis,
    /// Handles of the same number are looked for.
    Find,
    /// A number is taken over into another case.
    Carry,
    /// Numbers were deleted.
    Delete,
    /// New keys were made, or a new key-encryption key was added.
    RekeyBegin,
    /// Everything is under the new keys, and the old ones are gone.
    RekeyDone,
    /// Replaced key-encryption keys open nothing any more.
    OldKeyRefused,
}

impl Verb {
    const ALL: [Self; 9] = [
        Self::Init,
        Self::Seal,
        Self::OpenForJlis,
        Self::Find,
        Self::Carry,
        Self::Delete,
        Self::RekeyBegin,
        Self::RekeyDone,
        Self::OldKeyRefused,
    ];

    /// As the log has it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Init => "init",
            Self::Seal => "seal",
            Self::OpenForJlis => "open-for-jlis",
            Self::Find => "find",
            Self::Carry => "carry",
            Self::Delete => "delete",
            Self::RekeyBegin => "rekey-begin",
            Self::RekeyDone => "rekey-done",
            Self::OldKeyRefused => "old-key-refused",
        }
    }

    /// In Japanese.
    #[must_use]
    pub const fn label_ja(self) -> &'static str {
        match self {
            Self::Init => "金庫の作成",
            Self::Seal => "番号の受入れ",
            Self::OpenForJlis => "J-LIS への照会のための利用",
            Self::Find => "同じ番号の検索",
            Self::Carry => "別の案件への引継ぎ",
            Self::Delete => "廃棄",
            Self::RekeyBegin => "鍵の更新の開始",
            Self::RekeyDone => "鍵の更新の完了",
            Self::OldKeyRefused => "旧い鍵の失効",
        }
    }

    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.word() == word)
    }
}

/// What goes into a line; its place and its hashes come when it is written.
#[derive(Clone, Debug)]
pub(crate) struct NewLine {
    pub(crate) verb: Verb,
    pub(crate) for_what: Use,
    /// How many handles.
    pub(crate) handles: usize,
    /// How many numbers more there are, or fewer.
    pub(crate) made: i64,
    /// Over the handles, in their order.
    pub(crate) digest: [u8; 32],
    pub(crate) detail: String,
}

/// A line of the log. It names handles, never numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[doc(alias = "特定個人情報の利用記録")]
pub struct LogLine {
    /// Its place, from 1.
    pub seq: i64,
    /// Unix microseconds.
    pub written_at: i64,
    /// What was done.
    pub verb: String,
    /// For what.
    pub purpose: String,
    /// In which case.
    pub case: String,
    /// By whom.
    pub operator: String,
    /// How many handles it is about.
    pub handles: i64,
    /// How many numbers more there were after it, or fewer.
    pub made: i64,
    /// SHA-256 over those handles, in their order.
    pub digest: [u8; 32],
    /// More in words: the handle where it is one, the reason of a deletion.
    pub detail: String,
    /// The hash of the line before; zeros for the first.
    pub before: [u8; 32],
    /// SHA-256 over all of this.
    pub hash: [u8; 32],
    /// The vault's own voucher for the hash: nobody without its key can write a line.
    pub mac: [u8; 16],
}

impl LogLine {
    /// The hash that the line must have.
    #[must_use]
    pub fn computed_hash(&self) -> [u8; 32] {
        sha256(&[&framed(&[
            b"shikaku vault log line 1",
            &self.seq.to_be_bytes(),
            &self.written_at.to_be_bytes(),
            self.verb.as_bytes(),
            self.purpose.as_bytes(),
            self.case.as_bytes(),
            self.operator.as_bytes(),
            &self.handles.to_be_bytes(),
            &self.made.to_be_bytes(),
            &self.digest,
            self.detail.as_bytes(),
            &self.before,
        ])])
    }

    /// The act, unless it is one that this program does not know.
    #[must_use]
    pub fn act(&self) -> Option<Verb> {
        Verb::of_word(&self.verb)
    }

    /// For programs: digests in hexadecimal.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({
            "seq": self.seq, "written_at": self.written_at, "verb": self.verb, "purpose": self.purpose,
            "case": self.case, "operator": self.operator, "handles": self.handles, "made": self.made,
            "digest": hex(&self.digest), "detail": self.detail, "before": hex(&self.before), "hash": hex(&self.hash),
        })
    }
}

/// Where the log ends: kept elsewhere, it proves later that nothing before it was rewritten or cut off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogHead {
    /// The place of the last line.
    pub seq: i64,
    /// Its hash, in hexadecimal.
    pub hash: String,
}

impl std::fmt::Display for LogHead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.seq, self.hash)
    }
}

impl std::str::FromStr for LogHead {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (seq, hash) = text.trim().split_once(':').ok_or(())?;
        crate::handle::unhex::<32>(hash).ok_or(())?;
        Ok(Self { seq: seq.parse().map_err(|_| ())?, hash: hash.to_owned() })
    }
}
