//! Search (検索): by number, name in any variant, kana, birth date.

use jiff::civil::Date;
use registry::ids::RegisterId;
use registry::item::{EntryItem, get};
use registry::name::{kana_key, name_key};
use registry::number::normalise_number;
use registry::present::standing_of;
use store::disclosure::Disclosure;
use store::entry::{self, EntryRow};
use store::import;
use store::search::{self, KeyKind};

use crate::time::{day_in_japan, now_micros};
use crate::view::{DEFAULT_LIMIT, Found, FoundEntry, MAX_LIMIT, Search};
use crate::{Actor, App, AppError, ErrorKind};

/// Entries looked at, at most, for one answer: a frequent name with a further condition. Beyond, the answer says that
/// there are more.
const LOOKED_AT: usize = 5_000;

impl App {
    /// Finds entries. The look is recorded, durably, before the answer is given.
    ///
    /// # Errors
    /// When nothing is asked, or an input cannot be read.
    pub async fn find_entries(&self, actor: &Actor, search: &Search) -> Result<Found, AppError> {
        let limit = usize::try_from(search.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT)).unwrap_or(1);
        let registers = self.registers_in_reach(actor, search);
        let wanted = Wanted::of(search)?;
        let Candidates { mut rows, cut, whole } = wanted.candidates(self, &registers, limit).await?;
        rows.retain(|row| wanted.fits(row));
        let more = cut || rows.len() > limit;
        rows.truncate(limit);
        let now = now_micros();
        let today = day_in_japan(now);
        let look = Disclosure {
            at: now,
            actor: actor.name.clone(),
            purpose: actor.purpose.clone(),
            channel: actor.channel.code(),
            request: describe(search),
            entries: rows.iter().map(|row| (row.register, row.id)).collect(),
        };
        let entries = rows.iter().filter_map(|row| self.found(row, today)).collect();
        self.0.writer.look(look).await?;
        Ok(Found { entries, more, incomplete: !whole })
    }

    pub(crate) fn registers_in_reach(&self, actor: &Actor, search: &Search) -> Vec<RegisterId> {
        self.registers()
            .iter()
            .filter(|r| search.qualification.as_ref().is_none_or(|q| *q == r.qualification))
            .filter(|r| search.authority.as_ref().is_none_or(|a| *a == r.authority))
            .filter(|r| actor.reach.covers(&r.authority))
            .map(|r| r.id)
            .collect()
    }

    pub(crate) fn found(&self, row: &EntryRow, today: Date) -> Option<FoundEntry> {
        let register = self.register_of(row.register)?;
        let text = |item| get(&row.present, item).unwrap_or_default().to_owned();
        Some(FoundEntry {
            id: row.id.to_string(),
            qualification: register.qualification,
            authority: register.authority,
            number: text(EntryItem::Number),
            name: text(EntryItem::Name),
            kana: text(EntryItem::Kana),
            born: text(EntryItem::Born),
            state: standing_of(&row.present, today).code().to_owned(),
        })
    }
}

/// Entries that may fit.
struct Candidates {
    rows: Vec<EntryRow>,
    /// Whether there were more than are looked at: there may be more that fit.
    cut: bool,
    /// Whether nothing was out of sight.
    whole: bool,
}

impl Candidates {
    const fn all(rows: Vec<EntryRow>) -> Self {
        Self { rows, cut: false, whole: true }
    }
}

/// A search, with its inputs folded to the keys that find.
struct Wanted {
    number: Option<String>,
    name: Option<String>,
    kana: Option<String>,
    born: Option<String>,
}

