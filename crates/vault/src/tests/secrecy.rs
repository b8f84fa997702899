//! A number is nowhere: not in the database's bytes, not in a log, an error or a `Debug`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use super::support::{Place, accepted, by, digits, number, on_both_engines};
use crate::number::MyNumber;
use crate::{IntakeForm, KeySource, Reason};

on_both_engines!(no_number_is_in_the_bytes_of_the_database, no_number_is_in_logs_errors_or_debug);

/// Every form in which a number could lie in a file: digits, wide digits, an integer of either order, packed decimal.
fn forms(n: u64) -> Vec<Vec<u8>> {
    let text = digits(n);
    let wide: String = text.chars().map(|c| char::from_u32(u32::from(c) - 0x30 + 0xFF10).unwrap()).collect();
    let value: u64 = text.parse().unwrap();
    let packed: Vec<u8> =
        text.as_bytes().chunks(2).map(|two| (two[0] - b'0') << 4 | (two[1] - b'0')).collect();
    let grouped = format!("{} {} {}", &text[..4], &text[4..8], &text[8..]);
    let big = value.to_be_bytes();
    let little = value.to_le_bytes();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        text.into_bytes(),
        wide.into_bytes(),
        grouped.into_bytes(),
        big[3..].to_vec(),
        little[..5].to_vec(),
        packed,
        utf16,
    ]
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// All bytes of the database: its files, or what the server's own dump of every row says.
async fn bytes_of(place: &Place) -> Vec<Vec<u8>> {
    if let Some(file) = place.url.strip_prefix("sqlite:") {
        let folder = Path::new(file).parent().unwrap();
        let files: Vec<PathBuf> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(files.len() >= 2, "the database and its log file: {files:?}");
        return files.iter().map(|path| std::fs::read(path).unwrap()).collect();
    }
    let mut reader = place.vault.0.db.reader().await.unwrap();
    let mut all = Vec::new();
    let tables =
        ["number", "deletion", "log_line", "log_head", "key_generation", "wrapped_key", "taken_message"];
    for table in tables {
        let row = format!("SELECT CAST(t AS TEXT) FROM {table} t");
        let text = |row: &db::RowRef<'_>| Ok(row.text(0)?.as_bytes().to_vec());
        all.extend(reader.query(&row, &[], text).await.unwrap());
    }
    // bytes are in hexadecimal there: looked at as they are and as what they stand for
    let raw = all.iter().map(|line| unescaped(line)).collect::<Vec<_>>();
    all.extend(raw);
    all
}

/// Hexadecimal runs of a row's text as bytes.
fn unescaped(line: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(line);
    let digit = |c: u8| char::from(c).to_digit(16).unwrap() as u8;
    text.split("\\x")
        .skip(1)
        .flat_map(|part| {
            let run: Vec<u8> = part.bytes().take_while(u8::is_ascii_hexdigit).collect();
            run.chunks_exact(2).map(|two| digit(two[0]) << 4 | digit(two[1])).collect::<Vec<_>>()
        })
        .collect()
}

async fn work(place: &Place) {
    let numbers: Vec<MyNumber> = (0..300).map(number).collect();
    let handles = place.vault.seal_many(&numbers, &by("run-1")).await.unwrap();
    place.vault.open_for_jlis_many::<MyNumber>(&handles, &by("run-1")).await.unwrap();
    let body = format!("my_number={}&number_proof=card-copy&identity_proof=same-card", digits(1));
    place.vault.take_form(body.into_bytes(), &accepted(), &by("case-1")).await.unwrap().unwrap();
    let wrong = "my_number=123456789019&number_proof=card-copy&identity_proof=same-card";
    place.vault.take_form(wrong.as_bytes().to_vec(), &accepted(), &by("case-1")).await.unwrap().unwrap();
    place
        .vault
        .take_message(format!("{}.x", digits(2)).as_bytes(), super::support::online(), &by("case-1"))
        .await
        .unwrap()
        .unwrap_err();
    place.vault.handles_of_same(&handles[2], &by("case-1")).await.unwrap();
    place.vault.delete(&handles[..50], &by("run-1"), &Reason::new("保存期間の満了").unwrap()).await.unwrap();
    place.vault.rekey(None, &by("operation"), |_| {}).await.unwrap();
}

async fn no_number_is_in_the_bytes_of_the_database(place: Place) {
    work(&place).await;
    let key = std::fs::read_to_string(place.keys.path().join("vault.key")).unwrap();
    let all = bytes_of(&place).await;
    assert!(all.iter().any(|bytes| holds(bytes, b"run-1")), "what is looked through is the vault");
    for bytes in &all {
        // thirty of them: what could leak one would leak all
        for n in (0..300).step_by(10) {
            for form in forms(n) {
                assert!(!holds(bytes, &form), "number {n} as {form:02x?}");
            }
        }
        assert!(!holds(bytes, key.trim().as_bytes()), "nor is the key");
    }
}

/// Everything that is said while it is there.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Listens to the whole process, every level and every crate: the engines' drivers might say what they send.
fn listening() -> Heard {
    static HEARD: LazyLock<Heard> = LazyLock::new(|| {
        let heard = Heard::default();
        let writer = heard.clone();
        tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
            .with_writer(move || writer.clone())
            .init();
        heard
    });
    HEARD.clone()
}

async fn no_number_is_in_logs_errors_or_debug(place: Place) {
    let heard = listening();
    work(&place).await;
    let sealed = place.vault.seal(&number(7), &by("case-1")).await.unwrap();
    tracing::info!(?sealed, vault = ?place.vault, "the end");
    let body = format!("my_number={}&number_proof=card-copy&identity_proof=same-card", digits(8));
    let form = IntakeForm::parse(body.into_bytes(), &accepted()).unwrap().unwrap();
    tracing::info!(?form, key = ?place.key("vault.key"), "what could be printed");
    let text = KeySource::Text(std::fs::read_to_string(place.keys.path().join("vault.key")).unwrap().into());
    tracing::info!(?text);

    let said = heard.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(holds(&said, b"the end"), "it was heard");
    for n in 0..300 {
        for form in forms(n) {
            assert!(!holds(&said, &form), "number {n}");
        }
    }
    let key = std::fs::read_to_string(place.keys.path().join("vault.key")).unwrap();
    let secret = key.trim().rsplit(':').next().unwrap();
    assert!(!holds(&said, secret.as_bytes()));
}
