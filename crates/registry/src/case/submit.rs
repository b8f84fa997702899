//! Sending a draft, and receiving it into the file.

use super::command::{Facts, Signature};
use super::event::Event;
use super::refusal::Refusal;
use super::state::Case;
use super::terms::{Choices, Terms};

/// The source that is asked whether a signing certificate still stood.
pub(super) const SIGNING_CERTIFICATE: &str = "signing-certificate";

/// Sends the draft: everything needed has its way, everything asked is declared, the signature stands.
pub(super) fn submit(choices: &Choices, facts: &Facts<'_>) -> Result<Vec<Event>, Refusal> {
    let asked = facts.asked.ok_or(Refusal::NotAssessed)?;
    let mut terms = Terms::agree(asked, choices)?;
    if asked.signed {
        let why = match facts.signature {
            Signature::Good | Signature::NotAnswered => None,
            Signature::Revoked => Some("revoked"),
            Signature::Expired => Some("expired"),
            Signature::Broken => Some("broken"),
            Signature::Missing => Some("missing"),
        };
        if let Some(why) = why {
            return Err(Refusal::NotSigned { why, citation: asked.ground.citation.clone() });
        }
        if facts.signature == Signature::NotAnswered {
            terms.inquiries.insert(0, SIGNING_CERTIFICATE.to_owned());
        }
    }
    Ok(vec![Event::Submitted { terms }])
}

/// Corrects it: what is needed now has its way. Sources that were not asked before are asked, and papers that did not come by post before
/// are waited for; the money and the day stay as they were agreed.
pub(super) fn supplement(
    case: &Case,
    choices: Option<&Choices>,
    facts: &Facts<'_>,
) -> Result<Vec<Event>, Refusal> {
    let (Some((choices, asked)), Some(before)) = (choices.zip(facts.asked), &case.terms) else {
        return Ok(vec![Event::Supplemented]);
    };
    let agreed = Terms::agree(asked, choices)?;
    let added = |now: &[String], before: &[String]| -> Vec<String> {
        now.iter().filter(|code| !before.contains(code)).cloned().collect()
    };
    let sources = added(&agreed.inquiries, &before.inquiries);
    let papers = added(&agreed.by_post, &before.by_post);
    let terms = Terms {
        charge: before.charge.clone(),
        late: before.late,
        stamps: before.stamps,
        inquiries: [before.inquiries.clone(), sources.clone()].concat(),
        by_post: [before.by_post.clone(), papers.clone()].concat(),
        ..agreed
    };
    let mut events = Vec::new();
    if terms != *before {
        events.push(Event::Amended { terms });
    }
    events.extend(sources.into_iter().map(|source| Event::Asked { source }));
    if !papers.is_empty() {
        events.push(Event::PaperWanted { documents: papers });
    }
    events.push(Event::Supplemented);
    Ok(events)
}

/// Receives it: every source is asked, every paper waited for.
pub(super) fn receive(case: &Case) -> Vec<Event> {
    let mut events = vec![Event::Received];
    if let Some(terms) = &case.terms {
        events.extend(terms.inquiries.iter().map(|source| Event::Asked { source: source.clone() }));
        if !terms.by_post.is_empty() {
            events.push(Event::PaperWanted { documents: terms.by_post.clone() });
        }
    }
    events
}
