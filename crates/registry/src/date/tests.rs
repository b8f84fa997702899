use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn read(text: &str) -> String {
    match PartialDate::parse(text) {
        Ok(date) => date.to_string(),
        Err(fault) => fault.code().to_owned(),
    }
}

#[test]
fn every_form_of_a_whole_date() {
    for text in [
        "1988-01-08",
        "1988-1-8",
        "1988/1/8",
        "1988/01/08",
        "1988.1.8",
        "19880108",
        "1988年1月8日",
        "1988年01月08日",
        "昭和63年1月8日",
        "昭和63年 1月 8日",
        "昭和６３年１月８日",
        "昭和六十三年一月八日",
        "昭和六三年一月八日",
        "昭和六拾参年壱月八日",
        "一九八八年一月八日",
        "千九百八十八年一月八日",
        "S63.1.8",
        "s63.01.08",
        "S63/1/8",
        "S63-1-8",
        "S630108",
        "Ｓ６３．１．８",
        "昭63.1.8",
        "昭和63.1.8",
        "㍼63年1月8日",
        "１９８８年１月８日",
        " 1988-01-08 ",
        "1988／1／8",
    ] {
        assert_eq!(read(text), "1988-01-08", "{text}");
    }
    assert_eq!(read("2024-05-27"), "2024-05-27");
    assert_eq!(read("二〇二四年五月二十七日"), "2024-05-27");
    assert_eq!(read("R6.5.27"), "2024-05-27");
    assert_eq!(read("令和元年5月1日"), "2019-05-01");
    assert_eq!(read("大正十五年十二月二十日"), "1926-12-20");
    assert_eq!(read("明治23年11月3日"), "1890-11-03");
}

#[test]
fn absent_parts_stay_absent() {
    for (text, want) in [
        ("", ""),
        ("　", ""),
        ("不詳", ""),
        ("不明", ""),
        ("年月日不詳", ""),
        ("0000-00-00", ""),
        ("00000000", ""),
        ("昭和63年1月", "1988-01"),
        ("昭和63年1月不詳", "1988-01"),
        ("昭和63年1月日不詳", "1988-01"),
        ("1988-01", "1988-01"),
        ("1988/1", "1988-01"),
        ("19880100", "1988-01"),
        ("S63.1.0", "1988-01"),
        ("昭和63年", "1988"),
        ("昭和63", "1988"),
        ("昭和63年月日不詳", "1988"),
        ("1988", "1988"),
        ("1988年", "1988"),
        ("令和元年", "2019"),
        ("1988-00-00", "1988"),
        ("二〇二四年", "2024"),
    ] {
        assert_eq!(read(text), want, "{text}");
    }
}

#[test]
fn an_era_ends_on_its_last_day() {
    assert_eq!(read("昭和64年1月7日"), "1989-01-07");
    assert_eq!(read("昭和64年1月8日"), "date-outside-era");
    assert_eq!(read("昭和64年2月"), "date-outside-era");
    assert_eq!(read("昭和64年"), "1989");
    assert_eq!(read("昭和65年"), "date-outside-era");
    assert_eq!(read("平成元年1月7日"), "date-outside-era");
    assert_eq!(read("平成元年1月8日"), "1989-01-08");
    assert_eq!(read("平成31年4月30日"), "2019-04-30");
    assert_eq!(read("平成31年5月1日"), "date-outside-era");
    assert_eq!(read("平成32年"), "date-outside-era");
    assert_eq!(read("令和元年4月30日"), "date-outside-era");
    // The day of the rescript is found in both eras.
    assert_eq!(read("明治45年7月30日"), read("大正元年7月30日"));
    assert_eq!(read("大正15年12月25日"), read("昭和元年12月25日"));
    assert_eq!(read("明治45年7月31日"), "date-outside-era");
    assert_eq!(read("昭和元年12月24日"), "date-outside-era");
    assert_eq!(read("明治5年12月2日"), "date-lunisolar");
    assert_eq!(read("明治6年1月1日"), "1873-01-01");
}

