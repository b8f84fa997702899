//! An entry with its history: now, or as it stood on a day, or as was known at an instant.

use jiff::civil::Date;
use law::{Lang, Validity};
use registry::ids::EntryId;
use registry::item::{EntryItem, ItemLines};
use registry::present::Present;
use registry::record::Record;
use registry::step::{as_of, fold};
use store::disclosure::Disclosure;
use store::entry::EntryRow;
use store::register::Register;

use crate::entry_words::{capital, certificate_words, deletion_words, item_label, restrictions};
use crate::time::{day_in_japan, now_micros, rfc3339};
use crate::view::{CertificateView, EntryView, ItemView, RecordView};
use crate::{Actor, App, AppError, ErrorKind};

impl App {
    /// Shows an entry. The look is recorded, durably, before the answer is given.
    ///
    /// # Errors
    /// Not found, or not within this actor's reach: the same answer.
    pub async fn show_entry(
        &self,
        actor: &Actor,
        id: &str,
        day: Option<Date>,
        known_at: Option<i64>,
    ) -> Result<EntryView, AppError> {
        let (row, register) = self.entry_in_reach(actor, id).await?;
        let mut reader = self.0.db.reader().await?;
        let history = store::ledger::history(&mut reader, row.register, row.id).await?;
        let known = match known_at {
            None => None,
            // Known at an instant is a position in the log: the size of the last checkpoint signed until then.
            Some(micros) => Some(
                store::log::checkpoint_at(&mut reader, micros).await?.map_or(0, |checkpoint| checkpoint.size),
            ),
        };
        drop(reader);
        let now = now_micros();
        let today = day_in_japan(now);
        let present = match (day, known) {
            (None, None) => Some(fold(&history)),
            (day, known) => as_of(&history, day.unwrap_or(today), known),
        };
        let look = Disclosure {
            at: now,
            actor: actor.name.clone(),
            purpose: actor.purpose.clone(),
            channel: actor.channel.code(),
            request: "show".to_owned(),
            entries: vec![(row.register, row.id)],
        };
        self.0.writer.look(look).await?;
        let present = present.ok_or_else(|| {
            AppError::new(
                ErrorKind::NotFound,
                "その日・その時点では、この登録はまだありません。",
                "The entry did not stand yet on that day, as known then.",
            )
        })?;
        Ok(self.view(&row, &register, &present, &history, (day.unwrap_or(today), known_at)))
    }

    pub(crate) async fn entry_in_reach(
        &self,
        actor: &Actor,
        id: &str,
    ) -> Result<(EntryRow, Register), AppError> {
        let id = EntryId::parse(id).map_err(|_| no_such_entry())?;
        let registers: Vec<_> =
            self.registers().iter().filter(|r| actor.reach.covers(&r.authority)).map(|r| r.id).collect();
        let mut reader = self.0.db.reader().await?;
        let row = store::entry::by_id(&mut reader, &registers, id).await?.ok_or_else(no_such_entry)?;
        let register = self.register_of(row.register).ok_or_else(no_such_entry)?;
        Ok((row, register))
    }

    pub(crate) fn view(
        &self,
        row: &EntryRow,
        register: &Register,
        present: &Present,
        history: &[Record],
        (day, known_at): (Date, Option<i64>),
    ) -> EntryView {
        let names = self.register_names(register, day);
        let standing = present.standing(day);
        let shown = EntryRow { present: present.stored().to_owned(), ..row.clone() };
        let mut entry = self.found(&shown, day).unwrap_or_else(|| unknown_entry(row));
        standing.code().clone_into(&mut entry.state);
        let (state_label, state_label_en) = standing.label();
        let (deletion, deletion_en) = deletion_words(present).map(|words| (words.ja, words.en)).unzip();
        EntryView {
            entry,
            qualification_name: names.qualification.ja,
            qualification_name_en: names.qualification.en,
            authority_name: names.authority.ja,
            authority_name_en: names.authority.en,
            register_name: names.register.ja,
            register_name_en: names.register.en,
            state_label: state_label.to_owned(),
            state_label_en: state_label_en.to_owned(),
            deletion,
            deletion_en,
            items: self.item_views(present.items(), false),
            restrictions: restrictions(present, day),
            certificate: self.certificate(register, present, history, day),
            history: history.iter().map(|record| self.record_view(record)).collect(),
            as_of: day.to_string(),
            known_at: known_at.map(rfc3339),
        }
    }

