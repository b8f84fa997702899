//! A synchronous standby, as the nation's layout has it: nothing is acknowledged that the standby does not have.

use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::cluster::{Cluster, USER};
use crate::error::Error;
use crate::machine::run;

/// The standby's name, its replication slot, and what the primary waits for.
const NAME: &str = "b";
/// Streaming starts within a second; a busy machine may take longer.
const SYNC_WITHIN: Duration = Duration::from_secs(60);

impl Cluster {
    /// Copies a running primary, follows it, and makes it wait for this standby at every commit.
    ///
    /// From then on the primary acknowledges nothing while its standby is down.
    ///
    /// # Errors
    /// When the copy fails or the standby does not become synchronous.
    pub fn standby_of(primary: &Self) -> Result<Self, Error> {
        let standby = Self::prepare(NAME, primary.settings, primary.password.clone())?;
        standby.copy_of(primary)?;
        standby.launch()?;
        primary.sql(&format!("ALTER SYSTEM SET synchronous_standby_names = 'FIRST 1 ({NAME})'"))?;
        primary.sql("SELECT pg_reload_conf()")?;
        primary.wait_for_sync()?;
        Ok(standby)
    }

    fn copy_of(&self, primary: &Self) -> Result<(), Error> {
        let mut backup = self.account.command(&self.binaries.program("pg_basebackup"));
        backup
            .args(["--write-recovery-conf", "--wal-method=stream", "--create-slot", "--slot", NAME])
            .args(["--checkpoint=fast", "--no-sync", "--username", USER])
            .arg("--host")
            .arg(&primary.folder)
            .args(["--port", &primary.port().to_string()])
            .arg("--pgdata")
            .arg(self.data());
        run(&mut backup).map(drop)
    }

    fn wait_for_sync(&self) -> Result<(), Error> {
        let start = Instant::now();
        let question =
            format!("SELECT sync_state FROM pg_stat_replication WHERE application_name = '{NAME}'");
        while self.sql(&question)? != "sync" {
            if start.elapsed() > SYNC_WITHIN {
                return Err(self.too_late("the standby is synchronous", SYNC_WITHIN));
            }
            sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Makes a standby the primary; returns when it takes writes.
    ///
    /// # Errors
    /// When it is no standby, or does not come up.
    pub fn promote(&self) -> Result<(), Error> {
        let mut promote = self.account.command(&self.binaries.program("pg_ctl"));
        promote.args(["promote", "--wait", "--pgdata"]).arg(self.data());
        run(&mut promote).map(drop)
    }
}
