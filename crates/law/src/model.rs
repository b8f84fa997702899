//! What the files say, as types.

mod authority;
mod case_value;
mod check;
mod codes;
mod deadline;
mod deciding;
mod duty;
mod entry;
mod family;
mod filing;
mod money;
mod paper;
mod policy;
mod qualification;
mod report;
mod shared;

pub use authority::{Authority, AuthorityParts, Receiving, ReceivingKey};
pub use case_value::CaseValue;
pub use check::{CheckAsking, CheckCorrection, CheckValue, CheckWording};
pub use codes::{Alternative, Document, Item, Law, Signatory};
pub use deadline::Deadline;
pub use deciding::{DecidingNeed, DecidingRule, NeverByRule};
pub use duty::{
    ChangeDuty, Collection, DeathDuty, DeletionOnRequest, NewRegistration, Reissue, ReturnAfterRevocation,
    Rewriting, Transfer,
};
pub use entry::{
    Certificate, Count, Disqualification, Exam, MinimumAge, Prerequisite, ReLicence, Register, Sanction,
    SanctionNotice, Validity,
};
pub use family::{Family, FamilyAxis};
pub use filing::{ProcedureRule, Replacement};
pub use money::{Fee, FeeKey, RegistrationTax, Yen};
pub use paper::{Attachment, AttachmentKey, OnlineWay};
pub use policy::{ActRule, CredentialTerm, DisclosureRule, LinkingWay, NumberProofWay, Retention};
pub use qualification::{Group, Keyed, Qualification, QualificationId};
pub use report::{LeavingReport, MonthDay, PeriodicReport};

pub(crate) use shared::Shared;
