use proptest::prelude::*;

use super::*;

fn lines(text: &str) -> Vec<(u64, &str, Option<SplitFault>)> {
    records(text.as_bytes(), Separator::Comma)
        .into_iter()
        .map(|record| (record.line, std::str::from_utf8(record.content()).unwrap(), record.fault))
        .collect()
}

#[test]
fn line_ends_may_be_mixed() {
    assert_eq!(lines("a,b\nc,d\r\ne,f"), [(1, "a,b", None), (2, "c,d", None), (3, "e,f", None)]);
    assert_eq!(lines(""), []);
    assert_eq!(lines("\"a\"\r\n\"b\"\n\"c\""), [(1, "\"a\"", None), (2, "\"b\"", None), (3, "\"c\"", None)]);
    assert_eq!(lines("\"a\"\r"), [(1, "\"a\"", None)]);
}

#[test]
fn quotes_hold_separators_quotes_and_lines() {
    let text = "1,\"a,b\",\"say \"\"so\"\"\"\n2,\"two\r\nlines\",\"\"\n3,x,y\n";
    let found = lines(text);
    assert_eq!(found.iter().map(|(line, ..)| *line).collect::<Vec<_>>(), [1, 2, 4]);
    assert!(found.iter().all(|(.., fault)| fault.is_none()));
    let texts = cells(text.as_bytes(), Encoding::Utf8).unwrap();
    assert_eq!(texts, ["1", "a,b", "say \"so\""]);
    let second = text.split_once('\n').unwrap().1;
    assert_eq!(cells(second.as_bytes(), Encoding::Utf8).unwrap(), ["2", "two\r\nlines", ""]);
    assert_eq!(cells(b"\"\"\"\",\"\",\n", Encoding::Utf8).unwrap(), ["\"", "", ""]);
}

#[test]
fn tabs_separate_where_they_must() {
    assert_eq!(Separator::find("a\tb,c\td\n,,,,".as_bytes()), Separator::Tab);
    assert_eq!(Separator::find(b"a,b\n\t\t\t"), Separator::Comma);
    let record = records(b"1\t\"a\tb\"\tc,d\n", Separator::Tab)[0];
    let mut decoder = Decoder::new(Encoding::Utf8, Separator::Tab);
    let row = decoder.row(&record).unwrap();
    assert_eq!(row.iter().collect::<Vec<_>>(), ["1", "a\tb", "c,d"]);
}

#[test]
fn a_broken_quote_costs_its_own_line() {
    use SplitFault::{StrayQuote, TextAfterQuote, UnterminatedQuote};
    assert_eq!(lines("1,a\"b\"\n2,c\n"), [(1, "1,a\"b\"", Some(StrayQuote)), (2, "2,c", None)]);
    assert_eq!(lines("1,\"a\"b\n2,c\n"), [(1, "1,\"a\"b", Some(TextAfterQuote)), (2, "2,c", None)]);
    assert_eq!(
        lines("1,\"a\n2,c\n3,d"),
        [(1, "1,\"a", Some(UnterminatedQuote)), (2, "2,c", None), (3, "3,d", None)]
    );
    // The lost quote is closed by the next row's, which is then read again by itself.
    assert_eq!(
        lines("1,\"a\n2,\"c\",x\n3,d\n"),
        [(1, "1,\"a", Some(TextAfterQuote)), (2, "2,\"c\",x", None), (3, "3,d", None)]
    );
    assert_eq!(lines("1,\""), [(1, "1,\"", Some(UnterminatedQuote))]);
    assert_eq!(lines("1,\"a\"\rb\n"), [(1, "1,\"a\"\rb", Some(TextAfterQuote))]);
}

#[test]
fn a_record_is_bounded() {
    let long = format!("1,{}\n2,b\n", "x".repeat(MAX_RECORD_BYTES));
    let found = records(long.as_bytes(), Separator::Comma);
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].fault, found[0].bytes.len()), (Some(SplitFault::TooLong), MAX_RECORD_BYTES));
    assert_eq!((found[1].content(), found[1].line), (b"2,b".as_slice(), 2));
    let open = format!("1,\"{}\n2,b\n", "x\n".repeat(MAX_RECORD_BYTES));
    assert_eq!(records(open.as_bytes(), Separator::Comma)[0].fault, Some(SplitFault::UnterminatedQuote));
    let fits = format!("{}\n", "x".repeat(MAX_RECORD_BYTES - 1));
    assert_eq!(records(fits.as_bytes(), Separator::Comma)[0].fault, None);
}

#[test]
fn blank_lines_are_no_rows() {
    let blank: Vec<bool> =
        records(b"a\n\n\r\n  \n\"\"\n,\n", Separator::Comma).iter().map(Record::is_blank).collect();
    assert_eq!(blank, [false, true, true, true, false, false]);
}

#[test]
fn going_on_in_the_middle() {
    let file = b"a,1\nb,2\nc,3\n";
    let mut splitter = Splitter::new(Separator::Comma);
    let _ = splitter.next(file, true);
    let mut again = Splitter::at(Separator::Comma, splitter.offset(), splitter.line());
    let Step::Record(record) = again.next(&file[4..], true) else { panic!("a record is there") };
    assert_eq!((record.offset, record.line, record.content()), (4, 2, b"b,2".as_slice()));
}

/// Feeds the file in pieces of `step` bytes more, as a reader of a growing buffer does.
fn in_pieces(file: &[u8], step: usize) -> Vec<(u64, u64, usize, Option<SplitFault>)> {
    let mut splitter = Splitter::new(Separator::Comma);
    let (mut from, mut to, mut found) = (0, 0, Vec::new());
    loop {
        match splitter.next(&file[from..to], to == file.len()) {
            Step::Record(record) => {
                found.push((record.offset, record.line, record.bytes.len(), record.fault));
                from += record.bytes.len();
            }
            Step::Rest(bytes) => from += bytes.len(),
            Step::More => to = (to + step).min(file.len()),
            Step::End => return found,
        }
    }
}

proptest! {
    #[test]
    fn records_together_are_the_file(file in "[ab,\"\r\n髙]{0,60}") {
        let file = file.as_bytes();
        let together: Vec<u8> = records(file, Separator::Comma).iter().flat_map(|record| record.bytes.to_vec()).collect();
        prop_assert_eq!(together, file);
    }

    #[test]
    fn the_buffer_size_changes_nothing(file in "[ab,\"\r\n]{0,60}", step in 1usize..9) {
        let file = file.as_bytes();
        let whole: Vec<_> = records(file, Separator::Comma).iter().map(|r| (r.offset, r.line, r.bytes.len(), r.fault)).collect();
        prop_assert_eq!(in_pieces(file, step), whole);
    }

    #[test]
    fn rows_in_are_records_out(rows in prop::collection::vec(prop::collection::vec("[a-c髙,\"\n]{0,6}", 1..5), 1..9)) {
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let lines: Vec<String> = rows.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(",")).collect();
        let file = lines.join("\n") + "\n";
        let found = records(file.as_bytes(), Separator::Comma);
        prop_assert_eq!(found.len(), rows.len());
        let mut decoder = Decoder::new(Encoding::Utf8, Separator::Comma);
        for (record, row) in found.iter().zip(&rows) {
            let texts: Vec<String> = decoder.row(record).unwrap().iter().map(str::to_owned).collect();
            prop_assert_eq!(&texts, row);
        }
    }
}
