//! Inclusion and consistency: every small size, and no proof for what is not so.

use std::cell::RefCell;

use proptest::prelude::*;
use registry::log::{
    Hash, MAX_PATH_HASHES, ProofError, TileError, TileId, TreeHead, prove_consistency, prove_inclusion,
    tiles_for_consistency, tiles_for_inclusion, verify_consistency, verify_inclusion,
};

use crate::support::{Tiles, head_of, leaf, leaves, log_of, naive_path, naive_subproof};

const SMALL: u64 = 300;

/// One tree serves all smaller sizes: its tiles are wider than asked and the proofs must not mind.
fn small() -> (Vec<Hash>, Vec<TreeHead>, Tiles) {
    let all = leaves(SMALL);
    let heads = (0..=all.len()).map(|size| head_of(&all[..size])).collect();
    (all, heads, log_of(SMALL).1)
}

#[test]
fn every_leaf_of_every_small_tree_is_proved() {
    let (all, heads, tiles) = small();
    for size in 1..=SMALL {
        for index in 0..size {
            let path = prove_inclusion(index, size, |id| tiles.read(id)).unwrap();
            let head = &heads[size as usize];
            assert_eq!(
                verify_inclusion(&all[index as usize], index, head, &path),
                Ok(()),
                "{index} in {size}"
            );
            let other = (index + 1) % size;
            if other != index {
                assert!(
                    verify_inclusion(&all[index as usize], other, head, &path).is_err(),
                    "{index} as {other} in {size}"
                );
            }
        }
    }
}

#[test]
fn every_pair_of_small_trees_is_proved() {
    let (_, heads, tiles) = small();
    for size in 0..=SMALL {
        for old in 0..=size {
            let path = prove_consistency(old, size, |id| tiles.read(id)).unwrap();
            assert_eq!(
                verify_consistency(&heads[old as usize], &heads[size as usize], &path),
                Ok(()),
                "{old} in {size}"
            );
        }
    }
}

#[test]
fn the_proofs_are_those_of_the_definition() {
    let (all, _, tiles) = small();
    for size in [1, 2, 3, 4, 5, 7, 8, 9, 64, 100, 255, 256, 257, 300] {
        let tree = &all[..size];
        for place in 0..size {
            let path = prove_inclusion(place as u64, size as u64, |id| tiles.read(id)).unwrap();
            assert_eq!(path, naive_path(place, tree), "{place} in {size}");
            let path = prove_consistency(place as u64 + 1, size as u64, |id| tiles.read(id)).unwrap();
            assert_eq!(path, naive_subproof(place + 1, tree, true), "{} in {size}", place + 1);
        }
    }
}

#[test]
fn places_beyond_the_tree_have_no_proof() {
    let (all, heads, tiles) = small();
    assert_eq!(prove_inclusion(5, 5, |id| tiles.read(id)), Err(TileError::Beyond { asked: 5, size: 5 }));
    assert_eq!(prove_consistency(6, 5, |id| tiles.read(id)), Err(TileError::Beyond { asked: 6, size: 5 }));
    assert!(prove_inclusion(0, u64::MAX, |id| tiles.read(id)).is_err());
    assert_eq!(verify_inclusion(&all[0], 0, &heads[0], &[]), Err(ProofError::Beyond { asked: 0, size: 0 }));
    assert_eq!(verify_consistency(&heads[6], &heads[5], &[]), Err(ProofError::Beyond { asked: 6, size: 5 }));
}

#[test]
fn the_roots_are_compared_even_where_nothing_needs_a_proof() {
    let (_, heads, _) = small();
    let lie = Hash([1; 32]);
    assert!(verify_consistency(&TreeHead { size: 0, root: lie }, &heads[9], &[]).is_err());
    assert!(verify_consistency(&TreeHead { size: 9, root: lie }, &heads[9], &[]).is_err());
    assert_eq!(verify_consistency(&heads[9], &heads[9], &[lie]), Err(ProofError::Length));
    assert_eq!(verify_consistency(&heads[0], &heads[9], &[lie]), Err(ProofError::Length));
    assert_eq!(verify_consistency(&heads[3], &heads[9], &[]), Err(ProofError::Length));
}

/// Every bit of what a proof consists of.
fn flips(hashes: &[Hash]) -> impl Iterator<Item = Vec<Hash>> {
    (0..hashes.len() * 256).map(|bit| {
        let mut changed = hashes.to_vec();
        changed[bit / 256].0[bit % 256 / 8] ^= 1 << (bit % 8);
        changed
    })
}

