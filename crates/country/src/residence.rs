//! Where a household lives over the years: one process of moves, drawn in the order of time from a stream of its own. So it can be cut
//! at any day, and what came before stays what it was.

use crate::AS_OF;
use crate::day::Day;
use crate::event::{Home, LifeEvent, LifeEventKind};
use crate::person::{Domicile, Person, Role};
use crate::places::{Address, Places, Prefecture};
use crate::random::Random;
use crate::tables::Tables;

/// Homes are known from this day on; before it everybody lived in the first one.
pub(crate) const HOMES_FROM: Day = Day::of(2011, 4, 1);
/// Since this day the resident register has foreign residents; who had left before never was in it (平成21年法律第77号).
const FOREIGNERS_FROM: Day = Day::of(2012, 7, 9);

/// What happens to homes, a year and household; invented, the moves near the yearly rate of migration between municipalities and inside.
const MOVES: f64 = 0.045;
const CORRECTIONS: f64 = 0.004;
const STRUCK: f64 = 0.000_5;
const LEAVES: f64 = 0.002_5;
/// The same for households whose head is from another country and stays so.
const LEAVES_OF_FOREIGNERS: f64 = 0.03;
/// Shares of moves that stay in the municipality, and in the prefecture.
const MOVED_INSIDE: f64 = 0.45;
const MOVED_NEAR: f64 = 0.8;
/// Share of those who left Japan that come back, and after how many years on the average.
const COMES_BACK: f64 = 0.6;
const YEARS_ABROAD: f64 = 3.5;
/// The same for those struck off that are found again.
const FOUND_AGAIN: f64 = 0.5;
const YEARS_STRUCK: f64 = 1.5;
/// Share of those never found of whom a court declares that they have disappeared, after the seven years of 民法 第30条 and some of proceedings
/// (invented but the seven).
const DECLARED: f64 = 0.4;
const YEARS_UNTIL_DECLARED: f64 = 7.0;
const YEARS_OF_COURT: f64 = 2.5;
/// Share of foreign holders of an entry, registered before the resident register had foreigners, who had left by then.
const LEFT_EARLY: f64 = 0.1;

/// The homes of a household's head in the order of time.
#[derive(Debug, Clone)]
pub(crate) struct Homes {
    first: Address,
    changes: Vec<(Day, LifeEventKind)>,
}

/// What decides how a household moves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mover {
    /// Where it lives first.
    pub(crate) prefecture: Prefecture,
    /// Whether the head is from another country and stays so.
    pub(crate) foreign: bool,
    /// A day from which on a foreign head may have gone home before the resident register knew foreigners.
    pub(crate) since: Option<Day>,
    /// Whether the head lives on the country's first day: of nobody else a register could have heard of a death that no one ever finds.
    pub(crate) lives: bool,
}

impl Mover {
    pub(crate) fn new(head: &Person, prefecture: Prefecture, since: Option<Day>) -> Mover {
        // As of one fixed day, else homes would depend on the day they are looked at.
        let naturalised = head
            .events
            .iter()
            .any(|event| event.date < AS_OF && matches!(event.kind, LifeEventKind::Naturalisation { .. }));
        let foreign = matches!(head.birth_domicile, Domicile::Abroad(_)) && !naturalised;
        Mover { prefecture, foreign, since, lives: head.died.is_none_or(|died| died >= AS_OF) }
    }
}

impl Homes {
    /// The homes until a day. `None` only if the table had no municipality in the prefecture.
    pub(crate) fn draw(tables: &Tables, mover: Mover, until: Day, random: &mut Random) -> Option<Homes> {
        let first = tables.places.address(mover.prefecture, random)?;
        let mut homes = Homes { first, changes: Vec::new() };
        if let Some(day) = left_early(mover, random) {
            homes.changes.push((day, LifeEventKind::LeftJapan));
            return Some(homes);
        }
        let (mut day, mut now) = (HOMES_FROM, first);
        let leaves = if mover.foreign { LEAVES_OF_FOREIGNERS } else { LEAVES };
        let all = MOVES + CORRECTIONS + STRUCK + leaves;
        loop {
            day = later(day, random.waiting() / all);
            if day >= until {
                return Some(homes);
            }
            let drawn = random.unit() * all;
            let (kind, returns) = match drawn {
                low if low < MOVES => {
                    now = near_or_far(tables, now, random)?;
                    (LifeEventKind::Move { to: now }, None)
                }
                low if low < MOVES + CORRECTIONS => {
                    now = renumbered(now, random);
                    (LifeEventKind::AddressCorrection { to: now }, None)
                }
                low if low < MOVES + CORRECTIONS + STRUCK => {
                    (LifeEventKind::ExOfficioDeletion, Some((FOUND_AGAIN, YEARS_STRUCK)))
                }
                _ => (LifeEventKind::LeftJapan, Some((COMES_BACK, YEARS_ABROAD))),
            };
            homes.changes.push((day, kind));
            let Some((share, years)) = returns else {
                continue;
            };
            if !random.chance(share) {
                if mover.lives {
                    homes.perhaps_declared((day, kind), until, random);
                }
                return Some(homes);
            }
            day = later(day, 0.1 + years * random.waiting());
            if day >= until {
                return Some(homes);
            }
            now = near_or_far(tables, now, random)?;
            let back = match kind {
                LifeEventKind::LeftJapan => LifeEventKind::CameToJapan { to: now },
                _ => LifeEventKind::ExOfficioEntry { to: now },
            };
            homes.changes.push((day, back));
        }
    }

