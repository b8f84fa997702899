use std::path::Path;
use std::sync::LazyLock;

use jiff::civil::date;
use law::{Fact, RuleFile, Rules};
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

const NAMES: [&str; 8] = [
    "架空　花子",
    "架空 花子",
    "仮野　花子",
    "架空　月子",
    "仮野　太郎",
    "髙橋　花子",
    "高橋　花子",
    "SMITH JOHN",
];
const BIRTHS: [&str; 6] = ["1980-05-06", "1980-05-07", "1980-05-00", "1980-05", "", "x"];
const STANDINGS: [Standing; 4] =
    [Standing::Current, Standing::Deceased, Standing::MovedAbroad, Standing::StruckExOfficio];
const REASONS: [Reason; 5] =
    [Reason::Died, Reason::Minor, Reason::MadeExOfficio, Reason::CorrectedExOfficio, Reason::Other];

#[expect(clippy::disallowed_methods, reason = "a test reads the law as it stands")]
static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let mut files = Vec::new();
    for folder in [root.clone(), root.join("qualifications")] {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.extension().is_some_and(|ext| ext == "toml") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                files.push(RuleFile { path: name, text: std::fs::read_to_string(&path).unwrap() });
            }
        }
    }
    Rules::parse(&files).unwrap()
});

fn held() -> impl Strategy<Value = Held<'static>> {
    let sex = select(vec![None, Some("男"), Some("女")]);
    let address = select(vec![None, Some("架空市一丁目1"), Some("架空市二丁目2")]);
    let on = select(vec!["1999-04-01", "2015", ""]);
    let checked = select(vec![None, Some(date(2025, 4, 1))]);
    (select(NAMES.to_vec()), select(BIRTHS.to_vec()), sex, address, any::<bool>(), on, checked).prop_map(
        |(name, born, sex, address, has_domicile, registered_on, checked_on)| Held {
            name,
            born,
            sex,
            address,
            has_domicile,
            registered_on,
            checked_on,
        },
    )
}

fn seen() -> impl Strategy<Value = Seen<'static>> {
    let beside = || select(vec![None, Some("架空"), Some("架空　花子"), Some("仮野")]);
    let days = vec![date(1979, 1, 1), date(2010, 1, 1), date(2026, 3, 1), date(2027, 1, 1)];
    let change = proptest::option::of((select(REASONS.to_vec()), select(days)));
    let sex = select(vec![None, Some("男"), Some("女")]);
    let address = select(vec![None, Some("架空市一丁目1"), Some("架空市一丁目１"), Some("架空市三丁目")]);
    (
        (select(STANDINGS.to_vec()), select(NAMES.to_vec()), beside(), beside()),
        select(BIRTHS.to_vec()),
        sex,
        address,
        change,
    )
        .prop_map(|((standing, name, former_name, alias), born, sex, address, change)| Seen {
            standing,
            name,
            former_name,
            alias,
            born,
            sex,
            address,
            change: change.map(|(reason, on)| Change { reason, on }),
            as_of: date(2026, 4, 1),
        })
}

fn told() -> impl Strategy<Value = Told<'static>> {
    prop_oneof![
        8 => seen().prop_map(Told::Found),
        1 => select(vec![
            Told::NotFound, Told::Several, Told::Stopped, Told::Missing, Told::Contradicting, Told::OtherPerson
        ]),
    ]
}

