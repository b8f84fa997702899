//! How often anybody may ask whether somebody is registered.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::config::InquiryLimits;

/// For how long inquiries count.
pub(crate) const WINDOW: Duration = Duration::from_secs(60);
/// Addresses and numbers kept at most; beyond, all are forgotten together, which gives an asker no more than another few.
const MAX_KEYS: usize = 50_000;

#[derive(PartialEq, Eq, Hash)]
enum Key {
    Address(IpAddr),
    Number(String),
}

/// Inquiries of late, in memory.
pub(crate) struct Quota {
    limits: InquiryLimits,
    counts: Mutex<HashMap<Key, (Instant, u32)>>,
}

impl Quota {
    pub(crate) fn new(limits: InquiryLimits) -> Self {
        Self { limits, counts: Mutex::default() }
    }

    /// Whether an address has used up what it has; nothing is counted.
    pub(crate) fn is_over(&self, address: IpAddr, now: Instant) -> bool {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.get(&Key::Address(address)).is_some_and(|(since, count)| {
            *count >= self.limits.per_address && now.saturating_duration_since(*since) < WINDOW
        })
    }

    /// Counts an inquiry; tells whether it may be asked.
    pub(crate) fn ask(&self, address: IpAddr, about: &str, now: Instant) -> bool {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MAX_KEYS {
            counts.clear();
        }
        let mut count = |key, most| {
            let (since, count) = counts.entry(key).or_insert((now, 0));
            if now.saturating_duration_since(*since) >= WINDOW {
                (*since, *count) = (now, 0);
            }
            *count = count.saturating_add(1);
            *count <= most
        };
        let by_address = count(Key::Address(address), self.limits.per_address);
        // An address that asks too much does not use up what others may ask about a number.
        by_address && count(Key::Number(about.to_owned()), self.limits.per_number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    #[test]
    fn an_address_and_a_number_have_their_limits() {
        let limits = InquiryLimits::default();
        let (quota, start) = (Quota::new(limits), Instant::now());
        for asked in 0..limits.per_number {
            assert!(quota.ask(HERE, "1", start), "{asked}");
        }
        assert!(!quota.ask(THERE, "1", start), "whoever asks about that number");
        assert!(quota.ask(THERE, "2", start));
        for asked in limits.per_number..limits.per_address {
            assert!(quota.ask(HERE, &asked.to_string(), start), "{asked}");
        }
        assert!(quota.is_over(HERE, start) && !quota.is_over(THERE, start));
        assert!(!quota.ask(HERE, "another", start), "whatever it asks");
        assert!(!quota.is_over(HERE, start + WINDOW));
        assert!(quota.ask(HERE, "1", start + WINDOW), "a window later");
    }
}
