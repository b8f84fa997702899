//! A year: days pass, the check runs through storms, what follows from it is followed up, and two officers decide.

use std::time::Duration;

use serde_json::Value;

use super::checks::Ran;
use super::world::{OFFICERS, World};
use crate::support::Said;

/// Days of a year, and of the quarantine by the rules.
const YEAR: &str = "400";
const QUARANTINE: &str = "14";
/// Times that something is said again before it is taken for stuck.
const AGAIN: u32 = 60;
/// Between two of them, where the work is other workers': together longer than the lease of one that was killed as it took a slice.
const OTHERS_WORK: Duration = Duration::from_secs(3);
/// Times that a batch may be released before an officer gives it up.
const RELEASES: u32 = 3;
/// Of a hundred batches that were carried out so many are taken back.
const TAKEN_BACK: u64 = 25;
const GROUND: &str = "架空の決裁";
const YES: &str = "ground=%E7%A2%BA%E3%81%8B%E3%82%81%E3%81%9F&confirm=yes";

fn states<'a>(batches: &'a [Value], state: &'a str) -> impl Iterator<Item = &'a str> {
    batches.iter().filter(move |of| of["state"] == state).map(|of| of["id"].as_str().unwrap())
}

impl World<'_> {
    pub(super) fn year(&mut self, year: u32, storms: u64) {
        let period = format!("soak-{year}");
        self.pass(YEAR);
        self.serve_again();
        self.run_the_check(&period, storms);
        self.holds(Ran { period: &period, followed: false });
        self.follow(&period, storms);
        self.holds(Ran { period: &period, followed: true });
        self.decide(storms);
        self.years += 1;
        self.holds(Ran { period: &period, followed: true });
        self.between(storms);
        self.letters_go_out();
        self.letters_hold();
        self.holds(Ran { period: &period, followed: false });
    }

    pub(super) fn pass(&self, days: &str) {
        self.place.json(&["country", "advance", "--dir", &self.dir, "--days", days]);
    }

    /// Workers beside each other that are killed, faults that come and go; then everything heals, and whoever is left ends it.
    fn run_the_check(&mut self, period: &str, storms: u64) {
        for _ in 0..storms {
            self.bend();
            let workers = 2 + self.dice.below(2);
            self.many(&["start", "--period", period], workers);
            // an officer looks, and meddles
            if self.dice.happens(20) {
                self.meddles(&["pause", "--reason", "架空の理由"]);
            }
            self.let_go_on();
        }
        self.heal();
        let mut last = None;
        for _ in 0..AGAIN {
            let said = self.calmly(&self.check(&["start", "--period", period]));
            if !said.out.is_empty() && said.json()["state"] == "done" {
                return;
            }
            if said.err.contains("other workers") {
                std::thread::sleep(OTHERS_WORK);
            }
            last = Some(said);
            self.let_go_on();
        }
        panic!("the run of {period} does not come to its end: {last:?}");
    }

    /// The same command so often beside each other, in a storm.
    pub(super) fn many(&mut self, args: &[&str], times: u64) {
        let owned: Vec<String> = self.check(args).into_iter().map(str::to_owned).collect();
        let one: Vec<&str> = owned.iter().map(String::as_str).collect();
        self.storm(&vec![one; usize::try_from(times).unwrap()]);
    }

    /// Whatever made it pause, somebody waves it through: what then follows must still be right.
    fn let_go_on(&mut self) {
        let paused = |said: Said| !said.out.is_empty() && said.json()["state"] == "paused";
        if paused(self.meddles(&["status"])) {
            self.pauses += 1;
            self.meddles(&["resume", "--ground", GROUND]);
        }
    }

    /// Before any worker came to begin the run there is none to be looked at.
    pub(super) fn meddles(&self, args: &[&str]) -> Said {
        self.place.run(&[&["yearly-check"], args, &["--json"]].concat())
    }

    fn follow(&mut self, period: &str, storms: u64) {
        for _ in 0..storms.div_ceil(2) {
            self.accounts_are_opened();
            if self.dice.happens(60) {
                self.many(&["follow", "--period", period], 2);
            } else {
                self.serves_a_while();
            }
        }
        self.heal();
        self.an_hour_passes();
        self.followed(period);
    }

    /// Until everything has been answered that is due now.
    fn followed(&self, period: &str) {
        let mut last = None;
        for _ in 0..AGAIN {
            let said = self.calmly(&self.check(&["follow", "--period", period]));
            last = Some(format!("{said:?}"));
            if said.out.is_empty() {
                continue;
            }
            let json = said.json();
            let waits = json["checked"].as_array().unwrap().iter().any(|of| of["check"] == "later");
            if json["later"] == 0 && !waits {
                return;
            }
        }
        panic!("what follows from {period} does not come to its end: {last:?}");
    }

    pub(super) fn batches(&self) -> Vec<Value> {
        self.place.json(&["yearly-check", "proposals"])["batches"].as_array().unwrap().clone()
    }

    /// Until no batch waits for anything.
    pub(super) fn decide(&mut self, storms: u64) {
        for round in 0..2 + RELEASES {
            self.pass(QUARANTINE);
            // keys that change hands in quarantine, and answers that do not come
            for _ in 0..storms.div_ceil(3) {
                self.bend();
                self.many(&["follow"], 2);
            }
            self.heal();
            self.an_hour_passes();
            let period = self.latest();
            self.followed(&period);
            let batches = self.batches();
            for batch in states(&batches, "stopped") {
                let gives_up = round >= RELEASES || self.dice.happens(40);
                let what = if gives_up { "dismiss" } else { "release" };
                self.calmly(&self.check(&[what, batch, "--ground", GROUND]));
            }
            for batch in states(&batches, "checked") {
                self.approve(batch);
                self.carry_out(batch);
            }
            let left = self.batches();
            if left.iter().all(|of| of["state"] == "done" || of["state"] == "dismissed") {
                return;
            }
        }
        let left = self.batches();
        panic!("batches are left: {left:?}");
    }

    fn latest(&self) -> String {
        let status = self.place.run(&["yearly-check", "status", "--json"]).json();
        status["period"].as_str().unwrap().to_owned()
    }

    /// Two officers, each on a page of the desk.
    fn approve(&mut self, batch: &str) {
        self.serve_again();
        let served = self.served.as_ref().unwrap();
        let page = format!("/desk/yearly-check/deletions/{batch}");
        for officer in OFFICERS {
            let browser = served.sign_in(officer);
            browser.fill(&format!("{page}/approve"), YES).leads(&page);
        }
    }

    fn carry_out(&mut self, batch: &str) {
        self.in_parts(&["delete", batch]);
        let restores = self.dice.happens(TAKEN_BACK);
        let batches = self.batches();
        if restores && states(&batches, "done").any(|id| id == batch) {
            self.in_parts(&["restore", batch, "--ground", GROUND]);
        }
    }

    /// Begun twice beside each other and killed; then to its end.
    fn in_parts(&mut self, args: &[&str]) {
        self.many(args, 2);
        self.many(args, 2);
        // a deletion asks for everybody once more, and a storm can have struck the systems: nobody is deleted while they do not answer
        self.heal();
        let mut last = None;
        for _ in 0..AGAIN {
            let said = self.calmly(&self.check(args));
            if said.code != Some(3) && !said.out.is_empty() && said.json()["recorded"] == 0 {
                return;
            }
            // what struck systems said of the dead stopped it: the next round releases it, or gives it up
            let batches = self.batches();
            if states(&batches, "stopped").any(|id| args.contains(&id)) {
                return;
            }
            last = Some(said);
        }
        panic!("{args:?} does not come to its end: {last:?}");
    }
}