fn given_name(name: &str) -> String {
    name.replace('　', " ").split_once(' ').unwrap().1.to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn only_a_death_of_this_person_is_a_death(held in held(), told in told()) {
        let found = compare(&held, &told);
        if found.finding != Finding::Died {
            return Ok(());
        }
        let Told::Found(seen) = told else { panic!("a death without a record") };
        prop_assert_eq!(seen.standing, Standing::Deceased);
        let change = seen.change.unwrap();
        prop_assert_eq!(change.reason, Reason::Died);
        prop_assert_eq!(found.on, Some(change.on));
        prop_assert!(change.on <= seen.as_of && change.on.to_string().as_str() >= held.born);
        prop_assert_eq!(held.born, seen.born);
        prop_assert!(held.sex.is_none() || seen.sex.is_none() || held.sex == seen.sex);
        let same_given = given_name(held.name) == given_name(seen.name);
        let beside = seen.alias == Some(held.name);
        prop_assert!(same_given || beside, "{} {}", held.name, seen.name);
        if held.name.replace('　', " ") != seen.name.replace('　', " ") {
            prop_assert_ne!(found.doubt, Doubt::None, "what differs is said");
        }
    }

    #[test]
    fn nothing_is_told_by_silence(held in held(), told in told()) {
        let found = compare(&held, &told);
        match told {
            Told::Missing | Told::Stopped => prop_assert_eq!(found.finding, Finding::NoAnswer),
            Told::NotFound => prop_assert_eq!(found.finding, Finding::NotFound),
            Told::Several => prop_assert_eq!(found.finding, Finding::Several),
            Told::Contradicting | Told::OtherPerson => prop_assert_eq!(found.finding, Finding::Unclear),
            Told::Found(_) => prop_assert!(!matches!(
                found.finding,
                Finding::NoAnswer | Finding::NotFound | Finding::Several
            )),
        }
        if found.finding == Finding::Unclear {
            prop_assert_ne!(found.doubt, Doubt::None, "it says why");
        }
    }

    #[test]
    fn unchanged_means_equal(held in held(), seen in seen()) {
        let found = compare(&held, &Told::Found(seen));
        if found.is_quiet() {
            prop_assert_eq!(seen.standing, Standing::Current);
            prop_assert_eq!(held.born, seen.born);
            prop_assert_eq!(held.name.replace('　', " "), seen.name.replace('　', " "));
        }
        if found.finding == Finding::NameChanged {
            prop_assert_eq!(seen.standing, Standing::Current);
            prop_assert_eq!(given_name(held.name), given_name(seen.name), "a twin is no change of name");
        }
    }

    #[test]
    fn what_was_only_found_allows_nothing(held in held(), told in told(), at in 0..31_usize) {
        let found = compare(&held, &told);
        let rules = RULES.on(date(2026, 6, 1));
        let ids: Vec<_> = RULES.qualifications().map(|q| q.as_str().to_owned()).collect();
        prop_assert_eq!(ids.len(), 31);
        let id = &ids[at];
        for fact in [None, Some(Fact::MyNumberFound)] {
            let led = lead(found, fact, rules, id);
            prop_assert!(!matches!(led.lead, Lead::ProposeDeletion | Lead::Remind | Lead::AskKoseki), "{led:?}");
        }
        let led = lead(found, Some(Fact::MyNumberGiven), rules, id);
        if led.lead == Lead::ProposeDeletion {
            prop_assert_eq!(found.finding, Finding::Died);
        }
        prop_assert_eq!(led.lead == Lead::Nothing, found.is_quiet());
        prop_assert_eq!(led.lead == Lead::AskAgain, found.finding == Finding::NoAnswer);
        if matches!(led.lead, Lead::ProposeDeletion | Lead::Remind | Lead::AskKoseki | Lead::KeepersTask) {
            prop_assert!(led.citation.is_some(), "an effect has its citation");
        }
        let before = lead(found, Some(Fact::MyNumberGiven), RULES.on(date(2021, 6, 1)), id);
        prop_assert_ne!(before.lead, Lead::ProposeDeletion, "not before the reform");
    }
}

fn person(
    standing: Standing,
    name: &'static str,
    change: Option<(Reason, jiff::civil::Date)>,
) -> Told<'static> {
    Told::Found(Seen {
        standing,
        name,
        former_name: None,
        alias: None,
        born: "1980-05-06",
        sex: Some("女"),
        address: Some("架空市一丁目"),
        change: change.map(|(reason, on)| Change { reason, on }),
        as_of: date(2026, 4, 1),
    })
}

fn entry() -> Held<'static> {
    Held {
        name: "架空　花子",
        born: "1980-05-06",
        sex: Some("女"),
        has_domicile: true,
        registered_on: "2003-04-01",
        ..Held::default()
    }
}

