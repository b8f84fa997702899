//! Files without our headings, by the mappings of `rules/import/`.

use crate::files::rejects;
use crate::support::{Place, item};

fn mapping(place: &Place, name: &str) -> String {
    place.rules.join("import").join(name).to_str().unwrap().to_owned()
}

#[test]
fn a_ministrys_tape_without_headings() {
    let place = Place::begun();
    let row = |number: &str, sex: &str| {
        format!("{number},4220401,渡邊　花子,ﾜﾀﾅﾍﾞ ﾊﾅｺ,3630108,{sex},13,42203,13,20240401\r\n")
    };
    let text = [row("000123", "2"), row("000124", "3"), row("000125", "2"), row("125", "2")].concat();
    let file = place.file("tape.dat", encoding_rs::SHIFT_JIS.encode(&text).0);
    let tape = mapping(&place, "ministry-tape.toml");
    let report = place.json_with(1, &["import", "--qualification", "nurse", "--mapping", &tape, &file]);
    assert_eq!((&report["rows"], &report["entries"]), (&4.into(), &1.into()), "the first line is a row");
    let told: Vec<String> = rejects(&place.path("tape.dat.rejects.csv")).iter().map(|r| r.short()).collect();
    assert_eq!(told, ["2:6 性別 unknown-code", "3: 登録番号 number-doubled", "4: 登録番号 number-doubled"]);
    let view = place.show(&place.by_number("123"), &[]);
    assert_eq!((&view["number"], &view["born"]), (&"000123".into(), &"1988-01-08".into()));
    assert_eq!(item(&view, "registration-date"), Some("2010-04-01"));
    assert_eq!((item(&view, "sex"), item(&view, "domicile")), (Some("女"), Some("東京都")));
}

#[test]
fn a_federations_file_with_tabs() {
    let place = Place::begun();
    let headings = "会員区分\t登録番号\t登録年月日\t氏名\tふりがな\t生年月日\t自宅住所\t自宅電話\t合格年月\t懲戒\t登録抹消日\t登録抹消事由\t抹消事由\t所属会\n";
    let headings = headings.replace("\t登録抹消事由", "");
    let row = "開業\t13010001\t20010401\t斎藤　正\tさいとう　ただし\t19600229\t東京都港区1-2\t03-0000-0000\t199911\t\t20200331\t申請\t東京会\n";
    let file = place.file("sr.tsv", format!("{headings}{row}"));
    let federation = mapping(&place, "federation-tab.toml");
    let report = place.json(&[
        "import",
        "--qualification",
        "labor-and-social-security-attorney",
        "--mapping",
        &federation,
        &file,
    ]);
    assert_eq!(report["entries"], 1, "{report}");
    let id = place.by_number("13010001");
    assert_eq!(place.find(&["--kana", "サイトウ"]), std::slice::from_ref(&id));
    let view = place.show(&id, &[]);
    assert_eq!((&view["born"], &view["state"]), (&"1960-02-29".into(), &"deleted".into()));
    assert_eq!(item(&view, "address"), Some("東京都港区1-2"), "the law registers it");
    assert!(view["deletion"].as_str().unwrap().contains("2020-03-31"));
}

#[test]
fn a_prefectures_file_with_headings_of_its_own() {
    let place = Place::begun();
    let headings = "整理番号,登録番号（保育士）,登録日,氏名（漢字）,氏名（カナ）,旧氏,生年月日（和暦）,性別区分,現住所,特記事項,発送区分,更新日時\n";
    let row = "77,東京都-012345,平成22年4月1日,髙橋　花子,タカハシ　ハナコ,渡邉,昭和63年1月8日,未,東京都港区,なし,1,2024/05/27\n";
    let file = place.file("h.csv", format!("{headings}{row}"));
    let prefecture = mapping(&place, "prefecture-other-headings.toml");
    let import =
        ["import", "--qualification", "nursery-teacher", "--authority", "JP-13", "--mapping", &prefecture];
    assert_eq!(place.json(&[&import[..], &[&file]].concat())["entries"], 1);
    let view = place.show(&place.by_number("東京都-12345"), &[]);
    assert_eq!((&view["number"], &view["authority"]), (&"東京都-012345".into(), &"JP-13".into()));
    assert_eq!((item(&view, "domicile"), item(&view, "former-name")), (Some("不詳"), Some("渡邉")));
    // a column that the mapping neither takes nor leaves is an error
    let more = place.file("m.csv", format!("新しい列,{headings}1,{row}"));
    place.run(&[&import[..], &[&more]].concat()).expect(2, "新しい列");
    let less = place.file("k.csv", format!("{headings}{row}").replace("登録日", "登録した日"));
    place.run(&[&import[..], &[&less]].concat()).expect(2, "登録した日");
}

#[test]
fn a_mapping_with_an_error_is_named_with_its_place() {
    let place = Place::begun();
    let file = place.file("f.csv", "1,2\n");
    let import =
        |mapping: &str| place.run(&["import", "--qualification", "nurse", "--mapping", mapping, &file]);
    let wrong = place.file("w.toml", "title = \"x\"\n[columns]\n\"登緑番号\" = 1\n");
    import(&wrong).expect(2, "w.toml:3:1: ");
    let narrow =
        place.file("n.toml", "headings = false\nwidth = 2\n[columns]\n\"登録番号\" = 1\n\"氏名\" = 2\n");
    import(&narrow).expect(2, "生年月日");
}

/// The mark at a file's start belongs to no cell, also where the first line is a row.
#[test]
fn the_first_row_counts_among_the_doubled_ones_behind_a_mark() {
    let place = Place::begun();
    let mapping = place.file(
        "m.toml",
        "headings = false\nwidth = 6\n[columns]\n\"登録番号\" = 1\n\"氏名\" = 2\n\"生年月日\" = 3\n\"登録年月日\" = 4\n\
         \"本籍\" = 5\n\"性別\" = 6\n[constants]\n\"試験合格年月\" = \"不詳\"\n",
    );
    let row = |number: &str| format!("{number},甲　乙,1988-01-08,2010-04-01,東京都,女\n");
    let file = place.file("f.csv", format!("\u{FEFF}{}{}{}", row("1"), row("2"), row("１")));
    let report = place.json_with(1, &["import", "--qualification", "nurse", "--mapping", &mapping, &file]);
    assert_eq!((&report["rows"], &report["rejects"]), (&3.into(), &2.into()), "{report}");
}
