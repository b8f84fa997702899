//! How a message or a file of the resident register can be broken. None of these holds any of its content.

/// What is wrong with a message, in words for an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A line or a message has not the form of the protocol.
    #[error("line {0} has not the form of the protocol")]
    Line(u64),
    /// A message is not JSON of the agreed form.
    #[error("the message is not of the agreed form")]
    Message,
    /// The file does not begin as an answer to the one that was sent.
    #[error("the file is not the answer to the one that was sent")]
    NotThisFile,
    /// Lines of a block do not have the digest that its block line says, or blocks do not follow each other.
    #[error("block {0} has not the digest that it says: a byte was changed, lost or added")]
    Digest(u64),
    /// The trailer's count is not that of the lines.
    #[error("the trailer says {said} lines, there are {found}")]
    Count {
        /// What the trailer says.
        said: u64,
        /// What was counted.
        found: u64,
    },
    /// The file ends before its trailer.
    #[error("half a file: it ends before its trailer")]
    Half,
    /// Something follows the trailer.
    #[error("something follows the trailer")]
    AfterEnd,
    /// A block, or a line, is longer than any honest one.
    #[error("a block of more than {0} bytes")]
    TooLong(usize),
    /// The answer is to another request than the one that was made.
    #[error("the answer is to another request")]
    OtherRequest,
    /// The answer is about somebody with other items than those asked for.
    #[error("the answer is about another person than was asked for")]
    OtherPerson,
    /// A number or a code came that was not asked for.
    #[error("a number came that was not asked for")]
    Unasked,
    /// A number whose check digit is wrong.
    #[error("line {0} has a number whose check digit is wrong")]
    CheckDigit(u64),
}
