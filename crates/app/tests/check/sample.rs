//! The sample of a batch is drawn once, whoever checks the batch beside whom.

use app::{App, AppError, BatchCheck, CheckTools, ErrorKind};
use registry::ids::{DeletionBatchId, RegisterId};
use store::deletion;

use crate::support::{Place, SMALL_SAMPLE, officer, on_both_engines};

on_both_engines!(where_the_sample_is_small:
    of_two_who_draw_upon_the_same_sight_one_draws,
    two_programs_that_check_one_batch_ask_about_one_sample,
);

const SAMPLE: &str = "SELECT COUNT(*) FROM deletion_proposal WHERE asks = 'sample'";

async fn of_two_who_draw_upon_the_same_sight_one_draws(place: &Place) {
    let batch = place.proposed().await;
    let key = (RegisterId::of("nurse", "JP"), DeletionBatchId::parse(&batch.id).unwrap());
    let db = place.app.db();
    let left = deletion::not_asked(&mut db.reader().await.unwrap(), key).await.unwrap();
    assert!(left.len() >= 3 * SMALL_SAMPLE, "{}", left.len());
    let some = |place: usize| left[place * SMALL_SAMPLE..][..SMALL_SAMPLE].to_vec();
    let wanted = (1, SMALL_SAMPLE as u64);
    let (one, two) =
        tokio::join!(deletion::draw(db, key, wanted, some(0)), deletion::draw(db, key, wanted, some(1)));
    let mut drawn = [one.unwrap(), two.unwrap()];
    drawn.sort();
    assert_eq!(drawn, [Some(0), Some(SMALL_SAMPLE as u64)]);
    assert_eq!(place.count(SAMPLE).await, SMALL_SAMPLE as i64);
    assert_eq!(deletion::draw(db, key, wanted, some(2)).await.unwrap(), Some(0), "and nobody later");
    let another_round = (2, SMALL_SAMPLE as u64);
    assert_eq!(deletion::draw(db, key, another_round, some(2)).await.unwrap(), None);
    assert_eq!(place.count(SAMPLE).await, SMALL_SAMPLE as i64);
}

async fn two_programs_that_check_one_batch_ask_about_one_sample(place: &Place) {
    let second = App::open(&place.settings).await.unwrap();
    let batch = place.proposed().await;
    place.nation.advance(14).unwrap();
    let tools =
        |app: &App, name: &str| CheckTools::of(app.systems(), place.folder.path().join(name)).unwrap();
    let (one, two) = (tools(&place.app, "one"), tools(&second, "two"));
    let who = officer("registrar");
    let (first, other) = tokio::join!(
        place.app.check_deletions(&who, &one, &batch.id),
        second.check_deletions(&who, &two, &batch.id)
    );
    let checked = |end: &Result<BatchCheck, AppError>| matches!(end, Ok(BatchCheck::Checked));
    for end in [&first, &other] {
        // both ask by one file: who comes when the other has fetched and closed it is told to come again
        let fine = match end {
            Ok(end) => matches!(end, BatchCheck::Checked | BatchCheck::Later(_)),
            Err(error) => error.kind == ErrorKind::Conflict,
        };
        assert!(fine, "{first:?} {other:?}");
    }
    if !checked(&first) && !checked(&other) {
        let again = place.app.check_deletions(&who, &one, &batch.id).await;
        assert!(checked(&again), "{first:?} {other:?} {again:?}");
    }
    let counted = place.count(&format!("{SAMPLE} AND said IN ('agrees', '')")).await;
    assert_eq!(counted, SMALL_SAMPLE as i64, "as many as the rules say, and no more");
    place.is_clean().await;
}
