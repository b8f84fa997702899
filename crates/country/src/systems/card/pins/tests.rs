use super::*;

fn pins(home: &Path) -> Pins {
    Pins { seed: 7, path: home.join("wrong-pins.json") }
}

const ANYBODY: PersonId = PersonId(80);

#[test]
fn three_wrong_pins_lock_and_a_restart_unlocks_nothing() {
    let home = tempfile::tempdir().unwrap();
    let kind = PinKind::FourDigits;
    let cards = pins(home.path());
    let right = cards.pin(ANYBODY, kind);
    assert_eq!(cards.attempt(ANYBODY, kind, "x").unwrap(), Tried::Wrong(2));
    assert_eq!(cards.attempt(ANYBODY, kind, &right).unwrap(), Tried::Right, "the count begins anew");
    for expected in [Tried::Wrong(2), Tried::Wrong(1), Tried::Locked, Tried::Locked] {
        assert_eq!(pins(home.path()).attempt(ANYBODY, kind, "").unwrap(), expected);
    }
    assert_eq!(pins(home.path()).attempt(ANYBODY, kind, &right).unwrap(), Tried::Locked);
    let signing = cards.pin(ANYBODY, PinKind::Signing).to_ascii_lowercase();
    assert_eq!(
        cards.attempt(ANYBODY, PinKind::Signing, &signing).unwrap(),
        Tried::Right,
        "the other PIN is not"
    );
    cards.unlock(ANYBODY).unwrap();
    assert_eq!(cards.attempt(ANYBODY, kind, &right).unwrap(), Tried::Right);
}

#[test]
fn many_at_the_same_time_get_no_more_tries() {
    let home = tempfile::tempdir().unwrap();
    let cards = pins(home.path());
    let wrong = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..16)
            .map(|_| scope.spawn(|| cards.attempt(ANYBODY, PinKind::Signing, "WRONG0").unwrap()))
            .collect();
        tries.into_iter().map(|tried| tried.join().unwrap()).filter(|tried| *tried != Tried::Locked).count()
    });
    assert_eq!(wrong, 4, "the fifth locks");
    assert_eq!(cards.left(ANYBODY, PinKind::Signing).unwrap(), 0);
}

#[test]
fn pins_have_the_published_forms_and_are_each_persons_own() {
    let home = tempfile::tempdir().unwrap();
    let cards = pins(home.path());
    let of = |kind| {
        (0..50).map(|person| cards.pin(PersonId(person), kind)).collect::<std::collections::BTreeSet<_>>()
    };
    assert!(
        of(PinKind::FourDigits).iter().all(|pin| pin.len() == 4 && pin.bytes().all(|b| b.is_ascii_digit()))
    );
    let signing = of(PinKind::Signing);
    assert!(signing.len() == 50 && signing.iter().all(|pin| pin.len() == 8));
}
