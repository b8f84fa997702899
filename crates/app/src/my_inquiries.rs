//! What a register asked about a person over the information network (情報提供等記録), as the person sees it.

use store::network::{self, InquiryEnd, NetworkInquiry};

use crate::holders::HolderActor;
use crate::time::rfc3339;
use crate::{App, AppError, ErrorKind};

/// Inquiries shown at most: one or two come with an application or a yearly check, so decades of them.
const SHOWN: u32 = 200;

/// What became of an inquiry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InquiryOutcome {
    /// The reply is on its way.
    Open,
    /// What was asked was provided.
    Provided,
    /// It was refused.
    Refused,
}

/// An inquiry about the person who looks.
#[derive(Clone, PartialEq, Eq, Debug)]
#[doc(alias = "情報提供等記録")]
pub struct InquiryView {
    /// When it was asked, RFC 3339.
    pub at: String,
    /// The code of who asked.
    pub inquirer: String,
    /// The code of who was asked.
    pub provider: String,
    /// On which provision; in Japanese.
    pub basis: String,
    /// What became of it.
    pub outcome: InquiryOutcome,
    /// When it was provided or refused, RFC 3339; empty: not yet.
    pub ended_at: String,
}

impl App {
    /// What the register of an entry of the person asked about them, newest first; also what it asked before they came, as another holder who
    /// proved to be them.
    ///
    /// # Errors
    /// Not found, or another person's: the same answer.
    pub async fn my_inquiries(
        &self,
        holder: &HolderActor,
        entry: &str,
    ) -> Result<Vec<InquiryView>, AppError> {
        let nothing =
            || AppError::new(ErrorKind::NotFound, "該当する登録はありません。", "There is no such entry.");
        let links = self.own_links(holder).await?;
        let link = links.into_iter().find(|link| link.entry.to_string() == entry).ok_or_else(nothing)?;
        let mut reader = self.0.db.quick_reader().await?;
        let found = network::of_holder(&mut reader, (link.register, link.holder), SHOWN).await?;
        Ok(found.into_iter().map(view).collect())
    }
}

fn view(of: NetworkInquiry) -> InquiryView {
    let (outcome, ended) = match of.end {
        InquiryEnd::Open => (InquiryOutcome::Open, None),
        InquiryEnd::Provided(at) => (InquiryOutcome::Provided, Some(at)),
        InquiryEnd::Refused(_, at) => (InquiryOutcome::Refused, Some(at)),
    };
    InquiryView {
        at: rfc3339(of.asked_at),
        inquirer: of.inquirer,
        provider: of.provider,
        basis: of.basis,
        outcome,
        ended_at: ended.map(rfc3339).unwrap_or_default(),
    }
}
