//! Files as they are: headings, encodings, separators, faults; what is not taken is told and kept.

use crate::files::rejects;
use crate::support::{NURSES, Place, item, on_both_engines};

on_both_engines!(shared_numbers_are_rejected_together, a_later_file_does_not_take_a_number_again);

const GOOD: &str = "1,2010-04-01,高橋　花子,タカハシ　ハナコ,,1988-01-08,女,東京都,2010-03\n";

fn import(place: &Place, code: i32, content: impl AsRef<[u8]>) -> serde_json::Value {
    let file = place.file("f.csv", content);
    let report = place.json_with(code, &["import", "--qualification", "nurse", &file]);
    let count = |field: &str| report[field].as_u64().unwrap();
    assert_eq!(count("rows"), count("entries") + count("rejects"), "{report}");
    report
}

fn told(place: &Place) -> Vec<String> {
    rejects(&place.path("f.csv.rejects.csv")).iter().map(|reject| reject.short()).collect()
}

fn shared_numbers_are_rejected_together(place: &Place) {
    place.init();
    let rows = ["1", "2", "第２号", "3", "００３", "4"]
        .map(|n| format!("{n},2010-04-01,甲　乙,,,1988-01-08,女,東京都,\n"))
        .concat();
    // the second of the threes has a fault of its own besides
    let rows = rows.replacen("００３,2010-04-01,甲　乙", "００３,2010-04-01,", 1);
    let report = import(place, 1, format!("{NURSES}\n{rows}"));
    assert_eq!((&report["entries"], &report["rejects"]), (&2.into(), &4.into()));
    assert_eq!(
        told(place),
        [
            "3: 登録番号 number-doubled",
            "4: 登録番号 number-doubled",
            "5: 登録番号 number-doubled",
            "6:3 氏名 missing",
            "6: 登録番号 number-doubled"
        ]
    );
    assert_eq!(place.find(&["--number", "2"]), Vec::<String>::new());
}

fn a_later_file_does_not_take_a_number_again(place: &Place) {
    place.init();
    import(place, 0, format!("{NURSES}\n{GOOD}"));
    let later = "第1号,2011-04-01,佐藤　月子,,,1989-01-08,女,東京都,\n2,2011-04-01,鈴木　葉子,,,1989-01-08,女,東京都,\n";
    let report = import(place, 1, format!("{NURSES}\n{later}"));
    assert_eq!((&report["entries"], &report["rejects"]), (&1.into(), &1.into()));
    assert_eq!(told(place), ["2: 登録番号 number-taken"]);
    assert_eq!(place.show(&place.by_number("1"), &[])["name"], "高橋　花子");
}

#[test]
fn each_fault_is_told_with_line_column_reason_and_the_line_itself() {
    let place = Place::begun();
    let rows = "\
1,2010-02-30,,タカハシ,,1988-01-08,女,東京都,\r
\r
2,2010-04-01,\"佐藤　\"\"星\"\"子\",サトウ,,S70.1.1,?,\"東京,都\",\r
,2010-04-01,田中　月子,田中,,1988-01-08,女,東京都,\r
5,2010-04-01,鈴木　葉子,,,2012-01-08,女,東京都,\r
6,1990-04-01,鈴木　老子,,,1850-01-08,女,東京都,\r
7,2010-04-01,鈴木　未来,,,2999-01-08,女,東京都\r
8,2010-04-01,鈴\u{FFFD}　葉子,,,昭和63年,女,,\r
9,2010-04-01,明治　生子,,,明治45年7月29日,女,不詳,\r
";
    let report = import(&place, 1, format!("{NURSES}\r\n{rows}"));
    assert_eq!((&report["rows"], &report["entries"]), (&8.into(), &1.into()), "{:#?}", told(&place));
    assert_eq!(
        told(&place),
        [
            "2:2 登録年月日 date-not-in-calendar",
            "2:3 氏名 missing",
            "4:6 生年月日 date-outside-era",
            "4:7 性別 sex-unknown",
            "5:1 登録番号 missing",
            "5:4 フリガナ not-kana",
            "6:6 生年月日 born-after-registration",
            "7:6 生年月日 too-old-at-registration",
            "8:  cell-count",
            "9:3 氏名 name-lost-character",
            "9:8 本籍（都道府県名または国籍） missing",
        ]
    );
    let second = &rejects(&place.path("f.csv.rejects.csv"))[2];
    assert_eq!(second.original, "2,2010-04-01,\"佐藤　\"\"星\"\"子\",サトウ,,S70.1.1,?,\"東京,都\",");
    // a hundred and more years ago is no fault
    assert_eq!(item(&place.show(&place.by_number("9"), &[]), "birth-date"), Some("1912-07-29"));
    let said = place.run(&["import", "--qualification", "nurse", place.path("f.csv").to_str().unwrap()]);
    said.expect(1, "rows 8 = entries 1 + rejects 7");
}

