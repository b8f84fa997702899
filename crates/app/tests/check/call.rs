//! The call to those who have not given a number: who is on it, who is not, and what is never in it.

use std::path::Path;
use std::sync::Arc;

use app::{CallPart, ErrorKind, NumberCall, Roster};
use futures_util::TryStreamExt;
use registry::item::{EntryItem, get};

use crate::support::{Place, officer, on_both_engines};

on_both_engines!(
    a_call_that_is_stopped_or_fails_leaves_nothing,
    who_has_not_given_a_number_is_called_and_sees_it,
    the_desk_hands_over_the_same_as_the_command,
    an_employer_is_told_of_its_own_staff_only,
);

fn order() -> NumberCall {
    NumberCall {
        qualification: "nurse".to_owned(),
        authority: None,
        to: "架空看護協会".to_owned(),
        ground: "架空の協定 第3条".to_owned(),
        only: None,
    }
}

async fn a_call_that_is_stopped_or_fails_leaves_nothing(place: &Place) {
    let (order, folder) = (order(), place.folder.path().join("call"));
    let stop = |seen| seen == 0;
    let stopped = place.app.call_numbers(&officer("registrar"), (&order, &folder), &stop).await.unwrap();
    assert!(stopped.stopped && !folder.exists(), "stopped, nothing is left: {stopped:?}");
    // the list cannot get its name: what was written of it is nobody's
    let in_the_way = |_| {
        std::fs::create_dir_all(folder.join("list.csv")).unwrap();
        true
    };
    let failed = place.app.call_numbers(&officer("registrar"), (&order, &folder), &in_the_way).await;
    assert!(failed.is_err() && !folder.exists(), "failed, nothing is left: {failed:?}");
}

async fn who_has_not_given_a_number_is_called_and_sees_it(place: &Place) {
    let (order, folder) = (order(), place.folder.path().join("call"));
    let into = async |order: &NumberCall, folder: &Path| {
        place.app.call_numbers(&officer("registrar"), (order, folder), &|_| true).await
    };
    for wrong in [
        NumberCall { ground: " ".to_owned(), ..order.clone() },
        NumberCall { to: String::new(), ..order.clone() },
        NumberCall { qualification: "no-such".to_owned(), ..order.clone() },
    ] {
        assert_eq!(into(&wrong, &folder).await.unwrap_err().kind, ErrorKind::BadInput, "{wrong:?}");
    }
    let there = into(&order, place.folder.path()).await.unwrap_err();
    assert_eq!(there.kind, ErrorKind::BadInput, "a folder that is there is not written into");
    let reader = app::Actor { roles: vec![app::Role::Reader], ..officer("reader") };
    let refused = place.app.call_numbers(&reader, (&order, &folder), &|_| true).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotPermitted);
    let elsewhere = app::Actor { reach: app::Reach::Authorities(vec!["JP-13".to_owned()]), ..officer("x") };
    assert_eq!(
        place.app.call_numbers(&elsewhere, (&order, &folder), &|_| true).await.unwrap_err().kind,
        ErrorKind::NotFound
    );
    let called = into(&order, &folder).await.unwrap();
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
    let seen = place.looks_at(&first).await;
    assert!(seen.iter().any(|look| look.contains("架空看護協会")), "{seen:?}");
    assert_eq!(
        into(&order, &folder).await.unwrap_err().kind,
        ErrorKind::BadInput,
        "a folder that is there is not written into"
    );
}

impl Place {
    /// What was asked about the entry with this number.
    async fn looks_at(&self, number: &str) -> Vec<String> {
        let search = app::view::Search { number: number.to_owned(), ..app::view::Search::default() };
        let found = self.app.find_entries(&officer("reader"), &search).await.unwrap();
        let looks = self.app.list_disclosures(&officer("auditor"), &found.entries[0].id).await.unwrap();
        looks.into_iter().map(|look| look.request).collect()
    }
}

async fn given_that_stand(place: &Place) -> u64 {
    let sql = "SELECT e.present FROM entry_holder h JOIN entry e ON e.register_id = h.register_id \
               AND e.entry_id = h.entry_id WHERE h.number_fact = 'given'";
    let mut reader = place.app.db().reader().await.unwrap();
    let rows = reader.query(sql, &[], |row| Ok(row.text(0)?.to_owned())).await.unwrap();
    rows.iter().filter(|present| get(present, EntryItem::Deleted).is_none()).count() as u64
}

