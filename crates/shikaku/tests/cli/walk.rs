//! What a user does first: make a register, fill it from a file, find people, read an entry.

use serde_json::Value;

use crate::support::{Place, item, on_both_engines};

on_both_engines!(
    a_register_is_made_once,
    nothing_works_before_it_is_made,
    a_file_is_tried_then_imported_once,
    people_are_found_however_their_name_is_written,
    entries_are_found_by_number_kana_and_birth_date,
    an_entry_is_shown_with_its_history,
    who_looked_at_an_entry_is_shown,
);

const ROWS: &str = "\
第1001号,1990-04-20,髙橋　花子,タカハシ　ハナコ,,S43.1.8,女,東京都,1990-03
1002,平成2年4月20日,渡邊　一郎,ワタナベ　イチロウ,,昭和43年1月9日,男,大阪府,平成2年3月
1003,1991-05-01,渡邉　月子,ワタナベ　ツキコ,齋藤,1969-02-03,女,京都府,1991-03
1004,1992-05-01,渡辺　葉子,ワタナベ　ヨウコ,,S63.1.8,女,北海道,
1005,1992-05-02,葛\u{E0100}城　真\u{E000}子,カツラギ　マサコ,,昭和四十五年,女,ブラジル,1992-03
";

fn filled(place: &Place) {
    place.init();
    place.import_nurses(ROWS);
}

fn a_register_is_made_once(place: &Place) {
    let made = place.json(&["init"]);
    assert_eq!(made["database"], "made");
    assert!(made["log_verifier"].as_str().unwrap().starts_with("shikaku.invalid/"), "{made}");
    let key = std::fs::read_to_string(place.path("log.key")).unwrap();
    place.run(&["init"]).expect(2, "there is a register here already");
    assert_eq!(std::fs::read_to_string(place.path("log.key")).unwrap(), key, "the key stays");
    let migrated = place.json(&["migrate"]);
    assert_eq!(migrated["found"], migrated["version"]);
}

fn nothing_works_before_it_is_made(place: &Place) {
    let file = place.file("f.csv", "登録番号,氏名,生年月日\n");
    for args in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["find", "--number", "1"],
        &["import", "--qualification", "nurse", &file],
        &["ledger", "checkpoint"],
    ] {
        // the sentence says what to do
        place.run(args).expect(2, "shikaku init");
    }
    if let Some(path) = place.url.strip_prefix("sqlite:") {
        assert!(!std::path::Path::new(path).exists(), "looking makes no database");
    }
}

fn a_file_is_tried_then_imported_once(place: &Place) {
    place.init();
    let file = place.file("n.csv", format!("{}\n{ROWS}", crate::support::NURSES));
    let import = ["import", "--qualification", "nurse", &file];
    let tried = place.json(&[&import[..], &["--dry-run"]].concat());
    assert_eq!((&tried["rows"], &tried["entries"], &tried["dry_run"]), (&5.into(), &5.into(), &true.into()));
    assert_eq!(place.find(&["--number", "1001"]), Vec::<String>::new());
    place.run(&["ledger", "checkpoint"]).expect(2, "Nothing was signed");

    let report = place.json(&import);
    assert_eq!((&report["rows"], &report["entries"], &report["rejects"]), (&5.into(), &5.into(), &0.into()));
    assert!(report["seconds"].is_number());
    assert_eq!((&report["resumed"], &report["stopped"]), (&false.into(), &false.into()));
    assert_eq!(report["reject_file"], Value::Null);
    assert!(!place.path("n.csv.rejects.csv").exists());

    let again = place.json(&import);
    assert_eq!((&again["rows"], &again["entries"], &again["resumed"]), (&5.into(), &5.into(), &true.into()));
    assert_eq!(place.json(&["ledger", "checkpoint"])["size"], 5, "nothing is there twice");
    assert_eq!(place.find(&["--name", "渡辺"]).len(), 3);
    place.run(&import).expect(0, "rows 5 = entries 5 + rejects 0");
    place.run(&[&import[..], &["--lang", "ja"]].concat()).expect(0, "行 5 = 登録 5 + 取り込めなかった行 0");
}

