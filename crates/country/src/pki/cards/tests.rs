use super::*;
use crate::Person;
use crate::country::Country;
use crate::pki::Ending;
use crate::pki::der::{null, octets, oid, sequence};
use crate::pki::key::SHA_256;
use crate::plan::RegisterPlan;
use crate::tables::Tables;
use crate::{AS_OF, Nation};

fn nation() -> (Nation, tempfile::TempDir) {
    let tables = Tables::load().unwrap();
    let plan = RegisterPlan::new(&tables, 3_000, |_| vec!["JP".to_owned()]);
    let home = tempfile::tempdir().unwrap();
    (Nation::new(Country::new(tables, 11, plan), AS_OF, home.path().to_owned()), home)
}

fn somebody(nation: &Nation, wanted: impl Fn(&Person) -> bool) -> PersonId {
    nation.people().find(|person| wanted(person)).expect("somebody").id
}

fn adult(nation: &Nation) -> PersonId {
    somebody(nation, |person| {
        person.alive_on(nation.today())
            && person.born < Day::of(2000, 1, 1)
            && matches!(person.first_home, Some(crate::Home::At(_)))
    })
}

#[test]
fn a_card_is_the_same_whenever_it_is_looked_at() {
    let (nation, _home) = nation();
    let person = adult(&nation);
    let cards = Cards::open(&nation).unwrap();
    let first = cards.certificate(person, CardKey::Signing).unwrap();
    assert_eq!(cards.certificate(person, CardKey::Signing).unwrap(), first);
    let again = Cards::open(&nation).unwrap();
    assert_eq!(again.signing_certificate(person).unwrap(), first.der, "kept in the nation's folder");
    assert_eq!(again.anchors(CardKey::Signing), cards.anchors(CardKey::Signing));
    assert_ne!(cards.auth_certificate(person).unwrap(), first.der);
    let authority = cards.jpki().issuer(CardKey::Signing, first.issue.first).unwrap();
    assert_eq!(again.issue_of(CardKey::Signing, &authority.id, &first.serial).unwrap(), Some(first.issue));
    assert_eq!(again.issue_of(CardKey::Signing, &authority.id, &[1, 2, 3]).unwrap(), None);
}

#[test]
fn a_digest_info_is_signed_as_its_message_is() {
    let (nation, _home) = nation();
    let person = adult(&nation);
    let cards = Cards::open(&nation).unwrap();
    let digest = Algorithm::Rsa2048.digest(b"to be signed");
    let info = sequence([sequence([oid(SHA_256), null()]), octets(&digest)]);
    let by_digest = cards.sign(person, CardKey::Signing, ToSign::DigestInfo(&info)).unwrap();
    let by_message = cards.sign(person, CardKey::Signing, ToSign::Message(b"to be signed")).unwrap();
    assert_eq!(by_digest, by_message, "PKCS#1 v1.5 is the same each time");
    for wrong in [digest.as_slice(), &info[1..], &[info.as_slice(), &[0]].concat()] {
        let refused = cards.sign(person, CardKey::Signing, ToSign::DigestInfo(wrong));
        assert!(matches!(refused, Err(CardError::NotADigest)));
    }
}

#[test]
fn children_do_not_sign_and_the_unborn_have_no_card() {
    let (nation, _home) = nation();
    let cards = Cards::open(&nation).unwrap();
    let child = somebody(&nation, |person| {
        let age = nation.today().years_since(person.born);
        (4.0..14.0).contains(&age)
            && person.alive_on(nation.today())
            && matches!(person.first_home, Some(crate::Home::At(_)))
    });
    assert!(matches!(cards.signing_certificate(child), Err(CardError::NoCertificate)));
    assert!(cards.auth_certificate(child).is_ok());
    assert!(matches!(cards.auth_certificate(PersonId(u64::MAX)), Err(CardError::NoCard)));
}

#[test]
fn death_ends_both_certificates_and_the_card_does_not_know() {
    let (nation, _home) = nation();
    let cards = Cards::open(&nation).unwrap();
    let before = nation.today();
    nation.advance(400).unwrap();
    let person = somebody(&nation, |person| {
        person.died.is_some_and(|day| day > before)
            && cards
                .history(person.id, CardKey::Signing)
                .last()
                .is_some_and(|issue| matches!(issue.ended, Some((_, Ending::Died))))
    });
    let certificate = cards.certificate(person, CardKey::Authentication).unwrap();
    let died = nation.person(person).unwrap().died.unwrap();
    assert_eq!(certificate.issue.ended, Some((died, Ending::Died)));
    assert!(cards.sign(person, CardKey::Authentication, ToSign::Message(b"x")).is_ok());
}

#[test]
fn the_next_cards_have_another_key() {
    let (nation, _home) = nation();
    let cards = Cards::with_next_from(&nation, Day::of(2019, 7, 21)).unwrap();
    let certificate = cards.certificate(adult(&nation), CardKey::Signing).unwrap();
    assert_eq!(certificate.algorithm, Algorithm::P384);
    assert!(certificate.issue.last.0 - certificate.issue.first.0 > 9 * 365, "ten years");
}
