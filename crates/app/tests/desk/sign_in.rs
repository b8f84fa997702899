//! Accounts, sessions and tokens.

use app::{Channel, ErrorKind, NewAccount, Reach, Role};

use crate::support::{Place, on_both_engines};

on_both_engines!(
    a_session_carries_its_purpose_and_ends,
    a_wrong_password_and_an_unknown_login_are_one_answer,
    a_token_acts_for_its_account_until_its_day,
);

fn hanako() -> NewAccount {
    NewAccount {
        login: "hanako".to_owned(),
        display_name: "東京都 免許担当".to_owned(),
        password: "correct horse".to_owned(),
        roles: vec![Role::Reader],
        reach: Reach::Authorities(vec!["JP-13".to_owned()]),
    }
}

async fn a_session_carries_its_purpose_and_ends(place: &Place) {
    let app = &place.app;
    assert!(app.add_account(hanako()).await.unwrap());
    assert!(!app.add_account(hanako()).await.unwrap(), "the login is taken");
    let signed = app.sign_in("hanako", "correct horse", "certificate").await.unwrap();
    let session = app.session(&signed.token).await.unwrap();
    assert_eq!((&session.form_key, session.purpose.as_str()), (&signed.form_key, "certificate"));
    let actor = session.actor();
    assert_eq!(
        (actor.name.as_str(), actor.purpose.as_str(), actor.channel),
        ("hanako", "certificate", Channel::Desk)
    );
    assert_eq!((actor.roles, actor.reach), (hanako().roles, hanako().reach));
    assert!(!format!("{signed:?}").contains(&signed.token), "no secret in a log");

    let other = app.sign_in("hanako", "correct horse", "inquiry").await.unwrap();
    assert_ne!((&other.token, &other.form_key), (&signed.token, &signed.form_key));
    app.sign_out(&signed.token).await.unwrap();
    assert_eq!(app.session(&signed.token).await.unwrap_err().kind, ErrorKind::NotSignedIn);
    assert!(app.session(&other.token).await.is_ok(), "the other session goes on");
    place.execute("UPDATE session SET expires_at = 1").await;
    assert_eq!(app.session(&other.token).await.unwrap_err().kind, ErrorKind::NotSignedIn, "its time is over");
    let purpose = app.sign_in("hanako", "correct horse", "curiosity").await.unwrap_err();
    assert_eq!(purpose.kind, ErrorKind::BadInput);
}

async fn a_wrong_password_and_an_unknown_login_are_one_answer(place: &Place) {
    let app = &place.app;
    app.add_account(hanako()).await.unwrap();
    let by_provider = NewAccount { login: "taro".to_owned(), password: String::new(), ..hanako() };
    app.add_account(by_provider).await.unwrap();
    let wrong = app.sign_in("hanako", "wrong horse", "inquiry").await.unwrap_err();
    assert_eq!(wrong.kind, ErrorKind::NotSignedIn);
    let long = "x".repeat(300);
    for (login, password) in
        [("nobody", "correct horse"), ("hanako", ""), ("hanako", long.as_str()), ("taro", ""), ("", "")]
    {
        let answer = app.sign_in(login, password, "inquiry").await.unwrap_err();
        assert_eq!(answer.to_string(), wrong.to_string(), "{login}");
    }
    // an account without a password comes by its provider
    assert_eq!(app.admit("taro", "inquiry").await.unwrap().account.login, "taro");
    assert_eq!(app.admit("nobody", "inquiry").await.unwrap_err().kind, ErrorKind::NotPermitted);
    let too_long = NewAccount { login: "c".to_owned(), password: long, ..hanako() };
    assert_eq!(app.add_account(too_long).await.unwrap_err().kind, ErrorKind::BadInput);
}

async fn a_token_acts_for_its_account_until_its_day(place: &Place) {
    let app = &place.app;
    app.add_account(hanako()).await.unwrap();
    let token = app.issue_token("hanako", "照会プログラム", 1).await.unwrap();
    for _ in 0..2 {
        let actor = app.bearer(&token).await.unwrap();
        assert_eq!(
            (actor.name.as_str(), actor.purpose.as_str(), actor.channel),
            ("hanako", "照会プログラム", Channel::Api)
        );
        assert_eq!(actor.reach, hanako().reach);
    }
    let over = app.issue_token("hanako", "x", 0).await.unwrap();
    for token in [over.as_str(), "shk_nonsense", ""] {
        assert_eq!(app.bearer(token).await.unwrap_err().kind, ErrorKind::NotSignedIn, "{token}");
    }
    assert_eq!(app.issue_token("nobody", "x", 1).await.unwrap_err().kind, ErrorKind::NotFound);
}
