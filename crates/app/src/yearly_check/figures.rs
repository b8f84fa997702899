//! What a slice found, in counts that are kept with it: a line a register and finding.

use std::collections::BTreeMap;

use registry::check::Finding;
use registry::ids::RegisterId;

/// Counts by register and finding, and entries that nobody was asked about.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Figures {
    counts: BTreeMap<(RegisterId, Finding), u64>,
    /// Linked entries that no longer stand.
    pub(super) deleted: u64,
}

impl Figures {
    pub(super) fn of_deleted(deleted: u64) -> Self {
        Self { deleted, ..Self::default() }
    }

    pub(super) fn add(&mut self, register: RegisterId, finding: Finding) {
        *self.counts.entry((register, finding)).or_default() += 1;
    }

    /// Takes one back that was counted in another slice.
    pub(super) fn take(&mut self, register: RegisterId, finding: Finding) {
        if let Some(count) = self.counts.get_mut(&(register, finding)) {
            *count = count.saturating_sub(1);
        }
    }

    pub(super) fn counts(&self) -> impl Iterator<Item = (RegisterId, Finding, u64)> {
        self.counts.iter().map(|((register, finding), count)| (*register, *finding, *count))
    }

    pub(super) fn checked(&self) -> u64 {
        self.counts.values().sum()
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.deleted += other.deleted;
        for (key, count) in &other.counts {
            *self.counts.entry(*key).or_default() += count;
        }
    }

    pub(super) fn to_lines(&self) -> String {
        let mut text = format!("deleted {}\n", self.deleted);
        for (register, finding, count) in self.counts() {
            text.push_str(&format!("{} {} {count}\n", register.stored(), finding.code()));
        }
        text
    }

    /// Reads what [`Self::to_lines`] wrote; `None` for anything else.
    pub(super) fn of_lines(text: &str) -> Option<Self> {
        let mut figures = Self::default();
        for line in text.lines() {
            match line.split(' ').collect::<Vec<_>>().as_slice() {
                ["deleted", count] => figures.deleted += count.parse::<u64>().ok()?,
                [register, finding, count] => {
                    let key = (RegisterId::from_stored(register.parse().ok()?), Finding::of_code(finding)?);
                    *figures.counts.entry(key).or_default() += count.parse::<u64>().ok()?;
                }
                _ => return None,
            }
        }
        Some(figures)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_come_back_as_they_were_kept() {
        let mut figures = Figures::of_deleted(3);
        let nurse = RegisterId::of("nurse", "JP");
        figures.add(nurse, Finding::Died);
        figures.add(nurse, Finding::Died);
        figures.add(nurse, Finding::Unchanged);
        let again = Figures::of_lines(&figures.to_lines());
        assert_eq!(again.as_ref(), Some(&figures));
        assert_eq!(figures.checked(), 3);
        assert_eq!(Figures::of_lines("7 no-such 1"), None);
    }
}
