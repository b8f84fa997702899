//! Who is told: families after a deletion, holders in their inbox.

use app::{Applying, BatchCheck};
use registry::check::BatchState;
use registry::ids::HolderId;

use crate::support::{Place, officer, on_both_engines};

/// Far enough ahead that every job is due.
const FAR: i64 = 4_000_000_000_000_000;

on_both_engines!(with_systems: a_reminder_comes_to_the_inbox_as_well);

mod told {
    use super::*;
    on_both_engines!(where_families_are_told: a_family_is_told_of_what_was_deleted_and_of_nothing_else);

    async fn a_family_is_told_of_what_was_deleted_and_of_nothing_else(place: &Place) {
        let batch = place.proposed().await;
        place.nation.advance(14).unwrap();
        assert_eq!(place.check(&batch).await.unwrap(), BatchCheck::Checked);
        place.approve("aoki", &batch).await.unwrap();
        place.approve("baba", &batch).await.unwrap();
        assert_eq!(place.jobs().await, 0, "nothing is deleted yet, nobody is told");
        let carried =
            place.app.carry_out_deletions(&officer("job"), &batch.id, &|_| true).await.unwrap().recorded;
        assert_eq!(place.batch().await.state, BatchState::Done);
        assert_eq!(place.jobs().await as u64, carried, "one letter a deletion");
        place.app.carry_out_deletions(&officer("job"), &batch.id, &|_| true).await.unwrap();
        assert_eq!(place.jobs().await as u64, carried, "and no second one");

        // an outage of the carrier tells nobody, and nobody twice afterwards
        place.bend("[systems.notice]\noutage = {}\n");
        while place.app.work_outbox_at(FAR).await.unwrap() > 0 {}
        assert_eq!(place.open_jobs().await as u64, carried);
        place.bend("");
        while place.app.work_outbox_at(2 * FAR).await.unwrap() > 0 {}
        let never =
            place.count("SELECT COUNT(*) FROM outbox WHERE kind = 'tell-family' AND outcome <> 'done'").await;
        assert_eq!((place.open_jobs().await, never), (0, 0));
        let post = place.post().await;
        assert_eq!(post.matches("様 ご家族").count() as u64, carried, "{post}");
        let looks = place.count("SELECT COUNT(*) FROM disclosure WHERE actor = 'tell-family'").await;
        assert!(looks as u64 >= carried, "each is a look that stands under the entry: {looks}");
        let kept =
            place.count("SELECT COUNT(*) FROM outbox WHERE body LIKE '%番地%' OR body LIKE '%様%'").await;
        assert_eq!(kept, 0, "no address and no name is kept in a job");
        place.is_clean().await;
    }
}

mod restored {
    use super::*;
    on_both_engines!(where_families_are_told: who_was_restored_before_the_letter_gets_none);

    async fn who_was_restored_before_the_letter_gets_none(place: &Place) {
        let batch = place.proposed().await;
        place.nation.advance(14).unwrap();
        place.check(&batch).await.unwrap();
        place.approve("aoki", &batch).await.unwrap();
        place.approve("baba", &batch).await.unwrap();
        place.app.carry_out_deletions(&officer("job"), &batch.id, &|_| true).await.unwrap();
        place.app.restore_deletions(&officer("chiba"), &batch.id, "誤り", &|_| true).await.unwrap();
        while place.app.work_outbox_at(FAR).await.unwrap() > 0 {}
        assert!(!place.post().await.contains("ご家族"));
        assert_eq!(place.open_jobs().await, 0, "and nothing waits");
    }
}

impl Place {
    async fn jobs(&self) -> i64 {
        self.count("SELECT COUNT(*) FROM outbox WHERE kind = 'tell-family'").await
    }

    async fn open_jobs(&self) -> i64 {
        self.count("SELECT COUNT(*) FROM outbox WHERE kind = 'tell-family' AND done_at IS NULL").await
    }
}

async fn a_reminder_comes_to_the_inbox_as_well(place: &Place) {
    place.run().await;
    place.app.follow_check(&officer("registrar"), None).await.unwrap();
    // a holder with an account here
    let sql = "SELECT h.holder_id FROM check_change c JOIN entry_holder h ON h.register_id = c.register_id \
               AND h.entry_id = c.entry_id WHERE c.item = 'name' AND c.step = 'first-reminder' ORDER BY c.entry_id LIMIT 1";
    let mut reader = place.app.db().reader().await.unwrap();
    let holder =
        reader.query(sql, &[], |row| Ok(HolderId::from_stored(row.bytes(0)?).unwrap())).await.unwrap();
    drop(reader);
    let (holder, account) = (holder[0], [7; 16]);
    let belongs = place.app.db().transact("belong", move |tx| {
        Box::pin(async move { store::portal::belong(tx, &account, holder).await })
    });
    assert!(belongs.await.unwrap());

    let worked = place.app.work_changes(&officer("job"), &place.tools("changes")).await.unwrap();
    assert!(worked.reminded > 0, "{worked:?}");
    while place.app.work_outbox_at(FAR).await.unwrap() > 0 {}
    let who = Applying { account, holder: Some(holder) };
    assert_eq!(place.app.unread_messages(&who).await.unwrap(), 1);
    let messages = place.app.list_messages(&who).await.unwrap();
    let kinds: Vec<&str> = messages.iter().map(|message| message.kind.as_str()).collect();
    assert_eq!(kinds, ["check-first-reminder"]);
    let detail = messages[0].detail.as_ref().unwrap();
    assert!(
        detail.ja.contains("看護師") && detail.ja.contains("氏名") && detail.ja.contains("まで"),
        "{detail:?}"
    );
    let stranger = Applying { account: [8; 16], holder: None };
    assert!(place.app.list_messages(&stranger).await.unwrap().is_empty());

    place.nation.advance(60).unwrap();
    place.app.work_changes(&officer("job"), &place.tools("changes")).await.unwrap();
    place.nation.advance(60).unwrap();
    place.app.work_changes(&officer("job"), &place.tools("changes")).await.unwrap();
    while place.app.work_outbox_at(FAR).await.unwrap() > 0 {}
    let messages = place.app.list_messages(&who).await.unwrap();
    let kinds: Vec<&str> = messages.iter().map(|message| message.kind.as_str()).collect();
    assert_eq!(kinds, ["check-corrected", "check-second-reminder", "check-first-reminder"]);
}
