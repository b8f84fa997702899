//! Time-stamps of signatures: by when a signature certainly existed, and whatever else may stand in their place.

use country::pki::Signer;
use country::systems::serve_one;
use country::{Day, PersonId};
use gateways::hpki::{Http, Service, Signers, Unconfirmed, Validator};
use gateways::pki::{Anchors, Failure};
use gateways::transport::Peer;
use jiff::{SignedDuration, Timestamp};

use crate::stage::Stage;

const CONTENT: &[u8] = "診断書".as_bytes();

fn of_stamp(why: Failure) -> Failure {
    Failure::TimeStamp(Box::new(why))
}

/// What is said of a document with one signer.
fn checked(stage: &Stage, xml: &str) -> Result<Unconfirmed, Failure> {
    let (_, signers) = stage.validator(false).check(xml.as_bytes(), stage.now())?;
    Ok(signers.into_iter().next().unwrap())
}

fn checked_cms(stage: &Stage, der: &[u8]) -> Result<Unconfirmed, Failure> {
    Ok(stage.validator(false).check_cms(der, None, stage.now())?.into_iter().next().unwrap())
}

fn cms_stamped(stage: &Stage, signer: &Signer) -> Vec<u8> {
    let stamp = |bytes: &[u8]| stage.hpki.time_stamps().stamp(bytes);
    stage.hpki.cms_stamped(signer, CONTENT, false, &stamp).unwrap()
}

#[tokio::test]
async fn a_stamp_says_by_when_the_signature_existed() {
    let stage = Stage::new();
    let doctor = stage.doctor();
    let before = stage.now();
    let xml = stage.medical_stamped(std::slice::from_ref(&doctor));
    let cms = cms_stamped(&stage, &doctor);
    for found in [checked(&stage, &xml).unwrap(), checked_cms(&stage, &cms).unwrap()] {
        let [stamp] = found.signed().stamps.as_slice() else { panic!("one stamp") };
        assert!(stamp.time >= before && stamp.time <= stage.now());
        assert_eq!(stamp.policy, "1.3.6.1.4.1.32473.5.1");
        // A second is what the authority's clock may be wrong; what is here already exists.
        assert_eq!(found.signed().existed_by(), Some(stamp.existed_by));
        assert!(stamp.existed_by >= stamp.time && stamp.existed_by <= stage.now());
        let lists = stage.lists(&found).await;
        assert_eq!(lists.len(), 3, "issuer, root, and the time-stamps' root");
        assert!(found.clone().confirm(&lists).is_ok());
        // Each of them is needed.
        for without in 0..3 {
            let mut fewer = stage.lists(&found).await;
            fewer.remove(without);
            let why = found.clone().confirm(&fewer).unwrap_err();
            assert!(why.is_lack_of_proof(), "{why}");
            assert_eq!(matches!(why, Failure::TimeStamp(_)), without == 2, "{why}");
        }
    }
    let plain = checked(&stage, &stage.medical(&[doctor])).unwrap();
    assert_eq!(plain.signed().existed_by(), None);
}

/// The certificate of a physician who has died is revoked; what he or she had signed before is good if a stamp shows that it was before.
#[tokio::test]
async fn a_stamped_signature_outlives_its_signer_and_its_certificate() {
    let stage = Stage::new();
    let simulator = serve_one(&stage.nation, "hpki").await.unwrap().unwrap();
    let http = Http::new(Peer::at(simulator.url.parse().unwrap())).unwrap();
    let confirm = async |found| http.confirm(found).await.answered().expect("an answer").map(|_| ());
    let aged = |id: &PersonId| stage.nation.person(*id).unwrap().born < Day::of(1942, 1, 1);
    let old: Vec<(PersonId, Signer)> =
        stage.people().filter(aged).take(12).map(|id| (id, Signer::health(id, "Medical Doctor"))).collect();
    let mut signed = Vec::new();
    for (person, signer) in &old {
        let one = std::slice::from_ref(signer);
        signed.push((
            *person,
            signer,
            stage.medical(one),
            stage.medical_stamped(one),
            cms_stamped(&stage, signer),
        ));
    }
    let at_first = stage.now();

    stage.nation.advance(1_000).unwrap();
    let mut dead = 0;
    for (person, signer, plain, stamped, cms) in &signed {
        let died = stage.nation.person(*person).unwrap().died.is_some();
        let plain = confirm(checked(&stage, plain).unwrap()).await;
        assert_eq!(matches!(plain, Err(Failure::Revoked { .. })), died, "{plain:?}");
        for found in [checked(&stage, stamped).unwrap(), checked_cms(&stage, cms).unwrap()] {
            let accuracy = SignedDuration::from_secs(1);
            assert!(found.signed().existed_by().unwrap() <= at_first + accuracy);
            assert_eq!(confirm(found).await, Ok(()));
        }
        // With the dead physician's card somebody signs today: the stamp says today.
        let late = stage.medical_stamped(std::slice::from_ref(*signer));
        let late = confirm(checked(&stage, &late).unwrap()).await;
        assert_eq!(matches!(late, Err(Failure::Revoked { .. })), died, "{late:?}");
        dead += usize::from(died);
    }
    assert!(dead > 0, "of twelve people of 80 and more");

    // Years later the certificates have expired; the list says that it still names such ones.
    stage.nation.advance(1_000).unwrap();
    for (_, _, plain, stamped, cms) in &signed {
        assert!(matches!(checked(&stage, plain), Err(Failure::Expired(_))));
        for found in [checked(&stage, stamped).unwrap(), checked_cms(&stage, cms).unwrap()] {
            assert_eq!(confirm(found).await, Ok(()));
        }
    }

    // When the stamp's own certificate has expired, nobody watches over its key any more.
    stage.nation.advance(4_000).unwrap();
    for (_, _, _, stamped, cms) in &signed {
        for found in [checked(&stage, stamped), checked_cms(&stage, cms)] {
            let Err(Failure::TimeStamp(why)) = found else { panic!("{found:?}") };
            assert!(matches!(*why, Failure::Expired(_)), "{why}");
        }
    }
}