#[test]
fn each_finding_is_found() {
    let died = (Reason::Died, date(2025, 7, 1));
    let found = |told: &Told<'_>| {
        let found = compare(&entry(), told);
        (found.finding, found.doubt)
    };
    use Standing::{Current, Deceased};
    assert_eq!(found(&person(Current, "架空 花子", None)), (Finding::Unchanged, Doubt::None));
    assert_eq!(found(&person(Current, "仮野　花子", None)), (Finding::NameChanged, Doubt::None));
    assert_eq!(found(&person(Current, "架空　月子", None)), (Finding::Unclear, Doubt::GivenName), "a twin");
    assert_eq!(found(&person(Deceased, "架空　月子", Some(died))), (Finding::Unclear, Doubt::GivenName));
    assert_eq!(found(&person(Deceased, "架空　花子", Some(died))), (Finding::Died, Doubt::None));
    assert_eq!(found(&person(Deceased, "仮野　花子", Some(died))), (Finding::Died, Doubt::Surname));
    assert_eq!(found(&person(Deceased, "架空　花子", None)), (Finding::Unclear, Doubt::DeathDay));
    let made = (Reason::MadeExOfficio, date(2020, 1, 1));
    assert_eq!(found(&person(Current, "架空　花子", Some(made))), (Finding::DomicileToAsk, Doubt::None));
    let corrected = (Reason::CorrectedExOfficio, date(2026, 1, 1));
    assert_eq!(found(&person(Current, "架空　花子", Some(corrected))).0, Finding::Unchanged);
    let checked = Held { checked_on: Some(date(2025, 4, 1)), ..entry() };
    let again = compare(&checked, &person(Current, "架空　花子", Some(corrected)));
    assert_eq!(
        again.finding,
        Finding::DomicileToAsk,
        "corrected since the last check, and nothing to be seen"
    );
    let with_address = Held { address: Some("架空市1丁目"), ..entry() };
    let minor =
        compare(&with_address, &person(Current, "架空　花子", Some((Reason::Minor, date(2026, 1, 1)))));
    assert_eq!(minor.finding, Finding::MinorAddress);
    let moved =
        compare(&with_address, &person(Current, "架空　花子", Some((Reason::Other, date(2026, 1, 1)))));
    assert_eq!(moved.finding, Finding::AddressChanged);
    let foreign = Held { name: "架空　花子", ..entry() };
    let Told::Found(seen) = person(Current, "DOE JANE", None) else { unreachable!() };
    let alias = compare(&foreign, &Told::Found(Seen { alias: Some("架空　花子"), ..seen }));
    assert_eq!((alias.finding, alias.doubt), (Finding::Unclear, Doubt::BesideName));
}

#[test]
fn the_law_of_each_profession_decides() {
    let rules = RULES.on(date(2026, 6, 1));
    let died = Found { finding: Finding::Died, doubt: Doubt::None, on: Some(date(2026, 1, 1)) };
    let name = Found { finding: Finding::NameChanged, doubt: Doubt::None, on: None };
    let given = Some(Fact::MyNumberGiven);
    assert_eq!(lead(died, given, rules, "nurse").lead, Lead::ProposeDeletion);
    assert_eq!(lead(died, given, rules, "labor-and-social-security-attorney").lead, Lead::KeepersTask);
    assert_eq!(lead(died, None, rules, "labor-and-social-security-attorney").lead, Lead::KeepersTask);
    assert_eq!(lead(died, Some(Fact::MyNumberFound), rules, "nurse").lead, Lead::Desk);
    let reminded = lead(name, given, rules, "nurse");
    assert!(reminded.lead == Lead::Remind && reminded.ask_koseki && reminded.citation.is_some());
    let unknown = lead(name, given, rules, "nursery-teacher");
    assert!(unknown.lead == Lead::Desk && unknown.citation.is_none(), "no duty is established: 要確認");
    assert_eq!(lead(name, given, rules, "no-such").lead, Lead::Desk);
    let other_name = Found { doubt: Doubt::Surname, ..died };
    assert!(lead(other_name, given, rules, "nurse").ask_koseki, "confirmed one by one");
    let variant = Found { doubt: Doubt::Variant, ..died };
    assert_eq!(lead(variant, given, rules, "nurse").lead, Lead::Desk);
}

/// What the rules say of the numbers that pause a run.
fn thresholds() -> Thresholds {
    let rules = RULES.on(date(2026, 6, 1));
    let number = |what: &str| {
        let value = rules.check_value(what).yes().ok_or_else(|| what.to_owned())?;
        assert!(value.citation().contains("本システムの設計"), "the law knows none: {what}");
        Ok::<u64, String>(value.value().number.into())
    };
    Thresholds::of(number).unwrap()
}

