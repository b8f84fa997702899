//! Bringing a cluster's server up, and telling when it is.

use std::fs::{self, File, OpenOptions};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::cluster::Cluster;
use crate::error::{Error, io_error};
use crate::machine::free_port;

/// Recovery after a kill under load, on a machine that is busy with other tests.
const READY_WITHIN: Duration = Duration::from_secs(120);
/// Between asking for a free port and taking it, another process may take it.
const PORT_TRIES: usize = 5;

impl Cluster {
    /// Starts the server on a free port.
    pub(crate) fn launch(&self) -> Result<(), Error> {
        let mut last = None;
        for _ in 0..PORT_TRIES {
            self.server().port = free_port()?;
            match self.start_again() {
                Err(error) if self.log_tail().contains("Address already in use") => last = Some(error),
                done => return done,
            }
        }
        Err(last.unwrap_or(Error::TooLate { what: "a port is free", seconds: 0, log: String::new() }))
    }

    /// Starts it again after [`Cluster::kill_9`], at the same address; returns when it takes connections.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_again(&self) -> Result<(), Error> {
        let log = OpenOptions::new().create(true).append(true).open(self.log()).map_err(io_error("log"))?;
        let mut server = self.server();
        let child = self.postgres(server.port, log)?.spawn().map_err(io_error("postgres"))?;
        let id = child.id();
        server.postmaster = Some(child);
        let start = Instant::now();
        while !self.is_ready(id) {
            if let Some(Ok(Some(status))) = server.postmaster.as_mut().map(Child::try_wait) {
                server.postmaster = None;
                return Err(Error::Failed { program: format!("postgres ({status})"), said: self.log_tail() });
            }
            if start.elapsed() > READY_WITHIN {
                return Err(self.too_late("the server takes connections", READY_WITHIN));
            }
            sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    fn postgres(&self, port: u16, log: File) -> Result<Command, Error> {
        let mut command = self.account.command(&self.binaries.program("postgres"));
        command.arg("-D").arg(self.data());
        let socket = format!("unix_socket_directories={}", self.folder.display());
        let (port, name) = (format!("port={port}"), format!("cluster_name={}", self.name));
        // all by arguments: a standby's folder is a copy, and must not come up with its primary's settings
        let own = [socket.as_str(), &port, &name, "listen_addresses=127.0.0.1", "max_connections=200"];
        // shared memory as files in the folder, so that a killed server leaves none behind
        let fixed = ["dynamic_shared_memory_type=mmap", "timezone=UTC", "log_timezone=UTC"];
        for setting in own.iter().chain(&fixed).chain(self.settings) {
            command.args(["-c", setting]);
        }
        let errors = log.try_clone().map_err(io_error("log"))?;
        command.stdin(Stdio::null()).stdout(log).stderr(errors);
        Ok(command)
    }

    /// The server writes its state into the eighth line of its pid file; a stale file names another process.
    fn is_ready(&self, id: u32) -> bool {
        let file = fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
        let mut lines = file.lines().map(str::trim);
        lines.next() == Some(&id.to_string()) && matches!(lines.nth(6), Some("ready" | "standby"))
    }
}