#[test]
fn a_stamp_of_another_signature_is_none() {
    let stage = Stage::new();
    let other = stage.hpki.time_stamps().stamp(b"another signature").unwrap();
    let doctor = stage.doctor();
    let xml = stage.medical_stamped_by(std::slice::from_ref(&doctor), &|_| Ok(other.clone()));
    assert_eq!(checked(&stage, &xml).map(|_| ()), Err(of_stamp(Failure::Imprint)));
    let cms = stage.hpki.cms_stamped(&doctor, CONTENT, false, &|_| Ok(other.clone())).unwrap();
    assert_eq!(checked_cms(&stage, &cms).map(|_| ()), Err(of_stamp(Failure::Imprint)));
}

#[test]
fn only_authorities_that_are_named_are_believed() {
    let (stage, elsewhere) = (Stage::new(), Stage::new());
    let doctor = stage.doctor();
    let xml = stage.medical_stamped_by(std::slice::from_ref(&doctor), &|bytes| {
        elsewhere.hpki.time_stamps().stamp(bytes)
    });
    assert_eq!(checked(&stage, &xml).map(|_| ()), Err(of_stamp(Failure::UnknownIssuer)));
    let roles = gateways::hpki::Roles::listed().unwrap();
    let anchors = Anchors::new([stage.hpki.root().as_slice()]).unwrap();
    let none = Validator::new(Signers::Health(roles), anchors, &[&stage.hpki.issuing()]).unwrap();
    let own = stage.medical_stamped(&[doctor]);
    let said = none.check(own.as_bytes(), stage.now()).map(|_| ());
    assert_eq!(said, Err(of_stamp(Failure::UnknownIssuer)), "not passed over: refused");
}

#[test]
fn of_several_stamps_each_must_be_good_and_the_earliest_counts() {
    let stage = Stage::new();
    let doctor = stage.doctor();
    let another = Signer::health(stage.people().nth(1).unwrap(), "Medical Doctor");
    let first = stage.medical_stamped(&[another]);
    let kept = std::cell::RefCell::new(Vec::new());
    let again = stage.medical_stamped_by(std::slice::from_ref(&doctor), &|bytes| {
        kept.borrow_mut().clone_from(&bytes.to_vec());
        stage.hpki.time_stamps().stamp(bytes)
    });
    let early = checked(&stage, &again).unwrap().signed().stamps[0].time + SignedDuration::from_secs(1);
    stage.nation.advance(10).unwrap();
    let stamp = |xml: &str| {
        let (start, end) = ("<xades:SignatureTimeStamp", "</xades:SignatureTimeStamp>");
        let from = xml.find(start).unwrap();
        let whole = &xml[from..xml.find(end).unwrap() + end.len()];
        // No two elements of a document may have one Id.
        whole.replace(" Id=\"TimeStamp1\"", "")
    };
    let again_without = again.replace(" Id=\"TimeStamp1\"", "");
    let later = stage.hpki.time_stamps().stamp(&kept.borrow()).unwrap();
    let of_later = stage.medical_stamped_by(std::slice::from_ref(&doctor), &|_| Ok(later.clone()));
    let (one, two, foreign) = (stamp(&again), stamp(&of_later), stamp(&first));
    let two_of_them = |a: &str, b: &str| again_without.replace(&one, &format!("{a}{b}"));
    for xml in [two_of_them(&one, &two), two_of_them(&two, &one)] {
        let found = checked(&stage, &xml).unwrap();
        assert_eq!(found.signed().stamps.len(), 2);
        assert_eq!(found.signed().existed_by(), Some(early));
    }
    let spoiled = checked(&stage, &two_of_them(&one, &foreign)).map(|_| ());
    assert_eq!(spoiled, Err(of_stamp(Failure::Imprint)));
    let many = one.repeat(5);
    assert_eq!(
        checked(&stage, &again_without.replace(&one, &many)).map(|_| ()),
        Err(Failure::Malformed("time-stamps"))
    );
}

