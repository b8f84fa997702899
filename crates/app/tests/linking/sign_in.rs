//! Signing in: once, from one's own browser, in time; and out.

use app::ErrorKind;

use crate::support::{Town, on_both_engines, words};

on_both_engines!(
    a_card_opens_a_session_that_ends,
    what_comes_back_is_good_once_and_in_its_own_browser,
    two_tabs_come_back_each_for_itself,
    an_outage_is_said_and_the_next_try_works,
);

async fn a_card_opens_a_session_that_ends(town: &Town) {
    assert!(town.count_of_simulators() > 3 && town.app.has_portal());
    let at = town.sign_in(0).await;
    assert_eq!(at.holder.holder, None, "nobody is known before a link");
    let again = town.sign_in(0).await;
    assert_eq!(again.holder.account, at.holder.account, "one card is one account");
    assert_ne!(again.token, at.token);
    assert_ne!(town.sign_in(1).await.holder.account, at.holder.account);
    town.app.portal_sign_out(&at.token).await.unwrap();
    let ended = town.app.portal_session(&at.token).await.unwrap_err();
    assert_eq!(ended.kind, ErrorKind::NotSignedIn);
    assert!(town.app.portal_session(&again.token).await.is_ok(), "the other session goes on");
    assert_eq!(
        town.app.session(&again.token).await.unwrap_err().kind,
        ErrorKind::NotSignedIn,
        "not the desk's"
    );
    town.execute("UPDATE portal_session SET expires_at = 1").await;
    assert_eq!(town.app.portal_session(&again.token).await.unwrap_err().kind, ErrorKind::NotSignedIn);
}

async fn what_comes_back_is_good_once_and_in_its_own_browser(town: &Town) {
    let (departure, query) = town.round_trip(None, 0).await;
    let (others, _) = town.round_trip(None, 1).await;
    let app = &town.app;
    let stolen = app.arrive(Some(&others.browser), &query).await.unwrap_err();
    assert_eq!(stolen.kind, ErrorKind::NotSignedIn);
    for browser in [None, Some(""), Some("guessed")] {
        assert_eq!(words(&app.arrive(browser, &query).await.unwrap_err()), words(&stolen));
    }
    assert!(app.arrive(Some(&departure.browser), "code=x").await.is_err(), "without its state");
    assert!(app.arrive(Some(&departure.browser), &query).await.is_ok());
    let replayed = app.arrive(Some(&departure.browser), &query).await.unwrap_err();
    assert_eq!(words(&replayed), words(&stolen));

    let (late, query) = town.round_trip(None, 0).await;
    town.execute("UPDATE portal_away SET expires_at = 1").await;
    assert_eq!(words(&app.arrive(Some(&late.browser), &query).await.unwrap_err()), words(&stolen));
}

async fn two_tabs_come_back_each_for_itself(town: &Town) {
    let (first, first_query) = town.round_trip(None, 0).await;
    let (second, second_query) = town.round_trip(Some(&first.browser), 0).await;
    assert_eq!(first.browser, second.browser, "one browser, one secret");
    for query in [second_query, first_query] {
        assert_eq!(town.app.arrive(Some(&first.browser), &query).await.unwrap().to, "/portal");
    }
}

async fn an_outage_is_said_and_the_next_try_works(town: &Town) {
    let (departure, query) = town.round_trip(None, 0).await;
    town.bend("[systems.digital-auth]\noutage = {}\n");
    let outage = town.app.arrive(Some(&departure.browser), &query).await.unwrap_err();
    assert_eq!(outage.kind, ErrorKind::Unavailable);
    town.bend("");
    assert!(town.sign_in(0).await.holder.holder.is_none());
}
