//! A country, its simulators, and a register of it with every entry linked by the number that its holder gave.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use country::{CountryFolder, Nation, PersonId, PlannedRegister, Resident, ResidentStatus};
use serde_json::Value;

use super::dice::Dice;
use super::hints::Signer;
use super::storm::Simulators;
use super::{Size, Tally};
use crate::database::number;
use crate::pages::{Served, add_account};
use crate::support::{Place, Said};

/// Of whom the register of twins is.
pub(super) const TWINS: &str = "nurse";
/// Registered there beside the twins.
const OTHERS: usize = 200;
/// Of a hundred pairs in the file of reports so many have given each other's number.
const MIXED_UP: u64 = 10;
/// Entries of a register that is worth a command.
const ENTRIES: u64 = 8;
/// Many die on this day: of a thousand at most so many.
const MASS_DEATH_ON: &str = "2026-05-01";
const MASS_DEATH: [u64; 4] = [0, 20, 150, 500];
pub(super) const OFFICERS: [&str; 2] = ["sato", "suzuki"];

pub(super) struct World<'p> {
    pub(super) place: &'p Place,
    pub(super) dice: Dice,
    pub(super) dir: String,
    /// Where answers lie while they are used.
    pub(super) folder: String,
    /// As it was when its registers were made.
    pub(super) nation: Nation,
    pub(super) registers: Vec<PlannedRegister>,
    /// Whose the entry of each number is, in the register of twins: the first one's is 1.
    pub(super) twins: Vec<PersonId>,
    pub(super) mass_death: String,
    pub(super) simulators: Option<Simulators>,
    pub(super) served: Option<Served>,
    /// Entries that are linked.
    pub(super) linked: u64,
    pub(super) kills: u64,
    pub(super) strikes: u64,
    /// Times that the database's server was killed.
    pub(super) databases: u64,
    pub(super) pauses: u64,
    pub(super) years: u32,
    pub(super) signers: Vec<Signer>,
    /// Runs of hints, letters that were handed over, and notices to boxes, as they were counted last.
    pub(super) hint_runs: u64,
    pub(super) letters: u64,
    pub(super) notices: u64,
    systems: [String; 6],
}

/// Where the files of a country are copied to in which a sentence did not hold.
const KEEP: &str = "SHIKAKU_SOAK_KEEP";

impl Drop for World<'_> {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        eprintln!("in the country of seed {}, after {} years", self.nation.country().seed(), self.years);
        if let Ok(to) = std::env::var(KEEP) {
            let database = self.place.url.strip_prefix("sqlite:").map(Path::new).and_then(Path::parent);
            let from = [Some(self.place.folder.path()), database];
            let copied = Command::new("cp").arg("-r").args(from.iter().flatten()).arg(&to).status();
            eprintln!("its files are in {to}: {copied:?}");
        }
    }
}

impl<'p> World<'p> {
    pub(super) fn begun(place: &'p Place, seed: u64, size: &Size) -> Self {
        place.init();
        let text = |name: &str| place.path(name).to_str().unwrap().to_owned();
        let dir = text("country");
        let (of_seed, people) = (seed.to_string(), size.people.to_string());
        place.json(&["country", "build", "--dir", &dir, "--seed", &of_seed, "--people", &people]);
        let (vault, key) = (format!("sqlite:{}", text("vault/vault.db")), text("key/vault.key"));
        for folder in ["vault", "key"] {
            std::fs::create_dir(place.path(folder)).unwrap();
        }
        place.json(&["vault", "--vault", &vault, "--key-file", &key, "init"]);
        let mut dice = Dice::new(seed);
        let nation = CountryFolder::open(place.path("country").as_path()).unwrap();
        let most = *dice.one(&MASS_DEATH);
        let mass_death = format!("{{ share = {}, on = \"{MASS_DEATH_ON}\" }}", dice.share(most));
        let addresses = format!("{dir}/addresses.json");
        let flags = ["--systems", &addresses, "--vault", &vault, "--vault-key", &key].map(str::to_owned);
        let mut world = World {
            twins: twins(&nation),
            registers: chosen(&nation, &mut dice, size.registers),
            folder: text("check"),
            systems: flags,
            simulators: None,
            served: None,
            linked: 0,
            kills: 0,
            strikes: 0,
            databases: 0,
            pauses: 0,
            years: 0,
            signers: Vec::new(),
            hint_runs: 0,
            letters: 0,
            notices: 0,
            place,
            dice,
            dir,
            nation,
            mass_death,
        };
        for officer in OFFICERS {
            add_account(place, officer, &["--role", "registrar"]);
        }
        world.heal();
        world.fill();
        world.accounts_are_opened();
        world.sign();
        world
    }

