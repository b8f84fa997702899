use super::*;
use crate::date::PartialDate;

const TAPE: &str = include_str!("../../../../../rules/import/ministry-tape.toml");
const PREFECTURE: &str = include_str!("../../../../../rules/import/prefecture-other-headings.toml");
const FEDERATION: &str = include_str!("../../../../../rules/import/federation-tab.toml");

/// Reads a whole file by a mapping, as the import does.
fn read_file<T>(
    mapping: &str,
    file: &[u8],
    items: &[&str],
    each: impl Fn(Result<SourceEntry<'_>, Vec<RowFault>>) -> T,
) -> Vec<T> {
    let mapping = Mapping::parse(mapping).unwrap();
    let separator = mapping.separator.unwrap_or(Separator::find(file));
    let encoding = mapping.encoding.unwrap_or(find_encoding(file).unwrap().encoding);
    let mut decoder = Decoder::new(encoding, separator);
    let required = Required::of_items(items.iter().copied());
    let mut found = records(file, separator).into_iter();
    let layout = if mapping.headings {
        let first = found.next().unwrap();
        Layout::from_mapping(&mapping, Some(&decoder.row(&first).unwrap()), required).unwrap()
    } else {
        Layout::from_mapping(&mapping, None, required).unwrap()
    };
    found.map(|record| each(decoder.row(&record).and_then(|row| layout.read(&row, TODAY)))).collect()
}

fn fault(text: &str) -> String {
    Mapping::parse(text).unwrap_err().to_string()
}

#[test]
fn a_tape_without_headings() {
    let text = "000123,4220401,髙橋　花子,ﾀｶﾊｼ ﾊﾅｺ,3630108,2,13,42203,99,20240101\n000124,4220401,山田　太郎,ﾔﾏﾀﾞ ﾀﾛｳ,3630100,3,48,42203,01,20240101\n";
    let file = encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
    let items = ["registration-date", "domicile", "sex", "exam-pass-month", "exam-prefecture"];
    let read = read_file(TAPE, &file, &items, |read| {
        read.map(|entry| {
            assert_eq!((entry.number_key.as_ref(), entry.name), ("123", "髙橋　花子"));
            assert_eq!(
                (entry.sex, entry.domicile, entry.exam_place),
                (Some(Sex::Female), Some("東京都"), Some("不詳"))
            );
            assert_eq!(entry.exam_month, PartialDate::Month(2010, 3));
            entry.born.to_string()
        })
    });
    assert_eq!(read[0], Ok("1988-01-08".to_owned()));
    assert_eq!(codes(read[1].as_ref().unwrap_err()), ["6:unknown-code", "7:unknown-code"]);
}

#[test]
fn a_file_with_other_headings() {
    let file = "整理番号,登録番号（保育士）,登録日,氏名（漢字）,氏名（カナ）,旧氏,生年月日（和暦）,性別区分,現住所,特記事項,発送区分,更新日時\n\
        9,東京都-000045,平成22年4月1日,齋藤 健,サイトウ ケン,,昭和六十三年一月,未,東京都千代田区,,1,x\n";
    let read = read_file(
        PREFECTURE,
        file.as_bytes(),
        &["registration-date", "domicile", "sex", "address"],
        |read| {
            let entry = read.unwrap();
            assert_eq!((entry.number, entry.number_key.as_ref()), ("東京都-000045", "東京都-45"));
            assert_eq!(
                (entry.sex, entry.domicile, entry.born),
                (None, Some("不詳"), PartialDate::Month(1988, 1))
            );
            entry.name.to_owned()
        },
    );
    assert_eq!(read, ["齋藤 健"]);
}

#[test]
fn a_file_with_tabs() {
    let file = "登録番号\t登録年月日\t氏名\tふりがな\t生年月日\t自宅住所\t自宅電話\t合格年月\t懲戒\t登録抹消日\t抹消事由\t会員区分\t所属会\n\
        13000001\t20100401\t林, 一\tはやし はじめ\t19700101\t\"千代田区\t一番町\"\t\t200908\t\t20200101\t死亡\t開業\t東京\n";
    let read =
        read_file(FEDERATION, file.as_bytes(), &["registration-date"], |read| codes(&read.unwrap_err()));
    assert_eq!(read, [["6:control-character"]], "a tab inside an address is no address");
    let file = file.replace("\"千代田区\t一番町\"", "千代田区");
    let read = read_file(FEDERATION, file.as_bytes(), &["registration-date"], |read| {
        let entry = read.unwrap();
        (entry.name.to_owned(), entry.exam_month, entry.deleted_on.map(|date| date.to_string()))
    });
    assert_eq!(read, [("林, 一".to_owned(), PartialDate::Month(2009, 8), Some("2020-01-01".to_owned()))]);
}

#[test]
fn the_columns_of_the_file_must_fit_the_mapping() {
    let mapping = Mapping::parse(
        "[columns]\n登録番号 = 1\n\"氏名\" = \"お名前\"\n\"生年月日\" = 9\n"
            .replace("登録番号", "\"登録番号\"")
            .as_str(),
    )
    .unwrap();
    let record = records("no,お名まえ,x\n".as_bytes(), Separator::Comma)[0];
    let mut decoder = Decoder::new(Encoding::Utf8, Separator::Comma);
    let row = decoder.row(&record).unwrap();
    let faults = Layout::from_mapping(&mapping, Some(&row), Required::default()).unwrap_err();
    assert!(faults.iter().all(|fault| !fault.ja().is_empty()));
    assert_eq!(
        faults.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "the mapping names the heading \"お名前\", which the file does not have; the nearest is \"お名まえ\"",
            "the file has no column for \"生年月日\" of the mapping",
            "column 2: unknown heading \"お名まえ\"; did you mean \"お名前\"?",
            "column 3: unknown heading \"x\"; did you mean \"お名前\"?",
            "the column \"氏名\" is missing",
            "the column \"生年月日\" is missing",
        ]
    );
}

