//! Signatures inside a PDF: as they should be, by the simulator and by `openssl`, and what forgers do to them.

use country::pki::{PdfFormat, Signer, pdf_added_to, pdf_unsigned, pdf_with};
use country::systems::serve_one;
use gateways::hpki::Validator;
use gateways::pki::Failure;
use gateways::transport::{Client, Peer, Question};

use crate::stage::{Stage, openssl};

const LINES: [&str; 3] = ["診断書（架空）", "Name：架空　花子", "Finding：異常なし"];

fn signed(stage: &Stage, signer: &Signer, format: PdfFormat) -> Vec<u8> {
    stage.hpki.pdf_signed(signer, &LINES, format, None).unwrap()
}

fn failed(stage: &Stage, bytes: &[u8]) -> Failure {
    stage.validator(false).check_pdf(bytes, stage.now()).map(|_| ()).unwrap_err()
}

/// The string that holds the signature, with its brackets.
fn hole(file: &[u8]) -> std::ops::Range<usize> {
    let start = find(file, b"/Contents<") + "/Contents".len();
    start..start + file[start..].iter().position(|byte| *byte == b'>').unwrap() + 1
}

fn find(file: &[u8], wanted: &[u8]) -> usize {
    file.windows(wanted.len()).position(|window| window == wanted).unwrap()
}

