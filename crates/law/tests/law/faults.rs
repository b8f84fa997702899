//! Broken files: what is said, and where.

use law::{FindingKind, RuleError, RuleFile, Rules, check};

use crate::common;

/// The real files with one of them changed, and what the parser says of them.
fn with(path: &str, change: impl Fn(&str) -> String) -> Vec<RuleError> {
    Rules::parse(&changed(path, change)).err().unwrap_or_default()
}

fn changed(path: &str, change: impl Fn(&str) -> String) -> Vec<RuleFile> {
    let mut files = common::files();
    let file = files.iter_mut().find(|f| f.path.ends_with(path)).unwrap();
    let text = change(&file.text);
    assert_ne!(text, file.text, "the change changes nothing");
    file.text = text;
    files
}

fn line_of(path: &str, needle: &str) -> usize {
    let files = common::files();
    let file = files.iter().find(|f| f.path.ends_with(path)).unwrap();
    file.text.lines().position(|l| l.starts_with(needle)).unwrap() + 1
}

const NURSE: &str = "qualifications/nurse.toml";

#[test]
fn an_unknown_key_is_named_with_the_nearest_known_one() {
    let errors = with(NURSE, |t| t.replacen("\ndays = 30", "\ndyas = 30", 1));
    let error = errors.iter().find(|e| e.message_en.contains("dyas")).unwrap();
    assert_eq!(error.nearest.as_deref(), Some("days"));
    assert_eq!((error.line, error.column), (line_of(NURSE, "days = 30"), 1));
    assert!(error.path.ends_with(NURSE));
    assert!(error.message_ja.contains("days のことですか"), "{}", error.message_ja);
}

#[test]
fn an_unknown_word_is_named_with_its_place() {
    let errors = with(NURSE, |t| t.replacen("confidence = \"statute\"", "confidence = \"statue\"", 1));
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].nearest.as_deref(), Some("statute"));
    assert_eq!((errors[0].line, errors[0].column), (line_of(NURSE, "confidence"), 14));
}

#[test]
fn what_is_missing_empty_or_of_the_wrong_type_is_said() {
    for (from, to, said) in [
        ("name_ja = \"看護師\"\n", "", "the key name_ja is missing"),
        ("name_ja = \"看護師\"", "name_ja = \"\"", "name_ja is still to be filled in"),
        ("name_ja = \"看護師\"", "name_ja = 1", "name_ja must be a text"),
        ("from = 2013-11-26", "from = \"2013-11-26\"", "from must be a date"),
        ("from = 2013-11-26", "from = 2013-11-26T00:00:00Z", "from must be a date"),
        ("\nyen = 9000", "\nyen = -1", "yen must be a whole number"),
        ("to = 2024-05-26", "to = 2001-01-01", "to is before from"),
        ("validity = \"permanent\"", "validity = \"permanent\"\nvalidity_years = 5", "write either"),
        ("validity = \"permanent\"", "validity_years = 70000", "validity_years is 1 to 100"),
        (
            "reference = { month = 12, day = 31 }",
            "reference = { month = 13, day = 31 }",
            "no day of the year",
        ),
        ("due = { month = 1, day = 15 }", "due = { month = 300, day = 1 }", "no day of the year"),
        ("counts_from = \"change\"\n", "", "write the time as days with counts_from"),
        ("id = \"nurse\"", "id = \"nurses\"", "is not the name of the file"),
        ("id = \"nurse\"", "id = ", "not readable as TOML"),
        ("[[certificate]]", "[[certificates]]", "[[certificate]] is missing"),
        ("deadline = \"none\"", "unestablished = \"なし\"\ndedline = \"none\"", "unknown key dedline"),
    ] {
        let errors = with(NURSE, |t| t.replacen(from, to, 1));
        assert!(errors.iter().any(|e| e.message_en.contains(said)), "{said}: {errors:?}");
        assert!(errors.iter().all(|e| e.line > 0 && e.column > 0 && !e.message_ja.is_empty()));
    }
}

#[test]
fn two_values_may_not_hold_on_the_same_day() {
    let errors = with(NURSE, |t| t.replacen("to = 2024-05-26", "to = 2024-05-27", 1));
    assert!(errors.iter().any(|e| e.message_en.contains("hold on the same day")), "{errors:?}");
}

