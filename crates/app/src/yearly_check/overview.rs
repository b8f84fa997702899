//! The run as the desk's page shows it: how far, how fast, what was found by profession and by prefecture, and the report's table of deaths.

mod follows;
mod view;

use std::collections::BTreeMap;

use law::{Both, CountKind};
use registry::check::{Finding, ProposalState};
use store::check::{self, Run, Slice};
use store::deletion;

use super::figures::Figures;
use super::may_see;
use crate::time::{rfc3339, today_in_japan};
use crate::{Actor, App, AppError, ErrorKind};
pub use view::{CheckOverview, CheckedGroup, DeathLine, FindingCount, PauseLimit};

/// Slices from whose times the rate is taken: the latest ones, since a run is paused, resumed and worked on by more or fewer workers.
const RATE_OF: usize = 20;
/// Microseconds of an hour.
const HOUR: i64 = 3_600_000_000;
/// How a prefecture's code begins (ISO 3166-2).
const PREFECTURE: &str = "JP-";

impl App {
    /// The run of a period, or the latest, as far as the actor's authorities go; `None` when there is none.
    ///
    /// # Errors
    /// Registrars and auditors only.
    pub async fn show_check(
        &self,
        actor: &Actor,
        period: Option<&str>,
    ) -> Result<Option<CheckOverview>, AppError> {
        may_see(actor)?;
        let Some(run) = self.run_of(period).await? else { return Ok(None) };
        let mut slices = check::slices(&mut self.0.db.reader().await?, &run.id).await?;
        slices.retain(|slice| actor.reach.covers(&slice.of.authority));
        let deleted = self.deleted_of(actor, &run).await?;
        let commands = self.run_commands(actor, &run).await?;
        let mut overview = self.overview(run, &slices, &deleted)?;
        (overview.commands, overview.limits) = (commands, self.pause_limits());
        Ok(Some(overview))
    }

    /// Entries that were deleted of what a run found, by qualification.
    async fn deleted_of(&self, actor: &Actor, run: &Run) -> Result<BTreeMap<String, u64>, AppError> {
        let mut deleted: BTreeMap<String, u64> = BTreeMap::new();
        let mut reader = self.0.db.reader().await?;
        for register in self.registers().iter().filter(|of| actor.reach.covers(&of.authority)) {
            let key = (register.id, deletion::batch_of(register.id, &run.id));
            let counts = deletion::counts(&mut reader, key).await?;
            let of_batch = counts.iter().filter(|count| count.state == ProposalState::Deleted);
            *deleted.entry(register.qualification.clone()).or_default() +=
                of_batch.map(|count| count.proposals).sum::<u64>();
        }
        Ok(deleted)
    }

    fn overview(
        &self,
        run: Run,
        slices: &[Slice],
        deleted: &BTreeMap<String, u64>,
    ) -> Result<CheckOverview, AppError> {
        let unreadable =
            || AppError::new(ErrorKind::Internal, "集計を読めません。", "The counts cannot be read.");
        let done: Vec<&Slice> = slices.iter().filter(|slice| slice.state == "done").collect();
        let figures: Vec<Figures> = done
            .iter()
            .map(|slice| Figures::of_lines(&slice.figures).ok_or_else(unreadable))
            .collect::<Result<_, _>>()?;
        let mut sums = Sums::default();
        for (register, finding, entries) in figures.iter().flat_map(Figures::counts) {
            if let Some(of) = self.register_of(register) {
                sums.add(&of.qualification, &of.authority, (finding, entries));
            }
        }
        let left = (slices.len() - done.len()) as u64;
        let of_late = if run.state == "running" { rate(&done, &figures) } else { None };
        let (deaths, sources) = self.death_lines(&sums, deleted);
        let (ja, en) = run.reason.split_once('\n').unwrap_or((&run.reason, &run.reason));
        Ok(CheckOverview {
            reason: Both::new(ja, en),
            started_at: rfc3339(run.started_at),
            changed_at: rfc3339(run.changed_at),
            done: done.len() as u64,
            slices: slices.len() as u64,
            per_hour: of_late.map(|(per_hour, _)| per_hour),
            minutes_left: of_late.map(|(_, minutes_a_slice)| (minutes_a_slice * left).div_ceil(100)),
            total: group(Both::new("すべて", "All"), &sums.total),
            professions: self.professions(&sums),
            prefectures: self.prefectures(&sums),
            deaths,
            sources,
            period: run.period,
            state: run.state,
            changed_by: run.changed_by,
            commands: Vec::new(),
            limits: Vec::new(),
        })
    }

    fn professions(&self, sums: &Sums) -> Vec<CheckedGroup> {
        let ids = self.0.rules.qualifications().map(|id| id.to_string());
        let of = |id: String| sums.professions.get(&id).map(|counts| group(self.profession(&id), counts));
        ids.filter_map(of).collect()
    }

    fn profession(&self, id: &str) -> Both {
        let rules = self.0.rules.on(today_in_japan());
        rules
            .qualification(id)
            .map_or_else(|| Both::new(id, id), |q| Both::new(q.file().name_ja(), q.file().name_en()))
    }

