//! Every statement of the vault, so that a test can prepare each on both engines.

use crate::{carry, delete, keys, log, open, rekey, schema, seal};

/// All statements that run on both engines.
#[must_use]
pub fn all() -> Vec<&'static str> {
    let mut all = vec![schema::NOTE_VERSION, schema::READ_VERSION];
    all.extend([seal::IN_CASE, seal::ADD, seal::TAKE_MESSAGE, seal::FORGET_MESSAGES]);
    all.extend([open::BY_HANDLES.as_str(), open::BY_BLIND.as_str()]);
    all.push(carry::SOURCE);
    all.extend([delete::IS_THERE, delete::ADD, delete::DELETE, delete::WHEN, delete::LIST]);
    all.extend([
        log::NEXT,
        log::MOVE_HEAD,
        log::START,
        log::HEAD,
        log::ADD,
        log::LINES,
        log::LINES_OF_ONE,
        log::LINE_AT,
    ]);
    all.extend([log::DELETED_OF_LINE, log::NUMBERS, log::RISEN]);
    all.extend([
        keys::ADD_GENERATION,
        keys::GENERATIONS,
        keys::NOTE_PROGRESS,
        keys::RETIRE,
        keys::ADD_WRAPPED,
    ]);
    all.extend([keys::WRAPPED, keys::KEKS, keys::DROP_PARTS, keys::DROP_OTHER_KEKS]);
    all.extend([rekey::OLD_ROWS.as_str(), rekey::ANY_OLD, rekey::CHANGE]);
    all
}
