//! A large batch of deletions while the program is killed (-9) between its parts and in them: it goes on where it was, and nobody is deleted, or
//! restored, twice.

use std::time::{Duration, Instant};

use crate::proposed::Proposed;
use crate::support::{Place, on_both_engines, signal};

on_both_engines!(killed_between_its_parts_a_large_batch_goes_on);

/// Several parts of a thousand.
const PEOPLE: usize = 5_500;
/// A program that has done nothing for so long has stopped of itself.
const PATIENCE: Duration = Duration::from_secs(120);

const DELETED: &str = "SELECT COUNT(*) FROM ledger WHERE act = 'deletion'";
const RESTORED: &str = "SELECT COUNT(*) FROM ledger WHERE act = 'restoration'";
const SETTLED: &str = "SELECT COUNT(*) FROM deletion_proposal WHERE state = 'deleted'";
const TAKEN_BACK: &str = "SELECT COUNT(*) FROM deletion_proposal WHERE state = 'restored'";
const ENTRIES: &str = "SELECT COUNT(DISTINCT entry_id) FROM ledger WHERE act = 'deletion'";

/// Starts the command again and again, each time until one more part stands, and kills it there. Tells how often.
fn killed(
    place: &Place,
    world: &Proposed,
    args: &[&str],
    (acts, settled): (&'static str, &'static str),
) -> u32 {
    let mut kills = 0;
    loop {
        let before = world.count(acts);
        if before == PEOPLE as i64 {
            return kills;
        }
        let mut child = place.spawn(args);
        let started = Instant::now();
        // every second time it is killed a little later: in the middle of the next part
        while world.count(acts) == before && child.try_wait().unwrap().is_none() {
            assert!(started.elapsed() < PATIENCE, "it does not go on");
            std::thread::sleep(Duration::from_millis(2));
        }
        std::thread::sleep(Duration::from_millis(u64::from(kills % 2) * 15));
        if child.try_wait().unwrap().is_none() {
            signal(&child, "KILL");
            kills += 1;
        }
        child.wait().unwrap();
        assert_eq!(world.count(acts), world.count(settled), "an act and its proposal stand together");
        if kills >= 3 {
            return kills;
        }
    }
}

fn killed_between_its_parts_a_large_batch_goes_on(place: &Place) {
    let world = Proposed::begun(place, PEOPLE);
    let batch = world.proposed();
    place.run(&["yearly-check", "delete", &batch]).expect(1, "cannot be done now");
    world.approved(&batch);
    let delete = ["yearly-check", "delete", &batch];
    let kills = killed(place, &world, &delete, (DELETED, SETTLED));
    let stands = world.count(DELETED);
    assert!(kills >= 2 && stands > 0 && stands < PEOPLE as i64, "killed {kills} times, {stands} deleted");
    let rest = place.json(&delete);
    assert_eq!(rest["recorded"].as_i64().unwrap(), PEOPLE as i64 - stands, "{rest}");
    assert_eq!((world.count(DELETED), world.count(ENTRIES)), (PEOPLE as i64, PEOPLE as i64), "each once");
    assert_eq!(place.json(&delete)["recorded"], 0, "done is done");

    let restore = ["yearly-check", "restore", &batch, "--ground", "架空の誤り"];
    let kills = killed(place, &world, &restore, (RESTORED, TAKEN_BACK));
    assert!(kills >= 2, "killed {kills} times");
    place.json(&restore);
    assert_eq!(world.count(RESTORED), PEOPLE as i64, "each once");
    place.run(&["ledger", "checkpoint"]);
    assert_eq!(place.json(&["audit"])["findings"].as_array().unwrap().len(), 0);
}
