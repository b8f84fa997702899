//! The desk's addresses about the yearly check.

use super::{Door, Routes};
use crate::desk;
use crate::permission::Action::SeeCheck;

pub(super) fn pages() -> Routes {
    Routes::default()
        .get("/desk/yearly-check", (SeeCheck, Door::Session), desk::check_overview)
        .get("/desk/yearly-check/hints", (SeeCheck, Door::Session), desk::hints)
        .get("/desk/numbers", (SeeCheck, Door::Session), desk::numbers)
}
