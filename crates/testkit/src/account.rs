//! As whom the server runs: it refuses root, so root steps down to another user.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use crate::error::{Error, io_error};

/// In this order: the packaged user, else the one that every system has.
const ACCOUNTS: [&str; 2] = ["postgres", "nobody"];

/// A user that is not root.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Account {
    /// Whoever runs the test.
    Ours,
    /// Another user, since we are root.
    Other { uid: u32, gid: u32 },
}

impl Account {
    pub(crate) fn choose() -> Result<Self, Error> {
        // the owner of /proc/self is the effective user, known without a call into libc
        let us = fs::metadata("/proc/self").map_err(io_error("/proc/self"))?.uid();
        if us != 0 {
            return Ok(Self::Ours);
        }
        let passwd = fs::read_to_string("/etc/passwd").map_err(io_error("/etc/passwd"))?;
        ACCOUNTS.iter().find_map(|name| find(&passwd, name)).ok_or(Error::NoAccount)
    }

    /// A command that runs as this user, in a folder that every user may enter.
    pub(crate) fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/").env("LC_ALL", "C");
        if let Self::Other { uid, gid } = self {
            // the standard library drops the supplementary groups as well
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Hands a file or folder over to this user.
    pub(crate) fn own(self, path: &Path) -> Result<(), Error> {
        match self {
            Self::Ours => Ok(()),
            Self::Other { uid, gid } => {
                chown(path, Some(uid), Some(gid)).map_err(io_error(format!("chown {}", path.display())))
            }
        }
    }
}

fn find(passwd: &str, name: &str) -> Option<Account> {
    let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    let uid = fields.next()?.parse().ok()?;
    let gid = fields.next()?.parse().ok()?;
    Some(Account::Other { uid, gid })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_its_whole_name() {
        let passwd =
            "root:x:0:0::/root:/bin/sh\npostgresql:x:7:7::/:/bin/sh\npostgres:x:101:104::/:/bin/sh\n";
        assert!(matches!(find(passwd, "postgres"), Some(Account::Other { uid: 101, gid: 104 })));
        assert!(find(passwd, "nobody").is_none());
    }
}
