//! What becomes of notices and letters.

use serde_json::{Value, json};

use super::super::neutral::{day_of, instant, on_day};
use super::{Carriers, Notice, Outbox, Recipient, Sent};
use crate::day::Day;
use crate::nation::Nation;
use crate::person::PersonId;
use crate::random::{Random, key_of};

/// Shares of people without an account at マイナポータル, and of those with one who do not want notices there. Invented.
const NO_ACCOUNT: f64 = 0.2;
const NO_CONSENT: f64 = 0.1;
/// Share of notices that are ever opened, and the seconds within which. Invented.
const OPENED: f64 = 0.7;
const OPENED_WITHIN: u32 = 5 * 86_400;
/// Days that a letter takes, and the second of the day at which it is in the box. Invented.
const POST_DAYS: i32 = 2;
const POST_SECOND: i64 = 14 * 3_600;
/// Why letters come back, each as often as the others. Invented.
pub(super) const FATES: [&str; 3] = ["address-unknown", "moved", "not-taken"];

/// Whether a letter that is posted now will come back, by the scenario of the day, and why.
pub(super) fn comes_back(nation: &Nation, notice: &Notice) -> Option<String> {
    if !matches!(notice.to, Recipient::Post { .. }) {
        return None;
    }
    let share = nation.scenario().faults("notice").undelivered;
    let place = [key_of("letter-comes-back"), key_of(&notice.notice_id)];
    let mut random = Random::at(nation.country().seed(), &place);
    let why = random.chance(share).then(|| FATES.get(random.below(3) as usize)).flatten();
    why.map(|why| (*why).to_owned())
}

impl Carriers {
    /// What became of a notice until now.
    pub(super) fn fate(&self, outbox: &Outbox, sent: &Sent) -> Value {
        match &sent.notice.to {
            Recipient::Portal { institution, linkage_code } => {
                self.in_portal(&sent.notice.notice_id, (institution, linkage_code), sent.at)
            }
            Recipient::Post { address, .. } => {
                let there = Day(day_of(sent.at).0 + POST_DAYS);
                if self.nation.today() < there {
                    return json!({ "state": "waiting" });
                }
                let at = instant(on_day(there, POST_SECOND));
                match outbox.fates.get(address).or(sent.comes_back.as_ref()) {
                    Some(fate) => json!({ "state": "failed", "at": at, "failure": fate }),
                    None => json!({ "state": "arrived", "at": at }),
                }
            }
        }
    }

    /// It is decided on the day on which it came: who dies afterwards had got it.
    fn in_portal(&self, id: &str, (institution, code): (&str, &str), at: i64) -> Value {
        let failed = |why| json!({ "state": "failed", "at": instant(at), "failure": why });
        let person = self.nation.person_of_linkage(institution, code).and_then(|id| self.nation.person(id));
        let Some(person) = person.filter(|person| person.alive_on(day_of(at))) else {
            return failed("account-closed");
        };
        let mut random = account(&self.nation, person.id);
        if random.chance(NO_ACCOUNT) {
            return failed("account-closed");
        }
        if random.chance(NO_CONSENT) {
            return failed("no-consent");
        }
        let mut arrived = json!({ "state": "arrived", "at": instant(at) });
        let opened = self.opened(id, at).filter(|opened| person.alive_on(day_of(*opened)));
        if let Some((opened, members)) = opened.zip(arrived.as_object_mut()) {
            members.insert("read_at".to_owned(), json!(instant(opened)));
        }
        arrived
    }

    /// When a notice was opened, if it was by now.
    fn opened(&self, id: &str, at: i64) -> Option<i64> {
        let mut random = Random::at(self.nation.country().seed(), &[key_of("notice-is-opened"), key_of(id)]);
        let opens = random.chance(OPENED);
        let opened = at + i64::from(random.below(OPENED_WITHIN));
        (opens && opened <= self.nation.now_unix()).then_some(opened)
    }
}

/// Whether somebody has an account, and wants notices there, is always the same.
fn account(nation: &Nation, person: PersonId) -> Random {
    Random::at(nation.country().seed(), &[key_of("portal-account"), person.0])
}
