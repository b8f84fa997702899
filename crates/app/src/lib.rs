//! The use cases: one file, one verb. Everything that a page or a command can do is a method of [`App`], takes the
//! [`Actor`] who does it, and returns plain data for the page.

mod act_body;
pub mod actor;
mod apply_number;
mod ask_koseki;
mod ask_residents;
mod ask_source;
pub mod audit;
mod audit_register;
mod await_payment;
mod call_numbers;
mod card_errand;
pub mod cases;
mod check_confirmation;
mod check_health;
mod choose_licence;
mod choose_procedure;
mod correct_case;
mod corrections;
mod count_register;
mod decide_by_rule;
mod decide_case;
mod demo_accounts;
mod desk_tasks;
mod entry_words;
pub mod error;
mod fetch_koseki;
mod fill_draft;
mod fill_from_card;
mod find_entries;
pub mod first_link;
mod give_number;
mod grant;
mod handle_case;
mod head_ledger;
pub mod holders;
mod import_exam_results;
pub mod import_register;
mod inquire;
mod inquiry_choices;
mod jobs;
mod key_files;
mod licence_form;
mod link_entry;
mod linkage_code;
pub mod linking;
mod list_disclosures;
mod list_drafts;
mod list_registers;
mod match_exam;
mod my_inquiries;
mod my_qualifications;
mod network_records;
mod number_log;
mod numbers_given;
mod open;
mod open_form;
mod own_confirmations;
mod own_entries;
pub mod papers;
mod pay_case;
mod payment_learned;
pub mod portal;
mod proofs;
mod purposes;
mod read_card;
mod record_act;
mod register_authority;
mod rules_files;
mod second_officer;
mod send_case_paper;
mod send_paper;
mod settle_payment;
mod share_entry;
mod share_own_entry;
mod show_case;
mod show_entry;
mod show_proofs;
mod show_register;
mod show_start;
mod sign_case;
mod sign_form;
mod sign_in;
mod signed_papers;
mod start_case;
mod submit_case;
mod sweep_drafts;
mod switch_deciding;
pub mod systems;
mod take_reply;
mod tell_applicant;
mod tell_payment;
mod time;
mod transfer_entry;
pub mod view;
mod weigh_case;
mod whose_number;
mod work_outbox;
mod yearly_check;

pub use actor::{Actor, Channel, Reach, Role};
pub use call_numbers::{CallPart, CallPlan, NumberCall, NumberCalled, Roster};
pub use card_errand::CardErrand;
pub use cases::{Application, CaseKey, ExamEntry};
pub use check_confirmation::ConfirmationView;
pub use check_health::TransactionFigures;
pub use choose_licence::{LicenceChoice, LicenceView};
pub use choose_procedure::{ProcedureChoice, ProcedureChoices};
pub use correct_case::Correctable;
pub use decide_case::DeskDecision;
pub use demo_accounts::DemoAccount;
pub use desk_tasks::{TASK_KINDS, TaskEnd, TaskFilter, TaskKey, TaskOrder, TaskView};
pub use entry_words::{shown_value, state_words};
pub use error::{AppError, ErrorKind};
pub use fetch_koseki::KosekiSaid;
pub use fill_draft::{ChangeableItem, FormView, SUPPLEMENTED};
pub use fill_from_card::{CardFill, CardLine, CardUse};
pub use first_link::{
    FirstLinkOrder, FirstLinkOutcome, FirstLinkProgress, ItemOfBoth, LinkCase, LinkQueue, LinkReason,
    LinkWaiting, Marked, ReportsOrder,
};
pub use gateways::push::{LONGEST_BODY as LONGEST_PUSH, Received as Pushed};
pub use give_number::NumberPlace;
pub use holders::HolderActor;
pub use import_exam_results::ExamImport;
pub use import_register::{ImportOptions, ImportProgress, ImportReport};
pub use inquire::{Inquiry, InquiryAnswer};
pub use inquiry_choices::{InquiryChoice, InquiryChoices};
pub use law::{Both, Lang, Procedure, WrittenAs};
pub use licence_form::{ExamAsked, LicenceForm};
pub use link_entry::{
    EntryLinkView, LinkFaults, LinkOrder, LinkPending, PaperItems, PastLink, ResidentSaid, StandingLink,
};
pub use list_drafts::DraftLine;
pub use match_exam::ExamView;
pub use my_inquiries::{InquiryOutcome, InquiryView};
pub use my_qualifications::MyQualification;
pub use number_log::{NumberLog, NumberUse};
pub use numbers_given::NumbersGiven;
pub use open::{App, Settings, init_register, migrate_register};
pub use open_form::OpenForm;
pub use own_confirmations::{IssuedLine, OwnConfirmations};
pub use proofs::{CodeView, Outcome, ProofOrder, ProofView, RotatedKey, rotate_credential_key};
pub use purposes::Purpose;
pub use read_card::{ReadingEnded, ReadingView};
pub use record_act::{ActOrder, ActOutcome};
pub use registry::case::{Agreed, Declared};
pub use registry::check::{BatchCommand, BatchState, ChangeEnd, Fall, ProposalState, Reminder, Verdict};
pub use registry::ids::{CaseId, EntryId, LinkRequestId};
pub use registry::linking::in_bulk::{DeskReason, ItemSet};
pub use registry::name::Likeness;
pub use rules_files::{default_rules_dir, read_rule_files, read_rules};
pub use send_paper::{NewPaper, PaperView};
pub use share_entry::{ShareOrder, ShareView};
pub use share_own_entry::OwnShares;
pub use sign_case::FormText;
pub use sign_form::SignedForm;
pub use sign_in::{AccountView, NewAccount, SessionView, SignedIn};
pub use start_case::{Applying, DraftView};
pub use store::check::RunEvent;
pub use store::deletion::BatchEvent;
pub use switch_deciding::{DecidingOrder, DecidingView};
pub use systems::{PortalKeys, Systems};
pub use tell_applicant::MessageView;
pub use time::{
    instant_text, parse_date, parse_instant, shown_date, shown_instant, shown_typed, today_in_japan,
};
pub use transfer_entry::{TransferOrder, TransferOutcome};
pub use weigh_case::{FirstSignature, OpenLine, WeighedCase};
pub use yearly_check::{
    BatchCheck, BatchCounts, CarriedOut, ChangeQueue, ChangesWorked, CheckCount, CheckEnd, CheckOverview,
    CheckProgress, CheckReport, CheckTask, CheckTools, CheckedGroup, DeathLine, DeletionBatchView,
    DeletionTerms, FOLLOW_UP_EVERY, FindingCount, FollowUp, Followed, HintAuthority, HintOrder, HintRun,
    HintSwitchView, HintsView, HintsWorked, Listed, OfficerView, PauseLimit, ProposalView, RunCommand,
    ShownChange, Term, WaitingChange,
};
