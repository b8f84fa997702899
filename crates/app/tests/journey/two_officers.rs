//! Where the rules want two officers, one alone decides nothing.

use std::path::Path;

use app::{Actor, App, DeskDecision, ErrorKind, Settings, TaskFilter, TaskOrder};

use crate::support::{Place, officer, on_both_engines};

on_both_engines!(two_sign_where_the_rules_want_two);

/// The rules, with two officers for a change.
fn rules_with_two(place: &Place) -> std::path::PathBuf {
    let to = place.folder.path().join("rules");
    testkit::copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules"), &to).unwrap();
    let file = to.join("procedures.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let changed = text.replacen("code = \"change\"\n", "code = \"change\"\ntwo_officers = true\n", 1);
    assert_ne!(changed, text);
    std::fs::write(file, changed).unwrap();
    to
}

async fn two_sign_where_the_rules_want_two(place: &Place) {
    let settings = Settings { rules: rules_with_two(place), ..place.settings.clone() };
    let app = App::open(&settings).await.unwrap();
    let (key, link) = place.payable(&place.somebody()).await;
    let other = || Actor { name: "another".to_owned(), ..officer() };
    let decides = async |actor: &Actor, decision: DeskDecision| {
        let seen = app.show_case(actor, key).await.unwrap().version;
        app.decide_case(actor, key, (decision, seen)).await
    };
    let early = decides(&officer(), DeskDecision::Grant).await.unwrap_err();
    assert_eq!(early.kind, ErrorKind::Conflict, "what is not paid is not signed either");
    assert_eq!(place.tasks().await, Vec::<String>::new());
    place.pay(&link, "action=pay").await;
    place.work().await;
    decides(&officer(), DeskDecision::Grant).await.unwrap();
    assert_eq!(place.stages(key).await, ["examination"], "one signature decides nothing");
    assert_eq!(place.tasks().await, ["second-signature"]);
    let task = app.list_tasks(&officer(), &TaskFilter::default()).await.unwrap().0.remove(0);
    let ended = app.do_task(&officer(), task.key, &TaskOrder::End("済".to_owned())).await.unwrap_err();
    assert_eq!(ended.kind, ErrorKind::NotFound, "it ends by signing only");
    for name in ["officer", "Officer", "ＯＦＦＩＣＥＲ"] {
        let same = Actor { name: name.to_owned(), ..officer() };
        let again = decides(&same, DeskDecision::Grant).await.unwrap_err();
        assert_eq!(again.kind, ErrorKind::Conflict, "the same officer is one officer: {name}");
    }
    let refusal = DeskDecision::Refuse { ground: "違う".to_owned(), citation: "第1条".to_owned() };
    decides(&other(), refusal).await.unwrap();
    assert_eq!(place.stages(key).await, ["examination"], "another decision is a first signature again");
    decides(&officer(), DeskDecision::Grant).await.unwrap();
    decides(&other(), DeskDecision::Grant).await.unwrap();
    assert_eq!(place.stages(key).await, ["granted"]);
    assert_eq!(place.tasks().await, Vec::<String>::new());
}
