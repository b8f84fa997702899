//! The record that the law wants of every inquiry over the information network (情報提供等記録), whoever makes it; and our own codes of persons,
//! which are kept once they were got.

use gateways::network::record::End;
use gateways::network::{DisclosureRecord, Institution, LinkageCode, TableCode};
use jiff::Timestamp;
use registry::ids::{CaseId, HolderId, RegisterId};
use store::network::{InquiryEnd, NetworkInquiry};

use crate::ask_koseki::own;
use crate::time::now_micros;
use crate::{App, AppError};

/// For what somebody is asked about.
#[derive(Clone, Copy)]
pub(crate) struct Occasion {
    /// The register for which it is asked.
    pub(crate) register: RegisterId,
    /// The case; of the yearly check the batch of proposals, or the run that found the change.
    pub(crate) case: CaseId,
    /// The person.
    pub(crate) holder: HolderId,
}

impl Occasion {
    /// Of the yearly check: under the id of a batch or a run.
    pub(crate) fn of_check(
        register: RegisterId,
        under: &[u8; 16],
        holder: HolderId,
    ) -> Result<Self, AppError> {
        let case = CaseId::from_stored(under).ok_or_else(|| own(&"an id of another length"))?;
        Ok(Self { register, case, holder })
    }
}

impl App {
    /// Keeps the record as far as it goes; kept again it is one, and an end stays. `now`: when a refusal was heard.
    pub(crate) async fn keep_inquiry(
        &self,
        of: Occasion,
        (record, basis): (&DisclosureRecord, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let items: Vec<&str> = record.items.iter().map(TableCode::as_str).collect();
        let inquiry = NetworkInquiry {
            register: of.register,
            id: record.inquiry.as_str().to_owned(),
            case: of.case,
            holder: of.holder,
            inquirer: record.inquirer.as_str().to_owned(),
            provider: record.provider.as_str().to_owned(),
            affair: record.affair.as_str().to_owned(),
            procedure: record.procedure.as_str().to_owned(),
            items: items.join(" "),
            basis: basis.to_owned(),
            asked_at: record.asked_at.as_microsecond(),
            end: match &record.end {
                End::Open => InquiryEnd::Open,
                End::Provided(when) => InquiryEnd::Provided(when.as_microsecond()),
                End::Refused(code) => InquiryEnd::Refused(code.clone(), now.as_microsecond()),
            },
        };
        Ok(store::network::note(&self.0.db, inquiry).await?)
    }

    /// The code that was got before.
    pub(crate) async fn kept_code(
        &self,
        holder: HolderId,
        at: &Institution,
    ) -> Result<Option<LinkageCode>, AppError> {
        let kept = store::network::code_of(&mut self.0.db.quick_reader().await?, holder, at.as_str()).await?;
        Ok(kept.as_deref().and_then(LinkageCode::parse))
    }

    /// Keeps the code that the network gave.
    pub(crate) async fn keep_code(
        &self,
        holder: HolderId,
        at: &Institution,
        code: &LinkageCode,
    ) -> Result<(), AppError> {
        let kept = (at.as_str().to_owned(), code.expose().to_owned());
        Ok(store::network::keep_code(&self.0.db, holder, kept, now_micros()).await?)
    }
}