/// List and letters of the desk are those of the command, part by part, and each is a look under the entries that are in it.
async fn the_desk_hands_over_the_same_as_the_command(place: &Place) {
    let order = NumberCall {
        qualification: "nurse".to_owned(),
        authority: Some("JP".to_owned()),
        to: "架空看護協会".to_owned(),
        ground: "架空の協定 第3条".to_owned(),
        only: None,
    };
    let (who, folder) = (officer("registrar"), place.folder.path().join("call"));
    let written = place.app.call_numbers(&who, (&order, &folder), &|_| true).await.unwrap();
    let read = |at: usize| std::fs::read_to_string(&written.files[at]).unwrap();

    let plan = place.app.plan_call(&who, ("nurse", "JP"), None).await.unwrap();
    assert_eq!(plan.parts.iter().map(|part| part.letters).sum::<u64>(), written.called, "{plan:?}");
    assert_eq!((plan.parts.len(), plan.next.clone()), (written.files.len() - 1, None));
    let shown =
        place.count("SELECT COUNT(*) FROM disclosure WHERE request LIKE 'call for numbers (l%'").await;
    assert_eq!(shown, written.standing.div_ceil(500) as i64, "who counts reads nobody's name");

    let pieces: Vec<Vec<u8>> = place.app.call_list(&who, &order).unwrap().try_collect().await.unwrap();
    assert_eq!(String::from_utf8(pieces.concat()).unwrap(), read(0));
    for (at, part) in plan.parts.iter().enumerate() {
        let letters = place.app.call_letters(&who, &order, part).await.unwrap();
        assert_eq!(letters, read(at + 1));
    }
    let list = read(0);
    for line in [list.lines().nth(1), list.lines().last()] {
        let seen = place.looks_at(line.unwrap().split(',').nth(1).unwrap()).await;
        for what in ["list and letters", "list", "letters"] {
            let wanted = format!("call for numbers ({what}), handed to 架空看護協会: 架空の協定 第3条 (JP)");
            assert_eq!(seen.iter().filter(|look| **look == wanted).count(), 1, "{what}: {seen:?}");
        }
    }

    // from a part on; and what nobody may
    let first = &plan.parts[0];
    let rest = place.app.plan_call(&who, ("nurse", "JP"), Some((&first.until, first.last() + 1))).await;
    assert_eq!(rest.unwrap().parts, plan.parts[1..]);
    let broken = CallPart { after: "x".to_owned(), ..first.clone() };
    assert_eq!(place.app.call_letters(&who, &order, &broken).await.unwrap_err().kind, ErrorKind::Conflict);
    let reader = app::Actor { roles: vec![app::Role::Reader], ..officer("reader") };
    assert_eq!(place.app.call_list(&reader, &order).err().unwrap().kind, ErrorKind::NotPermitted);
    let elsewhere = app::Actor { reach: app::Reach::Authorities(vec!["JP-13".to_owned()]), ..officer("x") };
    let refused = place.app.plan_call(&elsewhere, ("nurse", "JP"), None).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotFound);
    let wrong = NumberCall { to: " ".to_owned(), ground: "x".repeat(501), ..order.clone() };
    let fields: Vec<&str> = wrong.faults().iter().map(|(field, _)| *field).collect();
    assert_eq!(fields, ["to", "ground"]);
    assert_eq!(place.app.call_list(&who, &wrong).err().unwrap().kind, ErrorKind::BadInput);
}

async fn an_employer_is_told_of_its_own_staff_only(place: &Place) {
    let who = officer("registrar");
    let all = NumberCall {
        qualification: "nurse".to_owned(),
        authority: Some("JP".to_owned()),
        to: "架空病院".to_owned(),
        ground: "架空の協定 第4条".to_owned(),
        only: None,
    };
    let pieces: Vec<Vec<u8>> = place.app.call_list(&who, &all).unwrap().try_collect().await.unwrap();
    let whole = String::from_utf8(pieces.concat()).unwrap();
    let numbers = |list: &str| -> Vec<String> {
        list.lines().skip(1).map(|line| line.split(',').nth(1).unwrap().to_owned()).collect()
    };
    let called = numbers(&whole);
    let given = place.whose.keys().find(|number| {
        let digits = |of: &String| of.chars().filter(char::is_ascii_digit).collect::<String>();
        !called.iter().any(|other| digits(other) == **number)
    });
    // some who are called, the last first; one who gave it, or stands no more; one whom nobody knows; a line that is none
    let staff = format!("登録番号\n{}\n{}\n{}\n99999999\n号\n", called[9], called[2], given.unwrap());
    let roster = Roster::read(&staff).unwrap();
    let listed = NumberCall { only: Some(Arc::new(roster.clone())), ..all.clone() };
    let (standing, of_them) = place.app.count_call(&who, &listed).await.unwrap();
    assert!(of_them == 2 && standing <= 3, "{standing} stand, {of_them} are called");
    let before = place.count("SELECT COUNT(*) FROM disclosure WHERE request LIKE '%架空病院%'").await;

    let pieces: Vec<Vec<u8>> = place.app.call_list(&who, &listed).unwrap().try_collect().await.unwrap();
    let list = String::from_utf8(pieces.concat()).unwrap();
    assert_eq!(numbers(&list), [called[9].clone(), called[2].clone()], "in the order of the list");
    let letters = place.app.call_listed_letters(&who, &listed).await.unwrap();
    assert_eq!(letters.matches("<section").count(), 2);
    let folder = place.folder.path().join("staff");
    let written = place.app.call_numbers(&who, (&listed, &folder), &|_| true).await.unwrap();
    assert_eq!((written.called, written.standing), (2, standing));
    assert_eq!(std::fs::read_to_string(&written.files[0]).unwrap(), list);
    assert_eq!(std::fs::read_to_string(&written.files[1]).unwrap(), letters);

    // each of the two sees it, with the ground, and that it was a list; nobody else's name was read
    let after = place.count("SELECT COUNT(*) FROM disclosure WHERE request LIKE '%架空病院%'").await;
    assert_eq!(after - before, 3, "a look each: list, letters, both");
    for number in [&called[9], &called[2]] {
        let seen = place.looks_at(number).await;
        let of_list = seen.iter().filter(|look| look.contains("of a list of") && look.contains("第4条"));
        assert_eq!(of_list.count(), 3, "{seen:?}");
    }
    let seen = place.looks_at(&called[3]).await;
    assert!(!seen.iter().any(|look| look.contains("of a list of")), "{seen:?}");

    let reader = app::Actor { roles: vec![app::Role::Reader], ..officer("reader") };
    assert_eq!(place.app.count_call(&reader, &listed).await.unwrap_err().kind, ErrorKind::NotPermitted);
    let long: String = (0..501).map(|n| format!("{n}\n")).collect();
    let long = NumberCall { only: Some(Arc::new(Roster::read(&long).unwrap())), ..all.clone() };
    let refused = place.app.call_listed_letters(&who, &long).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::BadInput, "letters for so many are the command's");
    let refused = place.app.call_listed_letters(&who, &all).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::BadInput, "and of the whole register they come in parts");
}
