//! Who signed what, in which role.

use country::pki::{DocumentKind, Signer, pem};
use country::systems::serve_one;
use country::{Day, PersonId};
use gateways::hpki::{Grade, Http, Kind, Roles, Service, Signers, Validator};
use gateways::pki::{Anchors, Failure};
use gateways::transport::Peer;
use jiff::Timestamp;

use crate::stage::{FIELDS, Stage};

#[tokio::test]
async fn a_physician_signs_a_medical_certificate() {
    let stage = Stage::new();
    let simulator = serve_one(&stage.nation, "hpki").await.unwrap().unwrap();
    let http = Http::new(Peer::at(simulator.url.parse().unwrap())).unwrap();
    let doctor = stage.doctor();
    let Signer::Health { person, .. } = &doctor else { unreachable!() };
    let xml = stage.medical(std::slice::from_ref(&doctor));
    let (document, signers) = stage.validator(false).check(xml.as_bytes(), stage.now()).unwrap();
    assert_eq!(document.kind, Kind::MedicalCertificate);
    assert_eq!(document.field("Finding"), Some(FIELDS[3].1));
    assert_eq!(document.fields.len(), FIELDS.len());
    let [one] = signers.try_into().unwrap();
    let confirmed = http.confirm(one).await.answered().expect("an answer").unwrap();
    assert_eq!(
        confirmed.signed.roles.iter().map(|role| role.name.as_str()).collect::<Vec<_>>(),
        ["Medical Doctor"]
    );
    assert_eq!(confirmed.signed.roles[0].grade, Grade::Seen);
    assert_eq!(confirmed.signed.name, stage.nation.resident(*person).unwrap().name);
    assert_eq!(confirmed.signed.content_sha256, document.content_sha256);
    assert_eq!(
        confirmed.signed.claimed_time.map(|time| time.as_second() / 60),
        Some(stage.now().as_second() / 60)
    );
    // The dead physician's certificate is on the list: the calendar goes on until one dies.
    let aged = |id: &PersonId| stage.nation.person(*id).unwrap().born < Day::of(1942, 1, 1);
    let old: Vec<_> =
        stage.people().filter(aged).take(12).map(|id| Signer::health(id, "Medical Doctor")).collect();
    let signed: Vec<_> = old.iter().map(|signer| stage.medical(std::slice::from_ref(signer))).collect();
    stage.nation.advance(1_000).unwrap();
    let (mut good, mut dead) = (0, 0);
    for (signer, xml) in old.iter().zip(&signed) {
        let Signer::Health { person, .. } = signer else { unreachable!() };
        let (_, signers) = stage.validator(false).check(xml.as_bytes(), stage.now()).unwrap();
        let outcome = http.confirm(signers.into_iter().next().unwrap()).await.answered().expect("an answer");
        match stage.nation.person(*person).unwrap().died {
            Some(_) => {
                assert!(matches!(outcome, Err(Failure::Revoked { .. })), "{outcome:?}");
                dead += 1;
            }
            None => good += usize::from(outcome.is_ok()),
        }
    }
    assert_eq!(good + dead, old.len());
    assert!(dead > 0, "of twelve people of 80 and more");
}

#[test]
fn several_sign_and_each_is_named() {
    let stage = Stage::new();
    let mut people = stage.people();
    let pharmacist = Signer::health(people.nth(1).unwrap(), "Pharmacist");
    let both = Signer::Health {
        person: people.next().unwrap(),
        roles: vec!["Medical Doctor".into(), "Director of Hospital".into()],
    };
    let xml = stage.medical(&[stage.doctor(), pharmacist, both]);
    let (_, signers) = stage.validator(true).check(xml.as_bytes(), stage.now()).unwrap();
    let roles: Vec<Vec<_>> =
        signers.iter().map(|one| one.signed().roles.iter().map(|role| role.name.clone()).collect()).collect();
    assert_eq!(
        roles,
        [vec!["Medical Doctor"], vec!["Pharmacist"], vec!["Medical Doctor", "Director of Hospital"]]
    );
    let only_seen = stage.validator(false).check(xml.as_bytes(), stage.now()).map(|_| ());
    assert_eq!(only_seen.unwrap_err(), Failure::UnknownRole, "a word from memory is no word");
}

#[test]
fn unknown_roles_no_roles_and_other_authorities_are_refused() {
    let stage = Stage::new();
    let person = stage.people().next().unwrap();
    let check = |signer: Signer| {
        stage.validator(true).check(stage.medical(&[signer]).as_bytes(), stage.now()).map(|_| ())
    };
    assert_eq!(check(Signer::health(person, "medical doctor")), Err(Failure::UnknownRole), "not loosely");
    assert_eq!(check(Signer::health(person, "Medical Doctor ")), Err(Failure::UnknownRole));
    assert_eq!(check(Signer::Health { person, roles: Vec::new() }), Err(Failure::NoRole));
    assert_eq!(check(Signer::School { name: "学校法人架空".into() }), Err(Failure::UnknownIssuer));
    let other = Stage::new();
    let foreign = stage.medical(&[stage.doctor()]);
    assert_eq!(
        other.validator(true).check(foreign.as_bytes(), stage.now()).map(|_| ()),
        Err(Failure::UnknownIssuer)
    );
}

