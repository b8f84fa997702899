//! Tiles: what is in them, how they grow, what damage does.

use proptest::prelude::*;
use registry::log::{
    BundleError, Frontier, Hash, TileBuilder, TileError, TileId, TreeHead, decode_bundle, encode_bundle,
    head_from_tiles, right_edge,
};

use crate::support::{Tiles, commitment, leaf, leaves, log_of, naive_root};

#[test]
fn every_small_size_has_the_root_of_the_definition() {
    let all = leaves(300);
    let (mut builder, mut frontier, mut tiles) = (TileBuilder::new(), Frontier::new(), Tiles::default());
    for size in 0..=all.len() {
        let expected = TreeHead { size: size as u64, root: naive_root(&all[..size]) };
        tiles.put(builder.take_changed());
        assert_eq!(builder.head(), expected);
        assert_eq!(frontier.head(), expected);
        assert_eq!(head_from_tiles(size as u64, |id| tiles.read(id)), Ok(expected));
        all.get(size).iter().for_each(|leaf| {
            builder.append(**leaf);
            frontier.append(**leaf);
        });
    }
}

#[test]
fn each_tile_holds_the_hashes_of_the_definition() {
    let size = 66_000;
    let all = leaves(size);
    let mut builder = TileBuilder::new();
    all.iter().for_each(|leaf| builder.append(*leaf));
    let tiles = builder.take_changed();
    assert_eq!(tiles.iter().filter(|tile| tile.id.is_full()).count(), 257 + 1);
    assert_eq!(tiles.len(), 257 + 1 + 3, "and a partial one at each of three levels");
    for tile in tiles {
        let span = 256_usize.pow(u32::from(tile.id.level));
        for (hash, nth) in tile.hashes().zip(0..) {
            let start = (tile.id.index as usize * 256 + nth) * span;
            assert_eq!(hash, naive_root(&all[start..start + span]), "{} hash {nth}", tile.id);
        }
    }
}

#[test]
fn resuming_at_every_size_is_the_same_as_building_from_scratch() {
    let (head, whole) = log_of(600);
    for size in 0..=600 {
        let (stored_head, mut stored) = log_of(size);
        let mut builder = TileBuilder::resume(&stored_head, |id| stored.read(id)).unwrap();
        assert_eq!(builder.head(), stored_head);
        assert_eq!(builder.take_changed(), [], "nothing changes by looking");
        (size..600).for_each(|position| builder.append(leaf(position)));
        stored.put(builder.take_changed());
        assert_eq!((builder.head(), &stored), (head, &whole), "resumed at {size}");
    }
}

#[test]
fn only_changed_tiles_are_written() {
    let (head, tiles) = log_of(70_000);
    let mut builder = TileBuilder::resume(&head, |id| tiles.read(id)).unwrap();
    builder.append(leaf(70_000));
    let paths: Vec<String> = builder.take_changed().iter().map(|tile| tile.id.to_string()).collect();
    assert_eq!(paths, ["tile/0/273.p/113"]);
    (70_001..70_144).for_each(|position| builder.append(leaf(position)));
    let paths: Vec<String> = builder.take_changed().iter().map(|tile| tile.id.to_string()).collect();
    assert_eq!(paths, ["tile/0/273", "tile/1/001.p/18"]);
    assert_eq!(builder.take_changed(), []);
}

#[test]
fn a_damaged_right_edge_is_not_built_upon() {
    let (head, tiles) = log_of(70_000);
    for id in right_edge(head.size) {
        for byte in (0..usize::from(id.width) * 32).step_by(13) {
            let mut damaged = tiles.clone();
            damaged.0.get_mut(&(id.level, id.index)).unwrap()[byte] ^= 1 << (byte % 8);
            let result = TileBuilder::resume(&head, |id| damaged.read(id)).map(|_| ());
            assert!(
                matches!(result, Err(TileError::Root { size: 70_000, .. })),
                "{id} byte {byte}: {result:?}"
            );
        }
    }
}

