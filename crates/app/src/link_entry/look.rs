//! The page of an entry's link: what stands, what waits for a second officer, what stood before.

use law::Both;
use registry::ids::{EntryId, RegisterId};
use store::holder::Link;
use store::task;

use super::view::LinkPending;
use super::{Begun, task_id};
use crate::cases::CaseKey;
use crate::linking::AT_THE_DESK;
use crate::record_act::may_record;
use crate::time::rfc3339;
use crate::{Actor, App, AppError};

/// Cases about an entry that are looked at: nobody has more under way.
const CASES: u32 = 50;

/// A link that stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StandingLink {
    /// By which way it was made.
    pub way: Both,
    /// On what ground.
    pub ground: String,
    /// By whom.
    pub by: String,
    /// Since when, RFC 3339.
    pub since: String,
    /// Whether its person has an account at the portal.
    pub has_account: bool,
    /// Cases about the entry that are not closed: whoever takes the link back looks at them as well.
    pub cases: Vec<CaseKey>,
}

/// A link that was taken back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PastLink {
    /// By which way it was made.
    pub way: Both,
    /// By whom.
    pub by: String,
    /// From when, RFC 3339.
    pub from: String,
    /// Until when, RFC 3339.
    pub until: String,
    /// Who took it back.
    pub ended_by: String,
    /// Why.
    pub ended_ground: String,
}

/// An entry's link as the desk sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EntryLinkView {
    /// The entry's id.
    pub entry: String,
    /// As printed.
    pub number: String,
    /// As registered.
    pub name: String,
    /// What the qualification is called.
    pub qualification: Both,
    /// What the authority is called.
    pub authority: Both,
    /// The link that stands.
    pub standing: Option<StandingLink>,
    /// What one officer has begun and another confirms.
    pub pending: Option<LinkPending>,
    /// What stood before, the latest first.
    pub past: Vec<PastLink>,
}

impl App {
    /// An entry's link. The look is recorded before the answer leaves.
    ///
    /// # Errors
    /// Not this officer's; there is no such entry within reach.
    pub async fn show_entry_link(&self, actor: &Actor, entry: &str) -> Result<EntryLinkView, AppError> {
        may_record(actor)?;
        let (row, register) = self.entry_in_reach(actor, entry).await?;
        let key = (row.register, row.id);
        self.look_at(actor, format!("link {entry}"), vec![key]).await?;
        let names = self.register_names(&register, self.today());
        let text = |item| registry::item::get(&row.present, item).unwrap_or_default().to_owned();
        let pending = match self.pending_of(key).await? {
            Some((kind, at, begun)) => Some(self.pending_view(actor, &row, (&kind, at, begun)).await?),
            None => None,
        };
        Ok(EntryLinkView {
            entry: row.id.to_string(),
            number: text(registry::item::EntryItem::Number),
            name: text(registry::item::EntryItem::Name),
            qualification: names.qualification,
            authority: names.authority,
            standing: self.standing_view(key).await?,
            past: self.past_links(key).await?,
            pending,
        })
    }

    /// What waits for a second officer: the task's kind, since when, and what was begun.
    pub(super) async fn pending_of(
        &self,
        key: (RegisterId, EntryId),
    ) -> Result<Option<(String, i64, Begun)>, AppError> {
        let found = task::read(&mut self.0.db.reader().await?, (key.0, task_id(key)?)).await?;
        let open = found.filter(|row| row.done_at.is_none());
        Ok(open.and_then(|row| Some((row.task.kind, row.task.at, Begun::of_text(&row.task.about)?))))
    }

    async fn standing_view(&self, key: (RegisterId, EntryId)) -> Result<Option<StandingLink>, AppError> {
        let Some(link) = self.link_standing(key).await? else { return Ok(None) };
        let mut reader = self.0.db.reader().await?;
        let account = store::holder::account_of(&mut reader, link.holder).await?;
        let cases = store::case::of_entry(&mut reader, key, CASES).await?;
        let open = cases.into_iter().filter(|case| crate::cases::read(case).is_ok_and(|c| !c.is_closed()));
        Ok(Some(StandingLink {
            way: way_words(&self.0.rules, &link),
            has_account: account.is_some(),
            cases: open.map(|case| CaseKey { register: case.register, id: case.id }).collect(),
            since: rfc3339(link.at),
            ground: link.ground,
            by: link.by,
        }))
    }

    async fn past_links(&self, key: (RegisterId, EntryId)) -> Result<Vec<PastLink>, AppError> {
        let past = store::holder::past_of(&mut self.0.db.reader().await?, key).await?;
        let view = |past: store::holder::Past| PastLink {
            way: way_words(&self.0.rules, &past.link),
            by: past.link.by,
            from: rfc3339(past.link.at),
            until: rfc3339(past.ended_at),
            ended_by: past.ended_by,
            ended_ground: past.ended_ground,
        };
        Ok(past.into_iter().map(view).collect())
    }
}

/// The way in words of the rules; an officer's is ours.
fn way_words(rules: &law::Rules, link: &Link) -> Both {
    if link.way == AT_THE_DESK {
        return Both::new("窓口（職員の判断）", "at the desk, by officers");
    }
    let day = crate::time::day_in_japan(link.at);
    let on = rules.on(day);
    let found = on.linking().find(|way| way.value().code == link.way);
    found.map_or_else(
        || Both::new(&link.way, &link.way),
        |way| Both::new(&way.value().label_ja, &way.value().label_en),
    )
}
