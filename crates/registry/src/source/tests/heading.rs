use super::*;

fn layout(headings: &str, required: Required) -> Result<Layout, Vec<String>> {
    let line = headings.to_owned() + "\n";
    let record = records(line.as_bytes(), Separator::Comma)[0];
    let mut decoder = Decoder::new(Encoding::Utf8, Separator::Comma);
    let row = decoder.row(&record).unwrap();
    Layout::from_headings(&row, required).map_err(|faults| {
        assert!(faults.iter().all(|fault| !fault.ja().is_empty()));
        faults.iter().map(ToString::to_string).collect()
    })
}

#[test]
fn every_heading_is_known_by_its_label() {
    for heading in Heading::ALL {
        assert_eq!(Heading::from_text(heading.label()), Some(heading));
        assert_eq!(Heading::from_text(&format!(" {}　", heading.label())), Some(heading));
    }
    for (text, heading) in [
        ("本籍", Heading::Domicile),
        ("本籍(都道府県名または国籍)", Heading::Domicile),
        ("ﾌﾘｶﾞﾅ", Heading::Kana),
        ("氏　名", Heading::Name),
        ("\u{FEFF}登録番号", Heading::Number),
    ] {
        assert_eq!(Heading::from_text(text), Some(heading), "{text}");
    }
    assert_eq!(Heading::from_text(""), None);
    assert_eq!(Heading::from_text("氏名2"), None);
}

#[test]
fn columns_may_stand_in_any_order() {
    let labels: Vec<&str> = Heading::ALL.iter().rev().map(|heading| heading.label()).collect();
    assert!(layout(&labels.join(","), Required::default()).is_ok());
    assert!(layout("生年月日,氏名,登録番号", Required::default()).is_ok());
}

#[test]
fn an_unknown_heading_names_the_nearest() {
    let faults = layout("登録番号,氏名,生年月日,登録年月", Required::default()).unwrap_err();
    assert_eq!(faults, ["column 4: unknown heading \"登録年月\"; did you mean \"登録年月日\"?"]);
    let faults = layout("登録番号,氏名,生年月曰,", Required::default()).unwrap_err();
    assert_eq!(
        faults,
        [
            "column 3: unknown heading \"生年月曰\"; did you mean \"生年月日\"?",
            "column 4: unknown heading \"\"",
            "the column \"生年月日\" is missing",
        ]
    );
    assert_eq!(Heading::nearest("メールアドレズ"), Some(Heading::Mail));
    assert_eq!(Heading::nearest("favourite colour"), None);
}

#[test]
fn a_doubled_heading_is_an_error() {
    let faults = layout("登録番号,氏名,生年月日,氏　名", Required::default()).unwrap_err();
    assert_eq!(faults, ["the heading \"氏名\" stands in columns 2 and 4"]);
    assert!(layout("登録番号,氏名,生年月日,本籍,本籍（都道府県名または国籍）", Required::default()).is_err());
}

#[test]
fn what_must_be_there_follows_from_the_items() {
    assert_eq!(
        layout("備考", Required::default()).unwrap_err(),
        ["登録番号", "氏名", "生年月日"].map(|heading| format!("the column \"{heading}\" is missing"))
    );
    for (item, heading, cell) in [
        ("registration-date", Heading::RegisteredOn, true),
        ("domicile", Heading::Domicile, true),
        ("sex", Heading::Sex, true),
        ("address", Heading::Address, true),
        ("exam-pass-month", Heading::ExamMonth, false),
        ("exam-prefecture", Heading::ExamPlace, false),
    ] {
        let required = Required::of_items([item, "sanction", "an-item-of-tomorrow"]);
        assert_eq!((required.column(heading), required.cell(heading)), (true, cell), "{item}");
        assert!(!Required::default().column(heading));
        let faults = layout("登録番号,氏名,生年月日", required).unwrap_err();
        assert_eq!(faults, [format!("the column \"{}\" is missing", heading.label())]);
        assert!(layout(&format!("登録番号,氏名,生年月日,{}", heading.label()), required).is_ok());
    }
}
