//! The program `openssl`, in both directions: it reads what the simulator wrote, and the validator reads what it wrote.

use country::pki::{CardKey, Cards, pem};
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

#[tokio::test(flavor = "multi_thread")]
async fn openssl_reads_what_the_authority_and_the_card_wrote() {
    let stage = Stage::new();
    let (simulator, _http) = stage.serve().await;
    let person = stage.somebody();
    let certificate = stage.cards.signing_certificate(person).unwrap();
    let issuer = issuer_of(&stage.cards, &certificate);
    let key = Certificate::read(&issuer)
        .unwrap()
        .key_identifier()
        .unwrap()
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect::<String>();
    let client = Client::new(Peer::at(simulator.url.parse().unwrap())).unwrap();
    let list = client.ask(&Question::get(format!("signing/crl/{key}"))).await.answered().unwrap().body;
    let content = b"an application";
    let ca = stage.write("ca.pem", pem("CERTIFICATE", &issuer).as_bytes());
    let cert = stage.write("cert.pem", pem("CERTIFICATE", &certificate).as_bytes());
    let crl = stage.write("crl.pem", pem("X509 CRL", &list).as_bytes());
    let attached = stage.write("attached.der", &stage.cards.cms_signed(person, content, false).unwrap());
    let detached = stage.write("detached.der", &stage.cards.cms_signed(person, content, true).unwrap());
    let document = stage.write("document", content);
    let out = stage.folder.path().join("out");

    let (good, said) = openssl(["verify", "-x509_strict", "-CAfile", text(&ca), text(&cert)]);
    assert!(good, "{said}");
    let (good, said) =
        openssl(["verify", "-crl_check", "-CAfile", text(&ca), "-CRLfile", text(&crl), text(&cert)]);
    assert!(good, "{said}");
    let (good, said) = openssl(["crl", "-in", text(&crl), "-CAfile", text(&ca), "-noout", "-text"]);
    assert!(good && said.contains("verify OK"), "{said}");
    let url = format!("{}/signing/ocsp", simulator.url);
    let (good, said) = openssl([
        "ocsp",
        "-issuer",
        text(&ca),
        "-cert",
        text(&cert),
        "-url",
        &url,
        "-CAfile",
        text(&ca),
        "-nonce",
    ]);
    assert!(good && said.contains("Response verify OK") && said.contains("cert.pem: good"), "{said}");
    let sha_256 =
        ["ocsp", "-sha256", "-issuer", text(&ca), "-cert", text(&cert), "-url", &url, "-CAfile", text(&ca)];
    let (good, said) = openssl(sha_256);
    assert!(good && said.contains("cert.pem: good"), "{said}");
    let (_, said) = openssl([
        "ocsp",
        "-issuer",
        text(&ca),
        "-serial",
        "0x1234",
        "-url",
        &url,
        "-CAfile",
        text(&ca),
        "-nonce",
    ]);
    assert!(said.contains("0x1234: unknown"), "{said}");

    let inside = [
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "DER",
        "-in",
        text(&attached),
        "-CAfile",
        text(&ca),
        "-purpose",
        "any",
    ];
    let (good, said) = openssl(inside.iter().copied().chain(["-out", text(&out)]));
    assert!(good, "{said}");
    assert_eq!(std::fs::read(&out).unwrap(), content);
    let beside = [
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "DER",
        "-in",
        text(&detached),
        "-CAfile",
        text(&ca),
        "-purpose",
        "any",
    ];
    let (good, said) =
        openssl(beside.iter().copied().chain(["-content", text(&document), "-out", text(&out)]));
    assert!(good, "{said}");

    // To the byte: what the profile says, as another program reads it.
    let (_, said) = openssl(["x509", "-in", text(&cert), "-noout", "-text"]);
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
    let (_, said) = openssl(["asn1parse", "-in", text(&cert)]);
    assert!(said.contains("X509v3 Subject Alternative Name"), "{said}");
    let names = stage.write("cert.der", &certificate);
    let bytes = std::fs::read(names).unwrap();
    // The order of the otherName: .1 .4 .3 .5 .2 .6, each identifier 2A 83 08 8C 9B 55 08 05 05 n
    let arc = [0x2A, 0x83, 0x08, 0x8C, 0x9B, 0x55, 0x08, 0x05, 0x05];
    let order: Vec<u8> =
        bytes.windows(10).filter(|part| part[..9] == arc && part[9] <= 6).map(|part| part[9]).collect();
    assert_eq!(order, [1, 4, 3, 5, 2, 6]);
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
    let attached = sign(&["-nodetach", "-md", "sha256"]);
    let stray = foreign_certificate(&stage);
    assert!(matches!(check(&sign(&["-nodetach", "-certfile", text(&stray)]), None), Err(Failure::Stray(_))));

    // Signed a second time, by somebody whom nobody knows.
    let first = stage.write("first.der", &attached);
    let key = stage.folder.path().join("foreign.key");
    let twice = [
        "cms",
        "-resign",
        "-inform",
        "DER",
        "-in",
        text(&first),
        "-signer",
        text(&stray),
        "-inkey",
        text(&key),
    ];
    let (good, said) = openssl(twice.iter().copied().chain(["-outform", "DER", "-out", text(&out)]));
    assert!(good, "{said}");
    assert_eq!(check(&std::fs::read(&out).unwrap(), None), Err(Failure::SeveralSigners));

    // A certificate made by openssl under the authority's very name, which is no proof of anything.
    let signed = [
        "cms",
        "-sign",
        "-binary",
        "-nodetach",
        "-in",
        text(&document),
        "-signer",
        text(&stray),
        "-inkey",
        text(&key),
    ];
    let (good, said) = openssl(signed.iter().copied().chain(["-outform", "DER", "-out", text(&out)]));
    assert!(good, "{said}");
    assert_eq!(check(&std::fs::read(&out).unwrap(), None), Err(Failure::UnknownIssuer));
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