#[test]
fn one_flipped_bit_is_always_noticed() {
    let (all, heads, tiles) = small();
    for (small, size) in
        [(0, 1), (0, 2), (2, 3), (4, 5), (3, 8), (6, 7), (64, 100), (255, 256), (256, 257), (131, 300)]
    {
        let head = heads[size];
        let path = prove_inclusion(small as u64, size as u64, |id| tiles.read(id)).unwrap();
        let whole = [&[all[small], head.root], path.as_slice()].concat();
        for changed in flips(&whole) {
            let head = TreeHead { root: changed[1], ..head };
            assert!(
                verify_inclusion(&changed[0], small as u64, &head, &changed[2..]).is_err(),
                "{small} in {size}"
            );
        }
        let old = heads[small + 1];
        let path = prove_consistency(old.size, size as u64, |id| tiles.read(id)).unwrap();
        let whole = [&[old.root, head.root], path.as_slice()].concat();
        for changed in flips(&whole) {
            let (old, new) = (TreeHead { root: changed[0], ..old }, TreeHead { root: changed[1], ..head });
            // Both heads the same tree: flipping one makes them differ, which is noticed as well.
            assert!(verify_consistency(&old, &new, &changed[2..]).is_err(), "{} in {size}", old.size);
        }
    }
}

#[test]
fn a_hash_too_few_or_too_many_is_noticed() {
    let (all, heads, tiles) = small();
    for size in 1..=70 {
        for place in 0..size {
            let (head, old) = (&heads[size], &heads[place + 1]);
            let path = prove_inclusion(place as u64, size as u64, |id| tiles.read(id)).unwrap();
            let longer = [path.as_slice(), &[head.root]].concat();
            assert_eq!(verify_inclusion(&all[place], place as u64, head, &longer), Err(ProofError::Length));
            let path_2 = prove_consistency(old.size, size as u64, |id| tiles.read(id)).unwrap();
            let longer = [path_2.as_slice(), &[head.root]].concat();
            assert_eq!(verify_consistency(old, head, &longer), Err(ProofError::Length));
            if let Some((_, shorter)) = path.split_last() {
                assert_eq!(
                    verify_inclusion(&all[place], place as u64, head, shorter),
                    Err(ProofError::Length)
                );
            }
            if let Some((_, shorter)) = path_2.split_last() {
                assert_eq!(verify_consistency(old, head, shorter), Err(ProofError::Length));
            }
        }
    }
}

#[test]
fn a_rewritten_leaf_breaks_consistency() {
    let (all, heads, _) = small();
    let mut rewritten = all.clone();
    rewritten[40] = leaf(9999);
    let mut builder = registry::log::TileBuilder::new();
    rewritten.iter().for_each(|leaf| builder.append(*leaf));
    let mut tiles = Tiles::default();
    tiles.put(builder.take_changed());
    for old in 1..SMALL {
        let path = prove_consistency(old, SMALL, |id| tiles.read(id)).unwrap();
        let result = verify_consistency(&heads[old as usize], &builder.head(), &path);
        assert_eq!(result.is_ok(), old <= 40, "a checkpoint at {old}");
    }
}

/// The tiles that a proof truly reads.
fn asked(prove: impl FnOnce(&mut dyn FnMut(TileId) -> Result<Vec<u8>, ()>)) -> Vec<TileId> {
    let asked = RefCell::new(Vec::new());
    prove(&mut |id| {
        asked.borrow_mut().push(id);
        Ok(vec![0; usize::from(id.width) * 32])
    });
    let mut asked = asked.into_inner();
    asked.sort_unstable();
    asked
}

proptest! {
    #[test]
    fn the_tiles_foretold_are_the_tiles_read_each_once(size in 1_u64..=i64::MAX as u64, at in any::<prop::sample::Index>()) {
        let place = (at.index(usize::MAX) as u64) % size;
        let read = asked(|read| drop(prove_inclusion(place, size, read)));
        prop_assert_eq!(tiles_for_inclusion(place, size), read);
        let read = asked(|read| drop(prove_consistency(place, size, read)));
        prop_assert_eq!(tiles_for_consistency(place, size), read);
        prop_assert_eq!(tiles_for_inclusion(size, size), Vec::new());
        prop_assert_eq!(tiles_for_consistency(size + 1, size), Vec::new());
    }

    #[test]
    fn checking_never_panics(
        places in (any::<u64>(), any::<u64>()),
        path in prop::collection::vec(any::<[u8; 32]>().prop_map(Hash), 0..MAX_PATH_HASHES + 9),
    ) {
        let (old, size) = places;
        let root = Hash([0; 32]);
        let new = TreeHead { size, root };
        prop_assert!(verify_inclusion(&leaf(0), old, &new, &path).is_err());
        if old != size {
            let consistent = verify_consistency(&TreeHead { size: old, root }, &new, &path);
            prop_assert!(consistent.is_err());
        }
    }
}
