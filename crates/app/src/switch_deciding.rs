//! The switch of deciding by rule: an authority turns it, for a procedure, with dates. Off unless somebody turned it on.

use jiff::civil::Date;
use law::{Both, Procedure};
use store::deciding::{self, DecidingSwitch};

use crate::decide_by_rule::procedure_words;
use crate::time::{now_micros, rfc3339};
use crate::{Actor, App, AppError, ErrorKind, Role};

/// Characters of a ground: a sentence.
const LONGEST_GROUND: usize = 500;

/// What an authority says of a procedure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DecidingOrder {
    /// The authority's code.
    pub authority: String,
    /// The procedure.
    pub procedure: Procedure,
    /// From which day; none: it is switched off.
    pub from: Option<Date>,
    /// Until which day, this one included.
    pub until: Option<Date>,
    /// On what ground: a decision's number.
    pub ground: String,
}

/// What holds, or held.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DecidingView {
    /// The authority's code.
    pub authority: String,
    /// The procedure: its code, and in words.
    pub procedure: (String, Both),
    /// Is it decided by rule today?
    pub on: bool,
    /// From which day; empty: not at all.
    pub from: String,
    /// Until which day.
    pub until: Option<String>,
    /// Who said so.
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
    /// On what ground.
    pub ground: String,
}

impl App {
    /// Switches deciding by rule on or off.
    ///
    /// # Errors
    /// Not this actor's authority; a procedure that the rules never decide; days that end before they begin.
    pub async fn switch_deciding(&self, actor: &Actor, order: &DecidingOrder) -> Result<(), AppError> {
        self.may_switch(actor, order)?;
        let switch = stored(actor, order);
        Ok(deciding::switch(&self.0.db, vec![switch]).await?)
    }

    /// What every authority within reach has said, the latest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn list_deciding(&self, actor: &Actor) -> Result<Vec<DecidingView>, AppError> {
        let all = deciding::all(&mut self.0.db.quick_reader().await?).await?;
        let today = self.today().to_string();
        let mut views: Vec<DecidingView> = Vec::new();
        // The table holds other switches of an authority as well: those of the yearly check.
        let decided = |switch: &DecidingSwitch| Procedure::from_code(&switch.procedure).is_some();
        let within = |switch: &DecidingSwitch| decided(switch) && actor.reach.covers(&switch.authority);
        for switch in all.into_iter().filter(within) {
            // Only the latest word of a pair holds.
            let is_latest = views
                .last()
                .is_none_or(|v| v.authority != switch.authority || v.procedure.0 != switch.procedure);
            views.push(DecidingView {
                on: is_latest && switch.is_on(&today),
                procedure: (switch.procedure.clone(), procedure_words(&switch.procedure)),
                authority: switch.authority,
                from: switch.from,
                until: switch.until,
                by: switch.by,
                at: rfc3339(switch.at),
                ground: switch.ground,
            });
        }
        Ok(views)
    }

    /// Has everything that the rules may decide decided by rule, from today: for a demonstration. What was switched before stays.
    ///
    /// # Errors
    /// The store's.
    pub async fn switch_deciding_for_demo(&self, actor: &Actor) -> Result<(), AppError> {
        let said = deciding::all(&mut self.0.db.quick_reader().await?).await?;
        if said.iter().any(|switch| Procedure::from_code(&switch.procedure).is_some()) {
            return Ok(());
        }
        let today = self.today();
        let on = self.rules().on(today);
        let mut authorities: Vec<String> = self
            .rules()
            .qualifications()
            .flat_map(|id| on.authorities_of(id.as_str()))
            .map(|authority| authority.code.clone())
            .collect();
        authorities.sort();
        authorities.dedup();
        let procedures: Vec<Procedure> = all_decided(&on).collect();
        let switches = authorities.iter().flat_map(|authority| {
            let of = |procedure: &Procedure| DecidingOrder {
                authority: authority.clone(),
                procedure: *procedure,
                from: Some(today),
                until: None,
                ground: "demo".to_owned(),
            };
            procedures.iter().map(of).map(|order| stored(actor, &order)).collect::<Vec<_>>()
        });
        Ok(deciding::switch(&self.0.db, switches.collect()).await?)
    }

    /// Whether an authority has a procedure decided by rule today.
    pub(crate) async fn is_by_rule(&self, authority: &str, procedure: Procedure) -> Result<bool, AppError> {
        let switch = deciding::of(&mut self.0.db.quick_reader().await?, authority, procedure.code()).await?;
        Ok(switch.is_some_and(|switch| switch.is_on(&self.today().to_string())))
    }

    fn may_switch(&self, actor: &Actor, order: &DecidingOrder) -> Result<(), AppError> {
        if !actor.roles.contains(&Role::Registrar) || !actor.reach.covers(&order.authority) {
            return Err(AppError::new(
                ErrorKind::NotPermitted,
                "この機関の決定の方法を変える権限がありません。",
                "You may not change how this authority decides.",
            ));
        }
        let on = self.rules().on(self.today());
        if !all_decided(&on).any(|procedure| procedure == order.procedure) {
            return Err(bad("この手続は規則では決定しません。", "The rules never decide this procedure."));
        }
        let ends_early = order.from.zip(order.until).is_some_and(|(from, until)| until < from);
        if ends_early || order.ground.chars().count() > LONGEST_GROUND {
            return Err(bad(
                "期間の終わりが始まりより前か、理由が長すぎます。",
                "The period ends before it begins, or the ground is too long.",
            ));
        }
        Ok(())
    }
}

fn all_decided(on: &law::RulesOn<'_>) -> impl Iterator<Item = Procedure> {
    Procedure::ALL.iter().map(|(_, procedure)| *procedure).filter(|p| on.deciding_need(*p).is_some())
}

fn stored(actor: &Actor, order: &DecidingOrder) -> DecidingSwitch {
    DecidingSwitch {
        authority: order.authority.clone(),
        procedure: order.procedure.code().to_owned(),
        at: now_micros(),
        from: order.from.map(|day| day.to_string()).unwrap_or_default(),
        until: order.until.map(|day| day.to_string()),
        by: actor.name.clone(),
        ground: order.ground.clone(),
    }
}

fn bad(ja: &str, en: &str) -> AppError {
    AppError::new(ErrorKind::BadInput, ja, en)
}
