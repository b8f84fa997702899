//! Names of people: surnames by their number of bearers, given names by sex and fashion, names from other countries.

use crate::person::{Name, Sex};
use crate::random::Random;
use crate::tables::{Line, TableError, lines};
use crate::weighted::Weighted;

/// Births are looked at in steps of so many years; the fashion of names is slower.
const STEP: i32 = 5;
const FIRST_BIRTH: i32 = 1885;
const LAST_BIRTH: i32 = 2030;
/// Names that are drawn until one differs from a sibling's: the most frequent is borne by a few in a hundred.
const NAMES_TRIED: usize = 8;
/// Nationalities are drawn by other weights for those born before this year.
const YOUNG: i32 = 1965;

/// A spelling with its reading.
pub(crate) type Spelled = (&'static str, &'static str);

#[derive(Debug, Clone)]
pub(crate) struct Names {
    surnames: Vec<Spelled>,
    by_bearers: Weighted,
    given: [Given; 2],
    foreign: Vec<Foreign>,
    /// Among those born before [`YOUNG`], and since.
    by_nationality: [Weighted; 2],
}

#[derive(Debug, Clone)]
struct Given {
    names: Vec<Spelled>,
    /// One for each step of years of birth.
    by_birth: Vec<Weighted>,
}

/// The names of one nationality.
#[derive(Debug, Clone, Default)]
struct Foreign {
    nationality: &'static str,
    weights: [f64; 2],
    family: Vec<Spelled>,
    given: [Vec<Spelled>; 2],
}

impl Names {
    pub(crate) fn load() -> Result<Names, TableError> {
        let mut surnames = Vec::new();
        let mut bearers = Vec::new();
        for line in lines("surnames.tsv", include_str!("../data/surnames.tsv")) {
            surnames.push((line.text(0)?, line.text(1)?));
            bearers.push(line.number(2)?);
        }
        let foreign = load_foreign()?;
        let weights =
            |at: fn(&[f64; 2]) -> f64| Weighted::new(foreign.iter().map(|names| at(&names.weights)));
        let by_nationality = [weights(|[old, _]| *old), weights(|[_, young]| *young)];
        let given = [Given::load("m")?, Given::load("f")?];
        Ok(Names { surnames, by_bearers: Weighted::new(bearers), given, foreign, by_nationality })
    }

    /// A surname, spelled as its bearer's family register spells it.
    pub(crate) fn surname(&self, random: &mut Random) -> Spelled {
        pick(&self.surnames, self.by_bearers.draw(random))
    }

    /// A given name of somebody born in a year.
    pub(crate) fn given(&self, sex: Sex, born: i32, random: &mut Random) -> Spelled {
        let [men, women] = &self.given;
        let given = if sex == Sex::Male { men } else { women };
        let step = (born.clamp(FIRST_BIRTH, LAST_BIRTH - 1) - FIRST_BIRTH) / STEP;
        given.by_birth.get(step as usize).map_or(("", ""), |weights| pick(&given.names, weights.draw(random)))
    }

    /// Another given name than a sibling's; `alike` asks for one that is read as theirs. `None` when there is no such name.
    pub(crate) fn another_given(
        &self,
        sex: Sex,
        (sibling, alike): (Name, bool),
        born: i32,
        random: &mut Random,
    ) -> Option<Spelled> {
        let [men, women] = &self.given;
        let given = if sex == Sex::Male { men } else { women };
        if alike {
            let read_alike: Vec<Spelled> = given
                .names
                .iter()
                .copied()
                .filter(|(spelling, kana)| *kana == sibling.given_kana && *spelling != sibling.given)
                .collect();
            if !read_alike.is_empty() {
                return Some(pick(&read_alike, random.below(read_alike.len() as u32) as usize));
            }
        }
        (0..NAMES_TRIED)
            .map(|_| self.given(sex, born, random))
            .find(|(spelling, _)| *spelling != sibling.given)
    }

    /// A name of somebody from another country, with the nationality. Family and given name are in the same script.
    pub(crate) fn foreign(&self, sex: Sex, born: i32, random: &mut Random) -> (&'static str, Name) {
        let [old, young] = &self.by_nationality;
        let by_nationality = if born < YOUNG { old } else { young };
        let Some(names) = self.foreign.get(by_nationality.draw(random)) else {
            return ("", Name::default());
        };
        let family = pick(&names.family, random.below(names.family.len() as u32) as usize);
        (names.nationality, Name::new(family, names.given(sex, family.0, random)))
    }

