use super::*;

#[test]
fn things_come_by_their_weight() {
    let weights = [5.0, 0.0, 1.0, 0.5, 3.5];
    let weighted = Weighted::new(weights);
    let mut random = Random::new(1);
    let mut counts = [0.0; 5];
    for _ in 0..100_000 {
        counts[weighted.draw(&mut random)] += 1.0;
    }
    for (count, weight) in counts.iter().zip(weights) {
        assert!((count / 1e5 - weight / 10.0).abs() < 0.01, "{counts:?}");
    }
    assert_eq!(counts[1], 0.0);
}

#[test]
fn one_thing_or_none_is_drawn_without_harm() {
    let mut random = Random::new(1);
    assert_eq!(Weighted::new([0.0, 7.0]).draw(&mut random), 1);
    assert_eq!(Weighted::new([]).draw(&mut random), 0);
}
