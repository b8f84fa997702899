//! Between the years: a certificate is revoked, its holder is asked for once, and what is found goes the usual way.

use app::{App, ErrorKind, HintOrder};
use country::pki::{CardKey, Cards, Ending};
use country::{AS_OF, Day, Nation, PersonId};
use registry::check::{Finding, Reminder};
use registry::ids::{EntryId, LinkRequestId, RegisterId};
use registry::item::{EntryItem, get};
use store::link_request::{self, NewRequest, SignedRequest};

use crate::follow_up::EVERY;
use crate::support::{Place, officer, on_both_engines};

on_both_engines!(with_systems:
    a_new_name_ends_a_certificate_and_begins_a_reminder,
    an_outage_loses_no_hint,
    two_programs_ask_about_hints_by_themselves_and_once,
    a_run_ends_though_its_authority_stops_meanwhile,
    a_run_without_a_slice_is_never_begun,
    nothing_is_kept_before_an_authority_begins,
    no_list_is_fetched_for_nobody,
    a_yearly_run_and_hints_are_listed_beside_each_other,
);

/// Days that the country advances.
const DAYS: u32 = 300;

/// Somebody with a certificate in the files, and what becomes of him or her.
struct Signer {
    entry: EntryId,
    number: String,
    person: PersonId,
    fate: Fate,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    Renamed,
    Dies,
    Moves,
    Stays,
    Renews,
}

fn order(on: bool) -> HintOrder {
    let from = on.then(|| "2026-01-01".parse().unwrap());
    HintOrder { authority: "JP".to_owned(), from, until: None, ground: "架空の決裁 第5号".to_owned() }
}

impl Place {
    /// What will become of somebody's certificate in the days that the country advances.
    fn fate(&self, later: &(Nation, Cards), person: PersonId) -> Option<Fate> {
        let (end, today) = (Day(AS_OF.0 + DAYS as i32), AS_OF);
        let before = later.0.person_on(person, today)?;
        let issue =
            later.1.history(person, CardKey::Signing).into_iter().rfind(|issue| issue.first <= today)?;
        if !before.alive_on(today) || issue.last < end || issue.ended.is_some_and(|(day, _)| day <= today) {
            return None;
        }
        let after = later.0.person(person)?;
        let name = |of: &country::Person, day| (of.name_on(day).surname, of.name_on(day).given);
        match issue.ended.map(|(_, why)| why) {
            None => Some(Fate::Stays),
            Some(Ending::Died) => Some(Fate::Dies),
            Some(Ending::Renewed) => Some(Fate::Renews),
            Some(Ending::Changed) if !after.alive_on(end) => None,
            Some(Ending::Changed) if name(&before, today) != name(&after, end) => Some(Fate::Renamed),
            Some(Ending::Changed) => Some(Fate::Moves),
            Some(Ending::Left) => None,
        }
    }

    /// One holder of each fate, who gave the number, with the certificate of his or her card in the file of a request for the link.
    async fn signers(&self) -> Vec<Signer> {
        let elsewhere = tempfile::tempdir().unwrap();
        let later = Nation::new(
            self.nation.country().clone(),
            Day(AS_OF.0 + DAYS as i32),
            elsewhere.path().to_owned(),
        );
        let later = (later.clone(), Cards::open(&later).unwrap());
        let mut reader = self.app.db().reader().await.unwrap();
        let sql = "SELECT e.entry_id, e.present FROM entry_holder h JOIN entry e ON e.register_id = h.register_id \
                   AND e.entry_id = h.entry_id WHERE h.number_fact = 'given' \
                   ORDER BY e.entry_id";
        let rows = reader
            .query(sql, &[], |row| {
                let digits =
                    get(row.text(1)?, EntryItem::Number).unwrap().chars().filter(char::is_ascii_digit);
                let name = get(row.text(1)?, EntryItem::Name).unwrap().to_owned();
                Ok((EntryId::from_stored(row.bytes(0)?).unwrap(), digits.collect::<String>(), name))
            })
            .await
            .unwrap();
        drop(reader);
        let mut signers: Vec<Signer> = Vec::new();
        for (entry, number, name) in rows {
            let person = self.whose[&number];
            if self.nation.resident(person).is_none_or(|of| of.name != name) {
                // changed before, and not notified: a yearly run's to find
                continue;
            }
            match self.fate(&later, person) {
                Some(fate) if signers.iter().all(|one| one.fate != fate) => {
                    signers.push(Signer { entry, number, person, fate });
                }
                _ => {}
            }
        }
        let fates: Vec<Fate> = signers.iter().map(|one| one.fate).collect();
        assert!(fates.contains(&Fate::Renamed) && fates.contains(&Fate::Stays), "{fates:?}");
        let cards = Cards::open(&self.nation).unwrap();
        for (at, one) in signers.iter().enumerate() {
            self.file(at as u8, one.entry, cards.signing_certificate(one.person).unwrap()).await;
        }
        signers
    }

