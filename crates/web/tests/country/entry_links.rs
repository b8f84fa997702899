//! Links at the desk: from paper, and taken back; two officers, and what the holder sees of it.

use std::collections::BTreeMap;

use app::Applying;
use registry::ids::{EntryId, RegisterId};
use store::holder::{Link, of_entry};

use crate::site::{Person, Site};
use crate::support::{APPLICANT, Place, everywhere, nurse, on_both_engines};

on_both_engines!(
    paper_links_when_a_second_officer_has_seen_the_same,
    a_wrong_link_is_taken_back_with_all_that_was_made_of_it,
);

async fn link_of(place: &Place, entry: EntryId) -> Option<Link> {
    let mut reader = place.app.db().reader().await.unwrap();
    of_entry(&mut reader, (RegisterId::of("nurse", "JP"), entry)).await.unwrap()
}

/// What the second officer's form names.
fn seen(page: &str) -> String {
    page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// A nurse of the register whom nobody is linked to: registered and linked by the journeys' place, and taken back.
async fn unlinked(place: &Place) -> (EntryId, country::Resident) {
    let person = place.somebody();
    let entry = place.registered(&person).await;
    let gone: Result<bool, store::StoreError> = place
        .app
        .db()
        .transact("unlink", move |tx| {
            let key = (RegisterId::of("nurse", "JP"), entry);
            Box::pin(async move { store::holder::unlink(tx, key, (2, "test", "test")).await })
        })
        .await;
    assert!(gone.unwrap());
    (entry, place.nation.resident(person.id).unwrap())
}

async fn paper_links_when_a_second_officer_has_seen_the_same(place: &Place) {
    let (entry, resident) = unlinked(place).await;
    let site = Site::of(&place.app).await;
    let (sato, tanaka) = (site.officer("sato", "JP").await, site.officer("tanaka", "JP").await);
    let address = format!("/desk/entries/{entry}/link");
    assert!(site.page(&sato, &format!("/desk/entries/{entry}")).await.contains(&address));
    let empty = site.post(&sato, &address, &[("do", "link"), ("name", "だれか"), ("born", "いつか")]).await;
    assert_eq!(empty.status, 400);
    for field in ["born", "evidence", "ground"] {
        assert!(empty.body.contains(&format!("id=\"{field}-error\"")), "{field}: {}", empty.body);
    }
    assert!(empty.body.contains("value=\"だれか\""), "what was typed stays");
    let paper = BTreeMap::from([
        ("do", "link"),
        ("name", resident.name.as_str()),
        ("born", resident.birth.as_str()),
        ("sex", resident.sex),
        ("address", resident.address.as_str()),
        ("evidence", "免許証の原本"),
        ("ground", "旧姓を戸籍で確かめた"),
    ]);
    let paper: Vec<_> = paper.into_iter().collect();
    assert_eq!(site.post(&sato, &address, &paper).await.status, 303);
    assert_eq!(link_of(place, entry).await, None, "one officer alone links nothing");
    assert_eq!(site.post(&tanaka, &address, &paper).await.status, 409, "one at a time");
    let own = site.page(&sato, &address).await;
    assert!(!own.contains("value=\"confirm\""), "{own}");
    let alone = site.post(&sato, &address, &[("do", "confirm"), ("seen", &seen(&own))]).await;
    assert_eq!(alone.status, 409, "{}", alone.body);
    let tasks = site.page(&tanaka, "/desk/tasks?kind=paper-link").await;
    let of_one = |part: &&str| part.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    let task = tasks.split("/desk/tasks/").find(of_one).unwrap();
    let task = format!("/desk/tasks/{}", task.split('"').next().unwrap());
    assert!(site.page(&tanaka, &task).await.contains(&address));
    let ended = site.post(&tanaka, &task, &[("do", "end"), ("note", "済")]).await;
    assert_eq!(ended.status, 404, "it ends by an answer only");
    let page = site.page(&tanaka, &address).await;
    assert!(page.contains("免許証の原本") && page.contains("ただ一人います"), "{page}");
    assert!(page.contains("<mark>"), "the entry has another name: {page}");
    let other = site.post(&tanaka, &address, &[("do", "confirm"), ("seen", "another")]).await;
    assert_eq!(other.status, 409, "what was not seen is not confirmed");
    assert_eq!(site.post(&tanaka, &address, &[("do", "confirm"), ("seen", &seen(&page))]).await.status, 303);
    let link = link_of(place, entry).await.unwrap();
    assert_eq!((link.way.as_str(), link.by.as_str()), ("desk", "sato / tanaka"));
    assert!(link.ground.contains("旧姓を戸籍で確かめた") && link.ground.contains("免許証の原本"));
    assert!(link.number.is_some(), "the resident register has exactly one such person");
    let page = site.page(&sato, &address).await;
    assert!(page.contains("sato / tanaka") && !page.contains("value=\"confirm\""), "{page}");
    let tokyo = site.officer("tokyo", "JP-13").await;
    assert_eq!(site.get(&tokyo, &address).await.status, 404, "another authority's entry is as none");
    assert!(site.page(&sato, "/desk/tasks").await.contains("いま、することはありません"));
}

/// The account of the journeys is the person of its link.
async fn belongs(place: &Place) {
    let done: Result<bool, store::StoreError> = place
        .app
        .db()
        .transact("belong", |tx| {
            Box::pin(async move { store::portal::belong(tx, &APPLICANT, nurse().holder.unwrap()).await })
        })
        .await;
    assert!(done.unwrap());
}

async fn a_wrong_link_is_taken_back_with_all_that_was_made_of_it(place: &Place) {
    let entry = place.registered(&place.somebody()).await;
    let site = Site::of(&place.app).await;
    let holder: Person = site.applicant().await;
    belongs(place).await;
    let id = entry.to_string();
    assert!(site.page(&holder, "/portal").await.contains(&id));
    assert!(site.page(&holder, &format!("/portal/proof?entry={id}&kind=printed")).await.contains("qr"));
    let register = RegisterId::of("nurse", "JP");
    let place_of_proof = {
        let mut reader = place.app.db().reader().await.unwrap();
        store::credential::live(&mut reader, register, entry).await.unwrap()
    };
    let (sato, tanaka) = (site.officer("sato", "JP").await, site.officer("tanaka", "JP").await);
    let address = format!("/desk/entries/{entry}/link");
    let empty = site.post(&sato, &address, &[("do", "unlink"), ("ground", " ")]).await;
    assert!(empty.status == 400 && empty.body.contains("id=\"ground-error\""), "{}", empty.body);
    let begun = site.post(&sato, &address, &[("do", "unlink"), ("ground", "同姓同名の別人だった")]).await;
    assert_eq!(begun.status, 303);
    assert!(link_of(place, entry).await.is_some(), "one officer alone takes nothing back");
    // Declined once, with a reason, and begun again.
    let page = site.page(&tanaka, &address).await;
    let unsaid = site.post(&tanaka, &address, &[("do", "decline"), ("seen", &seen(&page))]).await;
    assert!(unsaid.status == 400 && unsaid.body.contains("id=\"words-error\""), "{}", unsaid.body);
    let declined = [("do", "decline"), ("words", "書類を見直す"), ("seen", &seen(&page))];
    assert_eq!(site.post(&tanaka, &address, &declined).await.status, 303);
    let again = site.post(&sato, &address, &[("do", "unlink"), ("ground", "同姓同名の別人だった")]).await;
    assert_eq!(again.status, 303);
    let page = site.page(&tanaka, &address).await;
    assert!(page.contains("同姓同名の別人だった"), "{page}");
    assert_eq!(site.post(&tanaka, &address, &[("do", "confirm"), ("seen", &seen(&page))]).await.status, 303);
    assert_eq!(link_of(place, entry).await, None);
    place.work_due().await;
    let home = site.page(&holder, "/portal").await;
    assert!(!home.contains(&id), "the entry is not theirs any more: {home}");
    let told = site.page(&holder, "/portal/messages").await;
    assert!(told.contains("結び付きが誤りと分かり") && told.contains("看護師"), "{told}");
    assert!(!told.contains("別人だった"), "the officers' ground is not told");
    let proof = site.get(&holder, &format!("/portal/proof?entry={id}&kind=printed")).await;
    assert!(!proof.body.contains("class=\"qr"), "no proof for that account any more: {}", proof.body);
    let who = Applying { account: APPLICANT, holder: nurse().holder };
    assert!(place.app.start_case(&who, entry, law::Procedure::Change).await.is_err());
    let shown = place_of_proof.unwrap();
    let mut reader = place.app.db().reader().await.unwrap();
    let marks = store::credential::marks(&mut reader, register, shown.list).await.unwrap();
    assert!(marks.contains(&(shown.place, store::credential::REPLACED.to_owned())), "{marks:?}");
    let past = site.page(&sato, &address).await;
    assert!(past.contains("解かれた結び付き") && past.contains("sato / tanaka"), "{past}");
    assert!(place.app.show_entry(&everywhere(), &id, None, None).await.is_ok(), "the entry itself stands");
}
