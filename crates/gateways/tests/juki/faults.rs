//! Each fault of a scenario is exactly one outcome, or one finding.

use std::time::Duration;

use gateways::Outcome;
use gateways::juki::{BatchState, Finding, Inquiry, Juki, OwnFault, Told, Wanted};

use crate::place::{FailsOnce, People, Place, answered, by_items, ready, told};

const NOTHING: Wanted = Wanted { number: false, code: false };
/// More than two blocks, so that blocks change their order too.
const MANY: usize = 23_000;

/// The same few people again and again: what is asked does not matter here.
fn many(place: &Place) -> Vec<Inquiry> {
    let few: Vec<Inquiry> = place.residents(200).iter().map(by_items).collect();
    few.iter().cycle().take(MANY).cloned().collect()
}

fn why<T: std::fmt::Debug>(outcome: Outcome<T>) -> String {
    match outcome {
        Outcome::Unintelligible { saved } => {
            assert!(saved.bytes.is_empty(), "it may hold a number");
            saved.why
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_a_file_tells_nothing_and_the_whole_one_is_fetched_later() {
    let place = Place::of(1_500).await;
    let asked = many(&place);
    let batch = place.batch("half", asked.len(), NOTHING);
    place.send(&batch, &asked).await;
    place.bend("[systems.juki]\nhalf_file = true\n");
    assert_eq!(
        why(place.client.fetch_batch(&batch).await.unwrap()),
        "half a file: it ends before its trailer"
    );
    place.bend("");
    let answers = answered(place.client.fetch_batch(&batch).await.unwrap());
    assert_eq!(answers.lines, MANY as u64);
    assert!(answers.slice(0, &asked).unwrap().findings.is_empty());
}

/// Whoever sent the last byte was killed before the request ended: the file is whole, and nobody had begun to answer it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_file_whose_sender_was_killed_is_answered() {
    let place = Place::of(1_500).await;
    let asked: Vec<Inquiry> = place.residents(10).iter().map(by_items).collect();
    let batch = place.batch("killed", asked.len(), NOTHING);
    place.send(&batch, &asked).await;
    for made in ["answers", "plan.json"] {
        std::fs::remove_file(place.folder.path().join("country/juki/killed").join(made)).unwrap();
    }
    tokio::time::timeout(Duration::from_secs(60), ready(&place.client, &batch)).await.unwrap();
    let answers = answered(place.client.fetch_batch(&batch).await.unwrap());
    assert!(answers.slice(0, &asked).unwrap().told.iter().all(Option::is_some));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn doubled_and_out_of_order_answers_are_harmless() {
    let place = Place::of(1_500).await;
    let asked = many(&place);
    place.send(&place.batch("plain", asked.len(), NOTHING), &asked).await;
    place.bend("[systems.juki]\ndoubled = 0.3\nout_of_order = true\n");
    place.send(&place.batch("bent", asked.len(), NOTHING), &asked).await;
    let mut slices = Vec::new();
    for id in ["plain", "bent"] {
        let answers = place.client.fetch_batch(&place.batch(id, asked.len(), NOTHING)).await.unwrap();
        let answers = answered(answers);
        let slice = answers.slice(0, &asked).unwrap();
        assert_eq!(answers.lines, MANY as u64 + slice.doubled);
        slices.push(slice);
    }
    assert!((5_000..9_000).contains(&slices[1].doubled), "{} doubled", slices[1].doubled);
    assert_eq!(slices[0].told, slices[1].told);
    assert!(slices[1].findings.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lying_total_tells_nothing() {
    let place = Place::of(1_500).await;
    let asked: Vec<Inquiry> = place.residents(10).iter().map(by_items).collect();
    place.bend("[systems.juki]\nlying_total = 3\n");
    let batch = place.batch("lying", asked.len(), NOTHING);
    place.send(&batch, &asked).await;
    assert_eq!(
        why(place.client.fetch_batch(&batch).await.unwrap()),
        "the trailer says 13 lines, there are 10"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_person_is_found_out() {
    let place = Place::of(1_500).await;
    let asked: Vec<Inquiry> = place.residents(10).iter().map(by_items).collect();
    place.bend("[country]\nwrong_person = 1.0\n");
    assert!(why(told(&place.client, &asked[3], NOTHING).await).contains("another person"));
    let batch = place.batch("wrong", asked.len(), NOTHING);
    place.send(&batch, &asked).await;
    let answers = answered(place.client.fetch_batch(&batch).await.unwrap());
    let slice = answers.slice(0, &asked).unwrap();
    let expected: Vec<Finding> = (0..10).map(|request| Finding::OtherPerson { request }).collect();
    assert_eq!(slice.findings, expected);
    assert!(slice.told.iter().all(Option::is_none), "nothing of it can be used");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outage_is_no_answer_to_anything() {
    let place = Place::of(1_500).await;
    let asked: Vec<Inquiry> = place.residents(3).iter().map(by_items).collect();
    let batch = place.batch("closed", asked.len(), NOTHING);
    place.bend("[systems.juki.outage]\nretry_after = 600\n");
    assert!(matches!(told(&place.client, &asked[0], NOTHING).await, Outcome::Unavailable { until: Some(_) }));
    let sent = place.client.send_batch(&batch, &mut People(asked.clone())).await.unwrap();
    assert!(matches!(sent, Outcome::Unavailable { until: Some(_) }));
    place.bend("");
    place.send(&batch, &asked).await;
    place.bend("[systems.juki.outage]\n");
    let fetched = place.client.fetch_batch(&batch).await.unwrap();
    assert!(matches!(fetched, Outcome::Unavailable { until: None }));
    place.bend("");
    assert!(place.client.fetch_batch(&batch).await.unwrap().answered().is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_connection_goes_on_where_it_was_cut() {
    let place = Place::of(1_500).await;
    let asked = many(&place);
    let batch = place.batch("cut", asked.len(), NOTHING);
    place.send(&batch, &asked).await;
    place.bend("[systems.juki]\ncut_after_bytes = 900000\n");
    let answers = answered(place.client.fetch_batch(&batch).await.unwrap());
    // every connection brought some more; the last was cut behind the trailer: nothing is missing of the file
    assert!(answers.slice(0, &asked).unwrap().findings.is_empty());
    let received = received(&place).await;
    let fetches = received.iter().filter(|(method, path, _)| method == "GET" && path.ends_with("/answers"));
    assert!(fetches.count() > 3, "the file came in one piece: the test is blind");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sending_goes_on_from_the_byte_that_arrived() {
    let place = Place::of(1_500).await;
    let asked = many(&place);
    let batch = place.batch("sent", asked.len(), NOTHING);
    let mut source = FailsOnce(asked.clone(), Some(20_000));
    let failed = place.client.send_batch(&batch, &mut source).await;
    assert!(matches!(failed, Err(OwnFault::Folder(_))));
    let state = place.client.batch_state(&batch.heading.file_id).await;
    let Outcome::Answered(BatchState::Receiving { received: half }) = state else {
        panic!("{state:?}: half a file is not taken for a whole one");
    };
    assert!(half > 0);
    place.send(&batch, &asked).await;
    let answers = answered(place.client.fetch_batch(&batch).await.unwrap());
    assert!(answers.slice(0, &asked).unwrap().told.iter().all(|told| matches!(told, Some(Told::Found(_)))));
    let puts: Vec<_> = received(&place).await.into_iter().filter(|(method, ..)| method == "PUT").collect();
    assert_eq!(puts.len(), 2);
    assert!(puts[1].1.ends_with(&format!("offset={half}")), "{}", puts[1].1);
    // sent a third time it is the same batch
    let sent = place.client.send_batch(&batch, &mut People(asked)).await.unwrap();
    assert!(matches!(sent, Outcome::Answered(BatchState::Ready { .. })));
}

/// As when two of our programs send one file at the same moment and the other side mixes what they send.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_broken_over_there_is_sent_anew() {
    let place = Place::of(1_500).await;
    let asked: Vec<Inquiry> = place.residents(10).iter().map(by_items).collect();
    // longer than the file, and a part of it
    for (id, lies_there) in [("longer", "H\tmixed\n".repeat(2_000)), ("shorter", "H\tmixed\n".repeat(20))] {
        let folder = place.folder.path().join("country").join("juki").join(id);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("inquiries"), lies_there).unwrap();
        let batch = place.batch(id, asked.len(), NOTHING);
        for _ in 0..50 {
            // the calls of a worker that comes again: refused is no answer either
            let sent = place.client.send_batch(&batch, &mut People(asked.clone())).await.unwrap();
            if matches!(sent, Outcome::Answered(BatchState::Ready { .. })) {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let answers = answered(place.client.fetch_batch(&batch).await.unwrap());
        assert!(
            answers.slice(0, &asked).unwrap().told.iter().all(|told| matches!(told, Some(Told::Found(_)))),
            "{id}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_to_other_inquiries_under_the_same_id_is_not_taken() {
    let place = Place::of(1_500).await;
    let asked: Vec<Inquiry> = place.residents(20).iter().map(by_items).collect();
    let first = place.batch("same", 10, NOTHING);
    place.send(&first, &asked[..10]).await;
    // another machine of ours, with other people and the same id: the folder there is another one
    let mut second = place.batch("same", 10, NOTHING);
    second.folder = place.folder.path().join("elsewhere");
    place.client.close_batch(&first.heading.file_id).await.answered().unwrap();
    place.send(&second, &asked[10..]).await;
    assert!(why(place.client.fetch_batch(&first).await.unwrap()).contains("not the answer"));
}

/// Method, path and body of what the simulator received.
async fn received(place: &Place) -> Vec<(String, String, String)> {
    let url = format!("{}/control/received", place.simulator.as_ref().unwrap().url);
    let body = reqwest::get(url).await.unwrap().bytes().await.unwrap();
    let all: Vec<serde_json::Value> = serde_json::from_slice(&body).unwrap();
    let text = |value: &serde_json::Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    all.iter().map(|one| (text(one, "method"), text(one, "path"), text(one, "body"))).collect()
}
