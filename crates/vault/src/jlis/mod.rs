//! Messages to and from J-LIS, the resident register's network: the only wire on which a number travels.
//!
//! The network's own protocol is not public. This is a **neutral protocol of ours**, named so: `crates/gateways/src/juki/README.md` says
//! what it is and what a ministry's connector must supply. `gateways` carries the bytes and sees handles only; numbers are opened here
//! when they go out and sealed here when they come in, with a line in the vault's log before either.

mod acquisition;
mod answer;
mod ask;
mod broken;
mod chain;
mod change;
mod file;
mod inquiry;
mod line;
mod record;
#[cfg(test)]
mod tests;

use zeroize::Zeroizing;

pub use acquisition::{Acquiring, PassedOn, decode_acquisition, encode_acquisition};
pub use broken::Broken;
pub use chain::{BLOCK_LINES, LONGEST_BLOCK, LONGEST_LINE, Mark};
pub use change::{Change, ChangeKind, ChangeReason};
pub use file::{AnswerReader, Part, RawBlock};
pub use inquiry::{AskId, COUNT_AT_MOST, Ground, Heading, Inquiry, Key, NotAsked, Wanted};
pub use record::{Birth, Items, Record, Sex, Standing, Told};

use crate::number::{MyNumber, ResidentCode};
use crate::{Use, Vault, VaultError};

