//! What each process has cost, by the kernel's own count.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

use super::ready::Ready;

/// The kernel counts in hundredths of a second (USER_HZ, the same on every Linux).
const TICK: Duration = Duration::from_millis(10);

/// Processor time of the parts, and of all there is.
#[derive(Debug, Clone, Default)]
pub(super) struct Costs {
    pub(super) server: Duration,
    pub(super) engine: Duration,
    pub(super) simulators: Duration,
    pub(super) people: Duration,
    /// Everything that ran on this machine.
    pub(super) machine: Duration,
    server_pid: u32,
}

impl Costs {
    pub(super) fn of(ready: &Ready) -> Result<Self> {
        let mut engine = Duration::ZERO;
        for pid in ready.engine_pids()? {
            // One that has ended meanwhile counts no more.
            engine += of_process(pid).unwrap_or_default();
        }
        Ok(Self {
            server: of_process(ready.server.pid())?,
            engine,
            simulators: of_process(ready.country.pid())?,
            people: of_process(std::process::id())?,
            machine: of_machine()?,
            server_pid: ready.server.pid(),
        })
    }

    /// The peak of what is measured, not of what was made ready.
    pub(super) fn reset_peak(&mut self) {
        fs::write(format!("/proc/{}/clear_refs", self.server_pid), "5").unwrap_or_default();
    }

    pub(super) fn since(&self, before: &Self) -> Self {
        Self {
            server: self.server.saturating_sub(before.server),
            engine: self.engine.saturating_sub(before.engine),
            simulators: self.simulators.saturating_sub(before.simulators),
            people: self.people.saturating_sub(before.people),
            machine: self.machine.saturating_sub(before.machine),
            server_pid: self.server_pid,
        }
    }

    /// What ran beside all of this.
    pub(super) fn others(&self) -> Duration {
        self.machine.saturating_sub(self.server + self.engine + self.simulators + self.people)
    }
}

fn of_process(pid: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // Behind the name, which may hold anything: user and system time are the 12th and 13th.
    let (_, rest) = stat.rsplit_once(')').context("no name of a process")?;
    let ticks = rest.split_whitespace().skip(11).take(2).map(str::parse::<u32>);
    Ok(TICK * ticks.sum::<Result<u32, _>>()?)
}

/// All time that was not idle.
fn of_machine() -> Result<Duration> {
    let stat = fs::read_to_string("/proc/stat")?;
    let line = stat.lines().next().context("no line of the processors")?;
    let ticks: Vec<u64> = line.split_whitespace().skip(1).map_while(|field| field.parse().ok()).collect();
    // user, nice, system, idle, iowait, irq, softirq, steal; guests are counted as users already
    let busy: u64 =
        ticks.iter().take(7).enumerate().filter(|(at, _)| *at != 3 && *at != 4).map(|(_, t)| t).sum();
    Ok(Duration::from_millis(busy.saturating_mul(10)))
}

/// The largest resident set of a process, in MB (VmHWM).
pub(super) fn peak_mb(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kb = line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok());
    kb.map_or(0, |kb| kb * 1024 / 1_000_000)
}
