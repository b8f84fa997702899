//! Proofs (デジタル資格者証): issued from the present of an entry, taken back by lists, checked. The private key is a file outside the database.

mod check;
mod issue;
mod keys;
mod lists;
mod words;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::rand::SystemRandom;
use credential::{CredentialKey, PublishedKeys};
use jiff::civil::Date;
use registry::ids::RegisterId;

pub use check::{CodeView, Outcome};
pub use issue::{ProofOrder, ProofView};
pub use keys::{RotatedKey, rotate_credential_key};

pub(crate) use keys::{ensure_credential_key, read_credential_key};

use crate::{App, AppError, ErrorKind};

/// A list as it is given away for a while.
#[derive(Clone)]
struct KeptList {
    /// Unix microseconds.
    made_at: i64,
    /// The day in Japan of which it speaks.
    day: Date,
    bytes: Arc<[u8]>,
}

/// What proofs need while the program runs.
pub(crate) struct Proofs {
    key: Option<CredentialKey>,
    random: SystemRandom,
    published: Mutex<Option<(i64, Arc<PublishedKeys>)>>,
    lists: Mutex<HashMap<(RegisterId, i64), KeptList>>,
}

impl Proofs {
    pub(crate) fn new(key: Option<CredentialKey>) -> Self {
        Self { key, random: SystemRandom::new(), published: Mutex::default(), lists: Mutex::default() }
    }
}

impl App {
    /// The key that signs; without one nothing is issued, and the sentence says what to do.
    fn signing_key(&self) -> Result<&CredentialKey, AppError> {
        self.0.proofs.key.as_ref().ok_or_else(|| {
            AppError::new(
                ErrorKind::Unavailable,
                "資格者証の署名鍵がないため、いまは発行できません。",
                "Proofs cannot be issued now: the key that signs them is missing.",
            )
            .with_detail("no credential key; make one with `shikaku credential rotate`")
        })
    }
}

/// What the cryptographic library refused.
fn refused(fault: credential::KeyFault) -> AppError {
    AppError::new(ErrorKind::Internal, "署名できませんでした。", "It could not be signed.").with_detail(fault)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
