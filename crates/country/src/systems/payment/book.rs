//! The collecting side's book: bills, money, and what was told of it.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::io;
use std::path::Path;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::super::journal::Journal;
use super::super::neutral::{day_of, on_day};
use crate::day::Day;
use crate::nation::Nation;
use crate::random::{Random, key_of};

/// From this second of the day on money counts for the next day. Invented; that there is such a time is public.
const LAST_SECOND: i64 = 23 * 3_600 + 45 * 60;
/// The second of the day of a payment that is made just before midnight on purpose.
const JUST_BEFORE_MIDNIGHT: i64 = 23 * 3_600 + 58 * 60;
/// Characters that a bank shows of a subject.
const LONGEST_SUBJECT: usize = 48;

/// What numbers are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Wish {
    pub id: String,
    pub amount: u32,
    pub expires_on: String,
    pub subject: String,
    pub way: String,
    pub return_to: Option<String>,
}

/// Numbers that were issued.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Bill {
    pub wish: Wish,
    pub payment_number: String,
    pub confirmation_number: String,
    pub category: String,
    /// The secret part of the page's address.
    pub token: String,
}

/// Money.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Paid {
    pub report_id: String,
    pub payment_number: String,
    pub amount: u32,
    pub paid_at: i64,
    pub counts_on: String,
}

/// A line of the journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "kebab-case")]
pub(super) enum Entry {
    Issued(Bill),
    Paid(Paid),
    Withdrawn { payment_number: String },
    Pushed { report_id: String },
    Target { url: String },
    Mode { mode: String },
}

/// Why not.
#[derive(Debug)]
pub(super) enum No {
    Refused(StatusCode, &'static str),
    Broken(io::Error),
}

impl From<io::Error> for No {
    fn from(error: io::Error) -> No {
        No::Broken(error)
    }
}

/// The book.
#[derive(Debug)]
pub(super) struct Book {
    journal: Journal,
    bills: BTreeMap<String, Bill>,
    by_wish: HashMap<String, String>,
    by_token: HashMap<String, String>,
    /// By payment number, in the order in which it came.
    paid: BTreeMap<String, Vec<Paid>>,
    /// How often money came.
    count: usize,
    withdrawn: BTreeSet<String>,
    /// What nobody has heard of yet.
    to_push: VecDeque<Paid>,
    target: Option<String>,
    mode: String,
}

impl Book {
    pub(super) fn open(path: &Path) -> io::Result<Book> {
        let (journal, entries) = Journal::open(path)?;
        let mut book = Book {
            journal,
            bills: BTreeMap::new(),
            by_wish: HashMap::new(),
            by_token: HashMap::new(),
            paid: BTreeMap::new(),
            count: 0,
            withdrawn: BTreeSet::new(),
            to_push: VecDeque::new(),
            target: None,
            mode: "send".to_owned(),
        };
        entries.into_iter().for_each(|entry| book.note(entry));
        Ok(book)
    }

    /// Writes an entry down, then lets it be true.
    pub(super) fn add(&mut self, entry: Entry) -> io::Result<()> {
        self.journal.append(&entry)?;
        self.note(entry);
        Ok(())
    }

    fn note(&mut self, entry: Entry) {
        match entry {
            Entry::Issued(bill) => {
                self.by_wish.insert(bill.wish.id.clone(), bill.payment_number.clone());
                self.by_token.insert(bill.token.clone(), bill.payment_number.clone());
                self.bills.insert(bill.payment_number.clone(), bill);
            }
            Entry::Paid(paid) => {
                self.count += 1;
                self.to_push.push_back(paid.clone());
                self.paid.entry(paid.payment_number.clone()).or_default().push(paid);
            }
            Entry::Withdrawn { payment_number } => _ = self.withdrawn.insert(payment_number),
            Entry::Pushed { report_id } => {
                let at = self.to_push.iter().position(|paid| paid.report_id == report_id);
                at.and_then(|at| self.to_push.remove(at));
            }
            Entry::Target { url } => self.target = Some(url),
            Entry::Mode { mode } => self.mode = mode,
        }
    }

