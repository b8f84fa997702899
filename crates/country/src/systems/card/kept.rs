//! What a simulator remembers for a while: bounded in number and in time.

use std::collections::HashMap;

/// Things that are remembered of one kind. When there are more, the one that would be forgotten first goes.
const MOST: usize = 10_000;

/// Things by name, each until a time (seconds since 1970).
#[derive(Debug)]
pub(in crate::systems) struct Kept<T>(HashMap<String, (i64, T)>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T> Kept<T> {
    pub(in crate::systems) fn put(&mut self, name: String, until: i64, thing: T) {
        if self.0.len() >= MOST {
            let now = clock();
            self.0.retain(|_, (until, _)| *until > now);
        }
        if self.0.len() >= MOST {
            let first = self.0.iter().min_by_key(|(_, (until, _))| *until).map(|(name, _)| name.clone());
            first.map(|name| self.0.remove(&name));
        }
        self.0.insert(name, (until, thing));
    }

    pub(in crate::systems) fn get(&self, name: &str) -> Option<&T> {
        self.0.get(name).filter(|(until, _)| *until > clock()).map(|(_, thing)| thing)
    }

    pub(in crate::systems) fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        self.0.get_mut(name).filter(|(until, _)| *until > clock()).map(|(_, thing)| thing)
    }

    pub(in crate::systems) fn take(&mut self, name: &str) -> Option<T> {
        self.0.remove(name).filter(|(until, _)| *until > clock()).map(|(_, thing)| thing)
    }

    pub(in crate::systems) fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        self.0.retain(|_, (_, thing)| keep(thing));
    }
}

/// The clock on the wall, seconds since 1970. Tokens between two programs that run now live by it; only what is said about people lives
/// by the nation's calendar.
pub(in crate::systems) fn clock() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// A name that nobody guesses: 256 random bits.
pub(in crate::systems) fn unguessable() -> std::io::Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(super::jose::encode(&bytes))
}
