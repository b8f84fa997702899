//! The desk's addresses about the yearly check.

use super::{Door, Routes};
use crate::desk;
use crate::permission::Action::{HandleCheck, SeeCheck};

pub(super) fn pages() -> Routes {
    Routes::default()
        .get("/desk/yearly-check", (SeeCheck, Door::Session), desk::check_overview)
        .get("/desk/yearly-check/hints", (SeeCheck, Door::Session), desk::hints)
        .get("/desk/numbers", (SeeCheck, Door::Session), desk::numbers)
        .get("/desk/numbers/{qualification}/{authority}", (HandleCheck, Door::Session), desk::number_call)
        .post(
            "/desk/numbers/{qualification}/{authority}",
            (HandleCheck, Door::Session),
            desk::hand_number_call,
        )
        .get("/desk/yearly-check/run/{command}", (HandleCheck, Door::Session), desk::run_step)
        .post("/desk/yearly-check/run/{command}", (HandleCheck, Door::Session), desk::steer_run)
        .get("/desk/yearly-check/deletions", (SeeCheck, Door::Session), desk::deletion_batches)
        .get("/desk/yearly-check/deletions/{batch}", (SeeCheck, Door::Session), desk::deletion_batch)
        .get("/desk/yearly-check/deletions/{batch}/{command}", (HandleCheck, Door::Session), desk::batch_step)
        .post(
            "/desk/yearly-check/deletions/{batch}/{command}",
            (HandleCheck, Door::Session),
            desk::decide_batch,
        )
        .get(
            "/desk/yearly-check/deletions/{batch}/entries/{entry}/{command}",
            (HandleCheck, Door::Session),
            desk::proposal_step,
        )
        .post(
            "/desk/yearly-check/deletions/{batch}/entries/{entry}/{command}",
            (HandleCheck, Door::Session),
            desk::decide_proposal,
        )
        .get("/desk/yearly-check/changes", (SeeCheck, Door::Session), desk::change_queues)
        .get(
            "/desk/yearly-check/changes/{qualification}/{authority}",
            (HandleCheck, Door::Session),
            desk::change_queue,
        )
}
