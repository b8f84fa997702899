//! Writes the file of a register: `make_register QUALIFICATION AUTHORITY COUNT SEED PATH [ITEM,ITEM…] [utf8|utf8-bom|cp932] [RATE]`.
//!
//! Without items those of most licences are taken. RATE is the share of rows with a fault. What was written is printed as JSON.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};

use country::{Encoding, Fault, RegisterFile, Rubbish, Tables, write_register};

const ITEMS: &str = "registration-number,registration-date,domicile,name,birth-date,sex,exam-pass-month,sanction,certificate-history,deletion";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [qualification, authority, count, seed, path, rest @ ..] = arguments.as_slice() else {
        return Err(
            "usage: make_register QUALIFICATION AUTHORITY COUNT SEED PATH [ITEMS] [ENCODING] [RATE]".into()
        );
    };
    let items: Vec<&str> = rest.first().map_or(ITEMS, String::as_str).split(',').collect();
    let encoding = match rest.get(1).map_or("utf8", String::as_str) {
        "utf8" => Encoding::Utf8,
        "utf8-bom" => Encoding::Utf8Bom,
        "cp932" => Encoding::Cp932,
        other => return Err(format!("unknown encoding {other:?}: utf8, utf8-bom or cp932").into()),
    };
    let rubbish = match rest.get(2) {
        Some(rate) => Some(Rubbish { rate: rate.parse()?, kinds: &Fault::ALL }),
        None => None,
    };
    let file = RegisterFile {
        qualification,
        authority,
        items: &items,
        count: count.parse()?,
        seed: seed.parse()?,
        encoding,
        rubbish,
    };
    let written = write_register(&Tables::load()?, &file, File::create(path)?)?;
    let mut out = BufWriter::new(std::io::stdout());
    write!(
        out,
        r#"{{"rows":{},"deleted":{},"dead_not_deleted":{}"#,
        written.rows, written.deleted, written.dead_not_deleted
    )?;
    for (fault, count) in written.faults.iter().filter(|(_, count)| *count > 0) {
        write!(out, r#","{fault:?}":{count}"#)?;
    }
    writeln!(out, "}}")?;
    Ok(())
}
