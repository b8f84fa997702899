//! What follows from the yearly check, at the desk: a real program that serves, its pages, two officers and those who may not.

use crate::pages::{Served, add_account};
use crate::proposed::Proposed;
use crate::support::{Place, on_both_engines};

on_both_engines!(
    a_run_is_paused_and_the_dead_are_deleted_by_two_officers_at_the_desk,
    why_a_batch_was_stopped_is_told_in_the_language_of_the_page,
);

/// More than a page of fifty.
const PEOPLE: usize = 60;
const RUN: &str = "/desk/yearly-check";
const ALL: &str = "/desk/yearly-check/deletions";
const YES: &str = "ground=%E7%A2%BA%E3%81%8B%E3%82%81%E3%81%9F&confirm=yes";

fn a_run_is_paused_and_the_dead_are_deleted_by_two_officers_at_the_desk(place: &Place) {
    let world = Proposed::begun(place, PEOPLE);
    let everywhere = |login: &str, role: &str| add_account(place, login, &["--role", role]);
    everywhere("sato", "registrar");
    everywhere("suzuki", "registrar");
    everywhere("kansa", "auditor");
    everywhere("reader", "reader");
    add_account(place, "tokyo", &["--role", "registrar", "--authority", "JP-13"]);
    let served = Served::start(place, &[]);
    the_run_is_paused_by_its_officers(&served);
    let batch = world.proposed();
    let address = format!("{ALL}/{batch}");
    nobody_else_decides(&served, &address);
    one_is_taken_out(&served, &world, &address);
    two_officers_approve(&served, &address);
    they_are_deleted_and_one_lives(&served, &world, &address);
    drop(served);
    place.run(&["ledger", "checkpoint"]);
    assert_eq!(place.json(&["audit"])["findings"].as_array().unwrap().len(), 0);
    let looks = place.show(&world.entry(1), &["--who-looked"])["looks"].to_string();
    assert!(
        looks.contains("proposed deletions") && looks.contains("sato"),
        "who is shown is recorded: {looks}"
    );
}

fn the_run_is_paused_by_its_officers(served: &Served) {
    let sato = served.sign_in("sato");
    sato.get(RUN).says(200, "/desk/yearly-check/run/pause").lacks("run/resume");
    let (pause, resume) = (format!("{RUN}/run/pause"), format!("{RUN}/run/resume"));
    sato.fill(&pause, "ground=&confirm=").says(400, "id=\"ground-error\"").says(400, "id=\"confirm-error\"");
    sato.fill(&pause, YES).leads(RUN);
    sato.get(RUN).says(200, "一時停止しています").says(200, "<p>確かめた</p>").says(200, "run/resume");
    sato.get(&format!("{RUN}?lang=en"))
        .says(200, "The run is paused")
        .says(200, "<p lang=\"ja\">確かめた</p>");
    sato.get(&pause).says(409, "この操作はできません");
    for other in ["kansa", "reader"] {
        served.sign_in(other).get(&resume).says(403, "権限がありません");
    }
    let tokyo = served.sign_in("tokyo");
    tokyo.get(RUN).lacks("run/resume");
    tokyo.get(&resume).says(409, "あなたの担当では");
    sato.post(&resume, YES).says(403, "有効期間");
    sato.fill(&resume, YES).leads(RUN);
    sato.get(RUN).says(200, "実行中").says(200, "停止と再開の経過");
}

fn nobody_else_decides(served: &Served, address: &str) {
    let (tokyo, kansa) = (served.sign_in("tokyo"), served.sign_in("kansa"));
    tokyo.get(ALL).says(200, "消除の案はありません");
    for page in [address.to_owned(), format!("{address}/approve"), format!("{address}/delete")] {
        tokyo.get(&page).says(404, "該当する消除の案はありません");
        tokyo.post(&page.replace("delete", "dismiss"), YES).says(if page == address { 405 } else { 404 }, "");
    }
    kansa.get(ALL).says(200, address).says(200, "決裁待ち");
    kansa.get(address).says(200, "登録担当の職員だけが").lacks("架空　花子").lacks("/approve");
    kansa.get(&format!("{address}/approve")).says(403, "権限がありません");
    served.sign_in("reader").get(ALL).says(403, "権限がありません");
    let sato = served.sign_in("sato");
    let page = sato.get(address).says(200, "架空　花子").says(200, "次の50件").says(200, "職員2名の決裁");
    let body = page.body.replace("&#38;", "&");
    let next = body.split("href=\"").find(|part| part.contains("after=")).unwrap();
    sato.get(next.split(['"', '#']).next().unwrap()).says(200, "架空　花子").lacks("次の50件");
    sato.get(&format!("{address}?show=sample")).says(200, "戸籍：一致");
    sato.get(&format!("{address}?lang=en")).says(200, "Two officers have to approve");
    sato.get(&format!("{address}/delete")).says(409, "できません");
    sato.get(&format!("{address}/check")).says(404, "お探しのページはありません");
}