    pub(super) fn issue(&mut self, nation: &Nation, wish: Wish) -> Result<Bill, No> {
        if let Some(bill) = self.by_wish.get(&wish.id).and_then(|number| self.bill(number)) {
            let same = bill.wish == wish;
            return if same { Ok(bill.clone()) } else { Err(No::Refused(StatusCode::CONFLICT, "id-used")) };
        }
        let refused = |code| Err(No::Refused(StatusCode::UNPROCESSABLE_ENTITY, code));
        match Day::parse(&wish.expires_on) {
            None => return refused("no-day"),
            Some(day) if day < nation.today() => return refused("expires-in-the-past"),
            Some(_) => {}
        }
        let is_page = |url: &String| url.starts_with("http://") || url.starts_with("https://");
        if wish.amount == 0
            || wish.id.is_empty()
            || wish.subject.is_empty()
            || wish.subject.chars().count() > LONGEST_SUBJECT
            || !matches!(wish.way.as_str(), "bank" | "card")
            || !wish.return_to.as_ref().is_none_or(is_page)
        {
            return refused("no-bill");
        }
        let number = self.bills.len() as u64 + 1;
        let mut random = Random::at(nation.country().seed(), &[key_of("payment"), number]);
        let mut secret = [0; 16];
        getrandom::fill(&mut secret).map_err(io::Error::other)?;
        let bill = Bill {
            wish,
            payment_number: format!("{number:08}{:03}", random.below(1_000)),
            confirmation_number: format!("{:06}", random.below(1_000_000)),
            category: "1".to_owned(),
            token: secret.iter().map(|byte| format!("{byte:02x}")).collect(),
        };
        self.add(Entry::Issued(bill.clone()))?;
        Ok(bill)
    }

    pub(super) fn withdraw(&mut self, payment_number: &str) -> Result<Bill, No> {
        let bill = self.bill(payment_number).cloned();
        let bill = bill.ok_or(No::Refused(StatusCode::NOT_FOUND, "unknown-numbers"))?;
        if self.paid(payment_number).next().is_some() {
            return Err(No::Refused(StatusCode::CONFLICT, "paid"));
        }
        if !self.is_withdrawn(payment_number) {
            self.add(Entry::Withdrawn { payment_number: payment_number.to_owned() })?;
        }
        Ok(bill)
    }

    /// Money comes for the bill of a token, whatever the amount: a bank's machine would not take it, a mistake somewhere would.
    pub(super) fn pay(
        &mut self,
        nation: &Nation,
        token: &str,
        amount: u32,
        at_midnight: bool,
    ) -> io::Result<()> {
        let Some(bill) = self.by_token(token) else { return Ok(()) };
        let paid_at =
            if at_midnight { on_day(nation.today(), JUST_BEFORE_MIDNIGHT) } else { nation.now_unix() };
        let day = day_of(paid_at);
        let counts_on = if paid_at < on_day(day, LAST_SECOND) { day } else { Day(day.0 + 1) };
        let paid = Paid {
            report_id: format!("{}-{}", bill.payment_number, self.count + 1),
            payment_number: bill.payment_number.clone(),
            amount,
            paid_at,
            counts_on: counts_on.to_string(),
        };
        self.add(Entry::Paid(paid))
    }

    pub(super) fn bill(&self, payment_number: &str) -> Option<&Bill> {
        self.bills.get(payment_number)
    }

    pub(super) fn by_token(&self, token: &str) -> Option<&Bill> {
        self.bill(self.by_token.get(token)?)
    }

    /// The bill of the numbers that somebody typed.
    pub(super) fn by_numbers(&self, payment_number: &str, confirmation_number: &str) -> Option<&Bill> {
        self.bill(payment_number).filter(|bill| bill.confirmation_number == confirmation_number)
    }

    pub(super) fn paid(&self, payment_number: &str) -> impl Iterator<Item = &Paid> {
        self.paid.get(payment_number).into_iter().flatten()
    }

    pub(super) fn is_withdrawn(&self, payment_number: &str) -> bool {
        self.withdrawn.contains(payment_number)
    }

    /// The first payment of which nobody has heard.
    pub(super) fn not_pushed(&self) -> Option<&Paid> {
        self.to_push.front()
    }

    pub(super) fn target(&self) -> Option<&str> {
        self.target.as_deref()
    }

    pub(super) fn mode(&self) -> &str {
        &self.mode
    }
}