#[test]
fn tiles_of_a_wrong_length_are_refused() {
    let (head, tiles) = log_of(300);
    let wrong: [fn(Vec<u8>) -> Vec<u8>; 4] = [
        |_| Vec::new(),
        |bytes| bytes[1..].to_vec(),
        |bytes| [&bytes[..], &[0]].concat(),
        |bytes| bytes.repeat(300),
    ];
    for change in wrong {
        let result = TileBuilder::resume(&head, |id| tiles.read(id).map(change)).map(|_| ());
        assert!(matches!(result, Err(TileError::Length { .. })), "{result:?}");
    }
    let unreadable = head_from_tiles(300, |_| Err("disk"));
    let tile = TileId { level: 1, index: 0, width: 1 };
    assert_eq!(unreadable, Err(TileError::Read { tile, source: "disk" }));
    assert!(matches!(head_from_tiles(u64::MAX, |id| tiles.read(id)), Err(TileError::Beyond { .. })));
}

#[test]
fn the_first_difference_names_the_leaf() {
    let mut builder = TileBuilder::new();
    (0..600).for_each(|position| builder.append(leaf(position)));
    for tile in builder.take_changed().iter().filter(|tile| tile.id.level == 0) {
        assert_eq!(tile.first_difference(&tile.bytes), None);
        assert_eq!(tile.first_difference(&tile.bytes.repeat(2)), None, "a wider tile is no difference");
        let first = tile.id.index * 256;
        for byte in 0..tile.bytes.len() {
            let mut stored = tile.bytes.clone();
            stored[byte] ^= 0x10;
            assert_eq!(tile.first_difference(&stored), Some(first + byte as u64 / 32));
        }
        let cut = &tile.bytes[..tile.bytes.len() - 1];
        assert_eq!(tile.first_difference(cut), Some(first + u64::from(tile.id.width) - 1));
    }
}

#[test]
fn bundles_are_read_as_written_and_nothing_else() {
    let entries: Vec<_> = (0..256).map(commitment).collect();
    let bytes = encode_bundle(&entries).unwrap();
    assert_eq!(bytes.len(), 256 * 34);
    assert_eq!(bytes[..2], [0, 32]);
    assert_eq!(decode_bundle(&bytes), Ok(entries.clone()));
    assert_eq!(decode_bundle(&bytes[..34]), Ok(entries[..1].to_vec()));
    assert_eq!(decode_bundle(&bytes[..67]), Err(BundleError::Entry(1)));
    assert_eq!(decode_bundle(&[]), Err(BundleError::Count(0)));
    assert_eq!(decode_bundle(&bytes.repeat(2)), Err(BundleError::Count(512)));
    assert_eq!(encode_bundle(&[]), Err(BundleError::Count(0)));
    assert_eq!(encode_bundle(&[[0; 32]; 257]), Err(BundleError::Count(257)));
    let mut other_length = bytes;
    other_length[35] = 31;
    assert_eq!(decode_bundle(&other_length), Err(BundleError::Entry(1)));
}

#[test]
fn a_frontier_takes_up_only_what_fits_its_size() {
    let hash = Hash([7; 32]);
    assert!(Frontier::resume(6, vec![hash; 2]).is_some());
    assert!(Frontier::resume(6, vec![hash; 3]).is_none());
    assert_eq!(Frontier::resume(0, Vec::new()), Some(Frontier::new()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Around the first tile of level 1 that fills (65,536 leaves) and in batches of any size.
    #[test]
    fn batches_of_any_size_give_the_same_log(mut cuts in prop::collection::vec(0_u64..66_500, 1..8)) {
        cuts.extend([65_535, 65_536, 65_537, 66_500]);
        cuts.sort_unstable();
        let (mut head, mut tiles) = (TreeHead::empty(), Tiles::default());
        for cut in cuts {
            let mut builder = TileBuilder::resume(&head, |id| tiles.read(id)).unwrap();
            for position in head.size..cut {
                builder.append(leaf(position));
                if position % 1000 == 0 {
                    tiles.put(builder.take_full());
                }
            }
            tiles.put(builder.take_changed());
            head = builder.head();
        }
        prop_assert_eq!((head, tiles), log_of(66_500));
    }
}
