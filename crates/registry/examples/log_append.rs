//! How fast the log grows: leaf appends a second, tiles included, beside the bare hashing that they cannot do without.
//!
//! `cargo run --release -p registry --example log_append [LEAVES]`
#![expect(clippy::disallowed_methods, reason = "an example may look at the clock; the crate itself does not")]

use std::hint::black_box;
use std::time::Instant;

use registry::log::{Hash, TileBuilder, leaf_hash, node_hash};

const LEAVES: u64 = 1_000_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let leaves = std::env::args().nth(1).map_or(Ok(LEAVES), |text| text.parse())?;

    let start = Instant::now();
    let mut builder = TileBuilder::new();
    let (mut tiles, mut bytes) = (0, 0);
    let mut take = |taken: Vec<_>| {
        for tile in taken {
            let tile: registry::log::Tile = tile;
            tiles += 1;
            bytes += tile.bytes.len();
        }
    };
    for position in 0..leaves {
        builder.append(leaf_hash(&commitment(position)));
        if position % 65_536 == 0 {
            take(builder.take_full());
        }
    }
    take(builder.take_changed());
    let head = builder.head();
    let ours = start.elapsed().as_secs_f64();

    let start = Instant::now();
    let mut node = Hash([0; 32]);
    for position in 0..leaves {
        node = node_hash(&leaf_hash(&commitment(position)), &node);
    }
    black_box(node);
    let bare = start.elapsed().as_secs_f64();

    println!("{leaves} leaves, {tiles} tiles, {bytes} bytes, root {}", head.root);
    println!(
        "log: {:.0} leaves/s; bare, two hashes a leaf: {:.0} leaves/s; ratio {:.2}",
        leaves as f64 / ours,
        leaves as f64 / bare,
        bare / ours
    );
    Ok(())
}

fn commitment(position: u64) -> [u8; 32] {
    let mut commitment = [0; 32];
    commitment[..8].copy_from_slice(&position.to_be_bytes());
    commitment
}
