//! C2SP tlog-checkpoint: a tree head as the text of a signed note.

use std::fmt;

use super::MAX_TREE_SIZE;
use super::decimal::parse_decimal;
use super::hash::TreeHead;
use super::key::{SigningKey, VerifierKey};
use super::note::{Note, NoteError};

/// The most extension lines that are taken; the specification advises against any.
const MAX_EXTENSIONS: usize = 16;

/// What a log says of itself: its name, its size, its root. Shown as the text that is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's unique name, a URL without scheme; also the name of its key.
    pub origin: String,
    /// Size and root.
    pub head: TreeHead,
    /// Further lines; no one audits them, so ours has none.
    pub extensions: Vec<String>,
}

/// Why a checkpoint was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The note around it.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// A line that is missing or not what it must be: 1 origin, 2 size, 3 root, then extensions.
    #[error("line {0} of the checkpoint is missing or malformed")]
    Line(usize),
    /// The checkpoint of another log.
    #[error("the checkpoint is of the log {found:?}, not of {expected:?}")]
    Origin {
        /// The log that was expected.
        expected: String,
        /// The log that the checkpoint names.
        found: String,
    },
}

impl Checkpoint {
    /// The checkpoint of a tree, without extension lines.
    #[must_use]
    pub fn new(origin: &str, head: TreeHead) -> Self {
        Checkpoint { origin: origin.to_owned(), head, extensions: Vec::new() }
    }

    /// Reads the text of a checkpoint. Trust it only out of an opened note: see [`Self::open`].
    ///
    /// # Errors
    /// The number of the line that is wrong.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let line_error = CheckpointError::Line;
        let mut lines =
            text.split_inclusive('\n').map(|line| line.strip_suffix('\n').filter(|line| is_plain_line(line)));
        let mut next = |number| lines.next().flatten().ok_or(line_error(number));
        let origin = next(1)?.to_owned();
        let size = parse_decimal(next(2)?).filter(|size| *size <= MAX_TREE_SIZE).ok_or(line_error(2))?;
        let root = next(3)?.parse().map_err(|_| line_error(3))?;
        let extensions: Vec<String> = lines
            .zip(4..)
            .map(|(line, number)| line.map(str::to_owned).ok_or(line_error(number)))
            .collect::<Result<_, _>>()?;
        let checkpoint = Checkpoint { origin, head: TreeHead { size, root }, extensions };
        checkpoint.check()?;
        Ok(checkpoint)
    }

    /// Signs with each of the keys and gives the note's text, as it is served at `checkpoint`.
    ///
    /// # Errors
    /// When the origin or an extension is not one plain line, or there is no key.
    pub fn sign(&self, keys: &[&SigningKey]) -> Result<String, CheckpointError> {
        self.check()?;
        Ok(Note::sign(&self.to_string(), keys)?.to_string())
    }

    /// Reads a signed checkpoint of the log `origin`, if one of the keys has signed it.
    ///
    /// # Errors
    /// When the note does not open, is not a checkpoint, or is another log's.
    pub fn open(note: &[u8], origin: &str, keys: &[VerifierKey]) -> Result<Self, CheckpointError> {
        let note = Note::parse(note)?;
        let checkpoint = Checkpoint::parse(note.open(keys)?.text)?;
        if checkpoint.origin != origin {
            return Err(CheckpointError::Origin { expected: origin.to_owned(), found: checkpoint.origin });
        }
        Ok(checkpoint)
    }

    /// What [`Self::parse`] would not take must not be signed either.
    fn check(&self) -> Result<(), CheckpointError> {
        let bad_extension = self.extensions.iter().position(|line| !is_plain_line(line));
        let too_many = (self.extensions.len() > MAX_EXTENSIONS).then_some(MAX_EXTENSIONS);
        let bad_size = (self.head.size > MAX_TREE_SIZE).then_some(2);
        let bad_origin = (!is_plain_line(&self.origin)).then_some(1);
        let bad = bad_origin.or(bad_size).or(bad_extension.or(too_many).map(|nth| nth + 4));
        bad.map_or(Ok(()), |line| Err(CheckpointError::Line(line)))
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}\n", self.origin, self.head.size, self.head.root)?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// Whether a line may stand in a signed note: not empty and without ASCII control characters.
fn is_plain_line(line: &str) -> bool {
    !line.is_empty() && !line.chars().any(|c| c < ' ')
}
