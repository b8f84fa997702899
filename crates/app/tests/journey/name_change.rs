//! A nurse's name change, online: walkthrough 1 through the use cases, and the traps on its way.

use app::{Application, Applying, DeskDecision, ErrorKind, TaskFilter, TaskOrder};
use country::pki::{CardKey, ToSign};
use law::Procedure;

use crate::support::{APPLICANT, Place, STRANGER, nurse, officer, on_both_engines};

on_both_engines!(
    the_certificate_of_an_application_is_watched,
    a_nurses_name_change_goes_from_draft_to_register,
    sent_twice_it_is_one_case,
    of_two_tabs_the_second_is_told,
    a_revoked_certificate_is_said_in_words,
    anothers_card_signs_nothing,
    paid_twice_one_goes_back,
    what_expired_is_asked_for_again,
    a_closed_collecting_side_refuses_nobody,
    withdrawn_after_payment_the_money_goes_back,
    refused_with_its_ground,
    workers_that_die_lose_nothing_and_do_nothing_twice,
    a_supplementation_goes_on_in_the_same_case,
    nobody_sees_anothers_case,
);

async fn a_nurses_name_change_goes_from_draft_to_register(place: &Place) {
    let person = place.somebody();
    let (draft, version) = place.filled(&person).await;
    let view = place.app.show_draft(&nurse(), draft).await.unwrap();
    let asked = view.asked.unwrap();
    assert!(asked.signed && asked.charge.total().is_some(), "known before anything is sent");
    let (text, _) = place.app.form_to_sign(&nurse(), draft).await.unwrap();
    let dates: Vec<&str> =
        text.lines().filter(|line| line.starts_with("生年月日") || line.starts_with("変更の日")).collect();
    assert!(dates.len() == 2 && dates.iter().all(|line| line.contains("月")), "as on the page: {dates:?}");
    let signed = place.signed(&person, draft).await;
    let key = place.app.submit_case(&nurse(), draft, (version, Some(signed))).await.unwrap();
    assert_eq!(place.stages(key).await, ["asked"]);
    place.work_due().await;
    assert_eq!(place.stages(key).await, ["means"], "the inquiry cannot tell: the same case goes on");
    assert!(place.own(key).await.may.contains(&"give-means"));
    let code = place.koseki_code(&person).await;
    let bad = place.app.give_means(&nurse(), key, ("koseki-certificate-code", Some("12"))).await.unwrap_err();
    assert_eq!(bad.kind, ErrorKind::BadInput);
    place.app.give_means(&nurse(), key, ("koseki-certificate-code", Some(&code))).await.unwrap();
    place.work_due().await;
    assert_eq!(place.stages(key).await, ["payment"]);
    let (link, yen) = place.own(key).await.pay.unwrap();
    assert_eq!(i64::from(yen), i64::from(asked.charge.total().unwrap().0));
    assert_eq!(place.grant(key).await.unwrap_err().kind, ErrorKind::Conflict, "not before it is paid");
    assert_eq!(place.pay(&link, "action=pay").await, 200);
    assert_eq!(place.stages(key).await, ["payment"], "the payer's return settles nothing");
    place.work().await;
    assert_eq!(place.stages(key).await, ["examination"]);
    let seen = place.app.show_case(&officer(), key).await.unwrap();
    let change = &seen.changes[0];
    let name = place.nation.resident(person.id).unwrap().name;
    assert_eq!((change.old.as_str(), change.new.as_str()), ("旧姓　花子", name.as_str()), "side by side");
    assert!(!seen.law.is_empty() && seen.koseki.is_some());
    place.grant(key).await.unwrap();
    assert_eq!(place.stages(key).await, ["granted"]);
    assert_eq!(place.grant(key).await.unwrap_err().kind, ErrorKind::Conflict, "once");
    let shown = place.app.show_case(&officer(), key).await.unwrap();
    let change = &shown.changes[0];
    assert_eq!(
        (change.old.as_str(), change.new.as_str()),
        ("旧姓　花子", name.as_str()),
        "what it has changed"
    );
    place.work().await;
    place.no_job_is_left().await;
    assert_eq!(place.tasks().await, Vec::<String>::new());
    let told = place.app.list_messages(&nurse()).await.unwrap();
    assert!(told.iter().any(|message| message.kind == "granted" && !message.read));
}

