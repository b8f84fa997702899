//! Applicant = examinee: lists are read whole, and only an exact row lets anybody pass.

use proptest::prelude::*;
use registry::exam::{
    Examinee, Found, ListFault, Passed, RejectReason, Sitting, find, find_by_certificate, read_list,
};

const LIST: &str = "施行年月,受験地,受験番号,氏名,生年月日,合格証書番号\n\
    2026年2月,東京都,第10012号,髙橋 花子,平成14年3月4日,第8801号\n\
    令和8年2月,大 阪府,10013,田中 一郎,2001-05-06,\n";

fn applicant<'e>(name: &'e str, born: &'e str) -> Examinee<'e> {
    Examinee { name, born, certificate: "" }
}

fn row<'l>(passed: &'l [Passed], month: &str, place: &str, number: &str) -> Option<&'l Passed> {
    let sitting = Sitting::read(month, place, number).unwrap();
    passed.iter().find(|p| p.sitting == sitting)
}

#[test]
fn only_the_exact_row_is_the_applicant() {
    let list = read_list(LIST.as_bytes()).unwrap();
    assert_eq!((list.passed.len(), list.rejects.len()), (2, 0));
    let hanako = row(&list.passed, "2026-02", "東京都", "10012");
    assert_eq!(find(hanako, &applicant("髙橋 花子", "2002-03-04")), Found::Same);
    for (name, born, found) in [
        ("高橋 花子", "2002-03-04", Found::OtherName),
        ("渡邉 花子", "2002-03-04", Found::OtherName),
        ("髙橋 花子", "2002-03-05", Found::OtherBirthDate),
    ] {
        let said = find(hanako, &applicant(name, born));
        assert_eq!(said, found);
        assert!(!said.is_exact());
    }
    for (month, place, number) in
        [("2026-03", "東京都", "10012"), ("2026-02", "大阪府", "10012"), ("2026-02", "東京都", "10014")]
    {
        let nobody = find(row(&list.passed, month, place, number), &applicant("髙橋 花子", "2002-03-04"));
        assert_eq!(nobody, Found::Nobody);
    }
    assert!(
        row(&list.passed, "R8.2", "大阪府", "第10013号").is_some(),
        "blanks and ways of writing do not matter"
    );
}

#[test]
fn a_certificate_that_is_written_has_to_be_the_lists() {
    let list = read_list(LIST.as_bytes()).unwrap();
    let hanako = row(&list.passed, "2026-02", "東京都", "10012").unwrap();
    let with = |certificate| Examinee { certificate, ..applicant("髙橋 花子", "2002-03-04") };
    for (certificate, found) in [
        ("", Found::Same),
        ("第８８０１号", Found::Same),
        ("8801", Found::Same),
        ("8802", Found::OtherCertificate),
        ("読めない", Found::OtherCertificate),
    ] {
        assert_eq!(find(Some(hanako), &with(certificate)), found, "{certificate}");
        assert_eq!(find_by_certificate(std::slice::from_ref(hanako), &with(certificate)), found);
    }
    let other = Examinee { certificate: "8801", ..applicant("高橋 花子", "2002-03-04") };
    assert_eq!(find_by_certificate(std::slice::from_ref(hanako), &other), Found::OtherName);
    assert_eq!(find_by_certificate(&[], &with("8801")), Found::Nobody);
    let twice = [hanako.clone(), hanako.clone()];
    assert_eq!(find_by_certificate(&twice, &with("8801")), Found::Several);
    // A list without certificates says nothing against one.
    let ichiro = row(&list.passed, "2026-02", "大阪府", "10013").unwrap();
    let said = Examinee { certificate: "1", ..applicant("田中 一郎", "2001-05-06") };
    assert_eq!(find(Some(ichiro), &said), Found::Same);
}

#[test]
fn rows_that_share_a_sitting_are_rejected_together() {
    let doubled = format!("{LIST}2026.2,東京都,10012,鈴木 次郎,1999-01-01,\n");
    let list = read_list(doubled.as_bytes()).unwrap();
    assert_eq!(list.passed.len(), 1);
    let lines: Vec<u64> = list.rejects.iter().map(|r| r.line).collect();
    assert_eq!(lines, [2, 4]);
    assert!(list.rejects.iter().all(|r| r.reason == RejectReason::Doubled));
}

#[test]
fn a_broken_row_is_named_and_costs_only_itself() {
    let broken = format!(
        "{LIST}二月,東京都,10020,甲,1999-01-01,\n2026.2,東京都,10021,,1999-01-01,\n2026.2,東京都,10022,乙,1999,\n2026.2,東京都,10023\n"
    );
    let list = read_list(broken.as_bytes()).unwrap();
    assert_eq!(list.passed.len(), 2);
    let reasons: Vec<_> = list.rejects.iter().map(|r| (r.line, r.reason)).collect();
    assert_eq!(
        reasons,
        [
            (4, RejectReason::Month),
            (5, RejectReason::Name),
            (6, RejectReason::Born),
            (7, RejectReason::Unreadable)
        ]
    );
    assert_eq!(read_list(b"a,b\n1,2\n"), Err(ListFault::Heading("施行年月")));
    assert_eq!(read_list(b""), Err(ListFault::Heading("施行年月")));
    assert!(matches!(read_list(b"\xFF\xFEa"), Err(ListFault::Encoding(_))));
}

proptest! {
    #[test]
    fn any_bytes_are_a_list_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut file = "施行年月,受験番号,氏名,生年月日\n".as_bytes().to_vec();
        file.extend(&bytes);
        for file in [file, bytes] {
            if let Ok(list) = read_list(&file) {
                let mut sittings: Vec<_> = list.passed.iter().map(|p| &p.sitting).collect();
                sittings.sort();
                sittings.dedup();
                prop_assert_eq!(sittings.len(), list.passed.len());
            }
        }
    }
}
