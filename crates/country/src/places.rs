//! Prefectures, municipalities, addresses.

use std::fmt;

use crate::random::Random;
use crate::tables::{TableError, lines};
use crate::weighted::Weighted;

/// A prefecture by its number, 1 to 47 (JIS X 0401, the digits of ISO 3166-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "都道府県")]
pub struct Prefecture(pub u8);

/// Number of prefectures.
pub const PREFECTURES: u8 = 47;

impl Prefecture {
    /// The prefecture of an authority's code such as `JP-13`; `None` for `JP`, a body, or a number out of range.
    pub fn of_authority(code: &str) -> Option<Prefecture> {
        let number = code.strip_prefix("JP-")?.parse().ok()?;
        (1..=PREFECTURES).contains(&number).then_some(Prefecture(number))
    }
}

/// A municipality, as it stands in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(alias = "市区町村")]
pub struct Municipality {
    /// Code of six digits with the check digit (全国地方公共団体コード).
    pub code: &'static str,
    /// Its prefecture.
    pub prefecture: Prefecture,
    /// The prefecture's name.
    pub prefecture_name: &'static str,
    /// Its own name; a ward of a designated city with the city before it.
    pub name: &'static str,
}

/// An address in a real municipality, in a town that need not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(alias = "住所")]
pub struct Address {
    /// The municipality.
    pub municipality: Municipality,
    /// Town, of the names that are found in most cities.
    pub town: &'static str,
    /// Block (丁目), lot (番), house (号).
    pub numbers: (u8, u8, u8),
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Municipality { prefecture_name, name, .. } = self.municipality;
        let (block, lot, house) = self.numbers;
        write!(f, "{prefecture_name}{name}{}{block}丁目{lot}番{house}号", self.town)
    }
}

const TOWNS: [&str; 24] = [
    "本町",
    "中央",
    "栄町",
    "緑町",
    "東町",
    "西町",
    "南町",
    "北町",
    "新町",
    "幸町",
    "旭町",
    "大町",
    "寿町",
    "日の出町",
    "若葉町",
    "桜木町",
    "泉町",
    "元町",
    "末広町",
    "錦町",
    "富士見町",
    "朝日町",
    "美咲",
    "みどりが丘",
];

#[derive(Debug, Clone)]
pub(crate) struct Places {
    municipalities: Vec<Municipality>,
    /// For each prefecture: its name, the place of its first municipality in the list, and the choice among its own.
    prefectures: Vec<(&'static str, usize, Weighted)>,
    people: Vec<f64>,
    by_people: Weighted,
}

impl Places {
    pub(crate) fn load() -> Result<Places, TableError> {
        let mut municipalities = Vec::new();
        let mut weights: Vec<f64> = Vec::new();
        for line in lines("municipalities.tsv", include_str!("../data/municipalities.tsv")) {
            let prefecture = Prefecture(line.number(1)?);
            municipalities.push(Municipality {
                code: line.text(0)?,
                prefecture,
                prefecture_name: line.text(2)?,
                name: line.text(3)?,
            });
            weights.push(line.number(4)?);
        }
        let mut prefectures = Vec::new();
        let mut people = Vec::new();
        for number in 1..=PREFECTURES {
            let inside = |m: &Municipality| m.prefecture == Prefecture(number);
            let first = municipalities.iter().position(inside).unwrap_or_default();
            let own: Vec<f64> = municipalities
                .iter()
                .zip(&weights)
                .filter(|(m, _)| inside(m))
                .map(|(_, weight)| *weight)
                .collect();
            people.push(own.iter().sum());
            let name = municipalities.get(first).map_or("", |m| m.prefecture_name);
            prefectures.push((name, first, Weighted::new(own)));
        }
        Ok(Places { municipalities, prefectures, by_people: Weighted::new(people.iter().copied()), people })
    }

    /// A prefecture by its number of people.
    pub(crate) fn prefecture(&self, random: &mut Random) -> Prefecture {
        Prefecture(self.by_people.draw(random) as u8 + 1)
    }

    /// The share of the country's people who live in a prefecture.
    pub(crate) fn share(&self, prefecture: Prefecture) -> f64 {
        let own = self.people.get(usize::from(prefecture.0).wrapping_sub(1)).copied().unwrap_or_default();
        own / self.people.iter().sum::<f64>()
    }

    pub(crate) fn name(&self, prefecture: Prefecture) -> &'static str {
        self.prefectures.get(usize::from(prefecture.0).wrapping_sub(1)).map_or("", |(name, _, _)| name)
    }

    /// An address somewhere in a prefecture.
    pub(crate) fn address(&self, prefecture: Prefecture, random: &mut Random) -> Option<Address> {
        let (_, first, own) = self.prefectures.get(usize::from(prefecture.0).wrapping_sub(1))?;
        let municipality = *self.municipalities.get(first + own.draw(random))?;
        Self::address_in(municipality, random)
    }

    /// An address somewhere in a municipality.
    pub(crate) fn address_in(municipality: Municipality, random: &mut Random) -> Option<Address> {
        let town = TOWNS.get(random.below(TOWNS.len() as u32) as usize)?;
        let numbers = (1 + random.below(6) as u8, 1 + random.below(30) as u8, 1 + random.below(25) as u8);
        Some(Address { municipality, town, numbers })
    }
}
