//! Which authority has what decided by rule, as an operator says it.

use crate::support::{Place, on_both_engines};

on_both_engines!(an_authority_switches_deciding_by_rule_on_and_off);

fn an_authority_switches_deciding_by_rule_on_and_off(place: &Place) {
    place.init();
    let of = ["--authority", "JP", "--procedure", "change", "--ground", "decision 7"];
    let said = |words: &[&str]| place.json_with(0, &[&["by-rule"], words].concat());
    assert_eq!(said(&["list"])["switches"].as_array().unwrap().len(), 0, "off unless somebody says so");
    let on = said(&[&["on"], &of[..], &["--from", "令和6年5月27日"]].concat());
    assert_eq!((&on["switches"][0]["on"], &on["switches"][0]["from"]), (&true.into(), &"2024-05-27".into()));
    let later = said(&[&["on"], &of[..], &["--from", "2124-05-27"]].concat());
    assert_eq!(later["switches"][0]["on"], false, "not yet, and the word before no longer holds");
    assert_eq!(later["switches"][1]["on"], false);
    let off = said(&[&["off"], &of[..]].concat());
    assert_eq!((&off["switches"][0]["on"], &off["switches"][0]["from"]), (&false.into(), &"".into()));
    assert_eq!(off["switches"].as_array().unwrap().len(), 3, "what was said stays");
    place.run(&["by-rule", "on", "--authority", "JP", "--procedure", "rewriting"]).expect(2, "never decide");
    place.run(&["by-rule", "on", "--authority", "JP", "--procedure", "chang"]).expect(2, "change");
    let ends = [&["by-rule", "on"], &of[..], &["--from", "2026-02-01", "--until", "2026-01-01"]].concat();
    place.run(&ends).expect(2, "period ends");
}
