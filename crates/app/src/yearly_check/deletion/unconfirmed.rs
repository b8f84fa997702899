//! A batch of which the family register confirms not a single death. Among many people that is a wrong connection. Among a few it may be nothing
//! else than that they have no family register, as people of another nationality: so it stops, and an officer who has seen otherwise that
//! they died lets it go on, on a ground. Without that a small authority could never delete them.

use registry::check::BatchCommand;
use store::deletion::{self, Batch, BatchEvent};

use super::STOP;
use crate::{App, AppError};

/// How the reason of such a stop begins: by it the stop is known again in the batch's history.
const UNCONFIRMED: &str = "戸籍で確かめられた案が一件もありません";

impl App {
    /// Why a batch of so many proposals has to stop of which none is confirmed; `None`: an officer let just that go on, and they are few.
    pub(super) async fn unconfirmed(
        &self,
        batch: &Batch,
        open: u64,
    ) -> Result<Option<(String, String)>, AppError> {
        let most = u64::from(self.check_number("unconfirmed-at-most")?);
        if open > most {
            return Ok(Some((
                format!(
                    "{UNCONFIRMED}（案{open}件）。{most}件を超えるので、戸籍の照会の誤りを疑ってください"
                ),
                format!(
                    "the family register confirms not a single one of {open}; of more than {most} that is rather a wrong connection"
                ),
            )));
        }
        let events = deletion::events(&mut self.0.db.reader().await?, batch.key()).await?;
        Ok((!was_let_go_on(&events)).then(|| {
            (
                format!(
                    "{UNCONFIRMED}（案{open}件。戸籍に記録のない人です）。除票などで死亡を確かめ、理由を示して停止を解除すれば、次の確認のあと決裁に進みます"
                ),
                format!(
                    "the family register confirms not a single one ({open}: it has no record of them); where an officer has seen otherwise that they died and lets it go on, it comes to the two officers after the next check"
                ),
            )
        }))
    }
}

/// Whether the last stop was for this, and an officer let it go on.
fn was_let_go_on(events: &[BatchEvent]) -> bool {
    let release = BatchCommand::Release.code();
    let mut latest = events.iter().rev().filter(|event| event.what == STOP || event.what == release);
    let (last, before) = (latest.next(), latest.next());
    last.is_some_and(|event| event.what == release)
        && before.is_some_and(|event| event.what == STOP && event.about.starts_with(UNCONFIRMED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_release_of_this_very_stop_counts() {
        let event = |what: &str, about: &str| BatchEvent {
            at: 1,
            actor: "aoki".to_owned(),
            what: what.to_owned(),
            about: about.to_owned(),
        };
        let stop = event(STOP, &format!("{UNCONFIRMED}（案1件。）"));
        let (other, release) = (event(STOP, "戸籍に死亡の記載がない人"), event("release", "除票を確認"));
        let (checked, anew) = (event("checked", "silent: 1"), event("check", ""));
        let told =
            |events: &[&BatchEvent]| was_let_go_on(&events.iter().copied().cloned().collect::<Vec<_>>());
        assert!(told(&[&stop, &release]));
        assert!(told(&[&stop, &release, &checked, &anew]), "checked anew, it was let go on all the same");
        assert!(!told(&[]) && !told(&[&release]) && !told(&[&stop]));
        assert!(!told(&[&other, &release]), "another reason was looked into");
        assert!(!told(&[&stop, &release, &other, &release]));
    }
}