async fn sent_twice_it_is_one_case(place: &Place) {
    let person = place.somebody();
    let (draft, version) = place.filled(&person).await;
    let signed = place.signed(&person, draft).await;
    let send = || place.app.submit_case(&APPLYING, draft, (version, Some(signed.clone())));
    let (one, two) = tokio::join!(send(), send());
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(one, two, "a double press");
    assert_eq!(send().await.unwrap(), one, "and a third, later");
    assert_eq!(place.app.list_own_cases(&nurse()).await.unwrap().len(), 1);
    assert!(place.app.list_drafts(&nurse()).await.unwrap().is_empty());
}

static APPLYING: std::sync::LazyLock<Applying> = std::sync::LazyLock::new(nurse);

async fn of_two_tabs_the_second_is_told(place: &Place) {
    let person = place.somebody();
    let (draft, version) = place.filled(&person).await;
    let view = place.app.show_draft(&nurse(), draft).await.unwrap();
    let entry = registry::ids::EntryId::parse(&view.entry).unwrap();
    let again = place.app.start_case(&nurse(), entry, Procedure::Change).await;
    assert_eq!(again.unwrap(), draft, "begun on another device, it is gone on with");
    let mut other = view.application.clone();
    other.rewriting = true;
    place.app.save_draft(&nurse(), draft, (&other, version)).await.unwrap();
    let late = place.app.save_draft(&nurse(), draft, (&view.application, version)).await.unwrap_err();
    assert_eq!(late.kind, ErrorKind::Conflict);
    let signed = place.signed(&person, draft).await;
    let stale = place.app.submit_case(&nurse(), draft, (version, Some(signed))).await.unwrap_err();
    assert_eq!(stale.kind, ErrorKind::Conflict, "what was shown is what is sent");
    assert!(
        place.app.show_draft(&nurse(), draft).await.unwrap().application.rewriting,
        "nothing typed is lost"
    );
}

async fn a_revoked_certificate_is_said_in_words(place: &Place) {
    let person = place.somebody();
    let (draft, version) = place.filled(&person).await;
    // A certificate that a change of the items has ended, and that its own time has not.
    let today = place.nation.today();
    let ended = place.nation.people().find_map(|person| {
        let issues = place.cards.history(person.id, CardKey::Signing);
        let issue = issues
            .iter()
            .find(|issue| issue.ended.is_some_and(|(day, _)| day <= today) && issue.last >= today)?;
        Some((person, *issue))
    });
    assert!(ended.is_some(), "the country has such cards");
    let mut signed = place.signed(&person, draft).await;
    signed.value[0] ^= 1;
    let broken = place.app.submit_case(&nurse(), draft, (version, Some(signed))).await.unwrap_err();
    assert_eq!(broken.kind, ErrorKind::BadInput);
    let missing = place.app.submit_case(&nurse(), draft, (version, None)).await.unwrap_err();
    assert_eq!(missing.kind, ErrorKind::BadInput);
    assert!(place.app.list_own_cases(&nurse()).await.unwrap().is_empty(), "nothing was sent");
}

async fn anothers_card_signs_nothing(place: &Place) {
    let person = place.somebody();
    let (draft, version) = place.filled(&person).await;
    let born = place.nation.resident(person.id).unwrap().birth;
    let today = place.nation.today();
    let other = place.nation.people().find(|other| {
        let issue = place.cards.history(other.id, CardKey::Signing).pop();
        issue.is_some_and(|issue| issue.ended.is_none() && issue.last >= today)
            && place.nation.resident(other.id).is_some_and(|resident| resident.birth != born)
    });
    let other = other.unwrap();
    let (form, _) = place.app.form_to_sign(&nurse(), draft).await.unwrap();
    let value = place.cards.sign(other.id, CardKey::Signing, ToSign::Message(form.as_bytes())).unwrap();
    let certificate = place.cards.signing_certificate(other.id).unwrap();
    let signed = app::SignedForm { value, certificate };
    let refused = place.app.submit_case(&nurse(), draft, (version, Some(signed))).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::BadInput, "{refused}");
}

async fn paid_twice_one_goes_back(place: &Place) {
    let (key, link) = place.payable(&place.somebody()).await;
    assert_eq!(place.pay(&link, "action=pay-twice").await, 200);
    place.work().await;
    assert_eq!(place.stages(key).await, ["examination"], "paid");
    assert_eq!(place.tasks().await, ["refund"], "and the second goes back");
    place.work().await;
    assert_eq!(place.tasks().await, ["refund"], "once");
    let task = place.app.list_tasks(&officer(), &TaskFilter::default()).await.unwrap().0.remove(0);
    assert_eq!((task.kind.as_str(), task.case), ("refund", Some(key)));
    let empty = place.app.do_task(&officer(), task.key, &TaskOrder::End(" ".to_owned())).await.unwrap_err();
    assert_eq!(empty.kind, ErrorKind::BadInput);
    place.app.do_task(&officer(), task.key, &TaskOrder::End("振り込みました".to_owned())).await.unwrap();
    let twice = place
        .app
        .do_task(&officer(), task.key, &TaskOrder::End("振り込みました".to_owned()))
        .await
        .unwrap_err();
    assert_eq!(twice.kind, ErrorKind::Conflict);
    assert_eq!(place.tasks().await, Vec::<String>::new());
}

