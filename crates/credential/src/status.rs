//! The list that takes codes back: two bits a place, deflated, signed (Token Status List, draft-ietf-oauth-status-list, CWT form).

use aws_lc_rs::rand::SecureRandom;
use coset::cbor::value::Value;
use jiff::civil::Date;
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use crate::cbor::{self, Map};
use crate::code::{header, sign};
use crate::key::{CredentialKey, KeyFault};
use crate::verify::open;
use crate::{Fault, PublishedKeys};

/// The type of a signed list, in its protected header and as its media type.
pub const STATUS_LIST_TYPE: &str = "application/statuslist+cwt";
/// Claims by their numbers: the list's own address, issue, how long it may be kept, the list.
const SUBJECT: i64 = 2;
const ISSUED: i64 = 6;
const TIME_TO_LIVE: i64 = 65_534;
const LIST: i64 = 65_533;
const TYPE: i64 = 16;
/// Two bits a place: four statuses.
const BITS: u32 = 2;
/// Places in a byte.
const PLACES: u32 = 8 / BITS;
/// Places of a list: a list without a mark is 256 kB of zeros, some 300 bytes on the wire; one code among a million tells whoever
/// fetches the list nothing about whose it checks.
const SIZE: u32 = 1 << 20;
/// A list inflated, at most.
const RAW_BYTES: usize = (SIZE / PLACES) as usize;
/// A signed list, at most: one whose every place is marked at random does not deflate.
pub const MAX_LIST_BYTES: usize = RAW_BYTES + 4_096;
/// How hard it is deflated: the library's usual.
const EFFORT: u8 = 6;

/// What the list says of a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// Nothing against it.
    Valid,
    /// The entry was deleted or the licence revoked.
    Ended,
    /// Practice or the title is suspended today.
    Suspended,
    /// The entry says something else by now: a newer code takes its place.
    Replaced,
}

impl Status {
    /// The last place of a list.
    pub const MAX_INDEX: u32 = SIZE - 1;
    const ALL: [Self; 4] = [Self::Valid, Self::Ended, Self::Suspended, Self::Replaced];

    /// The bits (0 valid, 1 invalid and 2 suspended are the draft's; 3 is left to the application).
    const fn bits(self) -> u8 {
        match self {
            Self::Valid => 0,
            Self::Ended => 1,
            Self::Suspended => 2,
            Self::Replaced => 3,
        }
    }

    /// The word for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Ended => "ended",
            Self::Suspended => "suspended",
            Self::Replaced => "replaced",
        }
    }

    /// The status of a word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }
}

/// A time of suspension: from the first day until the end of the last; no last day: without term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspension {
    /// First day, ISO.
    pub from: String,
    /// Last day, ISO, or empty.
    pub until: String,
}

/// The status on a day in Japan of a place that nothing has taken back for good. Nobody writes the end of a suspension: the day after its
/// last, the same dates give another answer.
#[must_use]
pub fn status_on(day: Date, suspensions: &[Suspension]) -> Status {
    let day = day.to_string();
    let binds = |s: &Suspension| s.from <= day && (s.until.is_empty() || day <= s.until);
    if suspensions.iter().any(binds) { Status::Suspended } else { Status::Valid }
}

/// A list: what it says of each place, since when, and for how long that may be taken for the present.
#[derive(Clone, PartialEq, Eq)]
pub struct StatusList {
    /// Its address: what codes call it by.
    pub subject: String,
    /// Unix seconds.
    pub issued_at: i64,
    /// Seconds for which it stands for the present (the rules' `status-max-age`).
    pub max_age: i64,
    marks: Vec<u8>,
}

impl std::fmt::Debug for StatusList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "StatusList({} of {})", self.subject, self.issued_at)
    }
}

