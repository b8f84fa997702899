//! Through the vault: numbers go out in the clear only in our bytes, and what comes in has handles.

use super::*;
use crate::number::ResidentCode;
use crate::tests::support::{Place, by, digits, number};

async fn log_lines(place: &Place) -> usize {
    place.vault.log_lines(0, 1_000).await.unwrap().len()
}

#[tokio::test]
async fn a_file_is_encoded_block_by_block_with_one_line_of_the_log_each() {
    let place = Place::sqlite().await;
    let by = by("run-1");
    let numbers: Vec<_> = (0..5).map(number).collect();
    let sealed = place.vault.seal_many(&numbers, &by).await.unwrap();
    let code = ResidentCode::of_digits(b"91234567890").ok().unwrap();
    let code = place.vault.seal_many(&[code], &by).await.unwrap()[0];
    let mut inquiries: Vec<Inquiry> =
        sealed.into_iter().map(|number| Inquiry { key: Key::Number(number), born: None }).collect();
    inquiries.push(Inquiry { key: Key::Code(code), born: None });
    inquiries.push(Inquiry::by_items(items("架空\u{3000}花子", "1988-01-08")));

    let heading = heading(7, Wanted { number: false, code: true });
    let (mut writer, header) = InquiryWriter::begin(&heading).unwrap();
    let before = log_lines(&place).await;
    let first = writer.block(&place.vault, &inquiries[..4], &by).await.unwrap();
    assert_eq!(log_lines(&place).await, before + 1);
    let mark = writer.mark();
    let second = writer.block(&place.vault, &inquiries[4..], &by).await.unwrap();
    let again = InquiryWriter::resume(mark).block(&place.vault, &inquiries[4..], &by).await.unwrap();
    assert_eq!(second, again, "sent again after a stop, the bytes are the same");

    let text = [header.clone(), first.to_vec(), second.to_vec(), writer.end()].concat();
    let text = String::from_utf8(text).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "H\tjuki-inquiry-1\tnurse-2026-0001\t7\t2026\t2026-11-23T12:00:00+09:00\t住民基本台帳法別表第一\tyearly-check\tjob-1\tcode"
    );
    assert_eq!(lines[1], format!("Q\t0\tnumber\t{}", digits(0)));
    assert!(lines[5].starts_with("B\t0\t4\t"));
    assert_eq!(lines[7], "Q\t5\tcode\t91234567890");
    assert_eq!(lines[8], "Q\t6\titems\t架空\u{3000}花子\t1988-01-08\t女\t架空市一丁目");
    assert!(lines[9].starts_with("B\t1\t3\t"));
    let chain = lines[9].rsplit('\t').next().unwrap();
    assert_eq!(lines[10], format!("T\t7\t2\t{chain}"));
    assert_eq!(writer.mark().offset, (text.len() - lines[10].len() - 1) as u64);
}

#[tokio::test]
async fn a_number_that_was_deleted_or_never_was_is_not_asked_for() {
    let place = Place::sqlite().await;
    let unknown = crate::SealedNumber::from_bytes([7; 16]);
    let inquiry = Inquiry { key: Key::Number(unknown), born: None };
    let (mut writer, _) = InquiryWriter::begin(&heading(1, Wanted::default())).unwrap();
    let gone = writer.block(&place.vault, &[inquiry], &by("run-1")).await;
    assert!(matches!(gone, Err(JlisError::NotAsked(NotAsked::Gone(0)))));
}

