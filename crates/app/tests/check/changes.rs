//! From a change that was found to an entry that says it: the holder first, the authority last.

use app::ErrorKind;
use registry::act::Act;
use registry::check::{ChangeEnd, Reminder};
use registry::item::{EntryItem, get};

use crate::support::{Place, officer, on_both_engines};

on_both_engines!(with_systems:
    a_holder_is_reminded_twice_and_then_corrected,
    a_change_that_was_notified_needs_no_reminder,
    an_outage_reminds_nobody_twice,
    another_name_meanwhile_is_an_officers,
    a_number_that_is_anothers_by_now_is_an_officers,
    a_letter_whose_taking_nobody_heard_of_is_the_one_that_was_sent,
);

impl Place {
    async fn followed(&self) -> u64 {
        self.run().await;
        let followed = self.app.follow_check(&officer("registrar"), None).await.unwrap();
        assert!(followed.changes > 0, "{followed:?}");
        let due = self
            .findings()
            .await
            .values()
            .filter(|(_, lead, _)| lead == "remind" || lead == "ask-koseki")
            .count();
        assert_eq!(followed.changes, due as u64);
        followed.changes
    }

    async fn work(&self) -> app::ChangesWorked {
        self.app.work_changes(&officer("job"), &self.tools("changes")).await.unwrap()
    }

    /// Open changes at a step.
    async fn at(&self, step: Reminder) -> u64 {
        let all = self.app.list_changes(&officer("reader"), None).await.unwrap();
        all.iter().filter(|row| row.step == step && row.end.is_none()).map(|row| row.changes).sum()
    }

    async fn ended(&self, end: ChangeEnd) -> u64 {
        let all = self.app.list_changes(&officer("reader"), None).await.unwrap();
        all.iter().filter(|row| row.end == Some(end)).map(|row| row.changes).sum()
    }

    async fn all_changes(&self) -> u64 {
        let all = self.app.list_changes(&officer("reader"), None).await.unwrap();
        all.iter().map(|row| row.changes).sum()
    }
}

async fn a_holder_is_reminded_twice_and_then_corrected(place: &Place) {
    let changes = place.followed().await;
    let first = place.work().await;
    assert!(first.reminded > 0 && first.corrected == 0 && first.later == 0, "{first:?}");
    assert_eq!(place.at(Reminder::Second).await, first.reminded);
    assert_eq!(place.work().await, app::ChangesWorked::default(), "nothing is due");
    assert_eq!(place.acts(Act::RegisterCorrection).await, 0);

    place.nation.advance(60).unwrap();
    let second = place.work().await;
    assert!(second.reminded > 0 && second.reminded + second.ended == first.reminded, "{second:?}");
    place.nation.advance(60).unwrap();
    let third = place.work().await;
    assert!(third.corrected > 0, "{third:?}");
    assert_eq!(place.acts(Act::RegisterCorrection).await as u64, third.corrected);
    assert_eq!(place.all_changes().await, changes, "the numbers add up");
    for step in [Reminder::First, Reminder::Second, Reminder::Correction] {
        assert_eq!(place.at(step).await, 0, "{step:?}");
    }

    // what was corrected is what the resident register says, and each act says by what
    let mut reader = place.app.db().reader().await.unwrap();
    let sql = "SELECT e.present FROM check_change c JOIN entry e ON e.register_id = c.register_id \
               AND e.entry_id = c.entry_id WHERE c.outcome = 'corrected' AND c.item = 'name'";
    let presents = reader.query(sql, &[], |row| Ok(row.text(0)?.to_owned())).await.unwrap();
    drop(reader);
    assert!(!presents.is_empty());
    for present in presents {
        let number: String =
            get(&present, EntryItem::Number).unwrap().chars().filter(char::is_ascii_digit).collect();
        let resident = place.nation.resident(place.whose[&number]).unwrap();
        assert_eq!(get(&present, EntryItem::Name), Some(resident.name.as_str()));
    }
    let cited = place
        .count(
            "SELECT COUNT(*) FROM ledger l JOIN basis b ON b.register_id = l.register_id AND b.basis_id = l.basis_id \
             WHERE l.act = 'correction' AND b.citation LIKE '%職権修正%' AND b.ground LIKE '%届出勧奨%'",
        )
        .await;
    assert_eq!(cited as u64, third.corrected);
    let kept =
        place.count("SELECT COUNT(*) FROM check_change WHERE seen LIKE '%番地%' OR notice LIKE '%市%'").await;
    assert_eq!(kept, 0, "no address is kept");
    place.is_clean().await;
}

