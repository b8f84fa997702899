//! A case's page: why the rules did not decide, the applicant beside the list of those who passed, amounts that an officer fixes, money
//! over the counter, the second signature.

use std::collections::BTreeMap;

use app::{Application, Applying, CaseKey, ExamEntry, Settings};
use law::Procedure;
use registry::ids::CaseId;
use registry::requirement::Need;

use crate::site::Site;
use crate::support::{APPLICANT, Place, everywhere, nurse, on_both_engines};

on_both_engines!(
    whom_no_list_has_is_granted_on_a_ground_only,
    an_amount_is_fixed_and_paid_over_the_counter,
    the_second_officer_sees_and_signs_what_the_first_has_signed,
    a_day_of_birth_is_kept_as_days_are_however_it_was_typed,
);

/// Chooses a way for everything that is needed, signs and sends.
pub(crate) async fn sent(place: &Place, who: &Applying, draft: CaseId, mut form: Application) -> CaseKey {
    let person = place.somebody();
    let seen = place.app.show_draft(who, draft).await.unwrap().version;
    let version = place.app.save_draft(who, draft, (&form, seen)).await.unwrap();
    let asked = place.app.show_draft(who, draft).await.unwrap().asked.unwrap();
    for item in &asked.items {
        if let Need::Needed { ways } = &item.need {
            let way = ways.iter().find(|way| !way.by_post).unwrap_or(&ways[0]);
            form.ways.insert(item.code.clone(), way.code.clone());
        }
    }
    for declaration in &asked.declarations {
        let yes = declaration.kind == law::DeclarationKind::OldCertificateDestroyed;
        let words = "事情".to_owned();
        form.declared.insert(declaration.kind.code().to_owned(), app::Declared { yes, words });
    }
    let version = place.app.save_draft(who, draft, (&form, version)).await.unwrap();
    place.send_signed(&who.account, draft, &form).await;
    let signed = place.signed_by(who, &person, draft).await;
    let key = place.app.submit_case(who, draft, (version, Some(signed))).await.unwrap();
    place.work().await;
    key
}

/// Lets papers arrive and money be paid until an officer has to decide.
pub(crate) async fn examined(place: &Place, who: &Applying, key: CaseKey) {
    for _ in 0..12 {
        let view = place.app.show_own_case(who, key).await.unwrap();
        let told = view.tells[0].clone();
        match told.stage {
            "examination" => return,
            "paper" => {
                let document = told.about[0].clone();
                place.app.paper_came(&everywhere(), key, (document, view.version)).await.unwrap();
            }
            "payment" => assert_eq!(place.pay(&view.pay.unwrap().0, "action=pay").await, 200),
            other => unreachable!("{other}: {told:?}"),
        }
        place.work().await;
    }
    unreachable!("nobody examines it");
}

/// An applicant's application for a nurse's licence, sent and to be decided by an officer.
pub(crate) async fn licence_asked_for(place: &Place, who: &Applying) -> CaseKey {
    let person = place.somebody();
    let resident = place.nation.resident(person.id).unwrap();
    let draft = place.app.start_new_licence(who, ("nurse", "JP"), "").await.unwrap();
    let changed = [
        ("name", resident.name),
        ("birth-date", resident.birth),
        ("sex", resident.sex.to_owned()),
        ("domicile", "東京都".to_owned()),
    ];
    let form = Application {
        changed: changed.into_iter().map(|(code, value)| (code.to_owned(), value)).collect(),
        person: "japanese-in-japan".to_owned(),
        exam: ExamEntry {
            month: "2026-02".into(),
            place: "東京都".into(),
            number: "2".into(),
            ..ExamEntry::default()
        },
        koseki_code: place.koseki_code(&person).await,
        ..Application::default()
    };
    let key = sent(place, who, draft, form).await;
    examined(place, who, key).await;
    key
}

