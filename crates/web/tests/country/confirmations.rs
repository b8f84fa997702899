//! The confirmations of an entry at the portal: asked for, listed, opened, and nobody else's.

use app::Application;
use law::Procedure;

use crate::case_pages::sent;
use crate::site::Site;
use crate::support::{Place, everywhere, nurse, on_both_engines};

on_both_engines!(a_holder_asks_for_a_confirmation_finds_it_in_the_list_and_opens_it,);

async fn a_holder_asks_for_a_confirmation_finds_it_in_the_list_and_opens_it(place: &Place) {
    let entry = place.registered(&place.somebody()).await;
    let site = Site::of(&place.app).await;
    let holder = site.applicant().await;
    let list = format!("/portal/entries/{entry}/confirmations");
    assert_eq!(site.get(&holder, &list).await.status, 404, "whose entry it is not yet");
    site.belongs_to(nurse().holder.unwrap()).await;
    assert!(site.page(&holder, "/portal").await.contains(&list));
    let empty = site.page(&holder, &list).await;
    assert!(empty.contains("まだ発行されていません"), "{empty}");
    assert!(empty.contains("value=\"entry-confirmation\""), "it can be asked for: {empty}");

    let draft = place.app.start_case(&nurse(), entry, Procedure::EntryConfirmation).await.unwrap();
    let form = Application { person: "japanese-in-japan".to_owned(), ..Application::default() };
    let key = sent(place, &nurse(), draft, form).await;
    let asked = site.page(&holder, &list).await;
    assert!(asked.contains(&format!("/portal/cases/{}", key.address())), "under way: {asked}");
    let version = || async { place.app.show_case(&everywhere(), key).await.unwrap().version };
    let line = app::Agreed {
        kind: "fee".to_owned(),
        procedure: "entry-confirmation".to_owned(),
        yen: Some(0),
        citation: "条例（架空）第3条".to_owned(),
    };
    place.app.fix_amount(&everywhere(), key, (line, version().await)).await.unwrap();
    place.grant_as(&everywhere(), key).await.unwrap();
    place.work().await;

    let issued = site.page(&holder, &list).await;
    let one = format!("{list}/{}", key.id);
    assert!(issued.contains(&one) && !issued.contains("まだ発行されていません"), "{issued}");
    assert!(!issued.contains("id=\"under-way\""), "{issued}");
    let paper = site.page(&holder, &one).await;
    assert!(paper.contains("第1000001号") && paper.contains("一覧に戻る"), "{paper}");
    let english = site.page(&holder, &format!("{list}?lang=en")).await;
    assert!(english.contains("Confirmations of the entry"), "{english}");
    let looks = site.page(&holder, &format!("/portal/entries/{entry}/disclosures")).await;
    assert!(looks.contains("自分の登録済証明書の一覧の表示"), "{looks}");
    assert_eq!(site.get(&holder, &format!("{list}/{entry}")).await.status, 404, "no case of this entry");
}
