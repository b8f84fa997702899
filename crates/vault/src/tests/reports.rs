//! Files of reports: the numbers go in, handles come out, and nothing of a number is kept anywhere else.

use super::support::{Place, by, digits, on_both_engines, online};
use crate::{NumberFault, ReportFault, ReportFile};

on_both_engines!(numbers_of_a_file_are_sealed_and_come_out_as_handles);

fn file(rows: &[(&str, &str)]) -> String {
    let rows: Vec<_> = rows
        .iter()
        .map(|(number, name)| format!("第1号,{name},1988-01-08,女,架空市一丁目,{number},2026-01-31\r\n"))
        .collect();
    format!("\u{FEFF}登録番号,氏名,生年月日,性別,住所,個人番号,届出年月日\r\n{}", rows.concat())
}

async fn numbers_of_a_file_are_sealed_and_come_out_as_handles(place: Place) {
    let (one, other) = (digits(1), digits(2));
    let wrong = format!("{}{}", &one[..11], (one.as_bytes()[11] - b'0' + 1) % 10);
    let text = file(&[(&one, "架空 花子"), (&wrong, "架空 一"), ("", "\"架空, 二\""), (&other, "架空 三")]);
    let mut read = ReportFile::open(text.as_bytes()).unwrap();
    let before = place.vault.log_head().await.unwrap().seq;
    let proof = (online(), &by("holder"));
    let rows = read.next(&place.vault, proof, 100).await.unwrap();
    assert_eq!(place.vault.log_head().await.unwrap().seq, before + 1, "one line of the log for all");
    assert!(read.next(&place.vault, proof, 100).await.unwrap().is_empty());
    let given: Vec<_> = rows.iter().map(|row| row.given).collect();
    assert_eq!(given[1], Err(NumberFault::CheckDigit));
    assert_eq!(given[2], Err(NumberFault::Missing));
    assert!(given[0].is_ok() && given[3].is_ok() && given[0] != given[3]);
    assert_eq!((rows[2].name.as_str(), rows[3].line), ("架空, 二", 5));
    assert!(!format!("{rows:?}").contains("架空"), "a person is not printed");

    let mut again = ReportFile::open(text.as_bytes()).unwrap();
    let rows = again.next(&place.vault, proof, 2).await.unwrap();
    assert_eq!(rows[0].given, given[0], "the same number in the same case has the same handle");
    assert_eq!(place.count("SELECT COUNT(*) FROM number").await, 2);

    let elsewhere = file(&[(&one, &format!("花子 {other}"))]);
    let mut read = ReportFile::open(elsewhere.as_bytes()).unwrap();
    let refused = read.next(&place.vault, proof, 100).await;
    assert!(matches!(refused, Err(ReportFault::Line(2))), "a number among words would be kept for good");
}
