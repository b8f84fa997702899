use proptest::prelude::*;

use super::*;

#[test]
fn one_number_in_many_prints() {
    for printed in [
        "123456",
        "000123456",
        "１２３４５６",
        "第123456号",
        "第１２３４５６号",
        "第 123456 号",
        "第十二万三千四百五十六号",
        "一二三四五六",
        "　123456 ",
        "第一二三四五六號",
    ] {
        assert_eq!(normalise_number(printed).unwrap(), "123456", "{printed}");
    }
    for (printed, key) in [
        ("D-012345", "D-12345"),
        ("ｄ－０１２３４５", "D-12345"),
        ("東京都-000045", "東京都-45"),
        ("東京都－000045", "東京都-45"),
        ("三重県-12", "三重県-12"),
        ("千葉県‐3", "千葉県-3"),
        ("13-0001", "13-1"),
        ("1-31", "1-31"),
        ("-77-", "77"),
        ("000", "0"),
        ("第27A001号", "27A1"),
        ("十", "10"),
        ("千九百", "1900"),
        ("1234567890123456789", "1234567890123456789"),
        ("第100万号", "100万"),
    ] {
        assert_eq!(normalise_number(printed).unwrap(), key, "{printed}");
    }
}

#[test]
fn hyphens_keep_numbers_apart() {
    assert_ne!(normalise_number("1-31"), normalise_number("13-1"));
    assert_ne!(normalise_number("A-1"), normalise_number("A1"));
}

#[test]
fn what_is_no_number_is_refused() {
    for (printed, fault) in [
        ("", NumberFault::Empty),
        ("第号", NumberFault::Empty),
        ("　", NumberFault::Empty),
        ("-", NumberFault::Empty),
        ("不明", NumberFault::NoDigit),
        ("十十", NumberFault::NoDigit),
        ("三百二千", NumberFault::NoDigit),
        ("〇十", NumberFault::NoDigit),
        ("12\u{7}3", NumberFault::Control),
        ("第千万三号を超える", NumberFault::NoDigit),
    ] {
        assert_eq!(normalise_number(printed), Err(fault), "{printed}");
        assert!(
            !fault.ja().is_empty() && !fault.to_string().is_empty() && fault.code().starts_with("number-")
        );
    }
    assert_eq!(normalise_number(&"1".repeat(MAX_NUMBER_CHARS + 1)), Err(NumberFault::TooLong));
    assert!(normalise_number(&"1".repeat(MAX_NUMBER_CHARS)).is_ok());
}

proptest! {
    #[test]
    fn the_key_is_its_own_key(printed in "[第号0-9０-９A-Za-z十百千万一二三東京都 　-－]{0,12}|\\PC{0,12}") {
        if let Ok(key) = normalise_number(&printed) {
            let again = normalise_number(&key).map(std::borrow::Cow::into_owned);
            prop_assert_eq!(again.as_deref(), Ok(key.as_ref()));
        }
    }

    #[test]
    fn zeros_and_width_do_not_matter(value in 0u64..10_000_000_000, zeros in 0usize..8) {
        let printed = format!("{}{value}", "0".repeat(zeros));
        let wide: String = printed.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect();
        prop_assert_eq!(normalise_number(&printed).unwrap(), value.to_string());
        let dressed = format!("第{wide}号");
        prop_assert_eq!(normalise_number(&dressed).unwrap(), value.to_string());
    }
}
