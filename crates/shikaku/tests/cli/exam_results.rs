//! Lists of those who passed an examination, as an officer gives them.

use crate::support::{Place, on_both_engines};

on_both_engines!(a_list_is_taken_over_and_what_is_wrong_in_it_is_told);

const LIST: &str = "施行年月,受験地,受験番号,氏名,生年月日\n\
    2026年2月,東京都,10012,髙橋 花子,平成14年3月4日\n\
    2026年2月,大阪府,10013,田中 一郎,2001-05-06\n";

fn a_list_is_taken_over_and_what_is_wrong_in_it_is_told(place: &Place) {
    place.init();
    let import = |code, file: &str| {
        place.json_with(code, &["exam-results", "import", "--qualification", "nurse", file])
    };
    let file = place.file("list.csv", LIST);
    let first = import(0, &file);
    assert_eq!((&first["new"], &first["same"], &first["other"]), (&2.into(), &0.into(), &0.into()));
    let again = import(0, &file);
    assert_eq!((&again["new"], &again["same"]), (&0.into(), &2.into()));
    let other = place.file("other.csv", LIST.replace("花子", "華子").replace("10013", "x"));
    let told = import(1, &other);
    assert_eq!((&told["other"], told["rejects"][0]["line"].as_u64()), (&1.into(), Some(3)));
    let told = place.run(&["exam-results", "import", "--qualification", "nurse", &other]);
    let told = told.expect(1, "3: the number of the examinee cannot be read");
    assert!(!told.err.contains("受験番号"), "{told:?}");
    let unknown = ["exam-results", "import", "--qualification", "nursee", &file];
    place.run(&unknown).expect(2, "nurse");
    let nothing = place.file("nothing.csv", "a,b\n");
    place.run(&["exam-results", "import", "--qualification", "nurse", &nothing]).expect(2, "施行年月");
    // each language says its own words, of an encoding too
    let wide = place.file("wide.csv", b"\xFF\xFEa");
    let import = ["exam-results", "import", "--qualification", "nurse", &wide];
    let said = place.run(&import).expect(2, "the file is in UTF-16");
    assert!(!said.err.contains("ファイル"), "{said:?}");
    let said = place.run(&[&["--lang", "ja"], &import[..]].concat()).expect(2, "UTF-16のファイルです");
    assert!(!said.err.contains("save it"), "{said:?}");
}