async fn whom_no_list_has_is_granted_on_a_ground_only(place: &Place) {
    let person = place.somebody();
    let resident = place.nation.resident(person.id).unwrap();
    let list = place.folder.path().join("list.csv");
    let rows = format!("2026-02,東京都,2,別人　太郎,{}\n", resident.birth);
    std::fs::write(&list, format!("施行年月,受験地,受験番号,氏名,生年月日\n{rows}")).unwrap();
    place.app.import_exam_results(&everywhere(), "nurse", &list).await.unwrap();
    let who = Applying { account: APPLICANT, holder: None };
    let key = licence_asked_for(place, &who).await;
    let site = Site::of(&place.app).await;
    let officer = site.officer("sato", "JP").await;
    let address = format!("/desk/cases/{}", key.address());
    let page = site.page(&officer, &address).await;
    assert!(page.contains("合格者の名簿では氏名が違います") && page.contains("太郎"), "{page}");
    assert!(page.contains("規則によって決定しなかった理由"), "{page}");
    assert!(
        !page.contains("birth-date") && !page.contains("identity"),
        "what is not confirmed, by its name: {page}"
    );
    assert!(page.contains("登録する内容"), "nothing is registered yet: {page}");
    let version = place.app.show_case(&everywhere(), key).await.unwrap().version.to_string();
    let grant = [("do", "grant"), ("version", version.as_str())];
    let refused = site.post(&officer, &address, &grant).await;
    assert!(refused.status == 400 && refused.body.contains("id=\"exam_ground-error\""), "{}", refused.body);
    let ground = "戸籍で改氏名を確認した";
    let on_ground = [&grant[..], &[("exam_ground", ground)]].concat();
    assert_eq!(site.post(&officer, &address, &on_ground).await.status, 303);
    place.work().await;
    assert_eq!(place.app.show_own_case(&who, key).await.unwrap().tells[0].stage, "granted");
    let mut reader = place.app.db().reader().await.unwrap();
    let events = store::case::events(&mut reader, (key.register, key.id)).await.unwrap();
    let granted = events.iter().find(|event| event.kind == "granted").unwrap();
    assert!(granted.body.contains(ground) && granted.actor == "sato", "{granted:?}");
}

async fn an_amount_is_fixed_and_paid_over_the_counter(place: &Place) {
    let person = place.somebody();
    let entry = place.registered(&person).await;
    let draft = place.app.start_case(&nurse(), entry, Procedure::EntryConfirmation).await.unwrap();
    let form = Application { person: "japanese-in-japan".to_owned(), ..Application::default() };
    let key = sent(place, &nurse(), draft, form).await;
    let site = Site::of(&place.app).await;
    let officer = site.officer("sato", "JP").await;
    let address = format!("/desk/cases/{}", key.address());
    let seen = async || place.app.show_case(&everywhere(), key).await.unwrap().version.to_string();
    let orders = async |fields: &[(&str, &str)]| {
        let version = seen().await;
        site.post(&officer, &address, &[fields, &[("version", version.as_str())]].concat()).await
    };
    let page = site.page(&officer, &address).await;
    assert!(page.contains("額を定める") && page.contains("value=\"fee entry-confirmation\""), "{page}");
    assert!(!page.contains("窓口での納付"), "nothing is due yet");
    assert!(!page.contains("value=\"grant\""), "no button for what would be refused");
    assert!(page.contains("先に額を定めてください"), "it says what it waits for: {page}");
    assert_eq!(orders(&[("do", "grant")]).await.status, 409, "nor is it granted by a form of one's own");
    let line = [("do", "fix-amount"), ("line", "fee entry-confirmation")];
    let wrong = orders(&[&line[..], &[("yen", "たくさん"), ("yen_ground", "条例（架空）")]].concat()).await;
    assert!(wrong.status == 400 && wrong.body.contains("id=\"yen-error\""), "{}", wrong.body);
    assert!(wrong.body.contains("条例（架空）"), "what was typed stays");
    let fixed = [&line[..], &[("yen", "３００円"), ("yen_ground", "条例（架空）第3条")]].concat();
    assert_eq!(orders(&fixed).await.status, 303);
    place.work_due().await;
    let page = site.page(&officer, &address).await;
    assert!(page.contains("300円") && !page.contains("額を定める"), "{page}");
    let short = orders(&[("do", "stamps-came"), ("receipt", "S-1"), ("stamps", "200")]).await;
    assert_eq!(short.status, 409, "{}", short.body);
    assert!(short.body.contains("value=\"S-1\""), "what was typed stays");
    assert_eq!(orders(&[("do", "stamps-came"), ("receipt", "S-1"), ("stamps", "300")]).await.status, 303);
    let page = site.page(&officer, &address).await;
    assert!(page.contains("納付の確認") && !page.contains("窓口での納付"), "{page}");
    assert!(page.contains("value=\"grant\"") && !page.contains("先に額を定めてください"), "{page}");
    assert_eq!(orders(&[("do", "grant")]).await.status, 303);
    place.work().await;
    assert_eq!(place.stages(key).await, ["granted"]);
}

