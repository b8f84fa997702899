//! Readers meet any bytes: they refuse or they read, they never panic, and what they read has one spelling.

use proptest::prelude::*;
use registry::log::{
    BundleId, Checkpoint, Hash, LedgerProof, Note, SigningKey, TileId, VerifierKey, decode_bundle,
    encode_bundle,
};

/// Text near enough to the formats to get past the first check now and then.
const NEARLY: &str = "(tile/|entries/|x[0-9]{3}/|[0-9]{1,3}|\\.p/|\n|\n\n|— | |a\\+|[A-Za-z0-9+/]{4,44}=?|index |extra |c2sp.org/tlog-proof@v1\n){0,12}";

fn tile_id() -> impl Strategy<Value = TileId> {
    (0_u8..64, any::<u64>(), 1_u16..=256).prop_map(|(level, index, width)| TileId { level, index, width })
}

#[test]
fn paths_have_one_spelling() {
    for path in [
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/x001/x000",
        "tile/0/001/000",
        "tile/00/000",
        "tile/64/000",
        "tile/+1/000",
        "tile/-1/000",
        "tile/0/+01",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/08",
        "tile/0/000.p/",
        "tile/0/000.p/8.p/8",
        "tile/entries/000",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
        // Just above 2^64, then 000: must not wrap around to a small index.
        "tile/0/x018/x446/x744/x073/x709/x552/x000/000",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/0/x１00/000",
    ] {
        assert!(path.parse::<TileId>().is_err(), "{path}");
    }
    let last: TileId = "tile/63/x018/x446/x744/x073/x709/x551/615.p/255".parse().unwrap();
    assert_eq!(last, TileId { level: 63, index: u64::MAX, width: 255 });
    assert!("tile/0/000".parse::<BundleId>().is_err());
    assert!("tile/entries/x000/000".parse::<BundleId>().is_err());
}

proptest! {
    #[test]
    fn paths_are_read_as_written(id in tile_id()) {
        prop_assert_eq!(id.to_string().parse(), Ok(id));
        let bundle = BundleId { index: id.index, width: id.width };
        prop_assert_eq!(bundle.to_string().parse(), Ok(bundle));
    }

    #[test]
    fn hashes_are_read_as_written(bytes in any::<[u8; 32]>()) {
        prop_assert_eq!(Hash(bytes).to_string().parse(), Ok(Hash(bytes)));
    }

    #[test]
    fn keys_are_read_as_written(seed in any::<[u8; 32]>(), name in "[^\\s+\\p{Cc}]{1,40}") {
        let key = SigningKey::from_seed(&name, &seed).unwrap();
        prop_assert_eq!(key.verifier().to_string().parse::<VerifierKey>(), Ok(key.verifier().clone()));
    }

    #[test]
    fn any_text_is_read_in_one_spelling_or_refused(text in prop_oneof![NEARLY, ".*"]) {
        if let Ok(id) = text.parse::<TileId>() {
            prop_assert_eq!(id.to_string(), &*text);
        }
        if let Ok(id) = text.parse::<BundleId>() {
            prop_assert_eq!(id.to_string(), &*text);
        }
        if let Ok(key) = text.parse::<VerifierKey>() {
            prop_assert_eq!(key.to_string(), &*text);
        }
        if let Ok(hash) = text.parse::<Hash>() {
            prop_assert_eq!(hash.to_string(), &*text);
        }
        if let Ok(note) = Note::parse(text.as_bytes()) {
            prop_assert_eq!(note.to_string(), &*text);
        }
        if let Ok(checkpoint) = Checkpoint::parse(&text) {
            prop_assert_eq!(checkpoint.to_string(), &*text);
        }
        if let Ok(proof) = LedgerProof::parse(&text) {
            prop_assert_eq!(proof.to_string(), &*text);
        }
        let _ = SigningKey::parse_private(&text);
    }

    #[test]
    fn any_bytes_are_read_in_one_spelling_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Note::parse(&bytes);
        if let Ok(entries) = decode_bundle(&bytes) {
            prop_assert_eq!(encode_bundle(&entries).unwrap(), bytes);
        }
    }
}
