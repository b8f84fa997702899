//! The registers' files: the same by their seed, in order, with the shares that a real register has.

#![expect(clippy::unwrap_used, reason = "a test may say plainly what it expects")]

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use country::{AS_OF, Encoding, Holder, Register, RegisterFile, Tables, WriteError, write_register};

const ALL_ITEMS: &[&str] = &[
    "registration-number",
    "registration-date",
    "domicile",
    "name",
    "birth-date",
    "sex",
    "exam-pass-month",
    "sanction",
    "certificate-history",
    "deletion",
];

fn file<'a>(qualification: &'a str, count: u64, seed: u64) -> RegisterFile<'a> {
    RegisterFile {
        qualification,
        authority: "JP",
        items: ALL_ITEMS,
        count,
        seed,
        encoding: Encoding::Utf8,
        rubbish: None,
    }
}

fn text(tables: &Tables, file: &RegisterFile<'_>) -> String {
    let mut bytes = Vec::new();
    write_register(tables, file, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn holders(tables: &Tables, qualification: &str, count: u64) -> Vec<Holder> {
    let register = Register::new(tables, qualification, "JP", count, 1).unwrap();
    (0..count).map(|row| register.holder(row)).collect()
}

fn share<T>(of: &[T], which: impl Fn(&T) -> bool) -> f64 {
    of.iter().filter(|one| which(one)).count() as f64 / of.len() as f64
}

#[test]
fn a_seed_means_the_same_file_and_another_seed_another() {
    let tables = Tables::load().unwrap();
    let once = text(&tables, &file("nurse", 5_000, 1));
    assert_eq!(once, text(&tables, &file("nurse", 5_000, 1)));
    let other = text(&tables, &file("nurse", 5_000, 2));
    let lines: HashSet<&str> = once.lines().skip(1).collect();
    assert_eq!(other.lines().skip(1).filter(|line| lines.contains(line)).count(), 0);
}

#[test]
fn the_items_decide_the_headings() {
    let tables = Tables::load().unwrap();
    let headings = |items: &[&str]| {
        let text = text(&tables, &RegisterFile { items, ..file("nurse", 3, 1) });
        let fields: HashSet<usize> = text.lines().map(|line| line.split(',').count()).collect();
        assert_eq!(fields.len(), 1, "lines of different length");
        text.lines().next().unwrap().to_owned()
    };
    assert_eq!(headings(&[]), "登録番号,氏名,フリガナ,旧姓,生年月日");
    assert_eq!(headings(&["address", "supervision"]), "登録番号,氏名,フリガナ,旧姓,生年月日,住所,処分");
    assert_eq!(
        headings(ALL_ITEMS),
        "登録番号,登録年月日,氏名,フリガナ,旧姓,生年月日,性別,本籍（都道府県名または国籍）,試験合格年月,処分,抹消年月日,抹消理由,備考"
    );
}

#[test]
fn numbers_ascend_with_gaps_and_days_with_the_numbers() {
    let tables = Tables::load().unwrap();
    let all = holders(&tables, "physician", 20_000);
    assert_eq!(all[0].entry.number.min(2), all[0].entry.number);
    assert!(all.is_sorted_by(
        |a, b| a.entry.number < b.entry.number && a.entry.registered_on <= b.entry.registered_on
    ));
    let gaps = all.last().unwrap().entry.number - 20_000;
    assert!((50..100).contains(&gaps), "{gaps} gaps");
}

#[test]
fn nobody_registers_as_a_child_or_after_death() {
    let tables = Tables::load().unwrap();
    for profile in tables.profiles() {
        let all = holders(&tables, profile.qualification, 400);
        for Holder { person, entry } in &all {
            let age = entry.registered_on.years_since(person.born);
            assert!((profile.age.0 - 0.1..75.0).contains(&age), "{} at {age}", profile.qualification);
            assert!(person.died.is_none_or(|died| died >= entry.registered_on));
            assert!(entry.registered_on.year() >= profile.first_year && entry.registered_on < AS_OF);
            assert!(entry.exam_passed.0 <= entry.registered_on.year());
            if let Some(deletion) = entry.deletion {
                assert!(deletion.on >= entry.registered_on && deletion.on <= AS_OF && profile.keeps_deleted);
            }
        }
    }
}

#[test]
fn the_professions_have_their_shape() {
    let tables = Tables::load().unwrap();
    let women = |qualification| {
        share(&holders(&tables, qualification, 4_000), |holder| holder.person.sex == country::Sex::Female)
    };
    assert!(women("nurse") > 0.88 && women("midwife") == 1.0);
    assert!((0.1..0.4).contains(&women("physician")));
    let nurses = holders(&tables, "nurse", 8_000);
    let since_2000 = share(&nurses, |holder| holder.entry.registered_on.year() >= 2000);
    assert!((0.45..0.7).contains(&since_2000), "{since_2000}");
}

#[test]
fn the_dead_are_still_there() {
    let tables = Tables::load().unwrap();
    let undeleted_dead = |holder: &Holder| holder.person.died.is_some() && holder.entry.deletion.is_none();
    let nurses = share(&holders(&tables, "nurse", 20_000), undeleted_dead);
    assert!((0.05..0.14).contains(&nurses), "{nurses}");
    let physicians = holders(&tables, "physician", 20_000);
    let oldest = physicians
        .iter()
        .filter(|holder| holder.entry.deletion.is_none())
        .map(|holder| holder.person.born)
        .min()
        .unwrap();
    assert!(oldest.year() < 1892, "the oldest was born in {}", oldest.year());
    // The report: 1,180 notices where 9,551 were expected.
    let dead: Vec<Holder> = physicians.into_iter().filter(|holder| holder.person.died.is_some()).collect();
    let told = share(&dead, |holder| holder.entry.deletion.is_some_and(|deletion| deletion.reason == "死亡"));
    assert!((0.09..0.16).contains(&told), "{told}");
    // A federation knows its members: nearly all of its dead are gone, and its file has no deletions.
    let attorneys = share(&holders(&tables, "labor-and-social-security-attorney", 10_000), undeleted_dead);
    assert!(attorneys < nurses / 2.0, "{attorneys}");
}

#[test]
fn names_are_kept_to_the_character() {
    let tables = Tables::load().unwrap();
    let all = holders(&tables, "dental-hygienist", 60_000);
    let surname = |test: fn(&str) -> bool| share(&all, |holder| test(holder.entry.name.surname));
    let tall = surname(|name| name.contains('髙')) / surname(|name| name.contains('高'));
    assert!((0.08..0.22).contains(&tall), "髙 to 高: {tall}");
    for (what, test) in [
        ("渡邉", (|name| name.starts_with("渡邉")) as fn(&str) -> bool),
        ("渡邊", |name| name.starts_with("渡邊")),
        ("齋藤", |name| name.starts_with("齋藤")),
        ("𠮷", |name| name.contains('𠮷')),
        ("a selector", |name| name.chars().any(|c| ('\u{E0100}'..='\u{E01EF}').contains(&c))),
        ("a compatibility ideograph", |name| name.contains('\u{FA19}') || name.contains('\u{FA10}')),
        ("外字", |name| name.chars().any(|c| ('\u{E000}'..='\u{F8FF}').contains(&c))),
    ] {
        assert!((0.000_05..0.01).contains(&surname(test)), "{what}: {}", surname(test));
    }
    for holder in &all {
        let name = holder.entry.name;
        let kana = |text: &str| text.chars().all(|c| ('ァ'..='ー').contains(&c) || "　・＝".contains(c));
        assert!(kana(name.surname_kana) && kana(name.given_kana), "{name:?}");
        assert!(!name.surname.is_empty() && !name.given.contains([',', '"']));
    }
}

#[test]
fn fashions_of_names_follow_the_birth() {
    let tables = Tables::load().unwrap();
    let women: Vec<Holder> = holders(&tables, "nurse", 20_000)
        .into_iter()
        .filter(|h| h.person.sex == country::Sex::Female)
        .collect();
    let with_ko = |born: std::ops::Range<i32>| {
        let cohort: Vec<&Holder> =
            women.iter().filter(|holder| born.contains(&holder.person.born.year())).collect();
        assert!(cohort.len() > 200);
        share(&cohort, |holder| holder.person.birth_name.given.ends_with('子'))
    };
    let (old, young) = (with_ko(1935..1950), with_ko(1995..2005));
    assert!(old > 0.5 && young < 0.2, "子: {old} of the old, {young} of the young");
}

#[test]
fn some_entries_are_sanctioned_deleted_or_show_a_former_surname() {
    let tables = Tables::load().unwrap();
    let all = holders(&tables, "certified-care-worker", 50_000);
    for (what, range, found) in [
        ("sanctioned", 0.0005..0.002, share(&all, |h| h.entry.sanction.is_some())),
        ("on request", 0.001..0.004, share(&all, |h| h.entry.deletion.is_some_and(|d| d.reason == "申請"))),
        (
            "cancelled",
            0.0001..0.001,
            share(&all, |h| h.entry.deletion.is_some_and(|d| d.reason == "登録の取消し")),
        ),
        ("former surname", 0.002..0.06, share(&all, |h| h.entry.former_surname.is_some())),
        ("old name shown", 0.01..0.2, share(&all, |h| h.entry.name != h.person.name_on(AS_OF))),
    ] {
        assert!(range.contains(&found), "{what}: {found}");
    }
}

#[test]
fn there_are_namesakes_with_the_same_birth_date() {
    let tables = Tables::load().unwrap();
    let mut seen: HashMap<(String, i32), usize> = HashMap::new();
    for holder in holders(&tables, "certified-care-worker", 100_000) {
        let name = holder.person.birth_name;
        *seen.entry((format!("{} {}", name.surname, name.given), holder.person.born.0)).or_default() += 1;
    }
    let pairs = seen.values().filter(|count| **count == 2).count();
    assert!((1..60).contains(&pairs), "{pairs} pairs");
}

#[test]
fn a_row_is_the_same_alone_and_in_the_file() {
    let tables = Tables::load().unwrap();
    let text = text(&tables, &file("dentist", 3_000, 1));
    let register = Register::new(&tables, "dentist", "JP", 3_000, 1).unwrap();
    for row in [2_999, 0, 1_234] {
        let Holder { person, entry } = register.holder(row);
        let line: Vec<&str> = text.lines().nth(row as usize + 1).unwrap().split(',').collect();
        assert_eq!(line[0], entry.number.to_string());
        assert_eq!(line[2], format!("{}　{}", entry.name.surname, entry.name.given));
        assert_eq!(line[5], person.born.to_string());
    }
}

/// Keeps nothing but the longest piece it was handed.
#[derive(Default)]
struct Longest(usize, u64);

impl Write for Longest {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.0 = self.0.max(piece.len());
        self.1 += piece.len() as u64;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_long_file_is_handed_on_in_short_pieces() {
    let tables = Tables::load().unwrap();
    let mut out = Longest::default();
    let written = write_register(&tables, &file("nurse", 100_000, 1), &mut out).unwrap();
    assert_eq!(written.rows, 100_000);
    assert!(out.0 < 70_000 && out.1 > 5_000_000, "{} of {} bytes at once", out.0, out.1);
}

#[test]
fn an_unknown_qualification_is_named() {
    let error = write_register(&Tables::load().unwrap(), &file("astrologer", 1, 1), io::sink()).unwrap_err();
    assert!(matches!(&error, WriteError::UnknownQualification(id) if id == "astrologer"));
    assert!(error.to_string().contains("astrologer"));
}

#[test]
fn every_register_is_one_that_the_rules_know() {
    let rules = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/qualifications");
    for profile in Tables::load().unwrap().profiles() {
        let file = rules.join(format!("{}.toml", profile.qualification));
        let rule = std::fs::read_to_string(&file).unwrap();
        let items = rule.split_once("\nitems = [").and_then(|(_, rest)| rest.split_once(']')).unwrap().0;
        let deletion_is_item = items.contains("\"deletion\"");
        assert_eq!(profile.keeps_deleted, deletion_is_item, "{}", profile.qualification);
    }
}