async fn a_change_that_was_notified_needs_no_reminder(place: &Place) {
    place.followed().await;
    let mut reader = place.app.db().reader().await.unwrap();
    let sql = "SELECT entry_id, seen FROM check_change WHERE item = 'name' ORDER BY entry_id LIMIT 1";
    let (entry, name) = reader
        .query(sql, &[], |row| {
            let id = registry::ids::EntryId::from_stored(row.bytes(0)?).unwrap();
            Ok((id.to_string(), get(row.text(1)?, EntryItem::Name).unwrap().to_owned()))
        })
        .await
        .unwrap()
        .remove(0);
    drop(reader);
    let order = app::ActOrder {
        target: entry,
        act: Act::RegisterCorrection,
        effective_on: app::today_in_japan(),
        ground: "架空の申請".to_owned(),
        items: vec![("name".to_owned(), name)],
        seen_version: None,
        key: None,
    };
    place.app.record_act(&officer("registrar"), &order).await.unwrap();
    place.work().await;
    assert_eq!(place.ended(ChangeEnd::Notified).await, 1);
}

/// Married again since: nobody was reminded of that, and a run that finds it begins no second way while the first is open.
async fn another_name_meanwhile_is_an_officers(place: &Place) {
    place.followed().await;
    let before = place.ended(ChangeEnd::Desk).await;
    let other = "UPDATE check_change SET seen = REPLACE(seen, '\u{3000}', '別\u{3000}') WHERE item = 'name'";
    let done = place.app.db().transact::<_, db::DbError, _>("other", move |tx| Box::pin(tx.batch(other)));
    done.await.unwrap();
    let names = place.count("SELECT COUNT(*) FROM check_change WHERE seen LIKE '%別\u{3000}%'").await;
    assert!(names > 0, "this test is blind");
    place.work().await;
    assert_eq!(place.ended(ChangeEnd::Desk).await - before, names as u64);
    assert_eq!(place.ended(ChangeEnd::TakenBack).await, 0);
    let tasks = place.count("SELECT COUNT(*) FROM desk_task WHERE about LIKE '%name-changed%'").await;
    assert!(tasks >= names, "each is a task of the desk: {tasks} of {names}");
}

/// The key was given to somebody else after the run: nobody is written to, and nothing waits for ever.
async fn a_number_that_is_anothers_by_now_is_an_officers(place: &Place) {
    place.followed().await;
    place.bend("[country]\nreassigned = 1.0\n");
    let worked = place.work().await;
    assert_eq!((worked.reminded, worked.later), (0, 0), "{worked:?}");
    assert!(worked.ended > 0 && place.ended(ChangeEnd::Desk).await > 0, "{worked:?}");
    assert_eq!(place.post().await.matches("変更の届出について").count(), 0);
}

async fn an_outage_reminds_nobody_twice(place: &Place) {
    place.followed().await;
    place.bend("[systems.notice]\noutage = {}\n");
    let worked = place.work().await;
    assert!(worked.reminded == 0 && worked.later > 0, "{worked:?}");
    assert_eq!(place.work().await, app::ChangesWorked::default(), "not at once again");
    let no_right = app::Actor { roles: vec![app::Role::Reader], ..officer("reader") };
    let refused = place.app.work_changes(&no_right, &place.tools("changes")).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotPermitted);
}

/// As after a kill between the sending and the noting: the next try is of another day, with another deadline in the letter.
async fn a_letter_whose_taking_nobody_heard_of_is_the_one_that_was_sent(place: &Place) {
    place.followed().await;
    place.bend("[systems.notice]\ncut_after_bytes = 5\n");
    let worked = place.work().await;
    assert!(worked.reminded == 0 && worked.later > 0, "{worked:?}");
    place.bend("");
    let letters = place.post().await.matches("変更の届出について").count() as u64;
    assert_eq!(letters, worked.later, "this test is blind: nothing was posted");
    place.nation.advance(1).unwrap();
    let again = "UPDATE check_change SET taken_until = 0 WHERE register_id = register_id";
    let done = place.app.db().transact::<_, db::DbError, _>("again", move |tx| Box::pin(tx.batch(again)));
    done.await.unwrap();
    let told = place.work().await;
    assert_eq!((told.reminded, told.later), (letters, 0), "{told:?}");
    assert_eq!(place.at(Reminder::Second).await, letters, "each goes on, and none is an officer's");
    assert_eq!(place.post().await.matches("変更の届出について").count() as u64, letters, "each once");
}
