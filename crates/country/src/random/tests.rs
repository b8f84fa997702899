use super::*;

#[test]
fn the_stream_is_the_published_one() {
    // The first numbers of SplitMix64 from state 1234567, as published with the reference implementation.
    let mut random = Random(1_234_567);
    let first: [u64; 3] = std::array::from_fn(|_| random.bits());
    assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
}

#[test]
fn places_have_streams_of_their_own() {
    let bits = |place: &[u64]| Random::at(1, place).bits();
    assert_eq!(bits(&[1, 2]), bits(&[1, 2]));
    let all = [bits(&[1, 2]), bits(&[2, 1]), bits(&[1]), bits(&[1, 2, 0]), Random::at(2, &[1, 2]).bits()];
    assert!(all.iter().enumerate().all(|(at, one)| !all[..at].contains(one)));
}

#[test]
fn draws_are_even() {
    let mut random = Random::new(3);
    let mut counts = [0; 10];
    for _ in 0..100_000 {
        counts[random.below(10) as usize] += 1;
    }
    assert!(counts.iter().all(|count| (9_500..10_500).contains(count)), "{counts:?}");
    let mean = (0..100_000).map(|_| random.unit()).sum::<f64>() / 1e5;
    let waiting = (0..100_000).map(|_| random.waiting()).sum::<f64>() / 1e5;
    assert!((mean - 0.5).abs() < 0.01 && (waiting - 1.0).abs() < 0.02, "{mean}, {waiting}");
    assert_eq!(random.below(0), 0);
}