/// The file with a text put in the place of another one of the same length.
fn with(file: &[u8], was: &str, is: &str) -> Vec<u8> {
    assert_eq!(was.len(), is.len());
    let at = find(file, was.as_bytes());
    let mut other = file.to_vec();
    other[at..at + is.len()].copy_from_slice(is.as_bytes());
    other
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_inside_is_read_in_both_ways_with_a_time_stamp_and_without() {
    let stage = Stage::new();
    let doctor = stage.doctor();
    let stamps = stage.hpki.time_stamps();
    let stamp = |bytes: &[u8]| stamps.stamp(bytes);
    for format in [PdfFormat::Pades, PdfFormat::Adobe] {
        for stamped in [false, true] {
            let stamp = stamped.then_some(&stamp as &country::pki::Stamper<'_>);
            let before = stage.nation.now_unix();
            let file = stage.hpki.pdf_signed(&doctor, &LINES, format, stamp).unwrap();
            // A second may pass between the two looks at one clock.
            let while_signing = before..=stage.nation.now_unix();
            let [signer] = stage.validator(false).check_pdf(&file, stage.now()).unwrap().try_into().unwrap();
            let claimed = signer.signed().claimed_time.unwrap();
            assert!(while_signing.contains(&claimed.as_second()), "{format:?}: the signer's own clock");
            assert_eq!(signer.signed().existed_by().is_some(), stamped);
            let lists = stage.lists(&signer).await;
            let confirmed = signer.confirm(&lists).unwrap();
            assert_eq!(confirmed.signed.roles[0].ja, "医師", "{format:?}");
        }
    }
}

#[test]
fn a_byte_changed_anywhere_is_seen() {
    let stage = Stage::new();
    let file = signed(&stage, &stage.doctor(), PdfFormat::Pades);
    let (validator, now) = (stage.validator(false), stage.now());
    let is_good = |file: &[u8]| validator.check_pdf(file, now).is_ok();
    assert!(is_good(&file));
    let hole = hole(&file);
    // Each byte that a page is made of; of the room behind the signature, and of the signature itself, some.
    let outside = (0..hole.start).chain(hole.end..file.len());
    let inside = hole.clone().step_by(97);
    for at in outside.chain(inside).chain([hole.start, hole.start + 1, hole.end - 2, hole.end - 1]) {
        let mut other = file.clone();
        other[at] ^= 1;
        assert!(!is_good(&other), "byte {at}: {:?}", char::from(file[at]));
    }
    // Whichever case its digits have, it is the same signature: nothing else may pass.
    let mut upper = file.clone();
    upper[hole].make_ascii_uppercase();
    assert!(is_good(&upper));
    assert_eq!(failed(&stage, &pdf_with(file, "異常なし", "異常あり")), Failure::Digest);
}

#[test]
fn what_was_added_moved_or_left_out_of_the_range_is_refused() {
    let stage = Stage::new();
    let file = signed(&stage, &stage.doctor(), PdfFormat::Pades);
    let added = pdf_added_to(file.clone(), &["診断書（架空）", "Finding：異常あり"]);
    assert_eq!(failed(&stage, &added), Failure::NotWhole, "a page of a later revision");
    assert_eq!(failed(&stage, &[&file[..], b"\n"].concat()), Failure::NotWhole, "one byte behind it");
    assert_eq!(failed(&stage, &[b"\n", &file[..]].concat()), Failure::Malformed("PDF signature"));
    let hole = hole(&file);
    let (start, end, rest) = (hole.start, hole.end, file.len() - hole.end);
    let right = format!("[0 {start:010} {end:010} {rest:010}]");
    let ranges = [
        format!("[0 {:010} {end:010} {rest:010}]", start - 1),
        format!("[0 {start:010} {:010} {:010}]", end + 1, rest - 1),
        format!("[0 {start:010} {start:010} {:010}]", file.len() - start),
        format!("[0 {end:010} {end:010} {rest:010}]"),
        format!("[1 {:010} {end:010} {rest:010}]", start - 1),
        format!("[0 {start:010} {end:010} 9999999999]"),
        format!("[0 9999999999 {end:010} {rest:010}]"),
        format!("[0 {:010} {end:010} {rest:010}]", 0),
    ];
    for range in ranges {
        assert_eq!(failed(&stage, &with(&file, &right, &range)), Failure::NotWhole, "{range}");
    }
    // A file that was signed for another range is another file.
    let mut wrapped = with(&file, "/ByteRange", "/ByteRangX");
    wrapped.extend(
        b" 99 0 obj<</ByteRange[0 0 0 0]/Contents<3000>/SubFilter/ETSI.CAdES.detached>>endobj\n%%EOF\n",
    );
    assert_eq!(failed(&stage, &wrapped), Failure::NotWhole);
}

/// A further revision with a signature of its own, over everything before it.
fn signed_again(stage: &Stage, file: &[u8], signer: &Signer) -> Vec<u8> {
    const ROOM: usize = 16 * 1024;
    let head = " 20 0 obj<</Type/Sig/SubFilter/ETSI.CAdES.detached/ByteRange";
    let tail = ">>endobj\n%%EOF\n";
    let start = file.len() + head.len() + "[0 0000000000 0000000000 0000000000]/Contents".len();
    let end = start + ROOM + 2;
    let before = format!("{head}[0 {start:010} {end:010} {:010}]/Contents", tail.len());
    let before = [file, before.as_bytes()].concat();
    let over = [&before[..], tail.as_bytes()].concat();
    let signature = stage.hpki.cms_signed(signer, &over, true).unwrap();
    let digits: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
    [&before[..], format!("<{digits:0<ROOM$}>{tail}").as_bytes()].concat()
}

#[test]
fn of_several_signatures_the_last_counts_and_covers_the_others() {
    let stage = Stage::new();
    let [first, second] = [3, 4].map(|at| Signer::health(stage.people().nth(at).unwrap(), "Medical Doctor"));
    let file = signed(&stage, &first, PdfFormat::Pades);
    let again = signed_again(&stage, &file, &second);
    let [signer] = stage.validator(false).check_pdf(&again, stage.now()).unwrap().try_into().unwrap();
    let name = |signer: &Signer| {
        let Signer::Health { person, .. } = signer else { unreachable!() };
        stage.nation.resident(*person).unwrap().name
    };
    assert_eq!(signer.signed().name, name(&second), "who has signed the whole");
    assert_ne!(name(&first), name(&second));
    // Nothing of the first may change any more, and behind the second there may be nothing.
    assert_eq!(failed(&stage, &pdf_with(again.clone(), "異常なし", "異常あり")), Failure::Digest);
    assert_eq!(failed(&stage, &[&again[..], b"%"].concat()), Failure::NotWhole);
    // The same dictionary twice, the whole twice: none is over all of it.
    let dictionary = &file[find(&file, b"9 0 obj")..];
    assert_eq!(failed(&stage, &[&file[..], b" ", dictionary].concat()), Failure::NotWhole);
    assert_eq!(failed(&stage, &[&file[..], &file[..]].concat()), Failure::NotWhole);
}

#[test]
fn what_is_in_the_string_must_be_the_signature() {
    let stage = Stage::new();
    let file = signed(&stage, &stage.doctor(), PdfFormat::Pades);
    let hole = hole(&file);
    let inside = |digits: &str| {
        let mut other = file.clone();
        let digits = format!("{digits:0<width$}", width = hole.len() - 2);
        other[hole.start + 1..hole.end - 1].copy_from_slice(digits.as_bytes());
        failed(&stage, &other)
    };
    assert_eq!(inside(""), Failure::Malformed("PDF signature"), "only zeros");
    assert_eq!(inside("xy"), Failure::Malformed("PDF signature"));
    assert_eq!(inside("3080"), Failure::Ber("PDF signature"));
    assert_eq!(inside("30030201"), Failure::Malformed("CMS"));
    // The signature of another file.
    let other = signed(&stage, &stage.doctor(), PdfFormat::Adobe);
    let theirs = std::str::from_utf8(&other[self::hole(&other)]).unwrap().trim_matches(['<', '>']).to_owned();
    assert_eq!(inside(&theirs), Failure::Digest);
    assert_eq!(failed(&stage, &pdf_unsigned(&LINES)), Failure::NoSigner);
    assert_eq!(
        failed(&stage, &with(&file, "ETSI.CAdES.detached", "adbe.x509.rsa_sha1 ")),
        Failure::Algorithm("adbe.x509.rsa_sha1".to_owned())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_are_judged_as_those_of_other_files() {
    let stage = Stage::new();
    let of = |validator: &Validator, signer: &Signer| {
        let file = signed(&stage, signer, PdfFormat::Pades);
        validator.check_pdf(&file, stage.now())
    };
    let [lost, expired] = [5, 6].map(|at| Signer::health(stage.people().nth(at).unwrap(), "Medical Doctor"));
    let school = Signer::School { name: "学校法人　架空学園".to_owned() };
    assert!(of(&stage.schools(), &school).is_ok());
    assert_eq!(of(&stage.validator(false), &school).map(|_| ()).unwrap_err(), Failure::UnknownIssuer);
    stage.hpki.let_expire(&expired).unwrap();
    let failure = of(&stage.validator(false), &expired).map(|_| ()).unwrap_err();
    assert!(matches!(failure, Failure::Expired(_)), "{failure}");
    let [signer] = of(&stage.validator(false), &lost).unwrap().try_into().unwrap();
    stage.hpki.take_back(&lost).unwrap();
    stage.nation.advance(1).unwrap();
    let lists = stage.lists(&signer).await;
    let later = stage.validator(false).check_pdf(&signed(&stage, &lost, PdfFormat::Pades), stage.now());
    let [later] = later.unwrap().try_into().unwrap();
    let failure = later.confirm(&lists).map(|_| ()).unwrap_err();
    assert!(matches!(failure, Failure::Revoked { .. }), "{failure}");
}

/// What the signature in the hole is over.
fn covered(file: &[u8]) -> Vec<u8> {
    let hole = hole(file);
    [&file[..hole.start], &file[hole.end..]].concat()
}

/// `openssl` reads what the simulator has signed, and signs what is read here.
#[test]
fn openssl_signs_and_verifies_the_same() {
    let stage = Stage::new();
    let doctor = stage.doctor();
    let file = signed(&stage, &doctor, PdfFormat::Pades);
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let write = |name: &str, bytes: &[u8]| std::fs::write(at(name), bytes).unwrap();
    let room = hole(&file);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    let bytes: Vec<u8> = file[room.start + 1..room.end - 1].chunks(2).map(byte).collect();
    let length = 4 + usize::from(bytes[2]) * 256 + usize::from(bytes[3]);
    write("signature", &bytes[..length]);
    write("content", &covered(&file));
    write("other", &[&covered(&file)[..], b" "].concat());
    let verified = |content: &str| {
        let (signature, content) = (at("signature"), at(content));
        let line = format!(
            "cms -verify -binary -inform DER -noverify -in {signature} -content {content} -out /dev/null"
        );
        openssl(line.split(' ')).0
    };
    assert!(verified("content") && !verified("other"));

    // The same file, signed by `openssl` with the physician's key.
    write(
        "certificate",
        country::pki::pem("CERTIFICATE", &stage.hpki.certificate(&doctor).unwrap()).as_bytes(),
    );
    let key = stage.hpki.key_file(&doctor).display().to_string();
    let line = format!(
        "cms -sign -binary -cades -md sha256 -outform DER -keyform DER -in {} -out {} -signer {} -inkey {key}",
        at("content"),
        at("theirs"),
        at("certificate")
    );
    let (good, said) = openssl(line.split(' '));
    assert!(good, "{said}");
    let theirs = std::fs::read(at("theirs")).unwrap();
    let digits: String = theirs.iter().map(|byte| format!("{byte:02X}")).collect();
    let mut foreign = file.clone();
    let whole = format!("{digits:0<width$}", width = room.len() - 2);
    foreign[room.start + 1..room.end - 1].copy_from_slice(whole.as_bytes());
    stage.validator(false).check_pdf(&foreign, stage.now()).unwrap();
}

/// What is wrong with a paper first, if anything is: its signature, or that its certificate was taken back.
async fn verdict(stage: &Stage, kind: &str, bytes: &[u8]) -> Result<String, Failure> {
    let validator = match kind {
        "medical" => stage.validator(true),
        _ => stage.schools().with_stamps(stage.stamp_anchors()),
    };
    let signers = if gateways::hpki::is_pdf(bytes) {
        validator.check_pdf(bytes, stage.now())?
    } else {
        validator.check(bytes, stage.now())?.1
    };
    let [signer] = signers.try_into().unwrap();
    let lists = stage.lists(&signer).await;
    let confirmed = signer.confirm(&lists)?;
    Ok(confirmed.signed.roles.iter().map(|role| role.ja.as_str()).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_papers_gives_what_it_says() {
    let stage = Stage::new();
    let simulator = serve_one(&stage.nation, "hpki").await.unwrap().unwrap();
    let client = Client::new(Peer::at(simulator.url.parse().unwrap())).unwrap();
    let name: String = "架空　花子".bytes().map(|byte| format!("%{byte:02X}")).collect();
    let ask = async |kind: &str, form: &str, how: &str| {
        let query = format!("signing/paper?kind={kind}&name={name}&born=1990-05-06&form={form}&how={how}");
        client.ask(&Question::get(query)).await.answered().unwrap()
    };
    for (kind, form) in [
        ("medical", "xml"),
        ("medical", "pdf"),
        ("medical", "pdf-adobe"),
        ("graduation", "xml"),
        ("graduation", "pdf"),
    ] {
        let of = async |how: &str| {
            let answer = ask(kind, form, how).await;
            assert_eq!(answer.status, 200, "{kind} {form} {how}");
            verdict(&stage, kind, &answer.body).await
        };
        let role = if kind == "medical" { "医師" } else { "" };
        for good in ["good", "other"] {
            assert_eq!(of(good).await.as_deref(), Ok(role), "{kind} {form} {good}");
        }
        match kind {
            "medical" => assert_eq!(of("role").await.as_deref(), Ok("薬剤師"), "{form}"),
            _ => assert_eq!(of("role").await, Err(Failure::UnknownIssuer), "{form}"),
        }
        assert!(matches!(of("revoked").await, Err(Failure::Revoked { .. })), "{kind} {form}");
        assert!(matches!(of("expired").await, Err(Failure::Expired(_))), "{kind} {form}");
        assert_eq!(of("unsigned").await, Err(Failure::NoSigner), "{kind} {form}");
        let altered = if form == "xml" { Failure::Signature } else { Failure::Digest };
        assert_eq!(of("altered").await, Err(altered), "{kind} {form}");
        if form != "xml" {
            assert_eq!(of("added").await, Err(Failure::NotWhole), "{kind} {form}");
        }
    }
    for (kind, form, how) in
        [("medical", "xml", "added"), ("medical", "doc", "good"), ("other", "pdf", "good")]
    {
        assert_eq!(ask(kind, form, how).await.status, 422, "{kind} {form} {how}");
    }
}
