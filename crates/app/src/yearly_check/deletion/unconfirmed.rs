//! A batch of which the family register confirms not a single death. Among many people that is a wrong connection. Among a few it may be nothing
//! else than that they have no family register, as people of another nationality: so it stops, and an officer who has seen otherwise that
//! they died lets it go on, on a ground. Without that a small authority could never delete them.

use registry::check::{BatchCommand, BatchState};
use store::deletion::{self, Batch, BatchEvent};

use super::STOP;
use super::sample::{confirmed, is_open};
use crate::{Actor, App, AppError, ErrorKind};

/// In a batch's history: it was stopped for this.
pub(super) const UNCONFIRMED: &str = "stop-unconfirmed";
/// How the reason of such a stop began when every stop had one key: by it the older ones are known.
const OLDER: &str = "戸籍で確かめられた案が一件もありません";

impl App {
    /// Stops a batch of so many proposals of which none is confirmed; `None`: an officer let just that go on, and they are few.
    pub(super) async fn stop_unconfirmed(
        &self,
        actor: &Actor,
        batch: &Batch,
        open: u64,
    ) -> Result<Option<Batch>, AppError> {
        let Some(why) = self.unconfirmed(batch, open).await? else { return Ok(None) };
        Ok(Some(self.stop_for(actor, batch, (UNCONFIRMED, why)).await?))
    }

    /// Stops a batch that is before the officers when what is left of it is confirmed no more: what was, has been taken out. Approvals of before
    /// are void: they were given for another batch.
    pub(super) async fn stop_if_unconfirmed(
        &self,
        actor: &Actor,
        batch: &Batch,
    ) -> Result<Option<Batch>, AppError> {
        if !matches!(batch.state, BatchState::Checked | BatchState::ApprovedOnce | BatchState::Approved) {
            return Ok(None);
        }
        let counts = deletion::counts(&mut self.0.db.reader().await?, batch.key()).await?;
        let open = counts.iter().filter(|count| is_open(count)).map(|count| count.proposals).sum();
        if open == 0 || confirmed(&counts) > 0 {
            return Ok(None);
        }
        self.stop_unconfirmed(actor, batch, open).await
    }

    /// Nobody signs for, and nothing is deleted of, a batch of which nothing is confirmed any more, unless an officer let just that go on.
    ///
    /// # Errors
    /// When it was stopped for that now.
    pub(super) async fn is_confirmed(&self, actor: &Actor, batch: &Batch) -> Result<(), AppError> {
        let stopped = self.stop_if_unconfirmed(actor, batch).await?;
        stopped.map_or(Ok(()), |_| {
            Err(AppError::new(
                ErrorKind::Conflict,
                "残った案の中に戸籍で確かめられたものがないので、案の全体を止めました。",
                "What is left of the batch is not confirmed by the family register: the whole batch is stopped.",
            ))
        })
    }

    async fn unconfirmed(&self, batch: &Batch, open: u64) -> Result<Option<(String, String)>, AppError> {
        let most = u64::from(self.check_number("unconfirmed-at-most")?);
        if open > most {
            return Ok(Some((
                format!("{OLDER}（案{open}件）。{most}件を超えるので、戸籍の照会の誤りを疑ってください"),
                format!(
                    "the family register confirms not a single one of {open}; of more than {most} that is rather a wrong connection"
                ),
            )));
        }
        let events = deletion::events(&mut self.0.db.reader().await?, batch.key()).await?;
        Ok((!was_let_go_on(&events)).then(|| {
            (
                format!(
                    "{OLDER}（案{open}件。戸籍に記録のない人です）。除票などで死亡を確かめ、理由を示して停止を解除すれば、次の確認のあと決裁に進みます"
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
    let told = |event: &&BatchEvent| [STOP, UNCONFIRMED, release].contains(&event.what.as_str());
    let mut latest = events.iter().rev().filter(told);
    let (last, before) = (latest.next(), latest.next());
    last.is_some_and(|event| event.what == release) && before.is_some_and(is_for_this)
}

fn is_for_this(event: &BatchEvent) -> bool {
    event.what == UNCONFIRMED || event.what == STOP && event.about.starts_with(OLDER)
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
        let stop = event(UNCONFIRMED, "whatever it says");
        let older = event(STOP, &format!("{OLDER}（案1件。）"));
        let (other, release) = (event(STOP, "戸籍に死亡の記載がない人"), event("release", "除票を確認"));
        let (checked, anew) = (event("checked", "silent: 1"), event("check", ""));
        let told =
            |events: &[&BatchEvent]| was_let_go_on(&events.iter().copied().cloned().collect::<Vec<_>>());
        for stop in [&stop, &older] {
            assert!(told(&[stop, &release]));
            assert!(told(&[stop, &release, &checked, &anew]), "checked anew, it was let go on all the same");
            assert!(!told(&[stop]) && !told(&[stop, &release, &other, &release]));
        }
        assert!(!told(&[]) && !told(&[&release]));
        assert!(!told(&[&other, &release]), "another reason was looked into");
    }
}
