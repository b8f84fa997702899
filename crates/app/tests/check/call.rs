//! The call to those who have not given a number: who is on it, who is not, and what is never in it.

use app::{ErrorKind, NumberCall};
use registry::item::{EntryItem, get};

use crate::support::{Place, officer, on_both_engines};

on_both_engines!(who_has_not_given_a_number_is_called_and_sees_it);

async fn who_has_not_given_a_number_is_called_and_sees_it(place: &Place) {
    let order = NumberCall {
        qualification: "nurse".to_owned(),
        authority: None,
        to: "架空看護協会".to_owned(),
        ground: "架空の協定 第3条".to_owned(),
        folder: place.folder.path().join("call"),
    };
    let call =
        async |order: &NumberCall| place.app.call_numbers(&officer("registrar"), order, &|_| true).await;
    for wrong in [
        NumberCall { ground: " ".to_owned(), ..order.clone() },
        NumberCall { to: String::new(), ..order.clone() },
        NumberCall { folder: place.folder.path().to_owned(), ..order.clone() },
        NumberCall { qualification: "no-such".to_owned(), ..order.clone() },
    ] {
        assert_eq!(call(&wrong).await.unwrap_err().kind, ErrorKind::BadInput, "{wrong:?}");
    }
    let reader = app::Actor { roles: vec![app::Role::Reader], ..officer("reader") };
    let refused = place.app.call_numbers(&reader, &order, &|_| true).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotPermitted);
    let elsewhere = app::Actor { reach: app::Reach::Authorities(vec!["JP-13".to_owned()]), ..officer("x") };
    assert_eq!(
        place.app.call_numbers(&elsewhere, &order, &|_| true).await.unwrap_err().kind,
        ErrorKind::NotFound
    );
    let stopped = place.app.call_numbers(&officer("registrar"), &order, &|seen| seen == 0).await.unwrap();
    assert!(stopped.stopped && !order.folder.exists(), "stopped, nothing is left: {stopped:?}");

    let called = call(&order).await.unwrap();
    let given = place.count("SELECT COUNT(*) FROM entry_holder WHERE number_fact = 'given'").await as u64;
    let given_standing = given_that_stand(place).await;
    assert!(called.called > 0 && given_standing > 0 && given_standing <= given, "{called:?}");
    assert_eq!(called.called + given_standing, called.standing, "everybody is on one side: {called:?}");

    let list = std::fs::read_to_string(&called.files[0]).unwrap();
    assert_eq!(list.lines().count() as u64, called.called + 1);
    let letters: String =
        called.files[1..].iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    assert_eq!(letters.matches("<section").count() as u64, called.called);
    assert!(
        letters.contains("架空看護協会")
            && letters.contains("任意")
            && !letters.contains("{name}")
            && !letters.contains("{assoc"),
        "all is filled in"
    );
    for person in place.whose.values() {
        let number = place.nation.my_number(*person);
        assert!(!list.contains(&number) && !letters.contains(&number), "never a number");
        let resident = place.nation.resident(*person);
        assert!(resident.is_none_or(|of| !letters.contains(&of.address) && !list.contains(&of.address)));
    }

    // each sees that his or her name was handed over, to whom and by what
    let looks =
        place.count("SELECT COUNT(*) FROM disclosure WHERE request LIKE '%架空看護協会: 架空の協定%'").await;
    assert!(looks > 0);
    let first = list.lines().nth(1).unwrap().split(',').nth(1).unwrap().to_owned();
    let search = app::view::Search { number: first, ..app::view::Search::default() };
    let found = place.app.find_entries(&officer("reader"), &search).await.unwrap();
    let seen = place.app.list_disclosures(&officer("auditor"), &found.entries[0].id).await.unwrap();
    assert!(seen.iter().any(|look| look.request.contains("架空看護協会")), "{seen:?}");
    assert_eq!(
        call(&order).await.unwrap_err().kind,
        ErrorKind::BadInput,
        "a folder that is there is not written into"
    );
}

async fn given_that_stand(place: &Place) -> u64 {
    let sql = "SELECT e.present FROM entry_holder h JOIN entry e ON e.register_id = h.register_id \
               AND e.entry_id = h.entry_id WHERE h.number_fact = 'given'";
    let mut reader = place.app.db().reader().await.unwrap();
    let rows = reader.query(sql, &[], |row| Ok(row.text(0)?.to_owned())).await.unwrap();
    rows.iter().filter(|present| get(present, EntryItem::Deleted).is_none()).count() as u64
}
