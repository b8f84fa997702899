//! Between the years: holders have signed with their cards, certificates are revoked, and each of these hints is asked about once.

use std::collections::BTreeMap;

use country::pki::{CardKey, Cards, Ending, Issue};
use country::{CountryFolder, Day, Nation, PersonId};
use db::Db;
use registry::ids::{EntryId, LinkRequestId, RegisterId};
use registry::item::{EntryItem, get};
use serde_json::Value;
use store::link_request::{self, NewRequest, SignedRequest};

use super::world::{TWINS, World, count};
use crate::database::rows;

/// Days from one year's decisions to the look at hints.
const BETWEEN: &str = "120";
/// Days for which it is known beforehand whose certificate ends.
const AHEAD: i32 = 900;
/// Holders who have signed something: those whose certificate will end, and others.
const ENDING: usize = 30;
const OTHERS: usize = 10;
/// A list of revoked certificates is issued within so many days.
const LISTED_WITHIN: i32 = 2;
const GROUND: &str = "架空の根拠";
/// Times that hints are looked for before they are taken for stuck: longer than a lease.
const AGAIN: u32 = 600;

/// Somebody who has signed.
pub(super) struct Signer {
    /// The request that was signed.
    source: [u8; 16],
    person: PersonId,
    certificate: Issue,
}

/// An entry that is linked by a number that its holder gave.
type Linked = (RegisterId, EntryId, PersonId);