    /// A request for a link that was granted.
    async fn file(&self, at: u8, entry: EntryId, certificate: Vec<u8>) {
        let register = RegisterId::of("nurse", "JP");
        let id = LinkRequestId::new(u64::from(at) + 1, [at; 10]);
        let request = NewRequest {
            register,
            id,
            account: [at; 16],
            number_key: "1".to_owned(),
            number: "1".to_owned(),
            stated: String::new(),
            document: "架空の申請".to_owned(),
            created_at: 1,
        };
        link_request::add(self.app.db(), &request).await.unwrap();
        let signed = SignedRequest {
            state: "linked",
            proven: String::new(),
            substitutes: String::new(),
            signature: vec![1],
            certificate,
            entry: Some(entry),
            decided_by: "by-holder".to_owned(),
            at: 2,
        };
        let done = self.app.db().transact("sign", move |tx| {
            let signed = signed.clone();
            Box::pin(async move { link_request::signed(tx, (register, id), &signed).await })
        });
        assert!(done.await.unwrap());
    }

    async fn hints(&self) -> Result<app::HintsWorked, app::AppError> {
        self.app.work_hints(&officer("registrar"), &self.tools("hints")).await
    }
}

async fn a_new_name_ends_a_certificate_and_begins_a_reminder(place: &Place) {
    let signers = place.signers().await;
    place.app.switch_hints(&officer("registrar"), &order(true)).await.unwrap();
    let first = place.hints().await.unwrap();
    assert_eq!((first.watched, first.hints, first.asked), (signers.len() as u64, 0, 0), "{first:?}");
    assert_eq!(place.hints().await.unwrap().watched, 0, "they are watched already");

    place.nation.advance(DAYS).unwrap();
    let revoked = |one: &&Signer| [Fate::Renamed, Fate::Dies, Fate::Moves].contains(&one.fate);
    let expected = signers.iter().filter(revoked).count() as u64;
    let worked = place.hints().await.unwrap();
    assert_eq!((worked.hints, worked.asked, worked.unanswered), (expected, expected, 0), "{worked:?}");
    assert!(worked.period.starts_with("hints-"), "{worked:?}");

    // what was found is what happened, and nothing about those who moved: this register holds no address
    let found = place.findings().await;
    let of = |fate: Fate| {
        let one = signers.iter().find(|one| one.fate == fate)?;
        found.get(&one.number).map(|(finding, _, _)| finding.clone())
    };
    assert_eq!(of(Fate::Renamed).as_deref(), Some(Finding::NameChanged.code()));
    assert_eq!(of(Fate::Stays), None);
    assert_eq!(of(Fate::Moves), None);
    if signers.iter().any(|one| one.fate == Fate::Dies) {
        assert_eq!(of(Fate::Dies).as_deref(), Some(Finding::Died.code()));
        assert_eq!(place.app.list_deletion_batches(&officer("registrar")).await.unwrap().len(), 1);
    }
    let report = place.app.report_check(&officer("reader"), Some(&worked.period)).await.unwrap();
    assert!(report.adds_up() && report.checked == expected && report.run.state == "done", "{report:?}");
    assert!(place.app.report_check(&officer("reader"), None).await.is_err(), "no yearly run was begun");

    // one hint, one inquiry
    let again = place.hints().await.unwrap();
    assert_eq!((again.hints, again.asked, again.period.as_str()), (0, 0, ""), "{again:?}");

    // its holder sees who looked, and why
    let renamed = signers.iter().find(|one| one.fate == Fate::Renamed).unwrap();
    let looks = place.app.list_disclosures(&officer("auditor"), &renamed.entry.to_string()).await.unwrap();
    assert!(looks.iter().any(|look| look.request.contains("certificate was revoked")), "{looks:?}");

    // and the change goes the way of a change that a yearly run found
    let changes = place.app.work_changes(&officer("job"), &place.tools("changes")).await.unwrap();
    assert_eq!(changes.reminded, 1, "{changes:?}");
    let open = place.app.list_changes(&officer("reader"), Some(&worked.period)).await.unwrap();
    assert!(open.iter().any(|row| row.step == Reminder::Second && row.changes == 1), "{open:?}");

    let all = place.app.list_changes(&officer("reader"), None).await.unwrap();
    let as_found = |row: &app::ShownChange| (row.by_hint, row.period.as_str()) == (true, "");
    assert!(all.len() == open.len() && all.iter().all(as_found), "without a period as well: {all:?}");

    // at the desk as well, though no yearly run was begun
    let queues = place.app.count_change_queues(&officer("reader")).await.unwrap();
    assert_eq!(queues.len(), 1, "{queues:?}");
    assert!(queues[0].open.contains(&(Reminder::Second, 1, 0)), "{queues:?}");
    let of = ("nurse", "JP");
    let shown = place.app.show_change_queue(&officer("registrar"), of, Reminder::Second, None).await.unwrap();
    assert_eq!(shown.0, queues[0]);
    let told = (shown.1[0].entry.as_str(), shown.1[0].period.as_str(), shown.1[0].by_hint);
    assert_eq!(told, (renamed.entry.to_string().as_str(), worked.period.as_str(), true));

    // nothing of a certificate that was renewed is kept
    let kept = place
        .count("SELECT COUNT(*) FROM certificate_watch WHERE state = 'ended' AND LENGTH(certificate_no) > 0")
        .await;
    assert_eq!(kept, 0);
    let view = place.app.show_hints(&officer("reader")).await.unwrap();
    assert_eq!(view.authorities.iter().map(|of| of.asked).sum::<u64>(), expected, "{view:?}");
    assert!(!view.established, "要確認");
    place.is_clean().await;
}

