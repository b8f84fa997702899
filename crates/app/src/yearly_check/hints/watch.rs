//! Which certificates are watched, and which of them were revoked.

use std::collections::BTreeMap;

use gateways::pki::{Certificate, List, Revocations};
use jiff::Timestamp;
use registry::hash::hex;
use registry::ids::RegisterId;
use store::hint::{self, NewWatch, Seen, Source, SourceId, Watched};

use super::{day_of, no_lists};
use crate::systems::{CardKeys, Systems};
use crate::time::{day_in_japan, now_micros};
use crate::{App, AppError};

/// Files, or certificates, that are read at once.
const AT_ONCE: u32 = 1_000;
/// Before every source.
pub(super) const BEFORE_ALL: SourceId = [0; 16];
/// Of the reasons of RFC 5280 §5.3.1 the one that says nothing about a person: a newer certificate took this one's place. Which reasons the real
/// authority gives is not published; every other, and none, is a hint.
const SUPERSEDED: u8 = 4;

/// What each authority revoked, by the identifier of its key.
type Revoked<'a> = BTreeMap<&'a [u8], Revocations<'a>>;

impl App {
    /// Begins to watch the certificates of a register's files that are not known. Tells how many.
    pub(super) async fn watch_certificates(&self, register: RegisterId) -> Result<u64, AppError> {
        let mut begun = 0;
        for of in Source::ALL {
            let mut after = BEFORE_ALL;
            loop {
                let mut reader = self.0.db.reader().await?;
                let used = hint::signed(&mut reader, (register, of, &after), AT_ONCE).await?;
                let Some(last) = used.last().map(|used| used.source) else { break };
                let known = hint::known(&mut reader, (register, &after, &last)).await?;
                let new: Vec<_> = used.iter().filter(|used| !known.contains(&used.source)).collect();
                let sources: Vec<SourceId> = new.iter().map(|used| used.source).collect();
                let certificates = hint::certificates(&mut reader, (register, of), &sources).await?;
                drop(reader);
                let watches = certificates.into_iter().filter_map(|(place, der)| {
                    let used = new.get(place)?;
                    Some(watch_of(used.source, used.entry, &der))
                });
                let watches: Vec<NewWatch> = watches.collect();
                if !watches.is_empty() {
                    begun += hint::watch(&self.0.db, register, watches, now_micros()).await?;
                }
                after = last;
            }
        }
        Ok(begun)
    }

    /// Holds the certificates that are watched against the authorities' lists. Tells how many hints there are now that were not before.
    pub(super) async fn look_for_revoked(
        &self,
        register: RegisterId,
        (systems, cards, lists): (&Systems, &CardKeys, &[(Vec<u8>, List)]),
    ) -> Result<u64, AppError> {
        let revoked = trusted(cards, lists, systems.now())?;
        let today = day_of(systems);
        let asked = hint::asked(&mut self.0.db.reader().await?, register).await?;
        let (mut after, mut hints) = (BEFORE_ALL, 0);
        loop {
            let watched = hint::watched(&mut self.0.db.reader().await?, (register, &after), AT_ONCE).await?;
            let Some(last) = watched.last().map(|one| one.source) else { return Ok(hints) };
            let seen = watched.into_iter().filter_map(|one| {
                let seen = seen_of(&one, &revoked, &today)?;
                let before = asked.contains(&(one.authority_key, one.serial));
                Some((one.source, if before { asked_before(seen) } else { seen }))
            });
            let seen: Vec<_> = seen.collect();
            if !seen.is_empty() {
                hints += hint::note(&self.0.db, register, seen, now_micros()).await?;
            }
            after = last;
        }
    }
}

/// The lists, each signed by its authority, whole and fresh.
fn trusted<'a>(
    cards: &CardKeys,
    lists: &'a [(Vec<u8>, List)],
    now: Timestamp,
) -> Result<Revoked<'a>, AppError> {
    let mut all = BTreeMap::new();
    for authority in cards.signing.authorities() {
        let Some((key, list)) = lists.iter().find(|(key, _)| authority.key_identifier() == Some(key)) else {
            continue;
        };
        let revocations = list
            .revocations(authority, now)
            .map_err(|failure| no_lists().with_detail(format!("{}: {failure}", hex(key))))?;
        all.insert(key.as_slice(), revocations);
    }
    Ok(all)
}

fn seen_of(one: &Watched, revoked: &Revoked<'_>, today: &str) -> Option<Seen> {
    if one.valid_until.as_str() < today {
        return Some(Seen::Over);
    }
    let (since, reason) = revoked.get(one.authority_key.as_slice())?.of(&one.serial)?;
    if reason == Some(SUPERSEDED) {
        return Some(Seen::Over);
    }
    Some(Seen::Revoked(day_in_japan(since.as_microsecond()).to_string()))
}

fn asked_before(seen: Seen) -> Seen {
    match seen {
        Seen::Revoked(on) => Seen::AskedBefore(on),
        other => other,
    }
}

/// What is kept of a certificate. One that cannot be read, or names no authority's key, cannot be watched; it is not read again.
fn watch_of(source: SourceId, entry: registry::ids::EntryId, der: &[u8]) -> NewWatch {
    let certificate = Certificate::read(der).ok();
    let of = certificate.as_ref().and_then(|of| Some((of.authority_key()?, of)));
    match of {
        Some((key, certificate)) => NewWatch {
            source,
            entry,
            authority_key: key.to_vec(),
            serial: certificate.serial().bytes().to_vec(),
            valid_until: day_in_japan(certificate.valid().1.as_microsecond()).to_string(),
            stands: true,
        },
        None => NewWatch {
            source,
            entry,
            authority_key: Vec::new(),
            serial: Vec::new(),
            valid_until: String::new(),
            stands: false,
        },
    }
}
