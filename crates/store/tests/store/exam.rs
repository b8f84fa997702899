//! Lists of those who passed: kept once, never changed by a second list.

use registry::exam::{Examinee, Found, Passed, Sitting, find};
use store::exam::{self, Kept, ListOrigin};

use crate::support::{Place, on_both_engines};

on_both_engines!(a_list_is_kept_once_and_a_second_one_changes_nobody, a_row_is_found_by_its_certificate);

fn passed(number: usize, name: &str) -> Passed {
    Passed {
        sitting: Sitting::read("2026-02", "東京都", &number.to_string()).unwrap(),
        name: name.to_owned(),
        born: "2002-03-04".to_owned(),
        certificate: String::new(),
    }
}

async fn a_list_is_kept_once_and_a_second_one_changes_nobody(place: Place) {
    let origin = |digest: u8| ListOrigin {
        qualification: "nurse".to_owned(),
        digest: [digest; 32],
        by: "officer".to_owned(),
        at: 7,
    };
    // More than one transaction takes.
    let list: Vec<Passed> = (1..=6_000).map(|n| passed(n, "髙橋 花子")).collect();
    let kept = exam::keep(&place.db, list.clone(), origin(1)).await.unwrap();
    assert_eq!(kept, Kept { new: 6_000, same: 0, other: 0 });
    let again = exam::keep(&place.db, list[..10].to_vec(), origin(1)).await.unwrap();
    assert_eq!(again, Kept { new: 0, same: 10, other: 0 });
    let other =
        exam::keep(&place.db, vec![passed(1, "田中 一郎"), passed(7_000, "乙")], origin(2)).await.unwrap();
    assert_eq!(other, Kept { new: 1, same: 0, other: 1 });
    let mut reader = place.db.reader().await.unwrap();
    let row = exam::find(&mut reader, "nurse", &passed(1, "").sitting).await.unwrap();
    let hanako = Examinee { name: "髙橋 花子", born: "2002-03-04", certificate: "" };
    assert_eq!(find(row.as_ref(), &hanako), Found::Same, "the first list stands");
    assert_eq!(
        exam::find(&mut reader, "midwife", &passed(1, "").sitting).await.unwrap(),
        None,
        "another examination"
    );
    assert_eq!(exam::find(&mut reader, "nurse", &passed(9_999, "").sitting).await.unwrap(), None);
}

async fn a_row_is_found_by_its_certificate(place: Place) {
    let origin =
        ListOrigin { qualification: "nurse".to_owned(), digest: [1; 32], by: "officer".to_owned(), at: 7 };
    let with =
        |number, certificate: &str| Passed { certificate: certificate.to_owned(), ..passed(number, "甲") };
    let list = vec![with(1, "8801"), with(2, ""), with(3, "8802"), with(4, "8802"), with(5, "8802")];
    exam::keep(&place.db, list, origin).await.unwrap();
    let mut reader = place.db.reader().await.unwrap();
    let found = exam::by_certificate(&mut reader, "nurse", "8801").await.unwrap();
    assert_eq!(found, [with(1, "8801")], "with its sitting");
    assert_eq!(
        exam::by_certificate(&mut reader, "nurse", "8802").await.unwrap().len(),
        2,
        "enough to see it"
    );
    for (qualification, certificate) in [("midwife", "8801"), ("nurse", "8803"), ("nurse", "")] {
        let none = exam::by_certificate(&mut reader, qualification, certificate).await.unwrap();
        assert!(none.is_empty(), "{qualification} {certificate}");
    }
}
