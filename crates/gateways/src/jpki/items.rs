//! The four items in a signing certificate (subjectAltName), as typed data that says where it is not exact.

use der::Tag;
use der::asn1::ObjectIdentifier;
use jiff::civil::Date;

use crate::pki::{Certificate, Failure, Read, Values, alternative_names, tagged};

/// The arc of the items' identifiers: 1 name, 2 its map, 3 sex, 4 birth date, 5 address, 6 its map \[O\].
const ARC: &str = "1.2.392.200149.8.5.5.";
/// Characters of an address \[O\]; a name has no more either.
const LONGEST: usize = 200;

/// A text as a certificate shows it: characters outside JIS X 0208 and JIS X 0212 are replaced by others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    text: String,
    /// One for each character: whether it is a substitute.
    substitutes: Vec<bool>,
}

impl Shown {
    /// The text, substitutes included. It must not be written over a name or an address that is kept to the character.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether any character is a substitute: then the text is not the exact one, and equality with it proves nothing.
    #[must_use]
    pub fn has_substitutes(&self) -> bool {
        self.substitutes.contains(&true)
    }

    /// The characters, each with whether it is a substitute.
    pub fn characters(&self) -> impl Iterator<Item = (char, bool)> {
        self.text.chars().zip(self.substitutes.iter().copied())
    }

    /// The exact text, if nothing in it is a substitute.
    #[must_use]
    pub fn exact(&self) -> Option<&str> {
        (!self.has_substitutes()).then_some(&self.text)
    }
}

/// Sex as a certificate says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(alias = "性別")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
    /// 不明
    Unknown,
}

/// A date of which parts may not be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BirthDate {
    /// 1 明治, 2 大正, 3 昭和, 4 平成, 5 令和; 0 not known.
    pub era: u8,
    /// By the Gregorian calendar; 0 if not known.
    pub year: i16,
    /// 0 if not known.
    pub month: i8,
    /// 0 if not known.
    pub day: i8,
}

impl BirthDate {
    /// The date, if all of it is known.
    #[must_use]
    pub fn exact(self) -> Option<Date> {
        Date::new(self.year, self.month, self.day).ok()
    }
}

/// The basic four items of the holder on the day of issue (基本4情報).
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "基本4情報")]
pub struct FourItems {
    /// 氏名: family and given name with a full-width space between.
    pub name: Shown,
    /// 生年月日
    pub birth: BirthDate,
    /// 性別
    pub sex: Sex,
    /// 住所, beginning with the prefecture.
    pub address: Shown,
}

impl FourItems {
    /// Out of a certificate.
    ///
    /// # Errors
    /// [`Failure::Profile`] when one is missing, is there twice, or is not of its form.
    pub(super) fn of(certificate: &Certificate) -> Result<Self, Failure> {
        let names = alternative_names(certificate).ok_or(Failure::Profile)?;
        let all = texts(names).map_err(|_| Failure::Profile)?;
        let [name, name_map, sex, birth, address, address_map] = &all;
        let read = || {
            Some(Self {
                name: shown(name.as_deref()?, name_map.as_deref()?)?,
                birth: birth_date(birth.as_deref()?)?,
                sex: match sex.as_deref()? {
                    "1" => Sex::Male,
                    "2" => Sex::Female,
                    "3" => Sex::Unknown,
                    _ => return None,
                },
                address: shown(address.as_deref()?, address_map.as_deref()?)?,
            })
        };
        read().ok_or(Failure::Profile)
    }
}

/// The texts by their number, whatever their order. A name of another form, or of another arc, is passed over.
fn texts(names: &[u8]) -> Read<[Option<String>; 6]> {
    let mut all = [const { None }; 6];
    for name in Values::inside(names, Tag::Sequence)?.rest()? {
        if name.tag != tagged(0) {
            continue;
        }
        let mut parts = name.values()?;
        let id: ObjectIdentifier = parts.decode()?;
        let mut value = parts.take(tagged(0))?.values()?;
        parts.end()?;
        let number = id.to_string().strip_prefix(ARC).and_then(|last| last.parse::<usize>().ok());
        if let Some(place) = number.and_then(|number| all.get_mut(number.wrapping_sub(1))) {
            let text: String = value.decode()?;
            value.end()?;
            if place.replace(text).is_some() {
                return Err(crate::pki::OTHER);
            }
        }
    }
    Ok(all)
}

fn shown(text: &str, map: &str) -> Option<Shown> {
    let substitutes = map.chars().map(|digit| match digit {
        '0' => Some(false),
        '1' => Some(true),
        _ => None,
    });
    let substitutes: Vec<bool> = substitutes.collect::<Option<_>>()?;
    let length = text.chars().count();
    let fits =
        (1..=LONGEST).contains(&length) && substitutes.len() == length && !text.contains(char::is_control);
    fits.then(|| Shown { text: text.to_owned(), substitutes })
}

/// `EYYYYMMDD`; parts that are not known are zeros.
fn birth_date(text: &str) -> Option<BirthDate> {
    if text.len() != 9 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
    let date = BirthDate {
        era: u8::try_from(part(0..1)?).ok().filter(|era| *era <= 5)?,
        year: part(1..5)?,
        month: i8::try_from(part(5..7)?).ok()?,
        day: i8::try_from(part(7..9)?).ok()?,
    };
    let known = date.month != 0 && date.day != 0 && date.year != 0;
    (!known || date.exact().is_some()).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_says_which_characters_are_substitutes() {
        let name = shown("高橋　翔", "1000").unwrap();
        assert!(name.has_substitutes() && name.exact().is_none());
        assert_eq!(name.characters().filter(|(_, is)| *is).map(|(c, _)| c).collect::<String>(), "高");
        assert_eq!(shown("高橋", "00").unwrap().exact(), Some("高橋"));
        for (text, map) in [("高橋", "0"), ("高橋", "000"), ("高橋", "02"), ("", ""), ("a\nb", "000")] {
            assert_eq!(shown(text, map), None, "{text:?} {map}");
        }
        assert_eq!(shown(&"番".repeat(201), &"0".repeat(201)), None);
    }

    #[test]
    fn dates_are_of_the_gregorian_calendar_and_may_be_partial() {
        assert_eq!(birth_date("319880108").unwrap().exact(), Some(jiff::civil::date(1988, 1, 8)));
        assert_eq!(birth_date("319880000").unwrap().exact(), None);
        assert_eq!(birth_date("000000000").unwrap().year, 0);
        for wrong in ["619880108", "31988010", "3198801080", "319880230", "3１98801", "319881301"] {
            assert_eq!(birth_date(wrong), None, "{wrong}");
        }
    }
}