async fn what_expired_is_asked_for_again(place: &Place) {
    let (key, _) = place.payable(&place.somebody()).await;
    place.nation.advance(40).unwrap();
    place.work().await;
    let view = place.own(key).await;
    assert_eq!(view.tells[0].stage, "payment");
    assert!(view.may.contains(&"ask-payment"), "the applicant can have numbers issued again");
    place.app.pay_again(&nurse(), key).await.unwrap();
    place.work_due().await;
    let (link, _) = place.own(key).await.pay.unwrap();
    assert_eq!(place.pay(&link, "action=pay").await, 200);
    place.work().await;
    assert_eq!(place.stages(key).await, ["examination"]);
}

async fn a_closed_collecting_side_refuses_nobody(place: &Place) {
    let person = place.somebody();
    let key = place.sent(&person).await;
    place.work_due().await;
    let code = place.koseki_code(&person).await;
    let outage = |system: &str| {
        country::Scenario::from_toml(&format!("[systems.{system}.outage]\nretry_after = 60\n"))
    };
    place.nation.set_scenario(outage("koseki").unwrap());
    let closed =
        place.app.give_means(&nurse(), key, ("koseki-certificate-code", Some(&code))).await.unwrap_err();
    assert_eq!(closed.kind, ErrorKind::Unavailable);
    assert_eq!(place.stages(key).await, ["means"], "the application stands as it is");
    place.nation.set_scenario(outage("payment").unwrap());
    place.app.give_means(&nurse(), key, ("koseki-certificate-code", Some(&code))).await.unwrap();
    place.work_due().await;
    assert_eq!(place.stages(key).await, ["payment"]);
    assert!(place.own(key).await.pay.is_none(), "no numbers yet");
    place.nation.set_scenario(country::Scenario::default());
    place.work().await;
    assert!(place.own(key).await.pay.is_some(), "asked again");
}

async fn withdrawn_after_payment_the_money_goes_back(place: &Place) {
    let (key, link) = place.payable(&place.somebody()).await;
    place.pay(&link, "action=pay").await;
    place.work().await;
    place.app.withdraw_case(&nurse(), key).await.unwrap();
    assert_eq!(place.stages(key).await, ["withdrawn"]);
    assert_eq!(place.tasks().await, ["refund"]);
    assert_eq!(place.own(key).await.refund, 1_000, "the case says how much was handed on");
    assert_eq!(place.grant(key).await.unwrap_err().kind, ErrorKind::Conflict);
    place.work().await;
    place.no_job_is_left().await;
    let told = place.app.list_messages(&nurse()).await.unwrap();
    let told = told.iter().find(|message| message.kind == "withdrawn").unwrap();
    let words = &told.detail.as_ref().unwrap().ja;
    assert!(words.contains("1,000円") && words.contains("自動では戻りません"), "{words}");
}

async fn refused_with_its_ground(place: &Place) {
    let (key, link) = place.payable(&place.somebody()).await;
    place.pay(&link, "action=pay").await;
    place.work().await;
    let seen = place.app.show_case(&officer(), key).await.unwrap().version;
    let refuse =
        |ground: &str| DeskDecision::Refuse { ground: ground.to_owned(), citation: "令第5条".to_owned() };
    let bare = place.app.decide_case(&officer(), key, (refuse(" "), seen)).await.unwrap_err();
    assert_eq!(bare.kind, ErrorKind::Conflict, "a refusal needs its ground");
    place.app.decide_case(&officer(), key, (refuse("戸籍の氏名と異なる"), seen)).await.unwrap();
    assert_eq!(place.stages(key).await, ["refused"]);
    assert_eq!(place.own(key).await.changes[0].old, "旧姓　花子", "the register is as it was");
}

