//! Whom the bench asks for: the first people of an invented country, by their items or by the handles that came of that.

use std::fs::File;
use std::future::Future;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::pin::Pin;

use anyhow::Result;
use country::{AS_OF, Built, Country, Nation, RegisterPlan, Resident, Tables, build_index};
use gateways::juki::{Birth, Inquiry, Items, Key, Sex, Source};
use vault::SealedNumber;

/// People of the country for each one that is asked for: some never were in the register.
const SPARE: f64 = 1.05;

pub(crate) fn country(seed: u64, entries: u64) -> Result<Country> {
    let tables = Tables::load().map_err(|error| anyhow::anyhow!("{error}"))?;
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "about so many"
    )]
    let people = (entries as f64 * SPARE) as u64 + 1_000;
    let plan = RegisterPlan::new(&tables, people, |_| vec!["JP".to_owned()]);
    Ok(Country::new(tables, seed, plan))
}

/// Builds the index by which the simulator finds people.
pub(crate) fn build(home: &Path, seed: u64, entries: u64) -> Result<()> {
    let built = build_index(&country(seed, entries)?, home, &|_, _, _| true)?;
    anyhow::ensure!(matches!(built, Built::Whole(_)), "the index is whole");
    Ok(())
}

pub(crate) fn nation(home: &Path, seed: u64, entries: u64) -> Result<Nation> {
    Ok(Nation::new(country(seed, entries)?, AS_OF, home.to_owned()))
}

type Inquiries<'a> = Pin<Box<dyn Future<Output = io::Result<Vec<Inquiry>>> + Send + 'a>>;

/// By their four items, made as they are asked for.
pub(super) struct ByItems {
    nation: Nation,
    walk: Box<dyn Iterator<Item = Resident> + Send>,
    at: u64,
}

impl ByItems {
    pub(super) fn new(nation: Nation) -> Self {
        Self { walk: residents(&nation), nation, at: 0 }
    }
}

fn residents(nation: &Nation) -> Box<dyn Iterator<Item = Resident> + Send> {
    let of = nation.clone();
    Box::new(nation.people().filter_map(move |person| of.resident(person.id)))
}

impl Source for ByItems {
    fn inquiries(&mut self, first: u64, count: u64) -> Inquiries<'_> {
        Box::pin(async move {
            if first < self.at {
                (self.walk, self.at) = (residents(&self.nation), 0);
            }
            let skip = usize::try_from(first - self.at).map_err(io::Error::other)?;
            let count = usize::try_from(count).map_err(io::Error::other)?;
            let some: Vec<Inquiry> = self.walk.by_ref().skip(skip).take(count).filter_map(inquiry).collect();
            self.at = first + count as u64;
            Ok(some)
        })
    }
}

fn inquiry(resident: Resident) -> Option<Inquiry> {
    let birth = Birth::parse(&resident.birth)?;
    let (sex, address) = (Sex::of_word(resident.sex), Some(resident.address));
    Some(Inquiry::by_items(Items { name: resident.name, birth, sex, address }))
}

/// By their numbers: a file of handles.
pub(super) struct ByNumber(pub(super) File);

impl Source for ByNumber {
    fn inquiries(&mut self, first: u64, count: u64) -> Inquiries<'_> {
        Box::pin(async move {
            let mut bytes = vec![0; usize::try_from(count * 16).map_err(io::Error::other)?];
            self.0.read_exact_at(&mut bytes, first * 16)?;
            let handles = bytes.as_chunks::<16>().0.iter();
            // where several were found there is no number: the one before is asked for again
            let mut last = None;
            let inquiries = handles.filter_map(|handle| {
                last = Some(*handle).filter(|handle| *handle != [0; 16]).or(last);
                last.map(|handle| Inquiry { key: Key::Number(SealedNumber::from_bytes(handle)), born: None })
            });
            Ok(inquiries.collect())
        })
    }
}
