use std::collections::HashSet;

use super::*;

fn ids() -> impl Iterator<Item = PersonId> {
    (1..3_000u64)
        .map(|n| PersonId::at(n * 41_011 % MOST_HOUSEHOLDS, n % 5))
        .chain([PersonId::at(0, 0), PersonId::at(MOST_HOUSEHOLDS - 1, 4)])
}

#[test]
fn published_numbers_have_the_check_digit_of_the_ordinance() {
    for known in ["123456789018", "983205673214"] {
        assert_eq!(check_digit(&known[..11]).to_string(), known[11..]);
    }
}

#[test]
fn every_code_leads_back_to_its_person_and_is_nobody_elses() {
    let codes = Codes::new(7);
    let mut seen = HashSet::new();
    for id in ids() {
        let (number, resident) = (codes.my_number(id), codes.resident_code(id));
        let linkage = codes.linkage("nurses", id);
        assert_eq!((number.len(), resident.len(), linkage.len()), (12, 11, 32));
        assert!(number.starts_with(NUMBER_MARK) && resident.starts_with(CODE_MARK));
        assert_eq!(codes.of_number(&number), Some(id));
        assert_eq!(codes.of_resident_code(&resident), Some(id));
        assert_eq!(codes.of_linkage("nurses", &linkage), Some(id));
        assert!(seen.insert(number) && seen.insert(resident) && seen.insert(linkage));
    }
}

#[test]
fn a_wrong_digit_an_unmarked_number_and_another_institutions_code_are_nobodys() {
    let codes = Codes::new(7);
    let id = PersonId::at(1_234, 0);
    let number = codes.my_number(id);
    let last = number.bytes().last().unwrap() - b'0';
    let wrong = format!("{}{}", &number[..11], (last + 1) % 10);
    assert_eq!(codes.of_number(&wrong), None);
    assert_eq!(codes.of_number("123456789018"), None, "a published sample is not of this country");
    for text in ["", "99", "99000000000x", "９９００００００００００", "９９0000000", "9900000000000"]
    {
        assert_eq!((codes.of_number(text), codes.of_resident_code(text)), (None, None), "{text}");
    }
    let code = codes.linkage("nurses", id);
    assert_eq!(codes.of_linkage("physicians", &code), None);
    assert_eq!(codes.of_linkage("nurses", &code.to_uppercase()), None, "one spelling only");
    assert_eq!(codes.of_linkage("nurses", "é123456789012345678901234567890"), None);
}

#[test]
fn a_persons_codes_at_two_institutions_share_nothing() {
    let codes = Codes::new(7);
    // Of 128 bits that are independent 64 agree on the average; the mean over n pairs strays by 5.7 / √n.
    let (mut agreeing, mut prefixes, mut count) = (0u32, 0u32, 0u32);
    let mut others = HashSet::new();
    for id in ids() {
        let (a, b) = (codes.linkage("nurses", id), codes.linkage("physicians", id));
        let bits = |code: &str| u128::from_str_radix(code, 16).unwrap();
        agreeing += (!(bits(&a) ^ bits(&b))).count_ones();
        prefixes += u32::from(a[..2] == b[..2]);
        others.insert(b);
        count += 1;
    }
    let mean = f64::from(agreeing) / f64::from(count);
    assert!((mean - 64.0).abs() < 0.6, "{mean} bits of 128 agree");
    assert!(prefixes < count / 256 * 3, "{prefixes} of {count} begin alike");
    assert!(ids().all(|id| !others.contains(&codes.linkage("nurses", id))), "equal codes");
}

#[test]
fn neighbours_have_numbers_that_do_not_show_it() {
    let codes = Codes::new(7);
    let numbers: Vec<u64> =
        (0..2_000).map(|n| codes.my_number(PersonId::at(n, 0))[2..11].parse().unwrap()).collect();
    let ascending = numbers.windows(2).filter(|pair| pair[0] < pair[1]).count();
    assert!((850..1_150).contains(&ascending), "{ascending} of 1,999 ascend");
    assert!(numbers.iter().any(|n| *n < NUMBERS / 20) && numbers.iter().any(|n| *n > NUMBERS / 20 * 19));
}

#[test]
fn another_seed_gives_other_codes() {
    let id = PersonId::at(99, 1);
    assert_ne!(Codes::new(1).my_number(id), Codes::new(2).my_number(id));
    assert_ne!(Codes::new(1).linkage("a", id), Codes::new(2).linkage("a", id));
}
