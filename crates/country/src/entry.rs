//! What a register shows of a person, which need not be what is true of the person today.

use crate::AS_OF;
use crate::day::Day;
use crate::person::{Domicile, Name, Person};
use crate::random::Random;

/// One entry of a register, as its file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "登録")]
pub struct Entry {
    /// Registration number.
    pub number: u64,
    /// Day of registration.
    pub registered_on: Day,
    /// The name shown: that of the day of registration, or a later one if the change was notified.
    pub name: Name,
    /// The former surname, where its holder wished it shown.
    pub former_surname: Option<(&'static str, &'static str)>,
    /// The domicile shown.
    pub domicile: Domicile,
    /// Year and month in which the examination was passed.
    pub exam_passed: (i32, i32),
    /// A restriction that was imposed.
    pub sanction: Option<Sanction>,
    /// That the entry was deleted; the line stays.
    pub deletion: Option<Deletion>,
    /// The day on which the certificate was issued anew.
    pub reissued_on: Option<Day>,
    /// Whether the register was told of the last move (only for registers with an address).
    pub move_notified: bool,
}

/// A sanction, in the form `業務停止 2011-03-01/2011-08-31`, an admonition with its day alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(alias = "処分")]
pub struct Sanction {
    /// Its word.
    pub word: &'static str,
    /// The day on which it takes effect.
    pub from: Day,
    /// The last day, where it has an end.
    pub until: Option<Day>,
}

/// The deletion of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(alias = "抹消")]
pub struct Deletion {
    /// The day.
    pub on: Day,
    /// Its reason, in the register's word.
    pub reason: &'static str,
}

/// The words of the reasons for deletion but that of a cancelled registration, which differs by qualification.
pub(crate) const DIED: &str = "死亡";
pub(crate) const DISAPPEARED: &str = "失踪の宣告";
pub(crate) const REQUESTED: &str = "申請";

/// A day between the registration and the end of the life or of the file.
pub(crate) fn some_day(registered_on: Day, person: &Person, random: &mut Random) -> Day {
    let last = person.died.map_or(AS_OF, |died| died.min(AS_OF));
    let days = (last.0 - registered_on.0).max(1) as u32;
    Day(registered_on.0 + random.below(days) as i32)
}
