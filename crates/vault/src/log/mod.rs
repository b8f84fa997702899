//! The log of uses: append-only, each line with the hash of the one before, durable before the answer.

mod append;
mod line;
mod verify;

pub(crate) use append::{
    ADD, FIRST_EPOCH, HEAD, Keys, LINE_AT, LINES, LINES_OF_ONE, MOVE_HEAD, NEXT, START, append, digest_of,
    fixed, head, line_at, lines, lines_of_one, start,
};
pub(crate) use line::NewLine;
pub use line::{LogHead, LogLine, Verb};
pub(crate) use verify::{DELETED_OF_LINE, NUMBERS, RISEN, verify};
pub use verify::{LogFinding, LogReport};
