//! Every statement of the store, so that a test can prepare each on both engines.

use crate::disclosure::pending;
use crate::many_rows::ManyRows;
use crate::{
    account, audit, case, change, check, confirmation, credential, deciding, deletion, disclosure, draft,
    entry, exam, first_link, hint, holder, import, inbox, ledger, link_request, log, network, numbering,
    outbox, payment, portal, register, schema, search, share, statistics, task, upload,
};

/// All statements that run on both engines.
#[must_use]
pub fn all() -> Vec<&'static str> {
    let mut all = vec![schema::NOTE_VERSION, schema::READ_VERSION, register::LIST, register::ADD];
    all.extend([
        entry::BY_NUMBER,
        entry::BY_NUMBER_ANYWHERE,
        entry::BY_ID_ANYWHERE,
        entry::BY_ID,
        entry::FROM_ID,
        entry::LAST_ID,
    ]);
    all.extend(entry::BY_IDS_ANYWHERE.iter().map(String::as_str));
    all.extend([search::BY_PREFIX, search::ADD, search::REMOVE]);
    all.extend([
        ledger::ADD_KEY_ONCE,
        ledger::READ_KEY,
        ledger::FORGET_KEYS,
        ledger::FORGET_OLD_KEYS,
        ledger::ADD_ENTRY,
        ledger::UPDATE_ENTRY,
    ]);
    all.extend([
        ledger::VERSION_OF,
        ledger::ADD_BASIS,
        ledger::ADD_RECORD,
        ledger::ADD_BODY,
        ledger::ERASE_BODY,
    ]);
    all.extend([ledger::ADD_SLICE, ledger::ADD_PENDING, ledger::HISTORY, ledger::POSITION]);
    all.extend([log::END, log::PENDING, log::UNPEND, log::WAITING, log::READ_TILE]);
    all.extend([log::WRITE_TILE, log::RECORDS_OF_RANGE, log::RECORD_OF, log::PLACED]);
    all.extend([log::ADD_CHECKPOINT, log::LATEST_CHECKPOINT, log::CHECKPOINT_AT, log::COMMITMENT]);
    all.extend([
        import::READ,
        import::UNFINISHED,
        import::FINISHED,
        import::WRITE,
        import::IS_TAKEN,
        import::ANY_ENTRY,
    ]);
    all.extend([
        import::RUNS,
        import::BLOCKS,
        import::ADD_RUN,
        import::RUNS_OF,
        import::DROP_BLOCKS,
        import::DROP_RUN,
    ]);
    all.extend([import::ACTS_SINCE, import::BEFORE_AND_NOW, ledger::LOCK_ENTRY]);
    all.extend([disclosure::LATEST, disclosure::OF_ENTRY]);
    all.extend(of_many_rows());
    all.extend([disclosure::BY_ID, disclosure::FROM_ID, disclosure::WHOSE, disclosure::LAST]);
    all.extend([pending::OF_REGISTER, pending::OF_ALL, pending::COUNT, pending::DROP_BLOCK]);
    all.extend([disclosure::UNDER_ENTRIES, disclosure::SHOWN_BY, disclosure::IS_LISTED]);
    all.extend([statistics::READ, statistics::READ_ALL, statistics::WRITE]);
    all.extend([account::ADD, account::BY_LOGIN, account::OPEN_SESSION, account::READ_SESSION]);
    all.extend([account::CLOSE_SESSION, account::SWEEP_SESSIONS, account::ADD_TOKEN, account::READ_TOKEN]);
    all.extend([holder::OF_ENTRY, holder::WALK, holder::ENTRIES_OF, holder::HOLDER_OF_NUMBER]);
    all.extend([holder::NUMBER_COUNTS, holder::MOVE_NUMBER]);
    all.extend([holder::ADD_HOLDER, holder::ADD_NUMBER, holder::ADD_LINK, holder::ADD_OF_HOLDER]);
    all.extend([holder::SET_NUMBER, holder::ADD_PAST, holder::DROP_LINK, holder::DROP_OF_HOLDER]);
    all.extend([credential::ADD_KEY, credential::END_KEYS, credential::KEYS, credential::LIVE]);
    all.extend([credential::LAST_LIST, credential::TAKE, credential::MARK, credential::MARKS]);
    all.extend([credential::ENTRY_AT, share::ADD, share::BY_HASH, share::OF_ENTRY, share::REVOKE]);
    all.extend([of_cases(), of_portal(), of_first_link()].concat());
    all.extend([exam::ADD, exam::READ, exam::BY_CERTIFICATE]);
    all.extend_from_slice(change::ALL);
    all.extend_from_slice(check::ALL);
    all.extend_from_slice(deletion::ALL);
    all.extend_from_slice(hint::ALL);
    all.extend(audit::statements());
    all
}

