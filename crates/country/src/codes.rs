//! The numbers and codes that people have in the simulated systems: keyed permutations of the person's number, so that either is computed
//! from the other and no table is kept.
//!
//! None of it is how real numbers are made: that is not published for the 個人番号 and the linkage codes.

use std::hash::Hasher;

use crate::person::PersonId;
use crate::random::{Random, key_of};

/// Every 個人番号 of this country begins with these digits, and only such are understood by the simulators.
///
/// Real numbers are given out over all eleven digits and no range is kept free for tests, so it cannot be excluded by design that a real
/// person has one of these; what is certain is that nobody of this country is that person. The range marks what may stand in a test file.
pub const NUMBER_MARK: &str = "99";
/// The same for the resident codes (住民票コード).
pub const CODE_MARK: &str = "9";
/// Digits that the permutation fills, in both.
const DIGITS: usize = 9;
const NUMBERS: u64 = 1_000_000_000;
/// People that a household can have; ids have room for more.
const PLACES: u64 = 5;
/// Most households of a country whose people all have a number.
pub const MOST_HOUSEHOLDS: u64 = NUMBERS / PLACES;

/// Passes of the Feistel network: four are enough for a pseudo-random permutation in theory (Luby, Rackoff 1988), small halves ask for more.
const PASSES: u64 = 10;

/// All codes of a country.
#[derive(Debug, Clone)]
pub(crate) struct Codes {
    seed: u64,
    number: Permutation,
    resident: Permutation,
}

impl Codes {
    pub(crate) fn new(seed: u64) -> Codes {
        let permutation = |name| Permutation { key: key(seed, name), half: 15 };
        Codes { seed, number: permutation("my-number"), resident: permutation("resident-code") }
    }

    /// The 個人番号: mark, nine digits, check digit (平成26年総務省令第85号第5条).
    pub(crate) fn my_number(&self, id: PersonId) -> String {
        let body = format!("{NUMBER_MARK}{:09}", self.number.small(index(id)));
        let check = check_digit(&body);
        format!("{body}{check}")
    }

    pub(crate) fn of_number(&self, number: &str) -> Option<PersonId> {
        self.number.person(number, NUMBER_MARK)
    }

    /// The resident code: mark, nine digits, check digit. Its formula is in a notice that is not public; the weights of the 個人番号 fit the
    /// one sample known \[I\].
    pub(crate) fn resident_code(&self, id: PersonId) -> String {
        let body = format!("{CODE_MARK}{:09}", self.resident.small(index(id)));
        let check = check_digit(&body);
        format!("{body}{check}")
    }

    pub(crate) fn of_resident_code(&self, code: &str) -> Option<PersonId> {
        self.resident.person(code, CODE_MARK)
    }

    /// The linkage code at an institution: 128 bits under a key of the institution, so two codes of one person share nothing.
    pub(crate) fn linkage(&self, institution: &str, id: PersonId) -> String {
        let [left, right] = self.at(institution).wide(id.0);
        format!("{left:016x}{right:016x}")
    }

    pub(crate) fn of_linkage(&self, institution: &str, code: &str) -> Option<PersonId> {
        if code.len() != 32 || !code.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return None;
        }
        let half = |text: Option<&str>| u64::from_str_radix(text?, 16).ok();
        self.at(institution).wide_back([half(code.get(..16))?, half(code.get(16..))?]).map(PersonId)
    }

    fn at(&self, institution: &str) -> Permutation {
        let key = key(self.seed ^ key_of(institution), "linkage-code");
        Permutation { key, half: 64 }
    }
}

fn key(seed: u64, name: &str) -> (u64, u64) {
    let mut random = Random::at(seed, &[key_of(name)]);
    (random.bits(), random.bits())
}

/// A person's place among all that can have a number; beyond the last it is no one's.
fn index(id: PersonId) -> u64 {
    (id.household() * PLACES + id.place().min(PLACES - 1)) % NUMBERS
}

/// The check digit of the 個人番号 over the digits before it: 11 − (Σ Pₙ·Qₙ mod 11), 0 for a remainder of 1 or less; n counts from the last
/// digit, Qₙ is n + 1 up to the sixth and n − 5 from there.
pub(crate) fn check_digit(body: &str) -> u64 {
    let sum: u64 = (1..)
        .zip(body.bytes().rev())
        .map(|(n, digit)| u64::from(digit.wrapping_sub(b'0')) * if n <= 6 { n + 1 } else { n - 5 })
        .sum();
    match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    }
}

/// A Feistel network over two halves of `half` bits, its function SipHash under a key.
#[derive(Debug, Clone, Copy)]
struct Permutation {
    key: (u64, u64),
    half: u32,
}

impl Permutation {
    /// A number below [`NUMBERS`] to another one: the network is run again while it lands beyond (cycle walking).
    fn small(&self, number: u64) -> u64 {
        let mut number = number;
        loop {
            let [left, right] = self.run([number >> self.half, number & self.mask()]);
            number = left << self.half | right;
            if number < NUMBERS {
                return number;
            }
        }
    }

    fn small_back(&self, number: u64) -> u64 {
        let mut number = number;
        loop {
            let [left, right] = self.run_back([number >> self.half, number & self.mask()]);
            number = left << self.half | right;
            if number < NUMBERS {
                return number;
            }
        }
    }

    /// The person of a code with its mark and a right check digit.
    fn person(&self, code: &str, mark: &str) -> Option<PersonId> {
        let digits = code.strip_prefix(mark)?;
        if digits.len() != DIGITS + 1 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let (body, check) = code.split_at_checked(code.len() - 1)?;
        if check_digit(body).to_string() != check {
            return None;
        }
        let index = self.small_back(digits.get(..DIGITS)?.parse().ok()?);
        Some(PersonId::at(index / PLACES, index % PLACES))
    }

    /// Sixty-four bits to a hundred and twenty-eight: the other half is zero, so a guessed code is nobody's.
    fn wide(&self, number: u64) -> [u64; 2] {
        self.run([number, 0])
    }

    fn wide_back(&self, code: [u64; 2]) -> Option<u64> {
        let [number, zero] = self.run_back(code);
        (zero == 0).then_some(number)
    }

    fn mask(&self) -> u64 {
        u64::MAX >> (64 - self.half)
    }

    fn run(&self, [mut left, mut right]: [u64; 2]) -> [u64; 2] {
        for pass in 0..PASSES {
            (left, right) = (right, left ^ self.mix(pass, right));
        }
        [left, right]
    }

    fn run_back(&self, [mut left, mut right]: [u64; 2]) -> [u64; 2] {
        for pass in (0..PASSES).rev() {
            (left, right) = (right ^ self.mix(pass, left), left);
        }
        [left, right]
    }

    fn mix(&self, pass: u64, half: u64) -> u64 {
        #[expect(deprecated, reason = "the one keyed hash of the standard library; its algorithm is fixed")]
        let mut hash = std::hash::SipHasher::new_with_keys(self.key.0, self.key.1);
        hash.write_u64(pass);
        hash.write_u64(half);
        hash.finish() & self.mask()
    }
}

#[cfg(test)]
mod tests;
