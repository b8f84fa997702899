//! A civil day as a count, because millions of them are drawn, compared and printed.

use std::fmt;

/// A day of the proleptic Gregorian calendar, as days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// Days in a year, on the average of the Gregorian calendar.
pub(crate) const YEAR: f64 = 365.2425;

impl Day {
    /// The day of a year, a month (1–12) and a day of the month. A day past the month's end runs into the next month.
    pub const fn of(year: i32, month: i32, day: i32) -> Day {
        // Hinnant, "chrono-compatible low-level date algorithms": years begin in March, so the leap day is the last.
        let y = if month <= 2 { year - 1 } else { year };
        let era = y.div_euclid(400);
        let year_of_era = y.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Day(era * 146_097 + day_of_era - 719_468)
    }

    /// Year, month (1–12), day of the month.
    pub const fn parts(self) -> (i32, i32, i32) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = (month_from_march + 2) % 12 + 1;
        let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
        (year, month, day)
    }

    /// The day written `2024-05-27`; `None` for anything else and for a day that the calendar has not.
    pub fn parse(text: &str) -> Option<Day> {
        if text.len() != 10 || !text.bytes().enumerate().all(|(at, b)| matches!(at, 4 | 7) == (b == b'-')) {
            return None;
        }
        let mut parts = text
            .split('-')
            .map(|part| if part.bytes().all(|b| b.is_ascii_digit()) { part.parse().ok() } else { None });
        let day = Day::of(parts.next()??, month(parts.next()??)?, parts.next()??);
        (day.to_string() == text).then_some(day)
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.parts().0
    }

    /// The day so many years later (or earlier), to the day on the average.
    pub fn plus_years(self, years: f64) -> Day {
        Day(self.0 + (years * YEAR) as i32)
    }

    /// Years from an earlier day to this one, with their fraction.
    pub fn years_since(self, earlier: Day) -> f64 {
        f64::from(self.0 - earlier.0) / YEAR
    }

    /// This day, or the Monday after when it is a Saturday or a Sunday.
    pub const fn not_on_weekend(self) -> Day {
        // 1970-01-01 was a Thursday: with Monday as 0 it is 3.
        match (self.0 + 3).rem_euclid(7) {
            5 => Day(self.0 + 2),
            6 => Day(self.0 + 1),
            _ => self,
        }
    }

    /// Appends the day as `2024-05-27`: by hand, since formatting machinery is a third of the time of a row.
    pub fn push_iso(self, out: &mut String) {
        let (year, month, day) = self.parts();
        push_digits(out, year, 1000);
        out.push('-');
        push_digits(out, month, 10);
        out.push('-');
        push_digits(out, day, 10);
    }
}

fn month(number: i32) -> Option<i32> {
    (1..=12).contains(&number).then_some(number)
}

/// Appends a number with leading zeros, from the digit of weight `weight` downwards.
pub(crate) fn push_digits(out: &mut String, number: i32, mut weight: i32) {
    while weight > 0 {
        out.push(char::from(b'0' + (number / weight % 10) as u8));
        weight /= 10;
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests;