#[test]
fn a_broken_mapping_names_its_line() {
    for (text, want) in [
        (
            "title = \"x\"\nseperator = \"tab\"\n",
            "line 2, column 1: unknown key \"seperator\"; the nearest known one is \"separator\"",
        ),
        ("separator = \"tabs\"", "line 1, column 13: unknown key \"tabs\"; the nearest known one is \"tab\""),
        (
            "[columns]\n\"登録番后\" = 1\n",
            "line 2, column 1: unknown key \"登録番后\"; the nearest known one is \"登録番号\"",
        ),
        ("[columns]\n\"氏名\" = 0\n", "line 2, column 8: a number from 1 to 500 is expected here"),
        ("[columns]\n\"氏名\" = true\n", "line 2, column 8: a column's number or heading is expected here"),
        ("[columns]\n\"本籍\" = 1\n\"本籍(都道府県名または国籍)\" = 2\n", "stands here twice"),
        ("headings = 1", "line 1, column 12: true or false is expected here"),
        ("headings = false", "needs `width`"),
        ("encoding = \"euc-jp\"", "the nearest known one is"),
        ("dates = \"era\"", "the nearest known one is \"free\""),
        ("ignore = 3", "a list is expected here"),
        ("codes = 3", "a table is expected here"),
        ("title = 3", "a text is expected here"),
        ("[columns]\n\"氏名\" = 1\n\"旧姓\" = 1\n", "are the same column"),
        ("[columns]\n\"氏名\" = 1\n[constants]\n\"氏名\" = \"x\"\n", "both a column and a constant"),
        ("title = ", "line 1, column 9"),
    ] {
        let found = fault(text);
        assert!(found.contains(want), "{text}: {found}");
    }
}

#[test]
fn the_example_of_the_documentation_is_a_mapping() {
    let source = include_str!("../mapping.rs");
    let example = source.split("```toml\n").nth(1).unwrap().split("/// ```").next().unwrap();
    let text: String = example
        .lines()
        .map(|line| line.trim_start_matches("/// ").trim_start_matches("///").to_owned() + "\n")
        .collect();
    let mapping = Mapping::parse(&text).unwrap();
    assert_eq!(
        (mapping.title.as_str(), mapping.encoding, mapping.headings),
        ("甲県 保育士登録簿", Some(Encoding::Cp932), false)
    );
}
