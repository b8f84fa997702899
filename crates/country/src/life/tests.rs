use super::*;

/// Ages at death of people born on a day and alive at an age.
fn ages_at_death(sex: Sex, born: Day, alive_at: f64) -> Vec<f64> {
    let mortality = Mortality::load().unwrap();
    let mut random = Random::new(1);
    let alive_on = born.plus_years(alive_at);
    (0..20_000).map(|_| mortality.death(sex, born, alive_on, &mut random).years_since(born)).collect()
}

fn mean(ages: &[f64]) -> f64 {
    ages.iter().sum::<f64>() / ages.len() as f64
}

#[test]
fn people_born_lately_live_as_long_as_the_life_tables_say() {
    // 令和2年: 81.6 and 87.7 years.
    let men = mean(&ages_at_death(Sex::Male, Day::of(2020, 1, 1), 0.0));
    let women = mean(&ages_at_death(Sex::Female, Day::of(2020, 1, 1), 0.0));
    assert!((men - 81.6).abs() < 2.0, "men {men}");
    assert!((women - 87.7).abs() < 2.0, "women {women}");
}

#[test]
fn people_born_long_ago_lived_shorter() {
    let women = mean(&ages_at_death(Sex::Female, Day::of(1900, 1, 1), 20.0));
    assert!((55.0..78.0).contains(&women), "{women}");
}

#[test]
fn nobody_dies_before_the_day_of_which_life_is_known_or_past_the_oldest_age() {
    let ages = ages_at_death(Sex::Male, Day::of(1950, 6, 1), 60.0);
    assert!(ages.iter().all(|age| (59.99..121.0).contains(age)));
}

#[test]
fn some_of_the_old_still_live() {
    let ages = ages_at_death(Sex::Male, Day::of(1940, 1, 1), 25.0);
    let living = ages.iter().filter(|age| **age > 86.25).count();
    assert!((4_000..12_000).contains(&living), "{living} of 20,000 live at 86");
}

#[test]
fn who_lives_on_a_day_dies_later() {
    let mortality = Mortality::load().unwrap();
    let mut random = Random::new(1);
    let (born, alive_on) = (Day::of(1900, 1, 1), Day::of(2025, 1, 1));
    assert!((0..1_000).all(|_| mortality.death(Sex::Female, born, alive_on, &mut random) > alive_on));
}