async fn an_outage_loses_no_hint(place: &Place) {
    let signers = place.signers().await;
    place.app.switch_hints(&officer("registrar"), &order(true)).await.unwrap();
    place.hints().await.unwrap();
    place.nation.advance(DAYS).unwrap();
    let revoked = |one: &&Signer| [Fate::Renamed, Fate::Dies, Fate::Moves].contains(&one.fate);
    let expected = signers.iter().filter(revoked).count() as u64;
    for scenario in ["[systems.jpki]\noutage = {}\n", "[systems.juki]\noutage = {}\n"] {
        place.bend(scenario);
        assert_eq!(place.hints().await.unwrap_err().kind, ErrorKind::Unavailable, "{scenario}");
        assert!(place.findings().await.is_empty(), "no answer is no answer: {scenario}");
    }
    place.bend("");
    let worked = place.hints().await.unwrap();
    assert_eq!((worked.hints, worked.asked), (0, expected), "found before, asked now: {worked:?}");
    assert_eq!(place.count("SELECT COUNT(*) FROM check_run").await, 1, "the run that was begun went on");
}

async fn a_run_ends_though_its_authority_stops_meanwhile(place: &Place) {
    place.signers().await;
    place.app.switch_hints(&officer("registrar"), &order(true)).await.unwrap();
    place.hints().await.unwrap();
    place.nation.advance(DAYS).unwrap();
    place.bend("[systems.juki]\noutage = {}\n");
    assert_eq!(place.hints().await.unwrap_err().kind, ErrorKind::Unavailable);
    let open = "SELECT COUNT(*) FROM check_run WHERE state <> 'done'";
    assert_eq!(place.count(open).await, 1, "its hints are planned and not asked");
    place.bend("");
    place.app.switch_hints(&officer("registrar"), &order(false)).await.unwrap();
    assert_eq!(place.hints().await.unwrap().asked, 0, "nobody is asked");
    assert_eq!(place.count(open).await, 0, "and nothing stays open");
    assert_eq!(place.count("SELECT COUNT(*) FROM certificate_watch").await, 0, "nor is anything kept");
    place.is_clean().await;
}