#[test]
fn a_code_that_leads_nowhere_is_named() {
    for (from, to, nearest) in [
        ("    \"domicile\",", "    \"domicil\",", "domicile"),
        ("code = \"koseki\"", "code = \"kosekki\"", "koseki"),
        ("keeps = [\"JP\"]", "keeps = [\"JPP\"]", "JP"),
        ("qualification = \"nurse\"", "qualification = \"nurze\"", "nurse"),
        (
            "family = \"minister-via-prefecture\"",
            "family = \"minister-via-prefectures\"",
            "minister-via-prefecture",
        ),
        ("\"保健師助産師看護師法\"", "\"保健師助産師看護法\"", "保健師助産師看護師法"),
    ] {
        let errors = with(NURSE, |t| t.replacen(from, to, 1));
        assert_eq!(errors.len(), 1, "{to}: {errors:?}");
        assert_eq!(errors[0].nearest.as_deref(), Some(nearest));
    }
    // The place is that of the code itself.
    let errors = with(NURSE, |t| t.replacen("    \"domicile\",", "    \"domicil\",", 1));
    assert_eq!((errors[0].line, errors[0].column), (line_of(NURSE, "    \"domicile\","), 5));
}

#[test]
fn a_file_of_an_unknown_name_is_not_passed_over() {
    let mut files = common::files();
    files.push(RuleFile { path: "rules/calender.toml".into(), text: String::new() });
    let errors = Rules::parse(&files).unwrap_err();
    assert!(errors[0].message_en.contains("calendar.toml"), "{errors:?}");
}

#[test]
fn every_fault_is_reported_in_one_run() {
    let errors = with(NURSE, |t| t.replace("confidence = \"report\"", "confidence = \"hearsay\""));
    assert!(errors.len() > 5);
    assert!(errors.is_sorted_by_key(|e| (e.line, e.column)));
}

#[test]
fn a_family_that_disagrees_names_both_files() {
    let findings = check(&changed(NURSE, |t| t.replacen("\ndays = 30", "\ndays = 29", 1)));
    let family = findings.iter().find(|f| f.kind == FindingKind::Family).unwrap();
    assert!(family.error.path.ends_with(NURSE));
    assert!(family.error.message_en.contains("change.deadline"), "{family}");
    assert!(family.error.message_en.contains("qualifications/"), "{family}");
    assert_eq!(family.error.line, line_of(NURSE, "[[change]]"));
}

#[test]
fn an_axis_nobody_knows_is_named() {
    let findings = check(&changed("families.toml", |t| t.replacen("change.deadline", "change.dedline", 1)));
    assert_eq!(findings[0].error.nearest.as_deref(), Some("change.deadline"));
    assert!(findings[0].error.path.ends_with("families.toml") && findings[0].error.line > 1);
}

#[test]
fn an_example_that_does_not_come_out_names_its_file_and_line() {
    let path = "examples/nurse/duties.toml";
    let findings = check(&changed(path, |t| t.replacen("late = false", "late = true", 1)));
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].kind, FindingKind::Example);
    assert!(findings[0].error.path.ends_with(path));
    assert_eq!(findings[0].error.line, line_of(path, "[[example]]"));
    assert!(
        findings[0].error.message_ja.contains("late は true のはずが、規則では false"),
        "{}",
        findings[0]
    );
}

#[test]
fn a_question_nobody_knows_is_named() {
    for (from, to, said) in [
        ("question = \"change-due\"", "question = \"change-duo\"", "change-due"),
        ("late = false", "latte = false", "late"),
        ("item = \"name\"", "itme = \"name\"", "item"),
        ("facts = [\"my-number-given\"]", "facts = [\"my-number-givn\"]", "my-number-given"),
    ] {
        let findings = check(&changed("examples/nurse/duties.toml", |t| t.replacen(from, to, 1)));
        assert!(findings.iter().any(|f| f.error.message_en.contains(said)), "{to}: {findings:?}");
    }
}

#[test]
fn a_changed_rule_is_seen_by_the_examples() {
    // Each of these is a slip that no parser can see.
    for (from, to) in [
        ("\nyen = 9000", "\nyen = 900"),
        ("lifted_when = [\"my-number-given\"]", "lifted_when = [\"my-number-found-by-inquiry\"]"),
        ("when = \"exam-details-written\"", "when = \"my-number-given\""),
        ("held_back = \"may\"", "held_back = \"must\""),
        ("rule = \"on-request\"", "rule = \"compulsory\""),
        ("office = \"prefecture-of-workplace\"", "office = \"prefecture-of-residence\""),
        ("max_years = 3", "max_years = 2"),
        ("triggers = [\"domicile\", ", "triggers = ["),
        ("due = { month = 1, day = 15 }", "due = { month = 1, day = 31 }"),
        ("effort = true", "effort = false"),
    ] {
        let findings = check(&changed(NURSE, |t| t.replace(from, to)));
        assert!(findings.iter().any(|f| f.kind == FindingKind::Example), "{to} goes unseen");
    }
}

