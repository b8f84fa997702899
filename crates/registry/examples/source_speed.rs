//! How long reading a register file takes, without any I/O: `cargo run --release -p registry --example source_speed`.
//!
//! Prints nanoseconds for cutting records, for cells and entries, and for a name's key.

#![expect(
    clippy::disallowed_methods,
    reason = "an example that measures needs a clock; the crate itself has none"
)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use jiff::civil::date;
use registry::name::{kana_key, name_key};
use registry::source::{Decoder, Encoding, Layout, Required, Separator, Splitter, Step};

const ROWS: usize = 300_000;
const HEADINGS: &str = "登録番号,登録年月日,氏名,フリガナ,旧姓,生年月日,性別,本籍（都道府県名または国籍）,試験合格年月,処分,抹消年月日,抹消理由,備考\n";
const NAMES: [(&str, &str); 4] = [
    ("髙橋　花子", "タカハシ　ハナコ"),
    ("渡邉 一郎", "ワタナベ イチロウ"),
    ("田中　美咲", "タナカ　ミサキ"),
    ("齋藤　健", "サイトウ　ケン"),
];

fn main() {
    let mut text = HEADINGS.to_owned();
    for (row, (name, kana)) in (0..ROWS).zip(NAMES.iter().cycle()) {
        let (month, day) = (row % 12 + 1, row % 28 + 1);
        let _ = writeln!(
            text,
            "{},2010-{month:02}-{day:02},{name},{kana},,1988-{month:02}-{day:02},女,東京都,2010-03,,,,",
            row + 1
        );
    }
    let cp932 = encoding_rs::SHIFT_JIS.encode(&text).0.into_owned();
    for (label, encoding, bytes) in
        [("UTF-8", Encoding::Utf8, text.as_bytes()), ("CP932", Encoding::Cp932, &cp932)]
    {
        let start = Instant::now();
        let records = records(bytes, |_| ());
        report(label, "cutting", start, records);
        let start = Instant::now();
        let read = read(bytes, encoding);
        report(label, "cutting, cells, entry", start, read);
    }
    for (name, kana) in NAMES {
        let start = Instant::now();
        for _ in 0..ROWS {
            black_box(name_key(black_box(name)));
        }
        report(name, "name_key", start, ROWS);
        let start = Instant::now();
        for _ in 0..ROWS {
            black_box(kana_key(black_box(kana)));
        }
        report(kana, "kana_key", start, ROWS);
    }
}

fn records<'b>(bytes: &'b [u8], mut each: impl FnMut(registry::source::Record<'b>)) -> usize {
    let mut splitter = Splitter::new(Separator::Comma);
    let (mut rest, mut count) = (bytes, 0);
    while let Step::Record(record) = splitter.next(rest, true) {
        rest = rest.get(record.bytes.len()..).unwrap_or_default();
        count += 1;
        each(black_box(record));
    }
    count
}

fn read(bytes: &[u8], encoding: Encoding) -> usize {
    let (mut layout, mut entries) = (None, 0);
    let mut decoder = Decoder::new(encoding, Separator::Comma);
    records(bytes, |record| {
        let Ok(row) = decoder.row(&record) else { return };
        let Some(layout) = &layout else {
            layout =
                Layout::from_headings(&row, Required::of_items(["registration-date", "sex", "domicile"]))
                    .ok();
            return;
        };
        entries += usize::from(black_box(layout.read(&row, date(2024, 5, 27))).is_ok());
    });
    entries
}

fn report(label: &str, what: &str, start: Instant, count: usize) {
    let nanoseconds = start.elapsed().as_nanos() / (count as u128).max(1);
    println!("{label}: {what}: {nanoseconds} ns each ({count})");
}
