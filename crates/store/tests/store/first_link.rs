//! The desk's queue of the first link.

use registry::ids::EntryId;
use registry::linking::in_bulk::{Answer, BasicItem, DeskReason, ItemSet};
use store::StoreError;
use store::first_link::{self, Answered, DeskRow};

use crate::support::{Place, fresh_entry, on_both_engines};

on_both_engines!(an_entry_waits_once_until_it_is_answered_or_linked);

impl Place {
    async fn queue(&self, rows: Vec<DeskRow>) {
        let queued: Result<_, StoreError> = self
            .db
            .transact("queue", move |tx| {
                let rows = rows.clone();
                Box::pin(async move { first_link::queue(tx, &rows).await })
            })
            .await;
        queued.unwrap();
    }

    async fn answer(&self, row: &DeskRow, answer: Answer) -> bool {
        let key = (row.register, row.entry);
        let answered = Answered { answer, at: 9, by: "officer".to_owned(), ground: "戸籍".to_owned() };
        let kept: Result<_, StoreError> = self
            .db
            .transact("answer", move |tx| {
                let answered = answered.clone();
                Box::pin(async move { first_link::answer(tx, key, &answered).await })
            })
            .await;
        kept.unwrap()
    }
}

async fn an_entry_waits_once_until_it_is_answered_or_linked(place: Place) {
    let register = place.nurses().await;
    let items = ItemSet::NONE.with(BasicItem::Address);
    let row = |reason| DeskRow {
        register,
        entry: fresh_entry(),
        reason,
        given: Some(([7; 16], "card-copy same-card".to_owned())),
        report: "N髙橋 花子\n".to_owned(),
        reported_on: "2026-01-31".to_owned(),
        at: 5,
        by: "officer".to_owned(),
        answered: None,
    };
    let (first, second) = (row(DeskReason::Nobody), row(DeskReason::Namesake(items)));
    place.queue(vec![first.clone(), second.clone()]).await;
    // told anew for another reason, it waits once
    let first = DeskRow { reason: DeskReason::Several, given: None, at: 6, ..first };
    place.queue(vec![first.clone()]).await;
    let zero = EntryId::from_stored(&[0; 16]).unwrap();
    let mut reader = place.db.reader().await.unwrap();
    let waiting = async |reader: &mut _, reason| {
        first_link::waiting(reader, register, reason, (zero, 10)).await.unwrap()
    };
    assert_eq!(waiting(&mut reader, DeskReason::Nobody).await, []);
    assert_eq!(waiting(&mut reader, DeskReason::Several).await, std::slice::from_ref(&first));
    assert_eq!(
        waiting(&mut reader, DeskReason::Namesake(ItemSet::NONE)).await,
        std::slice::from_ref(&second)
    );
    let counts = first_link::counts(&mut reader, register).await.unwrap();
    assert_eq!(
        counts.into_iter().collect::<Vec<_>>(),
        [("namesake".to_owned(), 1), ("several".to_owned(), 1)]
    );
    drop(reader);

    assert!(place.answer(&first, Answer::NotThisPerson).await);
    assert!(!place.answer(&first, Answer::Link).await, "an answer stands");
    place.queue(vec![DeskRow { reason: DeskReason::Nobody, ..first.clone() }]).await;
    let mut reader = place.db.reader().await.unwrap();
    assert_eq!(waiting(&mut reader, DeskReason::Nobody).await, [], "and nothing waits again after it");
    let kept = first_link::of_entries(&mut reader, &[(register, first.entry)]).await.unwrap();
    assert_eq!(
        (kept[0].report.as_str(), kept[0].answered.as_ref().unwrap().answer),
        ("", Answer::NotThisPerson)
    );
}