#[tokio::test]
async fn numbers_that_come_are_sealed_before_anything_leaves() {
    let place = Place::sqlite().await;
    let wanted = Wanted { number: true, code: true };
    let heading = heading(3, wanted);
    let (first, second) = (digits(1), digits(2));
    // the third comes twice: one number, one handle
    let lines = vec![
        found(0, &first, "91234567890"),
        "A\t1\tnone".to_owned(),
        found(2, &second, ""),
        found(2, &second, ""),
    ];
    let mut reader = AnswerReader::new(&heading, None);
    reader.push(&answer_file(&heading, &[lines]));
    let block = loop {
        if let Some(Part::Block(block)) = reader.next_part().unwrap() {
            break block;
        }
    };
    assert!(!format!("{block:?} {reader:?}").contains("架空"));
    let sealed = seal_block(&place.vault, block, wanted, &by("run-1")).await.unwrap();
    let text = String::from_utf8(sealed).unwrap();
    assert!(!text.contains(&first) && !text.contains(&second) && !text.contains("91234567890"), "{text}");

    let answers: Vec<_> = text.lines().map(|line| answer_of_line(line.as_bytes()).unwrap()).collect();
    assert_eq!(answers[2], answers[3], "doubled, and known as the same");
    let Told::Found(record) = &answers[0].1 else { panic!("found") };
    let number = record.number.unwrap();
    let opened = place.vault.open_for_jlis_many::<MyNumber>(&[number], &by("run-1")).await.unwrap();
    assert_eq!(opened[0].as_ref().unwrap().digits().as_slice(), first.as_bytes());
    assert!(record.code.is_some());
    assert_eq!(request_of_line(text.lines().nth(1).unwrap().as_bytes()), Ok(1));
}

#[tokio::test]
async fn a_block_with_one_wrong_number_is_not_taken_at_all() {
    let place = Place::sqlite().await;
    let before = log_lines(&place).await;
    let wanted = Wanted { number: true, code: false };
    let seal = async |lines: &[String], wanted| {
        let lines = lines.iter().fold(String::new(), |text, line| text + line + "\n").into_bytes();
        let sealed = seal_block(&place.vault, RawBlock { lines, first_line: 11 }, wanted, &by("run-1")).await;
        match sealed {
            Err(JlisError::Broken(broken)) => broken,
            other => panic!("{other:?}"),
        }
    };
    let wrong = [found(0, &digits(1), ""), found(1, "123456789019", "")];
    assert_eq!(seal(&wrong, wanted).await, Broken::CheckDigit(12));
    assert_eq!(seal(&[found(0, "12345", "")], wanted).await, Broken::Line(11));
    assert_eq!(seal(&[found(0, &digits(1), "")], Wanted::default()).await, Broken::Unasked);
    assert_eq!(seal(&[found(0, "", "91234567890")], wanted).await, Broken::Unasked);
    assert_eq!(log_lines(&place).await, before, "nothing was sealed");
}

#[tokio::test]
async fn an_immediate_inquiry_goes_out_by_number_and_comes_back_by_handle() {
    let place = Place::sqlite().await;
    let by = by("case-1");
    let sealed = place.vault.seal_many(&[number(3)], &by).await.unwrap()[0];
    let id = AskId::new("case-1").unwrap();
    let inquiry = Inquiry { key: Key::Number(sealed), born: Birth::parse("1988-01-08") };
    let wanted = Wanted { number: true, code: true };
    let body = encode_inquiry(&place.vault, &id, (&inquiry, &ground(), wanted), &by).await.unwrap();
    let message: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(message["key"]["kojin_bango"], digits(3));
    assert!(!String::from_utf8(body.to_vec()).unwrap().contains("1988"), "what we hold is not sent");

    let answer = serde_json::json!({
        "request_id": "case-1", "result": "found", "record": {
            "status": "現存", "kojin_bango": digits(3), "juminhyo_code": "91234567890", "name": "架空\u{3000}花子",
            "birth": "1988-01-08", "municipality": "999997",
        },
    });
    let told = decode_answer(&place.vault, answer.to_string().as_bytes(), (&id, &inquiry, wanted), &by)
        .await
        .unwrap();
    let Told::Found(record) = told else { panic!("found") };
    assert_eq!(record.number, Some(sealed), "the same number in the same case is the same handle");
    assert!(record.code.is_some());
}