#[test]
fn the_reject_file_goes_where_it_is_told_and_over_nothing_else() {
    let place = Place::begun();
    let file = place.file("f.csv", format!("{NURSES}\nx,,,,,,,,\n"));
    let elsewhere = place.path("rejected.csv");
    let import =
        |rejects: &str| place.run(&["import", "--qualification", "nurse", &file, "--rejects", rejects]);
    // a slip of the hand must not cost the register its file, nor anybody a table of theirs
    import(&file).expect(2, "reject");
    assert!(std::fs::read_to_string(&file).unwrap().starts_with(NURSES));
    let precious = place.file("precious.csv", "a,b\n1,2\n");
    import(&precious).expect(2, "precious.csv");
    assert_eq!(std::fs::read_to_string(&precious).unwrap(), "a,b\n1,2\n");
    import(elsewhere.to_str().unwrap()).expect(1, "rejected.csv");
    assert!(!rejects(&elsewhere).is_empty());
    assert!(!place.path("f.csv.rejects.csv").exists());
}

#[test]
fn rejects_of_an_earlier_try_do_not_stay_beside_a_sound_file() {
    let place = Place::begun();
    let import = ["import", "--qualification", "nurse"];
    let file = place.file("f.csv", format!("{NURSES}\n{}", GOOD.replace("1988-01-08", "1988-13-08")));
    place.json_with(1, &[&import[..], &["--dry-run", &file]].concat());
    assert!(place.path("f.csv.rejects.csv").exists());
    place.file("f.csv", format!("{NURSES}\n{GOOD}"));
    place.json(&[&import[..], &[&file]].concat());
    assert!(!place.path("f.csv.rejects.csv").exists(), "it would speak of rows that are in the register");
}

#[test]
fn headings_stand_in_any_order_and_only_known_ones() {
    let place = Place::begun();
    let other_order = "性別,試験合格年月,本籍（都道府県名または国籍）,生 年 月 日,氏名,登録年月日,登録番号,備考\n\
                       女,2010-03,東京都,S63.1.8,高橋　花子,2010-04-01,1,旧籍\n";
    import(&place, 0, other_order);
    let view = place.show(&place.by_number("1"), &[]);
    assert_eq!((item(&view, "sex"), item(&view, "note")), (Some("女"), Some("旧籍")));

    let fails = |headings: &str, words: &str| {
        let file = place.file("g.csv", format!("{headings}\n{GOOD}"));
        place.run(&["import", "--qualification", "nurse", &file]).expect(2, words)
    };
    let said = fails(&NURSES.replace("登録番号", "登緑番号"), "column 1: unknown heading \"登緑番号\"");
    assert!(said.err.contains("登録番号"), "the nearest one is named: {said:?}");
    fails(&NURSES.replace(",本籍", ",備考"), "本籍");
    fails(&NURSES.replace("旧姓", "氏名"), "氏名");
    fails("1,2,3", "unknown heading");
    // without headings of ours a mapping is needed, which is what the words say of every column
    let file = place.file("empty.csv", "");
    place.run(&["import", "--qualification", "nurse", &file]).expect(2, "the file is empty");
}