#[test]
fn nothing_is_guessed() {
    for (text, want) in [
        ("63/1/8", "date-ambiguous"),
        ("880108", "date-ambiguous"),
        ("3630108", "date-ambiguous"),
        ("63年1月8日", "date-ambiguous"),
        ("1/8/1988", "date-ambiguous"),
        ("昭和10年頃", "date-estimated"),
        ("推定昭和10年", "date-estimated"),
        ("1988-02-30", "date-not-in-calendar"),
        ("昭和63年13月1日", "date-not-in-calendar"),
        ("2023-02-29", "date-not-in-calendar"),
        ("1988-00-08", "date-day-without-month"),
        ("昭和0年1月1日", "date-not-in-calendar"),
        ("1988-01-08-", "date-unreadable"),
        ("1988-01/08", "date-unreadable"),
        ("昭和63年1月8", "date-unreadable"),
        ("1988年1", "date-unreadable"),
        ("昭和", "date-unreadable"),
        ("看護師", "date-unreadable"),
        ("1988-01-08x", "date-unreadable"),
        ("123456789", "date-unreadable"),
        ("元年", "date-unreadable"),
        ("1988年元月1日", "date-unreadable"),
        ("昭和一十百年", "date-unreadable"),
        ("1988-123", "date-unreadable"),
    ] {
        assert_eq!(read(text), want, "{text}");
    }
}

#[test]
fn styles_of_data_files() {
    let era_code = |text| DateStyle::EraCode.read(text);
    assert_eq!(era_code("3630108"), Ok(PartialDate::Day(date(1988, 1, 8))));
    assert_eq!(era_code("3630100"), Ok(PartialDate::Month(1988, 1)));
    assert_eq!(era_code("0000000"), Ok(PartialDate::Unknown));
    assert_eq!(era_code("3640108"), Err(DateFault::OutsideEra { era: Era::Showa }));
    assert_eq!(era_code("9630108"), Err(DateFault::Unreadable));
    assert_eq!(era_code("1988-01-08"), Err(DateFault::Unreadable));
    let compact = |text| DateStyle::Compact.read(text);
    assert_eq!(compact("19880108"), Ok(PartialDate::Day(date(1988, 1, 8))));
    assert_eq!(compact(" "), Ok(PartialDate::Unknown));
    assert_eq!(compact("1988-1-8"), Err(DateFault::Unreadable));
}

#[test]
fn iso_text_is_strict() {
    for text in
        ["1988-1-8", "1988/01/08", "198", "1988-", "1988-01-", "１９８８", "0000", "1988-13", "昭和63年"]
    {
        assert!(PartialDate::from_iso(text).is_err(), "{text}");
    }
}

#[test]
fn faults_speak_both_languages() {
    let fault = PartialDate::parse("昭和64年1月8日").unwrap_err();
    assert!(fault.ja().contains("昭和は1926-12-25から1989-01-07まで"));
    assert!(fault.to_string().contains("Showa ran from 1926-12-25 to 1989-01-07"));
}

fn any_partial() -> impl Strategy<Value = PartialDate> {
    (0i16..=2200, 0i8..=12, 0i8..=31).prop_filter_map("in the calendar", |(year, month, day)| {
        match (year, month, day) {
            (0, ..) => Some(PartialDate::Unknown),
            (_, 0, _) => Some(PartialDate::Year(year)),
            (_, _, 0) => Some(PartialDate::Month(year, month)),
            _ => PartialDate::new(year, Some(month), Some(day)).ok(),
        }
    })
}

proptest! {
    #[test]
    fn order_is_that_of_the_text(a in any_partial(), b in any_partial()) {
        prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
    }

    #[test]
    fn text_and_date_agree(a in any_partial()) {
        prop_assert_eq!(PartialDate::from_iso(&a.to_string()), Ok(a));
        prop_assert_eq!(PartialDate::parse(&a.to_string()), Ok(a));
    }

    #[test]
    fn what_pages_show_can_be_typed(a in any_partial()) {
        // A Western year of fewer than four digits is not read, and stands in no register.
        if a.year().is_none_or(|year| year >= 1000) {
            prop_assert_eq!(PartialDate::parse(&a.shown(Lang::Ja)), Ok(a));
            if !a.is_unknown() {
                prop_assert_eq!(PartialDate::parse(&a.shown(Lang::En)), Ok(a));
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,20}|[昭和平成令元一二三十年月日0-9./-]{0,14}") {
        let _ = PartialDate::parse(&text);
        let _ = DateStyle::EraCode.read(&text);
        let _ = DateStyle::Compact.read(&text);
    }
}
