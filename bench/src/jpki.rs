//! Signatures of cards validated on one core, against the bare verification by the cryptographic library in the same run.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use country::pki::{CardKey, Cards, ToSign};
use country::systems::serve_one;
use country::{AS_OF, Country, Nation, PersonId, RegisterPlan, Tables};
use gateways::jpki::{self, Kind, Signed, Validator};
use gateways::pki::{Anchors, Answer, Nonce, Proof};
use gateways::transport::{Client, Peer, Question};
use jiff::Timestamp;

use crate::Size;
use crate::report::Measured;

/// Signers, each with a card of its own; a key takes a tenth of a second to make.
const SIGNERS: u64 = 100;
/// Documents of this length are signed: an application.
const DOCUMENT: usize = 2_000;

/// What one signer handed in, and the responder's answer about the certificate.
struct Filed {
    cms: Vec<u8>,
    certificate: Vec<u8>,
    signature: Vec<u8>,
    answer: Vec<u8>,
}

pub(crate) async fn run(size: &Size) -> Result<Vec<String>> {
    let count = size.entries.unwrap_or(SIGNERS).max(1);
    let home = tempfile::tempdir()?;
    let tables = Tables::load()?;
    let plan = RegisterPlan::new(&tables, 2_000 + 20 * count, |_| vec!["JP".to_owned()]);
    let nation = Nation::new(Country::new(tables, size.seed, plan), AS_OF, home.path().to_owned());
    let cards = Cards::open(&nation)?;
    let at = Timestamp::from_second(nation.now_unix())?;
    let anchors = cards.anchors(CardKey::Signing);
    let anchors = Anchors::new(anchors.iter().map(Vec::as_slice))?;
    let validator = Validator::new(Kind::Signing, jpki::Cards::Test, anchors);
    let document = vec![b'x'; DOCUMENT];
    eprintln!("{count} cards sign …");
    let filed = file(&nation, &cards, &validator, &document, (count, at)).await?;
    let span = Duration::from_secs(size.seconds);
    let bare = bare(&home, &filed, &document, span)?;
    let limit = Some(("bare RSA-2048 verifications of aws-lc-rs", bare));
    let whole = |one: &Filed| -> Result<()> {
        let answer = Answer::read(&one.answer)?;
        let checked = validator.check(Signed::Cms { der: &one.cms, content: None }, at)?;
        checked.confirm(&[Proof::Answer(&answer, Nonce::NotKept)])?;
        Ok(())
    };
    let signature = |one: &Filed| -> Result<()> {
        let Filed { certificate, signature, .. } = one;
        let _ = validator.check(Signed::Message { certificate, message: &document, signature }, at)?;
        Ok(())
    };
    Ok(vec![
        measured(
            "whole",
            "CMS, path and OCSP answer: four verifications each",
            count,
            &filed,
            (span, limit),
            whole,
        )?,
        measured(
            "signature",
            "raw signature and path: two verifications each",
            count,
            &filed,
            (span, limit),
            signature,
        )?,
    ])
}

/// Signers whose certificates stand, what they sign, and what the responder says.
async fn file(
    nation: &Nation,
    cards: &Cards,
    validator: &Validator,
    document: &[u8],
    (count, at): (u64, Timestamp),
) -> Result<Vec<Filed>> {
    let simulator = serve_one(nation, "jpki").await?.context("the simulator is on the list")?;
    let client = Client::new(Peer::at(format!("{}/signing/", simulator.url).parse()?))?;
    let today = nation.today();
    let stands = |person: &PersonId| {
        cards.history(*person, CardKey::Signing).last().is_some_and(|i| i.ended.is_none() && i.last > today)
    };
    let mut filed = Vec::new();
    for person in nation.people().map(|person| person.id).filter(stands).take(usize::try_from(count)?) {
        let certificate = cards.signing_certificate(person)?;
        let question = validator.check_certificate(&certificate, at)?.question([7; 32])?;
        let post = Question::post("ocsp", "application/ocsp-request", question.der);
        filed.push(Filed {
            cms: cards.cms_signed(person, document, false)?,
            signature: cards.sign(person, CardKey::Signing, ToSign::Message(document))?,
            certificate,
            answer: client.ask(&post).await.answered().context("the responder answers")?.body,
        });
    }
    anyhow::ensure!(!filed.is_empty(), "nobody with a card");
    Ok(filed)
}

/// The library alone: key parsed, message and signature at hand.
fn bare(home: &tempfile::TempDir, filed: &[Filed], document: &[u8], span: Duration) -> Result<f64> {
    let first = std::fs::read_dir(home.path().join("pki/signing"))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|end| end == "p8"))
        .context("a card's key")?;
    let pair = KeyPair::from_pkcs8(&std::fs::read(first)?).map_err(|e| anyhow::anyhow!("{e}"))?;
    let public = aws_lc_rs::signature::KeyPair::public_key(&pair);
    let key =
        ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public).map_err(|e| anyhow::anyhow!("{e}"))?;
    let own =
        filed.iter().find(|one| key.verify_sig(document, &one.signature).is_ok()).context("its signature")?;
    let (mut done, started) = (0_u32, Instant::now());
    while started.elapsed() < span {
        for _ in 0..100 {
            key.verify_sig(document, &own.signature).map_err(|_| anyhow::anyhow!("the signature is good"))?;
        }
        done += 100;
    }
    Ok(f64::from(done) / started.elapsed().as_secs_f64())
}

fn measured(
    part: &str,
    note: &str,
    size: u64,
    filed: &[Filed],
    (span, limit): (Duration, Option<(&'static str, f64)>),
    validate: impl Fn(&Filed) -> Result<()>,
) -> Result<String> {
    let (mut latencies, started) = (Vec::new(), Instant::now());
    for one in filed.iter().cycle() {
        let begun = Instant::now();
        validate(one)?;
        latencies.push(begun.elapsed());
        if started.elapsed() >= span {
            break;
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    latencies.sort_unstable();
    let measured = Measured {
        bench: "jpki",
        engine: "none",
        part: Some(part.to_owned()),
        size,
        seconds,
        count: u64::try_from(latencies.len())?,
        latencies,
        limit,
        note: Some(format!("one core; {note}")),
        ..Measured::default()
    };
    Ok(measured.json().to_string())
}
