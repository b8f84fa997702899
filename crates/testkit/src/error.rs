//! What can go wrong while a test's server is set up.

use std::io;

/// Why a throw-away server or database could not be had.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No server programs on this machine.
    #[error(
        "PostgreSQL's programs were not found in /usr/lib/postgresql/*/bin nor in PATH: install them \
         (Debian: apt-get install postgresql), or set {0} to the address of a server"
    )]
    NotInstalled(&'static str),
    /// The server refuses to run as root, and there is nobody else to be.
    #[error("running as root, and /etc/passwd has neither the user postgres nor nobody")]
    NoAccount,
    /// A program ended with an error.
    #[error("{program} failed: {said}")]
    Failed {
        /// Its name.
        program: String,
        /// What it wrote last.
        said: String,
    },
    /// Something did not come to pass in time.
    #[error("waited {seconds} s in vain until {what}; the server's last words: {log}")]
    TooLate {
        /// What was waited for.
        what: &'static str,
        /// How long.
        seconds: u64,
        /// The end of the server's log.
        log: String,
    },
    /// An address that is not `postgres://…/database`.
    #[error("not the address of a PostgreSQL database: {0}")]
    Address(String),
    /// A file, a folder or a process.
    #[error("{what}: {source}")]
    Io {
        /// What was attempted.
        what: String,
        /// The system's answer.
        source: io::Error,
    },
}

/// Gives the system's answer its context.
pub(crate) fn io_error(what: impl Into<String>) -> impl FnOnce(io::Error) -> Error {
    let what = what.into();
    move |source| Error::Io { what, source }
}
