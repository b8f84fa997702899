//! Answering a file: block after block into a file of answers, by a thread that goes on after a stop.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use super::answer::look_up;
use super::frame::{Block, Chain, Inquiries, check, read_block, read_inquiry, sha256};
use super::{ANSWERS, INQUIRIES, REFUSED};
use crate::nation::{Nation, write_whole};
use crate::random::{Random, key_of};

/// What is being made.
const PART: &str = "answers.part";
const PLAN: &str = "plan.json";

/// How a file is answered, settled when it begins: a stop in the middle must not change it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Plan {
    as_of: String,
    out_of_order: bool,
    doubled: f64,
    #[serde(default)]
    missing: f64,
    lying_total: i64,
}

/// What was made so far.
struct Made {
    chain: Chain,
    blocks: u64,
    lines: u64,
    bytes: u64,
}

/// Answers the file in a folder, or refuses it; `answered` is how many inquiries were answered so far.
pub(super) fn answer(nation: &Nation, folder: &Path, file_id: &str, answered: &AtomicU64) -> io::Result<()> {
    let inquiries = match check(&folder.join(INQUIRIES), file_id)? {
        Ok(inquiries) => inquiries,
        Err(code) => return write_whole(&folder.join(REFUSED), code.as_bytes()),
    };
    let plan = plan(nation, folder)?;
    let header = header(file_id, &inquiries, &plan);
    let (mut out, mut made) = go_on(&folder.join(PART), &header)?;
    let mut file = File::open(folder.join(INQUIRIES))?;
    let mut blocks = inquiries.blocks.clone();
    if plan.out_of_order {
        blocks.reverse();
    }
    let before = usize::try_from(made.blocks).unwrap_or(usize::MAX);
    answered.store(blocks.iter().take(before).map(|block| block.lines).sum(), Ordering::Relaxed);
    for block in blocks.into_iter().skip(before) {
        let Some((body, lines)) = answer_block(nation, &mut file, block, (&plan, &inquiries))? else {
            return write_whole(&folder.join(REFUSED), b"form");
        };
        made.add(&mut out, body, lines)?;
        answered.fetch_add(block.lines, Ordering::Relaxed);
    }
    let total = made.lines.saturating_add_signed(plan.lying_total);
    out.write_all(format!("T\t{total}\t{}\t{}\n", made.blocks, made.chain.hex()).as_bytes())?;
    out.sync_all()?;
    fs::rename(folder.join(PART), folder.join(ANSWERS))
}

fn plan(nation: &Nation, folder: &Path) -> io::Result<Plan> {
    let path = folder.join(PLAN);
    if let Some(plan) = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
        return Ok(plan);
    }
    let faults = nation.scenario().faults("juki");
    let plan = Plan {
        as_of: nation.today().to_string(),
        out_of_order: faults.out_of_order,
        doubled: faults.doubled,
        missing: faults.missing,
        lying_total: faults.lying_total,
    };
    write_whole(&path, &serde_json::to_vec(&plan)?)?;
    Ok(plan)
}

fn header(file_id: &str, inquiries: &Inquiries, plan: &Plan) -> Vec<u8> {
    let (count, chain) = (inquiries.count, inquiries.chain.hex());
    format!("H\tjuki-answer-1\t{file_id}\t{count}\t{}\t{chain}\n", plan.as_of).into_bytes()
}

/// Opens what was made before, cut after its last whole block.
fn go_on(path: &Path, header: &[u8]) -> io::Result<(File, Made)> {
    let mut made = Made { chain: Chain::of_header(header), blocks: 0, lines: 0, bytes: header.len() as u64 };
    let fresh = fs::metadata(path).map_or(0, |meta| meta.len()) < made.bytes;
    let mut file = OpenOptions::new().create(true).append(true).read(true).open(path)?;
    if fresh {
        file.set_len(0)?;
        file.write_all(header)?;
        return Ok((file, made));
    }
    let (mut lines, mut body) = (BufReader::new(File::open(path)?), Vec::new());
    lines.read_until(b'\n', &mut Vec::new())?;
    let (mut start, mut in_block) = (0, 0);
    while lines.read_until(b'\n', &mut body)? > 0 {
        let line = body.get(start..).unwrap_or_default();
        if line.first() == Some(&b'B') {
            let next = made.chain.then(sha256(&[body.get(..start).unwrap_or_default()]));
            if line != closing(made.blocks, in_block, next).as_bytes() {
                break;
            }
            made = Made {
                chain: next,
                blocks: made.blocks + 1,
                lines: made.lines + in_block,
                bytes: made.bytes + body.len() as u64,
            };
            body.clear();
            (start, in_block) = (0, 0);
        } else {
            (start, in_block) = (body.len(), in_block + 1);
        }
    }
    file.set_len(made.bytes)?;
    Ok((file, made))
}

fn closing(block: u64, lines: u64, chain: Chain) -> String {
    format!("B\t{block}\t{lines}\t{}\n", chain.hex())
}

impl Made {
    fn add(&mut self, out: &mut File, mut body: Vec<u8>, lines: u64) -> io::Result<()> {
        self.chain = self.chain.then(sha256(&[&body]));
        body.extend_from_slice(closing(self.blocks, lines, self.chain).as_bytes());
        out.write_all(&body)?;
        self.blocks += 1;
        self.lines += lines;
        self.bytes += body.len() as u64;
        Ok(())
    }
}

/// The answers to a block and how many lines they are; `None` when a line is not of the form.
fn answer_block(
    nation: &Nation,
    file: &mut File,
    block: Block,
    (plan, inquiries): (&Plan, &Inquiries),
) -> io::Result<Option<(Vec<u8>, u64)>> {
    let mut lines = read_block(file, block)?;
    if plan.out_of_order {
        lines.reverse();
    }
    let (mut out, mut again, mut count) = (Vec::new(), Vec::new(), 0);
    for line in &lines {
        let Some((request, asked)) = read_inquiry(line) else { return Ok(None) };
        let Ok(number) = request.parse::<u64>() else { return Ok(None) };
        let drawn = |what| Random::at(nation.country().seed(), &[key_of(what), number]);
        if plan.missing > 0.0 && drawn("juki-missing").chance(plan.missing) {
            continue;
        }
        let start = out.len();
        look_up(nation, asked, inquiries.wanted, number).write_line(request, &mut out);
        count += 1;
        if plan.doubled > 0.0 && drawn("juki-doubled").chance(plan.doubled) {
            again.extend_from_slice(out.get(start..).unwrap_or_default());
            count += 1;
        }
    }
    out.extend_from_slice(&again);
    Ok(Some((out, count)))
}
