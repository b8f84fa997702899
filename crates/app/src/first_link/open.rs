//! The beginning and the end of a run.

use registry::ids::RegisterId;
use registry::linking::in_bulk::BulkWay;
use store::disclosure::Disclosure;

use super::{FirstLinkOrder, FirstLinkOutcome};
use crate::time::{now_micros, today_in_japan};
use crate::{Actor, App, AppError, ErrorKind};

/// A run over one register.
pub(super) struct Run {
    pub(super) register: RegisterId,
    pub(super) way: BulkWay,
    /// The citation of the way, which goes with the inquiries.
    pub(super) basis: String,
    /// What links are made for: kept with each.
    pub(super) ground: String,
    pub(super) actor: Actor,
    pub(super) folder: std::path::PathBuf,
    pub(super) dry_run: bool,
}

impl App {
    pub(super) async fn open_first_link(
        &self,
        actor: &Actor,
        order: &FirstLinkOrder,
    ) -> Result<Run, AppError> {
        let authority = self.one_authority(&order.qualification, order.authority.as_deref())?;
        let register = RegisterId::of(&order.qualification, &authority);
        if self.register_of(register).is_none() || !actor.reach.covers(&authority) {
            return Err(AppError::new(
                ErrorKind::NotFound,
                "この資格・登録権者の籍はありません。",
                "There is no register of this qualification and authority.",
            ));
        }
        let (way, basis) = self.bulk_way()?;
        Ok(Run {
            register,
            way,
            ground: format!("first-link {}/{authority} {}", order.qualification, today_in_japan()),
            basis,
            actor: actor.clone(),
            folder: order.folder.clone(),
            dry_run: order.dry_run,
        })
    }

    /// The way of the rules, and the citation that goes with inquiries.
    pub(super) fn bulk_way(&self) -> Result<(BulkWay, String), AppError> {
        let rules = self.0.rules.on(today_in_japan());
        let way = rules.linking().find_map(|way| BulkWay::of(way.value()).map(|open| (open, way)));
        let (way, rule) = way.ok_or_else(|| {
            AppError::new(
                ErrorKind::Conflict,
                "一括の突合を認める方法が規則にありません（rules/linking.toml）。",
                "The rules have no way of linking in bulk (rules/linking.toml).",
            )
        })?;
        Ok((way, rule.citation().chars().take(BASIS_AT_MOST).collect()))
    }

    /// What remains to be recorded of a run that reached its end: who read a register is known even if nobody was asked for.
    pub(super) async fn end_first_link(&self, run: &Run, outcome: &FirstLinkOutcome) -> Result<(), AppError> {
        let seen = outcome.entries;
        self.look_of(run, format!("{} read {seen}", run.ground)).await
    }

    /// One record of a run: nothing is asked or answered before it is there.
    pub(super) async fn look_of(&self, run: &Run, request: String) -> Result<(), AppError> {
        let look = Disclosure {
            at: now_micros(),
            actor: run.actor.name.clone(),
            purpose: run.actor.purpose.clone(),
            channel: run.actor.channel.code(),
            request,
            entries: Vec::new(),
        };
        Ok(self.0.writer.look(look).await?)
    }
}

/// Characters of the citation that go with an inquiry.
const BASIS_AT_MOST: usize = 200;
