//! The vault's keys. A key-encryption key comes from outside of the database; it wraps the keys of each generation,
//! which stand beside the rows that they seal.

mod provider;
mod ring;
mod stored;

pub use provider::{Kek, KeyFault, KeySource};
pub(crate) use ring::{Generation, Keyring, Part};
pub(crate) use stored::{
    ADD_GENERATION, ADD_WRAPPED, DROP_OTHER_KEKS, DROP_PARTS, GENERATIONS, KEKS, NOTE_PROGRESS, OF_THE_VAULT,
    RETIRE, WRAPPED, fresh_parts, live_generations, load, make_generation, store_wrapped, unwrap_all,
};