impl World<'_> {
    /// Holders sign requests for a link, above all those whose certificate ends in these years; their authorities begin to follow hints.
    pub(super) fn sign(&mut self) {
        let elsewhere = tempfile::tempdir().unwrap();
        let today = self.nation.today();
        let later =
            Nation::new(self.nation.country().clone(), Day(today.0 + AHEAD), elsewhere.path().to_owned());
        let (fates, cards) = (Cards::open(&later).unwrap(), Cards::open(&self.nation).unwrap());
        let stands = |of: &Issue| of.last > today && of.ended.is_none_or(|(day, _)| day > today);
        let signs = |linked: Linked| {
            let issues = fates.history(linked.2, CardKey::Signing);
            Some((linked, issues.into_iter().rfind(|of| of.first <= today).filter(stands)?))
        };
        let ends = |of: &(Linked, Issue)| matches!(of.1.ended, Some((_, why)) if why != Ending::Renewed);
        let (ending, others): (Vec<_>, Vec<_>) =
            self.linked_people().into_iter().filter_map(signs).partition(ends);
        let chosen = ending.into_iter().take(ENDING).chain(others.into_iter().take(OTHERS));
        let mut requests = Vec::new();
        for ((at, (linked, certificate)), random) in (1..).zip(chosen).zip(0..) {
            let Ok(der) = cards.signing_certificate(linked.2) else { continue };
            let id = LinkRequestId::new(at, [random; 10]);
            self.signers.push(Signer { source: *id.stored(), person: linked.2, certificate });
            requests.push((id, linked, der));
        }
        assert!(self.signers.len() > OTHERS, "{} have signed", self.signers.len());
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let db = Db::open(&self.place.url).await.unwrap();
            for (id, (register, entry, _), der) in requests {
                granted(&db, (register, id), entry, der).await;
            }
        });
        let mut authorities: Vec<&str> = self.registers.iter().map(|of| of.authority.as_str()).collect();
        authorities.push("JP");
        authorities.sort_unstable();
        authorities.dedup();
        for authority in authorities {
            let on = ["hints", "on", "--authority", authority, "--ground", GROUND, "--from", "2026-01-01"];
            assert_eq!(self.meddles(&on).code, Some(0), "{authority} begins");
        }
        self.many(&["hints"], 2);
        self.heal();
        self.hinted();
        let watched = count(self.place, "SELECT COUNT(*) FROM certificate_watch WHERE state = 'watched'");
        assert_eq!(watched, self.signers.len() as u64, "each is watched once");
    }

    fn linked_people(&self) -> Vec<Linked> {
        let mut whose: BTreeMap<(RegisterId, u64), PersonId> = BTreeMap::new();
        let twins = RegisterId::of(TWINS, "JP");
        whose.extend((1..).zip(&self.twins).map(|(number, person)| ((twins, number), *person)));
        let country = self.nation.country();
        for planned in &self.registers {
            let register = RegisterId::of(planned.qualification, &planned.authority);
            let numbers = country.register(planned).unwrap();
            whose.extend(
                (0..planned.count)
                    .map(|row| ((register, numbers.number(row)), country.holder_in(planned, row))),
            );
        }
        let sql = "SELECT e.register_id, e.entry_id, e.present FROM entry_holder h JOIN entry e \
             ON e.register_id = h.register_id AND e.entry_id = h.entry_id WHERE h.number_fact = 'given' \
             ORDER BY e.entry_id";
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let linked = runtime.block_on(async {
            let db = Db::open(&self.place.url).await.unwrap();
            let map = |row: &db::RowRef<'_>| {
                let entry = EntryId::from_stored(row.bytes(1)?).unwrap();
                let number = get(row.text(2)?, EntryItem::Number).unwrap();
                let digits: String = number.chars().filter(char::is_ascii_digit).collect();
                Ok((RegisterId::from_stored(row.int(0)?), entry, digits.parse::<u64>().unwrap()))
            };
            db.reader().await.unwrap().query(sql, &[], map).await.unwrap()
        });
        linked
            .into_iter()
            .filter_map(|(register, entry, number)| Some((register, entry, *whose.get(&(register, number))?)))
            .collect()
    }

    /// Months pass; hints are looked for by programs that are killed, and asked about; what they find is decided like the finds of a year.
    pub(super) fn between(&mut self, storms: u64) {
        self.pass(BETWEEN);
        for _ in 0..storms.div_ceil(2) {
            self.bend();
            if self.dice.happens(50) { self.many(&["hints"], 2) } else { self.serves_a_while() }
        }
        self.heal();
        self.hinted();
        self.hints_hold();
        self.decide(storms);
    }

    /// Until nobody is left to be asked for, and nobody else is at it: whoever serves asks about hints as well.
    fn hinted(&self) {
        for _ in 0..AGAIN {
            let said = self.calmly(&self.check(&["hints"]));
            let nothing = |json: &Value| ["hints", "asked", "unanswered"].iter().all(|name| json[*name] == 0);
            let answered = said.code != Some(3) && !said.out.is_empty();
            if answered && nothing(&said.json()) && self.runs_are_done() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
        panic!("hints are not asked about to the end");
    }

    fn runs_are_done(&self) -> bool {
        count(self.place, "SELECT COUNT(*) FROM check_run WHERE period LIKE 'hints-%' AND state <> 'done'")
            == 0
    }

    fn hints_hold(&mut self) {
        let status = self.meddles(&["hints", "status"]).json();
        let runs = status["runs"].as_array().unwrap();
        for run in runs {
            let period = run["period"].as_str().unwrap();
            let report = self.meddles(&["report", "--period", period]).json();
            assert_eq!((&report["adds_up"], &report["state"]), (&true.into(), &"done".into()), "{report}");
            assert_eq!(report["done"], report["slices"], "{report}");
        }
        self.hint_runs = runs.len() as u64;
        let twice = "SELECT COUNT(*) FROM (SELECT f.entry_id FROM check_finding f JOIN check_run r \
             ON r.run_id = f.run_id WHERE r.period LIKE 'hints-%' GROUP BY f.entry_id HAVING COUNT(*) > 1) AS twice";
        assert_eq!(count(self.place, twice), 0, "one certificate, one inquiry");
        self.each_revocation_was_a_hint();
    }

    /// What was revoked was asked about, or is an entry's that stands no longer; what was not, is watched.
    fn each_revocation_was_a_hint(&self) {
        let now = CountryFolder::open(self.place.path("country").as_path()).unwrap();
        let cards = Cards::open(&now).unwrap();
        let today = now.today();
        let states = self.states();
        for signer in &self.signers {
            let issues = cards.history(signer.person, CardKey::Signing);
            let issue = issues.into_iter().find(|of| of.index == signer.certificate.index).unwrap();
            let state = states[&signer.source].as_str();
            let of = format!("{:?} of {:?} on {today}: {state}", issue, signer.person);
            match issue.ended {
                _ if issue.last.0 <= today.0 + LISTED_WITHIN => {}
                Some((_, Ending::Renewed)) => assert_ne!(state, "asked", "{of}"),
                Some((day, _)) if day.0 + LISTED_WITHIN < today.0 => {
                    assert!(["asked", "ended"].contains(&state), "{of}");
                }
                Some(_) => {}
                None => assert_eq!(state, "watched", "{of}"),
            }
        }
    }

    fn states(&self) -> BTreeMap<[u8; 16], String> {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let sql = "SELECT source_id, state FROM certificate_watch";
        let map = |row: &db::RowRef<'_>| Ok((row.bytes(0)?.try_into().unwrap(), row.text(1)?.to_owned()));
        runtime.block_on(async {
            let db = Db::open(&self.place.url).await.unwrap();
            db.reader().await.unwrap().query(sql, &[], map).await.unwrap().into_iter().collect()
        })
    }

    /// Hints that were asked about.
    pub(super) fn hints_asked(&self) -> u64 {
        rows(self.place, "SELECT state FROM certificate_watch WHERE state = 'asked'", 1).len() as u64
    }
}

/// A request for a link that was signed and granted.
async fn granted(db: &Db, (register, id): (RegisterId, LinkRequestId), entry: EntryId, der: Vec<u8>) {
    let request = NewRequest {
        register,
        id,
        account: *id.stored(),
        number_key: "1".to_owned(),
        number: "1".to_owned(),
        stated: String::new(),
        document: "架空の申請".to_owned(),
        created_at: 1,
    };
    link_request::add(db, &request).await.unwrap();
    let signed = SignedRequest {
        state: "linked",
        proven: String::new(),
        substitutes: String::new(),
        signature: vec![1],
        certificate: der,
        entry: Some(entry),
        decided_by: "by-holder".to_owned(),
        at: 2,
    };
    let done = db.transact("sign", move |tx| {
        let signed = signed.clone();
        Box::pin(async move { link_request::signed(tx, (register, id), &signed).await })
    });
    assert!(done.await.unwrap());
}
