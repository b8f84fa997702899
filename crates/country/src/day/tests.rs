use super::*;

#[test]
fn known_days() {
    assert_eq!(Day::of(1970, 1, 1), Day(0));
    assert_eq!(Day::of(2000, 3, 1), Day(11_017));
    assert_eq!(Day(-1).parts(), (1969, 12, 31));
    assert_eq!(Day::of(1900, 2, 28).0 + 1, Day::of(1900, 3, 1).0, "1900 was no leap year");
    assert_eq!(Day::of(2024, 2, 28).0 + 2, Day::of(2024, 3, 1).0, "2024 was one");
}

#[test]
fn every_day_of_three_centuries_comes_back() {
    let mut before = Day::of(1850, 1, 1).parts();
    for count in Day::of(1850, 1, 2).0..Day::of(2150, 1, 1).0 {
        let parts = Day(count).parts();
        assert!(parts > before, "{parts:?} after {before:?}");
        assert_eq!(Day::of(parts.0, parts.1, parts.2), Day(count));
        before = parts;
    }
}

#[test]
fn weekends_go_on_to_monday() {
    let friday = Day::of(2026, 4, 3);
    let monday = Day::of(2026, 4, 6);
    assert_eq!(friday.not_on_weekend(), friday);
    assert_eq!(Day(friday.0 + 1).not_on_weekend(), monday);
    assert_eq!(Day(friday.0 + 2).not_on_weekend(), monday);
    assert_eq!(monday.not_on_weekend(), monday);
}

#[test]
fn both_ways_to_print_agree() {
    for day in [Day::of(987, 6, 5), Day::of(1888, 12, 31), Day::of(2024, 5, 27)] {
        let mut pushed = String::new();
        day.push_iso(&mut pushed);
        assert_eq!(pushed, day.to_string());
    }
    assert_eq!(Day::of(2024, 5, 27).to_string(), "2024-05-27");
}

#[test]
fn a_day_is_read_as_it_is_written_and_nothing_else_is() {
    for text in ["2024-02-29", "1926-12-25", "0001-01-01"] {
        assert_eq!(Day::parse(text).unwrap().to_string(), text);
    }
    for text in [
        "2023-02-29",
        "2024-00-10",
        "2024-13-01",
        "2024-1-01",
        "2024-01-1x",
        "+024-01-01",
        "",
        "２０２４-01-0",
    ] {
        assert_eq!(Day::parse(text), None, "{text}");
    }
}
