//! An invented 32nd qualification: one file more, and nothing else.

use law::{Channel, Due, Established, Fact, Lang, Procedure, RuleFile, Rules, check, explain, template};

use crate::common;

const ID: &str = "invented-lamplighter";

/// Fills in the template as a person would: each empty value of a key, in the order of the file.
fn filled() -> String {
    let words = |key: &str, nth: usize| match key {
        "name_ja" => "\"点灯士\"",
        "name_en" => "\"Lamplighter\"",
        "reading" => "\"てんとうし\"",
        "group" => "\"medical\"",
        "family" => "\"prefecture-licence\"",
        "statute_text_as_of" => "\"2020-01-01\"",
        "laws" => "[\"民法\"]",
        "sources" => "[\"点灯士法（架空）\"]",
        "name" => ["\"点灯士名簿\"", "\"点灯士免許証\"", "\"戸籍抄本\""][nth],
        "kind" => [
            "\"licence\"",
            "\"application-for-register-correction\"",
            "\"application-for-deletion\"",
            "\"revocation\"",
        ][nth],
        "licenses" | "keeps" | "sanctions" => "[\"JP-13\", \"kansai-union\"]",
        "days" => ["14", "20"][nth],
        "rule" => "\"optional\"",
        "notifier" => "\"heir\"",
        "covers_disappearance" | "certificate_return" => "true",
        "yen" => ["1200", "345"][nth],
        "when" => "\"my-number-given\"",
        "label" => "\"免許取消し\"",
        "from" => "2020-01-01",
        "cite" => "\"点灯士法（架空）第3条\"",
        "confidence" => "\"statute\"",
        other => panic!("the template asks for {other}, which this test does not know"),
    };
    let mut seen = std::collections::BTreeMap::<String, usize>::new();
    let fill = |line: &str| -> String {
        let Some((key, rest)) = line.split_once(" = ") else { return line.to_owned() };
        if !(rest.starts_with("\"\"") || rest.starts_with("[\"\"]")) || line.starts_with('#') {
            return line.to_owned();
        }
        let nth = seen.entry(key.to_owned()).or_default();
        *nth += 1;
        format!("{key} = {}", words(key, *nth - 1))
    };
    template(ID).lines().map(fill).collect::<Vec<_>>().join("\n")
}

fn with(text: String) -> Vec<RuleFile> {
    let mut files = common::files();
    files.push(RuleFile { path: format!("rules/qualifications/{ID}.toml"), text });
    files
}

fn rules() -> Rules {
    common::parse(&with(filled()))
}

#[test]
fn the_template_names_what_is_missing_until_it_is_filled_in() {
    let text = template(ID);
    let empty = text
        .lines()
        .filter(|l| !l.starts_with('#') && (l.contains("= \"\"") || l.contains("[\"\"]")))
        .count();
    let findings = check(&with(text));
    assert!(empty > 30);
    for finding in &findings {
        assert!(finding.error.path.ends_with("invented-lamplighter.toml"), "{finding}");
    }
    let missing = findings.iter().filter(|f| f.error.message_en.contains("still to be filled in"));
    assert_eq!(missing.count(), empty);
}

#[test]
fn the_template_shows_every_table_that_a_file_may_have() {
    let text = template(ID);
    for file in common::files().iter().filter(|f| f.path.contains("qualifications/")) {
        for heading in file.text.lines().filter(|l| l.starts_with("[[")) {
            assert!(text.contains(heading), "the template does not show {heading}");
        }
    }
}

#[test]
fn filled_in_it_passes() {
    let findings = check(&with(filled()));
    // It has said that it belongs to a family, and that is held against it.
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(lines.iter().all(|l| l.contains("family prefecture-licence disagrees")), "{lines:#?}");
    let own = "family = \"prefecture-licence\"";
    let alone = filled().replace(own, "family = \"lamplighters\"");
    let mut files = with(alone);
    let families = files.iter_mut().find(|f| f.path.ends_with("families.toml")).unwrap();
    families.text.push_str("\n[[family]]\nid = \"lamplighters\"\nname_ja = \"点灯\"\nname_en = \"lamps\"\n");
    assert_eq!(check(&files), []);
}

#[test]
fn it_has_authorities_and_explanations() {
    let rules = rules();
    assert_eq!(rules.qualifications().count(), 32);
    let on = rules.on("2024-06-10".parse().unwrap());
    let codes: Vec<&str> = on.authorities_of(ID).iter().map(|a| a.code.as_str()).collect();
    assert_eq!(codes, ["JP-13", "kansai-union"]);
    let said =
        |lang| explain(&on, ID, lang).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert!(said(Lang::Ja).contains("変更を生じた日から14日以内に"), "{}", said(Lang::Ja));
    assert!(said(Lang::En).contains("within 14 days of the day of the change"), "{}", said(Lang::En));
    assert!(said(Lang::Ja).contains("要確認（根拠が確かめられていません）"));
    assert_eq!(on.act_citation("correction", ID), Some("点灯士法（架空）第3条"));
}

#[test]
fn it_has_due_dates_fees_and_gaps() {
    let rules = rules();
    let on = rules.on("2024-06-10".parse().unwrap());
    let q = on.qualification(ID).unwrap();
    let change = q.change().yes().unwrap();
    let Established::Yes(Due::On(due)) = rules.calendar().due(change.value().deadline, on.day()) else {
        panic!("no due date")
    };
    assert_eq!(due.day, "2024-06-24".parse().unwrap());
    assert!(!q.death().yes().unwrap().value().is_lifted(&[Fact::MyNumberGiven]));
    let papers = q.attachments(Procedure::Change, &[Fact::MyNumberGiven]);
    assert_eq!(papers[0].omitted_by.map(|o| o.citation()), Some("点灯士法（架空）第3条"));
    assert!(q.attachments(Procedure::Change, &[])[0].omitted_by.is_none());
    let fee = q.fee(Procedure::NewRegistration, Channel::Online, Some("JP-13")).yes().unwrap();
    assert_eq!(fee.value().yen.to_string(), "345");
    let gap = q.fee(Procedure::Reissue, Channel::Paper, None);
    assert_eq!(gap.gap().map(law::Gap::code), Some("not-established"));
    let before = rules.on("2019-12-31".parse().unwrap());
    assert_eq!(before.qualification(ID).unwrap().change().gap().map(law::Gap::code), Some("not-formalised"));
    assert!(before.authorities_of(ID).is_empty());
}