fn names(place: &Place, args: &[&str]) -> Vec<String> {
    let found = place.json(&[&["find"], args].concat());
    assert_eq!(found["more"], false);
    let mut names: Vec<String> =
        found["entries"].as_array().unwrap().iter().map(|e| e["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

fn people_are_found_however_their_name_is_written(place: &Place) {
    filled(place);
    for written in ["高橋", "髙橋", "髙橋花子", "高橋 花子", "高橋　花子"] {
        assert_eq!(names(place, &["--name", written]), ["髙橋　花子"], "{written}");
    }
    for written in ["渡辺", "渡邊", "渡邉"] {
        assert_eq!(
            names(place, &["--name", written]),
            ["渡辺　葉子", "渡邉　月子", "渡邊　一郎"],
            "{written}"
        );
    }
    // by the former name, in another variant
    assert_eq!(names(place, &["--name", "斉藤"]), ["渡邉　月子"]);
    // IVS and 外字 stay as registered, to the character, and stand in nobody's way
    assert_eq!(names(place, &["--name", "葛城"]), ["葛\u{E0100}城　真\u{E000}子"]);
    // conditions narrow
    assert_eq!(names(place, &["--name", "渡辺", "--kana", "わたなべ いちろう"]), ["渡邊　一郎"]);
    assert_eq!(names(place, &["--name", "渡辺", "--born", "1969-02-03"]), ["渡邉　月子"]);
    assert_eq!(names(place, &["--name", "渡辺", "--qualification", "physician"]), [""; 0]);
    let table =
        place.run(&["find", "--name", "渡辺", "--lang", "ja"]).expect(0, "渡邊　一郎").expect(0, "登録中");
    assert!(!table.out.contains("active"), "in words: {}", table.out);
    assert!(table.out.contains("看護師") && !table.out.contains("nurse"), "by name: {}", table.out);
    place.run(&["find", "--name", "存在しない"]).expect(0, "No entry found");
    let first = place.json(&["find", "--name", "渡辺", "--limit", "1"]);
    assert_eq!((first["entries"].as_array().unwrap().len(), &first["more"]), (1, &true.into()));
}

fn entries_are_found_by_number_kana_and_birth_date(place: &Place) {
    filled(place);
    for number in ["1001", "１００１", "第1001号", "第１００１号", "第千一号", "001001"] {
        assert_eq!(names(place, &["--number", number]), ["髙橋　花子"], "{number}");
    }
    for kana in ["たかはし", "タカハシ", "ﾀｶﾊｼ", "たかはし はなこ"] {
        assert_eq!(names(place, &["--kana", kana]), ["髙橋　花子"], "{kana}");
    }
    for born in ["S63.1.8", "昭和63年1月8日", "1988-01-08", "昭和六十三年一月八日"] {
        assert_eq!(names(place, &["--born", born]), ["渡辺　葉子"], "{born}");
    }
    place.run(&["find"]).expect(2, "Give a number, a name, kana or a birth date");
    place.run(&["find", "--born", "昭和63年"]).expect(2, "昭和63年");
    place.run(&["find", "--number", "第号"]).expect(2, "empty");
    place.run(&["find", "--number", "1001", "--limit", "x"]).expect(2, "--limit");
}

fn an_entry_is_shown_with_its_history(place: &Place) {
    filled(place);
    let view = place.show(&place.by_number("1001"), &[]);
    assert_eq!((&view["qualification"], &view["authority"]), (&"nurse".into(), &"JP".into()));
    assert_eq!((&view["number"], &view["state"]), (&"第1001号".into(), &"active".into()));
    assert_eq!(item(&view, "birth-date"), Some("1968-01-08"));
    assert_eq!(item(&view, "domicile"), Some("東京都"));
    assert_eq!(item(&view, "source-line"), None, "no registered item");
    let history = view["history"].as_array().unwrap();
    assert_eq!(history.len(), 1);
    let record = &history[0];
    assert_eq!((&record["version"], &record["act"]), (&1.into(), &"transcription".into()));
    assert_eq!(record["effective_on"], "1990-04-20");
    assert!(record["ground"].as_str().unwrap().starts_with("file sha256:"), "{record}");
    assert!(!record["citation"].as_str().unwrap().is_empty());
    assert!(!record["actor"].as_str().unwrap().is_empty());
    assert!(record["recorded_at"].as_str().unwrap().ends_with('Z'));
    assert_eq!(item(record, "source-line"), Some("2"));
    // a partial date stays partial; a mark that no date was given stays away
    let partial = place.show(&place.by_number("1005"), &[]);
    assert_eq!(item(&partial, "birth-date"), Some("1970"));
    assert_eq!(item(&place.show(&place.by_number("1004"), &[]), "exam-pass-month"), None);
    let id = view["id"].as_str().unwrap();
    place.run(&["show", id, "--lang", "ja"]).expect(0, "髙橋　花子");
    place.run(&["show", id, "--as-of", "1990-04-19"]).expect(2, "did not stand yet");
    place.run(&["show", id, "--known-at", "2001-01-01"]).expect(2, "did not stand yet");
    place.run(&["show", "no-id"]).expect(2, "no such entry");
    place.run(&["show", "00000000-0000-7000-8000-000000000000"]).expect(2, "no such entry");
}

fn who_looked_at_an_entry_is_shown(place: &Place) {
    filled(place);
    let (id, other) = (place.by_number("1002"), place.by_number("1003"));
    place.json(&["show", &id, "--purpose", "本人の求め"]);
    place.json(&["show", &other]);
    // two who were found together are both told
    assert_eq!(place.find(&["--name", "渡辺", "--purpose", "名寄せ"]).len(), 3);
    assert_eq!(place.show(&id, &[]).get("looks"), None, "only when asked");
    let view = place.show(&id, &["--who-looked", "--purpose", "監査"]);
    assert_eq!(view["number"], "1002");
    let looks: Vec<(&str, &str)> = view["looks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|look| (look["purpose"].as_str().unwrap(), look["request"].as_str().unwrap()))
        .collect();
    let expected = [
        ("監査", "show"),
        ("operation", "show"),
        ("名寄せ", "find name"),
        ("本人の求め", "show"),
        ("operation", "find number=1002"),
    ];
    assert_eq!(looks, expected, "newest first, this very look among them");
    place.run(&["show", &other, "--who-looked"]).expect(0, "名寄せ  (command: find name)");
}