/// What two programs do that see the same hints when no run goes on: the second comes when the first is done.
async fn a_run_without_a_slice_is_never_begun(place: &Place) {
    place.signers().await;
    place.app.switch_hints(&officer("registrar"), &order(true)).await.unwrap();
    place.hints().await.unwrap();
    place.nation.advance(DAYS).unwrap();
    place.bend("[systems.juki]\noutage = {}\n");
    assert!(place.hints().await.is_err());
    let db = place.app.db();
    let register = RegisterId::of("nurse", "JP");
    let planned = store::hint::hints(&mut db.reader().await.unwrap(), register).await.unwrap();
    let sources: Vec<_> = planned.iter().map(|hint| (hint.register, hint.source)).collect();
    assert!(!sources.is_empty());
    let nobody = EntryId::new(0, [0; 10]);
    let slice = store::check::NewSlice {
        register,
        number: 0,
        authority: "JP".to_owned(),
        after: nobody,
        last: nobody,
    };
    let late = store::hint::OfRun::New {
        id: [7; 16],
        period: "hints-of-the-second".to_owned(),
        at: 1,
        by: "second".to_owned(),
    };
    assert!(!store::hint::plan(db, &late, &slice, &sources, 1).await.unwrap(), "they are planned already");
    assert_eq!(place.count("SELECT COUNT(*) FROM check_run").await, 1, "so nothing was begun");
}

async fn nothing_is_kept_before_an_authority_begins(place: &Place) {
    let signers = place.signers().await;
    let worked = place.hints().await.unwrap();
    assert_eq!(worked, app::HintsWorked::default());
    assert_eq!(place.count("SELECT COUNT(*) FROM certificate_watch").await, 0);

    let without_ground = HintOrder { ground: " ".to_owned(), ..order(true) };
    let refused = place.app.switch_hints(&officer("registrar"), &without_ground).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::BadInput);
    let reader = app::Actor { roles: vec![app::Role::Reader], ..officer("reader") };
    let refused = place.app.switch_hints(&reader, &order(true)).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotPermitted);
    let start = place.app.start_check(&officer("registrar"), "hints-2026").await.unwrap_err();
    assert_eq!(start.kind, ErrorKind::BadInput, "a yearly run is not named like one of hints");

    place.app.switch_hints(&officer("registrar"), &order(true)).await.unwrap();
    assert_eq!(place.hints().await.unwrap().watched, signers.len() as u64);
    place.app.switch_hints(&officer("registrar"), &order(false)).await.unwrap();
    place.nation.advance(DAYS).unwrap();
    assert_eq!(place.hints().await.unwrap().hints, 0, "and when it stops, nobody is asked");
    assert_eq!(place.count("SELECT COUNT(*) FROM certificate_watch").await, 0, "and nothing is kept");
    let switches = place.app.list_deciding(&officer("registrar")).await.unwrap();
    assert!(switches.is_empty(), "it is no deciding by rule: {switches:?}");
}