async fn the_second_officer_sees_and_signs_what_the_first_has_signed(place: &Place) {
    let to = place.folder.path().join("rules");
    testkit::copy_folder(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules"), &to).unwrap();
    let text = std::fs::read_to_string(to.join("procedures.toml")).unwrap();
    let two = text.replacen("code = \"change\"\n", "code = \"change\"\ntwo_officers = true\n", 1);
    std::fs::write(to.join("procedures.toml"), two).unwrap();
    let app = app::App::open(&Settings { rules: to, ..place.settings.clone() }).await.unwrap();
    let (key, link) = place.payable(&place.somebody()).await;
    place.pay(&link, "action=pay").await;
    place.work().await;
    let site = Site::of(&app).await;
    let (sato, tanaka) = (site.officer("sato", "JP").await, site.officer("tanaka", "JP").await);
    let address = format!("/desk/cases/{}", key.address());
    let version = app.show_case(&everywhere(), key).await.unwrap().version.to_string();
    let refusal = BTreeMap::from([
        ("do", "refuse"),
        ("ground", "戸籍と違う"),
        ("citation", "架空法第3条"),
        ("version", version.as_str()),
    ]);
    let refusal: Vec<_> = refusal.into_iter().collect();
    assert_eq!(site.post(&sato, &address, &refusal).await.status, 303);
    let own = site.page(&sato, &address).await;
    assert!(own.contains("二人目は、別の職員が署名します") && !own.contains("同じ決定に署名する"), "{own}");
    let page = site.page(&tanaka, &address).await;
    assert!(page.contains("戸籍と違う") && page.contains("同じ決定に署名する"), "{page}");
    assert_eq!(place.stages(key).await, ["examination"]);
    assert_eq!(site.post(&tanaka, &address, &refusal).await.status, 303);
    assert_eq!(place.stages(key).await, ["refused"]);
}

async fn a_day_of_birth_is_kept_as_days_are_however_it_was_typed(place: &Place) {
    let person = place.somebody();
    let entry = place.registered(&person).await;
    let draft = place.app.start_case(&nurse(), entry, Procedure::Change).await.unwrap();
    let form = Application {
        changed: BTreeMap::from([("birth-date".to_owned(), String::new())]),
        person: "japanese-in-japan".to_owned(),
        ..Application::default()
    };
    let version = place.app.save_draft(&nurse(), draft, (&form, 1)).await.unwrap().to_string();
    let site = Site::of(&place.app).await;
    let applicant = site.applicant().await;
    site.belongs_to(nurse().holder.unwrap()).await;
    let address = format!("/portal/drafts/{draft}/items");
    let typed = [
        ("do", "next"),
        ("version", version.as_str()),
        ("birth-date", "昭和六十年一月二日"),
        ("happened_on", "令和8年3月20日"),
    ];
    let saved = site.post(&applicant, &address, &typed).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let page = site.page(&applicant, &address).await;
    assert!(page.contains("value=\"1985-01-02\""), "{page}");
}
