//! Who looked: the records of looks, held against the lists by entry. Both are written in one commit, so each look stands
//! under each entry that it showed, and nothing else stands there.

use std::collections::HashSet;

use db::Reader;
use registry::ids::EntryId;
use store::disclosure as read;

use super::Shared;
use super::finding::{Finding, register_place};
use super::sums::{GROUPS, Sums, group_of};
use crate::AppError;

/// Looks at a time: some hundredths of a second on either engine.
const LOOKS_AT_ONCE: u32 = 10_000;
/// Lines held in memory when groups are looked at with care: some ten megabytes.
const LINES_HELD: u64 = 100_000;

/// An entry that was shown, and the look that showed it.
type Line = (EntryId, EntryId);

/// Compares all looks up to the last one that there is now.
pub(super) async fn check_looks(shared: &Shared) -> Result<(), AppError> {
    let mut reader = shared.db.reader().await?;
    let end = read::last(&mut reader).await;
    let Some(Some(end)) = shared.findings.readable(|| "disclosure".to_owned(), end)? else { return Ok(()) };
    let (mut recorded, mut listed) = (Sums::new(&shared.hasher), Sums::new(&shared.hasher));
    let mut count = 0_u64;
    walk_records(shared, &mut reader, end, |(entry, look)| {
        recorded.add(&look.to_string(), entry);
        count += 1;
    })
    .await?;
    walk_lists(shared, &mut reader, end, |(entry, look)| listed.add(&look.to_string(), entry)).await?;
    let per_group = count / u64::try_from(GROUPS).unwrap_or(u64::MAX) + 1;
    let at_once = usize::try_from(LINES_HELD / per_group).unwrap_or(GROUPS).clamp(1, GROUPS);
    for groups in recorded.differing(&listed).chunks(at_once) {
        if shared.findings.is_full() {
            shared.findings.add_uncounted();
            continue;
        }
        let groups: HashSet<usize> = groups.iter().copied().collect();
        let (mut only_recorded, mut only_listed) = (HashSet::new(), HashSet::new());
        walk_records(shared, &mut reader, end, |line| {
            only_recorded.extend(groups.contains(&group_of(line.0)).then_some(line));
        })
        .await?;
        walk_lists(shared, &mut reader, end, |line| {
            if groups.contains(&group_of(line.0)) && !only_recorded.remove(&line) {
                only_listed.insert(line);
            }
        })
        .await?;
        for line in only_recorded.into_iter().chain(only_listed) {
            confirm(shared, &mut reader, line).await?;
        }
    }
    Ok(())
}

/// What the records say, look by look.
async fn walk_records(
    shared: &Shared,
    reader: &mut Reader,
    end: EntryId,
    mut see: impl FnMut(Line) + Send,
) -> Result<(), AppError> {
    let mut after = EntryId::LEAST;
    loop {
        let page = read::page(reader, after, LOOKS_AT_ONCE).await;
        let place = || format!("disclosure after {after}");
        let Some(page) = shared.findings.readable(place, page)? else { return Ok(()) };
        for (look, entries) in page.iter().filter(|(look, _)| *look <= end) {
            for id in entries.split(' ') {
                match EntryId::parse(id) {
                    Ok(entry) => see((entry, *look)),
                    Err(_) => shared.findings.add(Finding::new(
                        "look-altered",
                        format!("disclosure {look} column entries"),
                        "ids of entries",
                        "something else",
                    )),
                }
            }
        }
        match page.last() {
            Some((last, _)) if *last > after && *last < end => after = *last,
            _ => return Ok(()),
        }
    }
}

/// What the lists say, register by register: first what is not sorted in yet, for it may be sorted in meanwhile. A line that
/// is met twice then is no finding.
async fn walk_lists(
    shared: &Shared,
    reader: &mut Reader,
    end: EntryId,
    mut see: impl FnMut(Line) + Send,
) -> Result<(), AppError> {
    for register in &shared.registers {
        let mut block = EntryId::LEAST;
        loop {
            let page = read::pending_page(reader, register.id, block).await;
            let place = || format!("{} disclosure_pending after {block}", register_place(register));
            let Some(Some((last, lines))) = shared.findings.readable(place, page)? else { break };
            lines.iter().filter(|(_, look)| *look <= end).for_each(|line| see(*line));
            block = last;
        }
        let mut after = (EntryId::LEAST, EntryId::LEAST);
        loop {
            let page = read::page_of_register(reader, register.id, after, LOOKS_AT_ONCE).await;
            let place = || format!("{} disclosure_entry", register_place(register));
            let Some(page) = shared.findings.readable(place, page)? else { break };
            page.iter().filter(|(_, look)| *look <= end).for_each(|line| see(*line));
            match page.last() {
                Some(last) if *last > after => after = *last,
                _ => break,
            }
        }
    }
    Ok(())
}

/// Says that a line is missing or stray, if it still is. (Records of an early version may name an entry that no register
/// has: there is nothing under which a line could stand.)
async fn confirm(shared: &Shared, reader: &mut Reader, (entry, look): Line) -> Result<(), AppError> {
    let place = format!("disclosure {look} entry {entry}");
    let registers: Vec<_> = shared.registers.iter().map(|register| register.id).collect();
    let outcome = async {
        let known = store::entry::by_id(reader, &registers, entry).await?.is_some();
        let shown = known && read::shows(reader, look, entry).await?;
        Ok((shown, read::is_listed(reader, &registers, (look, entry)).await?))
    };
    let finding = match shared.findings.readable(|| place.clone(), outcome.await)? {
        Some((true, false)) => Finding::new("look-missing", place, "a line under the entry", "none"),
        Some((false, true)) => Finding::new("look-stray", place, "no line under the entry", "a line"),
        _ => return Ok(()),
    };
    shared.findings.add(finding);
    Ok(())
}
