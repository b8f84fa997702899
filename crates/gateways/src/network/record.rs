//! 情報提供等記録: what the law has both sides write down about an inquiry (番号法 第23条第1項 \[P\]): the names of who asked and who provided, when
//! it was asked for and, if it was provided, when, and the items; affair, procedure and a refusal stand beside, since the ordinance that names the
//! further items could not be read \[M\]. How long it is kept is the rules' (7 years \[M\]).

use jiff::Timestamp;

use super::{Acknowledged, Inquiry, InquiryId, Institution, Reply, Said, TableCode};

/// The record of one inquiry.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "情報提供等記録")]
pub struct DisclosureRecord {
    /// Which inquiry.
    pub inquiry: InquiryId,
    /// Who asked.
    pub inquirer: Institution,
    /// Who was asked.
    pub provider: Institution,
    /// The affair.
    pub affair: TableCode,
    /// The procedure.
    pub procedure: TableCode,
    /// What was asked for.
    pub items: Vec<TableCode>,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// What became of it.
    pub end: End,
}

/// What became of an inquiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Nothing yet.
    Open,
    /// Provided, at this time; whatever the file held.
    Provided(Timestamp),
    /// Refused, in this code: by the network or, for every item, by the provider.
    Refused(String),
}

/// Where two records of one inquiry differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// Only we have it.
    OnlyOurs,
    /// Only the other side has it: somebody asked in our name.
    OnlyTheirs,
    /// Who, for what, or which items.
    Content,
    /// When it was asked or provided.
    Times,
    /// Whether it was provided.
    End,
}

impl DisclosureRecord {
    /// An inquiry was taken.
    #[must_use]
    pub fn asked(inquiry: &Inquiry, acknowledged: &Acknowledged) -> Self {
        Self::begun(inquiry, acknowledged.asked_at)
    }

    /// An inquiry was refused; recorded as well.
    #[must_use]
    pub fn refused(inquiry: &Inquiry, at: Timestamp, code: &str) -> Self {
        Self { end: End::Refused(code.to_owned()), ..Self::begun(inquiry, at) }
    }

    fn begun(inquiry: &Inquiry, asked_at: Timestamp) -> Self {
        Self {
            inquiry: inquiry.id.clone(),
            inquirer: inquiry.inquirer.clone(),
            provider: inquiry.provider.clone(),
            affair: inquiry.affair.clone(),
            procedure: inquiry.procedure.clone(),
            items: inquiry.items.clone(),
            asked_at,
            end: End::Open,
        }
    }

    /// The reply came.
    #[must_use]
    pub fn answered(self, reply: &Reply) -> Self {
        let codes = reply.items.iter().map(|item| match &item.said {
            Said::Withheld(code) => Some(code),
            Said::Provided(_) | Said::NothingRecorded => None,
        });
        let refused = codes.collect::<Option<Vec<_>>>().and_then(|all| all.first().copied());
        let end = refused.map_or(End::Provided(reply.provided_at), |code| End::Refused(code.clone()));
        Self { end, ..self }
    }
}

/// Where our records and the other side's differ, inquiry by inquiry in the order of their keys. An open record of ours against an ended one is no
/// difference: the reply is on its way.
#[must_use]
pub fn compare(ours: &[DisclosureRecord], theirs: &[DisclosureRecord]) -> Vec<(InquiryId, Difference)> {
    let find =
        |all: &[DisclosureRecord], id: &InquiryId| all.iter().find(|record| record.inquiry == *id).cloned();
    let mut found = Vec::new();
    for our in ours {
        match find(theirs, &our.inquiry) {
            None => found.push((our.inquiry.clone(), Difference::OnlyOurs)),
            Some(their) => found.extend(difference(our, &their).map(|what| (our.inquiry.clone(), what))),
        }
    }
    let unknown = theirs.iter().filter(|their| find(ours, &their.inquiry).is_none());
    found.extend(unknown.map(|their| (their.inquiry.clone(), Difference::OnlyTheirs)));
    found.sort();
    found
}

fn difference(our: &DisclosureRecord, their: &DisclosureRecord) -> Option<Difference> {
    let content = |record: &DisclosureRecord| {
        let DisclosureRecord { inquirer, provider, affair, procedure, items, .. } = record.clone();
        (inquirer, provider, affair, procedure, items)
    };
    if content(our) != content(their) {
        return Some(Difference::Content);
    }
    match (&our.end, &their.end) {
        (End::Provided(a), End::Provided(b)) if a != b => Some(Difference::Times),
        // A refusal has no acknowledgement, so the two sides' clocks differ.
        (End::Refused(a), End::Refused(b)) => (a != b).then_some(Difference::End),
        _ if our.asked_at != their.asked_at => Some(Difference::Times),
        (End::Open, _) | (End::Provided(_), End::Provided(_)) => None,
        _ => Some(Difference::End),
    }
}

#[cfg(test)]
mod tests;
