use super::*;

/// Ages at death of people born on a day and alive at an age, with all the future known.
fn ages_at_death(sex: Sex, born: Day, alive_at: f64) -> Vec<f64> {
    let mortality = Mortality::load().unwrap();
    let mut random = Random::new(1);
    let future = Day::of(2400, 1, 1);
    (0..20_000)
        .map(|_| {
            mortality
                .death(sex, born, born.plus_years(alive_at), future, &mut random)
                .unwrap()
                .years_since(born)
        })
        .collect()
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
fn the_future_is_not_told() {
    let mortality = Mortality::load().unwrap();
    let (born, today) = (Day::of(1940, 1, 1), Day::of(2026, 4, 1));
    let mut random = Random::new(1);
    let deaths: Vec<Option<Day>> = (0..5_000)
        .map(|_| mortality.death(Sex::Male, born, Day::of(1965, 1, 1), today, &mut random))
        .collect();
    assert!(deaths.iter().flatten().all(|died| *died < today && *died >= Day::of(1965, 1, 1)));
    let living = deaths.iter().filter(|died| died.is_none()).count();
    assert!((1_000..3_000).contains(&living), "{living} of 5,000 live at 86");
}