    /// The flags that say where the systems are.
    pub(super) fn systems(&self) -> [&str; 6] {
        self.systems.each_ref().map(String::as_str)
    }

    /// A command of the check with the systems, and with the folder where it takes one.
    pub(super) fn check<'a>(&'a self, args: &[&'a str]) -> Vec<&'a str> {
        let takes_folder = matches!(args.first(), Some(&"start" | &"follow" | &"hints"));
        let folder: &[&str] = if takes_folder { &["--folder", &self.folder] } else { &[] };
        [&["yearly-check"][..], args, &self.systems(), folder, &["--json"]].concat()
    }

    /// Each register's file is delivered twice, and so is the file of reports in which its holders gave their numbers.
    fn fill(&mut self) {
        let reports = self.twins_reports();
        let mut files = vec![(TWINS.to_owned(), "JP".to_owned(), self.twins_file(), reports)];
        for planned in self.registers.clone() {
            let (file, reports) = (self.register_file(&planned), self.reports(&planned));
            files.push((planned.qualification.to_owned(), planned.authority.clone(), file, reports));
        }
        for (qualification, authority, file, reports) in &files {
            let of = ["--qualification", qualification, "--authority", authority];
            let import = [&["import"][..], &of, &[file.as_str(), "--json"]].concat();
            if self.dice.happens(50) {
                self.storm(std::slice::from_ref(&import));
                // a storm may have struck the systems, and what follows needs them
                self.heal();
            }
            let report = self.until_done(&import, "entries");
            assert_eq!(
                self.until_done(&import, "entries")["entries"],
                report["entries"],
                "the same file again"
            );
            let folder = self.place.path("first-link").to_str().unwrap().to_owned();
            let proofs =
                ["--number-proof", "card-copy", "--identity-proof", "same-card", "--folder", &folder];
            let systems = self.systems.clone();
            let systems = systems.each_ref().map(String::as_str);
            let link =
                [&["first-link"][..], &of, &["--reports", reports], &proofs, &systems, &["--json"]].concat();
            if self.dice.happens(50) {
                self.bend();
                self.storm(std::slice::from_ref(&link));
                self.heal();
            }
            self.until_answered(&link);
            // a file that was sent before a strike may have been answered as the struck register was: whom it did not know waited at the
            // desk, and the same file links them now
            self.until_answered(&link);
            let again = self.until_done(&link, "linked");
            assert_eq!(again["linked"], 0, "delivered again, nobody is linked anew: {again}");
        }
        self.linked = count(self.place, "SELECT COUNT(*) FROM entry_holder");
        assert!(self.linked > 50, "{} are linked", self.linked);
    }

    /// A file that was sent before a kill is answered as the register was then: about whom it told nothing, the same command asks anew.
    fn until_answered(&self, link: &[&str]) {
        for _ in 0..20 {
            if self.until_done(link, "linked")["no_answer"] == 0 {
                return;
            }
        }
        panic!("{link:?} is not answered");
    }

    /// The one document of a command that is said again until it is through.
    fn until_done(&self, args: &[&str], what: &str) -> Value {
        let mut last = String::new();
        for _ in 0..20 {
            let said: Said = self.calmly(args);
            if said.code != Some(3) && !said.out.is_empty() {
                let json = said.json();
                assert!(json[what].is_u64() && json["stopped"] != true, "{json}");
                return json;
            }
            last = format!("{:?} {} {}", said.code, said.out, said.err);
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
        panic!("{args:?} does not come to its end: {last}");
    }

    fn twins_file(&self) -> String {
        let mut text = "登録番号,登録年月日,氏名,生年月日,性別,本籍,試験合格年月\n".to_owned();
        for (number, of) in self.twins_residents() {
            let Resident { name, birth, sex, .. } = of;
            text.push_str(&format!("第{number}号,2024-04-01,{name},{birth},{sex},東京都,2024-03\n"));
        }
        self.place.file("twins.csv", text)
    }

    /// Some people give the number of whoever stands beside them, as twins do by mistake: such a report links nobody.
    fn twins_reports(&mut self) -> String {
        let mut given: Vec<String> = self.twins.iter().map(|person| self.nation.my_number(*person)).collect();
        for pair in given.chunks_exact_mut(2) {
            if self.dice.happens(MIXED_UP) {
                pair.swap(0, 1);
            }
        }
        let mut text = "登録番号,氏名,生年月日,性別,住所,個人番号,届出年月日\n".to_owned();
        for ((number, of), given) in self.twins_residents().zip(given) {
            let Resident { name, birth, sex, address, .. } = of;
            text.push_str(&format!("第{number}号,{name},{birth},{sex},{address},{given},2026-01-31\n"));
        }
        self.place.file("twins-reports.csv", text)
    }

    fn twins_residents(&self) -> impl Iterator<Item = (usize, Resident)> + '_ {
        (1..).zip(&self.twins).map(|(number, person)| (number, self.nation.resident(*person).unwrap()))
    }

    fn register_file(&self, planned: &PlannedRegister) -> String {
        let rules = app::read_rules(&self.place.rules).unwrap();
        let on = rules.on(app::today_in_japan());
        let register = on.qualification(planned.qualification).unwrap().register().yes().unwrap();
        let items: Vec<&str> = register.value().items.iter().map(String::as_str).collect();
        let path = self.place.path(&format!("{}-{}.csv", planned.qualification, planned.authority));
        self.nation.country().write_file(planned, &items, File::create(&path).unwrap()).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn reports(&self, planned: &PlannedRegister) -> String {
        let path = self.place.path(&format!("{}-{}-reports.csv", planned.qualification, planned.authority));
        let mut file = File::create(&path).unwrap();
        self.nation.write_reports(planned, &[], &mut file).unwrap();
        file.flush().unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub(super) fn tell(&self, tally: &mut Tally) {
        let died = self.died().values().filter(|died| **died).count() as u64;
        let acts = |act: &str| count(self.place, &format!("SELECT COUNT(*) FROM ledger WHERE act = '{act}'"));
        tally.countries += 1;
        tally.years += self.years;
        tally.kills += self.kills;
        tally.strikes += self.strikes;
        tally.databases += self.databases;
        tally.pauses += self.pauses;
        tally.hint_runs += self.hint_runs;
        tally.hints += self.hints_asked();
        tally.letters += self.letters;
        tally.notices += self.notices;
        tally.dead += died;
        tally.found += count(
            self.place,
            "SELECT COUNT(*) FROM (SELECT DISTINCT entry_id FROM check_finding WHERE finding = 'died') AS one",
        );
        tally.deleted += acts("deletion");
        tally.restored += acts("restoration");
    }

    /// Of each entry, by register and number, whether its holder is dead: as the country tells it.
    pub(super) fn died(&self) -> BTreeMap<(String, String, u64), bool> {
        let truth = self.place.json(&["country", "truth", "--dir", &self.dir, "--all"]);
        let text = |of: &Value, name: &str| of[name].as_str().unwrap().to_owned();
        let holders = truth["holders"].as_array().unwrap().iter();
        let mut died: BTreeMap<_, _> = holders
            .map(|of| {
                let number = text(of, "number").parse().unwrap();
                ((text(of, "qualification"), text(of, "authority"), number), of["died"].is_string())
            })
            .collect();
        // the register of twins is not the country's own, but its people are
        died.retain(|(qualification, ..), _| qualification != TWINS);
        let now = CountryFolder::open(self.place.path("country").as_path()).unwrap();
        for (number, person) in (1..).zip(&self.twins) {
            let dead = now.person(*person).unwrap().died.is_some();
            died.insert((TWINS.to_owned(), "JP".to_owned(), number), dead);
        }
        died
    }
}

pub(super) fn count(place: &Place, sql: &str) -> u64 {
    u64::try_from(number(place, sql)).unwrap()
}

/// Registers of the country, but that of which the twins are.
fn chosen(nation: &Nation, dice: &mut Dice, wanted: usize) -> Vec<PlannedRegister> {
    let all = nation.country().plan().registers().iter();
    let mut all: Vec<_> =
        all.filter(|of| of.qualification != TWINS && of.count >= ENTRIES).cloned().collect();
    let mut chosen = Vec::new();
    while chosen.len() < wanted && !all.is_empty() {
        let at = usize::try_from(dice.below(all.len() as u64)).unwrap();
        chosen.push(all.remove(at));
    }
    chosen
}

/// Twins and other pairs of one surname and birth date, and some others, who live here.
fn twins(nation: &Nation) -> Vec<PersonId> {
    let grown = |of: &Resident| {
        of.status == ResidentStatus::Current && of.birth.as_str() < "2003" && of.birth.as_str() > "1920"
    };
    let all: Vec<Resident> =
        nation.people().filter_map(|person| nation.resident(person.id)).filter(grown).collect();
    let family = |of: &Resident| {
        let surname = of.name.split('\u{3000}').next().unwrap_or_default().to_owned();
        (surname, of.birth.clone())
    };
    let mut alike: BTreeMap<_, usize> = BTreeMap::new();
    all.iter().for_each(|of| *alike.entry(family(of)).or_default() += 1);
    let (twins, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|of| alike[&family(of)] > 1);
    assert!(twins.len() >= 2, "a pair of one surname and birth date");
    twins.into_iter().chain(others.into_iter().take(OTHERS)).map(|of| of.person).collect()
}
