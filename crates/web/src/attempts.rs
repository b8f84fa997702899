//! How often one may try to sign in.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Failures of one login from one address within [`WINDOW`]: enough for a forgotten password, useless for guessing.
pub(crate) const MAX_PER_LOGIN: u32 = 10;
/// Failures from one address within [`WINDOW`], whatever the login: an office behind one address still gets in.
pub(crate) const MAX_PER_ADDRESS: u32 = 100;
/// For how long failures count.
pub(crate) const WINDOW: Duration = Duration::from_secs(15 * 60);
/// Keys kept at most, so that a flood of invented logins cannot fill the memory; the oldest windows go first.
const MAX_KEYS: usize = 20_000;

#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    Login(IpAddr, String),
    Address(IpAddr),
}

struct Count {
    since: Instant,
    failures: u32,
}

/// Failed sign-ins of late, in memory: a restart forgets them, which gives a guesser no more than another few tries.
#[derive(Default)]
pub(crate) struct Attempts(Mutex<HashMap<Key, Count>>);

impl Attempts {
    /// How long this login has to wait at this address before it may try; `None` when it may now.
    pub(crate) fn wait(&self, address: IpAddr, login: &str, now: Instant) -> Option<Duration> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = |key: &Key, max: u32| {
            let count = counts.get(key)?;
            let left = WINDOW.checked_sub(now.duration_since(count.since))?;
            (count.failures >= max && !left.is_zero()).then_some(left)
        };
        let login = left(&Key::Login(address, login.to_owned()), MAX_PER_LOGIN);
        login.max(left(&Key::Address(address), MAX_PER_ADDRESS))
    }

    /// Counts a try before the password is looked at, so that many at once do not slip through; a good one is taken back by
    /// [`Attempts::succeeded`].
    pub(crate) fn tried(&self, address: IpAddr, login: &str, now: Instant) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MAX_KEYS {
            counts.retain(|_, count| now.duration_since(count.since) < WINDOW);
            make_room(&mut counts);
        }
        for key in [Key::Login(address, login.to_owned()), Key::Address(address)] {
            let count = counts.entry(key).or_insert(Count { since: now, failures: 0 });
            if now.duration_since(count.since) >= WINDOW {
                *count = Count { since: now, failures: 0 };
            }
            count.failures = count.failures.saturating_add(1);
        }
    }

    /// Counts a beginning from an address, whoever it is; how long it has to wait where there were too many.
    pub(crate) fn begun(&self, address: IpAddr, now: Instant) -> Option<Duration> {
        let wait = self.wait(address, "", now);
        if wait.is_none() {
            self.tried(address, "", now);
            // Only the address counts here: people behind one address are many.
            self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&Key::Login(address, String::new()));
        }
        wait
    }

    /// The right password ends the count of its login, and is no failure of its address.
    pub(crate) fn succeeded(&self, address: IpAddr, login: &str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.remove(&Key::Login(address, login.to_owned()));
        if let Some(count) = counts.get_mut(&Key::Address(address)) {
            count.failures = count.failures.saturating_sub(1);
        }
    }
}

/// Drops the older half when nothing has run out.
fn make_room(counts: &mut HashMap<Key, Count>) {
    if counts.len() < MAX_KEYS {
        return;
    }
    let mut since: Vec<Instant> = counts.values().map(|count| count.since).collect();
    since.sort_unstable();
    if let Some(middle) = since.get(since.len() / 2).copied() {
        counts.retain(|_, count| count.since > middle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

    #[test]
    fn too_many_failures_wait_and_the_window_ends() {
        let attempts = Attempts::default();
        let start = Instant::now();
        for _ in 0..MAX_PER_LOGIN {
            assert_eq!(attempts.wait(HERE, "sato", start), None);
            attempts.tried(HERE, "sato", start);
        }
        assert_eq!(attempts.wait(HERE, "sato", start), Some(WINDOW));
        assert_eq!(attempts.wait(HERE, "ito", start), None, "another login");
        assert_eq!(attempts.wait(THERE, "sato", start), None, "another address cannot lock it out");
        assert_eq!(attempts.wait(HERE, "sato", start + WINDOW), None);
    }

    #[test]
    fn many_logins_from_one_address_wait_too() {
        let attempts = Attempts::default();
        let start = Instant::now();
        for n in 0..MAX_PER_ADDRESS {
            attempts.tried(HERE, &n.to_string(), start);
        }
        assert!(attempts.wait(HERE, "fresh", start).is_some());
        attempts.succeeded(HERE, "0");
        assert!(attempts.wait(HERE, "fresh", start).is_none(), "a good one is not counted");
    }

    #[test]
    fn people_behind_one_address_begin_as_many_until_they_are_too_many() {
        let departures = Attempts::default();
        let start = Instant::now();
        let begun = (0..=MAX_PER_ADDRESS).filter(|_| departures.begun(HERE, start).is_none()).count();
        assert_eq!(begun, MAX_PER_ADDRESS as usize);
        assert_eq!(departures.begun(THERE, start), None);
        assert_eq!(departures.begun(HERE, start + WINDOW), None);
    }

    #[test]
    fn the_memory_is_bounded() {
        let attempts = Attempts::default();
        let start = Instant::now();
        for n in 0..MAX_KEYS + 10 {
            attempts.tried(HERE, &n.to_string(), start);
        }
        assert!(attempts.0.lock().unwrap().len() <= MAX_KEYS + 2);
    }
}