#[test]
fn shared_files_name_only_what_is_there() {
    let one = |path: &str, from: &str, to: &str, said: &str| {
        let errors = with(path, |t| t.replacen(from, to, 1));
        assert!(
            errors.iter().any(|e| e.message_en.contains(said) && e.path.ends_with(path)),
            "{said}: {errors:?}"
        );
    };
    one(
        "replacements.toml",
        "by = \"koseki-inquiry\"",
        "by = \"koseki-enquiry\"",
        "did you mean koseki-inquiry?",
    );
    one(
        "replacements.toml",
        "silent_on = [\"domicile\"]",
        "silent_on = [\"domicle\"]",
        "unknown item domicle",
    );
    one(
        "procedures.toml",
        "ledger_act = \"correction\"",
        "ledger_act = \"corection\"",
        "unknown act corection",
    );
    one("deciding.toml", "items = [\"sex\"]", "items = [\"sx\"]", "unknown item sx");
    one("procedures.toml", "\"refused\", ", "", "visits needs at least");
    one("documents.toml", "also = \"change-reason-proof\"", "also = \"no-such\"", "unknown document no-such");
    one("documents.toml", "by = \"koseki-image\"", "by = \"koseki-imaje\"", "unknown document koseki-imaje");
    one("documents.toml", "by = \"physician\"", "by = \"physican\"", "unknown qualification physican");
}

/// The value of a number of the yearly check, up to the next one.
fn number_of(text: &str, what: &str) -> String {
    let value = text.split("[[value]]").find(|value| value.contains(&format!("what = \"{what}\""))).unwrap();
    format!("[[value]]{}", value.split("[[").next().unwrap())
}

#[test]
fn a_number_that_pauses_a_check_may_not_be_lacking() {
    const FILE: &str = "yearly-check.toml";
    let text = common::files().into_iter().find(|file| file.path.ends_with(FILE)).unwrap().text;
    let names: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("what = \"pause-")).collect();
    assert_eq!(names.len(), 10, "{names:?}");
    for name in names {
        let what = format!("pause-{}", name.trim_end_matches('"'));
        let without = with(FILE, |text| text.replace(&number_of(text, &what), ""));
        let said: Vec<&str> = without.iter().map(|error| error.message_en.as_str()).collect();
        assert_eq!(said, [format!("{what} is missing: the check asks for it")]);
        assert!(without[0].message_ja.contains("の値がありません") && without[0].path.ends_with(FILE));

        let misspelt = with(FILE, |text| text.replace(&format!("\"{what}\""), &format!("\"{what}s\"")));
        assert_eq!(misspelt[0].nearest.as_deref(), Some(what.as_str()), "{misspelt:?}");
    }
}

#[test]
fn a_number_of_the_check_is_one_that_can_be() {
    const FILE: &str = "yearly-check.toml";
    let what = "pause-unknown-in-a-hundred";
    let changed = |from: &str, to: &str| {
        let errors = with(FILE, |text| {
            let value = number_of(text, what);
            text.replace(&value, &value.replacen(from, to, 1))
        });
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(errors[0].path.ends_with(FILE) && errors[0].line > 1 && !errors[0].message_ja.is_empty());
        errors[0].message_en.clone()
    };
    assert_eq!(changed("number = 3", "number = 101"), format!("{what} is 0 to 100"));
    assert!(changed("number = 3", "number = -1").contains("a whole number, zero or more"));
    assert!(changed("number = 3", "number = \"3\"").contains("must be a whole number"));
    assert!(changed("number = 3", "number = 2.5").contains("must be a whole number"));
    assert!(changed("number = 3\n", "").contains("the key number is missing"));
    assert!(changed("from = 2013-11-26", "from = 2014-01-01").contains("has no value from 2013-11-26"));
    assert!(
        changed("from = 2013-11-26", "from = 2013-11-26\nto = 2020-01-01")
            .contains("no value from 2020-01-02 on")
    );
    assert!(changed("confidence = \"inferred\"", "confidence = \"guessed\"").contains("confidence"));
    // one after the other is how a number is changed
    let follows = |from: &str| {
        let (end, what) = ("from = 2013-11-26\nto = 2026-12-31", number_of);
        let text = move |text: &str| {
            let old = what(text, "pause-unknown-in-a-hundred");
            let new = old.replacen("number = 3", "number = 5", 1).replacen("from = 2013-11-26", from, 1);
            text.replace(&old, &format!("{}{new}", old.replacen("from = 2013-11-26", end, 1)))
        };
        with(FILE, text)
    };
    assert_eq!(follows("from = 2027-01-01"), vec![]);
    assert!(follows("from = 2026-12-31")[0].message_en.contains("two values"));
    assert!(follows("from = 2027-01-02")[0].message_en.contains("no value from 2027-01-01"));
}
