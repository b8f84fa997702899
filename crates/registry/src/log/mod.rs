//! The ledger's Merkle log, in the formats that existing transparency-log tools read.
//!
//! - hashing and proofs: RFC 6962 §2.1 with SHA-256 (verification as in RFC 9162 §2.1.3.2 and §2.1.4.2)
//! - storage: [C2SP tlog-tiles](https://c2sp.org/tlog-tiles), tiles of 256 hashes
//! - tree heads: [C2SP tlog-checkpoint](https://c2sp.org/tlog-checkpoint) in a
//!   [C2SP signed-note](https://c2sp.org/signed-note) with Ed25519
//! - proofs to carry away: [C2SP tlog-proof](https://c2sp.org/tlog-proof)
//!
//! A leaf's data (an "entry" in the words of those specifications, which is *not* an entry of a register) is a
//! salted 32-byte commitment. The body stands beside the log, so an erasure ordered by law empties the body and
//! the tree stays whole.
//!
//! Nothing here reads or writes: tiles come from a closure and go out as values, and a key is made from a seed
//! that is given. A store that cannot answer inside a closure asks first which tiles are needed ([`tiles_for_inclusion`],
//! [`tiles_for_consistency`], [`right_edge`]), fetches them, and lets the closure hand them over.
#![deny(missing_docs)]

mod builder;
mod checkpoint;
mod decimal;
mod frontier;
mod hash;
mod key;
mod note;
mod proof_file;
mod prove;
mod ranges;
mod tile;
mod verify;

pub use builder::{TileBuilder, head_from_tiles, right_edge};
pub use checkpoint::{Checkpoint, CheckpointError};
pub use frontier::Frontier;
pub use hash::{Hash, HashTextError, TreeHead, empty_root, leaf_hash, node_hash};
pub use key::{KeyError, SigningKey, VerifierKey};
pub use note::{MAX_NOTE_BYTES, MAX_SIGNATURES, Note, NoteError, NoteSignature, OpenedNote};
pub use proof_file::{LedgerProof, LedgerProofError};
pub use prove::{TileError, prove_consistency, prove_inclusion, tiles_for_consistency, tiles_for_inclusion};
pub use tile::{
    BundleError, BundleId, COMMITMENT_BYTES, Commitment, HASHES_PER_TILE, TILE_BYTES, Tile, TileId,
    TilePathError, decode_bundle, encode_bundle,
};
pub use verify::{MAX_PATH_HASHES, ProofError, verify_consistency, verify_inclusion};

/// The largest tree this module works with: positions are stored as signed 64-bit integers on both engines.
pub const MAX_TREE_SIZE: u64 = i64::MAX as u64;