    /// Of some who were struck off and never found, a court declares that they have disappeared.
    fn perhaps_declared(&mut self, (struck, kind): (Day, LifeEventKind), until: Day, random: &mut Random) {
        if kind != LifeEventKind::ExOfficioDeletion || !random.chance(DECLARED) {
            return;
        }
        let deemed_dead = struck.plus_years(YEARS_UNTIL_DECLARED);
        let declared = deemed_dead.plus_years(0.5 + YEARS_OF_COURT * random.unit());
        if declared < until {
            self.changes.push((declared, LifeEventKind::AdjudicatedDisappearance { deemed_dead }));
        }
    }

    /// The head's home on a day.
    pub(crate) fn on(&self, day: Day) -> Home {
        self.changes.iter().take_while(|(date, _)| *date <= day).fold(Home::At(self.first), follow)
    }

    /// Tells of the homes in the life of somebody of the household; a spouse's are told by [`Homes::tell_spouse`].
    pub(crate) fn tell(&self, member: &mut Person) {
        let of_head = member.role == Role::Head;
        let since = if of_head { None } else { Some(member.born) };
        member.first_home = Some(since.map_or(Home::At(self.first), |born| self.of_others(born)));
        let told = self.changes.iter().filter(|(date, kind)| {
            since.is_none_or(|born| *date > born) && (of_head || !is_of_head_alone(kind))
        });
        member.events.extend(told.map(|(date, kind)| LifeEvent { date: *date, kind: *kind }));
    }

    /// A spouse lives in a home of their own before the marriage, and in another after a divorce.
    pub(crate) fn tell_spouse(
        &self,
        spouse: &mut Person,
        (married, divorced): (Day, Option<Day>),
        (before, after): (Address, Address),
    ) {
        let tell = |events: &mut Vec<LifeEvent>, date, kind| events.push(LifeEvent { date, kind });
        spouse.first_home = Some(Home::At(before));
        match self.of_others(married) {
            Home::At(to) => tell(&mut spouse.events, married, LifeEventKind::Move { to }),
            _ => tell(&mut spouse.events, married, LifeEventKind::LeftJapan),
        }
        let together = |date: Day| date > married && divorced.is_none_or(|until| date < until);
        for (date, kind) in &self.changes {
            if together(*date) && !is_of_head_alone(kind) {
                tell(&mut spouse.events, *date, *kind);
            }
        }
        let Some(date) = divorced else {
            return;
        };
        match self.of_others(date) {
            Home::At(_) => tell(&mut spouse.events, date, LifeEventKind::Move { to: after }),
            _ => tell(&mut spouse.events, date, LifeEventKind::CameToJapan { to: after }),
        }
    }

    /// The home of those who live with the head: whoever is struck off, is so alone.
    fn of_others(&self, day: Day) -> Home {
        self.changes
            .iter()
            .take_while(|(date, _)| *date <= day)
            .filter(|(_, kind)| !is_of_head_alone(kind))
            .fold(Home::At(self.first), follow)
    }
}

fn follow(home: Home, (_, kind): &(Day, LifeEventKind)) -> Home {
    match *kind {
        LifeEventKind::Move { to }
        | LifeEventKind::AddressCorrection { to }
        | LifeEventKind::CameToJapan { to }
        | LifeEventKind::ExOfficioEntry { to } => Home::At(to),
        LifeEventKind::LeftJapan => Home::Abroad(home.last_address()),
        LifeEventKind::ExOfficioDeletion => home.last_address().map_or(home, Home::Struck),
        _ => home,
    }
}

fn is_of_head_alone(kind: &LifeEventKind) -> bool {
    matches!(
        kind,
        LifeEventKind::ExOfficioDeletion
            | LifeEventKind::ExOfficioEntry { .. }
            | LifeEventKind::AdjudicatedDisappearance { .. }
    )
}

fn left_early(mover: Mover, random: &mut Random) -> Option<Day> {
    let since = mover.since.filter(|since| mover.foreign && *since < FOREIGNERS_FROM)?;
    let days = (FOREIGNERS_FROM.0 - since.0) as u32;
    random.chance(LEFT_EARLY).then(|| Day(since.0 + random.below(days) as i32))
}

/// A later day, at least the next.
fn later(day: Day, years: f64) -> Day {
    day.plus_years(years).max(Day(day.0 + 1))
}

fn near_or_far(tables: &Tables, from: Address, random: &mut Random) -> Option<Address> {
    let far = random.unit();
    if far < MOVED_INSIDE {
        return Places::address_in(from.municipality, random);
    }
    let near = far < MOVED_NEAR;
    let prefecture = if near { from.municipality.prefecture } else { tables.places.prefecture(random) };
    tables.places.address(prefecture, random)
}

/// The same town with new numbers, as when 住居表示 is introduced.
fn renumbered(address: Address, random: &mut Random) -> Address {
    let (block, lot, _) = address.numbers;
    Address { numbers: (block, 1 + lot % 30, 1 + random.below(25) as u8), ..address }
}
