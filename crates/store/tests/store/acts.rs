//! Legal acts from the first to the last, and the history that they leave.

use jiff::civil::{Date, date};
use registry::act::Act;
use registry::item::EntryItem;
use registry::present::{Existence, Present, Standing, TRANSFERRED};
use registry::step::as_of;
use store::StoreError;
use store::entry::{by_id, by_number};
use store::ledger::Appended;
use store::log::{checkpoint_at, latest_checkpoint};
use store::writer::now_micros;

use crate::agree::agree;
use crate::support::{
    BEGAN, Place, TODAY, basis, decided, fresh_entry, lines, on_both_engines, registration,
};

on_both_engines!(
    a_whole_life,
    every_act_is_recorded_with_who_when_and_why,
    a_transfer_is_two_entries_in_one_commit,
    an_erasure_empties_the_one_body_that_it_names,
    an_erasure_of_nothing_is_refused,
    as_it_stood_and_as_was_known,
);

/// An act, its day, its body, and where the entry stands after it.
type Step<'a> = (Act, Date, &'a [(EntryItem, &'a str)], Standing);

async fn a_whole_life(place: Place) {
    let nurses = place.nurses().await;
    let new = registration(nurses, "123", "髙橋 花子");
    let who = (nurses, new.entry);
    assert_eq!(place.write(new).await, 1);
    let suspended = [(EntryItem::PracticeSuspended, "2026-11-01/2026-12-31")];
    let acts: &[Step<'_>] = &[
        (
            Act::RegisterCorrection,
            date(2020, 6, 1),
            &[(EntryItem::Name, "渡邉 花子"), (EntryItem::FormerName, "髙橋 花子")],
            Standing::Active,
        ),
        (Act::ClericalCorrection, BEGAN, &[(EntryItem::Born, "1990-02-04")], Standing::Active),
        (
            Act::CertificateRenewal,
            date(2020, 6, 1),
            &[(EntryItem::CertificateNumber, "二の12")],
            Standing::Active,
        ),
        (
            Act::CertificateReissue,
            date(2021, 6, 1),
            &[(EntryItem::CertificateNumber, "三の12")],
            Standing::Active,
        ),
        (Act::Admonition, date(2022, 1, 1), &[(EntryItem::Reason, "戒告")], Standing::Active),
        (Act::PracticeSuspension, date(2026, 11, 1), &suspended, Standing::Suspended),
        (Act::Revocation, date(2026, 11, 2), &[], Standing::Revoked),
        (Act::ReEducation, date(2026, 11, 3), &[(EntryItem::ReEducated, "2026-11-03")], Standing::Revoked),
        (Act::Relicence, date(2026, 11, 4), &[], Standing::Active),
        (
            Act::TitleSuspension,
            date(2026, 11, 5),
            &[(EntryItem::TitleSuspended, "2026-11-05/")],
            Standing::Suspended,
        ),
        (Act::Deletion, date(2026, 11, 6), &[(EntryItem::Reason, "request")], Standing::Deleted),
        (Act::Restoration, date(2026, 11, 7), &[], Standing::Suspended),
    ];
    for (version, (act, on, body, standing)) in (2..).zip(acts) {
        let draft = place.decide(who, *act, *on, body).await;
        assert_eq!(place.write(draft).await, version, "{act:?}");
        let row = by_id(&mut place.db.reader().await.unwrap(), &[nurses], who.1).await.unwrap().unwrap();
        assert_eq!(row.version, version);
        assert_eq!(Present::from_stored(row.present).standing(TODAY), *standing, "{act:?}");
    }
    let mut reader = place.db.reader().await.unwrap();
    let found = by_number(&mut reader, &[nurses], "123").await.unwrap();
    assert_eq!(found.len(), 1);
    let present = Present::from_stored(found[0].present.clone());
    assert_eq!(present.items().get(EntryItem::Name), Some("渡邉 花子"));
    assert_eq!(present.items().get(EntryItem::Born), Some("1990-02-04"));
    assert_eq!(present.items().get(EntryItem::CertificateNumber), Some("三の12"));
    assert_eq!(present.items().get(EntryItem::Relicensed), Some("2026-11-04"));
    place.sequence().await;
    let found = agree(&place.db, true).await;
    assert_eq!((found.entries, found.records, found.placed), (1, 13, 13));
}

async fn every_act_is_recorded_with_who_when_and_why(place: Place) {
    let nurses = place.nurses().await;
    let started = now_micros();
    let new = registration(nurses, "1", "齋藤 薫");
    let who = (nurses, new.entry);
    let body = new.body.clone();
    place.write(new).await;
    let mut other = place.decide(who, Act::Admonition, date(2022, 1, 1), &[]).await;
    other.basis.actor = "minister".to_owned();
    other.basis.ground = "医道審議会 令和4年1月".to_owned();
    place.write(other).await;
    let records = place.history(nurses, who.1).await;
    let [first, second] = records.as_slice() else { panic!("{records:?}") };
    assert_eq!(
        (first.version, first.act, first.effective_on.as_str()),
        (1, Act::NewRegistration, "2012-04-01")
    );
    assert_eq!((&first.basis, first.body.as_deref()), (&basis(), Some(body.as_str())));
    assert_eq!((second.version, second.act, second.basis.actor.as_str()), (2, Act::Admonition, "minister"));
    assert_eq!(second.basis.ground, "医道審議会 令和4年1月");
    assert!(started <= first.recorded_at && first.recorded_at <= second.recorded_at);
    assert_eq!((first.position, second.position), (None, None), "nothing is placed yet");
    place.sequence().await;
    let positions: Vec<_> = place.history(nurses, who.1).await.iter().map(|r| r.position).collect();
    assert_eq!(positions, [Some(0), Some(1)]);
}

async fn a_transfer_is_two_entries_in_one_commit(place: Place) {
    let (from, to) =
        (place.register("care-manager", "JP-13").await, place.register("care-manager", "JP-27").await);
    let old = registration(from, "13000001", "渡辺 翔");
    let (left, arrived) = ((from, old.entry), fresh_entry());
    place.write(old).await;
    let out = place
        .decide(left, Act::TransferOut, date(2026, 4, 1), &[(EntryItem::LinkedEntry, &arrived.to_string())])
        .await;
    let body = lines(&[
        (EntryItem::Number, "27000001"),
        (EntryItem::Name, "渡辺 翔"),
        (EntryItem::Born, "1980-05-05"),
        (EntryItem::LinkedEntry, &left.1.to_string()),
    ]);
    let into = decided((to, arrived), &[], (Act::TransferIn, date(2026, 4, 1)), &body);
    let outcome = place.append(vec![out, into]).await.unwrap();
    assert!(outcome.iter().all(|o| matches!(o, Appended::Written { .. })), "{outcome:?}");
    let mut reader = place.db.reader().await.unwrap();
    let registers = [from, to];
    let there = by_id(&mut reader, &registers, arrived).await.unwrap().unwrap();
    let gone = by_id(&mut reader, &registers, left.1).await.unwrap().unwrap();
    assert_eq!((there.register, there.number_key.as_str()), (to, "27000001"));
    let gone = Present::from_stored(gone.present);
    assert_eq!(
        gone.existence(),
        Existence::Deleted { reason: TRANSFERRED.to_owned(), on: "2026-04-01".to_owned() }
    );
    assert_eq!(gone.items().get(EntryItem::LinkedEntry), Some(arrived.to_string().as_str()));
    let stamps =
        (place.history(from, left.1).await[1].recorded_at, place.history(to, arrived).await[0].recorded_at);
    assert_eq!(stamps.0, stamps.1, "one commit");
    place.sequence().await;
    agree(&place.db, true).await;
}

async fn an_erasure_empties_the_one_body_that_it_names(place: Place) {
    let nurses = place.nurses().await;
    let new = registration(nurses, "1", "齋藤 薫");
    let who = (nurses, new.entry);
    place.write(new).await;
    let wrong = place
        .decide(who, Act::RegisterCorrection, date(2020, 1, 1), &[(EntryItem::Note, "別人の病歴")])
        .await;
    place.write(wrong).await;
    let right = place.decide(who, Act::RegisterCorrection, date(2020, 2, 1), &[(EntryItem::Note, "-")]).await;
    place.write(right).await;
    place.sequence().await;
    let before = latest_checkpoint(&mut place.db.reader().await.unwrap()).await.unwrap().unwrap();
    let erase = place.decide(who, Act::Erasure, TODAY, &erasure_of("2")).await;
    assert_eq!(place.write(erase).await, 4);
    let bodies: Vec<bool> =
        place.history(nurses, who.1).await.iter().map(|record| record.body.is_some()).collect();
    assert_eq!(bodies, [true, false, true, true]);
    assert_eq!(place.count("SELECT COUNT(*) FROM ledger_body WHERE salt IS NULL AND body IS NULL").await, 1);
    assert_eq!(place.count("SELECT COUNT(*) FROM ledger_body WHERE salt IS NULL OR body IS NULL").await, 1);
    place.sequence().await;
    let found = agree(&place.db, true).await;
    assert_eq!((found.placed, before.size), (4, 3), "the tree stays whole");
}

fn erasure_of(version: &str) -> [(EntryItem, &str); 2] {
    [(EntryItem::Number, "1"), (EntryItem::ErasedVersion, version)]
}

async fn an_erasure_of_nothing_is_refused(place: Place) {
    let nurses = place.nurses().await;
    let new = registration(nurses, "1", "齋藤 薫");
    let who = (nurses, new.entry);
    place.write(new).await;
    for version in ["2", "7"] {
        // The law's own table refuses it before; the store does so by itself.
        let mut erase = place.decide(who, Act::Erasure, TODAY, &erasure_of("1")).await;
        erase.erases = Some(version.parse().unwrap());
        erase.body = format!("#1\nz{version}\n");
        let refused = place.append(vec![erase]).await;
        assert!(
            matches!(refused, Err(StoreError::Db(db::DbError::Constraint(_)))),
            "version {version}: {refused:?}"
        );
    }
    assert_eq!(place.history(nurses, who.1).await.len(), 1);
    assert!(place.history(nurses, who.1).await[0].body.is_some());
}

async fn as_it_stood_and_as_was_known(place: Place) {
    let nurses = place.nurses().await;
    let new = registration(nurses, "1", "髙橋 花子");
    let who = (nurses, new.entry);
    place.write(new).await;
    let married =
        place.decide(who, Act::RegisterCorrection, date(2020, 6, 1), &[(EntryItem::Name, "渡邉 花子")]).await;
    place.write(married).await;
    place.sequence().await;
    let known_then = now_micros();
    let slip = place.decide(who, Act::ClericalCorrection, BEGAN, &[(EntryItem::Name, "髙橋 華子")]).await;
    place.write(slip).await;
    place.sequence().await;
    let history = place.history(nurses, who.1).await;
    let name = |day, known| {
        let present = as_of(&history, day, known)?;
        present.items().get(EntryItem::Name).map(str::to_owned)
    };
    let day = date(2015, 1, 1);
    assert_eq!(name(day, None).as_deref(), Some("髙橋 華子"));
    let mut reader = place.db.reader().await.unwrap();
    let size = checkpoint_at(&mut reader, known_then).await.unwrap().unwrap().size;
    assert_eq!(size, 2, "the instant is translated to a position");
    assert_eq!(name(day, Some(size)).as_deref(), Some("髙橋 花子"));
    assert_eq!(name(date(2021, 1, 1), None).as_deref(), Some("渡邉 花子"));
    assert_eq!(name(date(2012, 3, 31), None), None);
    assert_eq!(
        checkpoint_at(&mut reader, 0).await.unwrap(),
        None,
        "nothing was known before the first checkpoint"
    );
}
