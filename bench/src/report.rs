//! The line that a bench prints.

use std::time::Duration;

use serde_json::{Value, json};

/// What a bench measured.
#[derive(Debug, Default)]
pub(crate) struct Measured {
    pub(crate) bench: &'static str,
    pub(crate) engine: &'static str,
    /// Which part, where a bench has several.
    pub(crate) part: Option<String>,
    pub(crate) size: u64,
    pub(crate) seconds: f64,
    pub(crate) count: u64,
    /// Sorted latencies; empty when there is no single request to time.
    pub(crate) latencies: Vec<Duration>,
    pub(crate) db_bytes: u64,
    /// What the rate is held against: its name and its rate in the same run.
    pub(crate) limit: Option<(&'static str, f64)>,
    pub(crate) note: Option<String>,
}

impl Measured {
    pub(crate) fn json(&self) -> Value {
        #[expect(clippy::cast_precision_loss, reason = "figures for people")]
        let rate = self.count as f64 / self.seconds.max(1e-9);
        let at = |share: f64| {
            #[expect(
                clippy::cast_precision_loss,
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "an index into the latencies"
            )]
            let index =
                ((self.latencies.len() as f64 * share) as usize).min(self.latencies.len().saturating_sub(1));
            self.latencies.get(index).map(|d| (d.as_secs_f64() * 1e6).round() / 1e3)
        };
        json!({
            "bench": self.bench,
            "engine": self.engine,
            "part": self.part,
            "size": self.size,
            "seconds": (self.seconds * 1000.0).round() / 1000.0,
            "per_second": rate.round(),
            "p50_ms": at(0.50),
            "p99_ms": at(0.99),
            "peak_rss_mb": peak_rss_mb(),
            "db_mb": self.db_bytes / 1_000_000,
            "limit": self.limit.map(|(what, rate)| json!({ "what": what, "per_second": rate.round() })),
            "ratio": self.limit.map(|(_, limit)| (rate / limit.max(1e-9) * 1000.0).round() / 1000.0),
            "cores": std::thread::available_parallelism().map_or(0, usize::from),
            "note": self.note,
        })
    }
}

/// The largest resident set that this process had, in MB (the kernel's VmHWM).
fn peak_rss_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|l| l.trim().trim_end_matches(" kB").trim().parse::<u64>().ok())
        .map_or(0, |kb| kb * 1024 / 1_000_000)
}
