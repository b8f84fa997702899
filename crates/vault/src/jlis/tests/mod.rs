//! The wire of the resident register: pure, and through the vault.

mod files;
mod messages;
mod sealing;

use super::*;

pub(super) fn heading(count: u64, wanted: Wanted) -> Heading {
    Heading {
        file_id: AskId::new("nurse-2026-0001").unwrap(),
        count,
        period: "2026".to_owned(),
        made_at: "2026-11-23T12:00:00+09:00".to_owned(),
        ground: ground(),
        wanted,
    }
}

pub(super) fn ground() -> Ground {
    let word = str::to_owned;
    Ground {
        basis: word("住民基本台帳法別表第一"), purpose: word("yearly-check"), operator: word("job-1")
    }
}

pub(super) fn items(name: &str, birth: &str) -> Items {
    let birth = Birth::parse(birth).unwrap();
    Items {
        name: name.to_owned(), birth, sex: Some(Sex::Female), address: Some("架空市一丁目".to_owned())
    }
}

/// The line of somebody found, with what stands in the columns of number and code.
pub(super) fn found(request: u64, number: &str, code: &str) -> String {
    format!(
        "A\t{request}\tfound\t消除\t{number}\t{code}\t架空\u{3000}花子\t旧姓\t\tカクウ\u{3000}ハナコ\t1988-01-08\t女\t架空市一丁目\t999997\t消除\t死亡\t2026-05-01\t2026-05-02"
    )
}

/// A file of answers as an honest peer makes it: header, blocks, trailer.
pub(super) fn answer_file(heading: &Heading, blocks: &[Vec<String>]) -> Vec<u8> {
    let (id, count) = (heading.file_id.as_str(), heading.count);
    let mut file = format!("H\tjuki-answer-1\t{id}\t{count}\t2026-06-01\t{}\n", "00".repeat(32)).into_bytes();
    let mut mark = Mark::after_header(&file);
    for lines in blocks {
        let mut block = lines.iter().fold(String::new(), |text, line| text + line + "\n").into_bytes();
        mark.close_block(&mut block, lines.len() as u64);
        file.extend(block);
    }
    file.extend(mark.trailer());
    file
}

/// What a reader tells of a file that comes in pieces: the blocks, and how it ended.
pub(super) fn read(
    mut reader: AnswerReader,
    file: &[u8],
    piece: usize,
) -> (Vec<Vec<u8>>, Result<(), Broken>) {
    let mut blocks = Vec::new();
    for piece in file.chunks(piece) {
        reader.push(piece);
        loop {
            match reader.next_part() {
                Ok(Some(Part::Block(block))) => blocks.push(block.lines),
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(broken) => return (blocks, Err(broken)),
            }
        }
    }
    let end = reader.finish();
    (blocks, end)
}
