use country::{Nation, Resident, ResidentStatus};
use gateways::Outcome;
use gateways::juki::{AskId, BatchState, Birth, Inquiry, Items, Juki, Key, Standing, Told, Wanted};

use crate::place::{Place, answered, batch, by_items, client, told, vault};

const EVERYTHING: Wanted = Wanted { number: true, code: true };

/// What any server that speaks the protocol must do, with people that it knows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_contract() {
    let (_place, client, people): (Option<Place>, _, Vec<Inquiry>) = match std::env::var("SHIKAKU_JUKI_URL") {
        Ok(url) => {
            let list = std::env::var("SHIKAKU_JUKI_PEOPLE").expect("the server's test people");
            let list = std::fs::read_to_string(list).unwrap();
            let folder = tempfile::tempdir().unwrap();
            let people =
                list.lines().filter_map(|line| line.split_once('\t')).map(|(name, birth)| items(name, birth));
            (None, client(&url, vault(&folder).await), people.collect())
        }
        Err(_) => {
            let place = Place::of(1_500).await;
            let people = place.residents(25).iter().map(by_items).collect();
            let client = place.client.clone();
            (Some(place), client, people)
        }
    };
    assert!(!people.is_empty());
    for asked in &people {
        let Outcome::Answered(Told::Found(by_items)) = told(&client, asked, EVERYTHING).await else {
            panic!("a test person is not found");
        };
        for key in [Key::Number(by_items.number.unwrap()), Key::Code(by_items.code.unwrap())] {
            let inquiry = Inquiry { key, born: asked.born.clone() };
            assert_eq!(
                told(&client, &inquiry, EVERYTHING).await,
                Outcome::Answered(Told::Found(by_items.clone()))
            );
        }
        let Outcome::Answered(Told::Found(without)) = told(&client, asked, Wanted::default()).await else {
            panic!("a test person is not found");
        };
        assert_eq!((without.number, without.code), (None, None), "what was not asked for does not come");
    }
    let nobody = items("存在\u{3000}不在", "1900-02-29");
    assert_eq!(told(&client, &nobody, Wanted::default()).await, Outcome::Answered(Told::NotFound));
    let unknown = AskId::new("never-sent").unwrap();
    assert_eq!(client.batch_state(&unknown).await, Outcome::Answered(BatchState::Unknown));
    assert_eq!(client.close_batch(&unknown).await, Outcome::Answered(()), "forgetting twice is forgetting");
}

fn items(name: &str, birth: &str) -> Inquiry {
    Inquiry::by_items(Items {
        name: name.to_owned(),
        birth: Birth::parse(birth).unwrap(),
        sex: None,
        address: None,
    })
}

fn standing(resident: &Resident) -> Standing {
    match resident.status {
        ResidentStatus::Current => Standing::Current,
        ResidentStatus::Deceased => Standing::Deceased,
        ResidentStatus::MovedAbroad => Standing::MovedAbroad,
        ResidentStatus::ExOfficioDeleted => Standing::StruckExOfficio,
    }
}

fn agrees(told: &Told, resident: &Resident) -> bool {
    let Told::Found(record) = told else { return false };
    let change = record.last_change.map(|change| {
        let (kind, reason) = change.reason.words();
        (kind, reason, change.event_date.to_string())
    });
    let truth = resident.last_change.as_ref().map(|c| (c.kind, c.reason, c.event_date.clone()));
    record.standing == standing(resident)
        && record.items.name == resident.name
        && record.items.birth.as_str() == resident.birth
        && record.items.address.as_deref() == Some(&*resident.address)
        && record.former_name == resident.former_name
        && record.alias == resident.alias
        && record.municipality == resident.municipality
        && change == truth
}

/// Everybody, in life's variety: after ten years of it all four standings must have been seen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_tells_what_the_register_says_and_a_second_by_number_the_same() {
    let place = Place::of(4_000).await;
    place.nation.advance(3_650).unwrap();
    let residents = place.residents(usize::MAX);
    let unique: Vec<&Resident> =
        residents.iter().filter(|resident| is_alone(&place.nation, resident)).collect();
    for wanted in [Standing::Current, Standing::Deceased, Standing::MovedAbroad, Standing::StruckExOfficio] {
        assert!(
            unique.iter().any(|resident| standing(resident) == wanted),
            "nobody is {wanted:?}: the test is blind"
        );
    }
    let asked: Vec<Inquiry> = unique.iter().map(|resident| by_items(resident)).collect();
    let first = place.batch("by-items", asked.len(), EVERYTHING);
    place.send(&first, &asked).await;
    let answers = answered(place.client.fetch_batch(&first).await.unwrap());
    assert_eq!(
        (answers.lines, answers.as_of.clone()),
        (asked.len() as u64, place.nation.today().to_string())
    );
    let slice = answers.slice(0, &asked).unwrap();
    assert_eq!((slice.findings.as_slice(), slice.doubled), (&[][..], 0));
    for (told, resident) in slice.told.iter().zip(&unique) {
        assert!(agrees(told.as_ref().unwrap(), resident), "{:?}", resident.person);
    }

    let numbers: Vec<Inquiry> = slice
        .told
        .iter()
        .flatten()
        .zip(&asked)
        .map(|(told, asked)| {
            let Told::Found(record) = told else { panic!("found") };
            Inquiry { key: Key::Number(record.number.unwrap()), born: asked.born.clone() }
        })
        .collect();
    let second = place.batch("by-number", numbers.len(), EVERYTHING);
    place.send(&second, &numbers).await;
    let answers = answered(place.client.fetch_batch(&second).await.unwrap());
    assert_eq!(answers.slice(0, &numbers).unwrap().told, slice.told);
    assert_eq!(place.client.close_batch(&second.heading.file_id).await, Outcome::Answered(()));
    let again = place.client.fetch_batch(&second).await.unwrap().answered();
    assert!(again.is_some(), "what was fetched is ours");
    no_number_is_anywhere(&place, &unique);
}

fn is_alone(nation: &Nation, resident: &Resident) -> bool {
    nation.by_items(&resident.name, &resident.birth, Some(resident.sex), Some(&resident.address)).len() == 1
}

/// Not in the folders of the batches, which are all that this crate writes.
fn no_number_is_anywhere(place: &Place, residents: &[&Resident]) {
    let mut text = Vec::new();
    for batch in ["by-items", "by-number"] {
        let folder = place.folder.path().join(batch);
        for folder in [folder.clone(), folder.join("answers")] {
            for file in
                std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).filter(|p| p.is_file())
            {
                text.extend(std::fs::read(file).unwrap());
            }
        }
    }
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains(&residents[0].name), "this looks at the right files");
    for resident in residents.iter().take(300) {
        let (number, code) =
            (place.nation.my_number(resident.person), place.nation.resident_code(resident.person));
        assert!(!text.contains(&number) && !text.contains(&code));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_and_stopped_tell_of_nobody() {
    let place = Place::of(1_500).await;
    let resident = &place.residents(1)[0];
    place.bend("[country]\nstopped = 1.0\n");
    assert_eq!(told(&place.client, &by_items(resident), EVERYTHING).await, Outcome::Answered(Told::Stopped));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_belongs_to_one_batch() {
    let place = Place::of(1_500).await;
    let asked = [by_items(&place.residents(1)[0])];
    let first = place.batch("one", 1, Wanted::default());
    place.send(&first, &asked).await;
    let other = batch(first.folder.clone(), "two", 1, Wanted::default());
    assert!(place.client.fetch_batch(&other).await.is_err());
}
