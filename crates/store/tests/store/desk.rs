//! The desk's people, what they looked at, and the figures of a register.

use store::account::{
    Account, Session, add, add_token, by_login, close_session, open_session, session, token,
};
use store::disclosure::{Disclosure, latest, of_entry};
use store::statistics;
use store::writer::Writer;

use crate::support::{Place, fresh_entry, on_both_engines};

on_both_engines!(
    a_login_belongs_to_one_account,
    a_session_lasts_until_it_ends_or_is_closed,
    a_token_lasts_until_its_day,
    every_look_is_kept_with_its_purpose,
    figures_are_replaced_by_newer_ones,
);

fn officer(login: &str) -> Account {
    Account {
        id: *fresh_entry().stored(),
        login: login.to_owned(),
        display_name: "登録係 佐藤".to_owned(),
        password_hash: "$argon2id$v=19$…".to_owned(),
        roles: "officer reviewer".to_owned(),
        authorities: "JP JP-13".to_owned(),
    }
}

async fn a_login_belongs_to_one_account(place: Place) {
    let account = officer("sato");
    assert!(add(&place.db, &account, 1).await.unwrap());
    let other = Account { display_name: "別人".to_owned(), ..officer("sato") };
    assert!(!add(&place.db, &other, 2).await.unwrap());
    let mut reader = place.db.reader().await.unwrap();
    assert_eq!(by_login(&mut reader, "sato").await.unwrap(), Some(account));
    assert_eq!(by_login(&mut reader, "SATO").await.unwrap(), None);
    drop(reader);
    place.execute("UPDATE account SET disabled_at = 5", vec![]).await.unwrap();
    assert_eq!(by_login(&mut place.db.reader().await.unwrap(), "sato").await.unwrap(), None, "disabled");
}

fn session_of(account: &Account, expires_at: i64) -> Session {
    Session { account: account.clone(), purpose: "窓口".to_owned(), form_key: "f".to_owned(), expires_at }
}

async fn a_session_lasts_until_it_ends_or_is_closed(place: Place) {
    let account = officer("sato");
    add(&place.db, &account, 1).await.unwrap();
    let first = session_of(&account, 100);
    open_session(&place.db, [1; 32], &first, 10).await.unwrap();
    let at = async |token: [u8; 32], now| {
        session(&mut place.db.reader().await.unwrap(), &token, now).await.unwrap()
    };
    assert_eq!(at([1; 32], 99).await, Some(first));
    assert_eq!(at([1; 32], 100).await, None, "its end is its end");
    assert_eq!(at([2; 32], 50).await, None);
    open_session(&place.db, [2; 32], &session_of(&account, 300), 150).await.unwrap();
    assert_eq!(place.count("SELECT COUNT(*) FROM session").await, 1, "what has ended is swept out");
    assert!(at([2; 32], 200).await.is_some());
    place.execute("UPDATE account SET disabled_at = 5", vec![]).await.unwrap();
    assert_eq!(at([2; 32], 200).await, None, "a disabled account has no session");
    place.execute("UPDATE account SET disabled_at = NULL", vec![]).await.unwrap();
    close_session(&place.db, [2; 32]).await.unwrap();
    assert_eq!(at([2; 32], 200).await, None);
}

async fn a_token_lasts_until_its_day(place: Place) {
    let account = officer("program");
    add(&place.db, &account, 1).await.unwrap();
    add_token(&place.db, [7; 32], account.id, "病院システム", (10, 100)).await.unwrap();
    assert!(
        add_token(&place.db, [7; 32], account.id, "again", (10, 100)).await.is_err(),
        "a token is unique"
    );
    let at = async |secret: [u8; 32], now| {
        token(&mut place.db.reader().await.unwrap(), &secret, now).await.unwrap()
    };
    let found = at([7; 32], 99).await.unwrap();
    assert_eq!((found.account.login.as_str(), found.purpose.as_str()), ("program", "病院システム"));
    assert_eq!((at([7; 32], 100).await, at([8; 32], 50).await), (None, None));
}

async fn every_look_is_kept_with_its_purpose(place: Place) {
    let writer = Writer::start(place.db.clone()).unwrap();
    let nurses = place.nurses().await;
    let (seen, other) = ((nurses, fresh_entry()), (nurses, fresh_entry()));
    for (at, entries) in (1..).zip([vec![seen, other], vec![], vec![seen], vec![other]]) {
        let look = Disclosure {
            at,
            actor: "officer".to_owned(),
            purpose: "免許照会".to_owned(),
            channel: "api",
            request: format!("number={at}"),
            entries,
        };
        writer.look(look).await.unwrap();
    }
    let mut reader = place.db.reader().await.unwrap();
    let mut all = latest(&mut reader, 10).await.unwrap();
    all.sort_by_key(|row| row.at);
    assert_eq!(all.iter().map(|row| row.at).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!((all[0].purpose.as_str(), all[0].channel.as_str()), ("免許照会", "api"));
    assert_eq!(all[0].entries, format!("{} {}", seen.1, other.1));
    assert_eq!(all[1].entries, "", "a look that found nothing is a look");
    assert_eq!(latest(&mut reader, 3).await.unwrap().len(), 3);
    let mine: Vec<i64> = of_entry(&mut reader, seen, 10).await.unwrap().iter().map(|row| row.at).collect();
    assert_eq!(mine, [3, 1], "newest first");
    let elsewhere = (place.register("midwife", "JP").await, seen.1);
    assert_eq!(of_entry(&mut reader, elsewhere, 10).await.unwrap(), [], "an entry is its register's");
    assert_eq!(of_entry(&mut reader, seen, 1).await.unwrap().len(), 1);
}

async fn figures_are_replaced_by_newer_ones(place: Place) {
    let (nurses, midwives) = (place.nurses().await, place.register("midwife", "JP").await);
    statistics::write(&place.db, nurses, 1, "{\"entries\":1}").await.unwrap();
    statistics::write(&place.db, nurses, 2, "{\"entries\":2}").await.unwrap();
    let mut reader = place.db.reader().await.unwrap();
    assert_eq!(statistics::read(&mut reader, nurses).await.unwrap().as_deref(), Some("{\"entries\":2}"));
    assert_eq!(statistics::read(&mut reader, midwives).await.unwrap(), None);
    let all = statistics::read_all(&mut reader).await.unwrap();
    assert_eq!(all, [(nurses, 2, "{\"entries\":2}".to_owned())]);
}
