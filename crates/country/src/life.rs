//! How long people live: deaths by age, sex and year.

use crate::day::{Day, YEAR};
use crate::person::Sex;
use crate::random::Random;
use crate::tables::{TableError, lines};

/// Years of the three tables in `data/deaths.tsv`.
const YEARS: [f64; 3] = [1950.0, 1985.0, 2020.0];
const FIRST_BIRTH: i32 = 1850;
const LAST_BIRTH: i32 = 2040;
/// Nobody grows older.
const OLDEST: usize = 120;

/// For each sex and year of birth the cumulative hazard by age: −ln of the share that lives to that age.
#[derive(Debug, Clone)]
pub(crate) struct Mortality {
    hazards: [Vec<[f32; OLDEST + 1]>; 2],
}

/// One age of the table: the logarithms of the yearly deaths, men and women in three years.
struct Rates {
    age: f64,
    logs: [[f64; 3]; 2],
}

impl Mortality {
    pub(crate) fn load() -> Result<Mortality, TableError> {
        let mut rates = Vec::new();
        for line in lines("deaths.tsv", include_str!("../data/deaths.tsv")) {
            let log = |column| line.number::<f64>(column).map(|per_100_000| (per_100_000 / 100_000.0).ln());
            let logs = [[log(1)?, log(2)?, log(3)?], [log(4)?, log(5)?, log(6)?]];
            rates.push(Rates { age: line.number(0)?, logs });
        }
        let of_sex = |sex: usize| (FIRST_BIRTH..=LAST_BIRTH).map(|born| cohort(&rates, sex, born)).collect();
        Ok(Mortality { hazards: [of_sex(0), of_sex(1)] })
    }

    /// The day on which somebody dies who was born on `born` and lives on `alive_on`, however far away it is.
    pub(crate) fn death(&self, sex: Sex, born: Day, alive_on: Day, random: &mut Random) -> Day {
        let [men, women] = &self.hazards;
        let cohorts = if sex == Sex::Male { men } else { women };
        let drawn = random.waiting();
        let cohort = (born.year().clamp(FIRST_BIRTH, LAST_BIRTH) - FIRST_BIRTH) as usize;
        let Some(hazards) = cohorts.get(cohort) else {
            return alive_on;
        };
        let limit = hazard_at(hazards, alive_on.years_since(born)) + drawn;
        let whole = hazards.partition_point(|hazard| f64::from(*hazard) < limit).clamp(1, OLDEST);
        let (before, after) = (at(hazards, whole - 1), at(hazards, whole));
        let part = if after > before { ((limit - before) / (after - before)).clamp(0.0, 1.0) } else { 0.0 };
        let days = ((whole - 1) as f64 + part) * YEAR;
        // Alive on a day means to die on a later one.
        Day((born.0 + days as i32).max(alive_on.0 + 1))
    }
}

fn cohort(rates: &[Rates], sex: usize, born: i32) -> [f32; OLDEST + 1] {
    let mut hazards = [0.0; OLDEST + 1];
    let mut sum = 0.0;
    for (age, hazard) in hazards.iter_mut().enumerate() {
        *hazard = sum as f32;
        let deaths = yearly_deaths(rates, sex, age as f64, f64::from(born) + age as f64);
        sum -= (1.0 - deaths.min(0.999)).ln();
    }
    hazards
}

/// Deaths in a year per person, between the table's ages and years (linear in the logarithm, flat beyond the ends).
fn yearly_deaths(rates: &[Rates], sex: usize, age: f64, year: f64) -> f64 {
    let upper = rates.partition_point(|row| row.age <= age).min(rates.len().saturating_sub(1));
    let (Some(young), Some(old)) = (rates.get(upper.saturating_sub(1)), rates.get(upper)) else {
        return 1.0;
    };
    let (Some(from), Some(to)) = (young.logs.get(sex), old.logs.get(sex)) else {
        return 1.0;
    };
    let by_age = if old.age > young.age { ((age - young.age) / (old.age - young.age)).min(1.0) } else { 1.0 };
    let [first, second, third] = std::array::from_fn(|i| blend(at64(from, i), at64(to, i), by_age));
    let [start, middle, end] = YEARS;
    let log = if year < middle {
        blend(first, second, ((year - start) / (middle - start)).max(0.0))
    } else {
        blend(second, third, ((year - middle) / (end - middle)).min(1.0))
    };
    log.exp()
}

fn blend(from: f64, to: f64, share: f64) -> f64 {
    from + (to - from) * share
}

fn at64(values: &[f64; 3], index: usize) -> f64 {
    values.get(index).copied().unwrap_or_default()
}

fn at(hazards: &[f32; OLDEST + 1], age: usize) -> f64 {
    hazards.get(age).map_or(f64::INFINITY, |hazard| f64::from(*hazard))
}

fn hazard_at(hazards: &[f32; OLDEST + 1], age: f64) -> f64 {
    let whole = age.clamp(0.0, (OLDEST - 1) as f64);
    let index = whole as usize;
    blend(at(hazards, index), at(hazards, index + 1), whole - index as f64)
}

#[cfg(test)]
mod tests;
