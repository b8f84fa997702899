use super::*;
use crate::date::PartialDate;

const HEADINGS: &str = "登録番号,登録年月日,氏名,フリガナ,旧姓,生年月日,性別,本籍,住所,電話番号,メールアドレス,試験合格年月,試験施行地,受験番号,免許証番号,処分,抹消年月日,抹消理由,備考";
const GOOD: &str = "第０００１２号,H22.4.1,髙橋　花子,ﾀｶﾊｼ ﾊﾅｺ,渡邉,昭和63年1月8日,女,東京都,千代田区一番町1,03-0000-0000,hanako@example.jp,2010年3月,東京都,A-17,第9号,戒告,,,再交付あり";

/// Reads one row under these headings, with the items that most registers have.
fn read_under<T>(
    headings: &str,
    row: &str,
    check: impl Fn(Result<SourceEntry<'_>, Vec<RowFault>>) -> T,
) -> T {
    let file = format!("{headings}\n{row}\n");
    let found = records(file.as_bytes(), Separator::Comma);
    let mut decoder = Decoder::new(Encoding::Utf8, Separator::Comma);
    let required = Required::of_items(["registration-date", "domicile", "sex", "exam-pass-month"]);
    let layout = Layout::from_headings(&decoder.row(&found[0]).unwrap(), required).unwrap();
    let row = decoder.row(&found[1]).unwrap();
    check(layout.read(&row, TODAY))
}

/// The good row with some cells changed, and what is wrong with it then.
fn faults(changes: &[(Heading, &str)]) -> Vec<String> {
    let mut cells: Vec<&str> = GOOD.split(',').collect();
    for (heading, text) in changes {
        cells[*heading as usize] = text;
    }
    read_under(HEADINGS, &cells.join(","), |read| match read {
        Ok(_) => Vec::new(),
        Err(faults) => {
            for fault in &faults {
                assert!(fault.ja().contains(fault.heading.unwrap().label()), "{}", fault.ja());
                assert!(fault.to_string().starts_with(&format!("column {} (", fault.column.unwrap())));
            }
            codes(&faults)
        }
    })
}

#[test]
fn a_good_row() {
    let day = |year, month, day| PartialDate::Day(jiff::civil::date(year, month, day));
    let want = SourceEntry {
        number: "第０００１２号",
        number_key: "12".into(),
        registered_on: day(2010, 4, 1),
        name: "髙橋　花子",
        kana: Some("ﾀｶﾊｼ ﾊﾅｺ"),
        former_name: Some("渡邉"),
        born: day(1988, 1, 8),
        sex: Some(Sex::Female),
        domicile: Some("東京都"),
        address: Some("千代田区一番町1"),
        phone: Some("03-0000-0000"),
        mail: Some("hanako@example.jp"),
        exam_month: PartialDate::Month(2010, 3),
        exam_place: Some("東京都"),
        exam_number: Some("A-17"),
        certificate_number: Some("第9号"),
        sanctions: Some("戒告"),
        deleted_on: None,
        deletion_reason: None,
        note: Some("再交付あり"),
    };
    read_under(HEADINGS, GOOD, |read| assert_eq!(read, Ok(want.clone())));
}

#[test]
fn blanks_around_a_cell_are_not_of_it() {
    let row = " 7　, 2010-04-01,　外\u{E000} 太郎 , , ,\"1988\",男 ,東京都,,,,,,,,,,,";
    read_under(HEADINGS, row, |read| {
        let entry = read.unwrap();
        assert_eq!((entry.number, entry.name, entry.kana), ("7", "外\u{E000} 太郎", None));
        assert_eq!((entry.born, entry.sex), (PartialDate::Year(1988), Some(Sex::Male)));
        assert_eq!((entry.exam_month, entry.note), (PartialDate::Unknown, None));
    });
}

#[test]
fn the_dead_at_130_are_still_entries() {
    assert_eq!(faults(&[(Heading::Born, "明治23年1月1日"), (Heading::RegisteredOn, "1912-08-01")]), [""; 0]);
    assert_eq!(faults(&[(Heading::Born, "1873-01-01"), (Heading::RegisteredOn, "不詳")]), [""; 0]);
}

#[test]
fn what_is_not_known_is_said_so() {
    let unknown = [
        (Heading::RegisteredOn, "不詳"),
        (Heading::Born, "昭和10年"),
        (Heading::Sex, "不詳"),
        (Heading::Domicile, "不詳"),
    ];
    assert_eq!(faults(&unknown), [""; 0]);
    assert_eq!(faults(&[(Heading::Born, "不詳"), (Heading::ExamMonth, "")]), [""; 0]);
}

#[test]
fn every_fault_has_its_column_and_code() {
    use Heading as H;
    let long = "x".repeat(MAX_TEXT_CHARS + 1);
    for (changes, want) in [
        (vec![(H::Number, "")], "1:missing"),
        (vec![(H::Number, "第号")], "1:number-empty"),
        (vec![(H::Number, "不明")], "1:number-no-digit"),
        (vec![(H::RegisteredOn, "")], "2:missing"),
        (vec![(H::RegisteredOn, "2024-05-28")], "2:date-in-future"),
        (vec![(H::RegisteredOn, "昭和64年1月8日")], "2:date-outside-era"),
        (vec![(H::Name, "")], "3:missing"),
        (vec![(H::Name, "山\u{FFFD}")], "3:name-lost-character"),
        (vec![(H::Name, "山\u{1}")], "3:name-control-character"),
        (vec![(H::Kana, "高橋")], "4:not-kana"),
        (vec![(H::FormerName, "\u{E0100}")], "5:name-lone-selector"),
        (vec![(H::Born, "")], "6:missing"),
        (vec![(H::Born, "1988-02-30")], "6:date-not-in-calendar"),
        (vec![(H::Born, "63/1/8")], "6:date-ambiguous"),
        (vec![(H::Born, "2010-04-02")], "6:born-after-registration"),
        (vec![(H::Born, "1880-03-31")], "6:too-old-at-registration"),
        (vec![(H::Born, "明治5年1月1日")], "6:date-lunisolar"),
        (vec![(H::Sex, "1")], "7:sex-unknown"),
        (vec![(H::Sex, "")], "7:missing"),
        (vec![(H::Domicile, "")], "8:missing"),
        (vec![(H::Address, "千代田\u{7}区")], "9:control-character"),
        (vec![(H::Phone, "03\u{FFFD}")], "10:lost-character"),
        (vec![(H::ExamMonth, "2025-01")], "12:date-in-future"),
        (vec![(H::DeletedOn, "2010-03-31")], "17:deleted-before-registration"),
        (vec![(H::DeletionReason, "死亡")], "17:deletion-without-date"),
        (vec![(H::Note, &long)], "19:text-too-long"),
    ] {
        assert_eq!(faults(&changes), [want], "{changes:?}");
    }
}

#[test]
fn at_the_edge_it_is_no_fault() {
    use Heading as H;
    for changes in [
        vec![(H::RegisteredOn, "2024-05-27")],
        vec![(H::RegisteredOn, "2024"), (H::ExamMonth, "2024-05")],
        vec![(H::Born, "2010-04-01")],
        vec![(H::Born, "2010-04")],
        vec![(H::Born, "1880-04-01")],
        vec![(H::DeletedOn, "2010-04-01"), (H::DeletionReason, "死亡")],
        vec![(H::DeletedOn, "不詳"), (H::DeletionReason, "死亡")],
        vec![(H::DeletedOn, "2020-01-01")],
    ] {
        assert_eq!(faults(&changes), [""; 0], "{changes:?}");
    }
}

#[test]
fn all_faults_of_a_row_come_at_once() {
    let found = faults(&[
        (Heading::Number, ""),
        (Heading::Name, ""),
        (Heading::Born, "昨日"),
        (Heading::Sex, "?"),
        (Heading::DeletionReason, "死亡"),
    ]);
    assert_eq!(
        found,
        ["1:missing", "6:date-unreadable", "17:deletion-without-date", "3:missing", "7:sex-unknown"]
    );
}

#[test]
fn a_row_of_another_width_is_rejected_whole() {
    for row in ["1,2010-04-01,山田", &format!("{GOOD},more"), ""] {
        read_under(HEADINGS, row, |read| assert_eq!(codes(&read.unwrap_err()), [":cell-count"]));
    }
}

#[test]
fn every_reason_speaks_both_languages() {
    use SplitFault::{StrayQuote, TextAfterQuote, TooLong, UnterminatedQuote};
    let reasons = [StrayQuote, TextAfterQuote, UnterminatedQuote, TooLong].map(Reason::Split);
    let others = [
        Reason::Undecodable(Encoding::Cp932),
        Reason::CellCount { expected: 3, found: 2 },
        Reason::UnknownCode,
    ];
    for reason in reasons.into_iter().chain(others) {
        let fault = RowFault { column: None, heading: None, reason };
        assert!(
            fault.ja().chars().any(|c| c > '\u{3000}')
                && fault.to_string().is_ascii()
                && !reason.code().is_empty()
        );
    }
}

#[test]
fn a_record_that_is_none_keeps_its_reason() {
    assert_eq!(codes(&cells(b"1,\"a\n", Encoding::Utf8).unwrap_err()), [":unterminated-quote"]);
    assert_eq!(codes(&cells(b"1,a\"\n", Encoding::Utf8).unwrap_err()), [":stray-quote"]);
}
