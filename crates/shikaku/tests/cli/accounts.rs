//! Accounts of the desk and tokens of programs.

use std::io::Write;
use std::process::Stdio;

use crate::support::{Place, Said, on_both_engines};

on_both_engines!(an_account_is_added_once_and_gets_a_token);

fn add(place: &Place, args: &[&str], password: &str) -> Said {
    let mut command = place.command(&[&["account", "add"], args].concat());
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // a command that refuses its flags does not read on: no fault
    let _ = writeln!(child.stdin.take().unwrap(), "{password}");
    Said::of(child.wait_with_output().unwrap())
}

fn an_account_is_added_once_and_gets_a_token(place: &Place) {
    place.init();
    let hanako = ["hanako", "--name", "東京都 免許担当", "--role", "reader", "--authority", "JP-13"];
    add(place, &hanako, "correct horse").expect(0, "Added hanako");
    add(place, &hanako, "correct horse").expect(2, "taken");
    add(place, &["b", "--name", "乙", "--role", "king"], "x").expect(2, "reader, registrar or auditor");
    add(place, &["日本", "--name", "丙", "--role", "reader"], "x").expect(2, "up to 100");
    add(place, &["c", "--name", "丁"], "x").expect(2, "--role");
    let token = place.json(&["account", "token", "hanako", "--label", "照会プログラム"])["token"].clone();
    assert!(token.as_str().unwrap().starts_with("shk_"));
    let printed = place.run(&["account", "token", "hanako", "--label", "二つ目"]).expect(0, "shown once");
    assert_eq!(printed.out.lines().count(), 1, "the token alone is on standard output");
    place.run(&["account", "token", "nobody", "--label", "x"]).expect(2, "no account nobody");
    // neither password nor token is in the database
    if let Some(path) = place.url.strip_prefix("sqlite:") {
        let bytes = std::fs::read(path).unwrap();
        for secret in ["correct horse", printed.out.trim()] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
        }
    }
}
