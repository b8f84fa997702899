use proptest::prelude::*;

use super::super::chain::{LONGEST_BLOCK, LONGEST_LINE};
use super::*;

fn three_blocks() -> (Heading, Vec<u8>) {
    let heading = heading(5, Wanted::default());
    let none = |request: u64| format!("A\t{request}\tnone");
    let blocks =
        [vec![found(0, "", ""), none(1)], vec![none(2)], vec![found(3, "", ""), "A\t4\tseveral".to_owned()]];
    (heading.clone(), answer_file(&heading, &blocks))
}

fn end_of(heading: &Heading, file: &[u8]) -> Result<(), Broken> {
    read(AnswerReader::new(heading, None), file, 7).1
}

#[test]
fn an_honest_file_is_read_in_whatever_pieces_it_comes() {
    let (heading, file) = three_blocks();
    for piece in [1, 2, 7, 100, file.len()] {
        let (blocks, end) = read(AnswerReader::new(&heading, None), &file, piece);
        assert_eq!(end, Ok(()));
        assert_eq!(blocks.len(), 3);
        assert_eq!(blocks[1], b"A\t2\tnone\n");
    }
}

#[test]
fn reading_goes_on_after_any_block() {
    let (heading, file) = three_blocks();
    let mut reader = AnswerReader::new(&heading, None);
    reader.push(&file);
    let mut marks = Vec::new();
    while reader.next_part().unwrap().is_some() {
        marks.extend(reader.mark());
    }
    marks.dedup();
    assert_eq!(marks.len(), 4, "after the header and after each block");
    for (before, mark) in marks.into_iter().enumerate() {
        let stored: Mark = serde_json::from_str(&serde_json::to_string(&mark).unwrap()).unwrap();
        let rest = &file[usize::try_from(mark.offset).unwrap()..];
        let (blocks, end) = read(AnswerReader::resume(&heading, stored), rest, 50);
        assert_eq!((blocks.len(), end), (3 - before, Ok(())));
    }
}

#[test]
fn a_file_that_is_not_the_answer_is_not_read() {
    let (own, file) = three_blocks();
    let other = Heading { file_id: AskId::new("another").unwrap(), ..own.clone() };
    assert_eq!(end_of(&other, &file), Err(Broken::NotThisFile));
    assert_eq!(end_of(&heading(6, Wanted::default()), &file), Err(Broken::NotThisFile));
    let asked = |chain| read(AnswerReader::new(&own, Some(chain)), &file, 64).1;
    assert_eq!(asked([0; 32]), Ok(()));
    assert_eq!(asked([1; 32]), Err(Broken::NotThisFile), "answers to other inquiries under the same id");
}

#[test]
fn a_lying_total_is_seen() {
    let (heading, file) = three_blocks();
    let text = String::from_utf8(file).unwrap();
    let (body, trailer) = text.split_at(text.rfind("T\t").unwrap());
    let lying = format!("{body}{}", trailer.replacen("T\t5\t", "T\t6\t", 1));
    assert_eq!(end_of(&heading, lying.as_bytes()), Err(Broken::Count { said: 6, found: 5 }));
}

#[test]
fn what_follows_the_trailer_is_seen() {
    let (heading, mut file) = three_blocks();
    file.extend_from_slice(b"A\t9\tnone\n");
    assert_eq!(end_of(&heading, &file), Err(Broken::AfterEnd));
}

#[test]
fn a_peer_that_never_ends_a_line_or_a_block_fills_no_memory() {
    let (heading, file) = three_blocks();
    let header = file.split_inclusive(|b| *b == b'\n').next().unwrap();
    let mut reader = AnswerReader::new(&heading, None);
    reader.push(header);
    reader.push(&vec![b'x'; LONGEST_LINE + 1]);
    assert!(matches!(reader.next_part(), Ok(Some(Part::Header { .. }))));
    assert_eq!(reader.next_part().err(), Some(Broken::TooLong(LONGEST_BLOCK)));

    let mut reader = AnswerReader::new(&heading, None);
    reader.push(header);
    let line = format!("A\t1\t{}\n", "x".repeat(8_000));
    let mut pushed = 0;
    let broken = loop {
        match reader.next_part() {
            Ok(_) => {
                reader.push(line.as_bytes());
                pushed += line.len();
                assert!(pushed < 2 * LONGEST_BLOCK, "it holds everything that comes");
            }
            Err(broken) => break broken,
        }
    };
    assert_eq!(broken, Broken::TooLong(LONGEST_BLOCK));
}