#[test]
fn other_rules_pause_otherwise() {
    let mut counts = SliceCounts::default();
    let dead = Found { finding: Finding::Died, doubt: Doubt::None, on: None };
    (0..990).for_each(|_| counts.add(&Found::of(Finding::Unchanged), (1990, 2026), false));
    (0..10).for_each(|_| counts.add(&dead, (1990, 2026), false));
    let by = thresholds();
    assert_eq!(pauses(&counts, &by), vec![]);
    let stricter = Thresholds { dead_by_age: AgeBand::ALL.map(|band| (band, 0)).into(), ..by.clone() };
    let why = pauses(&counts, &stricter);
    assert_eq!(why, vec![Pause::Age { band: AgeBand::Under40, dead: 10, people: 1_000, most: 0 }]);
    assert_eq!(pauses(&counts, &Thresholds { small: 1_001, ..stricter }), vec![], "too few to say");
    assert_eq!(
        Thresholds::of(|what| Err::<u64, _>(what.to_owned())).unwrap_err(),
        "pause-dead-under-40-in-a-hundred"
    );
}

#[test]
fn a_slice_of_wonders_pauses_the_run() {
    let by = thresholds();
    let pauses = |counts: &SliceCounts| pauses(counts, &by);
    let dead = |day: i8| Found { finding: Finding::Died, doubt: Doubt::None, on: Some(date(2026, 1, day)) };
    let fine = Found::of(Finding::Unchanged);
    let slice = |people: &[(Found, i16, u64)]| {
        let mut counts = SliceCounts::default();
        for (found, born, times) in people {
            (0..*times).for_each(|_| counts.add(found, (*born, 2026), false));
        }
        counts
    };
    assert_eq!(pauses(&slice(&[(fine, 1990, 1_000), (dead(1), 1990, 10)])), vec![]);
    assert!(matches!(
        pauses(&slice(&[(fine, 1990, 900), (dead(1), 1990, 30)]))[..],
        [Pause::Age { band: AgeBand::Under40, .. }, Pause::Day { dead: 30, of: 30, .. }]
    ));
    let decades: Vec<_> = (1..=28).map(|day| (dead(day), 1930, 100)).collect();
    assert_eq!(pauses(&slice(&decades)), vec![], "all of a century ago may be dead");
    let lost = Found::of(Finding::NotFound);
    assert!(matches!(pauses(&slice(&[(fine, 1980, 1_000), (lost, 1980, 60)]))[..], [Pause::Unknown { .. }]));
    let other = Found::unclear(Doubt::Born);
    assert!(matches!(pauses(&slice(&[(fine, 1980, 1_000), (other, 1980, 60)]))[..], [Pause::Doubts { .. }]));
    let (mut half, other_half) =
        (slice(&[(dead(1), 1990, 3), (fine, 1990, 150)]), slice(&[(fine, 1990, 50)]));
    assert_eq!(pauses(&half), vec![], "too few to say");
    half.merge(&slice(&[(dead(2), 1990, 3)]));
    half.merge(&other_half);
    assert!(matches!(pauses(&half)[..], [Pause::Age { dead: 6, people: 206, .. }]));
    for pause in pauses(&half) {
        assert!(!pause.words().0.is_empty() && !pause.words().1.is_empty());
    }
}

#[test]
fn more_dead_than_die_in_a_year_pause_the_run() {
    let by = thresholds();
    let pauses = |counts: &SliceCounts| pauses(counts, &by);
    let dead = Found { finding: Finding::Died, doubt: Doubt::None, on: None };
    let of = |dead_again: u64, again: u64| {
        let mut counts = SliceCounts::default();
        (0..again).for_each(|_| counts.add(&Found::of(Finding::Unchanged), (1930, 2026), true));
        (0..dead_again).for_each(|_| counts.add(&dead, (1930, 2026), true));
        // of those whom nobody asked about before, decades may be dead
        (0..500).for_each(|_| counts.add(&dead, (1930, 2026), false));
        counts
    };
    assert_eq!(pauses(&of(10, 990)), vec![]);
    assert_eq!(pauses(&of(51, 949)), vec![Pause::Year { dead: 51, people: 1_000, most: 5 }]);
    let mut counts = of(51, 949);
    counts.add(&Found { on: Some(date(2026, 1, 2)), ..dead }, (1990, 2026), false);
    counts.add(&Found::of(Finding::Several), (1990, 2026), false);
    counts.add(&Found::unclear(Doubt::Born), (1990, 2026), false);
    assert_eq!(SliceCounts::of_lines(&counts.to_lines()), Some(counts), "kept, and read back");
    assert_eq!(SliceCounts::of_lines("all 1 2\n"), None);
    let reason = pause_reason("JP-13", &pauses(&of(51, 949)));
    assert!(
        reason.lines().count() == 2 && reason.lines().all(|line| line.starts_with("JP-13: ")),
        "{reason}"
    );
}
