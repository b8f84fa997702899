//! What the files say, as types.

mod authority;
mod duty;
mod entry;
mod money;
mod paper;
mod qualification;
mod shared;

pub use authority::{Authority, AuthorityParts, Receiving, ReceivingKey};
pub use duty::{
    ChangeDuty, Collection, Deadline, DeathDuty, DeletionOnRequest, LeavingReport, MonthDay, NewRegistration,
    PeriodicReport, Reissue, ReturnAfterRevocation, Rewriting, Transfer,
};
pub use entry::{
    Certificate, Count, Disqualification, Exam, MinimumAge, Prerequisite, ReLicence, Register, Sanction,
    SanctionNotice, Validity,
};
pub use money::{Fee, FeeKey, RegistrationTax, Yen};
pub use paper::{Attachment, AttachmentKey, OnlineWay};
pub use qualification::{Group, Keyed, Qualification, QualificationId};
pub use shared::{
    ActRule, Alternative, DisclosureRule, Document, Family, FamilyAxis, Item, Law, LinkingWay, Retention,
};

pub(crate) use shared::Shared;
