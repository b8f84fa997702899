//! The parameters of the look-up: known ones only, each at most once.

use app::AppError;
use app::view::{MAX_LIMIT, Search};
use jiff::civil::Date;

use super::problem::Problem;
use crate::forms::Pairs;

/// The parameters of the search, in the order of the description.
pub(crate) const SEARCH_PARAMETERS: [&str; 7] =
    ["number", "name", "kana", "born", "qualification", "authority", "limit"];

/// Longer values are no names and no numbers.
const MAX_VALUE_BYTES: usize = 400;

/// The search that the parameters ask for.
pub(crate) fn search(pairs: &Pairs) -> Result<Search, Problem> {
    once_each(pairs, &SEARCH_PARAMETERS)?;
    let mut search = Search::default();
    for (name, value) in pairs {
        match name.as_str() {
            "number" => search.number.clone_from(value),
            "name" => search.name.clone_from(value),
            "kana" => search.kana.clone_from(value),
            "born" if value.is_empty() => {}
            "born" => search.born = Some(day(name, value)?),
            "qualification" => search.qualification = (!value.is_empty()).then(|| value.clone()),
            "authority" => search.authority = (!value.is_empty()).then(|| value.clone()),
            _ => search.limit = Some(limit(value)?),
        }
    }
    let asked = [&search.number, &search.name, &search.kana].iter().any(|value| !value.trim().is_empty());
    if !asked && search.born.is_none() {
        return Err(Problem::new(
            axum::http::StatusCode::BAD_REQUEST,
            "number、name、kana、born のどれか一つは必要です。",
            "One of number, name, kana, born is needed.",
        ));
    }
    Ok(search)
}

/// The parameters of a single entry.
pub(crate) const MOMENT_PARAMETERS: [&str; 2] = ["as_of", "known_at"];

/// The two times at which an entry is looked at.
pub(crate) fn moment(pairs: &Pairs) -> Result<(Option<Date>, Option<i64>), Problem> {
    once_each(pairs, &MOMENT_PARAMETERS)?;
    let (mut as_of, mut known_at) = (None, None);
    for (name, value) in pairs {
        if name == "as_of" {
            as_of = Some(day(name, value)?);
        } else {
            let wrong = |error: AppError| Problem::of_parameter(name, error.for_person, error.for_person_en);
            known_at = Some(app::parse_instant(value).map_err(wrong)?);
        }
    }
    Ok((as_of, known_at))
}

fn once_each(pairs: &Pairs, known: &[&str]) -> Result<(), Problem> {
    for (place, (name, value)) in pairs.iter().enumerate() {
        if !known.contains(&name.as_str()) {
            let list = known.join(", ");
            let (ja, en) = (
                format!("知らない引数です。使えるもの：{list}"),
                format!("Unknown parameter. Known: {list}"),
            );
            return Err(Problem::of_parameter(name, ja, en));
        }
        if pairs.iter().take(place).any(|(earlier, _)| earlier == name) {
            return Err(Problem::of_parameter(
                name,
                "同じ引数が二つあります。",
                "The parameter is given twice.",
            ));
        }
        if value.len() > MAX_VALUE_BYTES {
            return Err(Problem::of_parameter(name, "長すぎます。", "The value is too long."));
        }
    }
    Ok(())
}

fn day(name: &str, value: &str) -> Result<Date, Problem> {
    app::parse_date(value).map_err(|error| Problem::of_parameter(name, error.for_person, error.for_person_en))
}

fn limit(value: &str) -> Result<u32, Problem> {
    value.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit)).ok_or_else(|| {
        let (ja, en) = (format!("1から{MAX_LIMIT}までです。"), format!("From 1 to {MAX_LIMIT}."));
        Problem::of_parameter("limit", ja, en)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(pairs: &[(&str, &str)]) -> Result<Search, String> {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        search(&pairs).map_err(|problem| serde_json::to_value(problem).unwrap()["detail_en"].to_string())
    }

    #[test]
    fn every_parameter_reaches_the_search() {
        let found = ask(&[
            ("number", "123"),
            ("name", "高橋"),
            ("kana", "たかはし"),
            ("born", "1988-01-08"),
            ("qualification", "nurse"),
            ("authority", "JP"),
            ("limit", "5"),
        ]);
        let expected = Search {
            qualification: Some("nurse".to_owned()),
            authority: Some("JP".to_owned()),
            number: "123".to_owned(),
            name: "高橋".to_owned(),
            kana: "たかはし".to_owned(),
            born: Some(jiff::civil::date(1988, 1, 8)),
            limit: Some(5),
        };
        assert_eq!(found, Ok(expected));
    }

    #[test]
    fn what_is_wrong_is_an_error_and_is_named() {
        assert!(ask(&[("nmae", "x")]).unwrap_err().contains("Unknown parameter"));
        assert!(ask(&[("name", "x"), ("name", "y")]).unwrap_err().contains("twice"));
        assert!(ask(&[("name", &"x".repeat(MAX_VALUE_BYTES + 1))]).unwrap_err().contains("too long"));
        assert!(ask(&[("born", "soon")]).unwrap_err().contains("soon"));
        for limit in ["0", "201", "-1", "many"] {
            assert!(ask(&[("name", "x"), ("limit", limit)]).unwrap_err().contains("1 to 200"), "{limit}");
        }
    }

    #[test]
    fn a_search_for_everything_is_refused() {
        assert!(ask(&[]).unwrap_err().contains("needed"));
        assert!(ask(&[("name", " "), ("qualification", "nurse")]).unwrap_err().contains("needed"));
    }

    #[test]
    fn a_moment_is_two_times() {
        let pairs = vec![
            ("as_of".to_owned(), "2020-04-01".to_owned()),
            ("known_at".to_owned(), "2024-05-27T09:00:00+09:00".to_owned()),
        ];
        let (as_of, known_at) = moment(&pairs).unwrap();
        assert_eq!(as_of, Some(jiff::civil::date(2020, 4, 1)));
        assert_eq!(known_at, Some(1_716_768_000_000_000));
        assert!(moment(&vec![("known_at".to_owned(), "soon".to_owned())]).is_err());
    }
}