#[test]
fn tabs_marks_and_quotes_are_understood() {
    let place = Place::begun();
    let rows = "1,2010-04-01,高橋　花子,,,1988-01-08,女,東京都,\n".replace(',', "\t");
    import(&place, 0, format!("\u{FEFF}{}\r\n{rows}", NURSES.replace(',', "\t")));
    let quoted = "\"2\",\"2010-04-01\",\"佐藤　花子\",,,\"1988-01-08\",\"女\",\"米国,\"\"加州\"\"\",";
    import(&place, 0, format!("{}\n{quoted}", NURSES.replace("登録番号", "\"登録番号\"")));
    assert_eq!(item(&place.show(&place.by_number("2"), &[]), "domicile"), Some("米国,\"加州\""));
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain("登録".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let file = place.file("u.csv", utf16);
    place.run(&["import", "--qualification", "nurse", &file]).expect(2, "UTF-16");
}

#[test]
fn cp932_is_found_or_given() {
    let place = Place::begun();
    let text = format!("{NURSES}\n1,平成22年4月1日,髙橋　﨑子,ﾀｶﾊｼ ｻｷｺ,,S63.1.8,女,東京都,\n");
    let (bytes, _, lost) = encoding_rs::SHIFT_JIS.encode(&text);
    assert!(!lost);
    let bytes =
        [&bytes[..], "2,2010-04-01,".as_bytes(), &[0xF0, 0x40], b",,,1988-01-08,\x8F\x97,x,\n"].concat();
    let bytes = [&bytes[..], b"3,2010-04-01,\x81\xFF,,,1988-01-08,\x8F\x97,x,\n"].concat();
    import(&place, 1, &bytes);
    assert_eq!(told(&place), ["4:3  undecodable"]);
    let lost = &rejects(&place.path("f.csv.rejects.csv"))[0];
    assert_eq!(lost.original, r"3,2010-04-01,\x81\xFF,,,1988-01-08,\x8F\x97,x,", "no byte is lost");
    assert_eq!(place.show(&place.by_number("1"), &[])["name"], "髙橋　﨑子");
    assert_eq!(place.show(&place.by_number("2"), &[])["name"], "\u{E000}", "外字 keep their place");
    let file = place.file("given.csv", bytes);
    let given = |encoding: &str| {
        place.run(&["import", "--qualification", "nurse", &file, "--dry-run", "--encoding", encoding])
    };
    given("Shift_JIS").expect(1, "rows 3");
    given("utf-8").expect(2, "not utf-8");
    given("ebcdic").expect(2, "utf-8 and cp932");
}

#[test]
fn columns_that_the_law_does_not_register_are_told() {
    let place = Place::begun();
    let file = place.file(
        "p.csv",
        "登録番号,登録年月日,氏名,生年月日,本籍,性別,住所\n1,2010-04-01,高橋　花子,1988-01-08,東京都,女,東京都千代田区1\n",
    );
    let report = place.json(&["import", "--qualification", "nursery-teacher", "--authority", "JP-13", &file]);
    assert!(report["notes"][0].as_str().unwrap().contains("性別"), "{report}");
    assert!(report["notes_en"][0].as_str().unwrap().contains("is not taken over"), "{report}");
    let view = place.show(&place.by_number("1"), &[]);
    assert_eq!(
        (item(&view, "sex"), item(&view, "address")),
        (None, None),
        "an address is kept as a contact only"
    );
}

#[test]
fn wrong_use_is_told() {
    let place = Place::begun();
    let file = place.file("f.csv", format!("{NURSES}\n{GOOD}"));
    let import = |args: &[&str]| place.run(&[&["import", &file], args].concat());
    import(&[]).expect(2, "--qualification");
    import(&["--qualification", "nurze"]).expect(2, "nurse");
    import(&["--qualification", "nursery-teacher"]).expect(2, "JP-13");
    import(&["--qualification", "nurse", "--authority", "JP-13"]).expect(2, "one of: JP");
    import(&["--qualification", "nurse", "--mapping", "none.toml"]).expect(2, "none.toml");
    place.run(&["import", "--qualification", "nurse", "gone.csv"]).expect(2, "gone.csv");
    assert_eq!(import(&["--qualification", "nurse"]).code, Some(0), "and the file was good");
}