fn of_many_rows() -> impl Iterator<Item = &'static str> {
    let looks = [&*disclosure::ADD, &*disclosure::ADD_OF_ENTRY, &*pending::ADD_BLOCK];
    let acts = [&*ledger::ADD_KEYS, &*ledger::ADD_ENTRIES, &*ledger::BASES, &*ledger::RECORDS];
    let of_acts = [&*ledger::BODIES, &*ledger::SLICES, &*ledger::PENDING, &*ledger::KEYS];
    let read = [&*ledger::ACTS_OF, &*entry::BY_NUMBERS, &*log::RECORDS_OF, &*log::ADD_POSITIONS];
    let many = [&*entry::BY_IDS, &*holder::OF_ENTRIES, &*holder::ENTRIES_OF_MANY];
    looks.into_iter().chain(acts).chain(of_acts).chain(read).chain(many).flat_map(ManyRows::texts)
}

/// Of the portal: its accounts and sessions, requests for links.
fn of_portal() -> Vec<&'static str> {
    let mut all = vec![portal::ADD_ACCOUNT, portal::OPEN_SESSION, portal::READ_SESSION];
    all.extend([portal::PROLONG_SESSION, portal::CLOSE_SESSION, portal::SWEEP_SESSIONS]);
    all.extend([portal::HOLDER_OF, portal::ACCOUNT_OF, portal::SET_HOLDER, portal::SET_ACCOUNT]);
    all.extend([portal::SEND_AWAY, portal::TAKE_BACK, portal::WAITING, portal::SWEEP_AWAY]);
    all.extend([link_request::ADD, link_request::ADD_OF_ACCOUNT, link_request::READ, link_request::ANYWHERE]);
    all.extend([link_request::IN_STATE, link_request::OF_ACCOUNT, link_request::COUNT_OF_ACCOUNT]);
    all.extend([link_request::COUNT_OF_NUMBER, link_request::SIGNED, link_request::MOVE]);
    all
}

fn of_cases() -> Vec<&'static str> {
    let mut all = vec![case::BY_ID, case::BY_ENTRY, case::QUEUE, case::EVENTS, case::OF_ACCOUNT];
    all.extend([case::ADD_CASE, case::MOVE_CASE, case::VERSION_OF, case::ADD_EVENT, case::ADD_OF_ACCOUNT]);
    all.extend([case::ADD_RECORD, case::RECORDS]);
    all.extend([draft::ADD, draft::SAVE, draft::OF_ACCOUNT, draft::BY_ID, draft::DROP]);
    all.extend([upload::ADD, upload::OF_DRAFT, upload::BY_ID, upload::DROP, upload::DROP_ONE]);
    all.extend([outbox::ADD, outbox::DUE, outbox::TAKE, outbox::END, outbox::AGAIN, outbox::REOPEN]);
    all.extend([outbox::OPEN, outbox::OPEN_OF_CASE, outbox::FORGET]);
    all.extend([
        task::ADD,
        task::ADD_ONCE,
        task::DONE,
        task::OPEN,
        inbox::ADD,
        inbox::OF_ACCOUNT,
        inbox::READ,
    ]);
    all.extend([payment::ASK, payment::SETTLE, payment::OF_CASE, payment::EVENTS, payment::NOTE]);
    all.extend([payment::SAID, payment::ADD_NUMBER, payment::BY_NUMBER, payment::ADD_STRAY]);
    all.extend([payment::STRAYS, numbering::NEXT, outbox::HASTEN]);
    all.extend(network::ALL);
    all.extend([
        confirmation::ADD,
        confirmation::BY_NUMBER,
        confirmation::NUMBERS_OF,
        numbering::LAST,
        numbering::HIGHEST,
    ]);
    all.extend([task::BY_ID, task::FINISH, task::WAITING, task::READ, task::HAND]);
    all.extend([draft::ABANDONED, upload::SIZES, upload::HOLD_ACCOUNT, register::COUNT, register::NAMES]);
    all.extend([holder::PAST_OF, share::END_ALL, link_request::END_LINKED]);
    all.extend([deciding::ADD, deciding::LATEST, deciding::ALL]);
    all
}

/// The desk's queue of the first link.
fn of_first_link() -> Vec<&'static str> {
    vec![
        first_link::QUEUE,
        first_link::UNQUEUE,
        first_link::ONE,
        first_link::WAITING,
        first_link::COUNTS,
        first_link::LINKED_BETWEEN,
        first_link::QUEUED_BETWEEN,
        first_link::ANSWER,
    ]
}