    /// A given name of a nationality, in the script of the family name.
    pub(crate) fn foreign_given(
        &self,
        nationality: &str,
        sex: Sex,
        family: &str,
        random: &mut Random,
    ) -> Spelled {
        self.foreign
            .iter()
            .find(|names| names.nationality == nationality)
            .map_or(("", ""), |names| names.given(sex, family, random))
    }

    /// Another given name of a nationality than a sibling's, in the script of the family name. `None` when there is no such name.
    pub(crate) fn another_foreign_given(
        &self,
        nationality: &str,
        sex: Sex,
        sibling: Name,
        random: &mut Random,
    ) -> Option<Spelled> {
        let names = self.foreign.iter().find(|names| names.nationality == nationality)?;
        let mut others = names.fitting(sex, sibling.surname);
        others.retain(|(spelling, _)| *spelling != sibling.given);
        (!others.is_empty()).then(|| pick(&others, random.below(others.len() as u32) as usize))
    }
}

impl Foreign {
    fn fitting(&self, sex: Sex, family: &str) -> Vec<Spelled> {
        let [men, women] = &self.given;
        let given = if sex == Sex::Male { men } else { women };
        given.iter().copied().filter(|(spelling, _)| spelling.is_ascii() == family.is_ascii()).collect()
    }

    fn given(&self, sex: Sex, family: &str, random: &mut Random) -> Spelled {
        let fitting = self.fitting(sex, family);
        pick(&fitting, random.below(fitting.len() as u32) as usize)
    }
}

impl Given {
    fn load(sex: &str) -> Result<Given, TableError> {
        let mut names = Vec::new();
        let mut fashions = Vec::new();
        for line in lines("given.tsv", include_str!("../data/given.tsv")) {
            if line.text(0)? == sex {
                names.push((line.text(1)?, line.text(2)?));
                fashions.push(Fashion::read(&line)?);
            }
        }
        let by_birth = (FIRST_BIRTH..LAST_BIRTH)
            .step_by(STEP as usize)
            .map(|year| Weighted::new(fashions.iter().map(|fashion| fashion.weight(year + STEP / 2))))
            .collect();
        Ok(Given { names, by_birth })
    }
}

/// How a name comes and goes: a triangle over the years.
struct Fashion {
    first: f64,
    peak: f64,
    last: f64,
    weight: f64,
}

impl Fashion {
    fn read(line: &Line) -> Result<Fashion, TableError> {
        let fashion = Fashion {
            first: line.number(3)?,
            peak: line.number(4)?,
            last: line.number(5)?,
            weight: line.number(6)?,
        };
        if fashion.first < fashion.peak && fashion.peak < fashion.last {
            Ok(fashion)
        } else {
            Err(line.error("first, peak and last year must ascend"))
        }
    }

    fn weight(&self, year: i32) -> f64 {
        let year = f64::from(year);
        let height = if year < self.peak {
            (year - self.first) / (self.peak - self.first)
        } else {
            (self.last - year) / (self.last - self.peak)
        };
        // A name out of fashion does not quite die out within its family.
        self.weight * height.max(0.0005)
    }
}

fn load_foreign() -> Result<Vec<Foreign>, TableError> {
    let mut all: Vec<Foreign> = Vec::new();
    for line in lines("foreign.tsv", include_str!("../data/foreign.tsv")) {
        let nationality = line.text(0)?;
        if all.last().is_none_or(|last| last.nationality != nationality) {
            all.push(Foreign {
                nationality,
                weights: [line.number(1)?, line.number(2)?],
                ..Foreign::default()
            });
        }
        let Some(names) = all.last_mut() else {
            continue;
        };
        let [men, women] = &mut names.given;
        let list = match line.text(3)? {
            "family" => &mut names.family,
            "m" => men,
            "f" => women,
            _ => return Err(line.error("the part is family, m or f")),
        };
        list.push((line.text(4)?, line.text(5)?));
    }
    Ok(all)
}

fn pick(list: &[Spelled], at: usize) -> Spelled {
    list.get(at).copied().unwrap_or_default()
}