impl StatusList {
    /// A list in which these places are marked and all others are valid.
    #[must_use]
    pub fn new(
        subject: &str,
        (issued_at, max_age): (i64, i64),
        marks: impl IntoIterator<Item = (u32, Status)>,
    ) -> Self {
        let mut list = Self { subject: subject.to_owned(), issued_at, max_age, marks: vec![0; RAW_BYTES] };
        for (index, status) in marks {
            if let Some((byte, shift)) =
                place(index).and_then(|(at, shift)| Some((list.marks.get_mut(at)?, shift)))
            {
                *byte = (*byte & !(0b11 << shift)) | (status.bits() << shift);
            }
        }
        list
    }

    /// What it says of a place; `None` beyond its end.
    #[must_use]
    pub fn get(&self, index: u32) -> Option<Status> {
        let (at, shift) = place(index)?;
        let bits = (self.marks.get(at)? >> shift) & 0b11;
        Status::ALL.into_iter().find(|status| status.bits() == bits)
    }

    /// Signs it: the bytes that are published.
    ///
    /// # Errors
    /// When the library does not sign.
    pub fn sign(&self, key: &CredentialKey, random: &dyn SecureRandom) -> Result<Vec<u8>, KeyFault> {
        let deflated = compress_to_vec_zlib(&self.marks, EFFORT);
        let list =
            vec![(Value::from("lst"), Value::Bytes(deflated)), (Value::from("bits"), Value::from(BITS))];
        let payload = Value::Map(vec![
            (Value::from(SUBJECT), Value::from(self.subject.as_str())),
            (Value::from(ISSUED), Value::from(self.issued_at)),
            (Value::from(LIST), Value::Map(list)),
            (Value::from(TIME_TO_LIVE), Value::from(self.max_age)),
        ]);
        let header = header(key).value(TYPE, Value::from(STATUS_LIST_TYPE));
        sign(cbor::encode(&payload), header, (key, random))
    }

    /// Reads a published list. Its signature must be good, and its key in use when it was issued.
    ///
    /// # Errors
    /// What is wrong.
    pub fn read(bytes: &[u8], keys: &PublishedKeys) -> Result<Self, Fault> {
        if bytes.len() > MAX_LIST_BYTES {
            return Err(Fault::Oversized);
        }
        let mut opened = open(bytes)?;
        let key = opened.signed_by(keys)?;
        if opened.content.as_deref() != Some(STATUS_LIST_TYPE) {
            return Err(Fault::Malformed("something else than a list"));
        }
        let list = Self::read_payload(&opened.payload)?;
        if key.was_in_use(list.issued_at) { Ok(list) } else { Err(Fault::KeyNotThen) }
    }

    fn read_payload(payload: &[u8]) -> Result<Self, Fault> {
        let mut map = Map::of(cbor::decode(payload)?)?;
        let subject = cbor::text(map.take(SUBJECT), "no address of the list")?;
        let issued_at = cbor::whole(map.take(ISSUED), "no time of issue")?;
        let max_age = cbor::whole(map.take(TIME_TO_LIVE), "no time to live")?;
        let mut list = Map::of(map.take(LIST).ok_or(Fault::Malformed("no list"))?)?;
        if cbor::whole(list.take_word("bits"), "no width")? != i64::from(BITS) {
            return Err(Fault::Malformed("another width than two bits"));
        }
        let deflated = list.take_word("lst").and_then(|v| v.into_bytes().ok()).unwrap_or_default();
        let marks = decompress_to_vec_zlib_with_limit(&deflated, RAW_BYTES)
            .map_err(|_| Fault::Malformed("the list cannot be inflated"))?;
        Ok(Self { subject, issued_at, max_age, marks })
    }
}

/// The byte of a place, and the bits in it: the lowest first.
fn place(index: u32) -> Option<(usize, u32)> {
    Some((usize::try_from(index / PLACES).ok()?, index % PLACES * BITS))
}

/// For the fuzzer and its property test.
pub fn fuzz_status_list(bytes: &[u8]) {
    let _ = StatusList::read(bytes, &PublishedKeys::default());
    let _ = StatusList::read_payload(bytes);
}