#[test]
fn a_school_signs_a_graduation_certificate() {
    let stage = Stage::new();
    let school = Signer::School { name: "学校法人　架空学園".into() };
    let fields = [("Name", "架空　花子"), ("Graduated", "2026-03-20"), ("Course", "看護学科")];
    let xml = stage
        .hpki
        .document(DocumentKind::GraduationCertificate, &fields, std::slice::from_ref(&school))
        .unwrap();
    let (document, signers) = stage.schools().check(xml.as_bytes(), stage.now()).unwrap();
    assert_eq!((document.kind, document.field("Course")), (Kind::GraduationCertificate, Some("看護学科")));
    assert_eq!(signers[0].signed().name, "学校法人　架空学園");
    assert!(signers[0].signed().roles.is_empty());
    // A school signs no medical certificate, a physician no graduation.
    let wrong = stage
        .hpki
        .document(DocumentKind::MedicalCertificate, &fields, std::slice::from_ref(&school))
        .unwrap();
    assert_eq!(
        stage.schools().check(wrong.as_bytes(), stage.now()).map(|_| ()).unwrap_err(),
        Failure::Profile
    );
    let cms = stage.hpki.cms_signed(&school, b"%PDF", true).unwrap();
    assert_eq!(stage.schools().check_cms(&cms, Some(b"%PDF"), stage.now()).unwrap().len(), 1);
}

/// Over the line: the lists are asked for, and what was taken back since is refused from the next day's list on.
#[tokio::test]
async fn a_school_that_is_no_more_and_a_role_that_was_lost_are_on_the_next_list() {
    let stage = Stage::new();
    let simulator = serve_one(&stage.nation, "hpki").await.unwrap().unwrap();
    let http = Http::new(Peer::at(simulator.url.parse().unwrap())).unwrap();
    let schools =
        ["架空学園", "見本学園"].map(|name| Signer::School { name: format!("学校法人　{name}") });
    let fields = [("Name", "架空　花子"), ("Graduated", "2026-03-20")];
    let kind = DocumentKind::GraduationCertificate;
    let graduations = schools
        .each_ref()
        .map(|school| stage.hpki.document(kind, &fields, std::slice::from_ref(school)).unwrap());
    let doctor = stage.doctor();
    let medical = stage.medical(std::slice::from_ref(&doctor));
    let confirmed = async |validator: Validator, xml: &str| {
        let (_, mut signers) = validator.check(xml.as_bytes(), stage.now()).unwrap();
        http.confirm(signers.remove(0)).await.answered().expect("an answer")
    };
    let good = confirmed(stage.schools(), &graduations[0]).await.unwrap();
    assert_eq!(
        (good.signed.name.as_str(), good.signed.roles.len()),
        ("学校法人　架空学園", 0),
        "who, in no role"
    );

    stage.hpki.take_back(&schools[0]).unwrap();
    stage.hpki.take_back(&doctor).unwrap();
    assert!(confirmed(stage.schools(), &graduations[0]).await.is_ok(), "today's list was made this morning");
    stage.nation.advance(1).unwrap();
    let gone = confirmed(stage.schools(), &graduations[0]).await;
    assert!(matches!(gone, Err(Failure::Revoked { .. })), "{gone:?}");
    assert!(confirmed(stage.schools(), &graduations[1]).await.is_ok(), "the other school's stands");
    let gone = confirmed(stage.validator(false), &medical).await;
    assert!(matches!(gone, Err(Failure::Revoked { .. })), "{gone:?}");
}

#[test]
fn cms_is_the_other_form_and_openssl_reads_it() {
    let stage = Stage::new();
    let cms = stage.hpki.cms_signed(&stage.doctor(), "診断書".as_bytes(), false).unwrap();
    let found = stage.validator(false).check_cms(&cms, None, stage.now()).unwrap();
    assert_eq!(found[0].signed().roles[0].name, "Medical Doctor");
    let path = |name: &str| stage.folder.path().join(name).to_str().unwrap().to_owned();
    let (ca, signed) = (path("ca.pem"), path("signed.der"));
    let chain = pem("CERTIFICATE", &stage.hpki.root()) + &pem("CERTIFICATE", &stage.hpki.issuing());
    std::fs::write(&ca, chain).unwrap();
    std::fs::write(&signed, &cms).unwrap();
    let run = std::process::Command::new("openssl")
        .args([
            "cms", "-verify", "-binary", "-inform", "DER", "-in", &signed, "-CAfile", &ca, "-purpose", "any",
        ])
        .output()
        .expect("the program openssl");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(run.stdout, "診断書".as_bytes());
}

#[tokio::test]
async fn contract_with_a_server_that_is_named() {
    let Ok(url) = std::env::var("SHIKAKU_HPKI_URL") else {
        // Without one the simulator is the server, as in the first test.
        return;
    };
    let file = |name: &str| std::fs::read(std::env::var(name).expect(name)).unwrap();
    let (root, issuing) = (file("SHIKAKU_HPKI_ROOT"), file("SHIKAKU_HPKI_ISSUING"));
    let anchors = Anchors::new([root.as_slice()]).unwrap();
    let validator = Validator::new(Signers::Health(Roles::listed().unwrap()), anchors, &[&issuing]).unwrap();
    let http = Http::new(Peer::at(url.parse().unwrap())).unwrap();
    let (_, signers) = validator.check(&file("SHIKAKU_HPKI_DOCUMENT"), Timestamp::now()).unwrap();
    for one in signers {
        assert!(http.confirm(one).await.answered().expect("an answer").is_ok());
    }
}
