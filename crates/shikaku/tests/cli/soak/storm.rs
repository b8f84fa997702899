//! Commands beside each other, and what happens to them: kills at any moment, simulators that die and come back with other faults.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::world::World;
use crate::pages::Served;
use crate::support::{Place, Said};

/// Of a hundred commands in a storm so many are killed, and within this time.
const KILLED: u64 = 60;
const KILLED_WITHIN_MS: u64 = 1_800;
/// Of a hundred storms so many strike the simulators as well, or whoever serves, or the server of the database.
const STRUCK: u64 = 50;
/// A program that serves begins to follow up, and is killed within this time; so often.
const SERVES_MS: u64 = 1_500;
const SERVES: u64 = 3;
/// The database is gone for so long.
const GONE_MS: u64 = 700;
/// A command that has not ended after so long hangs.
const PATIENCE: Duration = Duration::from_secs(300);

/// Ways in which the systems err that heal when the scenario ends.
const LINES: [&str; 9] = [
    "",
    "[systems.juki]\nshare = 0.3\noutage = {}\n",
    "[systems.juki]\noutage = {}\n",
    "[systems.juki]\nshare = 0.4\ncut_after_bytes = 300\n",
    "[systems.juki]\nhalf_file = true\n",
    "[systems.juki]\nlying_total = 3\n",
    "[systems.juki]\ndoubled = 0.5\nout_of_order = true\n",
    "[systems.juki]\ndelay_ms = 150\n[systems.koseki]\nshare = 0.5\noutage = {}\n",
    "[systems.all]\nshare = 0.2\ncut_after_bytes = 200\n",
];

/// A simulator process: every system of the country.
pub(super) struct Simulators(Child);

impl Drop for Simulators {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Simulators {
    pub(super) fn start(place: &Place, dir: &str, scenario: &str) -> Self {
        let file = place.file("scenario.toml", scenario);
        let args = ["country", "serve", "--dir", dir, "--scenario", &file, "--json"];
        let mut child = place.command(&args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.contains("\"juki\""), "the simulators do not serve with {scenario:?}: {line:?}");
        Self(child)
    }
}

/// A command that runs, and when it is killed.
struct Running {
    args: String,
    child: Option<Child>,
    dies: Option<Instant>,
}

impl World<'_> {
    /// Other faults of the line, and sometimes others of the resident register itself; those that are true for good stay.
    pub(super) fn bend(&mut self) {
        let mut country = String::new();
        if self.dice.happens(60) {
            let most = *self.dice.one(&[10, 50, 300]);
            for (name, most) in
                [("lost_shard", most), ("stopped", 20), ("wrong_person", 20), ("reassigned", most)]
            {
                if self.dice.happens(40) {
                    country.push_str(&format!("{name} = {}\n", self.dice.share(most)));
                }
            }
        }
        let line = *self.dice.one(&LINES);
        self.strike(&country, line);
    }

    /// Everything answers, and of the right person.
    pub(super) fn heal(&mut self) {
        self.strike("", "");
    }

    /// The simulators die and come back at once, so.
    fn strike(&mut self, country: &str, line: &str) {
        // the old ones first, whose ports the new ones take
        drop(self.simulators.take());
        let scenario = format!("[country]\nmass_death = {}\n{country}{line}", self.mass_death);
        self.simulators = Some(Simulators::start(self.place, &self.dir, &scenario));
        self.strikes += 1;
    }

    /// The server dies and comes back: what it was following up is followed up by the next one.
    pub(super) fn serve_again(&mut self) {
        if let Some(served) = self.served.take() {
            served.kill();
            self.kills += 1;
        }
        let mut args = vec!["serve", "--listen", "127.0.0.1:0", "--check-folder", &self.folder];
        args.extend(self.systems());
        let child = self.place.command(&args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        self.served = Served::of(child.unwrap());
        assert!(self.served.is_some(), "the server does not begin");
    }

    /// Programs that serve begin to follow up, and are killed at it.
    pub(super) fn serves_a_while(&mut self) {
        for _ in 0..=self.dice.below(SERVES) {
            self.bend();
            self.serve_again();
            std::thread::sleep(Duration::from_millis(self.dice.below(SERVES_MS)));
            if self.dice.happens(30) {
                self.database_dies();
            }
        }
        self.serve_again();
    }

    /// Every process of the database's server is killed at once, and it comes back; whoever serves lives on. The other engine has no server.
    fn database_dies(&mut self) {
        let Some(server) = &self.place.server else { return };
        server.kill_9().unwrap();
        std::thread::sleep(Duration::from_millis(self.dice.below(GONE_MS)));
        server.start_again().unwrap();
        self.databases += 1;
        if let Some(served) = &mut self.served {
            assert!(served.runs(), "the program that serves ended with its database");
        }
    }

    /// Runs commands beside each other, with the systems; some are killed. What ended by itself is given.
    pub(super) fn storm(&mut self, commands: &[Vec<&str>]) -> Vec<Said> {
        let begun = Instant::now();
        let mut running: Vec<Running> = Vec::new();
        for args in commands {
            let after = Duration::from_millis(self.dice.below(KILLED_WITHIN_MS));
            let dies = self.dice.happens(KILLED).then(|| begun + after);
            let child = Some(self.place.spawn(args));
            running.push(Running { args: args.join(" "), child, dies });
        }
        let after = Duration::from_millis(self.dice.below(KILLED_WITHIN_MS));
        // in each country at least once
        let database_lives = self.place.server.is_some() && self.databases == 0;
        let mut struck = (self.dice.happens(STRUCK) || database_lives).then(|| begun + after);
        let mut ended = Vec::new();
        while running.iter().any(|one| one.child.is_some()) {
            for one in &mut running {
                if let Some(said) = one.look(&mut self.kills, begun) {
                    ended.push(said);
                }
            }
            if struck.is_some_and(|at| at <= Instant::now()) {
                struck = None;
                match self.dice.below(3) {
                    _ if database_lives => self.database_dies(),
                    0 => self.bend(),
                    1 => self.serve_again(),
                    _ => self.database_dies(),
                }
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        ended
    }

    /// Runs one command to its end.
    pub(super) fn calmly(&self, args: &[&str]) -> Said {
        let said = self.place.run(args);
        judge(&args.join(" "), &said);
        said
    }
}

impl Running {
    /// What it said, when it has ended by itself.
    fn look(&mut self, kills: &mut u64, begun: Instant) -> Option<Said> {
        let mut child = self.child.take()?;
        if child.try_wait().unwrap().is_some() {
            let said = Said::of(child.wait_with_output().unwrap());
            judge(&self.args, &said);
            return Some(said);
        }
        if self.dies.is_some_and(|at| at <= Instant::now()) {
            child.kill().unwrap();
            child.wait().unwrap();
            *kills += 1;
            return None;
        }
        assert!(begun.elapsed() < PATIENCE, "{} hangs", self.args);
        self.child = Some(child);
        None
    }
}

/// Whatever happens outside, a command ends in an orderly way: done, found something, or cannot now.
fn judge(args: &str, said: &Said) {
    let orderly = matches!(said.code, Some(0 | 1 | 3));
    let broken = said.err.contains("Something went wrong") || said.err.contains("panicked");
    assert!(orderly && !broken, "{args}: {said:?}");
}