/// Between every two steps a worker takes all jobs and dies: the next one has them when the taking lapses.
async fn workers_that_die_lose_nothing_and_do_nothing_twice(place: &Place) {
    let person = place.somebody();
    let key = place.sent(&person).await;
    place.worker_dies().await;
    place.work().await;
    let code = place.koseki_code(&person).await;
    place.app.give_means(&nurse(), key, ("koseki-certificate-code", Some(&code))).await.unwrap();
    place.worker_dies().await;
    place.work().await;
    let (link, _) = place.own(key).await.pay.unwrap();
    place.pay(&link, "action=pay").await;
    place.worker_dies().await;
    place.work().await;
    place.worker_dies().await;
    place.work().await;
    assert_eq!(place.stages(key).await, ["examination"]);
    place.grant(key).await.unwrap();
    place.worker_dies().await;
    place.work().await;
    place.no_job_is_left().await;
    assert_eq!(place.tasks().await, Vec::<String>::new(), "nothing is paid twice");
    let view = place.own(key).await;
    let kinds: Vec<&str> = view.history.iter().map(|happened| happened.kind.as_str()).collect();
    for once in ["submitted", "means-given", "payment-asked", "payment-confirmed", "granted"] {
        assert_eq!(kinds.iter().filter(|kind| **kind == once).count(), 1, "{once}: {kinds:?}");
    }
    let entry = registry::ids::EntryId::parse(&view.entry.unwrap()).unwrap();
    let mut reader = place.app.db().reader().await.unwrap();
    let history = store::ledger::history(&mut reader, key.register, entry).await.unwrap();
    assert_eq!(history.len(), 2, "registered once, corrected once");
}

async fn a_supplementation_goes_on_in_the_same_case(place: &Place) {
    let (key, link) = place.payable(&place.somebody()).await;
    place.pay(&link, "action=pay").await;
    place.work().await;
    let seen = place.app.show_case(&officer(), key).await.unwrap();
    place.app.ask_supplement(&officer(), key, (vec!["変更の日".to_owned()], seen.version)).await.unwrap();
    assert_eq!(place.stages(key).await, ["supplementation"]);
    let stale = place.app.ask_supplement(&officer(), key, (vec![], seen.version)).await.unwrap_err();
    assert_eq!(stale.kind, ErrorKind::Conflict);
    let mut corrected = seen.form.clone();
    corrected.happened_on = "2026-03-21".to_owned();
    place.app.supplement_case(&nurse(), key, &corrected).await.unwrap();
    assert_eq!(place.stages(key).await, ["examination"], "and nothing is paid again");
    let view = place.app.show_case(&officer(), key).await.unwrap();
    assert_eq!(
        (view.form.happened_on.as_str(), view.form.sent_on.as_str()),
        ("2026-03-21", seen.form.sent_on.as_str())
    );
    place.grant(key).await.unwrap();
}

async fn nobody_sees_anothers_case(place: &Place) {
    let key = place.sent(&place.somebody()).await;
    let stranger = Applying { account: STRANGER, ..nurse() };
    let reached = app::Actor { reach: app::Reach::Authorities(vec!["JP-13".to_owned()]), ..officer() };
    for error in [
        place.app.show_own_case(&stranger, key).await.unwrap_err(),
        place.app.withdraw_case(&stranger, key).await.unwrap_err(),
        place.app.supplement_case(&stranger, key, &Application::default()).await.unwrap_err(),
        place.app.show_case(&reached, key).await.unwrap_err(),
    ] {
        assert_eq!(error.kind, ErrorKind::NotFound);
    }
    let reader = app::Actor { roles: vec![app::Role::Reader], ..officer() };
    assert_eq!(place.app.show_case(&reader, key).await.unwrap_err().kind, ErrorKind::NotPermitted);
    assert_eq!(nurse().account, APPLICANT);
}

/// Between the years: what was signed here is what a revocation later is a hint for, once.
async fn the_certificate_of_an_application_is_watched(place: &Place) {
    place.sent(&place.somebody()).await;
    let from = Some("2026-01-01".parse().unwrap());
    let ground = "架空の決裁".to_owned();
    let order = app::HintOrder { authority: "JP".to_owned(), from, until: None, ground };
    place.app.switch_hints(&officer(), &order).await.unwrap();
    let tools = app::CheckTools::of(place.app.systems(), place.folder.path().join("hints")).unwrap();
    let worked = place.app.work_hints(&officer(), &tools).await.unwrap();
    assert_eq!((worked.watched, worked.hints, worked.asked), (1, 0, 0), "{worked:?}");
    assert_eq!(place.app.work_hints(&officer(), &tools).await.unwrap().watched, 0, "it is known");
}