    fn certificate(
        &self,
        register: &Register,
        present: &Present,
        history: &[Record],
        day: Date,
    ) -> CertificateView {
        let rules = self.0.rules.on(day);
        let certificate = rules.qualification(&register.qualification).and_then(|q| q.certificate().yes());
        let item = |item| present.items().get(item).map(str::to_owned);
        let valid_until = item(EntryItem::CertificateUntil);
        let has_term =
            certificate.as_ref().is_some_and(|c| !matches!(c.value().validity, Validity::Permanent));
        let state = certificate_words(present, history, (valid_until.as_deref(), has_term), day);
        CertificateView {
            name: certificate.as_ref().map_or_else(String::new, |c| c.value().name.clone()),
            name_en: certificate.map_or_else(String::new, |c| capital(c.value().kind.label(Lang::En))),
            number: item(EntryItem::CertificateNumber),
            issued_on: item(EntryItem::CertificateIssuedOn),
            valid_until,
            state: state.ja,
            state_en: state.en,
        }
    }

    fn record_view(&self, record: &Record) -> RecordView {
        let body = ItemLines::from_stored(record.body.clone().unwrap_or_default());
        let (act_label, act_label_en) = record.act.label();
        RecordView {
            version: record.version,
            act: record.act.code().to_owned(),
            act_label: act_label.to_owned(),
            act_label_en: act_label_en.to_owned(),
            effective_on: record.effective_on.clone(),
            recorded_at: rfc3339(record.recorded_at),
            actor: record.basis.actor.clone(),
            ground: record.basis.ground.clone(),
            citation: record.basis.citation.clone(),
            rules_digest: registry::hash::hex(&record.basis.rules_digest),
            items: self.item_views(&body, true),
            erased: record.body.is_none(),
            position: record.position,
        }
    }

    /// Items with their labels; with `acts` also those that only acts write.
    fn item_views(&self, lines: &ItemLines, acts: bool) -> Vec<ItemView> {
        let own = |item: EntryItem| {
            acts || !matches!(
                item,
                EntryItem::Deleted
                    | EntryItem::Admonished
                    | EntryItem::PracticeSuspended
                    | EntryItem::TitleSuspended
                    | EntryItem::DiedOn
                    | EntryItem::SourceLine
            )
        };
        let mut views: Vec<(usize, ItemView)> = lines
            .iter()
            .filter(|(item, _)| own(*item))
            .map(|(item, value)| {
                let (code, value) = match (item, value.split_once('=')) {
                    (EntryItem::Other, Some((code, value))) => (code, value),
                    _ => (item.code(), value),
                };
                let label = item_label(&self.0.rules, item, code);
                let view = ItemView {
                    code: code.to_owned(),
                    label: label.ja,
                    label_en: label.en,
                    value: value.to_owned(),
                };
                (order_of(item), view)
            })
            .collect();
        views.sort_by_key(|(order, _)| *order);
        views.into_iter().map(|(_, view)| view).collect()
    }
}

/// Not there, or not within reach: one answer for both.
pub(crate) fn no_such_entry() -> AppError {
    AppError::new(ErrorKind::NotFound, "該当する登録はありません。", "There is no such entry.")
}

/// The order in which people read an entry.
fn order_of(item: EntryItem) -> usize {
    use EntryItem as I;
    let order = [
        I::Number,
        I::RegisteredOn,
        I::Name,
        I::Kana,
        I::FormerName,
        I::Born,
        I::Sex,
        I::Domicile,
        I::Address,
        I::ExamMonth,
        I::ExamPlace,
        I::ExamNumber,
        I::CertificateNumber,
        I::CertificateIssuedOn,
        I::CertificateUntil,
        I::SanctionText,
        I::ReEducated,
        I::Relicensed,
        I::Deleted,
        I::DiedOn,
        I::Reason,
    ];
    order.iter().position(|i| *i == item).unwrap_or(order.len())
}

fn unknown_entry(row: &EntryRow) -> crate::view::FoundEntry {
    crate::view::FoundEntry {
        id: row.id.to_string(),
        qualification: String::new(),
        authority: String::new(),
        number: row.number_key.clone(),
        name: String::new(),
        kana: String::new(),
        born: String::new(),
        state: String::new(),
    }
}
