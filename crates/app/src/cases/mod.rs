//! Cases: what every verb about one shares. A verb loads the case, takes steps of the state machine, and writes what came of them in
//! one transaction; what is to be sent or asked outside follows from the events and goes into the outbox.

mod application;
mod evidence;
mod follow;
mod load;
mod moving;
mod paper;

pub use application::{Application, ExamEntry};
pub use paper::{PaperFiling, Returned};

pub(crate) use application::{
    BY_DETAILS, CERTIFICATE_WAY, DETAILS_WAY, FORM, today_for, two_officers, unfit,
};
pub(crate) use evidence::{
    CARD, Compared, ENTRY, EVIDENCE, EXAM, EXAM_LIST, Evidence, IDENTITY, KOSEKI_CODE, KOSEKI_INQUIRY,
    RESIDENTS, facts_of,
};
pub(crate) use follow::{
    ASK, DECIDE, FORGET, NOTICE, PAYMENT_CHECK, PAYMENT_ISSUE, PAYMENT_LOOK, PAYMENT_NEWS, Question, TELL,
    Told, Wanted, text,
};
pub use load::CaseKey;
pub(crate) use load::{Loaded, not_there, read};
pub(crate) use moving::{By, Moving, draft_changed, moved, refused};
pub(crate) use paper::{desk_account, papers_account};

/// How the program itself is named in a case's history.
pub(crate) const SYSTEM: &str = "system";
/// How a decision by rule is named there.
pub(crate) const RULE: &str = "rule";
