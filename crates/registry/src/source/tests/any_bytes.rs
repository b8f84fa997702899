use proptest::prelude::*;

use super::*;

/// Bytes that look like a register often enough to get far.
fn file() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b",".to_vec()),
        Just(b"\t".to_vec()),
        Just(b"\"".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"\n".to_vec()),
        Just("登録番号,氏名,生年月日\n".as_bytes().to_vec()),
        Just("第12号,髙橋 花子,S63.1.8\n".as_bytes().to_vec()),
        Just(b"\x93\x6F\x98\x5E".to_vec()),
        prop::collection::vec(any::<u8>(), 0..6),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Reads a file to its end; gives how many rows became entries and how many rejects.
fn outcome(bytes: &[u8], encoding: Encoding, separator: Separator) -> (usize, usize, usize) {
    let heading = "登録番号,氏名,生年月日\n".replace(',', &char::from(separator.byte()).to_string());
    let mut decoder = Decoder::new(Encoding::Utf8, separator);
    let layout = Layout::from_headings(
        &decoder.row(&records(heading.as_bytes(), separator)[0]).unwrap(),
        Required::default(),
    )
    .unwrap();
    let mut decoder = Decoder::new(encoding, separator);
    let (mut entries, mut rejects, mut blanks) = (0, 0, 0);
    for record in records(bytes, separator) {
        let read = decoder.row(&record).and_then(|row| layout.read(&row, TODAY).map(drop));
        match read {
            _ if record.is_blank() => blanks += 1,
            Ok(()) => entries += 1,
            Err(faults) => {
                assert!(!faults.is_empty(), "a reject without a reason");
                rejects += 1;
            }
        }
    }
    (entries, rejects, blanks)
}

proptest! {
    #[test]
    fn any_bytes_become_entries_or_rejects(bytes in file()) {
        let found = find_encoding(&bytes);
        for encoding in [Encoding::Utf8, Encoding::Cp932] {
            for separator in [Separator::Comma, Separator::Tab] {
                let (entries, rejects, blanks) = outcome(&bytes, encoding, separator);
                prop_assert_eq!(entries + rejects + blanks, records(&bytes, separator).len());
            }
        }
        prop_assert!(found.is_ok() || bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF"));
    }

    #[test]
    fn any_headings_are_a_layout_or_faults(cells in prop::collection::vec("[登録番号年月日氏名生 　A-Z]{0,6}|氏名|登録番号|生年月日", 1..8)) {
        let line = cells.join(",") + "\n";
        let mut decoder = Decoder::new(Encoding::Utf8, Separator::Comma);
        let row = decoder.row(&records(line.as_bytes(), Separator::Comma)[0]).unwrap();
        let known: Vec<_> = cells.iter().filter_map(|cell| Heading::from_text(cell)).collect();
        let once = |heading| known.iter().filter(|known| **known == heading).count() == 1;
        let good = known.len() == cells.len() && known.iter().all(|heading| once(*heading)) && Heading::ALL.into_iter().filter(|heading| Required::default().column(*heading)).all(once);
        prop_assert_eq!(Layout::from_headings(&row, Required::default()).is_ok(), good);
    }

    #[test]
    fn any_text_is_a_mapping_or_a_fault(text in "(title|headings|width|columns|dates|\\[|\\]|\"|=|1|true|氏名|\n| ){0,16}|\\PC{0,30}") {
        if let Err(fault) = Mapping::parse(&text) {
            prop_assert!(fault.line >= 1 && fault.column >= 1 && !fault.what.is_empty());
        }
    }
}

#[test]
fn a_cp932_file_with_rubbish_in_it() {
    let good = "第12号,髙橋 花子,S63.1.8\r\n";
    let mut bytes = encoding_rs::SHIFT_JIS.encode(&good.repeat(3)).0.into_owned();
    bytes.extend(b"13,\x8E\x52\xFF\x93,1988\n");
    bytes.extend(b"14,\"\x8E\x52,1988\n");
    bytes.extend(b"\n15,\xF0\x40,1988\n");
    assert_eq!(find_encoding(&bytes).unwrap().encoding, Encoding::Cp932);
    assert_eq!(outcome(&bytes, Encoding::Cp932, Separator::Comma), (4, 2, 1));
}
