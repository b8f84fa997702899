//! A bit flipped in the database, past everything that guards it, and the audit that finds it.

use std::time::Instant;

use app::AppError;
use db::{DbError, Param};
use registry::ids::EntryId;
use web::story::Flipped;

use super::codes::{conflict, nobody};
use super::stage::Play;

/// The present of the entry, and its replacement.
const SQL_PRESENT: &str = "SELECT register_id, present FROM entry WHERE entry_id = $1";
const SQL_REPLACE: &str = "UPDATE entry SET present = $1 WHERE register_id = $2 AND entry_id = $3";

/// Flips the lowest bit of the last digit of somebody's date of birth, and audits.
pub(super) async fn flip(play: &Play) -> Result<(), AppError> {
    let cast = play.cast();
    let player = cast.foreigner.as_ref().or(cast.bride.as_ref()).ok_or_else(nobody)?;
    let (entry, _) = play.entry(player).await?.ok_or_else(nobody)?;
    let before = player.born.to_string();
    let after = bit_flipped(&before).ok_or_else(nobody)?;
    replace(play, &entry, (&before, &after)).await?;
    audit(play, Flipped { entry, before, after, ..Flipped::default() }).await
}

/// Puts it back, and audits.
pub(super) async fn mend(play: &Play) -> Result<(), AppError> {
    let flipped = play.state().flipped.clone().filter(|flipped| !flipped.mended);
    let Some(flipped) = flipped else {
        return Err(conflict("書き換えたところがありません。", "Nothing was flipped."));
    };
    replace(play, &flipped.entry, (&flipped.after, &flipped.before)).await?;
    audit(play, Flipped { mended: true, ..flipped }).await
}

/// The text with the lowest bit of its last letter the other way: a digit stays a digit.
fn bit_flipped(text: &str) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    *bytes.last_mut()? ^= 1;
    String::from_utf8(bytes).ok()
}

async fn replace(play: &Play, entry: &str, (old, new): (&str, &str)) -> Result<(), AppError> {
    let id = EntryId::parse(entry).map_err(|_| nobody())?;
    let (old, new) = (old.to_owned(), new.to_owned());
    let replaced: Result<bool, DbError> = play
        .app()
        .db()
        .transact("demo-tamper", move |tx| {
            let (old, new) = (old.clone(), new.clone());
            Box::pin(async move {
                let key = [Param::Bytes(id.stored())];
                let rows =
                    tx.query(SQL_PRESENT, &key, |row| Ok((row.int(0)?, row.text(1)?.to_owned()))).await?;
                let Some((register, present)) = rows.into_iter().next() else { return Ok(false) };
                let bent = present.replacen(&old, &new, 1);
                let values = [Param::Text(&bent), Param::Int(register), Param::Bytes(id.stored())];
                tx.execute(SQL_REPLACE, &values).await?;
                Ok(bent != present)
            })
        })
        .await;
    match replaced {
        Ok(true) => Ok(()),
        Ok(false) => Err(nobody()),
        Err(error) => Err(error.into()),
    }
}

async fn audit(play: &Play, flipped: Flipped) -> Result<(), AppError> {
    play.app().sequence_now().await?;
    let began = Instant::now();
    let report = play.app().audit_register(None, false, &|_| {}).await?;
    let findings = report
        .findings
        .into_iter()
        .map(|found| [found.what.to_owned(), found.place, found.expected, found.found]);
    let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    play.state().flipped = Some(Flipped {
        findings: findings.collect(),
        records: report.records,
        entries: report.entries,
        millis,
        ..flipped
    });
    Ok(())
}
