//! What a simulator remembers for a while: bounded in number and in time.

use std::collections::{BTreeSet, HashMap};

/// Things that are remembered of one kind. When there are more, the one that would be forgotten first goes.
const MOST: usize = 10_000;

/// Things by name, each until a time (seconds since 1970).
#[derive(Debug)]
pub(in crate::systems) struct Kept<T> {
    things: HashMap<String, (i64, T)>,
    /// The same in the order in which they will be forgotten.
    order: BTreeSet<(i64, String)>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self { things: HashMap::new(), order: BTreeSet::new() }
    }
}

impl<T> Kept<T> {
    pub(in crate::systems) fn put(&mut self, name: String, until: i64, thing: T) {
        self.remove(&name);
        if self.things.len() >= MOST
            && let Some((_, first)) = self.order.pop_first()
        {
            self.things.remove(&first);
        }
        self.order.insert((until, name.clone()));
        self.things.insert(name, (until, thing));
    }

    pub(in crate::systems) fn get(&self, name: &str) -> Option<&T> {
        self.things.get(name).filter(|(until, _)| *until > clock()).map(|(_, thing)| thing)
    }

    pub(in crate::systems) fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        self.things.get_mut(name).filter(|(until, _)| *until > clock()).map(|(_, thing)| thing)
    }

    pub(in crate::systems) fn take(&mut self, name: &str) -> Option<T> {
        self.remove(name).filter(|(until, _)| *until > clock()).map(|(_, thing)| thing)
    }

    pub(in crate::systems) fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        let gone: Vec<_> = self.things.iter().filter(|(_, (_, thing))| !keep(thing)).collect();
        let gone: Vec<String> = gone.into_iter().map(|(name, _)| name.clone()).collect();
        gone.iter().for_each(|name| _ = self.remove(name));
    }

    fn remove(&mut self, name: &str) -> Option<(i64, T)> {
        let (name, (until, thing)) = self.things.remove_entry(name)?;
        self.order.remove(&(until, name));
        Some((until, thing))
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
