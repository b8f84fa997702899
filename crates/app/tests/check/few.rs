//! A small register's batch, in which nobody has a family register: people release it, or nobody does.

use app::holders::HolderActor;
use app::{BatchCheck, DeletionBatchView, ErrorKind, InquiryOutcome, Listed};
use country::{Domicile, Person};
use registry::act::Act;
use registry::check::{BatchState, ProposalState, Verdict};
use registry::ids::{EntryId, HolderId, RegisterId};

use crate::support::{Place, officer, on_both_engines};

on_both_engines!(with_systems:
    a_few_without_a_family_register_come_to_the_officers_once_one_lets_them,
    of_what_is_left_without_the_confirmed_one_nobody_signs_unknowing,
);

/// How many are left in the batch.
const FEW: usize = 2;
/// Who asks, by the rules.
const INQUIRER: &str = "mhlw";
const GROUND: &str = "除票で死亡を確認（架空の決裁 第9号）";

impl Place {
    /// A batch of a few whom the family register does not know. In so small a country the dead all have one: so the few have the code of somebody
    /// of another nationality.
    async fn proposed_of_few(&self) -> DeletionBatchView {
        self.proposed_of(0).await
    }

    /// The same, and so many beside them who do have one.
    async fn proposed_of(&self, known: usize) -> DeletionBatchView {
        let today = self.nation.today();
        let without = |of: &Person| matches!(of.domicile_on(today), Domicile::Abroad(_));
        let foreigner = self.nation.people().find(without).unwrap();
        let code = self.nation.linkage_code(INQUIRER, foreigner.id);
        let batch = self.proposed().await;
        let who = officer("chiba");
        for (at, one) in self.all_of(&batch).await.iter().enumerate() {
            if at < FEW {
                let (db, code) = (self.app.db(), (INQUIRER.to_owned(), code.clone()));
                store::network::keep_code(db, self.holder_of(one).await, code, 1).await.unwrap();
            } else if at >= FEW + known {
                self.app.take_out_proposal(&who, (&batch.id, one), "架空の理由").await.unwrap();
            }
        }
        batch
    }

    /// The entries of a batch.
    async fn all_of(&self, batch: &DeletionBatchView) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        loop {
            let (who, after) = (officer("chiba"), all.last().cloned());
            let listed = Listed::In(ProposalState::Proposed);
            let page = self.app.list_of_batch(&who, &batch.id, listed, after.as_deref()).await.unwrap();
            if page.is_empty() {
                return all;
            }
            all.extend(page.into_iter().map(|one| one.entry));
        }
    }

    async fn holder_of(&self, entry: &str) -> HolderId {
        let key = (RegisterId::of("nurse", "JP"), EntryId::parse(entry).unwrap());
        let mut reader = self.app.db().reader().await.unwrap();
        store::holder::of_entry(&mut reader, key).await.unwrap().unwrap().holder
    }

    /// What was asked over the network about somebody in it, in both rounds, is told to whoever is that person.
    async fn told_who_asked(&self, batch: &DeletionBatchView) {
        let one = self.all_of(batch).await.remove(0);
        let holder = self.holder_of(&one).await;
        let who = |holder| HolderActor { account: [9; 16], holder, purpose: "own-view".to_owned() };
        let asked = self.app.my_inquiries(&who(Some(holder)), &one).await.unwrap();
        assert_eq!(asked.len(), 2, "{asked:?}");
        assert!(asked.iter().all(|one| one.outcome == InquiryOutcome::Provided && !one.basis.is_empty()));
        let refused = self.app.my_inquiries(&who(None), &one).await.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::NotFound, "another person's");
    }

    /// Checks it when its quarantine is over; why it stopped.
    async fn stops(&self, batch: &DeletionBatchView) -> String {
        self.nation.advance(14).unwrap();
        match self.check(batch).await.unwrap() {
            BatchCheck::Stopped(why) => why,
            other => panic!("it goes on: {other:?}"),
        }
    }
}

