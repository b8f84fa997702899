//! One person's way: a draft, a form, a signature, a payment, and the register.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use app::{Application, Applying, CaseKey, SignedForm};
use country::pki::{CardKey, ToSign};
use registry::ids::{CaseId, EntryId};
use registry::requirement::Need;

use super::place::Journey;

/// How often a page is looked at while something is waited for.
const LOOK: Duration = Duration::from_millis(50);

/// How it went.
#[derive(Debug)]
pub(super) struct Walked {
    pub(super) at: usize,
    pub(super) key: CaseKey,
    /// From the beginning of the draft to the form that can be signed.
    pub(super) form: Duration,
    /// Sending it.
    pub(super) submit: Duration,
    /// From the payment to the register; none where it waits for an officer.
    pub(super) register: Option<Duration>,
    pub(super) whole: Duration,
    pub(super) by_rule: bool,
}

pub(super) async fn walk(journey: &Journey, at: usize, patience: Duration) -> Result<Walked> {
    let (who, entry) = journey.who(at).context("nobody")?;
    let started = Instant::now();
    let (draft, version) = fill(journey, (&who, entry), at).await?;
    let form = started.elapsed();
    let sending = Instant::now();
    let signed = sign(journey, (&who, draft), at).await?;
    let key = journey.app.submit_case(&who, draft, (version, Some(signed))).await?;
    let submit = sending.elapsed();
    let link = payable(journey, (&who, key), started + patience).await?;
    let Some(link) = link else { return Ok(at_desk(at, key, (form, submit), started)) };
    let paying = Instant::now();
    journey.pay(&link).await?;
    let granted = granted(journey, (&who, key), started + patience).await?;
    Ok(Walked {
        register: granted.then(|| paying.elapsed()),
        by_rule: granted,
        ..at_desk(at, key, (form, submit), started)
    })
}

fn at_desk(at: usize, key: CaseKey, (form, submit): (Duration, Duration), started: Instant) -> Walked {
    Walked { at, key, form, submit, register: None, whole: started.elapsed(), by_rule: false }
}

async fn fill(journey: &Journey, (who, entry): (&Applying, EntryId), at: usize) -> Result<(CaseId, i64)> {
    let person = journey.people.get(at).context("nobody")?;
    let draft = journey.app.start_case(who, entry, law::Procedure::Change).await?;
    let mut application = Application {
        changed: BTreeMap::from([("name".to_owned(), person.now.clone())]),
        happened_on: person.married.clone(),
        person: "japanese-in-japan".to_owned(),
        ..Application::default()
    };
    let version = journey.app.save_draft(who, draft, (&application, 1)).await?;
    let asked = journey.app.show_draft(who, draft).await?.asked?;
    for item in &asked.items {
        if let Need::Needed { ways } = &item.need {
            let way = ways.iter().find(|way| !way.by_post).or(ways.first()).context("no way")?;
            application.ways.insert(item.code.clone(), way.code.clone());
        }
    }
    Ok((draft, journey.app.save_draft(who, draft, (&application, version)).await?))
}

async fn sign(journey: &Journey, (who, draft): (&Applying, CaseId), at: usize) -> Result<SignedForm> {
    let (form, _) = journey.app.form_to_sign(who, draft).await?;
    let id = journey.people.get(at).context("nobody")?.id;
    let cards = journey.cards.clone();
    // The card is a computer of its own; here it is one of our threads.
    let made = tokio::task::spawn_blocking(move || {
        let value = cards.sign(id, CardKey::Signing, ToSign::Message(form.as_bytes()));
        value.and_then(|value| Ok(SignedForm { value, certificate: cards.signing_certificate(id)? }))
    });
    made.await?.map_err(|error| anyhow::anyhow!("{error:?}"))
}

/// Where it can be paid; none where the case waits for something that nobody here gives.
async fn payable(
    journey: &Journey,
    (who, key): (&Applying, CaseKey),
    until: Instant,
) -> Result<Option<String>> {
    while Instant::now() < until {
        let view = journey.app.show_own_case(who, key).await?;
        match (view.pay, view.tells.first().map(|told| told.stage)) {
            (Some((link, _)), _) => return Ok(Some(link)),
            (None, Some("means" | "paper" | "examination")) => return Ok(None),
            _ => tokio::time::sleep(LOOK).await,
        }
    }
    bail!("a case has no numbers for its payment")
}

async fn granted(journey: &Journey, (who, key): (&Applying, CaseKey), until: Instant) -> Result<bool> {
    // A case that is examined may be decided by rule in a moment: it is given some looks.
    let mut examined = 0;
    while Instant::now() < until && examined < 100 {
        let view = journey.app.show_own_case(who, key).await?;
        match view.tells.first().map(|told| told.stage) {
            Some("granted") => return Ok(true),
            Some("examination") => examined += 1,
            _ => {}
        }
        tokio::time::sleep(LOOK).await;
    }
    Ok(false)
}
