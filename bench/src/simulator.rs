//! The simulated resident register in a process of its own: this program again, so that what is measured, and its memory, is ours alone.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use country::Nation;

/// The process; it ends when this is dropped.
pub(crate) struct Simulator(Child);

/// What the process is told.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct SimulatorArgs {
    #[arg(long)]
    pub(crate) home: PathBuf,
    #[arg(long)]
    pub(crate) seed: u64,
    #[arg(long)]
    pub(crate) people: u64,
}

impl Simulator {
    /// Starts it by the hidden command of a bench; gives its address as well.
    pub(crate) fn start(command: &str, home: &Path, (seed, people): (u64, u64)) -> Result<(Self, String)> {
        let mut child = Command::new(std::env::current_exe()?)
            .args([command, "--seed", &seed.to_string(), "--people", &people.to_string()])
            .arg("--home")
            .arg(home)
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = child.stdout.take().context("its words")?;
        let simulator = Self(child);
        let url = BufReader::new(stdout).lines().next().context("the simulator says where it is")??;
        Ok((simulator, url))
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// In the process: serves the resident register until it is killed.
pub(crate) async fn serve(nation: &Nation) -> Result<Vec<String>> {
    let simulator = country::systems::serve_one(nation, "juki").await?.context("there is such a system")?;
    println!("{}", simulator.url);
    std::future::pending().await
}
