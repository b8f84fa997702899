//! 個人番号 and 住民票コード: types that stay in this crate, are wiped when dropped and do not print.

use zeroize::{Zeroize, ZeroizeOnDrop};

/// Digits of a 個人番号.
pub(crate) const NUMBER_DIGITS: usize = 12;
/// Digits of a 住民票コード.
pub(crate) const CODE_DIGITS: usize = 11;
/// Characters of a typed number that are looked at: twelve digits with a separator after each, and no more.
const TYPED_AT_MOST: usize = 24;

/// Why something is no number. It holds nothing of what was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFault {
    /// Nothing was given.
    Missing,
    /// Something else than digits, spaces and hyphens stands in it.
    NotDigits,
    /// Not as many digits as there must be.
    Length,
    /// The last digit does not follow from the others (平成26年総務省令第85号第5条).
    CheckDigit,
}

impl NumberFault {
    /// In words, Japanese and English.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Missing => ("個人番号を入力してください。", "Enter the My Number."),
            Self::NotDigits => ("個人番号は数字だけで入力してください。", "A My Number has digits only."),
            Self::Length => ("個人番号は12桁です。", "A My Number has 12 digits."),
            Self::CheckDigit => (
                "検査用数字が合いません。番号を確かめてください。",
                "The check digit does not fit; please check the number.",
            ),
        }
    }
}

/// A 個人番号 whose check digit is right. It cannot be printed, compared with `==` or serialised, and is wiped when dropped.
///
/// 行政手続における特定の個人を識別するための番号の利用等に関する法律第2条第5項; the check digit: 平成26年総務省令第85号第5条.
#[doc(alias = "個人番号")]
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct MyNumber([u8; NUMBER_DIGITS]);

impl MyNumber {
    /// Of exactly twelve ASCII digits: what machines send.
    pub(crate) fn of_digits(digits: &[u8]) -> Result<Self, NumberFault> {
        let digits: [u8; NUMBER_DIGITS] = digits.try_into().map_err(|_| NumberFault::Length)?;
        let number = Self(digits);
        if !number.0.iter().all(u8::is_ascii_digit) {
            return Err(NumberFault::NotDigits);
        }
        let (leading, check) = number.0.split_at(NUMBER_DIGITS - 1);
        if check.first().copied() != Some(check_digit(leading)) {
            return Err(NumberFault::CheckDigit);
        }
        Ok(number)
    }

    /// Of what a person typed: digits of either width, with the spaces or hyphens that the card is read with.
    pub(crate) fn of_typed(text: &str) -> Result<Self, NumberFault> {
        if text.trim().is_empty() {
            return Err(NumberFault::Missing);
        }
        let mut digits = [0; NUMBER_DIGITS];
        let mut found = 0;
        let outcome = text.trim().chars().enumerate().try_for_each(|(at, c)| {
            if at >= TYPED_AT_MOST {
                return Err(NumberFault::Length);
            }
            match digit_of(c) {
                Some(digit) => {
                    *digits.get_mut(found).ok_or(NumberFault::Length)? = digit;
                    found += 1;
                    Ok(())
                }
                None if is_separator(c) => Ok(()),
                None => Err(NumberFault::NotDigits),
            }
        });
        let number = match outcome {
            Ok(()) if found == NUMBER_DIGITS => Self::of_digits(&digits),
            Ok(()) => Err(NumberFault::Length),
            Err(fault) => Err(fault),
        };
        digits.zeroize();
        number
    }

    /// The digits, in ASCII: for messages that the vault itself encodes.
    pub(crate) const fn digits(&self) -> &[u8; NUMBER_DIGITS] {
        &self.0
    }
}

/// A 住民票コード: eleven digits. Its check digit follows a notice that is not published, so it is not verified
/// (住民基本台帳法施行規則第1条).
#[doc(alias = "住民票コード")]
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct ResidentCode([u8; CODE_DIGITS]);

impl ResidentCode {
    /// Of exactly eleven ASCII digits.
    pub(crate) fn of_digits(digits: &[u8]) -> Result<Self, NumberFault> {
        let digits: [u8; CODE_DIGITS] = digits.try_into().map_err(|_| NumberFault::Length)?;
        if digits.iter().all(u8::is_ascii_digit) { Ok(Self(digits)) } else { Err(NumberFault::NotDigits) }
    }

