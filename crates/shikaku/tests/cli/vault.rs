//! The vault's commands: making it, its log, new keys.

use std::path::Path;

use crate::support::{Place, Said, on_both_engines};

on_both_engines!(
    a_vault_is_made_once_with_its_key_elsewhere,
    its_log_is_shown_and_verified,
    new_keys_replace_old_ones_in_two_steps,
);

/// A command of the vault: in the place's database, its key in the file of this name.
fn vault(place: &Place, key: &str, args: &[&str]) -> Said {
    let file = place.path(key);
    let args = [&["vault", "--vault", &place.url, "--key-file", file.to_str().unwrap()], args].concat();
    let output = place.command(&args).env_remove("SHIKAKU_VAULT_KEY").output().unwrap();
    Said::of(output)
}

fn a_vault_is_made_once_with_its_key_elsewhere(place: &Place) {
    vault(place, "vault.key", &["log"]).expect(2, "vault init");
    let made = vault(place, "vault.key", &["init", "--json"]).expect(0, "").json();
    assert_eq!((made["vault"].as_str(), made["key_made"].as_bool()), (Some("made"), Some(true)));
    let key = std::fs::read_to_string(place.path("vault.key")).unwrap();
    assert!(!made.to_string().contains(key.trim()), "the key is not shown");
    vault(place, "vault.key", &["init"]).expect(2, "already");
    vault(place, "other.key", &["log"]).expect(2, "other.key");
    let by_environment = |text: &str| {
        let args = ["vault", "--vault", &place.url, "log", "--json"];
        let mut command = place.command(&args);
        command.env_remove("SHIKAKU_VAULT_KEY_FILE").env("SHIKAKU_VAULT_KEY", text);
        Said::of(command.output().unwrap())
    };
    by_environment(key.trim()).expect(0, "init");
    by_environment("no key at all").expect(2, "not a key");

    // a stroke in a name is a part of it: each language has the whole
    let place_of_key = place.path("a / b.key").display().to_string();
    let said = vault(place, "a / b.key", &["log"]).expect(2, &format!("key file {place_of_key}: "));
    assert!(!said.err.contains("鍵"), "{said:?}");
    let said = vault(place, "a / b.key", &["--lang", "ja", "log"])
        .expect(2, &format!("{place_of_key} を扱えません: "));
    assert!(!said.err.contains("cannot use"), "{said:?}");

    // the database's folder is no place for the key
    if let Some(file) = place.url.strip_prefix("sqlite:") {
        let beside = Path::new(file).with_file_name("vault.key");
        let args = ["vault", "--vault", &place.url, "--key-file", beside.to_str().unwrap(), "init"];
        place.run(&args).expect(2, "");
        assert!(!beside.exists());
    }
}

fn its_log_is_shown_and_verified(place: &Place) {
    vault(place, "vault.key", &["init", "--purpose", "setting up"]).expect(0, "Key");
    let log = vault(place, "vault.key", &["log", "--json"]).expect(0, "").json();
    assert_eq!(log["lines"][0]["verb"], "init");
    assert_eq!(log["lines"][0]["purpose"], "setting up");
    let verified = vault(place, "vault.key", &["log", "--verify", "--json"]).expect(0, "").json();
    assert_eq!((verified["verified"].as_bool(), verified["lines"].as_i64()), (Some(true), Some(1)));
    assert_eq!(verified["head"], log["head"]);
    let head = format!("{}:{}", log["head"]["seq"], log["head"]["hash"].as_str().unwrap());
    vault(place, "vault.key", &["log", "--verify", "--head", &head]).expect(0, &head);
    let other = format!("1:{}", "0".repeat(64));
    let found =
        vault(place, "vault.key", &["log", "--verify", "--head", &other, "--json"]).expect(1, "").json();
    assert_eq!(found["findings"].as_array().unwrap().len(), 1);
    assert_eq!(
        found["findings"][0]["what"],
        "控えておいた終わりの行がない / the head that was kept elsewhere is not in the log"
    );
    let said = vault(place, "vault.key", &["log", "--verify", "--head", &other])
        .expect(1, "0: the head that was kept elsewhere is not in the log");
    assert!(!said.out.contains("控え"), "{said:?}");
    vault(place, "vault.key", &["log", "--verify", "--head", "1"]).expect(2, "SEQ:HASH");
    vault(place, "vault.key", &["log", "--limit", "0"]).expect(2, "--limit");
    vault(place, "vault.key", &["log"]).expect(0, "setting up");
}

fn new_keys_replace_old_ones_in_two_steps(place: &Place) {
    vault(place, "vault.key", &["init"]).expect(0, "Key");
    let done = vault(place, "vault.key", &["rekey", "--json"]).expect(0, "").json();
    assert_eq!((done["generation"].as_i64(), done["old_key_opens"].as_bool()), (Some(2), Some(false)));
    let new = place.path("new.key");
    let done = vault(place, "vault.key", &["rekey", "--json", "--new-key-file", new.to_str().unwrap()]);
    let done = done.expect(0, "").json();
    assert_eq!((done["generation"].as_i64(), done["old_key_opens"].as_bool()), (Some(3), Some(true)));
    vault(place, "vault.key", &["log"]).expect(0, "rekey-done");
    vault(place, "new.key", &["log"]).expect(0, "rekey-done");
    vault(place, "new.key", &["rekey", "--finish"]).expect(0, "Only this key");
    vault(place, "vault.key", &["log"]).expect(2, "does not open");
    vault(place, "new.key", &["log", "--verify"]).expect(0, "6 lines");
}
