//! Published vectors: the eight leaves of the Certificate Transparency tests, the examples of the C2SP pages.

use registry::log::{
    BundleId, Frontier, Hash, TileBuilder, TileId, TreeHead, empty_root, head_from_tiles, leaf_hash,
    prove_consistency, prove_inclusion, right_edge, verify_consistency, verify_inclusion,
};

use crate::support::Tiles;

const LEAVES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn hash(hex: &str) -> Hash {
    Hash(bytes(hex).try_into().unwrap())
}

fn head(size: usize) -> TreeHead {
    TreeHead { size: size as u64, root: hash(ROOTS[size - 1]) }
}

fn tiles() -> Tiles {
    let mut builder = TileBuilder::new();
    LEAVES.iter().for_each(|leaf| builder.append(leaf_hash(&bytes(leaf))));
    let mut tiles = Tiles::default();
    tiles.put(builder.take_changed());
    tiles
}

#[test]
fn the_empty_tree_has_the_hash_of_nothing() {
    assert_eq!(empty_root(), hash("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    assert_eq!(Frontier::new().head(), TreeHead::empty());
}

#[test]
fn the_published_roots_come_out() {
    let mut frontier = Frontier::new();
    for (nth, leaf) in LEAVES.iter().enumerate() {
        frontier.append(leaf_hash(&bytes(leaf)));
        assert_eq!(frontier.head(), head(nth + 1));
        assert_eq!(head_from_tiles(frontier.size(), |id| tiles().read(id)), Ok(head(nth + 1)));
    }
}

#[test]
fn the_published_inclusion_proofs_come_out() {
    let cases: [(u64, usize, &[&str]); 4] = [
        (0, 1, &[]),
        (
            0,
            8,
            &[
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            &[
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (2, 3, &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    ];
    for (index, size, path) in cases {
        let expected: Vec<Hash> = path.iter().map(|hex| hash(hex)).collect();
        let found = prove_inclusion(index, size as u64, |id| tiles().read(id)).unwrap();
        assert_eq!(found, expected, "{index} in {size}");
        let leaf = leaf_hash(&bytes(LEAVES[index as usize]));
        assert_eq!(verify_inclusion(&leaf, index, &head(size), &found), Ok(()));
    }
}

#[test]
fn the_published_consistency_proofs_come_out() {
    let cases: [(usize, usize, &[&str]); 3] = [
        (
            1,
            8,
            &[
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            6,
            8,
            &[
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            5,
            &[
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ];
    for (old, size, path) in cases {
        let expected: Vec<Hash> = path.iter().map(|hex| hash(hex)).collect();
        let found = prove_consistency(old as u64, size as u64, |id| tiles().read(id)).unwrap();
        assert_eq!(found, expected, "{old} in {size}");
        assert_eq!(verify_consistency(&head(old), &head(size), &found), Ok(()));
    }
}

#[test]
fn a_tree_of_70000_has_the_tiles_that_the_specification_counts() {
    let paths: Vec<String> = right_edge(70_000).iter().map(TileId::to_string).collect();
    assert_eq!(paths, ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]);
    let paths: Vec<String> = right_edge(256).iter().map(TileId::to_string).collect();
    assert_eq!(paths, ["tile/1/000.p/1"]);
}

#[test]
fn paths_are_written_as_the_specification_writes_them() {
    let tile = TileId { level: 0, index: 1_234_067, width: 256 };
    assert_eq!(tile.to_string(), "tile/0/x001/x234/067");
    assert_eq!(BundleId { index: 1_234_067, width: 8 }.to_string(), "tile/entries/x001/x234/067.p/8");
    assert_eq!("tile/0/x001/x234/067".parse(), Ok(tile));
    assert_eq!(TileId { level: 2, index: 1000, width: 256 }.to_string(), "tile/2/x001/000");
}