#[test]
fn a_peer_that_repeats_itself_fills_no_disk() {
    let heading = heading(1, Wanted::default());
    let block = |lines| vec!["A\t0\tnone".to_owned(); lines];
    assert_eq!(end_of(&heading, &answer_file(&heading, &[block(2)])), Ok(()), "doubled is harmless");
    let many = answer_file(&heading, &[block(3), block(3)]);
    assert_eq!(end_of(&heading, &many), Err(Broken::Count { said: 1, found: 6 }));
    let empty = answer_file(&heading, &[block(0)]);
    assert!(
        matches!(end_of(&heading, &empty), Err(Broken::Count { .. })),
        "empty blocks could go on for ever"
    );
}

#[test]
fn a_line_says_what_the_register_says() {
    let (request, told) = answer_of_line(found(7, "", "").as_bytes()).unwrap();
    let Told::Found(record) = told else { panic!("found") };
    assert_eq!((request, record.standing), (7, Standing::Deceased));
    assert_eq!(
        record.items,
        Items {
            address: Some("架空市一丁目".to_owned()), ..items("架空\u{3000}花子", "1988-01-08")
        }
    );
    assert_eq!((record.former_name.as_deref(), record.alias, record.number), (Some("旧姓"), None, None));
    let change = record.last_change.unwrap();
    assert_eq!((change.reason, change.event_date.to_string()), (ChangeReason::Died, "2026-05-01".to_owned()));
    let words = |line: &str| answer_of_line(line.as_bytes()).map(|(_, told)| told);
    assert_eq!(words("A\t1\tnone"), Ok(Told::NotFound));
    assert_eq!(words("A\t1\tseveral"), Ok(Told::Several));
    assert_eq!(words("A\t1\tstopped"), Ok(Told::Stopped));
}

#[test]
fn a_line_that_contradicts_itself_tells_nothing() {
    let good = found(7, "", "");
    for (from, to) in [
        ("\t消除\t\t", "\t現存\t\t"), // stands, and died
        ("死亡", "転居"),             // no reason of that kind
        ("死亡", "出生"),             // no reason of that kind
        ("2026-05-01", "2026-13-01"), // no day
        ("2026-05-01", ""),           // half a change
        ("1988-01-08", "1988-1-8"),   // no form of a day of birth
        ("\t女\t", "\tF\t"),          // no word of the register
        ("999997", "99999"),          // no municipality
        ("架空\u{3000}花子", ""),     // nobody
        ("A\t7", "A\t07"),            // two ways to write one request
        ("found", "maybe"),
        ("旧姓", "旧\u{7}姓"),
    ] {
        let line = good.replacen(from, to, 1);
        assert_ne!(line, good, "{from}");
        assert!(answer_of_line(line.as_bytes()).is_err(), "{from} -> {to}");
    }
    assert!(
        answer_of_line(good.replacen("消除\t死亡", "修正\t軽微な修正", 1).as_bytes()).is_err(),
        "struck without a reason"
    );
}

#[test]
fn every_reason_of_the_regulation_goes_out_and_comes_back() {
    assert_eq!(ChangeReason::all().count(), 12);
    for reason in ChangeReason::all() {
        let (kind, word) = reason.words();
        assert_eq!(ChangeReason::of_words(kind, word), Some(reason));
    }
    assert_eq!(ChangeReason::MinorCorrection.kind(), ChangeKind::Corrected);
    assert_ne!(ChangeReason::MinorCorrection, ChangeReason::of_words("修正", "職権修正等").unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn one_flipped_byte_is_found(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let (heading, mut file) = three_blocks();
        let at = at.index(file.len());
        file[at] ^= 1 << bit;
        // the day and the inquiries' digest stand in the header, which the chain begins with
        prop_assert!(end_of(&heading, &file).is_err(), "byte {at}");
    }

    #[test]
    fn half_a_file_is_never_a_whole_one(at in any::<prop::sample::Index>()) {
        let (heading, file) = three_blocks();
        let half = &file[..at.index(file.len())];
        prop_assert_eq!(end_of(&heading, half), Err(Broken::Half));
    }

    #[test]
    fn nothing_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        fuzz_answer_file(&bytes);
        fuzz_answer_message(&bytes);
    }

    #[test]
    fn nothing_like_a_file_makes_it_panic(text in "[HABT]\t(found|none|[0-9]{0,12}|\t|消除|死亡|\n){0,30}\n") {
        fuzz_answer_file(text.as_bytes());
    }
}
