//! The way of a change that was found: the holder is reminded (on-line, or by post), reminded again after the days of the rules, and at last the
//! entry is corrected ex officio where the rules let it be. Before each step the resident register is asked again; the address of a letter
//! comes with that answer and is not kept.

mod again;
mod correct;
mod count;
mod list;
mod notice;
mod way;
mod work;

pub use count::ShownChange;
pub use list::{ChangeQueue, WaitingChange};
pub use work::ChangesWorked;

use crate::yearly_check::deletion::FamilyRegister;
use crate::yearly_check::{CheckTools, ask};
use crate::{Actor, App, AppError, ErrorKind};
use gateways::notice::http::HttpNotices;

/// What the steps need: who tells people, and who is asked.
pub(super) struct Carriers<'t> {
    pub(super) actor: &'t Actor,
    pub(super) tools: &'t CheckTools,
    pub(super) notices: HttpNotices,
    pub(super) family: FamilyRegister,
    /// By what the resident register is asked.
    pub(super) basis: String,
}

impl<'t> Carriers<'t> {
    fn of(app: &App, actor: &'t Actor, tools: &'t CheckTools) -> Result<Self, AppError> {
        let notices = tools.notices.clone().ok_or_else(|| {
            AppError::new(
                ErrorKind::BadInput,
                "お知らせの送付先が設定されていません（--systems）。",
                "The carriers of notices are not set: --systems.",
            )
        })?;
        Ok(Self {
            actor,
            tools,
            notices,
            family: FamilyRegister::of(app, tools)?,
            basis: ask::basis_of(app.0.rules.on(app.check_day()))?,
        })
    }
}
