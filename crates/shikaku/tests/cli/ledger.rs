//! The log: checkpoints, proofs, tiles that others can check.

use std::path::Path;

use registry::hash::sha256;

use crate::support::{NURSES, Place, on_both_engines};

on_both_engines!(a_record_is_proved_and_a_forgery_is_not, the_tiles_are_those_of_the_tree);

/// Nurses with the numbers from 1 on.
fn nurses(count: usize) -> String {
    (1..=count)
        .map(|n| format!("{n},2010-04-01,看護　{n}子,カンゴ,,1988-01-08,女,東京都,2010-03\n"))
        .collect()
}

fn a_record_is_proved_and_a_forgery_is_not(place: &Place) {
    place.init();
    place.import_nurses(&nurses(5));
    let id = place.by_number("3");
    let proof = place.run(&["ledger", "prove", &id, "1"]).expect(0, "c2sp.org/tlog-proof@v1\n").out;
    let file = place.file("3.tlog-proof", &proof);
    place.run(&["ledger", "verify", &file]).expect(0, "The proof is good: record 2");
    assert_eq!(place.json(&["ledger", "verify", &file])["valid"], true);
    // with the key alone, and no database
    let key = place.json(&["ledger", "checkpoint"])["verifier"].as_str().unwrap().to_owned();
    let alone = place
        .command(&["ledger", "verify", &file, "--key", &key])
        .env("SHIKAKU_DATABASE", "sqlite:gone")
        .output();
    assert_eq!(alone.unwrap().status.code(), Some(0));

    for (what, forged) in [
        ("another place", proof.replace("\nindex 2\n", "\nindex 1\n")),
        ("another record", change_line(&proof, 1)),
        ("another path", change_line(&proof, 3)),
        ("another tree", proof.replace("\n5\n", "\n6\n")),
        ("no proof at all", "nothing\n".to_owned()),
    ] {
        assert_ne!(forged, proof);
        let file = place.file("forged", forged);
        let said = place.run(&["ledger", "verify", &file]);
        assert_eq!(said.code, Some(1), "{what}: {said:?}");
        assert_eq!(place.json_with(1, &["ledger", "verify", &file])["valid"], false, "{what}");
    }
    place.run(&["ledger", "prove", &id, "2"]).expect(2, "there is no record 2");
    place.run(&["ledger", "verify", "no-such-file"]).expect(2, "no-such-file");
    place.run(&["ledger", "verify", &file, "--key", "nonsense"]).expect(2, "not a verifier key");
}

/// Changes the first letter behind the last blank of a line, or of the line itself.
fn change_line(text: &str, number: usize) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let at = lines[number].rfind(' ').map_or(0, |at| at + 1);
    let other = if lines[number][at..].starts_with('A') { "B" } else { "A" };
    lines[number].replace_range(at..=at, other);
    lines.join("\n")
}

/// 300 records: a full tile and a part of one, and a second level.
fn the_tiles_are_those_of_the_tree(place: &Place) {
    place.init();
    place.import_nurses(&nurses(300));
    let checkpoint = place.json(&["ledger", "checkpoint"]);
    assert_eq!(checkpoint["size"], 300);
    let dir = place.path("log");
    let written = place.json(&["ledger", "export", dir.to_str().unwrap()]);
    assert_eq!(written["files"], 6, "two bundles, two tiles of leaves, one tile above, the checkpoint");

    let note = std::fs::read_to_string(dir.join("checkpoint")).unwrap();
    assert_eq!(note, checkpoint["checkpoint"].as_str().unwrap());
    let (full, part) = (bundle(&dir, "tile/entries/000"), bundle(&dir, "tile/entries/001.p/44"));
    assert_eq!((full.len(), part.len()), (256, 44));
    // RFC 6962: the hash of a leaf is over a zero byte and its data
    let leaves: Vec<[u8; 32]> = full.iter().chain(&part).map(|data| sha256(&[&[0], data])).collect();
    assert_eq!(std::fs::read(dir.join("tile/0/000")).unwrap(), leaves[..256].concat());
    assert_eq!(std::fs::read(dir.join("tile/0/001.p/44")).unwrap(), leaves[256..].concat());
    assert_eq!(std::fs::read(dir.join("tile/1/000.p/1")).unwrap(), root(&leaves[..256]));
    let hex: String = root(&leaves).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(checkpoint["root"], hex.as_str());
    assert_eq!(note.lines().nth(1), Some("300"));
}

/// The data of a bundle's leaves: each with its length before it, as the specification has it.
fn bundle(dir: &Path, name: &str) -> Vec<Vec<u8>> {
    let bytes = std::fs::read(dir.join(name)).unwrap();
    bytes
        .chunks(34)
        .map(|entry| {
            assert_eq!(entry[..2], [0, 32], "{name}");
            entry[2..].to_vec()
        })
        .collect()
}

/// The tree's root, by the definition (RFC 6962 §2.1).
fn root(leaves: &[[u8; 32]]) -> [u8; 32] {
    if let [leaf] = leaves {
        return *leaf;
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    sha256(&[&[1], &root(left), &root(right)])
}

#[test]
fn nothing_is_signed_in_an_empty_register() {
    let place = Place::begun();
    for args in [&["ledger", "checkpoint"][..], &["ledger", "export", "x"]] {
        place.run(args).expect(2, "Nothing was signed yet");
    }
    let headings = place.file("none.csv", format!("{NURSES}\n"));
    assert_eq!(place.json(&["import", "--qualification", "nurse", &headings])["rows"], 0);
}