async fn two_programs_ask_about_hints_by_themselves_and_once(place: &Place) {
    let signers = place.signers().await;
    let second = App::open(&place.settings).await.unwrap();
    let folder = |name: &str| place.folder.path().join(name);
    let programs = [
        place.app.start_follow_up(folder("one"), EVERY).unwrap(),
        second.start_follow_up(folder("two"), EVERY).unwrap(),
    ];
    place.app.switch_hints(&officer("registrar"), &order(true)).await.unwrap();
    let all = signers.len();
    let unwatched = format!("SELECT {all} - COUNT(*) FROM certificate_watch WHERE state = 'watched'");
    place.until_nothing_is_left(&unwatched).await;
    place.nation.advance(DAYS).unwrap();
    let revoked = |one: &&Signer| [Fate::Renamed, Fate::Dies, Fate::Moves].contains(&one.fate);
    let expected = signers.iter().filter(revoked).count();
    let unasked = format!("SELECT {expected} - COUNT(*) FROM certificate_watch WHERE state = 'asked'");
    place.until_nothing_is_left(&unasked).await;
    place.until_nothing_is_left("SELECT COUNT(*) FROM check_run WHERE state <> 'done'").await;
    place.until_nothing_is_left("SELECT 1 - COUNT(*) FROM check_change WHERE notice <> ''").await;
    for program in programs {
        program.abort();
    }
    place.findings().await; // nobody twice
    let looks = place
        .count("SELECT COUNT(*) FROM disclosure WHERE request LIKE '%a signing certificate was revoked'")
        .await;
    assert_eq!(looks, place.count("SELECT COUNT(*) FROM check_slice").await, "a look a slice");
    let (asked, runs) = (place.hints().await.unwrap(), place.count("SELECT COUNT(*) FROM check_run").await);
    assert_eq!((asked.hints, asked.asked), (0, 0), "nothing was left, after {runs} runs: {asked:?}");
    place.is_clean().await;
}

/// Lists of everything that was revoked in the country are fetched as soon as a certificate is watched, and not before.
async fn no_list_is_fetched_for_nobody(place: &Place) {
    place.app.switch_hints(&officer("registrar"), &order(true)).await.unwrap();
    let worked = place.hints().await.unwrap();
    assert_eq!((worked.authorities, worked.watched), (1, 0), "{worked:?}");
    assert_eq!(place.received("jpki").await, Vec::<String>::new());
    let signers = place.signers().await;
    assert_eq!(place.hints().await.unwrap().watched, signers.len() as u64);
    assert!(!place.received("jpki").await.is_empty(), "this test is blind");
}

async fn a_yearly_run_and_hints_are_listed_beside_each_other(place: &Place) {
    place.run().await;
    place.app.follow_check(&officer("registrar"), None).await.unwrap();
    let yearly = place.app.list_changes(&officer("reader"), Some("2026")).await.unwrap();
    assert!(
        !yearly.is_empty() && yearly.iter().all(|row| !row.by_hint && row.period == "2026"),
        "{yearly:?}"
    );
    assert_eq!(place.app.list_changes(&officer("reader"), None).await.unwrap(), yearly);

    place.signers().await;
    place.app.switch_hints(&officer("registrar"), &order(true)).await.unwrap();
    place.hints().await.unwrap();
    place.nation.advance(DAYS).unwrap();
    let worked = place.hints().await.unwrap();
    let hints = place.app.list_changes(&officer("reader"), Some(&worked.period)).await.unwrap();
    let sum = |rows: &[app::ShownChange]| rows.iter().map(|row| row.changes).sum::<u64>();
    assert!(sum(&hints) > 0, "{worked:?}");
    let (both, of_hints): (Vec<_>, Vec<_>) = place
        .app
        .list_changes(&officer("reader"), None)
        .await
        .unwrap()
        .into_iter()
        .partition(|row| !row.by_hint);
    assert_eq!((both, sum(&of_hints)), (yearly, sum(&hints)));
}
