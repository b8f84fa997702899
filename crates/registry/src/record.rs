//! A ledger record: what was done to an entry, when, by whom, on what ground; and its commitment.

use crate::act::Act;
use crate::hash::{hex, sha256};
use crate::ids::{EntryId, RegisterId};

/// Who acted, on what ground, under which rules: shared by the records of one import or one decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Basis {
    /// An officer's account, the operating-system user, or a job.
    pub actor: String,
    /// What the act rests on: a case, a decision's number, the digest of an imported file.
    pub ground: String,
    /// The provision, as the rule files cite it.
    pub citation: String,
    /// SHA-256 of the rule files that were used.
    pub rules_digest: [u8; 32],
}

impl Basis {
    /// SHA-256 over the parts, each on a line.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        sha256(&[
            b"shikaku-basis-v1\n",
            self.actor.as_bytes(),
            b"\n",
            self.ground.as_bytes(),
            b"\n",
            self.citation.as_bytes(),
            b"\n",
            hex(&self.rules_digest).as_bytes(),
            b"\n",
        ])
    }
}

/// Shortens a basis digest to the id under which the database keeps the basis (the commitment holds the whole digest).
#[must_use]
pub fn basis_id(digest: &[u8; 32]) -> [u8; 16] {
    let mut id = [0; 16];
    id.copy_from_slice(digest.split_at(16).0);
    id
}

/// What a commitment binds together, beside salt and body.
#[derive(Clone, Copy, Debug)]
pub struct RecordHead<'a> {
    /// The register.
    pub register: RegisterId,
    /// The entry.
    pub entry: EntryId,
    /// 1 for the act that began the entry.
    pub version: i64,
    /// The act's code.
    pub act: &'a str,
    /// 効力を生ずる日: ISO; partial or empty only in a transcription.
    pub effective_on: &'a str,
    /// 記録した時: Unix microseconds, UTC.
    pub recorded_at: i64,
    /// Digest of the basis.
    pub basis: &'a [u8; 32],
}

impl RecordHead<'_> {
    /// The salted commitment that is the leaf's data in the log: SHA-256 over a fixed layout (each variable part with
    /// its length in front, so that no two records share an encoding).
    #[must_use]
    pub fn commitment(&self, salt: &[u8], body: &str) -> [u8; 32] {
        let length = |text: &str| u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes();
        sha256(&[
            b"shikaku-record-v1\n",
            salt,
            &self.register.stored().to_be_bytes(),
            self.entry.stored(),
            &self.version.to_be_bytes(),
            &self.recorded_at.to_be_bytes(),
            self.basis,
            &length(self.act),
            self.act.as_bytes(),
            &length(self.effective_on),
            self.effective_on.as_bytes(),
            &length(body),
            body.as_bytes(),
        ])
    }
}

/// Salts for the records of one batch, drawn from one random seed that is forgotten with the batch.
#[derive(Debug)]
pub struct Salts {
    seed: [u8; 32],
    next: u64,
}

impl Salts {
    /// From 32 fresh random bytes.
    #[must_use]
    pub const fn from_seed(seed: [u8; 32]) -> Self {
        Self { seed, next: 0 }
    }

    /// The next salt, 16 bytes.
    pub fn draw(&mut self) -> [u8; 16] {
        let digest = sha256(&[&self.seed, &self.next.to_be_bytes()]);
        self.next += 1;
        basis_id(&digest)
    }
}

/// One record of an entry's history, read back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// Its place in the entry's history, from 1.
    pub version: i64,
    /// The act.
    pub act: Act,
    /// ISO; partial or empty only in a transcription.
    pub effective_on: String,
    /// Unix microseconds, UTC.
    pub recorded_at: i64,
    /// Who, why, by what.
    pub basis: Basis,
    /// The line text; `None` when it was erased by order of law.
    pub body: Option<String>,
    /// The position in the log; `None` until the sequencer has placed it.
    pub position: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(basis: &[u8; 32]) -> RecordHead<'_> {
        RecordHead {
            register: RegisterId::of("nurse", "JP"),
            entry: EntryId::new(1, [0; 10]),
            version: 1,
            act: "transcription",
            effective_on: "1988-01-08",
            recorded_at: 5,
            basis,
        }
    }

    #[test]
    fn every_part_is_bound() {
        let (a, b) = ([1; 32], [2; 32]);
        let whole = head(&a).commitment(&[7; 16], "N甲\n");
        assert_eq!(whole, head(&a).commitment(&[7; 16], "N甲\n"));
        let others = [
            head(&b).commitment(&[7; 16], "N甲\n"),
            head(&a).commitment(&[8; 16], "N甲\n"),
            head(&a).commitment(&[7; 16], "N乙\n"),
            RecordHead { version: 2, ..head(&a) }.commitment(&[7; 16], "N甲\n"),
            RecordHead { recorded_at: 6, ..head(&a) }.commitment(&[7; 16], "N甲\n"),
            RecordHead { effective_on: "1988-01-09", ..head(&a) }.commitment(&[7; 16], "N甲\n"),
            RecordHead { act: "deletion", ..head(&a) }.commitment(&[7; 16], "N甲\n"),
            RecordHead { entry: EntryId::new(2, [0; 10]), ..head(&a) }.commitment(&[7; 16], "N甲\n"),
            RecordHead { register: RegisterId::of("nurse", "JP-13"), ..head(&a) }
                .commitment(&[7; 16], "N甲\n"),
        ];
        for other in others {
            assert_ne!(whole, other);
        }
    }

    #[test]
    fn salts_differ() {
        let mut salts = Salts::from_seed([3; 32]);
        let (a, b) = (salts.draw(), salts.draw());
        assert_ne!(a, b);
        assert_eq!(a, Salts::from_seed([3; 32]).draw());
    }
}
