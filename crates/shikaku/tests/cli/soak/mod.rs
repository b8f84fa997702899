//! The yearly check under whatever may happen to it: real workers, a real server, real simulators and a real database, killed (-9) at moments that
//! nothing chooses, in invented countries whose systems err in ways that are drawn anew each time; and between the years the hints. After each
//! year: nobody alive is deleted, nobody is found twice, the audit is clean, the numbers add up, each letter was sent once, and nobody was told
//! the same thing on-line and by a letter.
//!
//! Among the tests it is one small country on each engine. `tests/soak/yearly-check --minutes N` makes as many countries as fit.

mod checks;
mod dice;
mod hints;
mod letters;
mod storm;
mod world;
mod year;

use std::time::{Duration, Instant};

use self::dice::Dice;
use self::world::World;
use crate::support::{Place, on_both_engines};

on_both_engines!(a_year_under_kills_and_faults_deletes_nobody_alive);

/// Minutes, seed, the first of its countries and people of a long soak, as the script passes them on.
const MINUTES: &str = "SHIKAKU_SOAK_MINUTES";
const SEED: &str = "SHIKAKU_SOAK_SEED";
const FROM: &str = "SHIKAKU_SOAK_FROM";
const PEOPLE: &str = "SHIKAKU_SOAK_PEOPLE";

/// How much is done in one country.
struct Size {
    people: u64,
    /// Registers beside that of the twins.
    registers: usize,
    years: u32,
    /// Times that workers are begun beside each other and killed, before anybody lets them end.
    storms: u64,
}

/// What was done.
#[derive(Default)]
struct Tally {
    countries: u32,
    years: u32,
    kills: u64,
    strikes: u64,
    databases: u64,
    pauses: u64,
    hint_runs: u64,
    hints: u64,
    letters: u64,
    notices: u64,
    dead: u64,
    found: u64,
    deleted: u64,
    restored: u64,
}

impl Tally {
    /// For people and scripts to read.
    fn line(&self) -> String {
        serde_json::json!({
            "soak": "yearly-check", "countries": self.countries, "years": self.years, "kills": self.kills,
            "strikes": self.strikes, "databases": self.databases, "pauses": self.pauses, "dead": self.dead,
            "found": self.found, "deleted": self.deleted, "restored": self.restored,
            "hint_runs": self.hint_runs, "hints": self.hints, "letters": self.letters,
            "notices": self.notices,
        })
        .to_string()
    }
}

fn set(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is a whole number")))
}

fn a_year_under_kills_and_faults_deletes_nobody_alive(place: &Place) {
    let mut tally = Tally::default();
    let sqlite = place.url.starts_with("sqlite:");
    // a register of its own for each country, and a server that may be killed
    let fresh = || if sqlite { Place::sqlite() } else { Place::on_a_server_of_its_own() };
    let Some(minutes) = set(MINUTES) else {
        let size = Size { people: 12_000, registers: 3, years: 1, storms: 3 };
        let seed = set(SEED).unwrap_or(2026);
        in_a_country(&fresh(), (seed, &size), &mut tally);
        println!("{}", tally.line());
        assert!(tally.kills > 0 && tally.dead > 0 && tally.found > 0, "nothing happened: {}", tally.line());
        return;
    };
    let end = Instant::now() + Duration::from_secs(60 * minutes);
    let mut seeds = Dice::new(set(SEED).unwrap_or(1));
    let mut passed_over = set(FROM).unwrap_or(1).saturating_sub(1);
    while tally.countries == 0 || Instant::now() < end {
        let seed = seeds.below(1 << 31);
        let size = Size {
            people: set(PEOPLE).unwrap_or_else(|| 10_000 + seeds.below(30_000)),
            registers: 3 + usize::try_from(seeds.below(8)).unwrap(),
            years: 1 + u32::try_from(seeds.below(2)).unwrap(),
            storms: 3 + seeds.below(10),
        };
        if passed_over > 0 {
            passed_over -= 1;
            continue;
        }
        eprintln!("country {seed}: {} people, {} storms a year", size.people, size.storms);
        in_a_country(&fresh(), (seed, &size), &mut tally);
        println!("{}", tally.line());
    }
}

fn in_a_country(place: &Place, (seed, size): (u64, &Size), tally: &mut Tally) {
    let mut world = World::begun(place, seed, size);
    for year in 1..=size.years {
        world.year(year, size.storms);
    }
    world.tell(tally);
}
