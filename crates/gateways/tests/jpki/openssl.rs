//! The program `openssl`, in both directions: it reads what the simulator wrote, and the validator reads what it wrote.

use std::path::{Path, PathBuf};

use country::pki::{CardKey, Cards, pem};
use country::systems::Simulator;
use gateways::jpki::Signed;
use gateways::pki::{Certificate, Failure};
use gateways::transport::{Client, Peer, Question};

use crate::stage::{Stage, openssl, text};

/// The certificate of the authority that issued somebody's certificate.
fn issuer_of(cards: &Cards, certificate: &[u8]) -> Vec<u8> {
    let anchors = cards.anchors(CardKey::Signing);
    let issued = |anchor: &&Vec<u8>| {
        let anchor = Certificate::read(anchor).unwrap();
        let key = anchor.key_identifier().unwrap().to_vec();
        certificate.windows(key.len()).any(|part| part == key)
    };
    anchors.iter().find(issued).expect("one of the generations").clone()
}

/// What the authority and a card wrote, in files.
struct Written {
    stage: Stage,
    simulator: Simulator,
    certificate: Vec<u8>,
    ca: PathBuf,
    cert: PathBuf,
    crl: PathBuf,
    attached: PathBuf,
    detached: PathBuf,
    document: PathBuf,
}

const CONTENT: &[u8] = b"an application";

