//! The switch: an authority follows hints from a day on, on a ground that it states. Off unless somebody turned it on.

use jiff::civil::Date;
use law::{Both, Confidence};
use store::deciding::{self, DecidingSwitch};

use super::super::{ground_of, may_check};
use crate::time::{now_micros, rfc3339};
use crate::{Actor, App, AppError, ErrorKind};

/// What stands in the place of a procedure in the table of switches.
pub(super) const SWITCH: &str = "revocation-hint";

/// What an authority says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HintOrder {
    /// The authority's code.
    pub authority: String,
    /// From which day; none: it is switched off.
    pub from: Option<Date>,
    /// Until which day, this one included.
    pub until: Option<Date>,
    /// On what ground.
    pub ground: String,
}

/// What holds for an authority.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HintSwitchView {
    /// Whether hints are followed today.
    pub on: bool,
    /// From which day; empty: not at all.
    pub from: String,
    /// Until which day; empty: until it is switched off.
    pub until: String,
    /// Who said so; empty: nobody.
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
    /// On what ground.
    pub ground: String,
}

impl App {
    /// Lets an authority follow hints, or stop.
    ///
    /// # Errors
    /// Registrars of that authority only; without a ground; where the rules do not let it; days that end before they begin.
    pub async fn switch_hints(&self, actor: &Actor, order: &HintOrder) -> Result<(), AppError> {
        may_check(actor)?;
        let known = self.registers().iter().any(|register| register.authority == order.authority);
        if !actor.reach.covers(&order.authority) || !known {
            return Err(AppError::new(
                ErrorKind::NotPermitted,
                "この機関の設定を変える権限がないか、この機関の登録簿がありません。",
                "You may not change this authority's settings, or it keeps no register here.",
            ));
        }
        let ground = ground_of(&order.ground)?;
        if order.from.is_some() && !self.hints_are_allowed() {
            return Err(AppError::new(
                ErrorKind::Conflict,
                "規則により、失効を手がかりとする照会は行えません（rules/yearly-check.toml の revocation-hint）。",
                "The rules do not let hints be followed: revocation-hint in rules/yearly-check.toml.",
            ));
        }
        if order.from.zip(order.until).is_some_and(|(from, until)| until < from) {
            return Err(AppError::new(
                ErrorKind::BadInput,
                "期間の終わりが始まりより前です。",
                "The period ends before it begins.",
            ));
        }
        let switch = DecidingSwitch {
            authority: order.authority.clone(),
            procedure: SWITCH.to_owned(),
            at: now_micros(),
            from: order.from.map(|day| day.to_string()).unwrap_or_default(),
            until: order.until.map(|day| day.to_string()),
            by: actor.name.clone(),
            ground,
        };
        Ok(deciding::switch(&self.0.db, vec![switch]).await?)
    }

    /// Whether an authority follows hints today: the rules let it, and it has switched it on.
    pub(super) async fn follows_hints(&self, authority: &str) -> Result<bool, AppError> {
        Ok(self.hints_are_allowed() && self.hint_switch(authority).await?.on)
    }

    /// What an authority has said last.
    pub(super) async fn hint_switch(&self, authority: &str) -> Result<HintSwitchView, AppError> {
        let said = deciding::of(&mut self.0.db.reader().await?, authority, SWITCH).await?;
        let today = self.check_day().to_string();
        Ok(said.map_or_else(
            || HintSwitchView {
                on: false,
                from: String::new(),
                until: String::new(),
                by: String::new(),
                at: String::new(),
                ground: String::new(),
            },
            |said| HintSwitchView {
                on: said.is_on(&today),
                from: said.from,
                until: said.until.unwrap_or_default(),
                by: said.by,
                at: rfc3339(said.at),
                ground: said.ground,
            },
        ))
    }

    /// Whether the rules of the day let an authority follow hints.
    pub(super) fn hints_are_allowed(&self) -> bool {
        self.0
            .rules
            .on(self.check_day())
            .check_value(SWITCH)
            .yes()
            .is_some_and(|ruled| ruled.value().number == 1)
    }

    /// By what, as the rules cite it, and whether that is established.
    pub(super) fn hint_ground(&self) -> (String, bool) {
        let ruled = self.0.rules.on(self.check_day()).check_value(SWITCH).yes();
        ruled.map_or_else(
            || (String::new(), false),
            |ruled| (ruled.citation().to_owned(), ruled.confidence() != Confidence::Inferred),
        )
    }

    /// An authority in words.
    pub(super) fn authority_words(&self, code: &str) -> Both {
        let rules = self.0.rules.on(self.check_day());
        rules.authority(code).map_or_else(|| Both::new(code, code), |of| Both::new(&of.name_ja, &of.name_en))
    }
}
