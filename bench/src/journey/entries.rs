//! Everybody's entry under the name before, linked to the account that will sign in.

use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use app::portal::account_key;
use app::{ActOrder, App, DecidingOrder, Systems, init_register};
use country::Nation;
use country::systems::Pseudonyms;
use registry::act::Act;
use registry::hash::sha256;
use registry::ids::{EntryId, HolderId, RegisterId};
use serde_json::Value;
use store::StoreError;
use store::holder::{KnownNumber, Link, LinkOutcome, NumberFact};
use tokio::task::JoinSet;
use vault::{AcceptedProofs, IntakeForm, Taken, Use, Vault};

use super::parts::{CLIENT, Places};
use super::people::{Kind, Traveller};
use super::ready::{AUTHORITY, QUALIFICATION};
use crate::place::actor;

/// What proves a number that is given.
const PROOF: [&str; 2] = ["card-copy", "same-card"];
/// Registrations at once, and links in one transaction.
const AT_ONCE: usize = 64;
const CHUNK: usize = 500;

/// What everybody is made of.
pub(super) struct Making<'m> {
    pub(super) nation: &'m Nation,
    pub(super) people: &'m [Traveller],
    pub(super) places: &'m Places,
    pub(super) vault: &'m Vault,
}

impl Making<'_> {
    pub(super) async fn register(&self, database: &str) -> Result<Vec<EntryId>> {
        let mut settings = self.places.settings(database);
        settings.systems = Some(Systems::open(&self.places.systems(), Some(self.vault.clone()))?);
        init_register(&settings).await?;
        let app = App::open(&settings).await?;
        let entries = self.enter(&app).await?;
        self.link(&app, &entries).await?;
        let order = DecidingOrder {
            authority: AUTHORITY.to_owned(),
            procedure: law::Procedure::Change,
            from: Some(app.today()),
            until: None,
            ground: "bench".to_owned(),
        };
        app.switch_deciding(&actor(), &order).await?;
        Ok(entries)
    }

    async fn enter(&self, app: &App) -> Result<Vec<EntryId>> {
        let mut entries = vec![None; self.people.len()];
        let (mut entering, mut waiting, mut made) = (JoinSet::new(), self.people.iter().enumerate(), 0);
        loop {
            // The first makes the register, alone: two that make one at the same time are one too many.
            let most = if made == 0 { 1 } else { AT_ONCE };
            while entering.len() < most
                && let Some((at, person)) = waiting.next()
            {
                let (app, order) = (app.clone(), registration(at, person)?);
                entering.spawn(async move { (at, app.record_act(&actor(), &order).await) });
            }
            let Some(entered) = entering.join_next().await else { break };
            made += 1;
            let (at, outcome) = entered?;
            let entry = EntryId::parse(&outcome?.entry).map_err(|error| anyhow::anyhow!("{error:?}"))?;
            if let Some(place) = entries.get_mut(at) {
                *place = Some(entry);
            }
        }
        entries.into_iter().collect::<Option<_>>().context("an entry is missing")
    }

    /// Everybody's entry and account are theirs, and the number of all but a few is known.
    async fn link(&self, app: &App, entries: &[EntryId]) -> Result<()> {
        let issuer: Value = serde_json::from_slice(&std::fs::read(self.places.systems())?)?;
        let issuer = issuer.pointer("/systems/digital-auth/issuer").and_then(Value::as_str);
        let issuer = issuer.context("the sign-in has no name")?.to_owned();
        let pseudonyms = Pseudonyms::open(self.nation)?;
        let mut all = Vec::with_capacity(entries.len());
        for (at, (person, entry)) in self.people.iter().zip(entries).enumerate() {
            let number = match person.kind {
                Kind::Paper => None,
                _ => Some(sealed(self.vault, &self.nation.my_number(person.id)).await?),
            };
            let account = account_key(&issuer, &pseudonyms.of(CLIENT, person.id));
            all.push((account, link_of(at, *entry, number)));
        }
        for chunk in all.chunks(CHUNK) {
            let chunk = Arc::new(chunk.to_vec());
            let linking = app.db().transact("link", move |tx| {
                let chunk = Arc::clone(&chunk);
                Box::pin(async move {
                    let links: Vec<Link> = chunk.iter().map(|(_, link)| link.clone()).collect();
                    let mut linked = store::holder::link(tx, &links).await?;
                    for (account, link) in chunk.iter() {
                        if !store::portal::belong(tx, account, link.holder).await? {
                            linked.push(LinkOutcome::Others(link.holder));
                        }
                    }
                    Ok::<_, StoreError>(linked)
                })
            });
            let linked = linking.await?;
            ensure!(linked.iter().all(|one| *one == LinkOutcome::Linked), "somebody is not linked");
        }
        Ok(())
    }
}

fn registration(at: usize, person: &Traveller) -> Result<ActOrder> {
    let items = [
        ("registration-number", format!("第{}号", at + 1)),
        ("name", person.before.clone()),
        ("birth-date", person.born.clone()),
        ("registration-date", "2015-04-10".to_owned()),
    ];
    Ok(ActOrder {
        target: format!("{QUALIFICATION}/{AUTHORITY}"),
        act: Act::NewRegistration,
        effective_on: "2015-04-10".parse()?,
        ground: "bench".to_owned(),
        items: items.into_iter().map(|(code, value)| (code.to_owned(), value)).collect(),
        seen_version: None,
        key: None,
    })
}

fn link_of(at: usize, entry: EntryId, number: Option<[u8; 16]>) -> Link {
    let mut random = [0; 10];
    random.iter_mut().zip(sha256(&[b"holder", &at.to_be_bytes()])).for_each(|(to, from)| *to = from);
    Link {
        register: RegisterId::of(QUALIFICATION, AUTHORITY),
        entry,
        holder: HolderId::new(1, random),
        way: "by-holder".to_owned(),
        ground: "bench".to_owned(),
        by: "bench".to_owned(),
        at: 1,
        number: number.map(|number| KnownNumber {
            number,
            fact: NumberFact::Given,
            way: "card-online".to_owned(),
            since: 1,
        }),
    }
}

async fn sealed(vault: &Vault, number: &str) -> Result<[u8; 16]> {
    let [proof, identity] = PROOF;
    let accepted = AcceptedProofs::none().also(proof, [identity]);
    let body = format!(
        "{}={number}&{}={proof}&{}={identity}",
        IntakeForm::NUMBER,
        IntakeForm::NUMBER_PROOF,
        IntakeForm::IDENTITY_PROOF
    );
    let by = Use::new("bench", app::holders::NUMBER_CASE, "bench")?;
    match vault.take_form(body.into_bytes(), &accepted, &by).await? {
        Ok(Taken::Sealed(sealed)) => Ok(sealed.to_bytes()),
        Ok(Taken::Again(_)) => bail!("the vault wants the number again"),
        Err(fault) => bail!("{fault}"),
    }
}
