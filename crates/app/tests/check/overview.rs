//! What the desk sees of a run, and of numbers that were given: figures that are the tables' own.

use app::{ErrorKind, Role};
use registry::check::Finding;

use crate::support::{Place, officer, on_both_engines};

on_both_engines!(the_desk_sees_the_run_as_it_is);

async fn the_desk_sees_the_run_as_it_is(place: &Place) {
    let app = &place.app;
    let seen = async || app.show_check(&officer("reader"), None).await.unwrap();
    assert_eq!(seen().await, None, "no run yet");
    app.start_check(&officer("registrar"), "2026").await.unwrap();
    let begun = seen().await.unwrap();
    assert_eq!((begun.state.as_str(), begun.done, begun.slices), ("running", 0, 1));
    assert_eq!((begun.per_hour, begun.total.checked()), (None, 0), "no rate of nothing");
    assert_eq!(begun.limits.len(), 10, "by what it would pause: {:?}", begun.limits);
    app.work_check(&officer("job"), &place.tools("one"), None, &|_| true).await.unwrap();

    let done = seen().await.unwrap();
    let report = app.report_check(&officer("reader"), None).await.unwrap();
    assert_eq!((done.state.as_str(), done.done, done.minutes_left), ("done", 1, None));
    assert_eq!(done.total.checked(), report.checked);
    for finding in Finding::ALL {
        assert_eq!(done.total.of(finding.code()), report.of(*finding), "{finding:?}");
        let sum: u64 = done.professions.iter().map(|group| group.of(finding.code())).sum();
        assert_eq!(sum, report.of(*finding), "the professions are the whole: {finding:?}");
    }
    assert_eq!(done.prefectures, [], "nurses are the Minister's");
    let nurses = done.deaths.iter().find(|line| line.name.en == done.professions[0].name.en).unwrap();
    assert_eq!((nurses.notified, nurses.expected), (91, Some(34_591)), "as the report published");
    assert_eq!((nurses.checked, nurses.found), (report.checked, report.of(Finding::Died)));

    let elsewhere =
        app::Actor { reach: app::Reach::Authorities(vec!["JP-13".to_owned()]), ..officer("tokyo") };
    let none = app.show_check(&elsewhere, None).await.unwrap().unwrap();
    assert_eq!((none.slices, none.total.checked()), (0, 0), "nobody sees beyond their authorities");
    let reader = app::Actor { roles: vec![Role::Reader], ..officer("reader") };
    assert_eq!(app.show_check(&reader, None).await.unwrap_err().kind, ErrorKind::NotPermitted);
    assert_eq!(app.count_numbers_given(&reader).await.unwrap_err().kind, ErrorKind::NotPermitted);

    app.count_register(registry::ids::RegisterId::of("nurse", "JP")).await.unwrap();
    let [numbers] = app.count_numbers_given(&officer("reader")).await.unwrap().try_into().unwrap();
    let count = async |fact: &str| {
        let sql = format!("SELECT COUNT(*) FROM entry_holder WHERE number_fact = '{fact}'");
        u64::try_from(place.count(&sql).await).unwrap()
    };
    assert_eq!((numbers.given, numbers.found), (count("given").await, count("found").await));
    assert!(numbers.given > 0 && numbers.found > 0 && numbers.linked == 0, "{numbers:?}");
    let standing = numbers.standing.expect("the register is counted");
    assert_eq!(numbers.not_given(), Some(standing - numbers.given));
    assert!(app.count_numbers_given(&elsewhere).await.unwrap().is_empty());
}
