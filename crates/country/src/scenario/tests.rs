use super::*;

fn wrong(text: &str) -> String {
    Scenario::from_toml(text).unwrap_err().to_string()
}

#[test]
fn nothing_said_is_nothing_wrong() {
    let scenario = Scenario::from_toml("").unwrap();
    assert_eq!(scenario, Scenario::default());
    assert_eq!(scenario.faults("juki"), Faults::default());
    assert_eq!(scenario.country.undeterminable_order, UNDETERMINABLE_ORDER);
}

#[test]
fn what_is_not_known_is_named_with_its_line() {
    let message = wrong("[country]\nwrong_person = 0.1\n\n[systems.juki]\nslow = 5\n");
    assert!(message.contains("line 5") && message.contains("slow"), "{message}");
    let message = wrong("[systems.zoo]\ndelay_ms = 5\n");
    assert!(message.contains("zoo") && message.contains("juki"), "{message}");
    let message = wrong("[country]\nmass_death = { share = 0.1, on = \"2026-02-30\" }\n");
    assert!(message.contains("line 2"), "{message}");
    assert!(wrong("[country]\nwrong_person = 1.5\n").contains("wrong_person"));
    assert!(wrong("[systems.juki]\nshare = nan\n").contains("share"));
}

#[test]
fn a_systems_own_table_goes_before_that_for_all() {
    let scenario =
        Scenario::from_toml("[systems.all]\ndelay_ms = 7\n[systems.koseki]\nhalf_file = true\n").unwrap();
    assert_eq!(scenario.faults("juki").delay_ms, 7);
    assert_eq!((scenario.faults("koseki").delay_ms, scenario.faults("koseki").half_file), (0, true));
}

#[test]
fn every_example_can_be_read_says_what_it_is_and_is_the_same_when_written() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut names = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("# "), "{path:?} does not say what it is");
        let scenario = Scenario::from_toml(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        assert_ne!(scenario, Scenario::default(), "{path:?} bends nothing");
        assert_eq!(Scenario::from_toml(&scenario.to_toml()).unwrap(), scenario, "{path:?}");
        names.push(path.file_stem().unwrap().to_string_lossy().into_owned());
    }
    names.sort();
    let faults = [
        "cut-connection",
        "doubled",
        "half-file",
        "lost-shard",
        "lying-total",
        "mass-death",
        "missing",
        "out-of-order",
        "outage",
        "reassigned",
        "slow",
        "stopped",
        "undelivered",
        "undeterminable-order",
        "wrong-person",
    ];
    assert_eq!(names, faults);
}
