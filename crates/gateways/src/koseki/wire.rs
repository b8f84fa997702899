//! The neutral messages about 戸籍: JSON and types. Pure; nothing here panics.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    CertificateKind, CertificateRequest, Fact, FactId, FactKind, Facts, KosekiCertificate, KosekiName,
    Member, When,
};
use crate::neutral::{self, Malformed};

/// Facts of one person that are read: a long life has some tens.
const MOST_FACTS: usize = 200;
/// People in one register.
const MOST_MEMBERS: usize = 100;
/// Characters of a part of a name: the longest of real ones stay below.
const LONGEST_NAME: usize = 100;
/// Characters of a 本籍: an address has 200 at most in the signing certificate, of which this is the like.
const LONGEST_DOMICILE: usize = 200;
/// Characters of the code of a kind.
const LONGEST_KIND: usize = 64;

#[derive(Deserialize)]
struct FactsBody {
    facts: Vec<FactBody>,
    as_of: String,
}

#[derive(Deserialize)]
struct FactBody {
    fact_id: String,
    kind: String,
    on: Option<String>,
    between: Option<(String, String)>,
    order: Option<u32>,
}

#[derive(Deserialize)]
struct CertificateBody {
    kind: String,
    domicile: String,
    head: NameBody,
    members: Vec<MemberBody>,
    issued_at: String,
    valid_until: String,
}

#[derive(Deserialize)]
struct NameBody {
    surname: String,
    given: String,
}

#[derive(Deserialize)]
struct MemberBody {
    #[serde(flatten)]
    name: NameBody,
    kana: Option<String>,
    birth: Option<String>,
    removed: bool,
    facts: Vec<FactBody>,
}

#[derive(Serialize)]
struct RequestBody<'a> {
    code: &'a str,
    case: &'a str,
    basis: &'a str,
}

/// The wish for a certificate as it is sent.
///
/// # Errors
/// A case or a citation that is empty or too long.
pub fn request(request: &CertificateRequest) -> Result<Vec<u8>, Malformed> {
    let CertificateRequest { code, case, basis } = request;
    neutral::text(case.clone(), CertificateRequest::LONGEST, "no key of a case")?;
    neutral::text(basis.clone(), CertificateRequest::LONGEST, "no citation")?;
    serde_json::to_vec(&RequestBody { code: code.expose(), case, basis })
        .map_err(|_| Malformed("cannot be written"))
}

/// The facts in an item of the network's reply.
///
/// # Errors
/// They cannot be read, or one stands there twice.
pub fn facts(provided: &Value) -> Result<Facts, Malformed> {
    let body = FactsBody::deserialize(provided).map_err(|_| Malformed("no facts of the shape agreed on"))?;
    let facts = read_facts(body.facts)?;
    Ok(Facts { facts, as_of: neutral::day(&body.as_of, "no day of the facts")? })
}

fn read_facts(bodies: Vec<FactBody>) -> Result<Vec<Fact>, Malformed> {
    if bodies.len() > MOST_FACTS {
        return Err(Malformed("more facts than a life has"));
    }
    let facts = bodies.into_iter().map(fact).collect::<Result<Vec<_>, _>>()?;
    let is_twice = |(at, fact): (usize, &Fact)| facts.iter().skip(at + 1).any(|other| other.id == fact.id);
    if facts.iter().enumerate().any(is_twice) {
        Err(Malformed("a fact that stands twice"))
    } else {
        Ok(facts)
    }
}

fn fact(body: FactBody) -> Result<Fact, Malformed> {
    let day = |text: &str| neutral::day(text, "no day of a fact");
    let when = match (body.on, body.between) {
        (Some(on), None) => When::On(day(&on)?),
        (None, Some((from, to))) => match (day(&from)?, day(&to)?) {
            (from, to) if from <= to => When::Between(from, to),
            _ => return Err(Malformed("a time that ends before it begins")),
        },
        (None, None) => When::Unknown,
        (Some(_), Some(_)) => return Err(Malformed("a fact with two times")),
    };
    let id = FactId::parse(&body.fact_id).ok_or(Malformed("a fact without its key"))?;
    Ok(Fact { id, kind: kind(body.kind)?, when, order: body.order })
}

fn kind(word: String) -> Result<FactKind, Malformed> {
    Ok(match word.as_str() {
        "marriage" => FactKind::Marriage,
        "divorce" => FactKind::Divorce,
        "adoption" => FactKind::Adoption,
        "adoption-dissolved" => FactKind::AdoptionDissolved,
        "naturalisation" => FactKind::Naturalisation,
        "death" => FactKind::Death,
        "adjudicated-disappearance" => FactKind::AdjudicatedDisappearance,
        "elder-deletion" => FactKind::ElderDeletion,
        _ => FactKind::Other(neutral::text(word, LONGEST_KIND, "a fact without a kind")?),
    })
}

/// A certificate.
///
/// # Errors
/// It cannot be read, or has nobody in it.
pub fn certificate(bytes: &[u8]) -> Result<KosekiCertificate, Malformed> {
    let body: CertificateBody = neutral::from_json(bytes)?;
    let kind = match body.kind.as_str() {
        "current" => CertificateKind::Current,
        "removed" => CertificateKind::Removed,
        _ => return Err(Malformed("a certificate of no kind")),
    };
    if body.members.is_empty() || body.members.len() > MOST_MEMBERS {
        return Err(Malformed("a register with nobody or too many in it"));
    }
    Ok(KosekiCertificate {
        kind,
        domicile: neutral::text(body.domicile, LONGEST_DOMICILE, "no domicile")?,
        head: name(body.head)?,
        members: body.members.into_iter().map(member).collect::<Result<_, _>>()?,
        issued_at: neutral::instant(&body.issued_at, "no time of a certificate")?,
        valid_until: neutral::day(&body.valid_until, "no day on which the code ends")?,
    })
}

fn name(body: NameBody) -> Result<KosekiName, Malformed> {
    let part = |text| neutral::text(text, LONGEST_NAME, "no name");
    Ok(KosekiName { surname: part(body.surname)?, given: part(body.given)? })
}

fn member(body: MemberBody) -> Result<Member, Malformed> {
    Ok(Member {
        name: name(body.name)?,
        kana: body.kana.map(|kana| neutral::text(kana, 2 * LONGEST_NAME, "no reading")).transpose()?,
        birth: body.birth.map(|birth| neutral::day(&birth, "no day of birth")).transpose()?,
        removed: body.removed,
        facts: read_facts(body.facts)?,
    })
}

/// For a fuzzer: any bytes as facts and as a certificate.
pub fn fuzz_koseki(bytes: &[u8]) {
    if let Ok(value) = neutral::from_json(bytes)
        && let Ok(facts) = facts(&value)
    {
        _ = super::sequence(&facts.facts);
        _ = facts.ending();
    }
    _ = certificate(bytes);
}

#[cfg(test)]
mod tests;
