//! The routes of the portal: what a person does about what is their own.

use super::{Door, Routes};
use crate::permission::Action;
use crate::{desk, portal};

pub(super) fn of_portal() -> Routes {
    use Action::{ApplyOwn, GiveNumber, LinkOwn, SeeOwn, ShareOwn, ShowOwn, SignIn, SignOut};
    use Door::{Holder, Open};
    Routes::default()
        .get("/portal/sign-in", (SignIn, Open), portal::sign_in)
        .get("/portal/sign-in/start", (SignIn, Open), portal::leave)
        .get("/portal/sign-in/return", (SignIn, Open), portal::arrive)
        .post("/portal/sign-out", (SignOut, Holder), portal::sign_out)
        .get("/portal", (SeeOwn, Holder), portal::home)
        .get("/portal/entries/{id}/disclosures", (SeeOwn, Holder), portal::looks)
        .get("/portal/link", (LinkOwn, Holder), portal::link_form)
        .post("/portal/link", (LinkOwn, Holder), portal::request_link)
        .get("/portal/link/{id}", (LinkOwn, Holder), portal::request)
        .get("/portal/link/{id}/sign", (LinkOwn, Holder), portal::sign)
        .get("/portal/link/{id}/card", (LinkOwn, Holder), portal::link_by_number)
        .post("/portal/link/{id}/desk", (LinkOwn, Holder), portal::ask_desk)
        .get("/portal/proof", (ShowOwn, Holder), portal::proofs)
        .get("/portal/entries/{id}/confirmations", (SeeOwn, Holder), portal::confirmations)
        .get("/portal/entries/{id}/confirmations/{case}", (SeeOwn, Holder), portal::confirmation_of_entry)
        .get("/portal/entries/{id}/shares", (ShareOwn, Holder), portal::shares)
        .post("/portal/entries/{id}/shares", (ShareOwn, Holder), portal::share)
        .post("/portal/entries/{id}/shares/{share}/end", (ShareOwn, Holder), portal::end_share)
        .get("/portal/number", (GiveNumber, Holder), portal::number)
        .get("/portal/number/log", (GiveNumber, Holder), portal::number_log)
        .get("/portal/number/read", (GiveNumber, Holder), portal::read_card)
        .get(app::systems::CARD_RETURN, (GiveNumber, Open), portal::card_not_read)
        .post(app::systems::CARD_RETURN, (GiveNumber, Open), portal::card_return)
        .get("/portal/card/{token}", (GiveNumber, Holder), portal::reading)
        .post("/portal/card/{token}", (GiveNumber, Holder), portal::give_number)
        .get("/portal/messages", (SeeOwn, Holder), portal::messages)
        .get("/portal/new", (ApplyOwn, Holder), portal::licences)
        .get("/portal/new/{qualification}", (ApplyOwn, Holder), portal::licence)
        .post("/portal/new/{qualification}", (ApplyOwn, Holder), portal::begin_licence)
        .get("/portal/entries/{id}/procedures", (ApplyOwn, Holder), portal::procedures)
        .post("/portal/entries/{id}/procedures", (ApplyOwn, Holder), portal::begin)
        .get("/portal/drafts/{id}/what", (ApplyOwn, Holder), portal::what)
        .post("/portal/drafts/{id}/what", (ApplyOwn, Holder), portal::save_what)
        .get("/portal/drafts/{id}", (ApplyOwn, Holder), portal::asked)
        .get("/portal/drafts/{id}/items", (ApplyOwn, Holder), portal::items)
        .post("/portal/drafts/{id}/items", (ApplyOwn, Holder), portal::save_items)
        .get("/portal/drafts/{id}/card", (ApplyOwn, Holder), portal::fill_by_card)
        .post("/portal/drafts/{id}/card", (ApplyOwn, Holder), portal::use_card)
        .get("/portal/drafts/{id}/number", (GiveNumber, Holder), portal::number_by_card)
        .post("/portal/drafts/{id}/number", (GiveNumber, Holder), portal::drop_number)
        .get("/portal/drafts/{id}/exam", (ApplyOwn, Holder), portal::exam)
        .post("/portal/drafts/{id}/exam", (ApplyOwn, Holder), portal::save_exam)
        .get("/portal/drafts/{id}/papers", (ApplyOwn, Holder), portal::papers)
        .get("/portal/drafts/{id}/declare", (ApplyOwn, Holder), portal::declare)
        .post("/portal/drafts/{id}/declare", (ApplyOwn, Holder), portal::save_declared)
        .get("/portal/drafts/{id}/check", (ApplyOwn, Holder), portal::check)
        .get("/portal/drafts/{id}/sign", (ApplyOwn, Holder), portal::sign_draft)
        .post("/portal/drafts/{id}/discard", (ApplyOwn, Holder), portal::discard)
        .get("/portal/papers/{id}", (ApplyOwn, Holder), portal::paper)
        .get("/portal/cases/{register}/{case}", (ApplyOwn, Holder), portal::case)
        .post("/portal/cases/{register}/{case}", (ApplyOwn, Holder), portal::act)
        .get("/portal/cases/{register}/{case}/pay", (ApplyOwn, Holder), portal::pay)
        .get("/portal/cases/{register}/{case}/paid", (ApplyOwn, Holder), portal::paid)
        .get("/portal/cases/{register}/{case}/confirmation", (ApplyOwn, Holder), portal::confirmation)
        .get("/portal/cases/{register}/{case}/supplement", (ApplyOwn, Holder), portal::supplement_form)
}

/// Forms with files: they may be longer than others.
pub(super) fn with_files() -> Routes {
    use Action::{ApplyOwn, HandleCases};
    use Door::{Holder, Session};
    Routes::default()
        .post("/desk/paper/{register}/{case}", (HandleCases, Session), desk::save_paper)
        .post("/portal/drafts/{id}/papers", (ApplyOwn, Holder), portal::save_papers)
        .post("/portal/cases/{register}/{case}/means", (ApplyOwn, Holder), portal::give_means)
        .post("/portal/cases/{register}/{case}/supplement", (ApplyOwn, Holder), portal::supplement)
}
