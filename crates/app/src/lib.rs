//! The use cases: one file, one verb. Everything that a page or a command can do is a method of [`App`], takes the
//! [`Actor`] who does it, and returns plain data for the page.

mod act_body;
pub mod actor;
pub mod audit;
mod audit_register;
mod check_health;
mod count_register;
mod demo_accounts;
mod entry_words;
pub mod error;
mod find_entries;
mod head_ledger;
pub mod import_register;
mod jobs;
mod list_disclosures;
mod list_registers;
mod open;
mod purposes;
mod record_act;
mod rules_files;
mod show_entry;
mod show_register;
mod show_start;
mod sign_in;
mod time;
mod transfer_entry;
pub mod view;

pub use actor::{Actor, Channel, Reach, Role};
pub use check_health::TransactionFigures;
pub use demo_accounts::DemoAccount;
pub use error::{AppError, ErrorKind};
pub use import_register::{ImportOptions, ImportProgress, ImportReport};
pub use law::{Both, Lang};
pub use open::{App, Settings, init_register, migrate_register};
pub use purposes::Purpose;
pub use record_act::{ActOrder, ActOutcome};
pub use rules_files::{default_rules_dir, read_rule_files, read_rules};
pub use sign_in::{AccountView, NewAccount, SessionView, SignedIn};
pub use time::{parse_date, parse_instant, shown_date, shown_instant, today_in_japan};
pub use transfer_entry::{TransferOrder, TransferOutcome};
