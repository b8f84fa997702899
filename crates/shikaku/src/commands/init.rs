//! `shikaku init` and `shikaku migrate`.

use app::{App, init_register, migrate_register};
use serde_json::json;

use crate::cli::Common;
use crate::output::{Failure, Outcome, print, print_json, say};
use crate::session::settings;

pub(crate) async fn init(common: &Common) -> Result<Outcome, Failure> {
    let settings = settings(common);
    init_register(&settings).await?;
    let verifier = App::open(&settings).await?.log_verifier();
    if common.json {
        print_json(&json!({ "database": "made", "log_key": settings.log_key, "log_verifier": verifier }));
        return Ok(Outcome::Done);
    }
    let key = settings.log_key.display();
    print(&say(
        common.lang(),
        format!(
            "空の登録簿を作りました。\n台帳の署名鍵: {key}（データベースとは別に保管してください）\n検証鍵: {verifier}"
        ),
        format!(
            "An empty register was made.\nKey of the log: {key} (keep it apart from the database)\nVerifier key: {verifier}"
        ),
    ));
    Ok(Outcome::Done)
}

pub(crate) async fn migrate(common: &Common) -> Result<Outcome, Failure> {
    let (found, now) = migrate_register(&settings(common)).await?;
    if common.json {
        print_json(&json!({ "found": found, "version": now }));
    } else {
        print(&say(common.lang(), format!("版 {found} → {now}"), format!("version {found} → {now}")));
    }
    Ok(Outcome::Done)
}
