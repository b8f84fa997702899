//! `shikaku account`.

use app::{NewAccount, Reach, Role};
use serde_json::json;

use crate::cli::{AccountCommand, Common};
use crate::output::{Failure, Outcome, print, print_json, say};
use crate::session::open;

pub(crate) async fn run(common: &Common, command: &AccountCommand) -> Result<Outcome, Failure> {
    match command {
        AccountCommand::Add { login, name, roles, authorities } => {
            add(common, (login, name), roles, authorities).await
        }
        AccountCommand::Token { login, label, days } => {
            let token = open(common).await?.issue_token(login, label, *days).await?;
            if common.json {
                print_json(&json!({ "token": token }));
            } else {
                eprintln!(
                    "{}",
                    say(common.lang(), "このトークンは一度だけ表示されます。", "This token is shown once.")
                );
                print(&token);
            }
            Ok(Outcome::Done)
        }
    }
}

async fn add(
    common: &Common,
    (login, name): (&str, &str),
    roles: &[String],
    authorities: &[String],
) -> Result<Outcome, Failure> {
    let mut known = Vec::new();
    for role in roles {
        known.push(Role::of_code(role).ok_or_else(|| {
            Failure::usage(
                format!("権限は reader registrar auditor のいずれかです: {role}"),
                format!("a role is reader, registrar or auditor: {role}"),
            )
        })?);
    }
    eprintln!(
        "{}",
        say(common.lang(), "パスワード（標準入力から一行）:", "Password (one line of standard input):")
    );
    let mut password = String::new();
    std::io::stdin().read_line(&mut password)?;
    let app = open(common).await?;
    let added = app
        .add_account(NewAccount {
            login: login.to_owned(),
            display_name: name.to_owned(),
            password: password.trim_end_matches(['\r', '\n']).to_owned(),
            roles: known,
            reach: if authorities.is_empty() { Reach::All } else { Reach::Authorities(authorities.to_vec()) },
        })
        .await?;
    if !added {
        return Err(Failure::usage(
            format!("ログイン名 {login} は使われています。"),
            format!("the login {login} is taken"),
        ));
    }
    if common.json {
        print_json(&json!({ "login": login }));
    } else {
        print(&say(common.lang(), format!("{login} を加えました。"), format!("Added {login}.")));
    }
    Ok(Outcome::Done)
}