/// Why nothing could be encoded or decoded.
#[derive(Debug, thiserror::Error)]
pub enum JlisError {
    /// It cannot be asked.
    #[error(transparent)]
    NotAsked(#[from] NotAsked),
    /// What came cannot be read.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// The vault cannot.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// A file of inquiries as it is encoded, block after block.
#[derive(Debug, Clone)]
pub struct InquiryWriter {
    mark: Mark,
}

impl InquiryWriter {
    /// The header line, and the writer that goes on after it.
    ///
    /// # Errors
    /// [`NotAsked`].
    pub fn begin(heading: &Heading) -> Result<(Self, Vec<u8>), NotAsked> {
        heading.check()?;
        let header = ask::header(heading);
        Ok((Self { mark: Mark::after_header(&header) }, header))
    }

    /// Goes on after a block.
    #[must_use]
    pub fn resume(mark: Mark) -> Self {
        Self { mark }
    }

    /// Where it stands.
    #[must_use]
    pub fn mark(&self) -> Mark {
        self.mark
    }

    /// The next block: the bytes hold numbers and are wiped when dropped.
    ///
    /// # Errors
    /// When one cannot be asked for, or the vault cannot open.
    pub async fn block(
        &mut self,
        vault: &Vault,
        inquiries: &[Inquiry],
        by: &Use,
    ) -> Result<Zeroizing<Vec<u8>>, JlisError> {
        let first = self.mark.lines;
        let split = ask::split(inquiries)?;
        let numbers = open::<MyNumber>(vault, &split.numbers, by).await?;
        let codes = open::<ResidentCode>(vault, &split.codes, by).await?;
        let opened = ask::put_together(first, inquiries, numbers, codes)?;
        Ok(Zeroizing::new(ask::block(first, &opened, &mut self.mark)))
    }

    /// The trailer.
    #[must_use]
    pub fn end(&self) -> Vec<u8> {
        self.mark.trailer()
    }
}

/// Opens what there is to open; nothing is written into the log for nothing.
async fn open<K: crate::row::Kept>(
    vault: &Vault,
    sealed: &[K::Sealed],
    by: &Use,
) -> Result<Vec<Option<K>>, VaultError> {
    if sealed.is_empty() { Ok(Vec::new()) } else { vault.open_for_jlis_many::<K>(sealed, by).await }
}

/// Seals what there is to seal.
async fn seal<K: crate::row::Kept>(
    vault: &Vault,
    plain: &[K],
    by: &Use,
) -> Result<Vec<K::Sealed>, VaultError> {
    if plain.is_empty() { Ok(Vec::new()) } else { vault.seal_many(plain, by).await }
}

/// The message of an immediate inquiry.
///
/// # Errors
/// When it cannot be asked, or the vault cannot open the number.
pub async fn encode_inquiry(
    vault: &Vault,
    id: &AskId,
    (inquiry, ground, wanted): (&Inquiry, &Ground, Wanted),
    by: &Use,
) -> Result<Zeroizing<Vec<u8>>, JlisError> {
    ground.check()?;
    let inquiries = std::slice::from_ref(inquiry);
    let split = ask::split(inquiries)?;
    let numbers = open::<MyNumber>(vault, &split.numbers, by).await?;
    let codes = open::<ResidentCode>(vault, &split.codes, by).await?;
    let opened = ask::put_together(0, inquiries, numbers, codes)?;
    let key = opened.first().ok_or(NotAsked::Count)?;
    Ok(ask::message(id, ground, wanted, key))
}

/// What an immediate answer tells; numbers in it are sealed.
///
/// # Errors
/// [`Broken`], or the vault cannot seal.
pub async fn decode_answer(
    vault: &Vault,
    body: &[u8],
    asked: (&AskId, &Inquiry, Wanted),
    by: &Use,
) -> Result<Told, JlisError> {
    let (told, out) = answer::read_message(body, asked)?;
    let number = seal(vault, &out.numbers, by).await?.pop();
    let code = seal(vault, &out.codes, by).await?.pop();
    Ok(match told {
        Told::Found(record) => Told::Found(Box::new(Record { number, code, ..*record })),
        other => other,
    })
}

/// The lines of a block with handles where numbers were: what [`answer_of_line`] reads. Every line was read once.
///
/// # Errors
/// [`Broken`], or the vault cannot seal.
pub async fn seal_block(
    vault: &Vault,
    block: RawBlock,
    wanted: Wanted,
    by: &Use,
) -> Result<Vec<u8>, JlisError> {
    let RawBlock { lines, first_line } = block;
    let lines = Zeroizing::new(lines);
    let out = answer::take_out(&lines, first_line, wanted)?;
    let mut numbers = Vec::with_capacity(out.numbers.len());
    for some in out.numbers.chunks(crate::NUMBERS_AT_MOST) {
        numbers.extend(seal(vault, some, by).await?);
    }
    let mut codes = Vec::with_capacity(out.codes.len());
    for some in out.codes.chunks(crate::NUMBERS_AT_MOST) {
        codes.extend(seal(vault, some, by).await?);
    }
    Ok(answer::put_in(&lines, first_line, numbers, codes)?)
}

/// The request that a sealed line answers; cheap.
///
/// # Errors
/// [`Broken`].
pub fn request_of_line(line: &[u8]) -> Result<u64, Broken> {
    let mut columns = line.split(|byte| *byte == b'\t');
    let request = columns.nth(1).and_then(|text| std::str::from_utf8(text).ok());
    request.and_then(line::number).ok_or(Broken::Line(0))
}

/// What a sealed line tells, and to which request.
///
/// # Errors
/// [`Broken`].
pub fn answer_of_line(line: &[u8]) -> Result<(u64, Told), Broken> {
    let line = line::AnswerLine::parse(line, 0)?;
    Ok((line.request, line.told(0)?))
}

/// Reads any bytes as a file of answers: for fuzzing. It must not panic, and must not hold more than a block.
pub fn fuzz_answer_file(bytes: &[u8]) {
    let ground = Ground { basis: "-".to_owned(), purpose: "-".to_owned(), operator: "-".to_owned() };
    let Ok(file_id) = AskId::new("f") else { return };
    let (period, made_at) = (String::new(), String::new());
    let wanted = Wanted { number: true, code: true };
    let heading = Heading { file_id, count: 1, period, made_at, ground, wanted };
    let mut reader = AnswerReader::new(&heading, None);
    for part in bytes.chunks(1021) {
        reader.push(part);
        while let Ok(Some(part)) = reader.next_part() {
            if let Part::Block(block) = part {
                let _ = answer::take_out(&block.lines, block.first_line, wanted);
            }
        }
    }
    let _ = reader.finish();
    // the lines by themselves: no digest stands before them
    for line in bytes.split(|byte| *byte == b'\n') {
        let _ = request_of_line(line);
        let _ = answer_of_line(line);
    }
    let _ = answer::take_out(bytes, 1, wanted);
}

/// Reads any bytes as an immediate answer: for fuzzing.
pub fn fuzz_answer_message(bytes: &[u8]) {
    let (Ok(id), Some(birth)) = (AskId::new("r"), Birth::parse("1988-01-08")) else { return };
    let inquiry = Inquiry::by_items(Items { name: "A".to_owned(), birth, sex: None, address: None });
    let _ = answer::read_message(bytes, (&id, &inquiry, Wanted { number: true, code: true }));
    let _ = decode_acquisition(bytes, &id);
}
