//! The commands upon the rules, and a qualification that is nothing but a file.

use std::fs;

use crate::support::{NURSES, Place, item};

/// The rules in a folder of the test's own, free to be changed.
fn with_own_rules() -> Place {
    let mut place = Place::sqlite();
    let own = place.path("rules");
    testkit::copy_folder(&place.rules, &own).unwrap();
    place.rules = own;
    place
}

/// Changes one file of the rules.
fn edit(place: &Place, file: &str, how: impl Fn(&str) -> String) {
    let path = place.rules.join(file);
    let before = fs::read_to_string(&path).unwrap();
    let after = how(&before);
    assert_ne!(before, after, "{file} was not changed");
    fs::write(path, after).unwrap();
}

#[test]
fn the_rules_of_the_project_are_sound() {
    let place = Place::sqlite();
    let said = place.run(&["rules", "check"]).expect(0, "nothing wrong");
    let examples: usize =
        said.out.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).nth(1).unwrap();
    assert!(examples >= 120, "{said:?}");
    let json = place.json(&["rules", "check"]);
    assert_eq!(json["findings"], serde_json::json!([]));
    assert_eq!(json["examples"], examples);
    let dir = place.rules.to_str().unwrap().to_owned();
    place.run(&["rules", "check", "--dir", &dir, "--lang", "ja"]).expect(0, "誤りはありません");
    place.run(&["rules", "check", "--dir", "no-such-folder"]).expect(2, "no-such-folder");
}

#[test]
fn a_broken_file_is_named_with_line_and_column() {
    let place = with_own_rules();
    let file = "qualifications/nurse.toml";
    edit(&place, file, |text| text.replacen("\nkind = \"licence\"", "\n  kind = \"licens\"", 1));
    let text = fs::read_to_string(place.rules.join(file)).unwrap();
    let line = text.lines().position(|line| line.contains("licens\"")).unwrap() + 1;
    let at = format!("nurse.toml:{line}:");
    let said = place.run(&["rules", "check"]).expect(1, &at);
    assert_eq!(said.out.lines().count(), 1, "{said:?}");
    let finding = place.json_with(1, &["rules", "check"])["findings"][0].clone();
    assert_eq!((&finding["line"], &finding["column"]), (&line.into(), &10.into()), "{finding}");
    assert!(finding["file"].as_str().unwrap().ends_with(file));
    // whatever needs the rules says the same and does nothing
    place.run(&["init"]).expect(2, &at);
    place.run(&["rules", "explain", "nurse"]).expect(2, &at);
}

#[test]
fn a_file_that_is_no_toml_and_a_broken_mapping_are_named() {
    let place = with_own_rules();
    edit(&place, "items.toml", |text| format!("{text}\n[[item\n"));
    edit(&place, "import/federation-tab.toml", |text| text.replace("separator =", "seperator ="));
    let said = place.run(&["rules", "check"]).expect(1, "items.toml:");
    assert!(said.out.contains("federation-tab.toml:6:1: "), "{said:?}");
    assert!(said.out.contains("separator"), "the nearest word is named: {said:?}");
}

#[test]
fn the_law_of_a_day_is_told_in_sentences() {
    let place = Place::sqlite();
    let said =
        place.run(&["rules", "explain", "nurse", "--on", "2024-06-01", "--lang", "ja"]).expect(0, "30日以内");
    for line in said.out.lines().filter_map(|line| line.strip_prefix("■ ")) {
        assert!(!said.out.contains(&format!("  {line}: ")), "the heading {line} stands there twice");
    }
    assert!(said.out.contains('〔'), "each sentence has its source");
    let json = place.json(&["rules", "explain", "nurse", "--on", "令和6年6月1日"]);
    assert_eq!((&json["qualification"], &json["on"]), (&"nurse".into(), &"2024-06-01".into()));
    let sentences = json["sentences"].as_array().unwrap();
    assert!(sentences.iter().any(|s| s["topic"] == "change" && s["citation"].is_string()), "{json}");
    place.run(&["rules", "explain", "nurze"]).expect(2, "did you mean nurse?");
    place.run(&["rules", "explain", "nurse", "--on", "never"]).expect(2, "never");
}

#[test]
fn two_laws_and_two_days_are_compared() {
    let place = Place::sqlite();
    let two = place.json(&["rules", "diff", "nurse", "nursery-teacher"]);
    assert_eq!((&two["left"], &two["right"]), (&"nurse".into(), &"nursery-teacher".into()));
    assert!(two["differences"].as_array().unwrap().len() > 3);
    // the reform of which the report speaks
    let reform = place.json(&["rules", "diff", "nurse", "--between", "2024-05-26", "2024-05-27"]);
    assert!(!reform["differences"].as_array().unwrap().is_empty());
    place.run(&["rules", "diff", "nurse", "nurse"]).expect(0, "No difference");
    place.run(&["rules", "diff", "nurse", "nobody"]).expect(2, "nobody");
    place.run(&["rules", "diff", "nurse"]).expect(2, "Usage");
}

#[test]
fn a_32nd_qualification_is_a_file_and_nothing_else() {
    const ID: &str = "lamplighter";
    let place = with_own_rules();
    place.run(&["rules", "new", "点灯士"]).expect(2, "lower-case letters");
    let template = place.run(&["rules", "new", ID]).expect(0, "id = \"lamplighter\"").out;
    let file = place.rules.join("qualifications/lamplighter.toml");
    fs::write(&file, template).unwrap();
    place.run(&["rules", "check"]).expect(1, "lamplighter.toml:");

    // filled in as the file of another profession is
    let nurse = fs::read_to_string(place.rules.join("qualifications/nurse.toml")).unwrap();
    let own = nurse
        .replace("id = \"nurse\"", "id = \"lamplighter\"")
        .replace("name_ja = \"看護師\"", "name_ja = \"点灯士\"")
        .replace("name = \"看護師籍\"", "name = \"点灯士籍\"");
    fs::write(&file, own).unwrap();
    place.run(&["rules", "check"]).expect(0, "nothing wrong");
    place.run(&["rules", "explain", ID]).expect(0, "点灯士籍");

    place.init();
    let row = "1,2020-04-01,灯　点子,アカリ　テンコ,,1999-01-01,女,東京都,2020-03\n";
    let csv = place.file("l.csv", format!("{NURSES}\n{row}"));
    assert_eq!(place.json(&["import", "--qualification", ID, &csv])["entries"], 1);
    let found = place.find(&["--qualification", ID, "--name", "灯"]);
    let view = place.show(&found[0], &[]);
    assert_eq!((&view["qualification_name"], &view["register_name"]), (&"点灯士".into(), &"点灯士籍".into()));
    place.json(&["act", &found[0], "correction", "--ground", "決裁", "--item", "domicile=大阪府"]);
    assert_eq!(item(&place.show(&found[0], &[]), "domicile"), Some("大阪府"));
}