    /// The digits, in ASCII.
    pub(crate) const fn digits(&self) -> &[u8; CODE_DIGITS] {
        &self.0
    }
}

/// The check digit of the eleven leading digits: 11 − (Σ Pₙ·Qₙ mod 11), a remainder of at most 1 gives 0; n counts from
/// the lowest, Qₙ is n + 1 up to the sixth and n − 5 from the seventh (平成26年総務省令第85号第5条).
fn check_digit(leading: &[u8]) -> u8 {
    let sum: u32 = (1_u32..)
        .zip(leading.iter().rev())
        .map(|(n, digit)| u32::from(digit.wrapping_sub(b'0')) * if n <= 6 { n + 1 } else { n - 5 })
        .sum();
    let digit = match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    b'0' + u8::try_from(digit).unwrap_or(0)
}

fn digit_of(c: char) -> Option<u8> {
    let digit = match c {
        '0'..='9' => u32::from(c) - u32::from('0'),
        '０'..='９' => u32::from(c) - u32::from('０'),
        _ => return None,
    };
    u8::try_from(digit).ok().map(|digit| b'0' + digit)
}

/// What stands between the groups of digits, in either width.
fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}' | '-' | '－' | '‐' | '−')
}

/// Whether a text has a 個人番号 in it: what is kept of a use must not.
pub(crate) fn holds_a_number(text: &str) -> bool {
    let mut run = Vec::with_capacity(NUMBER_DIGITS);
    let mut found = false;
    for c in text.chars().chain(['.']) {
        match digit_of(c) {
            Some(digit) => run.push(digit),
            None if is_separator(c) => {}
            None => {
                found |= MyNumber::of_digits(&run).is_ok();
                run.zeroize();
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_published_numbers_are_numbers() {
        for number in ["123456789018", "983205673214"] {
            assert!(MyNumber::of_digits(number.as_bytes()).is_ok(), "{number}");
        }
    }

    #[test]
    fn a_person_may_type_as_the_card_shows() {
        for typed in [
            "123456789018",
            "1234 5678 9018",
            "１２３４５６７８９０１８",
            " 1234-5678-9018 ",
            "1234　5678　9018",
        ] {
            let Ok(number) = MyNumber::of_typed(typed) else { panic!("{typed}") };
            assert_eq!(number.digits(), b"123456789018");
        }
        let fault = |typed: &str| MyNumber::of_typed(typed).err().unwrap();
        assert_eq!(fault("  "), NumberFault::Missing);
        assert_eq!(fault("12345678901"), NumberFault::Length);
        assert_eq!(fault("1234567890188"), NumberFault::Length);
        assert_eq!(fault(&"-".repeat(30)), NumberFault::Length);
        assert_eq!(fault("12345678901x"), NumberFault::NotDigits);
        assert_eq!(fault("123456789019"), NumberFault::CheckDigit);
    }

    #[test]
    fn a_number_in_a_text_is_seen() {
        assert!(holds_a_number("本人は 1234-5678-9018 と言う"));
        assert!(holds_a_number("１２３４５６７８９０１８"));
        assert!(!holds_a_number("案件 20261123-00017、電話 03-1234-5678"));
        assert!(!holds_a_number("1234567890181"), "thirteen digits are another number");
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_seen(leading in "[0-9]{11}", at in 0usize..11, other in 0u8..10) {
            let mut digits = leading.into_bytes();
            digits.push(check_digit(&digits));
            prop_assert!(MyNumber::of_digits(&digits).is_ok());
            let check = digits[11];
            let changed = b'0' + other;
            if digits[at] != changed {
                digits[at] = changed;
                // remainders 0 and 1 share the digit 0, so only a check digit of 0 lets some single errors pass
                prop_assert!(MyNumber::of_digits(&digits).is_err() || check == b'0');
            }
        }

        #[test]
        fn nothing_typed_makes_it_panic(text in ".{0,40}") {
            let _ = MyNumber::of_typed(&text);
            let _ = holds_a_number(&text);
        }
    }
}