/// Beside a signature nothing may stand but stamps in the one form that they have.
#[test]
fn what_stands_beside_is_a_stamp_or_refused() {
    let stage = Stage::new();
    let xml = stage.medical_stamped(&[stage.doctor()]);
    let other = |from: &str, to: &str| {
        assert!(xml.contains(from), "{from}");
        checked(&stage, &xml.replacen(from, to, 1)).map(|_| ())
    };
    let stray = |what| Err(Failure::Stray(what));
    assert_eq!(other("", ""), Ok(()));
    let end = "</xades:UnsignedSignatureProperties>";
    assert_eq!(other(end, &format!("<xades:Other/>{end}")), stray("unsigned properties"));
    assert_eq!(other(end, &format!("word{end}")), stray("text or a comment between elements"));
    assert_eq!(
        other(end, &format!("{end}<xades:UnsignedDataObjectProperties/>")),
        stray("unsigned properties")
    );
    let end = "</xades:QualifyingProperties>";
    for more in ["<xades:UnsignedProperties/>", "<Other/>"] {
        assert_eq!(other(end, &format!("{more}{end}")), stray("an element beside the properties"));
    }
    let end = "</xades:SignatureTimeStamp>";
    for more in ["<xades:Include/>", "<xades:EncapsulatedTimeStamp>AAAA</xades:EncapsulatedTimeStamp>"] {
        assert_eq!(other(end, &format!("{more}{end}")), stray("an element in a time-stamp"));
    }
    let start = "<xades:EncapsulatedTimeStamp>";
    let told = |encoding: &str| format!("<xades:EncapsulatedTimeStamp Encoding=\"{encoding}\">");
    assert_eq!(other(start, &told("http://uri.etsi.org/01903/v1.2.2#DER")), Ok(()));
    assert!(matches!(
        other(start, &told("http://uri.etsi.org/01903/v1.2.2#BER")),
        Err(Failure::Algorithm(_))
    ));
    // In the other canonical form the bytes are others.
    let stamp = &xml[xml.find("<xades:SignatureTimeStamp").unwrap()..];
    let said = stamp.replacen(
        "http://www.w3.org/2001/10/xml-exc-c14n#",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        1,
    );
    assert_eq!(other(stamp, &said), Err(of_stamp(Failure::Imprint)));
    let said =
        stamp.replacen("http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/2006/12/xml-c14n11", 1);
    assert!(matches!(other(stamp, &said), Err(Failure::Algorithm(_))));
    // What forms above XAdES-T carry is passed over.
    let end = "</xades:UnsignedSignatureProperties>";
    let later = "<xades:CertificateValues>x</xades:CertificateValues>\
                 <x:ArchiveTimeStamp xmlns:x=\"http://uri.etsi.org/01903/v1.4.1#\">y</x:ArchiveTimeStamp>";
    assert_eq!(other(end, &format!("{later}{end}")), Ok(()));
}

/// A byte changed anywhere in a stamped CMS, and nothing is accepted.
#[test]
fn one_byte_changed_in_cms_and_nothing_is_accepted() {
    let stage = Stage::new();
    let cms = cms_stamped(&stage, &stage.doctor());
    assert!(checked_cms(&stage, &cms).is_ok());
    for place in 0..cms.len() {
        for mask in [0x01, 0x80, 0xFF] {
            let mut copy = cms.clone();
            copy[place] ^= mask;
            assert!(checked_cms(&stage, &copy).is_err(), "byte {place} of {} was changed", cms.len());
        }
    }
}

/// In the XML: refused, or nothing of what is believed is different.
#[test]
fn one_byte_changed_beside_an_xml_signature_changes_nothing_that_is_believed() {
    let stage = Stage::new();
    let xml = stage.medical_stamped(&[stage.doctor()]);
    let right = checked(&stage, &xml).unwrap().signed().stamps[0].time;
    let from = xml.find("<xades:UnsignedProperties").unwrap();
    let (at, xml) = (stage.now(), xml.into_bytes());
    let mut passed = 0;
    for place in from..xml.len() {
        for mask in [0x01, 0x20] {
            let mut copy = xml.clone();
            copy[place] ^= mask;
            if let Ok((_, signers)) = stage.validator(false).check(&copy, at) {
                let times: Vec<Timestamp> =
                    signers[0].signed().stamps.iter().map(|stamp| stamp.time).collect();
                assert_eq!(times, [right], "byte {place}");
                passed += 1;
            }
        }
    }
    // What passes: the Id of the stamp, which nothing refers to.
    assert!(passed < 40, "{passed} changes were let through");
}