fn one_is_taken_out(served: &Served, world: &Proposed, address: &str) {
    let sato = served.sign_in("sato");
    let entry = world.entry(0);
    let out = format!("{address}/entries/{entry}/take-out");
    sato.fill(&out, "ground=&confirm=yes").says(400, "id=\"ground-error\"").says(400, "checked");
    let long = "x".repeat(501);
    sato.fill(&out, &format!("ground={long}&confirm=yes")).says(400, "500文字まで").says(400, &long);
    sato.fill(&out, YES).leads(address);
    sato.get(&format!("{address}?show=fallen")).says(200, "職員が案から外した").says(200, &entry);
    sato.get(&format!("{address}/entries/{entry}/restore")).says(409, "できません");
    // the page was opened before, by somebody else
    let stale = format!("form_key={}&seen=proposed&{YES}", sato.get(address).hidden("form_key"));
    sato.post(&out, &stale).says(409, "「除外」なので");
    sato.get(&format!("{address}/entries/{}/take-out", batch_of(address))).says(404, "その登録はありません");
}

/// An id that no entry has.
fn batch_of(address: &str) -> &str {
    address.rsplit('/').next().unwrap()
}

fn two_officers_approve(served: &Served, address: &str) {
    let (sato, suzuki) = (served.sign_in("sato"), served.sign_in("suzuki"));
    let approve = format!("{address}/approve");
    let seen_by_suzuki = suzuki.get(&approve).says(200, "一人目として決裁する");
    sato.fill(&approve, "ground=x&confirm=").says(400, "id=\"confirm-error\"").says(400, "value=\"x\"");
    sato.fill(&approve, YES).leads(address);
    sato.get(address).says(200, "一人目はあなたです").lacks("/approve\"");
    sato.get(&approve).says(403, "一人目と同じ職員");
    let stale = format!(
        "form_key={}&seen={}&{YES}",
        seen_by_suzuki.hidden("form_key"),
        seen_by_suzuki.hidden("seen").replace(' ', "+")
    );
    suzuki.post(&approve, &stale).says(409, "内容が変わりました");
    suzuki.fill(&approve, YES).leads(address);
    suzuki.get(address).says(200, "消除を実行できます").says(200, "sato").says(200, "suzuki");
}

fn they_are_deleted_and_one_lives(served: &Served, world: &Proposed, address: &str) {
    let sato = served.sign_in("sato");
    let delete = format!("{address}/delete");
    let proposed = PEOPLE - 1;
    for wrong in ["60", "", "yes"] {
        sato.fill(&delete, &format!("confirm={wrong}")).says(400, "id=\"confirm-error\"");
    }
    assert_eq!(world.count("SELECT COUNT(*) FROM ledger WHERE act = 'deletion'"), 0);
    sato.fill(&delete, &format!("confirm={proposed}")).leads(address);
    sato.get(address).says(200, "処理は終わりました");
    assert_eq!(world.count("SELECT COUNT(*) FROM ledger WHERE act = 'deletion'"), proposed as i64);
    let entry = world.entry(3);
    let restore = format!("{address}/entries/{entry}/restore");
    sato.fill(&restore, YES).leads(address);
    sato.get(&format!("{address}?show=restored")).says(200, &entry);
    sato.get(&format!("/desk/entries/{entry}")).says(200, "確かめた");
    assert_eq!(world.count("SELECT COUNT(*) FROM ledger WHERE act = 'restoration'"), 1);
    sato.fill(&format!("{address}/restore"), &format!("{YES}&confirm={}", proposed - 1)).leads(address);
    assert_eq!(world.count("SELECT COUNT(*) FROM ledger WHERE act = 'restoration'"), proposed as i64);
    sato.get(RUN).says(200, ALL).says(200, "/desk/yearly-check/changes");
    sato.get("/desk/yearly-check/changes").says(200, "処理する変更はありません");
    sato.get("/desk/yearly-check/changes/nurse/JP?step=correction").says(200, "この段階の変更はありません");
    sato.get("/desk/yearly-check/changes/nurse/JP?step=other").says(404, "");
    sato.get("/desk/yearly-check/changes/nurse/JP-13?step=correction").says(404, "該当する登録簿");
}

/// The family register confirms two of three: with both taken out it confirms nobody of who is left.
fn why_a_batch_was_stopped_is_told_in_the_language_of_the_page(place: &Place) {
    const JA: &str = "戸籍で確かめられた案が一件もありません";
    const EN: &str = "the family register confirms not a single one";
    let world = Proposed::begun(place, 3);
    add_account(place, "sato", &["--role", "registrar"]);
    let served = Served::start(place, &[]);
    let batch = world.proposed();
    let address = format!("{ALL}/{batch}");
    let sato = served.sign_in("sato");
    for at in [0, 1] {
        sato.fill(&format!("{address}/entries/{}/take-out", world.entry(at)), YES).leads(&address);
    }
    let stopped = format!("<p>{EN}");
    sato.get(&address).says(200, "案の全体が止まっています").says(200, &format!("<p>{JA}")).lacks(EN);
    let english = sato.get(&format!("{address}?lang=en")).says(200, "<p lang=\"ja\">確かめた</p>").lacks(JA);
    assert_eq!(english.body.matches(&stopped).count(), 2, "above and in the history: {}", english.body);
    let told = place.run(&["yearly-check", "proposals", &batch]).expect(0, EN);
    assert!(told.out.contains("確かめた") && !told.out.contains(JA), "{told:?}");
    let last =
        place.json(&["yearly-check", "proposals", &batch])["history"].as_array().unwrap().last().cloned();
    let last = last.unwrap();
    assert!(
        last["about"].as_str().unwrap().starts_with(JA) && !last["about"].to_string().contains(EN),
        "{last}"
    );
    assert!(last["about_en"].as_str().unwrap().starts_with(EN), "{last}");
}
