//! One struct for each page, and its template under `templates/`. The compiler checks that they agree.

mod apply;
mod bulk_links;
mod cases;
mod check;
mod disclosures;
mod entry;
mod failure;
mod filing;
mod frame;
mod hints;
mod home;
mod licence;
mod linking;
mod my_case;
mod my_proof;
mod own_number;
mod portal;
mod proof;
mod registers;
mod results;
mod show;
mod sign_in;
mod start;
mod step;
mod story;

#[cfg(any(test, feature = "gallery"))]
pub(crate) mod samples;

pub(crate) use apply::{AskedPage, FormFrame, ItemsPage, WhatPage};
pub(crate) use bulk_links::{BulkLinkPage, BulkQueuePage, BulkQueuesPage};
pub(crate) use cases::{CasePage, CasesPage, SentPaper};
pub(crate) use check::{CheckOverviewPage, NumbersPage};
pub(crate) use disclosures::DisclosuresPage;
pub(crate) use entry::EntryPage;
pub(crate) use failure::{FailurePage, status_of};
pub(crate) use filing::{DeclarePage, FormCheckPage, NotSignedPage, PapersPage, ProceduresPage};
pub(crate) use frame::{Frame, Holder, Officer, Place, is_demo};
pub(crate) use hints::HintsPage;
pub(crate) use home::{HomePage, largest, qualifications};
pub(crate) use licence::{ExamPage, LicencePage, LicencesPage, WrittenPage};
pub(crate) use linking::{LinkRequestPage, LinkRequestsPage};
pub(crate) use my_case::{MessagesPage, MyCasePage, SupplementPage, is_new};
pub(crate) use my_proof::{MyProofsPage, ShareForm, SharesPage};
pub(crate) use own_number::{CardFillPage, NumberLogPage, NumberPage, ReadingPage};
pub(crate) use portal::{LinkFormPage, LooksPage, MyPage, MyRequestPage, PortalSignInPage};
pub(crate) use proof::{CheckPage, ConfirmationPage, InquiryPage, MyConfirmationPage};
pub(crate) use registers::{RegisterPage, RegistersPage};
pub(crate) use results::ResultsPage;
pub(crate) use show::{ShowPage, ShownProof};
pub(crate) use sign_in::SignInPage;
pub(crate) use start::StartPage;
pub(crate) use step::Step;
pub(crate) use story::{CodePage, LedgerPage, StoryPage, YearPage};
