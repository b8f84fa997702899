//! What happens to people, and where they live by it.

use crate::day::Day;
use crate::person::{Domicile, Name};
use crate::places::Address;

/// Where somebody lives, as the resident register of Japan sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// At an address in Japan.
    At(Address),
    /// Outside Japan; with the last address in it, if there was one.
    Abroad(Option<Address>),
    /// The municipality found nobody at the address and struck the record off (職権消除).
    Struck(Address),
}

impl Home {
    /// The address, or the last one in Japan.
    pub const fn last_address(self) -> Option<Address> {
        match self {
            Home::At(address) | Home::Struck(address) => Some(address),
            Home::Abroad(last) => last,
        }
    }
}

/// Something that happened in a life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LifeEvent {
    /// The day.
    pub date: Day,
    /// What happened.
    pub kind: LifeEventKind,
}

/// What happened. A name, a domicile or an address given here holds from that day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LifeEventKind {
    /// Marriage, with the couple's family register.
    Marriage {
        /// The name from now on; the same as before for the one whose surname both bear.
        name: Name,
        /// Where the couple's family register is.
        domicile: Domicile,
    },
    /// Divorce; who had taken the other's surname may have gone back.
    Divorce {
        /// The name from now on.
        name: Name,
    },
    /// Adoption of an adult (養子縁組): the adopter's surname from then on (民法 第810条).
    Adoption {
        /// The name from now on.
        name: Name,
        /// Where the adopter's family register is.
        domicile: Domicile,
    },
    /// The surname borne before is recorded beside the name (旧氏の記載), at one's own wish.
    FormerNameRecorded {
        /// That surname.
        surname: &'static str,
    },
    /// A person from another country becomes Japanese.
    Naturalisation {
        /// The name chosen.
        name: Name,
        /// Where the new family register is.
        domicile: Domicile,
    },
    /// A move inside Japan (転居, or 転出 and 転入).
    Move {
        /// The new address.
        to: Address,
    },
    /// The same place is written otherwise, since the town was renumbered (軽微な修正).
    AddressCorrection {
        /// As it is written now.
        to: Address,
    },
    /// A move out of Japan (国外への転出).
    LeftJapan,
    /// A move into Japan from abroad (国外からの転入).
    CameToJapan {
        /// The address taken.
        to: Address,
    },
    /// Nobody was found at the address: struck off by the municipality (職権消除).
    ExOfficioDeletion,
    /// Found again and recorded anew (職権記載).
    ExOfficioEntry {
        /// The address taken.
        to: Address,
    },
    /// A court declared that somebody whom nobody had found for seven years has disappeared (失踪宣告, 民法 第30条); nothing is heard of the
    /// person afterwards, who may live.
    AdjudicatedDisappearance {
        /// The day on which the seven years were over: deemed to have died then (民法 第31条).
        deemed_dead: Day,
    },
    /// Death.
    Death,
}

impl LifeEventKind {
    /// The kind's word in what is written for programs.
    pub const fn word(self) -> &'static str {
        match self {
            LifeEventKind::Marriage { .. } => "marriage",
            LifeEventKind::Divorce { .. } => "divorce",
            LifeEventKind::Adoption { .. } => "adoption",
            LifeEventKind::FormerNameRecorded { .. } => "former-name-recorded",
            LifeEventKind::Naturalisation { .. } => "naturalisation",
            LifeEventKind::Move { .. } => "move",
            LifeEventKind::AddressCorrection { .. } => "address-correction",
            LifeEventKind::LeftJapan => "left-japan",
            LifeEventKind::CameToJapan { .. } => "came-to-japan",
            LifeEventKind::ExOfficioDeletion => "ex-officio-deletion",
            LifeEventKind::ExOfficioEntry { .. } => "ex-officio-entry",
            LifeEventKind::AdjudicatedDisappearance { .. } => "adjudicated-disappearance",
            LifeEventKind::Death => "death",
        }
    }
}