impl Wanted {
    fn of(search: &Search) -> Result<Self, AppError> {
        let key = |text: &str, fold: fn(&str) -> String| {
            let key = fold(text);
            (!key.is_empty()).then_some(key)
        };
        let number = if search.number.trim().is_empty() {
            None
        } else {
            Some(normalise_number(&search.number).map_err(|f| {
                AppError::new(
                    ErrorKind::BadInput,
                    format!("登録番号「{}」: {}", search.number, f.ja()),
                    f.to_string(),
                )
            })?)
        };
        let wanted = Self {
            number: number.map(Into::into),
            name: key(&search.name, name_key),
            kana: key(&search.kana, kana_key),
            born: search.born.map(|day| day.to_string()),
        };
        if wanted.number.is_none() && wanted.name.is_none() && wanted.kana.is_none() && wanted.born.is_none()
        {
            return Err(AppError::new(
                ErrorKind::BadInput,
                "登録番号・氏名・フリガナ・生年月日のいずれかを入力してください。",
                "Give a number, a name, kana or a birth date.",
            ));
        }
        Ok(wanted)
    }

    /// By the condition that finds fewest: number, then birth date, then the longer of name and kana.
    async fn candidates(
        &self,
        app: &App,
        registers: &[RegisterId],
        limit: usize,
    ) -> Result<Candidates, AppError> {
        if let (Some(number), [only]) = (&self.number, registers) {
            let row = app.0.lookups.by_number(*only, number).await?;
            return Ok(Candidates::all(row.into_iter().collect()));
        }
        let mut reader = app.0.db.reader().await?;
        if let Some(number) = &self.number {
            return Ok(Candidates::all(entry::by_number(&mut reader, registers, number).await?));
        }
        let (kind, prefix) = match (&self.born, &self.name, &self.kana) {
            (Some(born), ..) => (KeyKind::Born, born),
            (None, Some(name), _) => (KeyKind::Name, name),
            (None, None, Some(kana)) => (KeyKind::Kana, kana),
            (None, None, None) => return Ok(Candidates::all(Vec::new())),
        };
        let alone = [&self.born, &self.name, &self.kana].iter().filter(|c| c.is_some()).count() == 1;
        let enough = if alone { limit + 1 } else { LOOKED_AT };
        // What a running import has brought first: while this looks, it may go into the index, and not back.
        let staged = import::in_staged(&mut reader, registers, kind, prefix, enough).await?;
        let mut ids = search::by_prefix(&mut reader, registers, kind, prefix, enough).await?;
        let cut = ids.len() >= enough || staged.hits.len() >= enough;
        ids.extend(staged.hits);
        // A person found by the present and the former name, or in the tail and the index, is one entry.
        let mut seen = std::collections::HashSet::new();
        ids.retain(|id| seen.insert(*id));
        Ok(Candidates { rows: entry::by_ids(&mut reader, &ids).await?, cut, whole: staged.whole })
    }

    /// The remaining conditions, on the entry itself.
    fn fits(&self, row: &EntryRow) -> bool {
        let names = || {
            [EntryItem::Name, EntryItem::FormerName]
                .into_iter()
                .filter_map(|item| get(&row.present, item))
                .map(name_key)
        };
        self.name.as_ref().is_none_or(|wanted| names().any(|key| key.starts_with(wanted.as_str())))
            && self.kana.as_ref().is_none_or(|wanted| {
                get(&row.present, EntryItem::Kana)
                    .is_some_and(|kana| kana_key(kana).starts_with(wanted.as_str()))
            })
            && self.born.as_ref().is_none_or(|wanted| get(&row.present, EntryItem::Born) == Some(wanted))
    }
}

/// What was asked, for the record: the conditions by name. The values typed may be a person's data that is in no
/// register; of those only which conditions were set is kept, and the number, which is the register's own.
fn describe(search: &Search) -> String {
    let mut text = String::from("find");
    let mut add = |word: &str, value: &str| {
        text.push(' ');
        text.push_str(word);
        text.push_str(value);
    };
    if let Some(qualification) = &search.qualification {
        add("qualification=", qualification);
    }
    if let Some(authority) = &search.authority {
        add("authority=", authority);
    }
    if !search.number.is_empty() {
        add("number=", &search.number.chars().filter(|c| !c.is_control()).take(40).collect::<String>());
    }
    for (word, asked) in [
        ("name", !search.name.is_empty()),
        ("kana", !search.kana.is_empty()),
        ("born", search.born.is_some()),
    ] {
        if asked {
            add(word, "");
        }
    }
    text
}
