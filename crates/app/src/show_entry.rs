//! An entry with its history: now, or as it stood on a day, or as was known at an instant.

use jiff::civil::Date;
use law::Validity;
use registry::act::Act;
use registry::ids::EntryId;
use registry::item::{EntryItem, ItemLines};
use registry::present::{Existence, Present, Restriction};
use registry::record::Record;
use registry::step::{as_of, fold};
use store::disclosure::Disclosure;
use store::entry::EntryRow;
use store::register::Register;

use crate::time::{day_in_japan, now_micros, rfc3339};
use crate::view::{CertificateView, EntryView, ItemView, RecordView, RestrictionView};
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
            entries: vec![row.id],
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
        let nothing =
            || AppError::new(ErrorKind::NotFound, "該当する登録はありません。", "There is no such entry.");
        let id = EntryId::parse(id).map_err(|_| nothing())?;
        let registers: Vec<_> =
            self.registers().iter().filter(|r| actor.reach.covers(&r.authority)).map(|r| r.id).collect();
        let mut reader = self.0.db.reader().await?;
        let row = store::entry::by_id(&mut reader, &registers, id).await?.ok_or_else(nothing)?;
        let register = self.register_of(row.register).ok_or_else(nothing)?;
        Ok((row, register))
    }

    fn view(
        &self,
        row: &EntryRow,
        register: &Register,
        present: &Present,
        history: &[Record],
        (day, known_at): (Date, Option<i64>),
    ) -> EntryView {
        let rules = self.0.rules.on(day);
        let qualification = rules.qualification(&register.qualification);
        let standing = present.standing(day);
        let shown = EntryRow { present: present.stored().to_owned(), ..row.clone() };
        let mut entry = self.found(&shown, day).unwrap_or_else(|| unknown_entry(row));
        standing.code().clone_into(&mut entry.state);
        EntryView {
            entry,
            qualification_name: qualification
                .map_or_else(|| register.qualification.clone(), |q| q.file().name_ja().to_owned()),
            authority_name: rules
                .authority(&register.authority)
                .map_or_else(|| register.authority.clone(), |a| a.name_ja.clone()),
            register_name: qualification
                .and_then(|q| q.register().yes())
                .map_or_else(String::new, |r| r.value().name.clone()),
            state_label: standing.label().0.to_owned(),
            deletion: deletion_words(present),
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
        let last =
            history.iter().rev().find(|r| matches!(r.act, Act::CertificateRenewal | Act::CertificateReissue));
        let state = match (present.existence(), last, &valid_until) {
            (Existence::Deleted { .. }, ..) => "返納の対象（登録は抹消されています）".to_owned(),
            (_, _, Some(until)) if *until < day.to_string() => format!("有効期間満了（{until}）"),
            (_, Some(record), _) => format!("{}（{}）", record.act.label().0, record.effective_on),
            (_, None, None) if has_term => "有効期間は要確認（この籍に記載がありません）".to_owned(),
            _ => "交付済み（登録時のもの）".to_owned(),
        };
        CertificateView {
            name: certificate.map_or_else(String::new, |c| c.value().name.clone()),
            number: item(EntryItem::CertificateNumber),
            issued_on: item(EntryItem::CertificateIssuedOn),
            valid_until,
            state,
        }
    }

    fn record_view(&self, record: &Record) -> RecordView {
        let body = ItemLines::from_stored(record.body.clone().unwrap_or_default());
        RecordView {
            version: record.version,
            act: record.act.code().to_owned(),
            act_label: record.act.label().0.to_owned(),
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
                let view = ItemView {
                    code: code.to_owned(),
                    label: self.item_label(item, code),
                    value: value.to_owned(),
                };
                (order_of(item), view)
            })
            .collect();
        views.sort_by_key(|(order, _)| *order);
        views.into_iter().map(|(_, view)| view).collect()
    }

    fn item_label(&self, item: EntryItem, code: &str) -> String {
        let own = match item {
            EntryItem::Kana => "フリガナ",
            EntryItem::FormerName => "旧姓",
            EntryItem::CertificateNumber => "免許証番号",
            EntryItem::CertificateIssuedOn => "証の交付年月日",
            EntryItem::Note => "備考",
            EntryItem::ExamNumber => "受験番号",
            EntryItem::Reason => "理由",
            EntryItem::DiedOn => "死亡の日",
            EntryItem::LinkedEntry => "つながる登録",
            EntryItem::PracticeSuspended => "業務の停止",
            EntryItem::TitleSuspended => "名称使用の停止",
            EntryItem::Admonished => "戒告",
            EntryItem::SourceLine => "取込元の行",
            EntryItem::ErasedVersion => "消去した記録の番号",
            _ => "",
        };
        if own.is_empty() {
            return self.0.rules.item(code).map_or_else(|| code.to_owned(), |item| item.label_ja.clone());
        }
        own.to_owned()
    }
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

/// The reason of a deletion in words.
pub(crate) fn deletion_words(present: &Present) -> Option<String> {
    let Existence::Deleted { reason, on } = present.existence() else { return None };
    let words = match reason.as_str() {
        "death" => "死亡",
        "disappearance" => "失踪の宣告",
        "request" => "本人の申請",
        registry::present::REVOKED => "免許・登録の取消し",
        registry::present::TRANSFERRED => "他の登録権者への移転",
        "unstated" => "理由の記載なし",
        other => other,
    };
    let died = present.items().get(EntryItem::DiedOn).map(|d| format!("、死亡の日 {d}")).unwrap_or_default();
    Some(if on.is_empty() { format!("{words}{died}") } else { format!("{words}（{on}{died}）") })
}

fn restrictions(present: &Present, day: Date) -> Vec<RestrictionView> {
    let day = day.to_string();
    present
        .restrictions()
        .into_iter()
        .map(|restriction| {
            let (label, from, until) = match restriction {
                Restriction::PracticeSuspended { from, until } => ("業務の停止", from, until),
                Restriction::TitleSuspended { from, until } => ("名称使用の停止", from, until),
                Restriction::Admonished { on } => ("戒告", on.clone(), on),
            };
            let in_force = label != "戒告" && from <= day && (until.is_empty() || day <= until);
            RestrictionView { label: label.to_owned(), from, until, in_force }
        })
        .collect()
}
