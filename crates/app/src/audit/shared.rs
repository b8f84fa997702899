//! What the threads of the audit have in common, and what each has for itself.

use std::hash::RandomState;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use db::Db;
use registry::ids::RegisterId;
use store::register::Register;

use super::AuditOptions;
use super::finding::{Findings, register_place};
use crate::AppError;

/// What a worker has: its way to the database, and what all share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) db: Db,
    pub(super) common: Arc<Common>,
}

/// What all jobs share.
#[derive(Debug)]
pub(super) struct Common {
    pub(super) options: AuditOptions,
    pub(super) registers: Vec<Register>,
    pub(super) findings: Findings,
    pub(super) hasher: RandomState,
    pub(super) records: AtomicU64,
    pub(super) entries: AtomicU64,
    pub(super) waiting: AtomicU64,
    /// Entries whose present cannot be derived any more after an erasure.
    pub(super) unknowable: AtomicU64,
    pub(super) stop: AtomicBool,
}

impl std::ops::Deref for Shared {
    type Target = Common;

    fn deref(&self) -> &Common {
        &self.common
    }
}

impl Shared {
    /// For another thread with a runtime of its own.
    pub(super) fn beside(&self) -> Result<Self, AppError> {
        let db = self.db.beside().map_err(store::StoreError::from)?;
        Ok(Self { db, common: Arc::clone(&self.common) })
    }

    pub(super) fn register(&self, id: RegisterId) -> Option<&Register> {
        self.registers.iter().find(|register| register.id == id)
    }

    /// Whether the index of numbers can be read for itself.
    pub(super) fn reads_number_index(&self) -> bool {
        self.db.engine() == db::Engine::Sqlite
    }

    /// `nurse/JP`, or the number where there is no such register.
    pub(super) fn register_words(&self, id: RegisterId) -> String {
        self.register(id).map_or_else(|| format!("register {}", id.stored()), register_place)
    }
}

/// Sets the flag when the audit is given up, so that no job goes on alone.
pub(super) struct StopAtEnd(pub(super) Arc<Common>);

impl Drop for StopAtEnd {
    fn drop(&mut self) {
        self.0.stop.store(true, Ordering::Relaxed);
    }
}