async fn written() -> Written {
    let stage = Stage::new();
    let (simulator, _http) = stage.serve().await;
    let person = stage.somebody();
    let certificate = stage.cards.signing_certificate(person).unwrap();
    let issuer = issuer_of(&stage.cards, &certificate);
    let key = Certificate::read(&issuer).unwrap().key_identifier().unwrap().to_vec();
    let hex = key.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let client = Client::new(Peer::at(simulator.url.parse().unwrap())).unwrap();
    let list = client.ask(&Question::get(format!("signing/crl/{hex}"))).await.answered().unwrap().body;
    Written {
        ca: stage.write("ca.pem", pem("CERTIFICATE", &issuer).as_bytes()),
        cert: stage.write("cert.pem", pem("CERTIFICATE", &certificate).as_bytes()),
        crl: stage.write("crl.pem", pem("X509 CRL", &list).as_bytes()),
        attached: stage.write("attached.der", &stage.cards.cms_signed(person, CONTENT, false).unwrap()),
        detached: stage.write("detached.der", &stage.cards.cms_signed(person, CONTENT, true).unwrap()),
        document: stage.write("document", CONTENT),
        stage,
        simulator,
        certificate,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn openssl_verifies_certificate_list_and_answer() {
    let written = written().await;
    let (ca, cert, crl) = (text(&written.ca), text(&written.cert), text(&written.crl));
    let (good, said) = openssl(["verify", "-x509_strict", "-CAfile", ca, cert]);
    assert!(good, "{said}");
    let (good, said) = openssl(["verify", "-crl_check", "-CAfile", ca, "-CRLfile", crl, cert]);
    assert!(good, "{said}");
    let (good, said) = openssl(["crl", "-in", crl, "-CAfile", ca, "-noout", "-text"]);
    assert!(good && said.contains("verify OK"), "{said}");
    let url = format!("{}/signing/ocsp", written.simulator.url);
    let (good, said) = openssl(["ocsp", "-issuer", ca, "-cert", cert, "-url", &url, "-CAfile", ca, "-nonce"]);
    assert!(good && said.contains("Response verify OK") && said.contains("cert.pem: good"), "{said}");
    let (good, said) =
        openssl(["ocsp", "-sha256", "-issuer", ca, "-cert", cert, "-url", &url, "-CAfile", ca]);
    assert!(good && said.contains("cert.pem: good"), "{said}");
    let (_, said) =
        openssl(["ocsp", "-issuer", ca, "-serial", "0x1234", "-url", &url, "-CAfile", ca, "-nonce"]);
    assert!(said.contains("0x1234: unknown"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn openssl_verifies_what_a_card_signed() {
    let written = written().await;
    let out = written.stage.folder.path().join("out");
    let verify = |signed: &Path, more: &[&str]| {
        let usual = ["cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any", "-in", text(signed)];
        let files = ["-CAfile", text(&written.ca), "-out", text(&out)];
        let (good, said) = openssl(usual.iter().chain(&files).chain(more).copied());
        assert!(good, "{said}");
        std::fs::read(&out).unwrap()
    };
    assert_eq!(verify(&written.attached, &[]), CONTENT);
    assert_eq!(verify(&written.detached, &["-content", text(&written.document)]), CONTENT);
}

/// To the byte: what the profile says, as another program reads it.
#[tokio::test(flavor = "multi_thread")]
async fn the_profile_as_openssl_reads_it() {
    let written = written().await;
    let (_, said) = openssl(["x509", "-in", text(&written.cert), "-noout", "-text"]);
    for line in [
        "Signature Algorithm: sha256WithRSAEncryption",
        "Issuer: C = JP, O = JPKI, OU = JPKI for digital signature, OU = Japan Agency for Local Authority Information Systems",
        "Public-Key: (2048 bit)",
        "Digital Signature, Non Repudiation",
        "Policy: 1.2.392.200149.8.5.1.0.20",
        "CPS: http://www.jpki.go.jp/cps.html",
        "X509v3 Certificate Policies: critical",
        "X509v3 Key Usage: critical",
        "OU = CRL Distribution Points",
    ] {
        assert!(said.contains(line), "{line} in {said}");
    }
    // The order of the otherName: .1 .4 .3 .5 .2 .6, each identifier 2A 83 08 8C 9B 55 08 05 05 n
    let arc = [0x2A, 0x83, 0x08, 0x8C, 0x9B, 0x55, 0x08, 0x05, 0x05];
    let items = written.certificate.windows(10).filter(|part| part[..9] == arc && part[9] <= 6);
    assert_eq!(items.map(|part| part[9]).collect::<Vec<u8>>(), [1, 4, 3, 5, 2, 6]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_validator_reads_what_openssl_wrote() {
    let stage = Stage::new();
    let person = stage.somebody();
    let certificate = stage.cards.signing_certificate(person).unwrap();
    let issuer = issuer_of(&stage.cards, &certificate);
    let cert = stage.write("cert.pem", pem("CERTIFICATE", &certificate).as_bytes());
    let ca = stage.write("ca.pem", pem("CERTIFICATE", &issuer).as_bytes());
    let key = stage.key_file(person);
    let document = stage.write("document", b"an application");
    let out = stage.folder.path().join("signed.der");
    let sign = |more: &[&str]| {
        let usual =
            ["cms", "-sign", "-binary", "-in", text(&document), "-signer", text(&cert), "-inkey", text(&key)];
        let form = ["-keyform", "DER", "-outform", "DER", "-out", text(&out)];
        let (good, said) = openssl(usual.iter().chain(&form).chain(more).copied());
        assert!(good, "{more:?}: {said}");
        std::fs::read(&out).unwrap()
    };
    let (validator, now) = (stage.validator(), stage.now());
    let check =
        |der: &[u8], content: Option<&[u8]>| validator.check(Signed::Cms { der, content }, now).map(|_| ());

    assert_eq!(check(&sign(&["-nodetach", "-md", "sha256"]), None), Ok(()));
    assert_eq!(check(&sign(&["-md", "sha256"]), Some(b"an application")), Ok(()));
    assert_eq!(check(&sign(&["-md", "sha384", "-nodetach"]), None), Ok(()));
    assert_eq!(check(&sign(&["-nodetach", "-keyid"]), None), Ok(()), "named by its key");
    assert_eq!(check(&sign(&["-nodetach", "-noattr"]), None), Ok(()), "without signed attributes");
    assert_eq!(
        check(&sign(&["-nodetach", "-certfile", text(&ca)]), None),
        Ok(()),
        "the authority's comes along"
    );

    assert_eq!(check(&sign(&["-nodetach", "-stream"]), None), Err(Failure::Ber("CMS")));
    assert_eq!(check(&sign(&["-nodetach", "-nocerts"]), None), Err(Failure::NoCertificate));
    assert_eq!(
        check(&sign(&["-nodetach", "-md", "sha1"]), None),
        Err(Failure::Algorithm("1.3.14.3.2.26".into()))
    );
    let pss = sign(&["-nodetach", "-keyopt", "rsa_padding_mode:pss"]);
    assert_eq!(check(&pss, None), Err(Failure::Algorithm("1.2.840.113549.1.1.10".into())));
    let stray = foreign_certificate(&stage);
    assert!(matches!(check(&sign(&["-nodetach", "-certfile", text(&stray)]), None), Err(Failure::Stray(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_strangers_sign_is_refused() {
    let written = written().await;
    let (stage, now) = (&written.stage, written.stage.now());
    let stray = foreign_certificate(stage);
    let (key, out) = (stage.folder.path().join("foreign.key"), stage.folder.path().join("signed.der"));
    let sign = |how: &[&str]| {
        let whose = ["-signer", text(&stray), "-inkey", text(&key), "-outform", "DER", "-out", text(&out)];
        let (good, said) = openssl(["cms"].iter().chain(how).chain(&whose).copied());
        assert!(good, "{said}");
        stage
            .validator()
            .check(Signed::Cms { der: &std::fs::read(&out).unwrap(), content: None }, now)
            .map(|_| ())
    };
    // A second time, by somebody whom nobody knows.
    let twice = ["-resign", "-inform", "DER", "-in", text(&written.attached)];
    assert_eq!(sign(&twice), Err(Failure::SeveralSigners));
    // By one who gave himself the authority's very name, which is no proof of anything.
    let alone = ["-sign", "-binary", "-nodetach", "-in", text(&written.document)];
    assert_eq!(sign(&alone), Err(Failure::UnknownIssuer));
}

/// A self-signed certificate with the name of the real authority.
fn foreign_certificate(stage: &Stage) -> std::path::PathBuf {
    let (key, certificate) =
        (stage.folder.path().join("foreign.key"), stage.folder.path().join("foreign.pem"));
    let name =
        "/C=JP/O=JPKI/OU=JPKI for digital signature/OU=Japan Agency for Local Authority Information Systems";
    let made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", name];
    let (good, said) =
        openssl(made.iter().copied().chain(["-keyout", text(&key), "-out", text(&certificate)]));
    assert!(good, "{said}");
    certificate
}