async fn a_few_without_a_family_register_come_to_the_officers_once_one_lets_them(place: &Place) {
    let (batch, few) = (place.proposed_of_few().await, FEW as u64);
    let why = place.stops(&batch).await;
    assert!(why.starts_with("戸籍で確かめられた案が一件もありません") && why.contains("除票"), "{why}");
    let stopped = place.batch().await;
    assert_eq!((stopped.state, stopped.counts.said[&Verdict::Silent]), (BatchState::Stopped, few));
    assert!(!stopped.is_unconfirmed(), "it does not come to the officers yet");

    place.app.release_deletions(&officer("chiba"), &batch.id, GROUND).await.unwrap();
    place.nation.advance(14).unwrap();
    assert_eq!(place.check(&batch).await.unwrap(), BatchCheck::Checked);
    let checked = place.batch().await;
    assert!(checked.is_unconfirmed() && checked.counts.proposed == few, "{checked:?}");
    assert_eq!(place.acts(Act::Deletion).await, 0, "whoever lets it go on deletes nobody");
    place.told_who_asked(&batch).await;
    place.approve("aoki", &batch).await.unwrap();
    place.approve("baba", &batch).await.unwrap();
    let carried = place.app.carry_out_deletions(&officer("job"), &batch.id, &|_| true).await.unwrap();
    assert_eq!((carried.recorded, carried.fallen), (few, 0));
    place.is_clean().await;
}

async fn of_what_is_left_without_the_confirmed_one_nobody_signs_unknowing(place: &Place) {
    let batch = place.proposed_of(1).await;
    place.nation.advance(14).unwrap();
    assert_eq!(place.check(&batch).await.unwrap(), BatchCheck::Checked);
    let checked = place.batch().await;
    assert_eq!((checked.counts.confirmed, checked.is_unconfirmed()), (1, false), "{checked:?}");
    place.approve("aoki", &batch).await.unwrap();

    let all = place.app.list_of_batch(&officer("chiba"), &batch.id, Listed::Asked, None).await.unwrap();
    let known = all.iter().find(|one| one.said == Some(Verdict::Agrees)).unwrap();
    let key = (batch.id.as_str(), known.entry.as_str());
    place.app.take_out_proposal(&officer("chiba"), key, "本人が窓口に来た（架空）").await.unwrap();
    let (left, history) = place.app.show_deletion_batch(&officer("chiba"), &batch.id).await.unwrap();
    assert_eq!((left.state, left.counts.confirmed), (BatchState::Stopped, 0), "{left:?}");
    assert!(left.officers.is_empty(), "what aoki signed was another batch");
    assert_eq!(history.last().unwrap().what, "stop-unconfirmed");
    assert_eq!(place.approve("baba", &batch).await.unwrap_err().kind, ErrorKind::Conflict);

    place.app.release_deletions(&officer("chiba"), &batch.id, GROUND).await.unwrap();
    place.nation.advance(14).unwrap();
    assert_eq!(place.check(&batch).await.unwrap(), BatchCheck::Checked);
    assert!(place.batch().await.is_unconfirmed(), "now it is told to both");
    place.approve("aoki", &batch).await.unwrap();
    place.approve("baba", &batch).await.unwrap();
    let carried = place.app.carry_out_deletions(&officer("job"), &batch.id, &|_| true).await.unwrap();
    assert_eq!((carried.recorded, carried.fallen), (FEW as u64, 0));
    place.is_clean().await;
}

mod none {
    use super::*;
    on_both_engines!(where_none_goes_on_unconfirmed: more_than_the_rules_let_be_stop_again);

    async fn more_than_the_rules_let_be_stop_again(place: &Place) {
        let batch = place.proposed_of_few().await;
        for _ in 0..2 {
            let why = place.stops(&batch).await;
            assert!(why.contains("照会の誤り"), "{why}");
            place.app.release_deletions(&officer("chiba"), &batch.id, GROUND).await.unwrap();
        }
        assert_eq!(place.acts(Act::Deletion).await, 0);
    }
}
