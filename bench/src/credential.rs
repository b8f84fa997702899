//! `bench/credential`: proofs issued and verified on one core, against the bare signature of the cryptographic library in the same run.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, ensure};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, UnparsedPublicKey,
};
use credential::{
    Credential, CredentialKey, Kind, PublishedKey, PublishedKeys, StatusList, StatusPlace, Verdict, code_of,
    judge, link_of, verify,
};

use crate::Size;
use crate::report::Measured;

/// An instant of 2026; nothing here asks the clock for more than a measure.
const NOW: i64 = 1_795_964_400;
/// Runs of each, taken in turn with the bare ones: what else the machine does meets both.
const ROUNDS: u32 = 8;

fn sample(number: u64) -> Credential {
    Credential {
        kind: Kind::Screen,
        qualification: "nurse".to_owned(),
        qualification_name: "看護師".to_owned(),
        authority_name: "厚生労働大臣".to_owned(),
        issued_on: "2026-11-30".to_owned(),
        items: vec![
            ("RD".to_owned(), "2012-04-01".to_owned()),
            ("RN".to_owned(), number.to_string()),
            ("UB".to_owned(), "1990-02-03".to_owned()),
            ("UN".to_owned(), "見本　花子".to_owned()),
        ],
        issued_at: NOW,
        expires_at: NOW + 90,
        status: StatusPlace { list: "/status/2130706432/1".to_owned(), index: 777 },
    }
}

/// How often something is done in a span: seconds and count, added up.
#[derive(Default)]
struct Tally(f64, u64);

impl Tally {
    fn run(&mut self, span: Duration, mut what: impl FnMut(u64) -> Result<()>) -> Result<()> {
        let started = Instant::now();
        while started.elapsed() < span {
            for _ in 0..16 {
                what(self.1)?;
                self.1 += 1;
            }
        }
        self.0 += started.elapsed().as_secs_f64();
        Ok(())
    }

    fn rate(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "figures for people")]
        let count = self.1 as f64;
        count / self.0.max(1e-9)
    }
}

pub(crate) fn run(size: &Size) -> Result<Vec<String>> {
    let random = SystemRandom::new();
    let key = CredentialKey::parse(&CredentialKey::fresh_text(&random)?)?;
    let keys = PublishedKeys::new(vec![PublishedKey { key: key.public().clone(), from: 0, until: None }]);
    let bare = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|_| anyhow!("no key"))?;
    let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bare.public_key().as_ref())
        .parse()
        .map_err(|_| anyhow!("no key"))?;
    // What is signed of a proof is about as long as the code itself.
    let message = sample(1_234_567).sign(&key, &random)?;
    let signature = bare.sign(&random, &message).map_err(|_| anyhow!("not signed"))?;
    let text = link_of("https://register.example/check", &message);
    let list = StatusList::new("/status/2130706432/1", (NOW, 600), []);
    let span = Duration::from_secs(size.seconds) / ROUNDS;
    let [mut issued, mut signed, mut verified, mut checked] = [(); 4].map(|()| Tally::default());
    for _ in 0..ROUNDS {
        issued.run(span, |number| {
            black_box(sample(number).sign(&key, &random)?);
            Ok(())
        })?;
        signed.run(span, |_| {
            black_box(bare.sign(&random, black_box(&message)).map_err(|_| anyhow!("not signed"))?);
            Ok(())
        })?;
        verified.run(span, |_| {
            let read = verify(&code_of(black_box(&text))?, &keys, NOW)?;
            ensure!(
                matches!(judge(&read.credential, Some(&list), NOW), Verdict::Valid { .. }),
                "a good code"
            );
            Ok(())
        })?;
        checked.run(span, |_| {
            public.verify_sig(black_box(&message), signature.as_ref()).map_err(|_| anyhow!("not verified"))
        })?;
    }
    let line = |part: &str, ours: &Tally, what, limit: &Tally| {
        Measured {
            bench: "credential",
            engine: "none",
            part: Some(part.to_owned()),
            size: 1,
            seconds: ours.0,
            count: ours.1,
            limit: Some((what, limit.rate())),
            note: Some(
                "one core; from the entry's items to the code, from the address to the verdict".to_owned(),
            ),
            ..Measured::default()
        }
        .json()
        .to_string()
    };
    Ok(vec![
        line("issue", &issued, "bare ES256 signatures of aws-lc-rs", &signed),
        line("verify", &verified, "bare ES256 verifications of aws-lc-rs", &checked),
    ])
}
