//! Many transcriptions at once: what an import writes in one commit.

use db::{BulkRows, Column, Param, Tx};
use registry::act::Act;
use registry::ids::{EntryId, RegisterId};
use registry::log::{Hash, leaf_hash};
use registry::record::{Basis, RecordHead, Salts, basis_id};

use super::append::{ADD_BASIS, ADD_SLICE, Stamp};
use crate::StoreError;
use crate::import::StagedRun;

const ENTRY: &[Column] = &[
    Column::int("register_id"),
    Column::bytes("entry_id"),
    Column::text("number_key"),
    Column::int("version"),
    Column::text("present"),
];
const LEDGER: &[Column] = &[
    Column::int("register_id"),
    Column::bytes("entry_id"),
    Column::int("version"),
    Column::text("act"),
    Column::text("effective_on"),
    Column::int("recorded_at"),
    Column::bytes("basis_id"),
    Column::bytes("slice_id"),
    Column::bytes("commitment"),
];
const BODY: &[Column] = &[
    Column::int("register_id"),
    Column::bytes("entry_id"),
    Column::int("version"),
    Column::bytes("salt"),
    Column::text("body"),
];
const CONTACT: &[Column] = &[
    Column::int("register_id"),
    Column::bytes("entry_id"),
    Column::text("address"),
    Column::text("telephone"),
    Column::text("mail"),
];

/// Entries taken over from a file, with their first records, made ready on one core while another writes.
#[derive(Debug)]
pub struct Transcriptions {
    register: RegisterId,
    slice: EntryId,
    recorded_at: i64,
    basis: Basis,
    digest: [u8; 32],
    basis_id: [u8; 16],
    salts: Salts,
    first: EntryId,
    next: u64,
    entries: BulkRows,
    ledger: BulkRows,
    bodies: BulkRows,
    contacts: BulkRows,
    leaves: Vec<Hash>,
    keys: Option<StagedRun>,
}

impl Transcriptions {
    /// None yet. `after` is the last entry of the chunk before, so that ids keep ascending.
    #[must_use]
    pub fn new(register: RegisterId, basis: Basis, stamp: &Stamp, after: Option<EntryId>) -> Self {
        let fresh = EntryId::new(u64::try_from(stamp.recorded_at / 1_000).unwrap_or(0), stamp.random);
        let first = after.map_or(fresh, |after| fresh.max(after.following(1)));
        let digest = basis.digest();
        Self {
            register,
            // A slice and its first entry may share an id: they are names in different tables.
            slice: first,
            recorded_at: stamp.recorded_at,
            basis,
            basis_id: basis_id(&digest),
            digest,
            salts: Salts::from_seed(stamp.salt_seed),
            first,
            next: 0,
            entries: BulkRows::new("entry", ENTRY),
            ledger: BulkRows::new("ledger", LEDGER),
            bodies: BulkRows::new("ledger_body", BODY),
            contacts: BulkRows::new("contact", CONTACT),
            leaves: Vec::new(),
            keys: None,
        }
    }

    /// Adds one entry: the text is body of its record and present alike. Gives its id.
    pub fn add(&mut self, number_key: &str, effective_on: &str, text: &str) -> EntryId {
        let id = self.first.following(self.next);
        self.next += 1;
        let salt = self.salts.draw();
        let act = Act::Transcription.code();
        let head = RecordHead {
            register: self.register,
            entry: id,
            version: 1,
            act,
            effective_on,
            recorded_at: self.recorded_at,
            basis: &self.digest,
        };
        let commitment = head.commitment(&salt, text);
        self.leaves.push(leaf_hash(&commitment));
        let register = self.register.stored();
        self.entries.row().int(register).bytes(id.stored()).text(number_key).int(1).text(text);
        self.ledger
            .row()
            .int(register)
            .bytes(id.stored())
            .int(1)
            .text(act)
            .text(effective_on)
            .int(self.recorded_at)
            .bytes(&self.basis_id)
            .bytes(self.slice.stored())
            .bytes(&commitment);
        self.bodies.row().int(register).bytes(id.stored()).int(1).bytes(&salt).text(text);
        id
    }

    /// Adds what the law does not register of the entry just added.
    pub fn add_contact(&mut self, id: EntryId, address: &str, telephone: &str, mail: &str) {
        self.contacts
            .row()
            .int(self.register.stored())
            .bytes(id.stored())
            .text(address)
            .text(telephone)
            .text(mail);
    }

    /// Their search keys, for look-ups until they are merged. Without them look-ups say that they are not whole.
    pub fn stage(&mut self, keys: StagedRun) {
        self.keys = Some(keys);
    }

    pub(crate) const fn staged(&self) -> Option<&StagedRun> {
        self.keys.as_ref()
    }

    /// How many entries.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.next
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.next == 0
    }

    /// First and last id.
    #[must_use]
    pub fn span(&self) -> Option<(EntryId, EntryId)> {
        (self.next > 0).then(|| (self.first, self.first.following(self.next - 1)))
    }

    /// Leaf hashes in the order of entries.
    #[must_use]
    pub fn leaves(&self) -> &[Hash] {
        &self.leaves
    }

    /// The register.
    #[must_use]
    pub const fn register(&self) -> RegisterId {
        self.register
    }

    /// The slice that they are.
    #[must_use]
    pub const fn slice(&self) -> EntryId {
        self.slice
    }

    /// Writes all of them; their place in the log is the caller's next step, in the same transaction.
    ///
    /// # Errors
    /// [`db::DbError::Constraint`] when a number is taken.
    pub async fn write(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let Some((first, last)) = self.span() else { return Ok(()) };
        let register = Param::Int(self.register.stored());
        let basis = [
            register,
            Param::Bytes(&self.basis_id),
            Param::Text(&self.basis.actor),
            Param::Text(&self.basis.ground),
            Param::Text(&self.basis.citation),
            Param::Bytes(&self.basis.rules_digest),
        ];
        tx.execute(ADD_BASIS, &basis).await?;
        tx.bulk(&self.entries).await?;
        tx.bulk(&self.ledger).await?;
        tx.bulk(&self.bodies).await?;
        tx.bulk(&self.contacts).await?;
        let slice = [
            register,
            Param::Bytes(self.slice.stored()),
            Param::Int(crate::stored(self.next)),
            Param::Bytes(first.stored()),
            Param::Bytes(last.stored()),
            Param::Null,
        ];
        tx.execute(ADD_SLICE, &slice).await?;
        Ok(())
    }
}
