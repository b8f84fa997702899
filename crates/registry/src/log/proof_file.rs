//! C2SP tlog-proof: a proof in a file, to be checked without a network and without us.
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! extra <base64 of the 32-byte commitment, the data of the leaf>
//! index <place of the leaf>
//! <base64 hash>            the inclusion proof, the leaf's sibling first
//!
//! <the signed checkpoint, verbatim>
//! ```
//!
//! The specification leaves `extra` to the application and to no trust. Ours is the data of the leaf itself, so
//! the proof fails unless it is the right one.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::checkpoint::{Checkpoint, CheckpointError};
use super::decimal::parse_decimal;
use super::hash::{Hash, leaf_hash};
use super::key::VerifierKey;
use super::note::MAX_NOTE_BYTES;
use super::tile::Commitment;
use super::verify::{MAX_PATH_HASHES, ProofError, verify_inclusion};

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1\n";
/// Longest file that is read: the note, and room for 65 hashes and the lines before them.
const MAX_PROOF_BYTES: usize = MAX_NOTE_BYTES + 4096;

/// The proof that a ledger record stands in the log; shown and parsed as the text of a `.tlog-proof` file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerProof {
    /// Place of the leaf, from 0.
    pub index: u64,
    /// The data of the leaf: the salted commitment to the record's body.
    pub commitment: Commitment,
    /// Inclusion proof (RFC 6962 §2.1.1), the leaf's sibling first.
    pub path: Vec<Hash>,
    /// The signed checkpoint, verbatim, so that signatures of others stay with it.
    pub checkpoint: String,
}

/// Why a proof was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerProofError {
    /// Not of the form; names the line, the first is 1.
    #[error("line {0} of the proof is missing or malformed")]
    Line(usize),
    /// Longer than any proof can be.
    #[error("the proof is too long")]
    TooLong,
    /// The checkpoint in it.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The hashes do not prove it.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl LedgerProof {
    /// Reads the text of a proof; checks its form only.
    ///
    /// # Errors
    /// The line that is wrong.
    pub fn parse(text: &str) -> Result<Self, LedgerProofError> {
        if text.len() > MAX_PROOF_BYTES {
            return Err(LedgerProofError::TooLong);
        }
        let line_error = LedgerProofError::Line;
        let rest = text.strip_prefix(FIRST_LINE).ok_or(line_error(1))?;
        let (lines, checkpoint) = rest.split_once("\n\n").ok_or(line_error(2))?;
        let mut lines = lines.split('\n');
        let commitment = lines.next().and_then(parse_extra).ok_or(line_error(2))?;
        let index =
            lines.next().and_then(|line| parse_decimal(line.strip_prefix("index ")?)).ok_or(line_error(3))?;
        let hashes = lines.zip(4..).map(|(line, number)| line.parse().map_err(|_| line_error(number)));
        let path: Vec<Hash> = hashes.take(MAX_PATH_HASHES + 1).collect::<Result<_, _>>()?;
        if path.len() > MAX_PATH_HASHES {
            return Err(LedgerProofError::TooLong);
        }
        Ok(LedgerProof { index, commitment, path, checkpoint: checkpoint.to_owned() })
    }

    /// Checks everything: one of the keys has signed the checkpoint of the log `origin`, and the commitment stands in
    /// that tree at the index. Gives the checkpoint.
    ///
    /// That a record's *body* is what was committed to is a further step: make the commitment again from body and
    /// salt and compare.
    ///
    /// # Errors
    /// What is wrong.
    pub fn verify(&self, origin: &str, keys: &[VerifierKey]) -> Result<Checkpoint, LedgerProofError> {
        let checkpoint = Checkpoint::open(self.checkpoint.as_bytes(), origin, keys)?;
        verify_inclusion(&leaf_hash(&self.commitment), self.index, &checkpoint.head, &self.path)?;
        Ok(checkpoint)
    }
}

impl fmt::Display for LedgerProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{FIRST_LINE}extra {}\nindex {}\n", STANDARD.encode(self.commitment), self.index)?;
        self.path.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

fn parse_extra(line: &str) -> Option<Commitment> {
    STANDARD.decode(line.strip_prefix("extra ")?).ok()?.try_into().ok()
}