    /// The professions of which the rules keep published figures, and the sources of these.
    fn death_lines(&self, sums: &Sums, deleted: &BTreeMap<String, u64>) -> (Vec<DeathLine>, Vec<String>) {
        const KINDS: [CountKind; 3] =
            [CountKind::Holders, CountKind::DeathNotices, CountKind::ExpectedDeathNotices];
        let rules = self.0.rules.on(self.check_day());
        let mut sources = Vec::new();
        let mut line = |id: &str| {
            let of = rules.qualification(id)?;
            let [holders, notified, expected] =
                KINDS.map(|kind| of.count(kind).map(|count| u64::from(count.number)));
            let notified = notified?;
            for count in KINDS.into_iter().filter_map(|kind| of.count(kind)) {
                let source = format!("{}（{}）", count.source, count.as_of);
                if !sources.contains(&source) {
                    sources.push(source);
                }
            }
            let (checked, found) = of_deaths(sums.professions.get(id));
            let deleted = deleted.get(id).copied().unwrap_or(0);
            Some(DeathLine {
                name: self.profession(id),
                holders,
                notified,
                expected,
                checked,
                found,
                deleted,
            })
        };
        let ids: Vec<String> = self.0.rules.qualifications().map(|id| id.to_string()).collect();
        let lines = ids.iter().filter_map(|id| line(id)).collect();
        (lines, sources)
    }

    fn prefectures(&self, sums: &Sums) -> Vec<CheckedGroup> {
        let rules = self.0.rules.on(today_in_japan());
        let of_prefectures = sums.authorities.iter().filter(|(code, _)| code.starts_with(PREFECTURE));
        let named = of_prefectures.map(|(code, counts)| {
            let name = rules.authority(code).map_or_else(
                || Both::new(code, code),
                |authority| Both::new(&authority.name_ja, &authority.name_en),
            );
            group(name, counts)
        });
        named.collect()
    }
}

type Counts = BTreeMap<Finding, u64>;

#[derive(Default)]
struct Sums {
    total: Counts,
    professions: BTreeMap<String, Counts>,
    authorities: BTreeMap<String, Counts>,
}

impl Sums {
    fn add(&mut self, qualification: &str, authority: &str, (finding, entries): (Finding, u64)) {
        let professions = self.professions.entry(qualification.to_owned()).or_default();
        let authorities = self.authorities.entry(authority.to_owned()).or_default();
        for counts in [&mut self.total, professions, authorities] {
            *counts.entry(finding).or_default() += entries;
        }
    }
}

/// Entries checked, and deaths among them.
fn of_deaths(counts: Option<&Counts>) -> (u64, u64) {
    counts.map_or((0, 0), |counts| (counts.values().sum(), counts.get(&Finding::Died).copied().unwrap_or(0)))
}

fn group(name: Both, counts: &Counts) -> CheckedGroup {
    let one = |finding: &Finding| FindingCount::of(*finding, counts.get(finding).copied().unwrap_or(0));
    CheckedGroup { name, findings: Finding::ALL.iter().map(one).collect() }
}

/// Entries an hour, and hundredths of a minute a slice, over the latest slices.
fn rate(done: &[&Slice], figures: &[Figures]) -> Option<(u64, u64)> {
    let mut times: Vec<(i64, u64)> =
        done.iter().zip(figures).filter_map(|(slice, of)| Some((slice.done_at?, of.checked()))).collect();
    times.sort_unstable();
    let late = times.get(times.len().saturating_sub(RATE_OF)..)?;
    let (first, last) = (late.first()?.0, late.last()?.0);
    // The entries of the first were checked before it was done.
    let entries: u64 = late.iter().skip(1).map(|(_, entries)| entries).sum();
    let took = u64::try_from(last - first).ok().filter(|took| *took > 0)?;
    let hour = u64::try_from(HOUR).unwrap_or(1);
    let slices = (late.len() - 1) as u64;
    Some((entries.saturating_mul(hour) / took, (took * 6_000 / hour).div_ceil(slices)))
}

#[cfg(test)]
mod tests {
    use registry::ids::{EntryId, RegisterId};
    use store::check::NewSlice;

    use super::*;

    fn slice(minute: i64, entries: u64) -> (Slice, Figures) {
        let mut figures = Figures::default();
        (0..entries).for_each(|_| figures.add(RegisterId::of("nurse", "JP"), Finding::Unchanged));
        let of = NewSlice {
            register: RegisterId::of("nurse", "JP"),
            number: 0,
            authority: "JP".to_owned(),
            after: EntryId::new(0, [0; 10]),
            last: EntryId::new(1, [0; 10]),
        };
        let done_at = Some(minute * HOUR / 60);
        let text = figures.to_lines();
        (Slice { run: [0; 16], of, state: "done".to_owned(), figures: text, done_at }, figures)
    }

    #[test]
    fn the_rate_is_that_of_the_latest_slices() {
        let (slices, figures): (Vec<_>, Vec<_>) =
            [slice(9, 10), slice(3, 10), slice(6, 10)].into_iter().unzip();
        let done: Vec<&Slice> = slices.iter().collect();
        // Two slices of ten entries in six minutes: 200 an hour, three minutes a slice.
        assert_eq!(rate(&done, &figures), Some((200, 300)));
        assert_eq!(rate(&done[..1], &figures[..1]), None, "one slice has no rate");
        assert_eq!(rate(&[], &[]), None);
    }
}
